"""Norm sets: what a school must reach, as data. One JSON file is one norm set; a new reform needs no code.

All thresholds lie on a grid of 0.1 percentage point and are kept in tenths, so that nothing depends on rounding.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any, Final, NoReturn

from jsonschema import Draft202012Validator

from inspectie.core.frame import DOMAINS, INDICATORS, TOGETHER

SLUGS: Final = (
    "current-2020", "transition-2022", "r1-same-table", "r1-calibrated-90", "r2-track", "r3-reading", "r4-growth",
    "all-four",
)  # fmt: skip
# The name of a norm that a visitor made; no file may have it.
SCENARIO: Final = "eigen-norm"
WEGING_LOW: Final = Decimal(20)
WEGING_HIGH: Final = Decimal(40)
MOST_BANDS: Final = 200
LONGEST: Final = 100_000
TENTHS: Final = Decimal(10)
HUNDREDTHS: Final = Decimal(100)
# The order of lines in every list: samen first, then the domains.
COLUMNS: Final = tuple((indicator, domain) for indicator in INDICATORS for domain in (TOGETHER, *DOMAINS))


@dataclass(eq=False)
class NormError(Exception):
    """A norm set that cannot be used. code: what is wrong; where: the place in it, as "tables.schoolweging[33-34]".

    Codes: not-json, schema, hole, overlap, edges, grid, twice, no-table, too-many-bands, too-long, reserved, name.
    """

    code: str
    where: str = ""
    value: str = ""

    def __str__(self) -> str:
        return " ".join(part for part in (self.code, self.where, self.value) if part)


@dataclass(frozen=True, slots=True)
class Band:
    """A stretch of schoolweging with its value, in hundredths and tenths: [low, high), the last one including high."""

    low: int
    high: int
    tenths: int

    @property
    def name(self) -> str:
        """Give it as people write it: "33-34"."""
        return f"{_plain(self.low, 100)}-{_plain(self.high, 100)}"

    @property
    def value(self) -> float:
        """Give its value in percent."""
        return self.tenths / 10


@dataclass(frozen=True, slots=True)
class Threshold:
    """What must be reached. Exactly one of: a constant in tenths, bands with an offset in tenths, or an unknown value."""

    constant: int | None = None
    bands: tuple[Band, ...] = ()
    offset: int = 0
    unknown: str = ""

    @property
    def needs_weging(self) -> bool:
        """Say whether it differs by schoolweging."""
        return bool(self.bands)

    def tenths(self) -> tuple[int, ...]:
        """Give the value per band (or the single one) in tenths, never outside 0-100 percent."""
        values = [band.tenths + self.offset for band in self.bands] if self.bands else [self.constant or 0]
        return tuple(min(max(value, 0), 1000) for value in values)


@dataclass(frozen=True, slots=True)
class Column:
    """One thing that is judged: an indicator in one domain, or in all three together."""

    indicator: str
    domain: str
    threshold: Threshold

    @property
    def key(self) -> tuple[str, str]:
        """Give (indicator, domain)."""
        return self.indicator, self.domain


@dataclass(frozen=True, slots=True)
class Words:
    """A text in Dutch and English."""

    nl: str
    en: str

    def within(self, language: str) -> str:
        """Give it in a language; Dutch unless English was asked."""
        return self.en if language.startswith("en") else self.nl


@dataclass(frozen=True, slots=True)
class Track:
    """The improvement track: which judgements start it, and how long it may last."""

    triggers: tuple[str, ...]
    deadline_months: int


@dataclass(frozen=True, slots=True)
class NormSet:
    """A norm set, immutable. body: its canonical JSON; sha256: the hash of that.

    columns: what is judged, in the order of COLUMNS. window_years: years taken together. small_fewer_than: test takers
    below which a school is judged over `small_years` instead. growth: "" or the state of the growth indicator.
    confidence: official, derived, unknown, proposal or experimental. valid_from, valid_to: school years, None is open.
    """

    slug: str
    version: int
    title: Words
    summary: Words
    source: Words
    confidence: str
    parent: str
    valid_from: int | None
    valid_to: int | None
    window_years: int
    small_fewer_than: int
    small_years: int
    columns: tuple[Column, ...]
    track: Track
    growth: str
    body: str
    sha256: str

    @property
    def is_scenario(self) -> bool:
        """Say whether a visitor made it, so that its thresholds can be moved at will."""
        return self.slug == SCENARIO

    def column(self, indicator: str, domain: str) -> Column | None:
        """Give a column, or None where this norm set does not judge it."""
        return next((column for column in self.columns if column.key == (indicator, domain)), None)


def parse(document: bytes | str, schema: Mapping[str, Any]) -> NormSet:
    """Read a norm set and check it: first its form against the schema, then what a schema cannot say.

    document: JSON, at most 100,000 characters. schema: `inspectie/norms/schema.json`, parsed. Raises NormError.
    """
    if len(document) > LONGEST:
        raise NormError("too-long", value=str(len(document)))
    try:
        found = json.loads(document, parse_float=Decimal, parse_int=_whole, parse_constant=_no_constant)
    except (ValueError, InvalidOperation, RecursionError) as problem:
        raise NormError("not-json", value=str(problem)[:100]) from problem
    _check_bands(found)
    problems = sorted(Draft202012Validator(schema).iter_errors(found), key=lambda problem: problem.json_path)
    if problems:
        raise NormError("schema", where=problems[0].json_path.removeprefix("$."), value=problems[0].validator)
    if found["slug"] == SCENARIO:
        raise NormError("reserved", where="slug", value=SCENARIO)
    return _built(found)


def canonical(document: Mapping[str, Any]) -> str:
    """Give JSON that is the same text for the same norm set: sorted keys, no spaces, numbers without empty decimals."""
    return json.dumps(_numbers(document), sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def _check_bands(found: Any) -> None:
    # Before the schema: ten thousand bands would cost it seconds.
    tables = found.get("tables") if isinstance(found, dict) else None
    for name, rows in tables.items() if isinstance(tables, dict) else ():
        if isinstance(rows, list) and len(rows) > MOST_BANDS:
            raise NormError("too-many-bands", where=f"tables.{name}"[:60], value=str(len(rows)))


def _built(found: Mapping[str, Any]) -> NormSet:
    tables = {name: _table(name, rows) for name, rows in found.get("tables", {}).items()}
    columns: dict[tuple[str, str], Column] = {}
    for number, judged in enumerate(found["judges"]):
        where = f"judges[{number}]"
        column = Column(judged["indicator"], judged["domain"], _threshold(judged["threshold"], tables, where))
        if column.key in columns:
            raise NormError("twice", where=where, value=f"{column.indicator} {column.domain}")
        columns[column.key] = column
    window, small, track = found["window"], found["window"]["small"], found["track"]
    body = canonical(found)
    return NormSet(
        slug=found["slug"], version=int(found["version"]), title=Words(**found["title"]),
        summary=Words(**found["summary"]), source=Words(**found["source"]), confidence=found["confidence"],
        parent=found.get("parent") or "", valid_from=found["valid_from"], valid_to=found["valid_to"],
        window_years=int(window["years"]), small_fewer_than=int(small["fewer_than"]), small_years=int(small["years"]),
        columns=tuple(columns[key] for key in COLUMNS if key in columns),
        track=Track(tuple(track["triggers"]), int(track["deadline_months"])), growth=found.get("growth") or "",
        body=body, sha256=hashlib.sha256(body.encode()).hexdigest(),
    )  # fmt: skip


def _table(name: str, rows: Sequence[Mapping[str, Any]]) -> tuple[Band, ...]:
    where = f"tables.{name}"
    bands = [
        Band(
            _scaled(row["from"], HUNDREDTHS, f"{where}[{position}].from"),
            _scaled(row["to"], HUNDREDTHS, f"{where}[{position}].to"),
            _scaled(row["value"], TENTHS, f"{where}[{position}].value"),
        )
        for position, row in enumerate(rows)
    ]
    bands.sort(key=lambda band: band.low)
    reached = int(WEGING_LOW * HUNDREDTHS)
    for band in bands:
        if band.low >= band.high:
            raise NormError("edges", where=where, value=band.name)
        if band.low > reached:
            raise NormError("hole", where=where, value=Band(reached, band.low, 0).name)
        if band.low < reached:
            raise NormError("overlap", where=where, value=band.name)
        reached = band.high
    top = int(WEGING_HIGH * HUNDREDTHS)
    if reached < top:
        raise NormError("hole", where=where, value=Band(reached, top, 0).name)
    if reached > top:
        raise NormError("edges", where=where, value=bands[-1].name)
    return tuple(bands)


def _threshold(found: Mapping[str, Any], tables: Mapping[str, tuple[Band, ...]], where: str) -> Threshold:
    if "unknown" in found:
        return Threshold(unknown=found["unknown"])
    if "constant" in found:
        return Threshold(constant=_scaled(found["constant"], TENTHS, f"{where}.constant"))
    if found["table"] not in tables:
        raise NormError("no-table", where=where, value=found["table"])
    offset = _scaled(found.get("offset", 0), TENTHS, f"{where}.offset")
    return Threshold(bands=tables[found["table"]], offset=offset)


def _scaled(value: Any, scale: Decimal, where: str) -> int:
    scaled = Decimal(value) * scale
    if scaled != scaled.to_integral_value():
        raise NormError("grid", where=where, value=str(value))
    return int(scaled)


def _whole(text: str) -> int:
    if len(text) > 20:
        raise ValueError("a number of more than 20 digits")
    return int(text)


def _no_constant(name: str) -> NoReturn:
    raise ValueError(name)


def _numbers(value: Any) -> Any:
    match value:
        case Decimal():
            return int(value) if value == value.to_integral_value() else float(value)
        case Mapping():
            return {key: _numbers(one) for key, one in value.items()}
        case list() | tuple():
            return [_numbers(one) for one in value]
    return value


def _plain(scaled: int, scale: int) -> str:
    whole, rest = divmod(scaled, scale)
    return f"{whole}.{rest:02d}".rstrip("0").rstrip(".") if rest else str(whole)
