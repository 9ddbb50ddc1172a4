"""Who may open the desk of reports. 'wie-wil-meedoen' is for policymakers, coordinators of no plan, and operators."""

from __future__ import annotations

from django.core import signing
from django.utils import timezone

from ndt.reports.models import SALT, Subscription
from tests.house.roles import Row, World, everyone, only

READERS = ("policymaker", "operator")


def closed(_world: World) -> dict[str, object]:
    return {"slug": "wie-wil-meedoen"}


def table(_world: World) -> dict[str, object]:
    return {"slug": "wie-wil-meedoen", "number": 1}


def token(_world: World) -> dict[str, object]:
    kept = Subscription.objects.create(
        report="stand-van-het-platform", email="amina@voorbeeld.example", created_at=timezone.now()
    )  # fmt: skip
    return {"token": signing.dumps([kept.pk, "monthly", "nl"], salt=SALT)}


URLS = {
    "reports:index": Row(get=everyone(200)),
    "reports:report": Row(get=only(*READERS), kwargs=closed),
    "reports:pdf": Row(get=only(*READERS), kwargs=closed),
    "reports:sheet": Row(get=only(*READERS), kwargs=table),
    "reports:order": Row(post=only(*READERS, gives=302), kwargs=closed),
    "reports:follow": Row(get=only(*READERS), post=only(*READERS, gives=422), kwargs=closed),
    "reports:asked": Row(get=everyone(200)),
    "reports:begun": Row(get=everyone(200)),
    "reports:confirm": Row(get=everyone(200), post=everyone(302), kwargs=token),
}
