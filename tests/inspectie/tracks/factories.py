"""The least valid school, judgement and track. A test names the facts it needs."""

from __future__ import annotations

import itertools
from datetime import UTC, date, datetime, timedelta
from typing import Any

from inspectie.core.tracks import Rules, Trigger
from inspectie.models import (
    Board,
    ImprovementTrack,
    Judgement,
    Ovt,
    Publication,
    School,
    Sheet,
    TrackMoment,
    TrackPolicy,
)
from inspectie.models.judgements import Label
from inspectie.models.sources import Kind
from inspectie.services import tracks
from inspectie.services.tracks import Chosen, People

NOW = datetime(2026, 11, 25, 9, tzinfo=UTC)
TODAY = date(2026, 11, 25)
BOTH = frozenset(Trigger)
_numbers = itertools.count(1)


def rules(*, triggers: frozenset[Trigger] = BOTH, months: int = 12, now: datetime = NOW) -> TrackPolicy:
    chosen = Chosen("r2-track", "0" * 64, Rules(triggers, months), "Voor de test", None)
    return tracks.choose_rules(chosen=chosen, now=now)


def ovt(**facts: Any) -> Ovt:
    number = next(_numbers)
    school = School.objects.create(brin=f"{number:04d}")
    board, _made = Board.objects.get_or_create(number=90_001, defaults={"name": "Schoolbestuur Fantasia"})
    named = {"name": f"De Verzonnen School {number}", "place": "Nergenshuizen", "board": board, "pupils": 190}
    return Ovt.objects.create(code=f"{number:04d}|C1", school=school, is_current=True, **(named | facts))


def judgement(of: Ovt | None = None, *, label: str = Label.INSUFFICIENT, dated: date | None = None) -> Judgement:
    number = next(_numbers)
    publication = Publication.objects.create(
        kind=Kind.JUDGEMENTS, file=f"oordelen-{number}.csv", sha256=f"{number:064d}"
    )
    sheet = Sheet.objects.create(publication=publication, dialect="oordelen", rows=1)
    return Judgement.objects.create(
        sheet=sheet, source_row=2, ovt=of or ovt(), dated=dated or TODAY - timedelta(days=30), label=label
    )


def track(
    of: Ovt | None = None, *, now: datetime = NOW, people: People | None = None, **facts: Any
) -> ImprovementTrack:
    if TrackPolicy.objects.first() is None:
        rules(now=now)
    return tracks.start(judgement=judgement(of, **facts), people=people or People(), now=now)


def moment(of: ImprovementTrack, code: str) -> TrackMoment:
    return of.moments.get(code=code)


def hold_review(of: ImprovementTrack, *, now: datetime = NOW) -> TrackMoment:
    """Record the first talk, today."""
    return tracks.record(
        moment=moment(of, "first_review"), done_on=now.date(), finding="on_course", note="", now=now
    )  # fmt: skip
