"""Two rounds: one that takes lists, one that was published and where somebody gave a place back. Everything is invented."""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from ndt.draws import beacons
from opleiding.core.rounds import Criterion, Kind
from opleiding.models import MatchRound, Offering, Trainer
from opleiding.queries import standings
from opleiding.services import listing, matching, rounds
from opleiding.services.rounds import Terms

CRITERIA: Final = (Criterion(Kind.SUBJECT_HOURS, 100), Criterion(Kind.HOURS, 60), Criterion(Kind.EVERYBODY))
LONGEST: Final = 4
# One in so many asks for everything, also for what is closed.
HOPEFUL: Final = 9


def load(offerings: Sequence[Offering], trainers: Sequence[Trainer], now: datetime, rng: random.Random) -> None:
    """Make both rounds. The first trainer takes part in each, and got less than the first choice where chance wills it."""
    opened = _round("start-september", "Ronde voor september", offerings, now, closes_at=now + timedelta(days=21))
    _lists(opened, trainers[: len(trainers) // 2], now, rng)
    began = now - timedelta(days=20)
    past = _round("start-februari", "Ronde voor februari", offerings, began, closes_at=began + timedelta(days=7))
    _lists(past, trainers, began, rng)
    _published(past, began + timedelta(days=7))


def _round(slug: str, title: str, offerings: Sequence[Offering], now: datetime, *, closes_at: datetime) -> MatchRound:
    terms = Terms(
        title=title,
        slug=slug,
        about="Voor examentrainers die leraar willen worden. Lever een lijst in met de opleidingen die je wilt.",
        closes_at=closes_at,
        tie_breaking="single",
        mode="candidate_optimal",
        criteria=CRITERIA,
    )
    made = rounds.create(terms=terms, now=now)
    rounds.offer(found=made, offerings=offerings)
    rounds.open_lists(found=made, now=now)
    return made


def _lists(found: MatchRound, trainers: Sequence[Trainer], now: datetime, rng: random.Random) -> None:
    """Most want the first offerings, so that places are scarce. A few ask what a rule of admission closes to them."""
    codes = list(found.offerings.values_list("code", flat=True))
    weights = {code: len(codes) - place for place, code in enumerate(codes)}
    closed = standings.closed(found, [trainer.pk for trainer in trainers])
    for minute, trainer in enumerate(trainers):
        shut = closed[trainer.pk] if minute % HOPEFUL else {}
        wished = sorted(
            [code for code in codes if code not in shut],
            key=lambda code: rng.random() ** (1 / weights[code]),
            reverse=True,
        )
        listing.hand_in(
            found=found, trainer=trainer, choices=wished[: rng.randint(2, LONGEST)], now=now + timedelta(minutes=minute)
        )


def _published(found: MatchRound, now: datetime) -> None:
    rounds.freeze(found=found, now=now)
    rounds.commit(found=found, beacon="test", moment=now + timedelta(days=1), now=now)
    found.refresh_from_db()
    number = json.loads(found.commitment)["beacon"]["round"]
    drawn = now + timedelta(days=1, minutes=5)
    rounds.record(found=found, typed=json.dumps(beacons.made_up_round(number, seed=b"demo")), now=drawn)
    _outcome(found, drawn)
    matching.count_chances(round_id=found.pk)
    first = found.runs.get().results.exclude(placed="").order_by("-candidate__trainer").first()
    assert first is not None
    listing.give_back(candidate=first.candidate, now=drawn + timedelta(days=2))
    _outcome(found, drawn + timedelta(days=3))


def _outcome(found: MatchRound, now: datetime) -> None:
    found.refresh_from_db()
    start = matching.start_again if found.runs.exists() else matching.start
    run = start(found=found, now=now)
    matching.solve(run_id=run.pk, now=now)
    matching.verify(run_id=run.pk, now=now)
    matching.publish(found=found, now=now)
