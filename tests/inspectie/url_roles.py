"""Who may open what of Kwaliteit In-zicht."""

from inspectie.models import SavedScenario
from tests.house.roles import INVALID, NOT_FOUND, Row, everyone

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


URLS = {
    "inspectie:overview": Row(get=everyone(200)),
    "inspectie:overview-csv": Row(get=everyone(200)),
    "inspectie:overview-json": Row(get=everyone(200)),
    "inspectie:scenario": Row(get=everyone(200)),
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
    "inspectie:method": Row(get=everyone(200)),
    "inspectie:method-csv": Row(get=everyone(200)),
    "inspectie:method-json": Row(get=everyone(200)),
    "inspectie:norm-json": Row(get=everyone(200), kwargs=lambda _world: {"slug": "current-2020"}),
}
