"""What the search page shows: schools, and the boards and municipalities with that name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.core.paginator import Page, Paginator
from django.urls import reverse

from inspectie.core.engine import Status
from inspectie.core.search import MOST_LETTERS, words
from inspectie.queries import directory, verdicts
from inspectie.queries.directory import Directory, Group, School
from inspectie.queries.words import SIGNS, Sign

A_PAGE: Final = 25
MOST_GROUPS: Final = 6


@dataclass(frozen=True, slots=True)
class Hit:
    """A school that was found, with its status under the norm of now."""

    school: School
    url: str
    where: str
    sign: Sign


@dataclass(frozen=True, slots=True)
class FoundGroup:
    """A board or municipality whose name was asked for. kind: 'board' or 'municipality'."""

    kind: str
    code: str
    name: str
    url: str
    number: int


@dataclass(frozen=True, slots=True)
class Search:
    """An answer. guess: what the asker may have meant, when nothing was found. found: how many schools in all."""

    version: str
    query: str
    found: int
    page: Page[int]
    hits: tuple[Hit, ...]
    groups: tuple[FoundGroup, ...]
    guess: str

    @property
    def pages(self) -> int:
        """How many pages of answers there are."""
        return self.page.paginator.num_pages


def search(query: str, *, page: str | None) -> Search:
    """Answer a query; an empty one gives all schools by name. A page that is no number is the first."""
    known = directory.current()
    kept = " ".join(query[:MOST_LETTERS].split())
    places = known.index.find(kept) if kept else list(known.by_name)
    shown = Paginator(places, A_PAGE).get_page(page)
    overall = verdicts.public(known.version, verdicts.NOW).school
    return Search(
        version=known.version,
        query=kept,
        found=len(places),
        page=shown,
        hits=tuple(_hit(known, place, SIGNS[Status(overall[place])]) for place in shown),
        groups=_groups(known, kept) if shown.number == 1 else (),
        guess="" if places else known.index.guess(kept),
    )


def _hit(known: Directory, place: int, sign: Sign) -> Hit:
    school = known.schools[place]
    board, municipality = known.board(school), known.municipality(school)
    town = municipality.name if municipality else ""
    parts = [school.place, town if words(town) != words(school.place) else "", board.name if board else ""]
    return Hit(school, reverse("inspectie:school", args=[school.slug]), ", ".join(part for part in parts if part), sign)


def _groups(known: Directory, query: str) -> tuple[FoundGroup, ...]:
    if not query:
        return ()
    found = [("municipality", known.municipality_names[place]) for place in known.municipality_index.find(query)]
    found += [("board", known.board_names[place]) for place in known.board_index.find(query)]
    return tuple(_group(kind, group) for kind, group in found[:MOST_GROUPS])


def _group(kind: str, group: Group) -> FoundGroup:
    address = reverse(f"inspectie:{kind}", args=[group.code])
    return FoundGroup(kind, group.code, group.name, address, len(group.members))
