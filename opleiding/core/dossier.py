"""What an advice knows of somebody, and of a programme. Nothing of who somebody is: studies, experience and wishes.

There is no name, age, sex, origin, health or address here, so none of them can weigh. Travel comes in as minutes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Final


class Level(StrEnum):
    """Of a study at a university, low to high."""

    BACHELOR = "bachelor"
    MASTER = "master"
    PHD = "phd"


LEVELS: Final = tuple(Level)


@dataclass(frozen=True, slots=True)
class Study:
    """A study. programme: its code in the tables; ec: done so far; finished: the day, or the day it is expected."""

    programme: str
    level: Level
    ec: int
    finished: date | None = None
    mean_grade: float | None = None


@dataclass(frozen=True, slots=True)
class Experience:
    """Hours that somebody taught a subject. upper: havo or vwo; confirmed: by the institute."""

    subject: str
    hours: int
    upper: bool = True
    confirmed: bool = False


@dataclass(frozen=True, slots=True)
class Dossier:
    """Somebody, for an advice. extra_ec: earned besides, by subject. None in a wish: it does not matter.

    languages: what somebody commands, None where that is not known. didactic_hours: of training in teaching.
    """

    studies: tuple[Study, ...] = ()
    experience: tuple[Experience, ...] = ()
    didactic_hours: int = 0
    extra_ec: Mapping[str, int] = field(default_factory=dict)
    languages: frozenset[str] | None = None
    hybrid: bool | None = None
    starts: frozenset[str] | None = None
    goals: frozenset[str] = frozenset()
    most_travel_minutes: int | None = None


@dataclass(frozen=True, slots=True)
class Programme:
    """An offering, for an advice. starts_on: the first day; start: its term, as in wishes; goals: what it develops.

    hybrid: whether it goes beside a job. emphasis: the house points to it where it fits (Trainees in Onderwijs).
    """

    id: str
    route: str
    subject: str
    starts_on: date
    start: str
    hybrid: bool = False
    goals: frozenset[str] = frozenset()
    emphasis: bool = False
