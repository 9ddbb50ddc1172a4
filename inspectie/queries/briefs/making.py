"""Gather the figures of a brief from the newest data.

Counts come from `counts`. Pupils, sizes, the map and lists are made from what may be told of each school.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
import numpy.typing as npt
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from inspectie.core import briefing
from inspectie.core.briefing import State
from inspectie.core.engine import Status, View
from inspectie.core.frame import DOMAINS
from inspectie.models import Publication
from inspectie.queries import directory, frames, norm_sets
from inspectie.queries.briefs import counts, words
from inspectie.queries.briefs.counts import Counts, OfSome, OfTheCountry, Rows
from inspectie.queries.briefs.facts import Domain, Dot, Facts, Line, Part, Pin, Rule, Scope
from inspectie.queries.directory import Directory

COUNTRY: Final = "nederland"
NOW: Final = "current-2020"
SAME: Final = "r1-same-table"
EASED: Final = "r1-calibrated-90"
HIGHER: Final = "1S/2F"
TOGETHER: Final = "samen"
MOST_FOUND: Final = 20


@dataclass(frozen=True, slots=True)
class Subject:
    """What a brief can be about. schools: how many it has."""

    scope: Scope
    code: str
    title: str
    schools: int


class Unknown(LookupError):
    """There is no such municipality or board in the newest data."""


def title(scope: Scope, code: str) -> str:
    """Give what a brief is about, in words. Raises Unknown."""
    known = directory.current()
    if scope is Scope.COUNTRY:
        if code != COUNTRY:
            raise Unknown(code)
        return _("Nederland")
    name = _group(known, scope, code).name
    return _("Gemeente %(name)s") % {"name": name} if scope is Scope.MUNICIPALITY else name


def facts(scope: Scope, code: str) -> Facts:
    """Give the figures of a brief. Raises Unknown."""
    known = directory.current()
    if scope is Scope.COUNTRY:
        if code != COUNTRY:
            raise Unknown(code)
        rows, name = np.arange(len(known.schools)), ""
    else:
        group = _group(known, scope, code)
        rows, name = np.array(group.members, dtype=np.intp), group.name
    return _Maker(known, scope, rows, name).facts(code)


def is_demo() -> bool:
    """Say whether the data is invented."""
    return Publication.objects.in_use().filter(is_demo=True).exists()


def find(query: str) -> tuple[Subject, ...]:
    """Give the municipalities and boards whose name or number begins like the query, best first."""
    known = directory.current()
    found = [(Scope.MUNICIPALITY, known.municipality_names[at]) for at in known.municipality_index.find(query)]
    found += [(Scope.BOARD, known.board_names[at]) for at in known.board_index.find(query)]
    return tuple(
        Subject(scope, group.code, title(scope, group.code), len(group.members)) for scope, group in found[:MOST_FOUND]
    )


def municipality_called(name: str) -> str:
    """Give the code of the municipality with a name. Raises Unknown."""
    for group in directory.current().municipality_names:
        if group.name == name:
            return group.code
    raise Unknown(name)


def _group(known: Directory, scope: Scope, code: str) -> directory.Group:
    group = known.groups("municipality" if scope is Scope.MUNICIPALITY else "board").get(code)
    if group is None:
        raise Unknown(code)
    return group


class _Maker:
    """The figures of one brief, over some rows of the frame."""

    def __init__(self, known: Directory, scope: Scope, rows: Rows, name: str) -> None:
        self.known = known
        self.frame = frames.current()
        self.scope = scope
        self.name = name
        self.rows = rows
        self.counts: Counts = OfTheCountry(self.frame) if scope is Scope.COUNTRY else OfSome(self.frame, rows)

    def facts(self, code: str) -> Facts:
        """Give all of them."""
        frame = self.frame
        return Facts(
            scope=self.scope,
            code=code,
            name=self.name,
            version=self.known.version,
            is_demo=is_demo(),
            schools=len(self.rows),
            years=tuple(briefing.through_years(frame.years, frame.percentage, frame.pupils, self.rows)),
            now=self.counts.tally(NOW),
            apart=self.counts.tally(SAME),
            domains=tuple(
                Domain(one, self.counts.tally(SAME, (HIGHER, one)), self.counts.tally(EASED, (HIGHER, one)))
                for one in DOMAINS
            ),
            moves=self.counts.moves(NOW, SAME),
            newly=self.counts.newly(NOW, SAME),
            pupils=self._pupils(SAME),
            rules=tuple(self._rule(slug) for slug in norm_sets.every()),
            sizes=tuple(briefing.by_size(self._margin(), self._threshold(), frame.pooled_pupils[self.rows])),
            dots=self._dots(),
            pins=self._pins(),
            parts=self._parts() if self.scope is Scope.COUNTRY else (),
            lines=() if self.scope is Scope.COUNTRY else self._lines(),
            sources=_sources(),
        )

    def _told(self, slug: str, domain: str = "") -> briefing.States:
        """Give the state of each of these schools."""
        return counts.told(self.frame, slug, (HIGHER, domain) if domain else None)[self.rows]

    def _pupils(self, slug: str) -> tuple[int, int]:
        """Give the pupils of the schools that are above now and, certainly or possibly, below under a norm set."""
        enrolled = self.frame.enrolled[self.rows]
        certain, possible = briefing.newly_below(self._told(NOW), self._told(slug))
        return briefing.pupils_of(enrolled, certain), briefing.pupils_of(enrolled, possible)

    def _rule(self, slug: str) -> Rule:
        is_known = not any(column.threshold.unknown for column in norm_sets.named(slug).columns)
        return Rule(slug, self.counts.tally(slug), self._pupils(slug), is_known)

    def _threshold(self) -> npt.NDArray[np.float64]:
        found = counts.verdicts(self.frame, NOW, View.PUBLIC)
        threshold: npt.NDArray[np.float64] = found.threshold[self.rows, found.columns.index((HIGHER, TOGETHER))]
        return threshold

    def _margin(self) -> npt.NDArray[np.float64]:
        """Give the published distance of each school from its own norm, nan for what has no outcome."""
        found = counts.verdicts(self.frame, NOW, View.PUBLIC)
        status = found.status[self.rows, found.columns.index((HIGHER, TOGETHER))]
        margin: npt.NDArray[np.float64] = self.frame.pooled[self.rows, 1] - self._threshold()
        margin[~np.isin(status, (Status.BOVEN, Status.ONDER))] = np.nan
        return margin

    def _dots(self) -> tuple[Dot, ...]:
        pupils, margin = self.frame.pooled_pupils[self.rows], self._margin()
        known = ~np.isnan(margin) & (pupils > 0)
        return tuple(Dot(int(number), float(one)) for number, one in zip(pupils[known], margin[known], strict=True))

    def _pins(self) -> tuple[Pin, ...]:
        schools = [self.known.schools[row] for row in self.rows]
        return tuple(
            Pin(school.latitude, school.longitude, int(state))
            for school, state in zip(schools, self._told(EASED), strict=True)
            if school.latitude is not None and school.longitude is not None
        )

    def _parts(self) -> tuple[Part, ...]:
        found: dict[str, list[int]] = defaultdict(list)
        for row in self.rows:
            if self.known.schools[row].province:
                found[self.known.schools[row].province].append(row)
        parts = []
        for name, rows in sorted(found.items()):
            some = OfSome(self.frame, np.array(rows, dtype=np.intp))
            parts.append(Part(name, some.tally(NOW), some.tally(EASED)))
        return tuple(parts)

    def _lines(self) -> tuple[Line, ...]:
        now, apart = self._told(NOW), [self._told(EASED, domain) for domain in DOMAINS]
        # In a list about one town its name on every line says nothing.
        places = {self.known.schools[row].place for row in self.rows}
        here = places.pop() if len(places) == 1 else self.name
        return tuple(
            Line(
                self.known.schools[row].name,
                "" if self.known.schools[row].place == here else self.known.schools[row].place,
                str(words.SHORT[State(now[at])]),
                tuple(str(words.SHORT[State(states[at])]) for states in apart),
            )
            for at, row in enumerate(self.rows)
        )


def _sources() -> tuple[str, ...]:
    """Give what is in use, by kind, with the day of its newest file; the method page has every file."""
    newest: dict[str, date | None] = {}
    for publication in Publication.objects.in_use().order_by("published_on", "pk"):
        newest[capfirst(str(publication.get_kind_display()))] = publication.published_on
    return tuple(f"{kind}, {date_format(day, 'j F Y')}" if day else kind for kind, day in newest.items())
