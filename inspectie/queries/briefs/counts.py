"""How schools divide under a norm set, counted as may be told.

Of a municipality or a board from the public view, school by school; of the country from the tight bounds, through
disclosure control. Both answer the same questions.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final, Protocol

import numpy as np
import numpy.typing as npt

from inspectie.core import briefing, disclosure, engine
from inspectie.core.briefing import State, States, Tally
from inspectie.core.engine import Status, Verdicts, View
from inspectie.core.frame import Frame
from inspectie.queries import norm_sets

Rows = npt.NDArray[np.intp]
Column = tuple[str, str]
Matrix = tuple[tuple[int, ...], ...]
STATUS: Final = {State.BELOW: Status.ONDER, State.ABOVE: Status.BOVEN}


@lru_cache(maxsize=32)
def verdicts(frame: Frame, slug: str, view: View) -> Verdicts:
    """Give the verdicts of a norm set; computed once a process, frame and view."""
    return engine.evaluate(norm_sets.named(slug), frame, view=view)


def told(frame: Frame, slug: str, column: Column | None = None) -> States:
    """Give the state of every school as it may be told of one: over all columns, or in one."""
    found = verdicts(frame, slug, View.PUBLIC)
    status = found.status if column is None else found.status[:, [found.columns.index(column)]]
    return briefing.whole(status)


class Counts(Protocol):
    """What a brief counts. newly: schools that are above under the first norm set and below, or open, under the second."""

    def tally(self, slug: str, column: Column | None = None) -> Tally: ...

    def moves(self, before: str, after: str) -> Matrix: ...

    def newly(self, before: str, after: str) -> tuple[int, int]: ...


class OfSome:
    """Counts of some schools, from what may be told of each."""

    def __init__(self, frame: Frame, rows: Rows) -> None:
        self.frame = frame
        self.rows = rows

    def tally(self, slug: str, column: Column | None = None) -> Tally:
        return briefing.tally(told(self.frame, slug, column)[self.rows])

    def moves(self, before: str, after: str) -> Matrix:
        return briefing.moves(*(told(self.frame, slug)[self.rows] for slug in (before, after)))

    def newly(self, before: str, after: str) -> tuple[int, int]:
        certain, possible = briefing.newly_below(*(told(self.frame, slug)[self.rows] for slug in (before, after)))
        return int(certain.sum()), int(possible.sum())


class OfTheCountry:
    """Counts of all schools, rounded to fives: at least, and at most."""

    def __init__(self, frame: Frame) -> None:
        self.frame = frame

    def tally(self, slug: str, column: Column | None = None) -> Tally:
        states = told(self.frame, slug, column)
        judged = states != State.OUTSIDE
        found = disclosure.country(disclosure.below(*self._both(slug), column), among=judged)
        low, high, schools = int(found.low[0]), int(found.high[0]), int(found.schools[0])
        return Tally(low, high - low, schools - high, _fives(len(states) - schools))

    def moves(self, before: str, after: str) -> Matrix:
        rows = []
        first, second = told(self.frame, before), told(self.frame, after)
        for state in State:
            among = first == state
            judged = int((among & (second != State.OUTSIDE)).sum())
            if state not in STATUS:
                counted = {one: int((among & (second == one)).sum()) for one in State}
                rows.append(tuple(_fives(counted[one]) for one in State))
                continue
            sure = {one: self._released(before, state, after, one)[0] for one in STATUS}
            open_ = max(_fives(judged) - sum(sure.values()), 0)
            outside = _fives(int(among.sum()) - judged)
            rows.append((sure[State.BELOW], open_, sure[State.ABOVE], outside))
        return tuple(rows)

    def newly(self, before: str, after: str) -> tuple[int, int]:
        return self._released(before, State.ABOVE, after, State.BELOW)

    def _released(self, before: str, state: State, after: str, becomes: State) -> tuple[int, int]:
        asked = disclosure.together(
            disclosure.standing(*self._both(before), STATUS[state]),
            disclosure.standing(*self._both(after), STATUS[becomes]),
        )
        known = (told(self.frame, before) != State.OUTSIDE) & (told(self.frame, after) != State.OUTSIDE)
        found = disclosure.country(asked, among=known)
        return int(found.low[0]), int(found.high[0])

    def _both(self, slug: str) -> tuple[Verdicts, Verdicts]:
        return verdicts(self.frame, slug, View.PUBLIC), verdicts(self.frame, slug, View.INTERNAL)


def _fives(count: int) -> int:
    """Round to fives, as every count of the country."""
    return 5 * round(count / 5)
