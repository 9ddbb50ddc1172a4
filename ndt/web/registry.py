"""What rooms tell the house about themselves, from `<room>/registrations.py`.

A room registers its solution here; links from one room to another come from this registry, never
from a written address name.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.urls import reverse


@dataclass(frozen=True, slots=True)
class Goal:
    """One of the seven Onderwijs Ontwikkel Doelen."""

    number: int
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured number beside a solution, with where it was measured."""

    value: str
    text: str
    source: str


@dataclass(frozen=True, slots=True)
class Sought:
    """A role that a solution looks for on /doe-mee/."""

    code: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Solution:
    """One of the six solutions as home, menu and `/doe-mee/` show it.

    room: the app label. slug: the Dutch word in addresses. accent: name of the CSS accent token.
    url_name: name of the room's own front page, or "" while the room has none: then the house
    shows `text` itself. text: paragraphs for that page.
    """

    room: str
    number: int
    slug: str
    title: str
    pitch: str
    text: tuple[str, ...]
    goals: tuple[int, ...]
    figure: Figure
    sought: tuple[Sought, ...]
    url_name: str = ""

    @property
    def url(self) -> str:
        """Give the address of the solution's front page."""
        return reverse(self.url_name) if self.url_name else reverse("web:solution", args=[self.slug])


GOALS: Final = (
    Goal(1, "Kernvaardigheden", "Elke leerling kan lezen, rekenen en schrijven om mee te doen."),
    Goal(2, "Sterk onderwijs op elke school", "Extra hulp is er voor ieder kind. Dure bijles is niet nodig."),
    Goal(3, "Gelijke waardering", "Theorie en praktijk tellen even zwaar."),
    Goal(4, "Een gevierd beroep", "Werken in het onderwijs heeft aanzien."),
    Goal(5, "Scholen werken samen", "Scholen leren van elkaar."),
    Goal(6, "Onderwijs verbindt", "Kinderen van elke afkomst leren samen."),
    Goal(7, "Vernieuwend en leidend", "Nederland leert van onderzoek en staat aan de top."),
)

_solutions: dict[str, Solution] = {}


def register(solution: Solution) -> None:
    """Add a room's solution; once a room."""
    assert solution.room not in _solutions, f"{solution.room} is registered twice"
    _solutions[solution.room] = solution


def solutions() -> list[Solution]:
    """Give the solutions in the order of the report."""
    return sorted(_solutions.values(), key=lambda solution: solution.number)


def solution(room: str) -> Solution:
    """Give one solution by its room's label. Raises KeyError."""
    return _solutions[room]
