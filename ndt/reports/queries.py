"""Which reports the desk shows, and to whom."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils import translation

from ndt.people.predicates import Person, is_coordinator, is_operator, is_policymaker
from ndt.reports import registry
from ndt.reports.core.paper import Paper, Selection
from ndt.reports.registry import Report
from ndt.web.registry import GOALS, Goal, Solution, solutions


@dataclass(frozen=True, slots=True)
class Choice:
    """What a reader filters the desk by. solution: a room, "" for all. goal: 0 for all."""

    solution: str = ""
    goal: int = 0
    municipality: str = ""
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One report on the desk. solution: None for the platform itself."""

    report: Report
    solution: Solution | None
    goals: tuple[Goal, ...]
    may_read: bool


def may_read(user: Person, report: Report) -> bool:
    """Say whether `user` may read a report."""
    if report.is_public:
        return True
    return is_policymaker(user) or is_operator(user) or (report.room != "" and is_coordinator(user, report.room))


def get_report_for(user: Person, slug: str) -> Report:
    """Give a report that `user` may read. Unknown: 404. Not theirs: PermissionDenied, visitors log in first."""
    try:
        report = registry.report(slug)
    except KeyError as problem:
        raise Http404 from problem
    if not may_read(user, report):
        raise PermissionDenied
    return report


def desk(user: Person, choice: Choice) -> list[Entry]:
    """Give the reports that fit the choice; those that `user` may not read come with a closed door.

    A municipality or period leaves out reports that cannot be narrowed to it.
    """
    return [
        Entry(report, solution=solution_of(report), goals=goals_of(report), may_read=may_read(user, report))
        for report in registry.reports()
        if _fits(report, choice)
    ]


def solution_of(report: Report) -> Solution | None:
    """Give the solution that a report is about; None for the platform itself."""
    return next((solution for solution in solutions() if solution.room == report.room), None)


def goals_of(report: Report) -> tuple[Goal, ...]:
    """Give the goals that a report is about."""
    return tuple(goal for goal in GOALS if goal.number in report.goals)


def _fits(report: Report, choice: Choice) -> bool:
    return (
        (not choice.solution or report.room == choice.solution)
        and (not choice.goal or choice.goal in report.goals)
        and (not choice.municipality or choice.municipality in report.places())
        and (report.by_period or not (choice.since or choice.until))
    )


def municipalities(user: Person) -> list[str]:
    """Give every municipality that some report of `user` can be narrowed to."""
    readable = (report for report in registry.reports() if may_read(user, report))
    return sorted({place for report in readable for place in report.places()})


def edition(report: Report, selection: Selection) -> Paper:
    """Make the report in the language of the selection."""
    with translation.override(selection.language):
        return report.make(selection)


def digest(paper: Paper) -> str:
    """Give a mark of the figures: two editions with the same figures have the same one."""
    figures = [paper.finding, *(number.value for number in paper.numbers), *(table.rows for table in paper.tables)]
    return hashlib.sha256(repr(figures).encode()).hexdigest()
