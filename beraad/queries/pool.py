"""How the pool stands so far: registrations a day, and whether it looks like all teachers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from django.db.models import Count, Q
from django.db.models.functions import TruncDate
from django.utils import timezone

from beraad import queries
from beraad.core import ceremony
from beraad.models import Assembly, FeatureValue, Registration
from beraad.models.registration import RegistrationQuerySet
from beraad.queries import Block, Numbers, Row

DAYS: Final = 14


@dataclass(frozen=True, slots=True)
class Day:
    """One day. registered: who registered then; verified: who was known as a teacher from then on."""

    day: date
    registered: int
    verified: int


@dataclass(frozen=True, slots=True)
class Line:
    """A value in the pool so far. low, high: 95 % interval of its share, percent. missing: people short for its quota."""

    row: Row
    low: float
    high: float
    missing: int

    @property
    def is_short(self) -> bool:
        """Say whether fewer of them registered than chance explains, or than the quota needs."""
        return self.missing > 0 or self.high < self.row.share

    @property
    def is_many(self) -> bool:
        """Say whether more of them registered than chance explains."""
        return self.low > self.row.share


@dataclass(frozen=True, slots=True)
class Compared:
    """A feature with its lines."""

    block: Block
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """The pool of an assembly now."""

    numbers: Numbers
    in_pool: int
    days: tuple[Day, ...]
    features: tuple[Compared, ...]

    @property
    def short(self) -> list[tuple[str, Line]]:
        """Give the values that are short, with their feature."""
        return [(found.block.title, line) for found in self.features for line in found.lines if line.is_short]

    @property
    def are_quotas_set(self) -> bool:
        """Say whether every value has its quota."""
        values = [line.row.value for found in self.features for line in found.lines]
        return bool(values) and all(value.least is not None and value.most is not None for value in values)


def pool(assembly: Assembly, *, now: datetime) -> Standing:
    """Give the pool so far beside the population, and who registered in the last two weeks."""
    blocks = queries.workbench(assembly)
    in_pool = len(queries.profiles_in_pool(assembly))
    return Standing(
        numbers=queries.numbers(assembly),
        in_pool=in_pool,
        days=_days(assembly, now=now),
        features=tuple(Compared(block, _lines(block.rows, in_pool)) for block in blocks),
    )


def _lines(rows: Sequence[Row], in_pool: int) -> tuple[Line, ...]:
    found = []
    for row in rows:
        low, high = ceremony.interval(row.in_pool, in_pool)
        missing = max(_least(row.value) - row.in_pool, 0)
        found.append(Line(row, 100 * low, 100 * high, missing))
    return tuple(found)


def _least(value: FeatureValue) -> int:
    return value.least or 0


def _days(assembly: Assembly, *, now: datetime) -> tuple[Day, ...]:
    """Count per Dutch day, days without anybody included, the newest last."""
    today = timezone.localdate(now)
    first = today - timedelta(days=DAYS - 1)
    people = Registration.objects.filter(assembly=assembly)
    registered = _per_day(people, "created_at", first)
    verified = _per_day(people, "verified_at", first)
    days = [first + timedelta(days=number) for number in range(DAYS)]
    return tuple(Day(day, registered.get(day, 0), verified.get(day, 0)) for day in days)


def _per_day(people: RegistrationQuerySet, field: str, first: date) -> dict[date, int]:
    since = Q(**{f"{field}__date__gte": first})
    counted = people.filter(since).annotate(day=TruncDate(field)).values_list("day").annotate(Count("pk")).order_by()
    return dict(counted)
