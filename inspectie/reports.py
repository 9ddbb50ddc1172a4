"""The report on the desk: what other norms do, for the country or a municipality. All of it is public."""

from __future__ import annotations

from inspectie.queries import directory
from inspectie.queries.briefs import making, papers
from inspectie.queries.briefs.facts import Scope
from ndt.reports.core.paper import Paper, Selection


def norms(selection: Selection) -> Paper:
    """Give the pages of the policy brief, as a report."""
    if not selection.municipality:
        return papers.paper(making.facts(Scope.COUNTRY, making.COUNTRY), now=selection.now)
    found = making.municipality_called(selection.municipality)
    return papers.paper(making.facts(Scope.MUNICIPALITY, found), now=selection.now)


def municipalities() -> list[str]:
    """Give the municipalities that have a school in the newest data."""
    return [group.name for group in directory.current().municipality_names]
