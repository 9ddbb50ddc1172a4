"""What counts of candidates when a round is frozen: confirmed hours by subject, and the hard rules that close offerings."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Sequence

from opleiding.core import admission
from opleiding.core.admission import Finding
from opleiding.core.dossier import Dossier
from opleiding.core.rounds import Standing
from opleiding.models import Candidate, Experience, MatchRound
from opleiding.queries import dossier

Closed = dict[str, tuple[Finding, ...]]


def standings(found: MatchRound, candidates: Sequence[Candidate]) -> dict[int, Standing]:
    """Give per candidate what counts for the classes. As many queries for all as for one."""
    hours: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    trainers = [candidate.trainer_id for candidate in candidates if candidate.trainer_id is not None]
    confirmed = Experience.objects.filter(trainer__in=trainers, confirmation__isnull=False)
    for trainer, subject, taught in confirmed.values_list("trainer", "subject__code", "hours"):
        hours[trainer][subject] += taught
    shut = closed(found, trainers)
    return {
        candidate.pk: Standing(dict(hours[candidate.trainer_id]), shut.get(candidate.trainer_id, {}))
        if candidate.trainer_id
        else Standing({})
        for candidate in candidates
    }


def closed(found: MatchRound, trainers: Collection[int]) -> dict[int, Closed]:
    """Give for each trainer the offerings of a round that a hard rule closes, as things stand now."""
    rows = found.offerings.select_related("offering__programme__subject").prefetch_related("offering__programme__rules")
    doors = dossier.doors({row.code: row.offering for row in rows})
    if not doors:
        return {trainer: {} for trainer in trainers}
    judged = _judge(doors)
    return {trainer: judged(known) for trainer, known in dossier.dossiers(trainers).items()}


def _judge(doors: Sequence[admission.Door]) -> Callable[[Dossier], Closed]:
    """Give what judges a dossier; who is the same in all that rules look at is judged once."""
    tables, seen = dossier.tables(), dict[object, Closed]()
    hours = any(admission.asks_hours(door.rules.rules) for door in doors)

    def judged(known: Dossier) -> Closed:
        same = (
            known.studies,
            known.experience if hours else (),
            tuple(sorted(known.extra_ec.items())),
            known.languages,
        )
        if same not in seen:
            seen[same] = admission.closed(known, doors, tables)
        return seen[same]

    return judged
