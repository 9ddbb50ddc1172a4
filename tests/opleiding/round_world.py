"""Rounds as they stand in each state: two offerings, some trainers, and a made-up source of randomness."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

from ndt.draws import beacons
from opleiding.core.rounds import Criterion, Kind
from opleiding.models import Candidate, Confirmation, MatchRound, MatchRun, Trainer
from opleiding.models.rounds import State
from opleiding.services import listing, matching, rounds
from opleiding.services.rounds import Terms
from tests.opleiding import factories

NOW: Final = datetime(2026, 11, 29, 12, tzinfo=UTC)
CLOSES: Final = NOW + timedelta(days=7)
AFTER: Final = CLOSES + timedelta(hours=1)
DRAWS: Final = AFTER + timedelta(hours=1)
LATER: Final = DRAWS + timedelta(hours=1)
CRITERIA: Final = (Criterion(Kind.SUBJECT_HOURS, 100), Criterion(Kind.EVERYBODY))


def free_slug() -> str:
    """Give an address that no round has yet."""
    taken = MatchRound.objects.filter(slug__startswith="start-2027").count()
    return f"start-2027-{taken + 1}" if taken else "start-2027"


def terms(**facts: object) -> Terms:
    return Terms(
        **{
            "title": "Start 2027",
            "slug": free_slug(),
            "about": "Voor wie in september 2027 begint.",
            "closes_at": CLOSES,
            "tie_breaking": "single",
            "mode": "candidate_optimal",
            "criteria": CRITERIA,
        }
        | facts
    )


def draft(*, places: Sequence[int] = (1, 2), **facts: object) -> MatchRound:
    """A round with an offering for each number of places."""
    made = rounds.create(terms=terms(**facts), now=NOW)
    rounds.offer(found=made, offerings=[factories.offering(places=seats) for seats in places])
    return made


def opened(**facts: object) -> MatchRound:
    made = draft(**facts)
    rounds.open_lists(found=made, now=NOW)
    return again(made)


def again(found: MatchRound) -> MatchRound:
    return MatchRound.objects.get(pk=found.pk)


def trainer(*, confirmed: int = 0) -> Trainer:
    made = factories.trainer()
    if confirmed:
        Confirmation.objects.create(experience=factories.experience(made, hours=confirmed))
    return made


def asks(found: MatchRound, *choices: str, who: Trainer | None = None) -> Candidate:
    return listing.hand_in(found=found, trainer=who or trainer(), choices=choices, now=NOW)


def frozen(*lists: Sequence[str], **facts: object) -> MatchRound:
    found = opened(**facts)
    for choices in lists or (("o1", "o2"), ("o1", "o2"), ("o1",), ("o2", "o1")):
        asks(found, *choices)
    rounds.freeze(found=found, now=AFTER)
    return again(found)


def committed(*lists: Sequence[str], **facts: object) -> MatchRound:
    found = frozen(*lists, **facts)
    rounds.commit(found=found, beacon="test", moment=DRAWS, now=AFTER)
    return again(found)


def given(found: MatchRound) -> str:
    """What the made-up source gives for the round that was announced."""
    number = json.loads(found.commitment)["beacon"]["round"]
    return json.dumps(beacons.made_up_round(number, seed=b"proef"))


def drawn(*lists: Sequence[str], **facts: object) -> MatchRound:
    found = committed(*lists, **facts)
    rounds.record(found=found, typed=given(found), now=LATER)
    return again(found)


def run_of(found: MatchRound, *, now: datetime = LATER) -> MatchRun:
    """Make an outcome and let it be verified, as the jobs do."""
    start = matching.start if found.state == State.DRAWN else matching.start_again
    made = start(found=found, now=now)
    matching.solve(run_id=made.pk, now=now)
    matching.verify(run_id=made.pk, now=now)
    return MatchRun.objects.get(pk=made.pk)


def published(*lists: Sequence[str], **facts: object) -> MatchRound:
    found = drawn(*lists, **facts)
    run_of(found)
    matching.publish(found=found, now=LATER)
    matching.count_chances(round_id=found.pk)
    return again(found)
