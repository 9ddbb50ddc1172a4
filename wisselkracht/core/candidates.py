"""What the rules and the score need to know of an application, and of the round it is in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from wisselkracht.core.qualification import Duty, Licence, Standing

Levels = Mapping[str, int]


class Role(StrEnum):
    """Who confirms."""

    DIRECTOR = "director"
    TEACHER = "teacher"
    BUDDY = "buddy"


@dataclass(frozen=True, slots=True)
class School:
    """A school in a round. expertise: theme to level 1-3; goals: theme to priority 1-3.

    welcomes: the denominations of which it takes a teacher, or None for all. most: exchanges it can carry.
    """

    code: str
    board: str
    sector: str
    denomination: str
    expertise: Levels = field(default_factory=dict)
    goals: Levels = field(default_factory=dict)
    welcomes: frozenset[str] | None = None
    most: int = 1


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a teacher wants. minutes: of travel, one way, at most. denominations: None for all."""

    minutes: int
    denominations: frozenset[str] | None = None
    other_sector: bool = False
    other_board: bool = False
    three_way: bool = True


@dataclass(frozen=True, slots=True)
class Candidate:
    """An application. days: of the job, 1 Monday to 5 Friday; free: days on which the teacher can work.

    fte: of the job, in hundredths. period: first and last day. buddy: first and last day that the buddy is there.
    excluded: codes of schools or boards, or ids of applications, that this side does not want; private.
    waited: rounds without an exchange. dispensations: of this school's director, by application, for its own job.
    """

    id: str
    school: School
    confirmed: frozenset[Role]
    licences: tuple[Licence, ...]
    duty: Duty
    days: frozenset[int]
    free: frozenset[int]
    fte: int
    wishes: Wishes
    period: tuple[date, date]
    buddy: tuple[date, date]
    strengths: Levels = field(default_factory=dict)
    goals: Levels = field(default_factory=dict)
    excluded: frozenset[str] = frozenset()
    standing: Standing = field(default_factory=Standing)
    dispensations: Mapping[str, tuple[date, date]] = field(default_factory=dict)
    waited: int = 0


@dataclass(frozen=True, slots=True)
class Weights:
    """What a point is worth. minute, day: what a minute of travel and a day that differs cost."""

    expertise: int = 100
    strengths: int = 50
    personal: int = 60
    minute: int = 4
    day: int = 40


@dataclass(frozen=True, slots=True)
class Terms:
    """The parameters of a round. minutes: of travel from the home of one teacher to the school of another application.

    least: the score from which a direction is better than staying. fte_apart: how far jobs may differ, in hundredths.
    vetoes: pairs of applications of which the first may not go to the second.
    """

    minutes: Mapping[tuple[str, str], int]
    weights: Weights = Weights()
    least: int = 1
    fte_apart: int = 10
    other_boards: bool = False
    vetoes: frozenset[tuple[str, str]] = frozenset()
