"""Runs in words: stages, parts of a score, reasons and costs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.utils import formats
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from ndt.schools.models import Mode
from wisselkracht.core import sheets, telling
from wisselkracht.core.explaining import NoSwap
from wisselkracht.core.rules import Rule
from wisselkracht.core.scoring import Part
from wisselkracht.core.telling import untold
from wisselkracht.core.what_if import Cost
from wisselkracht.models import RunMember
from wisselkracht.pdf import sheets as papers
from wisselkracht.queries.runs import Leg
from wisselkracht.queries.vocabulary import label

STAGES: Final[dict[str, Promise]] = {
    "count": gettext_lazy("Leraren met een ruil"),
    "three-ways": gettext_lazy("Ruilen van drie scholen, zo weinig mogelijk"),
    "embedded": gettext_lazy("Ruilen van drie waarin er twee samen verder kunnen"),
    "kept": gettext_lazy("Voorstellen die blijven"),
    "weight": gettext_lazy("Punten samen"),
    "worst-off": gettext_lazy("De zwakste richting is zo goed als het kan"),
    "lottery": gettext_lazy("Lot tussen wat even goed is"),
}
SETTINGS: Final[dict[str, Promise]] = {
    "largest": gettext_lazy("Grootste ruil"),
    "applications": gettext_lazy("Aanmeldingen"),
    "longest_s": gettext_lazy("Hooguit zoveel seconden"),
    "least": gettext_lazy("Minstens zoveel punten, voor elke kant"),
    "fte_apart": gettext_lazy("Verschil in omvang, in honderdsten"),
    "other_boards": gettext_lazy("Alleen tussen verschillende besturen"),
    "expertise": gettext_lazy("Punten voor kennis van de school bij een doel"),
    "strengths": gettext_lazy("Punten voor wat de leraar goed kan"),
    "personal": gettext_lazy("Punten voor wat de leraar wil leren"),
    "minute": gettext_lazy("Punten eraf per minuut reizen"),
    "day": gettext_lazy("Punten eraf per dag verschil"),
}


def stage_name(name: str) -> str:
    """Give a stage in words."""
    if name.startswith("waited-"):
        rounds = int(name.removeprefix("waited-"))
        return ngettext(
            "Leraren die al %(number)d ronde wachten", "Leraren die al %(number)d rondes wachten", rounds
        ) % {"number": rounds}
    return str(STAGES[name])


@dataclass(frozen=True, slots=True)
class StageRow:
    """A stage as a line: what was reached, the most there can be, and whether that is proven."""

    name: str
    value: str
    bound: str
    is_proven: bool


def stages(found: Iterable[Mapping[str, Any]]) -> list[StageRow]:
    """Give the stages of a run as lines."""
    return [_stage(one) for one in found]


def stage_figures(one: Mapping[str, Any]) -> tuple[int, int | None]:
    """Give what a stage reached and the most there can be. The core counts exchanges of three below zero: fewer is better."""
    sign = -1 if one["name"] == "three-ways" else 1
    return sign * one["value"], None if one["bound"] is None else sign * one["bound"]


def _stage(one: Mapping[str, Any]) -> StageRow:
    value, bound = stage_figures(one)
    return StageRow(
        stage_name(one["name"]),
        formats.number_format(value, force_grouping=True),
        "–" if bound is None else formats.number_format(bound, force_grouping=True),
        one["status"] == "optimal",
    )


def two_stages(found: Iterable[tuple[str, Any, Any]]) -> list[tuple[str, StageRow | None, StageRow | None]]:
    """Give the stages of two runs beside each other."""
    return [
        (stage_name(name), _stage(one) if one else None, _stage(other) if other else None) for name, one, other in found
    ]


def settings(found: Iterable[tuple[str, Any, Any]]) -> list[tuple[str, str, str]]:
    """Give what two runs were asked differently."""
    return [(str(SETTINGS[name]), _setting(one), _setting(other)) for name, one, other in found]


def _setting(value: Any) -> str:
    if isinstance(value, bool):
        return _("ja") if value else _("nee")
    return formats.number_format(value)


def rule_name(rule: Rule) -> str:
    """Give why two cannot swap, as the papers say it."""
    return str(papers.RULES[telling.RULES[rule]])


def part_name(part: str) -> str:
    """Give what a part of a score is about."""
    return str(papers.PARTS[telling.PARTS[Part(part)]])


@dataclass(frozen=True, slots=True)
class ShownLeg:
    """One direction in words. parts: what, the themes that met, and the points."""

    leg: Leg
    minutes: int
    is_estimate: bool
    mode: str
    parts: tuple[tuple[str, str, int], ...]
    points: int


def leg(one: Leg) -> ShownLeg:
    """Give one direction of an exchange in words."""
    facts = one.facts
    themes: dict[str, list[str]] = {}
    for part, theme, _points in facts["themes"]:
        themes.setdefault(part, []).append(label(theme))
    return ShownLeg(
        one,
        facts["minutes"],
        facts["estimate"],
        str(Mode(facts["mode"]).label),
        tuple((part_name(part), ", ".join(themes.get(part, ())), points) for part, points in facts["parts"]),
        facts["points"],
    )


def short_reason(member: RunMember) -> str:
    """Say in a few words why somebody was left without."""
    if member.told is None:
        return _("De uitleg wordt nog gemaakt")
    told = untold(member.told)
    if told.fits:
        return ngettext(
            "Paste bij %(number)d ander, maar viel erbuiten",
            "Paste bij %(number)d anderen, maar viel erbuiten",
            told.fits,
        ) % {"number": told.fits}
    if not told.first:
        return _("Er was niemand anders")
    rule, _number = max(told.first, key=lambda one: one[1])
    return rule_name(rule)


@dataclass(frozen=True, slots=True)
class Why:
    """Why somebody was left without: candidates that fit, reasons with their numbers, and what helps."""

    fits: int
    looked_at: int
    reasons: tuple[tuple[str, int], ...]
    changes: tuple[str, ...]
    gives: str


def why(told: NoSwap) -> Why:
    """Give an explanation in words."""
    failed = sorted(telling.failed(told.first), key=lambda one: (-one.candidates, one.rule))
    helps = told.change is not None and not told.fits
    return Why(
        told.fits,
        told.fits + sum(one.candidates for one in failed),
        tuple((str(papers.RULES[one.rule]), one.candidates) for one in failed),
        tuple(papers.change(one) for one in telling.changes(told.change)) if helps else (),
        papers.gives(told.gives) if helps else "",
    )


def cost(found: Cost | None) -> str:
    """Say what a wish costs the round."""
    if found is None:
        return _("Er is nog geen berekening om mee te vergelijken.")
    if found.teachers > 0:
        words = ngettext(
            "Dan ruilt %(number)d leraar minder.", "Dan ruilen %(number)d leraren minder.", found.teachers
        ) % {"number": found.teachers}
    elif found.teachers < 0:
        words = ngettext(
            "Dan ruilt %(number)d leraar meer.", "Dan ruilen %(number)d leraren meer.", -found.teachers
        ) % {"number": -found.teachers}
    elif found.points > 0:
        words = ngettext(
            "Er ruilen evenveel leraren, met %(number)s punt minder.",
            "Er ruilen evenveel leraren, met %(number)s punten minder.",
            found.points,
        ) % {"number": formats.number_format(found.points, force_grouping=True)}
    elif found.points < 0:
        words = ngettext(
            "Er ruilen evenveel leraren, met %(number)s punt meer.",
            "Er ruilen evenveel leraren, met %(number)s punten meer.",
            -found.points,
        ) % {"number": formats.number_format(-found.points, force_grouping=True)}
    else:
        words = _("Dit kost niets: er is een even goede verdeling.")
    if not found.is_proven:
        words += " " + _("Dit is geschat: er was te weinig tijd om het zeker te weten.")
    return words


def taking_in(found: Cost | None) -> str:
    """Say what it costs to take somebody in."""
    if found is None:
        return _("Er is geen ruil waarin deze leraar past, ook niet met drie scholen.")
    return cost(found)


def forcing(found: Cost | None) -> tuple[int, int]:
    """Give the cost of taking in as the papers have it: exchanges and points that the round loses."""
    if found is None:
        return (0, 0)
    return (max(found.exchanges, 0), max(found.points, 0))


def sheet_rules(told: NoSwap) -> tuple[sheets.FailedRule, ...]:
    """Give the reasons as a paper has them."""
    return telling.failed(told.first)
