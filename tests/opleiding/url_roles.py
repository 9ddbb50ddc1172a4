"""Who may open what of Opleiding op Maat."""

from tests.house.roles import INVALID, LOGIN, Row, everyone, only
from tests.opleiding import round_world

SOLUTION = "opleiding"
TEAM = ("coordinator", "operator")


def draft(_world):
    return {"slug": round_world.draft().slug}


def shown(_world):
    return {"slug": round_world.frozen().slug}


def outcome(_world):
    return {"slug": round_world.published().slug, "number": 1}


def stepping(_world):
    return {"slug": round_world.draft().slug, "name": "vastzetten"}


def leaving(_world):
    return {"slug": round_world.draft().slug, "code": "o9"}


URLS = {
    "opleiding:front": Row(get=everyone(200)),
    "opleiding:simulator": Row(get=everyone(200)),
    "opleiding:simulator-csv": Row(get=everyone(200)),
    "opleiding:simulator-numbers-csv": Row(get=everyone(200)),
    "opleiding:rounds": Row(get=everyone(200)),
    "opleiding:round": Row(get=everyone(200), kwargs=shown),
    "opleiding:round-proof": Row(get=everyone(200), kwargs=shown),
    "opleiding:round-bundle": Row(get=everyone(200), kwargs=outcome),
    "opleiding:round-program": Row(get=everyone(200), kwargs=lambda _world: {"name": "verify_seed"}),
    # Nobody here has the profile of a trainer: GET says how to get one, POST is refused.
    "opleiding:my-list": Row(get=everyone(200, anonymous=LOGIN), post=everyone(403, anonymous=LOGIN), kwargs=shown),
    "opleiding:my-place": Row(get=everyone(200, anonymous=LOGIN), post=everyone(403, anonymous=LOGIN), kwargs=shown),
    "opleiding:round-desk": Row(get=only(*TEAM)),
    "opleiding:round-new": Row(get=only(*TEAM), post=only(*TEAM, gives=INVALID)),
    "opleiding:round-cockpit": Row(get=only(*TEAM), kwargs=draft),
    "opleiding:round-offerings": Row(post=only(*TEAM, gives=INVALID), kwargs=draft),
    "opleiding:round-commit": Row(post=only(*TEAM, gives=INVALID), kwargs=draft),
    "opleiding:round-record": Row(post=only(*TEAM, gives=INVALID), kwargs=draft),
    # A draft is not frozen: the step is refused.
    "opleiding:round-step": Row(post=only(*TEAM, gives=409), kwargs=stepping),
    "opleiding:round-withdraw": Row(post=only(*TEAM, gives=409), kwargs=leaving),
}
