"""Who may open what of Pas Op Gelijke Kansen. Here Amina has a family, a pass and a child."""

from uuid import uuid4

from bijles.services import feeding
from tests.bijles import factories, school_roles, settling_roles
from tests.bijles.city import city
from tests.bijles.lesson_roles import LESSONS
from tests.house.roles import INVALID, NOT_FOUND, Row, everyone, members, only

SOLUTION = "bijles"


def scheme(_world):
    return {"slug": factories.scheme().slug}


def _child(world):
    made = city()
    return made, made.child(user=world.users["family"])


def family(world):
    _child(world)
    return {}


def child(world):
    return {"number": _child(world)[1].pk}


def series(world):
    made, child = _child(world)
    return {"number": child.pk, "series": made.held(child)[0].series}


def lesson(world):
    made, child = _child(world)
    return {"number": made.booked(child).pk}


def calendar(world):
    return {"key": feeding.renew(family=_child(world)[1].family).key}


def waits(_world):
    return {"vak": "rekenen"}


def strange(_world):
    return {"key": uuid4()}


# Who has no pass yet is sent to the front page; somebody else's child or lesson does not exist.
NO_LESSON = {"others": NOT_FOUND}
URLS = LESSONS | {
    "bijles:front": Row(get=everyone(200)),
    # Who has no account is sent to make one.
    "bijles:begin": Row(get=everyone(200, anonymous=302), post=everyone(INVALID, anonymous=302), kwargs=scheme),
    "bijles:mine": Row(get=members(302, family=200), kwargs=family),
    "bijles:new-child": Row(get=members(302, family=200), post=members(302, family=INVALID), kwargs=family),
    "bijles:edit-child": Row(get=members(302, family=200), post=members(302, family=INVALID), kwargs=child),
    "bijles:search": Row(get=members(302, family=200), kwargs=child),
    "bijles:book": Row(post=members(302), kwargs=child, data=strange),
    "bijles:confirm": Row(get=members(302, family=200), post=members(302), kwargs=series),
    "bijles:wait": Row(post=members(302), kwargs=child, data=waits),
    "bijles:feed-link": Row(post=members(302), kwargs=family),
    "bijles:feed": Row(get=everyone(200), kwargs=calendar),
    "bijles:lesson": Row(get=only("family", **NO_LESSON), kwargs=lesson),
    "bijles:talk": Row(get=only("family", **NO_LESSON), post=only("family", gives=INVALID, **NO_LESSON), kwargs=lesson),
    "bijles:cancel": Row(get=only("family", **NO_LESSON), post=only("family", gives=302, **NO_LESSON), kwargs=lesson),
    "bijles:move": Row(get=only("family", **NO_LESSON), post=only("family", gives=409, **NO_LESSON), kwargs=lesson),
    "bijles:answer": Row(post=only("family", gives=409, **NO_LESSON), kwargs=lesson),
    **settling_roles.URLS,
    **school_roles.URLS,
}
