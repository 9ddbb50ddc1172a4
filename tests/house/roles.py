"""Who may open what: the words in which every room writes its table of addresses and roles.

A room keeps its table in `tests/<room>/url_roles.py` (a room of the platform in
`tests/ndt/<room>/url_roles.py`). `tests/house/test_url_roles.py` finds the tables by themselves,
opens every address as every role and fails on an address without a row, a row without an address,
and an answer that the row does not expect. Example:

    from tests.house.roles import NOT_FOUND, Row, World, everyone, only

    SOLUTION = "campaigns"      # the room whose coordinator `coordinator` is; "campaigns" when left out
    NOON = factories.NOON       # the moment of all visits; the real one when left out


    def petition(world: World) -> dict[str, object]:
        return {"slug": PetitionFactory(owner=world.users["family"]).slug}


    URLS = {
        # a public page: 200 for all; other methods than GET are refused with 405
        "campaigns:page": Row(get=everyone(200), kwargs=petition),
        # a form: GET shows it, POST without data shows its errors
        "campaigns:sign": Row(get=everyone(200), post=everyone(422), kwargs=petition),
        # a button: only POST; `data` fills the form
        "campaigns:release": Row(post=only("coordinator", gives=302), kwargs=petition, data=choice),
        # a desk: visitors are sent to log in, other people get 403
        "campaigns:desk": Row(get=only("coordinator", "operator")),
        # somebody else's thing does not exist for you
        "campaigns:mine": Row(get=only("family", others=NOT_FOUND), kwargs=petition),
    }

What an outcome may be: a status code, or one of the three redirects below that the house gives:

    LOGIN   302 to the login page
    SETUP   302 to the page about the second factor
    302     302 to anywhere else

`everyone(200)` and `only("coordinator")` give a complete row. Name single roles to differ:
`everyone(200, anonymous=LOGIN)`. The role `staff` (an operator who has not shown a second factor)
is sent to SETUP everywhere unless the row says otherwise, because SecondFactorMiddleware does.

`get` left out means "405 for everybody", and so does `post`. Put @require_safe or @require_POST on
top of a view: then that is what it does. `kwargs` and `data` are made once an address, before the
roles come by; what one role changes is rolled back before the next.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from allauth.account.internal.flows.login import (
    _AUTHENTICATION_METHODS_USER_SESSION_KEY,
    AUTHENTICATION_METHODS_SESSION_KEY,
)
from allauth.account.internal.userkit import user_id_to_str
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import encrypt
from django.db import transaction
from django.test import Client

from ndt.people.models import Kind, Membership, Organisation, Role, User

LOGIN: Final = "302 to the login page"
SETUP: Final = "302 to the second factor"
REFUSED: Final = 403
NOT_FOUND: Final = 404
WRONG_METHOD: Final = 405
INVALID: Final = 422

Outcome = int | str
Expected = dict[str, Outcome]

ROLES: Final = (
    "anonymous",  # a visitor
    "signer",  # somebody with an account and without any role
    "family",
    "tutor",
    "provider",
    "teacher",
    "director",
    "coordinator",  # of the room's own solution, with a second factor
    "other_coordinator",  # of another solution, with a second factor
    "policymaker",
    "staff",  # an operator who has not shown a second factor
    "operator",  # an operator with a second factor
)


def everyone(outcome: Outcome, **differ: Outcome) -> Expected:
    """Expect the same for all roles, but for those named."""
    return _checked(dict.fromkeys(ROLES, outcome) | {"staff": SETUP} | differ)


def only(
    *roles: str, gives: Outcome = 200, others: Outcome = REFUSED, anonymous: Outcome = LOGIN, **differ: Outcome
) -> Expected:
    """Expect that these roles get in, visitors must log in, and the others are refused."""
    expected: Expected = dict.fromkeys(ROLES, others)
    expected |= {"anonymous": anonymous, "staff": SETUP} | dict.fromkeys(roles, gives) | differ
    return _checked(expected)


def members(outcome: Outcome = 200, **differ: Outcome) -> Expected:
    """Expect that everybody with an account gets in."""
    return everyone(outcome, anonymous=LOGIN) | _checked(differ)


def _checked(expected: Expected) -> Expected:
    assert not set(expected) - set(ROLES), f"no such role: {set(expected) - set(ROLES)}"
    return expected


def nothing(_world: World) -> dict[str, Any]:
    """Give no arguments."""
    return {}


@dataclass(frozen=True)
class Row:
    """What every role gets at one address. kwargs: of the address. data: what is posted."""

    get: Expected = field(default_factory=lambda: everyone(WRONG_METHOD))
    post: Expected = field(default_factory=lambda: everyone(WRONG_METHOD))
    kwargs: Callable[[World], dict[str, Any]] = nothing
    data: Callable[[World], dict[str, Any]] = nothing


# Who plays a role: the name, and which role where.
PEOPLE: Final = {
    "signer": ("omar", "", ""),
    "family": ("amina", Role.FAMILY, "household"),
    "tutor": ("tess", Role.TUTOR, "provider"),
    "provider": ("piet", Role.PROVIDER, "provider"),
    "teacher": ("bram", Role.TEACHER, "school"),
    "director": ("daan", Role.DIRECTOR, "school"),
    "coordinator": ("coby", Role.COORDINATOR, "team"),
    "other_coordinator": ("cas", Role.COORDINATOR, "other_team"),
    "policymaker": ("eva", Role.POLICYMAKER, "municipality"),
    "staff": ("sam", "", ""),
    "operator": ("olga", "", ""),
}


class _Made(dict[str, Any]):
    """What is made when somebody asks for it: most tests need one person of the eleven."""

    def __init__(self, make: Callable[[str], Any]) -> None:
        super().__init__()
        self.make = make

    def __missing__(self, name: str) -> Any:
        self[name] = self.make(name)
        return self[name]


class World:
    """One person a role, and a browser in which each is logged in."""

    def __init__(self, solution: str) -> None:
        self.solution = solution
        self.organisations = _Made(self._organisation)
        self.users = _Made(self._user)

    def _organisation(self, name: str) -> Organisation:
        other = "bijles" if self.solution != "bijles" else "campaigns"
        title, kind, solution = {
            "team": ("Het team", Kind.CAMPAIGN_TEAM, self.solution),
            "other_team": ("Een ander", Kind.CAMPAIGN_TEAM, other),
            "municipality": ("Gemeente Voorbeeld", Kind.MUNICIPALITY, ""),
            "school": ("De Voorbeeldschool", Kind.SCHOOL, ""),
            "provider": ("Bijles Voorbeeld", Kind.PROVIDER, "bijles"),
            "household": ("Gezin van Amina", Kind.HOUSEHOLD, "bijles"),
        }[name]
        return Organisation.objects.create(name=title, kind=kind, solution=solution)

    def _user(self, role: str) -> User:
        name, kind, organisation = PEOPLE[role]
        power = role in {"staff", "operator"}
        user = _person(name, is_staff=power, is_superuser=power)
        if organisation:
            Membership.objects.create(user=user, organisation=self.organisations[organisation], role=kind)
        return user

    def browser(self, role: str) -> Client:
        """Give a browser in which that role is logged in."""
        browser = Client(raise_request_exception=False)
        if role != "anonymous":
            log_in(browser, self.users[role], second_factor=role in {"coordinator", "other_coordinator", "operator"})
        return browser


@contextlib.contextmanager
def undone() -> Iterator[None]:
    """Undo in the database what happens within."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def log_in(browser: Client, user: User, *, second_factor: bool = False) -> None:
    """Log in as allauth does, just now, with or without a second factor."""
    browser.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    records: list[dict[str, Any]] = [{"method": "code", "at": time.time(), "email": user.email}]
    if second_factor:
        authenticator, _created = Authenticator.objects.get_or_create(
            user=user, type=Authenticator.Type.TOTP, defaults={"data": {"secret": encrypt("JBSWY3DPEHPK3PXP")}}
        )
        records.append({"method": "mfa", "at": time.time(), "id": authenticator.pk, "type": "totp"})
    session = browser.session
    session[AUTHENTICATION_METHODS_SESSION_KEY] = records
    session[_AUTHENTICATION_METHODS_USER_SESSION_KEY] = user_id_to_str(user)
    session.save()


def _person(name: str, **facts: Any) -> User:
    user = User.objects.create_user(f"{name}@voorbeeld.example", name=name.capitalize(), **facts)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user
