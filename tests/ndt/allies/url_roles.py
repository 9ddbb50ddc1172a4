"""Who may open the pages of taking part."""

from __future__ import annotations

from ndt.allies.models import Offer, State
from tests.house.roles import NOT_FOUND, Row, World, everyone, only
from tests.ndt.allies.conftest import NOW

SOLUTION = "bijles"
# Who coordinates another solution has a desk, but not with this offer on it.
OTHERS = {"other_coordinator": NOT_FOUND}


def kept(world: World, state: str = State.NEW) -> Offer:
    return Offer.objects.create(
        solution=world.solution, sought="school", name="Omar", email="omar@voorbeeld.example", consent="1",
        state=state, answer_by=NOW.date(),
    )  # fmt: skip


def number(world: World) -> dict[str, object]:
    return {"pk": kept(world).pk}


def held(world: World) -> dict[str, object]:
    return {"pk": kept(world, State.HELD).pk}


def token(world: World) -> dict[str, object]:
    return {"token": kept(world).token}


def slug(_world: World) -> dict[str, object]:
    return {"slug": "pas-op-gelijke-kansen"}


URLS = {
    "allies:index": Row(get=everyone(200)),
    "allies:sent": Row(get=everyone(200)),
    "allies:held": Row(get=everyone(200)),
    "allies:gone": Row(get=everyone(200)),
    "allies:offer": Row(get=everyone(200), post=everyone(422), kwargs=slug),
    "allies:mine": Row(get=everyone(200), kwargs=token),
    "allies:withdraw": Row(post=everyone(302), kwargs=token),
    "allies:desk": Row(get=only("coordinator", "other_coordinator", "operator")),
    "allies:case": Row(get=only("coordinator", "operator", **OTHERS), kwargs=number),
    "allies:answer": Row(post=only("coordinator", "operator", gives=422, **OTHERS), kwargs=number),
    "allies:release": Row(post=only("coordinator", "operator", gives=302, **OTHERS), kwargs=held),
    "allies:close": Row(post=only("coordinator", "operator", gives=422, **OTHERS), kwargs=number),
}
