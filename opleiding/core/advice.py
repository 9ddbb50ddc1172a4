"""Which programmes fit somebody, in which order, and why: hard rules first, then a sum of public terms.

A term is a weight times a fact, in whole points, and carries what its sentence needs ('+7: je gaf 140 uur wiskunde'). The
same dossier and rules give the same advice. More experience never lowers a score or worsens a verdict.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from opleiding.core.admission import Finding, Outcome, RuleSet, Situation, Table, Verdict, in_force, judge
from opleiding.core.dossier import Dossier, Programme


@dataclass(frozen=True, slots=True)
class Weights:
    """What counts how much, in points. Public and versioned.

    *_per: hours (or minutes) for a point. unconfirmed_percent: how much of an hour counts that no institute confirmed.
    """

    version: str
    subject_hours_per: int = 20
    subject_most: int = 25
    other_hours_per: int = 60
    other_most: int = 8
    upper_hours_per: int = 40
    upper_most: int = 8
    didactic_hours_per: int = 8
    didactic_most: int = 10
    unconfirmed_percent: int = 50
    hybrid: int = 10
    start: int = 6
    goal: int = 4
    travel_minutes_per: int = 10
    travel_most: int = 12
    too_far: int = 10
    emphasis: int = 8


WEIGHTS: Final = Weights("2026-11")


@dataclass(frozen=True, slots=True)
class Term:
    """A part of a score. code: of its sentence; facts: what the sentence needs."""

    code: str
    points: int
    facts: Mapping[str, str | int]


@dataclass(frozen=True, slots=True)
class Counterfactual:
    """What would open a programme that is closed now: so many EC, with the rules that ask for them."""

    programme: str
    ec: int
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Option:
    """A programme in an advice. blockers: what is not met; questions: what is not known; counterfactual: what opens it."""

    programme: Programme
    verdict: Verdict
    terms: tuple[Term, ...]
    counterfactual: Counterfactual | None

    @property
    def score(self) -> int:
        """Give the sum of the terms."""
        return sum(term.points for term in self.terms)

    def of(self, outcome: Outcome) -> tuple[Finding, ...]:
        """Give the findings with an outcome: NOT_MET the blockers, UNKNOWN the questions to ask."""
        return tuple(found for found in self.verdict.findings if found.outcome == outcome)


@dataclass(frozen=True, slots=True)
class Offer:
    """A programme with its rules, and how long the way there is; None where that is not known."""

    programme: Programme
    rules: tuple[RuleSet, ...]
    travel_minutes: int | None = None


def advise(
    dossier: Dossier, offers: Sequence[Offer], tables: Mapping[str, Table], weights: Weights = WEIGHTS
) -> tuple[Option, ...]:
    """Give the options: what is open first, then what can be repaired, then what is unknown, then what is closed.

    Inside these by score, then by id. Raises NoRules where a programme has no rules on its first day.
    """
    options = [_option(dossier, offer, tables, weights) for offer in offers]
    order = tuple(Outcome)
    return tuple(sorted(options, key=lambda one: (order.index(one.verdict.outcome), -one.score, one.programme.id)))


def terms(dossier: Dossier, offer: Offer, outcome: Outcome, weights: Weights = WEIGHTS) -> tuple[Term, ...]:
    """Give the terms of a score; a term of no points is left out."""
    found = (*_experience(dossier, offer.programme, weights), *_wishes(dossier, offer, outcome, weights))
    return tuple([term for term in found if term.points])


def _option(dossier: Dossier, offer: Offer, tables: Mapping[str, Table], weights: Weights) -> Option:
    programme = offer.programme
    verdict = judge(in_force(offer.rules, programme.starts_on), Situation(dossier, programme, tables))
    short = tuple([found for found in verdict.findings if found.outcome == Outcome.REPAIRABLE])
    repairable = verdict.outcome == Outcome.REPAIRABLE
    return Option(
        programme, verdict, terms(dossier, offer, verdict.outcome, weights),
        Counterfactual(programme.id, verdict.ec, short) if repairable else None,
    )  # fmt: skip


def _experience(dossier: Dossier, programme: Programme, weights: Weights) -> list[Term]:
    """Give the terms for what somebody did. Each grows with hours up to a limit, so no hour ever takes points away."""
    here = [one for one in dossier.experience if one.subject == programme.subject]
    others = [one for one in dossier.experience if one.subject != programme.subject]
    upper = [one for one in dossier.experience if one.upper]
    found = []
    for code, rows, per, most in (
        ("subject_hours", here, weights.subject_hours_per, weights.subject_most),
        ("other_hours", others, weights.other_hours_per, weights.other_most),
        ("upper_hours", upper, weights.upper_hours_per, weights.upper_most),
    ):
        confirmed = sum(one.hours for one in rows if one.confirmed)
        claimed = sum(one.hours for one in rows) - confirmed
        counted = 100 * confirmed + weights.unconfirmed_percent * claimed
        facts: dict[str, str | int] = {
            "hours": confirmed + claimed, "confirmed": confirmed, "subject": programme.subject,
        }  # fmt: skip
        found.append(Term(code, min(most, counted // (100 * per)), facts))
    trained = min(weights.didactic_most, dossier.didactic_hours // weights.didactic_hours_per)
    return [*found, Term("didactic_hours", trained, {"hours": dossier.didactic_hours})]


def _wishes(dossier: Dossier, offer: Offer, outcome: Outcome, weights: Weights) -> list[Term]:
    programme, minutes, found = offer.programme, offer.travel_minutes, []
    if dossier.hybrid is not None and dossier.hybrid == programme.hybrid:
        found.append(Term("hybrid" if programme.hybrid else "full_time", weights.hybrid, {}))
    if dossier.starts is not None and programme.start in dossier.starts:
        found.append(Term("start", weights.start, {"start": programme.start}))
    shared = sorted(dossier.goals & programme.goals)
    found.append(Term("goals", weights.goal * len(shared), {"goals": ", ".join(shared)}))
    if minutes is not None:
        lost = min(weights.travel_most, minutes // weights.travel_minutes_per)
        found.append(Term("travel", -lost, {"minutes": minutes}))
        if dossier.most_travel_minutes is not None and minutes > dossier.most_travel_minutes:
            found.append(Term("too_far", -weights.too_far, {"minutes": minutes, "most": dossier.most_travel_minutes}))
    if programme.emphasis and outcome in {Outcome.MET, Outcome.REPAIRABLE}:
        found.append(Term("emphasis", weights.emphasis, {"route": programme.route}))
    return found
