"""Who may open what of Kwaliteit In-zicht."""

from datetime import timedelta

from django.utils import timezone

from inspectie.models import Ovt, SavedScenario
from tests.house.roles import INVALID, LOGIN, NOT_FOUND, Row, everyone, only
from tests.inspectie import landscape
from tests.inspectie.tracks import factories

SOLUTION = "inspectie"


def nothing_kept(_world):
    return {"digest": "0" * 64}


def kept(_world):
    row = SavedScenario.objects.create(
        digest="a" * 64,
        parameters={},
        norm_set="{}",
        data_version="",
        document=b"x\x9c\xab\xae\x05\x00\x01u\x00\xf9",
        sheet=b"x\x9c\x03\x00\x00\x00\x00\x01",
    )
    return {"digest": row.digest}


def track(world):
    return {"number": factories.track(now=timezone.now(), dated=timezone.localdate()).public_id}


def moment(world):
    made = factories.track(now=timezone.now(), dated=timezone.localdate())
    return {"number": made.public_id, "pk": factories.moment(made, "plan").pk}


def judgement(world):
    factories.rules(now=timezone.now())
    return {"pk": factories.judgement(dated=timezone.localdate()).pk}


def newer(world):
    made = factories.track(now=timezone.now(), dated=timezone.localdate() - timedelta(days=5))
    return {"pk": factories.judgement(made.ovt, label="zeer_zwak", dated=timezone.localdate()).pk}


def form(kwargs=None):
    """A coordinator's form: an empty one shows its errors."""
    return Row(
        get=only("coordinator"), post=only("coordinator", gives=INVALID), **({"kwargs": kwargs} if kwargs else {})
    )


def small_country() -> None:
    """Build six schools, once in a world: pages about a school, a board and a place may all be made in it."""
    if not Ovt.objects.exists():
        landscape.build(6)


def school(_world):
    small_country()
    return {"slug": "00VA-C1"}


def board(_world):
    small_country()
    return {"code": "40001"}


def municipality(_world):
    small_country()
    return {"code": "0363"}


def country(world):
    return {"scope": "land", "code": "nederland"}


URLS = {
    "inspectie:overview": Row(get=everyone(200)),
    "inspectie:overview-csv": Row(get=everyone(200)),
    "inspectie:overview-json": Row(get=everyone(200)),
    "inspectie:scenario": Row(get=everyone(200)),
    "inspectie:scenario-csv": Row(get=everyone(200)),
    "inspectie:scenario-json": Row(get=everyone(200)),
    # Without any data there is nothing to keep.
    "inspectie:keep": Row(post=everyone(INVALID)),
    "inspectie:saved": Row(get=everyone(NOT_FOUND), kwargs=nothing_kept),
    "inspectie:saved-json": Row(get=everyone(200), kwargs=kept),
    "inspectie:saved-csv": Row(get=everyone(200), kwargs=kept),
    "inspectie:comparison": Row(get=everyone(200)),
    "inspectie:comparison-csv": Row(get=everyone(200)),
    "inspectie:comparison-json": Row(get=everyone(200)),
    "inspectie:certainty": Row(get=everyone(200)),
    "inspectie:certainty-csv": Row(get=everyone(200)),
    "inspectie:certainty-json": Row(get=everyone(200)),
    "inspectie:growth": Row(get=everyone(200)),
    "inspectie:method": Row(get=everyone(200)),
    "inspectie:method-csv": Row(get=everyone(200)),
    "inspectie:method-json": Row(get=everyone(200)),
    "inspectie:norm-json": Row(get=everyone(200), kwargs=lambda _world: {"slug": "current-2020"}),
    # Without any data there are no figures.
    "inspectie:growth-csv": Row(get=everyone(NOT_FOUND)),
    "inspectie:growth-json": Row(get=everyone(NOT_FOUND)),
    "inspectie:tracks": Row(get=only("coordinator")),
    "inspectie:track": Row(get=only("coordinator"), kwargs=track),
    "inspectie:track-rules": form(),
    "inspectie:track-start": form(judgement),
    "inspectie:track-take-over": form(newer),
    "inspectie:track-add": form(track),
    "inspectie:track-moment": form(moment),
    "inspectie:track-people": form(track),
    "inspectie:track-end": form(track),
    "inspectie:schools": Row(get=everyone(200)),
    "inspectie:schools-csv": Row(get=everyone(200)),
    "inspectie:schools-json": Row(get=everyone(200)),
    "inspectie:school": Row(get=everyone(200), kwargs=school),
    "inspectie:school-csv": Row(get=everyone(200), kwargs=school),
    "inspectie:school-json": Row(get=everyone(200), kwargs=school),
    "inspectie:board": Row(get=everyone(200), kwargs=board),
    "inspectie:board-csv": Row(get=everyone(200), kwargs=board),
    "inspectie:board-json": Row(get=everyone(200), kwargs=board),
    "inspectie:municipality": Row(get=everyone(200), kwargs=municipality),
    "inspectie:municipality-csv": Row(get=everyone(200), kwargs=municipality),
    "inspectie:municipality-json": Row(get=everyone(200), kwargs=municipality),
    "inspectie:map": Row(get=everyone(200)),
    "inspectie:map-csv": Row(get=everyone(200)),
    "inspectie:map-json": Row(get=everyone(200)),
    "inspectie:briefs": Row(get=everyone(200)),
    "inspectie:brief": Row(get=everyone(200), kwargs=country),
    "inspectie:brief-csv": Row(get=everyone(200), kwargs=country),
    "inspectie:brief-json": Row(get=everyone(200), kwargs=country),
    "inspectie:order-brief": Row(post=everyone(302, anonymous=LOGIN), kwargs=country),
    "inspectie:school-letter": Row(get=everyone(200), kwargs=school),
}
