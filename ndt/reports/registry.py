"""Which reports there are. Rooms register theirs from `registrations.py`.

    reports.register(Report(
        slug="handtekeningen", room="campaigns", title=_("Handtekeningen per gemeente"), summary=_("..."),
        goals=(2, 6), build="campaigns.reports.signatures", audience=Audience.PUBLIC,
        municipalities="campaigns.reports.municipalities", by_period=True,
    ))

`build`, `municipalities` and `divisions` are the dotted names of functions: `build(selection) -> Paper`,
`municipalities() -> list[str]`, and `divisions() -> list[tuple[str, str]]`: a word for the address, and its name.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.module_loading import import_string

from ndt.reports.core.paper import Paper, Selection

Text = str | Promise


class Audience(StrEnum):
    """Who may read a report."""

    PUBLIC = "public"
    POLICYMAKERS = "policymakers"  # and the coordinators of its solution, and operators


@dataclass(frozen=True, slots=True)
class Report:
    """One report of the desk.

    slug: the Dutch word in its address. room: label of its solution, "" for the platform itself.
    municipalities: "" when it cannot be narrowed to one. by_period: can be narrowed to a period.
    divisions: "" when its figures are divided in one way only; the first one is shown to who does not choose.
    long: making its PDF takes more than some seconds, so it is ordered and made in a job.
    """

    slug: str
    room: str
    title: Text
    summary: Text
    build: str
    goals: tuple[int, ...] = ()
    audience: Audience = Audience.POLICYMAKERS
    municipalities: str = ""
    divisions: str = ""
    by_period: bool = False
    long: bool = False

    @property
    def url(self) -> str:
        """Give the address of its page."""
        return reverse("reports:report", args=[self.slug])

    @property
    def is_public(self) -> bool:
        """Say whether everybody may read it."""
        return self.audience is Audience.PUBLIC

    def make(self, selection: Selection) -> Paper:
        """Give this edition of the report."""
        build: Callable[[Selection], Paper] = import_string(self.build)
        return build(selection)

    def places(self) -> list[str]:
        """Give the municipalities that it can be narrowed to."""
        if not self.municipalities:
            return []
        names: Callable[[], list[str]] = import_string(self.municipalities)
        return names()

    def ways(self) -> list[tuple[str, str]]:
        """Give the ways to divide its figures, each with its name; none where there is one only."""
        if not self.divisions:
            return []
        named: Callable[[], list[tuple[str, str]]] = import_string(self.divisions)
        return named()


@dataclass(frozen=True, slots=True)
class Measure:
    """One count of a solution for the report about the whole platform.

    room: label of the solution, "" for the platform itself. title: what is counted, in the plural.
    count: dotted name of a function `count(since, until) -> int` over whole days, both inclusive,
    None for open. small: a small count could point at a person, so it is hidden below ten.
    """

    room: str
    title: Text
    count: str
    small: bool = False

    def value(self, since: date | None, until: date | None) -> int:
        """Count."""
        counted: Callable[[date | None, date | None], int] = import_string(self.count)
        return counted(since, until)


_reports: dict[str, Report] = {}
_measures: list[Measure] = []


def register(report: Report) -> None:
    """Add a report; a slug once."""
    assert report.slug not in _reports, f"{report.slug} is registered twice"
    _reports[report.slug] = report


def measure(measure: Measure) -> None:
    """Add a count to the report about the whole platform."""
    _measures.append(measure)


def reports() -> list[Report]:
    """Give all reports: the platform's own first, then in the order of registration."""
    return sorted(_reports.values(), key=lambda report: report.room != "")


def report(slug: str) -> Report:
    """Give one report. Raises KeyError."""
    return _reports[slug]


def find(slug: str) -> Report | None:
    """Give one report, or None when no room has it (any more)."""
    return _reports.get(slug)


def measures() -> list[Measure]:
    """Give every count, in the order of registration."""
    return list(_measures)
