"""What a coordinator asks of the rules: may these two, why not, and what it costs to take somebody in.

Nobody's exclusions are looked at here: with and without them, a coordinator reads the same to the word.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

from wisselkracht.core import naming, what_if
from wisselkracht.core.candidates import Candidate, Terms
from wisselkracht.core.explaining import seen
from wisselkracht.core.instance import Instance
from wisselkracht.core.reading import Source, read
from wisselkracht.core.rules import RULES, Rule, failing, may
from wisselkracht.core.scoring import score
from wisselkracht.core.what_if import Box, Cost
from wisselkracht.models import Application, ApplicationQuerySet, Exclusion, Round, Run
from wisselkracht.queries import facts as queries
from wisselkracht.queries.facts import Facts, Minutes


@dataclass(frozen=True, slots=True)
class Asked:
    """Some applications as a coordinator may know them, by primary key, and the terms between them."""

    of: dict[int, Candidate]
    terms: Terms
    minutes: Minutes


def asked(found: Round, rows: ApplicationQuerySet, kept: queries.Parameters | None = None) -> Asked:
    """Give applications for questions about them. kept: the parameters of a run, or those that a new one has."""
    known = queries.facts(rows, found)
    minutes = Minutes(known)
    terms = queries.terms(minutes, (kept or queries.Parameters()).as_json(), ())
    return Asked({key: queries.told_openly(one) for key, one in known.by_key().items()}, terms, minutes)


def first_failing(known: Asked, one: int, other: int) -> Rule | None:
    """Give the first rule that stops two from swapping; None where none does."""
    return seen(known.of[one], known.of[other], known.terms)


@dataclass(frozen=True, slots=True)
class Pair:
    """Two applications: what stops each direction, and how long each teacher travels."""

    there: tuple[Rule, ...]
    back: tuple[Rule, ...]
    minutes: tuple[int | None, int | None]

    @property
    def fits(self) -> bool:
        """Say whether no rule stands in the way of either."""
        return not self.there and not self.back


def pair(known: Asked, one: int, other: int) -> Pair:
    """Give everything that stops two applications, both ways."""
    left, right = known.of[one], known.of[other]
    there, back = failing(left, right, known.terms), failing(right, left, known.terms)
    times = (known.terms.minutes.get((left.id, right.id)), known.terms.minutes.get((right.id, left.id)))
    return Pair(
        tuple(rule for rule in RULES if rule in there),
        tuple(rule for rule in RULES if rule in back),
        times,
    )  # fmt: skip


def taking_in(run: Run, name: str, *, seed: bytes, seconds: float) -> Cost | None:
    """Give what it costs to take in who was left without; None where nobody can exchange with them at all."""
    open_one = _open(run, partial(naming.name, seed))
    return what_if.taking_in(open_one, name, Box(run.largest, seconds, time.monotonic))


def _open(run: Run, name: queries.Name) -> Instance:
    """Give the instance of a run as it were if nobody excluded anybody."""
    instance = read([Source("instance.json", run.instance.encode())], "native").instance
    pairs = _excluding(run)
    if not pairs:
        return instance
    rows = Application.objects.filter(pk__in={key for pair in pairs for key in pair})
    known = queries.facts(rows, run.round, name=name)
    return _with(instance, known, pairs, run)


def _excluding(run: Run) -> set[tuple[int, int]]:
    """Give the pairs of applications of which one side excludes the other, in both directions."""
    members = list(
        Application.objects.filter(runs__run=run).values_list("pk", "school", "school__board")
    )  # fmt: skip
    by_school: dict[int, list[int]] = {}
    by_board: dict[int, list[int]] = {}
    for key, school, board in members:
        by_school.setdefault(school, []).append(key)
        by_board.setdefault(board, []).append(key)
    rows = Exclusion.objects.filter(applicant__application__runs__run=run)
    found = set()
    for key, school, board in rows.values_list("applicant__application", "school", "board"):
        for other in [*by_school.get(school or 0, ()), *by_board.get(board or 0, ())]:
            found |= {(key, other), (other, key)}
    return {pair for pair in found if pair[0] != pair[1]}


def _with(instance: Instance, known: Facts, pairs: set[tuple[int, int]], run: Run) -> Instance:
    terms = queries.terms(Minutes(known), run.parameters, ())
    of = {key: queries.told_openly(one) for key, one in known.by_key().items()}
    place = {name: number for number, name in enumerate(instance.ids)}
    weights = dict(instance.weights)
    for one, other in pairs:
        if one in of and other in of and may(of[one], of[other], terms):
            arc = (place[of[one].id], place[of[other].id])
            weights.setdefault(arc, score(of[one], of[other], terms).total)
    return replace(instance, arcs=tuple(sorted((start, end, weight) for (start, end), weight in weights.items())))


def in_run(run: Run) -> ApplicationQuerySet:
    """Give the applications of a run."""
    found: ApplicationQuerySet = Application.objects.filter(runs__run=run)
    return found


def some(keys: Sequence[int]) -> ApplicationQuerySet:
    """Give applications by their primary keys."""
    found: ApplicationQuerySet = Application.objects.filter(pk__in=keys)
    return found
