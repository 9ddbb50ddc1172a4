"""What rooms tell the house about themselves, from `<room>/registrations.py`.

A room registers its solution here; links from one room to another come from this registry, never
from a written address name.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = str | Promise  # a text for people, translated when it is shown


@dataclass(frozen=True, slots=True)
class Goal:
    """One of the seven Onderwijs Ontwikkel Doelen."""

    number: int
    title: Words
    text: Words

    @property
    def drawing(self) -> str:
        """Name the drawing of this goal."""
        return f"goal-{self.number}"


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured number beside a solution, with where it was measured."""

    value: Words
    text: Words
    source: Words


@dataclass(frozen=True, slots=True)
class Sought:
    """A role that a solution looks for on /doe-mee/."""

    code: str
    title: Words
    text: Words


@dataclass(frozen=True, slots=True)
class Solution:
    """One of the six solutions as home, menu and `/doe-mee/` show it.

    room: the app label; the CSS class `accent-<room>` gives its colours. slug: the Dutch word in
    addresses. text: paragraphs for the page that the house shows while the room has no front page
    of its own. drawing: its name in static/img/drawings.svg. url_name: name of the room's own
    front page, or "" while it has none.
    """

    room: str
    number: int
    slug: str
    title: str
    pitch: Words
    text: tuple[Words, ...]
    goals: tuple[int, ...]
    figure: Figure
    sought: tuple[Sought, ...]
    drawing: str
    url_name: str = ""

    @property
    def url(self) -> str:
        """Give the address of the solution's front page."""
        return reverse(self.url_name) if self.url_name else reverse("web:solution", args=[self.slug])


GOALS: Final = (
    Goal(
        1,
        _("Genoeg kennis om mee te doen"),
        _("Elke leerling leert goed lezen, schrijven en rekenen. Zo kan iedereen meedoen in Nederland."),
    ),
    Goal(
        2,
        _("Sterk onderwijs op elke school"),
        _("Op elke school leert een kind zo veel als het kan. Dure bijles is dan niet meer nodig."),
    ),
    Goal(
        3,
        _("Denken en doen tellen even zwaar"),
        _("We waarderen praktisch onderwijs net zo veel als theorie."),
    ),
    Goal(
        4,
        _("Werken in het onderwijs is iets om trots op te zijn"),
        _("Leraren krijgen respect. Er zijn er genoeg, en ze blijven graag."),
    ),
    Goal(
        5,
        _("Scholen werken samen"),
        _("Scholen kijken bij elkaar en leren van elkaar. Ze vechten niet om leerlingen."),
    ),
    Goal(
        6,
        _("Iedereen komt elkaar tegen op school"),
        _("Kinderen van elke afkomst leren, werken en spelen samen."),
    ),
    Goal(
        7,
        _("Nederland geeft het voorbeeld"),
        _("Ons onderwijs hoort bij het beste van de wereld. Het gebruikt wat onderzoek leert."),
    ),
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


@dataclass(frozen=True, slots=True)
class Desk:
    """A place where people with an account have work or papers, as their account page lists it.

    label: begins with a verb. opens: says whether a user may enter.
    """

    label: Words
    url_name: str
    opens: Callable[[Any], bool]

    @property
    def url(self) -> str:
        """Give the address of the desk."""
        return reverse(self.url_name)


_desks: list[Desk] = []


def desk(desk: Desk) -> None:
    """Add a desk."""
    _desks.append(desk)


def desks_for(user: Any) -> list[Desk]:
    """Give the desks that a user may enter, in the order of registration."""
    return [desk for desk in _desks if desk.opens(user)]
