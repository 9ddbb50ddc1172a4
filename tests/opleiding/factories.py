"""The least valid institute, trainer and offering. A test names the facts it needs."""

from __future__ import annotations

import hashlib
import itertools
from datetime import UTC, date, datetime
from typing import Any

from django.utils import timezone

from ndt.people.models import Kind, Membership, Organisation, Role, User
from opleiding import links
from opleiding.models import (
    Agreement,
    Batch,
    DevelopmentOffer,
    Experience,
    Goal,
    Ground,
    Institute,
    Offering,
    OfferingState,
    Party,
    Programme,
    Route,
    Rules,
    Study,
    StudyProgramme,
    Subject,
    Trainer,
    University,
    Use,
)
from opleiding.services import advising, inviting, profile

NOON = datetime(2026, 11, 29, 12, tzinfo=UTC)
SOURCE = "https://universiteit.example/opleidingen"
PDF = b"%PDF-1.7\n% a signed agreement\n%%EOF\n"
_numbers = itertools.count(1)


def organisation(kind: Kind, **facts: Any) -> Organisation:
    return Organisation.objects.create(
        **{"name": f"{kind.label} {next(_numbers)}", "kind": kind, "solution": "opleiding"} | facts
    )


def user(**facts: Any) -> User:
    return User.objects.create_user(facts.pop("email", f"mens{next(_numbers)}@voorbeeld.example"), **facts)


def employee(of: Organisation, role: Role) -> User:
    found = user(name="Coby")
    Membership.objects.create(user=found, organisation=of, role=role, since=date(2026, 1, 1))
    return found


def institute(**facts: Any) -> Institute:
    return Institute.objects.create(
        **{"organisation": facts.get("organisation") or organisation(Kind.INSTITUTE)} | facts
    )


def agreement(**facts: Any) -> Agreement:
    """One that is signed and holds."""
    return Agreement.objects.create(
        **{
            "institute": facts.get("institute") or institute(),
            "party": Party.PROCESSOR,
            "purpose": "Trainers uitnodigen voor een advies.",
            "ground": Ground.LEGITIMATE_INTEREST,
            "signed": PDF,
            "sha256": hashlib.sha256(PDF).hexdigest(),
            "since": date(2026, 9, 1),
        }
        | facts
    )


def subject(code: str = "wiskunde", **facts: Any) -> Subject:
    return Subject.objects.get_or_create(code=code, defaults={"title": code} | facts)[0]


def study_programme(code: str = "wiskunde-ba") -> StudyProgramme:
    return StudyProgramme.objects.get_or_create(code=code, defaults={"title": code})[0]


def university(**facts: Any) -> University:
    return University.objects.create(
        **{"organisation": facts.get("organisation") or organisation(Kind.PROGRAMME), "town": "Vlier", "pc4": "4951"}
        | facts
    )


def programme(**facts: Any) -> Programme:
    """A master of one year in maths."""
    return Programme.objects.create(
        **{
            "university": facts.get("university") or university(),
            "title": f"Leraar wiskunde {next(_numbers)}",
            "route": Route.MASTER_1,
            "subject": facts.get("subject") or subject(),
            "source": SOURCE,
            "seen_on": date(2026, 11, 1),
        }
        | facts
    )


def rules(of: Programme, *found: dict[str, Any], **facts: Any) -> Rules:
    return Rules.objects.create(
        **{
            "programme": of,
            "version": f"v{next(_numbers)}",
            "since": date(2026, 9, 1),
            "rules": list(found),
            "source": SOURCE,
            "seen_on": date(2026, 11, 1),
        }
        | facts
    )


def offering(**facts: Any) -> Offering:
    """One that is open, of a programme with rules that let everybody in."""
    of = facts.pop("programme", None) or programme()
    if not of.rules.exists():
        rules(of)
    return Offering.objects.create(
        **{
            "programme": of,
            "starts_on": date(2027, 9, 1),
            "term": Offering.Term.AUTUMN,
            "places": 20,
            "days": 4,
            "months": 12,
            "deadline": date(2027, 4, 1),
            "cost_euro": 2600,
            "state": OfferingState.PUBLISHED,
            "source": SOURCE,
            "seen_on": date(2026, 11, 1),
        }
        | facts
    )


def trainer(**facts: Any) -> Trainer:
    return Trainer.objects.create(
        **{"user": facts.get("user") or user(name="Bram"), "institute": facts.get("institute") or institute()} | facts
    )


def study(of: Trainer, **facts: Any) -> Study:
    """A master in maths that is done."""
    return Study.objects.create(
        **{
            "trainer": of,
            "programme": facts.get("programme") or study_programme(),
            "level": Study.Level.MASTER,
            "ec": 120,
            "finished_on": date(2026, 8, 31),
        }
        | facts
    )


def development(**facts: Any) -> DevelopmentOffer:
    return DevelopmentOffer.objects.create(
        **{
            "university": facts.get("university") or university(),
            "title": f"Spreken {next(_numbers)}",
            "goal": Goal.SPEAKING,
            "text": "Vier avonden oefenen.",
            "hours": 12,
            "source": SOURCE,
            "seen_on": date(2026, 11, 1),
        }
        | facts
    )


def codes(size: int = 2, **facts: Any) -> list[str]:
    """Codes of an institute with an agreement."""
    house = facts.get("institute") or agreement().institute
    made = inviting.make_codes(institute=house, title="Mei 2027", size=size, by=user(), now=facts.get("now", NOON))
    return codes_of(made)


def codes_of(made: Batch) -> list[str]:
    return [links.code_of(one) for one in made.invitations.select_related("batch")]


def advise(of: Trainer, now: datetime = NOON) -> None:
    """Let a trainer have an advice about what is open now."""
    profile.allow(trainer=of, uses=[Use.ADVICE], visible_to=[], now=now)
    advising.make(trainer=of, now=now)


def advised() -> Trainer:
    """A trainer with an advice."""
    found = trainer()
    advise(found)
    return found


def claiming(house: Institute) -> Trainer:
    """A trainer who lets the institute confirm hours."""
    found = trainer(institute=house)
    profile.allow(trainer=found, uses=[Use.INSTITUTE], visible_to=[], now=NOON)
    return found


def batch(house: Institute) -> Batch:
    """Two codes that work today, however late a test runs."""
    return inviting.make_codes(institute=house, title="Mei 2027", size=2, by=user(), now=today())


def today() -> datetime:
    """Now, for pages that look at the clock."""
    return timezone.now()


def experience(of: Trainer, **facts: Any) -> Experience:
    return Experience.objects.create(
        **{"trainer": of, "subject": facts.get("subject") or subject(), "hours": 140} | facts
    )
