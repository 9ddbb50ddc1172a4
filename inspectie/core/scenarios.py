"""A norm of one's own: from what somebody chose to a norm set. What cannot be is refused by name.

A scenario is only ever judged in the public view. Its thresholds can be moved step by step, and what moves between two
steps would tell a masked count if the tight bounds stood behind it (`disclosure` refuses it).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, Final

from inspectie.core.frame import DOMAINS, INDICATORS, TOGETHER
from inspectie.core.norms import COLUMNS, SCENARIO, Column, NormSet, Threshold, Words, canonical

LEVEL, HIGHER = INDICATORS
OFFSET_LIMIT: Final = 1000
TITLE: Final = Words("Een norm van uzelf", "A norm of your own")
SUMMARY: Final = Words(
    "De norm van nu, met andere waarden. U koos ze zelf.",
    "The norm of today, with other values. You chose them yourself.",
)
SOURCE: Final = Words("Gekozen door een bezoeker.", "Chosen by a visitor.")
# The raises of the reading norm that are published as figures of the country, in percentage points.
RAISES: Final = (0, 5, 10, 15)


@dataclass(eq=False)
class ScenarioError(Exception):
    """A choice that makes no norm. code: number, grid, range, domain or base; field: which choice; value: as given."""

    code: str
    field: str
    value: str = ""

    def __str__(self) -> str:
        return f"{self.code} {self.field} {self.value}".strip()


def build(base: NormSet, *, offsets: Mapping[str, Decimal], basis: Decimal) -> NormSet:
    """Give a norm set with the table of another one, moved.

    offsets: percentage points on a grid of 0.1, by domain; either samen alone, or each domain that is to be judged
    apart. basis: the 1F value in percent, for the three domains together. Raises ScenarioError.
    """
    if not offsets or (TOGETHER in offsets and len(offsets) > 1):
        raise ScenarioError("domain", "offsets", ", ".join(offsets)[:40])
    if unknown := set(offsets) - {TOGETHER, *DOMAINS}:
        raise ScenarioError("domain", min(unknown)[:40])
    bands = _table(base)
    columns = {(LEVEL, TOGETHER): Threshold(constant=_tenths("basis", basis, low=0, high=1000))}
    for domain, offset in offsets.items():
        moved = _tenths(domain, offset, low=-OFFSET_LIMIT, high=OFFSET_LIMIT)
        columns[HIGHER, domain] = replace(bands, offset=moved)
    return _named(base, columns, slug=SCENARIO, title=TITLE, summary=SUMMARY, source=SOURCE)


def raised(base: NormSet, points: int) -> NormSet:
    """Give the norm that judges reading alone, so many points higher: one of RAISES, since those are published figures.

    Raises ScenarioError for any other number of points.
    """
    if points not in RAISES:
        raise ScenarioError("range", "lezen", str(points))
    columns = {(HIGHER, "lezen"): replace(_table(base), offset=10 * points)}
    title = Words(f"Lezen, {points} punten hoger", f"Reading, {points} points higher")
    return _named(base, columns, slug=f"reading-plus-{points:02}", title=title, summary=title, source=base.source)


def _table(base: NormSet) -> Threshold:
    found = base.column(HIGHER, TOGETHER)
    if found is None or not found.threshold.bands:
        raise ScenarioError("base", base.slug)
    return found.threshold


def _tenths(field: str, value: Decimal, *, low: int, high: int) -> int:
    if not value.is_finite():
        raise ScenarioError("number", field, str(value)[:20])
    # Before it is scaled: 1E+999999 would become a number of a million digits.
    if value.adjusted() > 6 or not Decimal(low) / 10 <= value <= Decimal(high) / 10:
        raise ScenarioError("range", field, str(value)[:20])
    scaled = value * 10
    if scaled != scaled.to_integral_value():
        raise ScenarioError("grid", field, str(value)[:20])
    return int(scaled)


def _named(
    base: NormSet,
    columns: Mapping[tuple[str, str], Threshold],
    *,
    slug: str,
    title: Words,
    summary: Words,
    source: Words,
) -> NormSet:
    document: dict[str, Any] = json.loads(base.body)
    judged = tuple(Column(*key, columns[key]) for key in COLUMNS if key in columns)
    document |= {
        "slug": slug,
        "parent": base.slug,
        "title": {"nl": title.nl, "en": title.en},
        "summary": {"nl": summary.nl, "en": summary.en},
        "source": {"nl": source.nl, "en": source.en},
        "confidence": "proposal",
        "valid_from": None,
        "valid_to": None,
        "judges": [_judges(column, document) for column in judged],
    }
    body = canonical(document)
    return replace(
        base, slug=slug, parent=base.slug, title=title, summary=summary, source=source, confidence="proposal",
        valid_from=None, valid_to=None, columns=judged, body=body, sha256=hashlib.sha256(body.encode()).hexdigest(),
    )  # fmt: skip


def _judges(column: Column, document: Mapping[str, Any]) -> dict[str, Any]:
    rule = column.threshold
    if rule.bands:
        [name] = {judge["threshold"]["table"] for judge in document["judges"] if "table" in judge["threshold"]}
        found: dict[str, Any] = {"table": name} | ({"offset": rule.offset / 10} if rule.offset else {})
    else:
        found = {"constant": (rule.constant or 0) / 10}
    return {"indicator": column.indicator, "domain": column.domain, "threshold": found}
