"""Applications as the rules know them, and how long their teachers travel."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any, Final

import numpy as np
from django.db.models import Count

from ndt.geo.distance import DETOUR, EARTH_KM
from ndt.geo.travel import SPEEDS, Mode, Trip
from ndt.schools.models import Sector
from ndt.schools.queries import Journeys
from wisselkracht.core import candidates as core
from wisselkracht.core.candidates import Candidate, Terms, Weights
from wisselkracht.core.jobs import Level
from wisselkracht.core.qualification import Degree, Duty, Licence, Stage
from wisselkracht.core.sieve import Near
from wisselkracht.models import Applicant, Application, ApplicationQuerySet, PersonalTheme, Role, Round, Run, RunMember

# (kind, key) -> what an application, school or board is called.
Name = Callable[[str, str], str]
# Of three, the one that a teacher names first counts most.
HIGHEST: Final = 3
STAGES: Final = {
    Sector.BO.value: Stage.PO,
    Sector.SBO.value: Stage.PO,
    Sector.SO.value: Stage.SO,
    Sector.VO.value: Stage.LOWER,
}
WITH: Final = (
    *("people__job", "people__wishes", "people__qualifications", "people__themes"),
    *("people__exclusions__school", "people__exclusions__board", "expertise", "goals"),
)


def plain(_kind: str, key: str) -> str:
    """Call everything what we call it."""
    return key


@dataclass(frozen=True, slots=True)
class Facts:
    """Applications as candidates, in their order. of: the primary key of each, by its name. origins: by name, from
    where (PC4) and how the teacher travels. targets: the PC4 of the school.
    """

    candidates: tuple[Candidate, ...]
    of: Mapping[str, int]
    origins: Mapping[str, tuple[str, Mode]]
    targets: Mapping[str, str]

    def by_key(self) -> dict[int, Candidate]:
        """Give the candidates by the primary key of their application."""
        return {self.of[one.id]: one for one in self.candidates}


def facts(rows: ApplicationQuerySet, found: Round, *, name: Name = plain) -> Facts:
    """Give applications of a round as the rules know them, in nine queries."""
    applications = list(rows.select_related("school__board").prefetch_related(*WITH).order_by("pk"))
    waits = waited(found, [_person(one, Role.TEACHER) for one in applications])
    made, of, origins, targets = [], {}, {}, {}
    for one in applications:
        candidate = _candidate(one, found, name, waits)
        wishes = _person(one, Role.TEACHER).wishes
        made.append(candidate)
        of[candidate.id] = one.pk
        origins[candidate.id] = (wishes.home_pc4 or one.school.pc4, Mode(wishes.mode))
        targets[candidate.id] = one.school.pc4
    return Facts(tuple(made), of, origins, targets)


def _person(application: Application, role: Role) -> Applicant:
    return next(one for one in application.people.all() if one.role == role)


def _candidate(application: Application, found: Round, name: Name, waits: Mapping[str, int]) -> Candidate:
    teacher = _person(application, Role.TEACHER)
    period = (found.starts_on, found.ends_on)
    days = frozenset(teacher.job.days)
    themes: dict[str, dict[str, int]] = {PersonalTheme.Kind.GOAL.value: {}, PersonalTheme.Kind.STRENGTH.value: {}}
    for one in teacher.themes.all():
        themes[one.kind][one.theme] = max(1, HIGHEST + 1 - one.rank)
    return Candidate(
        id=name("application", str(application.public_id)),
        school=_school(application, name),
        confirmed=frozenset(core.Role(one.role) for one in application.people.all() if one.has_confirmed),
        licences=tuple(sorted(
            (Licence(Degree(one.degree), one.subject) for one in teacher.qualifications.all()),
            key=lambda licence: (licence.degree, licence.subject),
        )),
        duty=_duty(application, teacher),
        days=days,
        free=days | frozenset(teacher.wishes.other_days),
        fte=teacher.job.fte,
        wishes=_wishes(teacher),
        period=period,
        buddy=period,
        strengths=themes[PersonalTheme.Kind.STRENGTH.value],
        goals=themes[PersonalTheme.Kind.GOAL.value],
        excluded=_excluded(application, name),
        waited=waits.get(teacher.mailbox, 0),
    )  # fmt: skip


def _school(application: Application, name: Name) -> core.School:
    school = application.school
    return core.School(
        code=name("school", school.code),
        board=name("board", school.board.number),
        sector=school.sector,
        denomination=school.denomination,
        expertise={one.theme: one.level for one in application.expertise.all()},
        goals={one.theme: one.priority for one in application.goals.all()},
    )


def _duty(application: Application, teacher: Applicant) -> Duty:
    if application.school.sector != Sector.VO:
        return Duty(STAGES[application.school.sector])
    is_upper = teacher.job.level == Level.UPPER
    # The form asks in which years somebody teaches most, so all lessons count as given there.
    stage, share = (Stage.UPPER, Fraction(1)) if is_upper else (Stage.LOWER, Fraction(0))
    return Duty(stage, teacher.job.subject, upper_share=share)


def _wishes(teacher: Applicant) -> core.Wishes:
    own = teacher.wishes
    return core.Wishes(
        minutes=own.minutes,
        denominations=frozenset(own.denominations) or None,
        other_sector=own.other_sector,
        other_board=own.other_board_only,
        three_way=own.three_way,
    )


def _excluded(application: Application, name: Name) -> frozenset[str]:
    names = set()
    for person in application.people.all():
        for one in person.exclusions.all():
            if one.school is not None:
                names.add(name("school", one.school.code))
            if one.board is not None:
                names.add(name("board", one.board.number))
    return frozenset(names)


def waited(found: Round, teachers: Sequence[Applicant]) -> dict[str, int]:
    """Give, by mailbox, in how many earlier rounds a teacher was left without when proposals were made."""
    missed = (
        RunMember.objects.filter(
            run__in=Run.objects.published(),
            run__round__starts_on__lt=found.starts_on,
            exchange=None,
            application__people__role=Role.TEACHER,
            application__people__mailbox__in=[one.mailbox for one in teachers],
        )
        .values_list("application__people__mailbox")
        .annotate(rounds=Count("run__round", distinct=True))
    )
    return dict(missed.order_by())


class Minutes(Mapping[tuple[str, str], int]):
    """Travel times between applications, each worked out when it is asked. Pairs of which nothing is known lack."""

    def __init__(self, found: Facts) -> None:
        codes = {origin for origin, _mode in found.origins.values()} | set(found.targets.values())
        self._facts, self._journeys = found, Journeys(codes)
        self._trips: dict[tuple[str, str, Mode], Trip | None] = {}

    def trip(self, one: str, other: str) -> Trip | None:
        """Give how long the teacher of `one` travels to the school of `other`."""
        origin, mode = self._facts.origins[one]
        key = (origin, self._facts.targets[other], mode)
        if key not in self._trips:
            self._trips[key] = self._journeys.trip(*key)
        return self._trips[key]

    def __getitem__(self, pair: tuple[str, str]) -> int:
        found = self.trip(*pair)
        if found is None:
            raise KeyError(pair)
        return found.minutes

    def get(self, pair: tuple[str, str], default: Any = None) -> Any:
        """Give the minutes of a pair, or the default."""
        found = self.trip(*pair)
        return default if found is None else found.minutes

    def __iter__(self) -> Iterator[tuple[str, str]]:
        names = list(self._facts.targets)
        return ((one, other) for one in names for other in names if self.trip(one, other) is not None)

    def __len__(self) -> int:
        return sum(1 for _pair in self)

    def near(self) -> tuple[list[Near], list[int]]:
        """Give what the sieve needs: per candidate which places may be near enough, and the place of its school."""
        places = sorted(set(self._facts.targets.values()))
        place = {code: number for number, code in enumerate(places)}
        points = self._journeys.points
        known = np.array([code in points for code in places])
        lat = np.radians([points[code].lat if code in points else 0.0 for code in places])
        lon = np.radians([points[code].lon if code in points else 0.0 for code in places])
        imported: dict[tuple[str, Mode], set[int]] = {}
        for origin, target, mode in self._journeys.table:
            if target in place:
                imported.setdefault((origin, mode), set()).add(place[target])
        found, made = [], {}
        for one in self._facts.candidates:
            origin, mode = self._facts.origins[one.id]
            key = (origin, mode, one.wishes.minutes)
            if key not in made:
                ok = np.zeros(len(places), dtype=bool)
                if origin in points:
                    here = (np.radians(points[origin].lat), np.radians(points[origin].lon))
                    # A minute more than allowed: who decides is the exact time.
                    ok = known & (_minutes(here, lat, lon, mode) <= one.wishes.minutes + 1)
                ok[list(imported.get((origin, mode), ()))] = True
                made[key] = ok
            found.append(made[key])
        return found, [place[self._facts.targets[one.id]] for one in self._facts.candidates]


def _minutes(here: tuple[Any, Any], lat: Any, lon: Any, mode: Mode) -> Any:
    half = np.sin((lat - here[0]) / 2) ** 2 + np.cos(here[0]) * np.cos(lat) * np.sin((lon - here[1]) / 2) ** 2
    km = DETOUR * 2 * EARTH_KM * np.arcsin(np.sqrt(np.minimum(1.0, half)))
    speed = SPEEDS[mode]
    total, begin = np.full(len(km), float(speed.fixed_minutes)), 0.0
    for end, fast in speed.bands:
        total += np.maximum(0.0, np.minimum(km, end) - begin) / fast * 60
        begin = end
    return total


@dataclass(frozen=True, slots=True)
class Parameters:
    """What a coordinator may set for a run. least: points from which an exchange beats staying, in each direction."""

    weights: Weights = field(default_factory=Weights)
    least: int = 1
    fte_apart: int = 10
    other_boards: bool = False

    def as_json(self) -> dict[str, Any]:
        """Give them as they are kept."""
        weights = {name: getattr(self.weights, name) for name in Weights.__slots__}
        return {
            "weights": weights,
            "least": self.least,
            "fte_apart": self.fte_apart,
            "other_boards": self.other_boards,
        }


def parameters(kept: Mapping[str, Any]) -> Parameters:
    """Read kept parameters."""
    return Parameters(Weights(**kept["weights"]), kept["least"], kept["fte_apart"], kept["other_boards"])


def terms(minutes: Mapping[tuple[str, str], int], kept: Mapping[str, Any], bans: Iterable[tuple[str, str]]) -> Terms:
    """Give the terms of a run. bans: names of pairs that do not exchange, in either direction."""
    own = parameters(kept)
    both = {pair for one, other in bans for pair in ((one, other), (other, one))}
    return Terms(
        minutes=minutes,
        weights=own.weights,
        least=own.least,
        fte_apart=own.fte_apart,
        other_boards=own.other_boards,
        vetoes=frozenset(both),
    )


def told_openly(one: Candidate) -> Candidate:
    """Give an application as a coordinator may know it: nobody's exclusions are for anybody else's eyes."""
    return replace(one, excluded=frozenset())
