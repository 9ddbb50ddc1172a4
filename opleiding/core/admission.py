"""Admission rules as data, and what each says of somebody: met, not met, repairable with X EC, or unknown.

A hard rule is never weighed against a score. `unknown` is an answer: then somebody is asked, nobody is turned away.
Sources of the kinds: the national frame of the universities (at most 18 EC short at the start, a finished master) and
the tables that say which bachelor is related to which school subject.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from opleiding.core.dossier import LEVELS, Dossier, Level, Programme
from opleiding.core.errors import NoRules

Facts = dict[str, str | int | float]


class Outcome(StrEnum):
    """What a rule says, best first."""

    MET = "met"
    REPAIRABLE = "repairable"
    UNKNOWN = "unknown"
    NOT_MET = "not_met"


@dataclass(frozen=True, slots=True)
class Finding:
    """What one rule says. rule: its id. ec: what is short, where repairable; subject: in what, or empty.

    facts: what the sentence needs: what was asked and what was found.
    """

    rule: str
    outcome: Outcome
    ec: int = 0
    subject: str = ""
    facts: Facts | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """Which study is related to which subject. short_ec: (programme, subject) to the EC that are short, 0 for none."""

    name: str
    version: str
    source: str
    short_ec: Mapping[tuple[str, str], int]


@dataclass(frozen=True, slots=True)
class Situation:
    """What a rule looks at."""

    dossier: Dossier
    programme: Programme
    tables: Mapping[str, Table]


@dataclass(frozen=True, slots=True)
class Degree:
    """A finished study of a level or higher, before the first day. most_years: since it was finished."""

    id: str
    level: Level
    most_years: int | None = None

    def judge(self, of: Situation) -> Finding:
        """See whether one of the studies is enough."""
        start, facts = of.programme.starts_on, Facts(level=str(self.level))
        fit = [study for study in of.dossier.studies if LEVELS.index(study.level) >= LEVELS.index(self.level)]
        ends = [study.finished for study in fit if study.finished is not None]
        in_time = [end for end in ends if end <= start]
        if any(self.most_years is None or _years(end, start) <= self.most_years for end in in_time):
            return Finding(self.id, Outcome.MET, facts=facts)
        if not of.dossier.studies or (len(ends) < len(fit)):
            return Finding(self.id, Outcome.UNKNOWN, facts=facts)
        return Finding(self.id, Outcome.NOT_MET, facts=facts)


@dataclass(frozen=True, slots=True)
class Credits:
    """So many EC in a study of exactly this level; what is short can be earned."""

    id: str
    level: Level
    ec: int

    def judge(self, of: Situation) -> Finding:
        """Count the study that is furthest."""
        done = [study.ec for study in of.dossier.studies if study.level == self.level]
        facts: Facts = {"asked": self.ec, "found": max(done, default=0), "level": str(self.level)}
        if not done:
            outcome = Outcome.NOT_MET if of.dossier.studies else Outcome.UNKNOWN
            return Finding(self.id, outcome, facts=facts)
        short = self.ec - max(done)
        if short <= 0:
            return Finding(self.id, Outcome.MET, facts=facts)
        return Finding(self.id, Outcome.REPAIRABLE, short, facts=facts)


@dataclass(frozen=True, slots=True)
class Related:
    """A study that is related to the subject by a table, at most so many EC short at the start."""

    id: str
    table: str
    subject: str
    most_short_ec: int

    def judge(self, of: Situation) -> Finding:
        """Take the study that is least short; what was earned besides counts."""
        table = of.tables.get(self.table)
        known = [] if table is None else [
            table.short_ec[study.programme, self.subject]
            for study in of.dossier.studies
            if (study.programme, self.subject) in table.short_ec
        ]  # fmt: skip
        facts: Facts = {"table": self.table, "most": self.most_short_ec}
        if not known:
            return Finding(self.id, Outcome.UNKNOWN, subject=self.subject, facts=facts)
        short = max(0, min(known) - of.dossier.extra_ec.get(self.subject, 0))
        facts["short"] = short
        if not short:
            return Finding(self.id, Outcome.MET, subject=self.subject, facts=facts)
        outcome = Outcome.REPAIRABLE if short <= self.most_short_ec else Outcome.NOT_MET
        return Finding(self.id, outcome, short, self.subject, facts)


@dataclass(frozen=True, slots=True)
class Language:
    """A language that is commanded."""

    id: str
    language: str

    def judge(self, of: Situation) -> Finding:
        """Look for it; where nothing is known, ask."""
        known = of.dossier.languages
        if known is None:
            return Finding(self.id, Outcome.UNKNOWN, facts={"language": self.language})
        outcome = Outcome.MET if self.language in known else Outcome.NOT_MET
        return Finding(self.id, outcome, facts={"language": self.language})


@dataclass(frozen=True, slots=True)
class Grade:
    """A mean grade, in a study of a level or higher."""

    id: str
    level: Level
    least: float

    def judge(self, of: Situation) -> Finding:
        """Take the best grade that is known."""
        fit = [study for study in of.dossier.studies if LEVELS.index(study.level) >= LEVELS.index(self.level)]
        grades = [study.mean_grade for study in fit if study.mean_grade is not None]
        if any(grade >= self.least for grade in grades):
            return Finding(self.id, Outcome.MET, facts={"least": self.least})
        outcome = Outcome.UNKNOWN if len(grades) < len(fit) or not of.dossier.studies else Outcome.NOT_MET
        return Finding(self.id, outcome, facts={"least": self.least})


@dataclass(frozen=True, slots=True)
class Hours:
    """So many hours of teaching before, of a subject or of all together. Only what an institute confirmed is sure.

    subject: empty for all together.
    """

    id: str
    subject: str
    hours: int

    def judge(self, of: Situation) -> Finding:
        """Add up; what nobody confirmed yet leads to a question, and more hours never make it worse."""
        counted = [one for one in of.dossier.experience if self.subject in ("", one.subject)]
        found, sure = sum(one.hours for one in counted), sum(one.hours for one in counted if one.confirmed)
        outcome = Outcome.MET if sure >= self.hours else Outcome.UNKNOWN if found >= self.hours else Outcome.NOT_MET
        return Finding(self.id, outcome, subject=self.subject, facts={"hours": self.hours, "found": found})


@dataclass(frozen=True, slots=True)
class AnyOf:
    """One of several rules is enough."""

    id: str
    rules: tuple[Rule, ...]

    def judge(self, of: Situation) -> Finding:
        """Give the best finding; of two that are repairable the one with the fewest EC."""
        return min((rule.judge(of) for rule in self.rules), key=lambda found: (_rank(found.outcome), found.ec))


@dataclass(frozen=True, slots=True)
class AllOf:
    """All of several rules; for use inside AnyOf."""

    id: str
    rules: tuple[Rule, ...]

    def judge(self, of: Situation) -> Finding:
        """Give the worst finding; what is short is added up."""
        found = [rule.judge(of) for rule in self.rules]
        worst = max(found, key=lambda one: _rank(one.outcome))
        if worst.outcome != Outcome.REPAIRABLE:
            return worst
        short = [one for one in found if one.outcome == Outcome.REPAIRABLE]
        return Finding(worst.rule, worst.outcome, sum(one.ec for one in short), worst.subject, worst.facts)


Rule = Degree | Credits | Related | Language | Grade | Hours | AnyOf | AllOf


@dataclass(frozen=True, slots=True)
class RuleSet:
    """A version of the rules of a programme. until: the first day on which it holds no longer."""

    version: str
    source: str
    seen_on: date
    since: date
    until: date | None
    rules: tuple[Rule, ...]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What all rules together say. ec: all that is short, where repairable."""

    outcome: Outcome
    findings: tuple[Finding, ...]
    version: str

    @property
    def ec(self) -> int:
        """Give the EC that would make it met; 0 where none would, or none are needed."""
        short = [found.ec for found in self.findings if found.outcome == Outcome.REPAIRABLE]
        return sum(short) if self.outcome == Outcome.REPAIRABLE else 0

    @property
    def closing(self) -> tuple[Finding, ...]:
        """Give the findings that turn somebody away; none while all can be repaired or asked about."""
        return tuple([found for found in self.findings if found.outcome == Outcome.NOT_MET])


