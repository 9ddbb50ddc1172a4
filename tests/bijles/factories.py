"""The least valid scheme, pass and account. A test names the facts it needs."""

from __future__ import annotations

import itertools
from datetime import UTC, date, datetime
from typing import Any, Final

from bijles.core import passes
from bijles.core.enrolment_lists import COLUMNS
from bijles.models import PassScheme
from bijles.services import enrolling
from ndt.people.models import Kind, Organisation, User

NOON: Final = datetime(2027, 3, 1, 11, tzinfo=UTC)
KEY: Final = bytes(range(32))
BORN: Final = date(1988, 5, 3)
NUMBER: Final = "6064366012345678"
_numbers = itertools.count(1)


def scheme(**facts: Any) -> PassScheme:
    number = next(_numbers)
    city = Organisation.objects.create(name=f"Gemeente {number}", kind=Kind.MUNICIPALITY)
    return PassScheme.objects.create(
        **{
            "slug": "stadspas",
            "title": "Stadspas",
            "municipality": city,
            "fewest_digits": 13,
            "most_digits": 19,
            "desk_number": "14020",
        }
        | facts
    )


def account(email: str = "") -> User:
    return User.objects.create_user(email or f"ouder-{next(_numbers)}@voorbeeld.nl")


def row(number: str = NUMBER, *, born: date = BORN, until: str = "2027-07-31", children: str = "2") -> str:
    return ",".join([passes.pass_hmac(number, KEY), passes.birth_date_hmac(number, born, KEY), until, children])


def listed(made: PassScheme, *rows: str) -> PassScheme:
    data = "\n".join([",".join(COLUMNS), *(rows or [row()])])
    enrolling.take_list(scheme=made, data=data.encode(), by=None, now=NOON)
    return made
