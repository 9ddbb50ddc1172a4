"""Who may open the pages about personal data."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from ndt.privacy.models import AccessRequest, Cause, Erasure
from ndt.privacy.services.requests import hashed
from tests.house.roles import Row, World, everyone, members


def link(_world: World) -> dict[str, object]:
    AccessRequest.objects.create(
        email="omar@voorbeeld.example", token_hash=hashed("geheim"), expires_at=timezone.now() + timedelta(days=1)
    )
    return {"token": "geheim"}


def tombstone(_world: World) -> dict[str, object]:
    return {"tombstone": Erasure.objects.create(cause=Cause.LINK).pk}


URLS = {
    "privacy:page": Row(get=everyone(200)),
    "privacy:register": Row(get=everyone(200)),
    "privacy:register_csv": Row(get=everyone(200)),
    "privacy:erased": Row(get=everyone(200), kwargs=tombstone),
    "privacy:erased_nothing": Row(get=everyone(200)),
    "privacy:ask": Row(get=everyone(200), post=everyone(422)),
    "privacy:asked": Row(get=everyone(200)),
    # The link is the key: whoever reads the mailbox may open it, logged in or not.
    "privacy:opened": Row(get=everyone(200), post=everyone(200), kwargs=link),
    "privacy:download": Row(get=everyone(200), kwargs=link),
    "privacy:erase": Row(get=everyone(200), post=everyone(422), kwargs=link),
    "privacy:account": Row(get=members()),
    "privacy:account_download": Row(get=members()),
    "privacy:account_erase": Row(get=members(), post=members(422)),
}
