"""The least valid scheme, pass, account, programme, tutor and child. A test names the facts it needs."""

from __future__ import annotations

import itertools
from datetime import UTC, date, datetime
from typing import Any, Final
from uuid import uuid4

from django.test import override_settings

from bijles.core import ledger, passes
from bijles.core import rules as core_rules
from bijles.core.enrolment_lists import COLUMNS
from bijles.core.ledger import Kind as Moves
from bijles.core.ledger import Owner, Place
from bijles.core.rules import Rules
from bijles.models import Agreement, Child, Pass, PassScheme, Programme, ProgrammeRules, Provider, Skill, Tutor
from bijles.models.programme import AgreementState, Form
from bijles.services import booking, enrolling, posting, proving
from ndt.people.models import Kind, Organisation, User

NOON: Final = datetime(2027, 3, 1, 11, tzinfo=UTC)
START: Final = datetime(2027, 3, 9, 15, tzinfo=UTC)
KEY: Final = bytes(range(32))
KEYS: Final = {"stadspas": KEY.hex()}
BORN: Final = date(1988, 5, 3)
NUMBER: Final = "6064366012345678"
_numbers = itertools.count(1)


def scheme(**facts: Any) -> PassScheme:
    """A scheme of a city; the one there is, when nothing of it is asked: there is one key."""
    if not facts and (found := PassScheme.objects.filter(slug="stadspas").first()):
        return found
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


def programme(made: PassScheme, *, rules: Rules | None = None, pot: int = 10_000_000, **facts: Any) -> Programme:
    """A programme with a full pot."""
    new = Programme.objects.create(
        **{
            "scheme": made,
            "title": "Bijles 2027",
            "first_day": date(2027, 1, 1),
            "last_day": date(2027, 12, 31),
            "budget_cents": 100_000,
            "budget_minutes": 2_400,
        }
        | facts
    )
    chosen = rules or Rules(1)
    ProgrammeRules.objects.create(programme=new, version=1, rules=core_rules.write(chosen), since=NOON)
    fund, target = Owner(Place.FUND, f"scheme:{made.pk}"), Owner(Place.POT, f"programme:{new.pk}")
    posting.post(ledger.move(Moves.GRANT, f"pot:{new.pk}", fund, target, cents=pot, minutes=pot), now=NOON)
    return new


def agreement(of: Programme, **facts: Any) -> Agreement:
    organisation = Organisation.objects.create(
        name=f"Huiswerkhulp {next(_numbers)}", kind=Kind.PROVIDER, solution="bijles"
    )
    return Agreement.objects.create(
        **{
            "programme": of,
            "provider": Provider.objects.create(organisation=organisation),
            "form": Form.TUTORING,
            "state": AgreementState.ACTIVE,
            "first_day": of.first_day,
            "last_day": of.last_day,
            "cents_an_hour": 2500,
            "no_show_percent": 50,
            "late_cancel_percent": 50,
        }
        | facts
    )


def tutor(of: Agreement, **facts: Any) -> Tutor:
    new = Tutor.objects.create(
        **{
            "provider": of.provider,
            "first_name": "Bram",
            "vog_seen_on": date(2026, 12, 1),
            "vog_valid_until": date(2027, 12, 31),
        }
        | facts
    )
    Skill.objects.create(tutor=new, subject="rekenen", level="groep-7")
    return new


def child(made: PassScheme, *, user: User | None = None, until: str = "2027-07-31", **facts: Any) -> Child:
    """A child of a family of its own, with a pass that the scheme knows."""
    number = f"6064{next(_numbers):012d}"
    listed(made, row(number, until=until))
    typed = proving.Typed(number, BORN, f"block {number}")
    with override_settings(PASS_KEYS=KEYS):
        held = proving.prove(scheme=made, user=user or account(), typed=typed, now=NOON)
    assert held is not None
    return sibling(held, **facts)


def sibling(held: Pass, **facts: Any) -> Child:
    return proving.place_child(
        held=held,
        **{
            "first_name": "Sami",
            "birth_month": date(2015, 3, 1),
            "level": "groep-7",
            "postcode": "1012",
            "languages": ["nl"],
            "today": NOON.date(),
        }
        | facts,
    )


def wish(of: Agreement, by: Tutor, start: datetime = START, **facts: Any) -> booking.Wish:
    return booking.Wish(
        **{"agreement": of.pk, "tutor": by.pk, "subject": "rekenen", "start": start, "minutes": 60, "key": uuid4()}
        | facts
    )
