"""The least valid assembly and registration. A test names the facts it needs."""

from __future__ import annotations

import itertools
import random
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final
from unittest.mock import patch

from beraad.core import tickets
from beraad.core.consents import Use
from beraad.models import Assembly, Registration, ReplacementRound, TablePlan
from beraad.models.registration import State
from beraad.services import assemblies, drawing, registering, replacing, solving, tables
from beraad.services import inviting as asking
from beraad.services.assemblies import Signing
from beraad.services.drawing import Source
from beraad.services.tables import Wish
from ndt.mail.addresses import mailbox

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)
POPULATION = "feature,value,count\nSector,PO,60\nSector,VO,40\nLeeftijd,jong,50\nLeeftijd,oud,50\n"
WISH: Final = Wish(tables=2, rounds=3, chairs=6, features=("Sector", "Leeftijd"))
_numbers = itertools.count(1)


def assembly(**facts: Any) -> Assembly:
    number = next(_numbers)
    return assemblies.create(
        **{
            "slug": f"beraad-{number}",
            "title": "Het beroepsbeeld",
            "question": "Hoe ziet ons vak er over tien jaar uit?",
            "about": "Leraren bedenken samen een plan.",
            "size": 10,
            "objective": "leximin",
            "now": NOON - timedelta(days=30),
        }
        | facts
    )


def sign(assembly: Assembly) -> None:
    for kind in ("teachers", "government", "organisation"):
        assemblies.sign_party(
            assembly=assembly,
            signing=Signing(kind, f"Partij {kind}", "Geef advies.", "Wij voeren het uit.", date(2026, 11, 1)),
        )


def opened(**facts: Any) -> Assembly:
    """An assembly that takes registrations; twenty panels, so that a test is quick."""
    made = assembly(**facts)
    Assembly.objects.filter(pk=made.pk).update(panels=20)
    sign(made)
    assemblies.import_population(
        assembly=made, text=POPULATION, source="Verzonnen telling", source_date=date(2026, 1, 1)
    )
    assemblies.give_startschot(assembly=made, now=NOON - timedelta(days=20))
    assemblies.open_registration(assembly=made, now=NOON - timedelta(days=19))
    made.refresh_from_db()
    return made


def registration(assembly: Assembly, *, state: str = State.VERIFIED, **facts: Any) -> Registration:
    number = next(_numbers)
    email = facts.pop("email", f"leraar{number}@school.example")
    known = state != State.PENDING
    made = Registration.objects.create(
        **{
            "assembly": assembly,
            "ticket": tickets.ticket(random.Random(number)),
            "name": f"Bram {number}",
            "email": email,
            "mailbox": mailbox(email),
            "profile": {"Sector": "PO" if number % 3 else "VO", "Leeftijd": "jong" if number % 2 else "oud"},
            "state": state,
            "created_at": NOON,
            "confirmed_at": NOON if known else None,
            "verified_at": NOON if state == State.VERIFIED else None,
        }
        | facts
    )
    registering.agree(registration=made, uses=tuple(Use), now=NOON)
    return made


def frozen(people: int = 60, **facts: Any) -> Assembly:
    made = opened(**facts)
    for _person in range(people):
        registration(made)
    assemblies.freeze(assembly=made, now=NOON)
    made.refresh_from_db()
    return made


def solved(**facts: Any) -> Assembly:
    made = frozen(**facts)
    assemblies.settle_quotas(assembly=made, now=NOON)
    draw = solving.start(assembly=made, now=NOON)
    solving.solve(draw_id=draw.pk, now=NOON)
    made.refresh_from_db()
    return made


def published(**facts: Any) -> Assembly:
    made = solved(**facts)
    source = Source("balls", NOON + timedelta(hours=1), "Grote zaal, Utrecht")
    drawing.publish(assembly=made, source=source, now=NOON)
    made.refresh_from_db()
    return made


def drawn(**facts: Any) -> Assembly:
    made = published(**facts)
    drawing.record(assembly=made, typed="07", now=NOON + timedelta(hours=2))
    made.refresh_from_db()
    return made


def inviting(**facts: Any) -> Assembly:
    """An assembly whose drawn group is invited, at noon; the draw was two hours later, which no rule here minds."""
    made = drawn(**facts)
    asking.begin(assembly=made, plan=asking.Plan(14, "Zaterdag 9 januari, 10.00 uur, Utrecht"), now=NOON)
    made.refresh_from_db()
    return made


def balls(now: datetime = NOON) -> Source:
    return Source("balls", now + timedelta(hours=1), "Grote zaal, Utrecht")


def proposed(assembly: Assembly, *, now: datetime = NOON) -> ReplacementRound:
    """The proposal for the open seats, computed."""
    made = replacing.prepare(assembly=assembly, now=now)
    assert made is not None
    replacing.solve(round_id=made.pk, attempt=made.attempt, now=now)
    made.refresh_from_db()
    return made


def replaced(assembly: Assembly, *, now: datetime = NOON) -> ReplacementRound:
    """A replacement round that was approved and drawn."""
    made = proposed(assembly, now=now)
    made = replacing.approve(found=made, source=balls(now), reason="De groep moet vol zijn.", by=None, now=now)
    return replacing.record(found=made, typed="07", now=now + timedelta(hours=2))


def gathered(people: int = 10, **facts: Any) -> Assembly:
    """An assembly of which so many of the ten who were invited said yes."""
    made = inviting(**facts)
    for invitation in made.invitations.order_by("seat")[:people]:
        asking.accept(invitation=invitation, now=NOON)
    return made


def compute(plan: TablePlan) -> TablePlan:
    """Do what the worker does, in a blink."""
    with patch.object(tables, "STEPS", 3_000):
        tables.solve(plan_id=plan.pk, attempt=plan.attempt, now=NOON, report=lambda *_: None)
    plan.refresh_from_db()
    return plan


def seated(assembly: Assembly, wish: Wish = WISH) -> TablePlan:
    """A plan of tables, computed."""
    return compute(tables.start(assembly=assembly, wish=wish, by=None, now=NOON))


def fixed(assembly: Assembly, wish: Wish = WISH) -> TablePlan:
    """A plan of tables that people were told of."""
    return fix(seated(assembly, wish))


def fix(plan: TablePlan) -> TablePlan:
    return tables.fix(plan=plan, version=plan.version, by=None, now=NOON)
