"""From figures about all teachers to seats: targets, proposed quotas, and what is wrong with quotas."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from beraad.core.errors import BadFile

COLUMNS: Final = ("feature", "value", "count")
MOST_FEATURES: Final = 12
MOST_VALUES: Final = 30
LONGEST: Final = 80


@dataclass(frozen=True, slots=True)
class Bounds:
    """Seats for one value: at least, at most."""

    least: int
    most: int


@dataclass(frozen=True, slots=True)
class Wanted:
    """One value of a feature: people in the population and in the pool, and its bounds."""

    feature: str
    value: str
    population: int
    in_pool: int
    bounds: Bounds


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with the quotas of a feature. value: "" when it is about all of them. code: stable."""

    feature: str
    value: str
    code: str
    number: int


def target(count: int, total: int, size: int) -> Fraction:
    """Give the seats that a share of the population comes to, exactly. total: over all values; size: seats."""
    return Fraction(count * size, total) if total else Fraction(0)


def propose(counts: Mapping[str, int], *, size: int, slack: int = 0) -> dict[str, Bounds]:
    """Propose quotas for the values of one feature: the target rounded down and up, `slack` seats wider.

    A value with half a seat or more gets at least one: small groups are heard. Where that makes the minimums
    exceed the seats, the largest give way. A value that nobody in the population has may get any number of seats.
    """
    total = sum(counts.values())
    bounds = {}
    for value, count in counts.items():
        seats = target(count, total, size)
        least = max(math.floor(seats) - slack, 1 if seats >= Fraction(1, 2) else 0)
        most = size if count == 0 else max(math.ceil(seats) + slack, least)
        bounds[value] = Bounds(least, min(most, size))
    while sum(bound.least for bound in bounds.values()) > size:
        largest = max(bounds, key=lambda value: bounds[value].least)
        bounds[largest] = Bounds(bounds[largest].least - 1, bounds[largest].most)
    return bounds


def faults(wanted: Sequence[Wanted], *, size: int) -> list[Fault]:
    """Give what is wrong with quotas before anything is solved, in the order of the values.

    min-above-max, min-above-pool (the pool has too few), and per feature sum-of-min (above the seats) and
    sum-of-max (below them). Quotas without a fault can still clash across features: that the solver finds.
    """
    found = []
    for row in wanted:
        if row.bounds.least > row.bounds.most:
            found.append(Fault(row.feature, row.value, "min-above-max", row.bounds.most))
        if row.bounds.least > row.in_pool:
            found.append(Fault(row.feature, row.value, "min-above-pool", row.in_pool))
    for feature in dict.fromkeys(row.feature for row in wanted):
        rows = [row for row in wanted if row.feature == feature]
        least, most = sum(row.bounds.least for row in rows), sum(row.bounds.most for row in rows)
        if least > size:
            found.append(Fault(feature, "", "sum-of-min", least))
        if most < size:
            found.append(Fault(feature, "", "sum-of-max", most))
    return found


def read_population(text: str) -> dict[str, dict[str, int]]:
    """Read a table of the population: columns feature, value, count; other columns are left alone.

    Gives, per feature, its values with how many people have them, in the order of the file. White space around
    words does not count. Raises BadFile with the line and a stable code.
    """
    lines = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")), strict=True)
    try:
        header = [name.strip().lower() for name in lines.fieldnames or ()]
        if not set(COLUMNS) <= set(header):
            raise BadFile(1, "columns")
        lines.fieldnames = header
        found: dict[str, dict[str, int]] = {}
        for row in lines:
            _add(found, row, lines.line_num)
    except csv.Error:
        raise BadFile(lines.reader.line_num, "csv") from None
    if not found:
        raise BadFile(1, "empty")
    for feature, values in found.items():
        if len(values) < 2:
            raise BadFile(lines.line_num, "one-value", feature)
    return found


def _add(found: dict[str, dict[str, int]], row: Mapping[str, str | None], line: int) -> None:
    feature, value, count = (" ".join((row[name] or "").split()) for name in COLUMNS)
    if not feature or not value:
        raise BadFile(line, "blank")
    if max(len(feature), len(value)) > LONGEST:
        raise BadFile(line, "long")
    digits = count.replace(".", "")
    if not (digits.isascii() and digits.isdigit()) or len(digits) > 9:
        raise BadFile(line, "count", count)
    values = found.setdefault(feature, {})
    if value in values:
        raise BadFile(line, "twice", value)
    values[value] = int(digits)
    if len(found) > MOST_FEATURES or len(values) > MOST_VALUES:
        raise BadFile(line, "many")
