"""An institute, a university and thirty trainers, for two match rounds. All people and organisations are invented."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Final

from django.utils import timezone

from ndt.people.models import Kind, Organisation, User
from opleiding import demo_rounds
from opleiding.models import (
    Confirmation,
    Experience,
    Institute,
    Offering,
    OfferingState,
    Pool,
    Programme,
    Route,
    Rules,
    Subject,
    Trainer,
    University,
)

TRAINERS: Final = 30
PLAN: Final = (
    (Route.MASTER_1, "wiskunde", 3),
    (Route.MASTER_1, "natuurkunde", 3),
    (Route.TRAINEES, "wiskunde", 4),
    (Route.MODULE, "wiskunde", 5),
    (Route.MASTER_2, "Nederlands", 6),
)


def load(now: datetime, rng: random.Random) -> Iterator[str]:
    """Write the offerings, the trainers and both rounds."""
    offerings = _offerings(timezone.localdate(now))
    trainers = _trainers(now, rng)
    yield f"{len(offerings)} verzonnen opleidingen, {len(trainers)} verzonnen examentrainers"
    demo_rounds.load(offerings, trainers, now, rng)
    yield "twee rondes: een neemt lijsten aan, een is bekendgemaakt"


def _offerings(today: date) -> list[Offering]:
    organisation = Organisation.objects.get(kind=Kind.PROGRAMME, solution="opleiding")
    university = University.objects.create(organisation=organisation, town="Nergenshuizen", pc4="4951")
    pool = Pool.objects.create(university=university, title="Stageplaatsen", places=5)
    facts = {"source": "https://www.universiteit.example/opleidingen", "seen_on": today}
    starts = date(today.year + (today >= date(today.year, 4, 1)), 9, 1)
    found = []
    for route, name, places in PLAN:
        subject = Subject.objects.get_or_create(code=name.lower(), defaults={"title": name})[0]
        title = f"{route.label}: {name}".capitalize()
        programme = Programme.objects.create(university=university, title=title, route=route, subject=subject, **facts)
        Rules.objects.create(programme=programme, version="1", since=date(today.year, 1, 1), **facts)
        found.append(
            Offering.objects.create(
                programme=programme, starts_on=starts, term=Offering.Term.AUTUMN, places=places, days=4, months=12,
                pool=pool if route == Route.MASTER_1 else None, deadline=starts - timedelta(days=150), cost_euro=2600,
                state=OfferingState.PUBLISHED, **facts,
            )
        )  # fmt: skip
    return found


def _trainers(now: datetime, rng: random.Random) -> list[Trainer]:
    """Tim first; about half have hours that the institute confirmed."""
    organisation = Organisation.objects.get(kind=Kind.INSTITUTE, solution="opleiding")
    institute = Institute.objects.create(organisation=organisation)
    users = [User.objects.get(email="tim@demo.example")]
    users += [
        User.objects.create_user(f"trainer{number}@trainers.example", name=f"Trainer {number}")
        for number in range(1, TRAINERS)
    ]
    subjects = list(Subject.objects.order_by("code"))
    found = []
    for user in users:
        trainer = Trainer.objects.create(user=user, institute=institute, created_at=now, changed_at=now)
        taught = Experience.objects.create(trainer=trainer, subject=rng.choice(subjects), hours=rng.randrange(20, 180))
        if rng.random() < 0.6:
            Confirmation.objects.create(experience=taught, at=now)
        found.append(trainer)
    return found
