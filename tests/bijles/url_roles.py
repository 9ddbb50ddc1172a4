"""Who may open what of Pas Op Gelijke Kansen. Here Amina has a family, a pass and a child."""

from datetime import timedelta
from uuid import uuid4

from django.utils import timezone

from bijles import links
from bijles.models import HelpDesk, HelpVisit
from bijles.services import feeding
from ndt.people.models import Kind, Membership, Organisation, Role
from tests.bijles import factories, school_roles, settling_roles
from tests.bijles.city import city
from tests.bijles.lesson_roles import LESSONS
from tests.house.roles import INVALID, NOT_FOUND, Row, everyone, members, only

SOLUTION = "bijles"
NOON = factories.NOON


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


def _helps(world):
    """Who coordinates another plan helps families at a library here."""
    house = Organisation.objects.create(name="Bibliotheek", kind=Kind.HELP, solution="bijles")
    Membership.objects.create(user=world.users["other_coordinator"], organisation=house, role=Role.HELPER)
    return HelpDesk.objects.create(organisation=house, scheme=factories.scheme())


def helps(world):
    _helps(world)
    return {}


def desk(world):
    return {"number": _helps(world).pk}


def visit(world):
    made, family = _helps(world), _child(world)[1].family
    now = timezone.now()
    return {
        "number": HelpVisit.objects.create(
            family=family,
            desk=made,
            helper=None,
            version=1,
            words="Ja.",
            since=now,
            ends_at=now + timedelta(minutes=30),
        ).pk
    }


def offered(world):
    return {"token": links.account_token(_child(world)[1].family, "thuis@voorbeeld.example", now=timezone.now())}


def waits(_world):
    return {"vak": "rekenen"}


def strange(_world):
    return {"key": uuid4()}


# Who has no pass yet is sent to the front page; somebody else's child or lesson does not exist.
NO_LESSON = {"others": NOT_FOUND}
HELPS = only("other_coordinator")
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
    "bijles:help": Row(get=HELPS, kwargs=helps),
    "bijles:help-begin": Row(get=HELPS, post=only("other_coordinator", gives=INVALID), kwargs=desk),
    "bijles:help-end": Row(post=only("other_coordinator", gives=302), kwargs=helps),
    # Without an open visit there is nothing to print or to give; with one: views/test_helping.py.
    "bijles:help-slip": Row(post=only("other_coordinator", gives=NOT_FOUND), kwargs=helps),
    "bijles:help-account-offer": Row(post=only("other_coordinator", gives=NOT_FOUND), kwargs=helps),
    "bijles:help-phone": Row(post=only("other_coordinator", gives=NOT_FOUND), kwargs=helps),
    "bijles:help-stop": Row(post=only("family", gives=302, **NO_LESSON), kwargs=visit),
    # The family has an address already.
    "bijles:help-account": Row(get=everyone(200), post=everyone(409), kwargs=offered),
    "bijles:lesson": Row(get=only("family", **NO_LESSON), kwargs=lesson),
    "bijles:talk": Row(get=only("family", **NO_LESSON), post=only("family", gives=INVALID, **NO_LESSON), kwargs=lesson),
    "bijles:cancel": Row(get=only("family", **NO_LESSON), post=only("family", gives=302, **NO_LESSON), kwargs=lesson),
    "bijles:move": Row(get=only("family", **NO_LESSON), post=only("family", gives=409, **NO_LESSON), kwargs=lesson),
    "bijles:answer": Row(post=only("family", gives=409, **NO_LESSON), kwargs=lesson),
    **settling_roles.URLS,
    **school_roles.URLS,
}
