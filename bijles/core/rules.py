"""The rules of a programme as data: who may have lessons and how much of them. A decision names each rule that says no.

Rules have versions; a decision keeps the version it was made with. The forms that real municipalities use all fit: an
amount a lesson hour, a month, a school year; ages; levels (see the tests).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Final

from bijles.core.errors import BadRules

LEVELS: Final = (
    *(f"groep-{number}" for number in range(1, 9)),
    *("vmbo-b", "vmbo-k", "vmbo-gt", "havo", "vwo", "praktijk", "mbo"),
)


class Span(StrEnum):
    """Over how much time a cap counts. HOUR looks at the price of one lesson hour, YEAR at the programme's year."""

    HOUR = "hour"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"


class Of(StrEnum):
    """Whose lessons a cap counts."""

    CHILD = "child"
    HOUSEHOLD = "household"


class Unit(StrEnum):
    """What a cap counts."""

    MINUTES = "minutes"
    CENTS = "cents"


@dataclass(frozen=True, slots=True)
class Cap:
    """At most `most` minutes or cents in a span, for a child or a household."""

    span: Span
    of: Of
    unit: Unit
    most: int


@dataclass(frozen=True, slots=True)
class Rules:
    """One version. ages: first and last, both included, on the day of the lesson. levels: empty means all.

    signal: whether a school must have said that help would be good.
    """

    version: int
    ages: tuple[int, int] = (4, 18)
    levels: frozenset[str] = frozenset()
    caps: tuple[Cap, ...] = ()
    signal: bool = False


@dataclass(frozen=True, slots=True)
class Lesson:
    """A lesson that counts or is asked for. day: in the Netherlands."""

    child: int
    day: date
    minutes: int
    cents: int


@dataclass(frozen=True, slots=True)
class Child:
    """Who asks. birth_month: any day of it; a child is a year older from the first day of that month.

    has_signal: whether its parent typed a code of a school.
    """

    id: int
    birth_month: date
    level: str
    has_signal: bool = False


@dataclass(frozen=True, slots=True)
class Refusal:
    """One rule that says no. rule: age, level, signal, or the cap's "span-of-unit". left: what the cap still has room for."""

    rule: str
    left: int = 0


@dataclass(frozen=True, slots=True)
class Decision:
    """What the rules say, and by which version."""

    version: int
    refusals: tuple[Refusal, ...] = ()

    @property
    def allowed(self) -> bool:
        """Whether no rule says no."""
        return not self.refusals


def decide(
    rules: Rules, child: Child, asked: Lesson, household: Iterable[Lesson], *, year: tuple[date, date]
) -> Decision:
    """Say whether the child may have the lesson.

    household: the lessons that its household has booked or had, of all children, without the asked one. year: first
    and last day of the programme. Every rule is asked, so that a family hears all at once.
    """
    refusals = []
    if not rules.ages[0] <= age(child.birth_month, asked.day) <= rules.ages[1]:
        refusals.append(Refusal("age"))
    if rules.levels and child.level not in rules.levels:
        refusals.append(Refusal("level"))
    if rules.signal and not child.has_signal:
        refusals.append(Refusal("signal"))
    had = list(household)
    for cap in rules.caps:
        left = room(cap, child.id, asked, had, year=year)
        if _amount(cap, asked) > left:
            refusals.append(Refusal(f"{cap.span}-{cap.of}-{cap.unit}", max(left, 0)))
    return Decision(rules.version, tuple(refusals))


def room(cap: Cap, child: int, asked: Lesson, had: Iterable[Lesson], *, year: tuple[date, date]) -> int:
    """Give how much of a cap is left on the day of the asked lesson, before that lesson. Negative after a new version."""
    if cap.span is Span.HOUR:
        return cap.most
    counted = (
        lesson
        for lesson in had
        if (cap.of is Of.HOUSEHOLD or lesson.child == child) and _together(cap.span, lesson.day, asked.day, year)
    )
    return cap.most - sum(_amount(cap, lesson) for lesson in counted)


def age(birth_month: date, day: date) -> int:
    """Give the age in whole years of who was born in that month."""
    return day.year - birth_month.year - (day.month < birth_month.month)


def price(minutes: int, cents_an_hour: int) -> int:
    """Give the price of a lesson in cents, half a cent up."""
    return (2 * minutes * cents_an_hour + 60) // 120


def read(data: Mapping[str, Any], *, version: int) -> Rules:
    """Read rules as `write` gives them. Raises BadRules with the field that is missing, unknown or wrong."""
    if unknown := set(data) - {"ages", "levels", "caps", "signal"}:
        raise BadRules(min(unknown))
    try:
        first, last = data["ages"]
        levels, caps = data["levels"], data["caps"]
    except (KeyError, TypeError, ValueError) as problem:
        raise BadRules(str(problem.args[0]) if isinstance(problem, KeyError) else "ages") from None
    if not (isinstance(first, int) and isinstance(last, int) and 0 <= first <= last):
        raise BadRules("ages")
    if not (isinstance(levels, list) and set(levels) <= set(LEVELS)):
        raise BadRules("levels")
    # Versions from before there were signals do not have it.
    signal = data.get("signal", False)
    if not isinstance(signal, bool):
        raise BadRules("signal")
    return Rules(version, (first, last), frozenset(levels), tuple(_cap(cap) for cap in caps), signal)


def write(rules: Rules) -> dict[str, Any]:
    """Give the rules as data for a column of JSON; levels in their order, a signal only where it is asked."""
    caps = [
        {"span": cap.span.value, "of": cap.of.value, "unit": cap.unit.value, "most": cap.most} for cap in rules.caps
    ]
    levels = [level for level in LEVELS if level in rules.levels]
    return {"ages": list(rules.ages), "levels": levels, "caps": caps} | ({"signal": True} if rules.signal else {})


def _cap(data: Any) -> Cap:
    try:
        cap = Cap(Span(data["span"]), Of(data["of"]), Unit(data["unit"]), data["most"])
    except (KeyError, TypeError, ValueError):
        raise BadRules("caps") from None
    if set(data) != {"span", "of", "unit", "most"} or not isinstance(data["most"], int) or cap.most < 0:
        raise BadRules("caps")
    return cap


def _amount(cap: Cap, lesson: Lesson) -> int:
    if cap.span is not Span.HOUR:
        return lesson.minutes if cap.unit is Unit.MINUTES else lesson.cents
    if cap.unit is Unit.MINUTES:
        return lesson.minutes
    # The price of an hour, rounded up: a cap of 2,500 cents is passed by a rate of 2,500.5.
    return -(-lesson.cents * 60 // lesson.minutes)


def _together(span: Span, one: date, other: date, year: tuple[date, date]) -> bool:
    if span is Span.WEEK:
        return one.isocalendar()[:2] == other.isocalendar()[:2]
    if span is Span.MONTH:
        return (one.year, one.month) == (other.year, other.month)
    return year[0] <= one <= year[1]
