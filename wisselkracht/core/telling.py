"""From what the solver and the rules say to what the papers hold: one name for a rule, Monday as 0."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any, Final

from wisselkracht.core import scoring, sheets
from wisselkracht.core.candidates import Candidate, Terms
from wisselkracht.core.explaining import Change, NoSwap
from wisselkracht.core.rules import Rule
from wisselkracht.core.scoring import score

RULES: Final = {
    Rule.CONFIRMED: sheets.Rule.OTHER,
    Rule.OTHER_SCHOOL: sheets.Rule.SAME_BOARD,
    Rule.PERIOD: sheets.Rule.PERIOD,
    Rule.SECTOR: sheets.Rule.SECTOR,
    Rule.QUALIFIED: sheets.Rule.QUALIFICATION,
    Rule.DAYS: sheets.Rule.DAYS,
    Rule.FTE: sheets.Rule.FTE,
    Rule.TRAVEL: sheets.Rule.TRAVEL,
    Rule.DENOMINATION: sheets.Rule.DENOMINATION,
    Rule.BUDDY: sheets.Rule.BUDDY,
    Rule.BETTER: sheets.Rule.SCORE,
    Rule.EXCLUDED: sheets.Rule.EXCLUDED,
    Rule.VETO: sheets.Rule.OTHER,
}
PARTS: Final = {part: sheets.PartKind(part.value) for part in scoring.Part}


def weekdays(days: Iterable[int]) -> frozenset[int]:
    """Give days as the papers count them: Monday is 0. The rules call it 1."""
    return frozenset(day - 1 for day in days)


def failed(first: Iterable[tuple[Rule, int]]) -> tuple[sheets.FailedRule, ...]:
    """Give how many candidates failed which rule first, under the names of the papers."""
    counted: Counter[sheets.Rule] = Counter()
    for rule, number in first:
        counted[RULES[rule]] += number
    return tuple(sheets.FailedRule(rule, number) for rule, number in counted.items())


def changes(change: Change | None) -> tuple[sheets.Change, ...]:
    """Give the parts of the smallest change, all of which are needed together."""
    if change is None:
        return ()
    found = []
    if change.minutes:
        found.append(sheets.Change(sheets.ChangeKind.TRAVEL, minutes=change.minutes))
    if change.days:
        found.append(sheets.Change(sheets.ChangeKind.DAYS, weekdays=weekdays(change.days)))
    if change.denominations:
        found.append(sheets.Change(sheets.ChangeKind.DENOMINATION, names=tuple(sorted(change.denominations))))
    if change.other_sector:
        found.append(sheets.Change(sheets.ChangeKind.SECTOR))
    return tuple(found)


def direction(one: Candidate, other: Candidate, terms: Terms) -> dict[str, Any]:
    """Give what is kept of one teacher going to another school: the points, and every part that adds up to them."""
    found = score(one, other, terms)
    return {
        "from": one.id,
        "to": other.id,
        "minutes": terms.minutes[one.id, other.id],
        "points": found.total,
        "parts": [[part.value, points] for part, points in found.parts],
        "themes": [[part.value, theme, points] for part, theme, points in found.themes],
    }


def told(found: NoSwap) -> dict[str, Any]:
    """Give why somebody was left without as JSON."""
    change = found.change
    return {
        "fits": found.fits,
        "first": [[rule.value, number] for rule, number in found.first],
        "gives": found.gives,
        "change": None
        if change is None
        else {
            "minutes": change.minutes,
            "days": sorted(change.days),
            "denominations": sorted(change.denominations),
            "other_sector": change.other_sector,
        },
    }


def untold(facts: Mapping[str, Any]) -> NoSwap:
    """Read what `told` made."""
    change = facts["change"]
    return NoSwap(
        facts["fits"],
        tuple((Rule(rule), number) for rule, number in facts["first"]),
        None
        if change is None
        else Change(
            change["minutes"],
            frozenset(change["days"]),
            frozenset(change["denominations"]),
            change["other_sector"],
        ),
        facts["gives"],
    )
