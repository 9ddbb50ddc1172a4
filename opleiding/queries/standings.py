"""What counts of candidates when a round is frozen: hours that an institute confirmed, by subject."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from opleiding.core.rounds import Standing
from opleiding.models import Candidate, Experience, MatchRound


def standings(_found: MatchRound, candidates: Sequence[Candidate]) -> dict[int, Standing]:
    """Give per candidate what counts for the classes. One query for all."""
    hours: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    trainers = [candidate.trainer_id for candidate in candidates if candidate.trainer_id is not None]
    confirmed = Experience.objects.filter(trainer__in=trainers, confirmation__isnull=False)
    for trainer, subject, taught in confirmed.values_list("trainer", "subject__code", "hours"):
        hours[trainer][subject] += taught
    return {
        candidate.pk: Standing(dict(hours[candidate.trainer_id]) if candidate.trainer_id else {})
        for candidate in candidates
    }