def in_force(sets: Sequence[RuleSet], day: date) -> RuleSet:
    """Give the rules that hold on a day; of two, the one that began last. Raises NoRules."""
    held = [one for one in sets if one.since <= day and (one.until is None or day < one.until)]
    if not held:
        raise NoRules
    return max(held, key=lambda one: (one.since, one.version))


def judge(rules: RuleSet, of: Situation) -> Verdict:
    """Give what the rules say of somebody. Rules without a rule are met."""
    findings = tuple([rule.judge(of) for rule in rules.rules])
    outcome = max((found.outcome for found in findings), key=_rank, default=Outcome.MET)
    return Verdict(outcome, findings, rules.version)


@dataclass(frozen=True, slots=True)
class Door:
    """Offerings with the same rules and the same first day. codes: of the offerings; programme: one of them."""

    codes: tuple[str, ...]
    programme: Programme
    rules: RuleSet


def closed(dossier: Dossier, doors: Sequence[Door], tables: Mapping[str, Table]) -> dict[str, tuple[Finding, ...]]:
    """Give the offerings that a hard rule closes to somebody, each with the findings that do."""
    shut: dict[str, tuple[Finding, ...]] = {}
    for door in doors:
        findings = judge(door.rules, Situation(dossier, door.programme, tables)).closing
        if findings:
            shut |= dict.fromkeys(door.codes, findings)
    return shut


def asks_hours(rules: Iterable[Rule]) -> bool:
    """Say whether one of these rules looks at hours of teaching."""
    return any(
        isinstance(rule, Hours) or (isinstance(rule, AnyOf | AllOf) and asks_hours(rule.rules)) for rule in rules
    )


def _rank(outcome: Outcome) -> int:
    return tuple(Outcome).index(outcome)


def _years(since: date, until: date) -> int:
    """Give the whole years that have begun between two days: on the anniversary the next has not begun."""
    years = until.year - since.year
    before_anniversary = (until.month, until.day) <= (since.month, since.day)
    return years if before_anniversary else years + 1
