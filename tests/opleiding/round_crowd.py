"""A round with thousands of candidates, written in bulk."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta
from typing import Final

from ndt.people.models import User
from opleiding.models import Candidate, Confirmation, Experience, MatchRound, Study, Trainer
from opleiding.services import rounds
from tests.opleiding import factories
from tests.opleiding import round_world as world

MASTER: Final = {"id": "master", "kind": "degree", "level": "master"}
# The offerings start 608 days later.
FIRST: Final = date(2026, 1, 1)


def opened(*, candidates: int, offerings: int, length: int, now: datetime) -> MatchRound:
    """Give a round that takes lists, in which everybody handed one in; a third has confirmed hours.

    Half of the offerings ask for a master, which one in eight will not have in time.
    """
    rng = random.Random(1)
    subject, home, of = factories.subject(), factories.university(), factories.institute()
    offered = []
    for number in range(offerings):
        programme = factories.programme(university=home, subject=subject)
        factories.rules(programme, *([MASTER] if number % 2 else []))
        offered.append(factories.offering(programme=programme, places=candidates * 9 // (10 * offerings)))
    found = rounds.create(terms=world.terms(closes_at=now + timedelta(days=7)), now=now)
    rounds.offer(found=found, offerings=offered)
    rounds.open_lists(found=found, now=now)
    people = User.objects.bulk_create(
        [User(email=f"crowd{number}@voorbeeld.example", name="Bram") for number in range(candidates)], batch_size=2000
    )
    trainers = Trainer.objects.bulk_create([Trainer(user=user, institute=of) for user in people], batch_size=2000)
    study = factories.study_programme()
    Study.objects.bulk_create(
        [
            Study(
                trainer=one, programme=study, level="master", ec=120, finished_on=FIRST + timedelta(rng.randrange(700))
            )
            for one in trainers
        ],
        batch_size=2000,
    )
    hours = Experience.objects.bulk_create(
        [Experience(trainer=one, subject=subject, hours=120) for one in trainers[::3]], batch_size=2000
    )
    Confirmation.objects.bulk_create([Confirmation(experience=one) for one in hours], batch_size=2000)
    codes = [f"o{number}" for number in range(1, offerings + 1)]
    Candidate.objects.bulk_create(
        [
            Candidate(
                round=found, trainer=trainer, code=f"{number:08d}", preferences=rng.sample(codes, length), saved_at=now
            )
            for number, trainer in enumerate(trainers)
        ],
        batch_size=2000,
    )
    return found
