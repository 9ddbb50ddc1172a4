"""May this teacher do this job, for how long, and under which conditions? A table of cases, no advice.

Sources: rijksoverheid.nl, "Wanneer ben ik als leraar bevoegd of benoembaar in het voortgezet onderwijs?";
onderwijsloket.com, "Wat is het verschil tussen bevoegd, bekwaam en benoembaar?" (both read 2026-11-29).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import Final


class Stage(StrEnum):
    """Where a job teaches."""

    PO = "po"
    SO = "so"
    VSO = "vso"
    VSO_EXAM = "vso-exam"
    PRO = "pro"
    VMBO = "vmbo"
    LOWER = "onderbouw"
    UPPER = "bovenbouw"
    MBO = "mbo"


class Degree(StrEnum):
    """What a teacher's licence is."""

    PRIMARY = "primary"
    SECOND = "second"
    FIRST = "first"


@dataclass(frozen=True, slots=True)
class Licence:
    """A bevoegdheid. subject: "" for that of primary education."""

    degree: Degree
    subject: str = ""


@dataclass(frozen=True, slots=True)
class Duty:
    """What the teacher will teach. subject: "" for all subjects of a group.

    upper_share: which part of all lessons of this teacher is given in the upper years.
    school_share: which part of the upper-school lessons at the host is given by teachers without a first degree.
    """

    stage: Stage
    subject: str = ""
    upper_share: Fraction = Fraction(0)
    school_share: Fraction = Fraction(0)


@dataclass(frozen=True, slots=True)
class Standing:
    """What else counts. has_vog: a certificate of conduct for this work. in_training: for the subject of the duty.

    months_used: months already taught in this way before this period. is_extended: the second two years were granted.
    dispensation: from and to which day the director lets an unqualified replacement teach.
    """

    has_vog: bool = True
    in_training: bool = False
    months_used: int = 0
    is_extended: bool = False
    dispensation: tuple[date, date] | None = None


class Ground(StrEnum):
    """On which ground somebody teaches."""

    QUALIFIED = "bevoegd"
    UNDERQUALIFIED = "onderbevoegd"
    OTHERWISE = "andersbevoegd"
    DISPENSATION = "dispensation"
    NONE = "none"


class Lack(StrEnum):
    """What stops the agreement."""

    NO_GROUND = "no-ground"
    NO_VOG = "no-vog"
    TOO_LONG = "too-long"
    MOSTLY_UPPER = "mostly-upper"
    SCHOOL_OVER_5_PERCENT = "school-over-5-percent"
    NOT_IN_TRAINING = "not-in-training"
    DISPENSATION_TOO_SHORT = "dispensation-too-short"


class Condition(StrEnum):
    """What the schools must do besides signing."""

    REPORT_TO_INSPECTORATE = "report-to-inspectorate"
    STAY_IN_TRAINING = "stay-in-training"
    TRAIN_AFTER_A_YEAR = "train-after-a-year"


@dataclass(frozen=True, slots=True)
class Judgement:
    """On which ground, what stops it, what it asks. most_months: the longest in all, None without limit."""

    ground: Ground
    lacks: tuple[Lack, ...] = ()
    conditions: tuple[Condition, ...] = ()
    most_months: int | None = None

    @property
    def may_teach(self) -> bool:
        """Say whether nothing stops it."""
        return not self.lacks


_YEAR: Final = 12
_HALF: Final = Fraction(1, 2)
_MOST_OF_SCHOOL: Final = Fraction(1, 20)
_SUBJECT_STAGES: Final = frozenset({Stage.VSO_EXAM, Stage.PRO, Stage.VMBO, Stage.LOWER, Stage.MBO})
_PO_STAGES: Final = frozenset({Stage.PO, Stage.SO, Stage.VSO, Stage.PRO})
_SECONDARY: Final = _SUBJECT_STAGES | {Stage.UPPER}


def judge(licences: Iterable[Licence], duty: Duty, standing: Standing, *, first: date, last: date) -> Judgement:
    """Judge whether a teacher may do a job from the first to the last day, both included.

    The first ground that nothing stops wins: qualified, second-degree in the upper years, another subject, a dated
    dispensation. When each is stopped, the judgement is of the best ground, with everything that stops it.
    """
    held = tuple(licences)
    taught = standing.months_used + months(first, last)
    found = [
        _qualified(held, duty),
        _underqualified(held, duty, taught),
        _otherwise(held, duty, standing, taught),
        _dispensed(standing, taught, first, last),
    ]
    grounds = [one for one in found if one is not None] or [Judgement(Ground.NONE, (Lack.NO_GROUND,))]
    best = next((one for one in grounds if one.may_teach), grounds[0])
    if standing.has_vog:
        return best
    return Judgement(best.ground, (*best.lacks, Lack.NO_VOG), best.conditions, best.most_months)


def months(first: date, last: date) -> int:
    """Give in how many months a period lies: 1 February to 31 July is 6, a day more is 7."""
    whole = 12 * (last.year - first.year) + last.month - first.month
    return whole + (last.day >= first.day)


def covers(licence: Licence, duty: Duty) -> bool:
    """Say whether a licence is the one for a job, without any exception."""
    if licence.degree is Degree.PRIMARY:
        return duty.stage in _PO_STAGES
    if not licence.subject or licence.subject != duty.subject:
        return False
    # In primary education the licence of a subject is for lessons in that subject only.
    return licence.degree is Degree.FIRST or duty.stage is not Stage.UPPER


def _qualified(licences: tuple[Licence, ...], duty: Duty) -> Judgement | None:
    return Judgement(Ground.QUALIFIED) if any(covers(licence, duty) for licence in licences) else None


def _underqualified(licences: tuple[Licence, ...], duty: Duty, taught: int) -> Judgement | None:
    if duty.stage is not Stage.UPPER or Licence(Degree.SECOND, duty.subject) not in licences:
        return None
    stops = {
        Lack.TOO_LONG: taught > _YEAR,
        Lack.MOSTLY_UPPER: duty.upper_share >= _HALF,
        Lack.SCHOOL_OVER_5_PERCENT: duty.school_share > _MOST_OF_SCHOOL,
    }
    lacks = tuple(lack for lack, is_so in stops.items() if is_so)
    return Judgement(Ground.UNDERQUALIFIED, lacks, (Condition.REPORT_TO_INSPECTORATE,), _YEAR)


def _otherwise(licences: tuple[Licence, ...], duty: Duty, standing: Standing, taught: int) -> Judgement | None:
    # For the upper years another subject counts at the first degree only: one exception at a time.
    degrees = {Degree.FIRST} if duty.stage is Stage.UPPER else {Degree.FIRST, Degree.SECOND}
    has_other = any(licence.degree in degrees and licence.subject != duty.subject for licence in licences)
    if duty.stage not in _SECONDARY or not duty.subject or not has_other:
        return None
    most = 4 * _YEAR if standing.is_extended else 2 * _YEAR
    stops = {Lack.NOT_IN_TRAINING: not standing.in_training, Lack.TOO_LONG: taught > most}
    lacks = tuple(lack for lack, is_so in stops.items() if is_so)
    return Judgement(Ground.OTHERWISE, lacks, (Condition.STAY_IN_TRAINING,), most)


def _dispensed(standing: Standing, taught: int, first: date, last: date) -> Judgement | None:
    if standing.dispensation is None:
        return None
    begin, end = standing.dispensation
    stops = {Lack.DISPENSATION_TOO_SHORT: first < begin or end < last, Lack.TOO_LONG: taught > _YEAR}
    lacks = tuple(lack for lack, is_so in stops.items() if is_so)
    return Judgement(Ground.DISPENSATION, lacks, (Condition.TRAIN_AFTER_A_YEAR,), _YEAR)
