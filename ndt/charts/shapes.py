"""What a chart is made of: places and words, no markup."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

WIDTH: Final = 400.0
TEXT: Final = 13.0
# A letter of the text face is about so wide; only used to keep words apart.
LETTER: Final = 7.2
MANY: Final = 500


class Role(StrEnum):
    """What a shape is for. The style sheet and `PRINTED` give each role its colour."""

    CONTEXT = "context"
    ACCENT = "accent"
    NORM = "norm"
    AXIS = "axis"
    AREA = "area"
    GROUND = "ground"
    LABEL = "label"
    VALUE = "value"
    NOTE = "note"


# On paper and in programs without our style sheet.
PRINTED: Final = {
    Role.CONTEXT: "#9a9485",
    Role.ACCENT: "#1d4ed8",
    Role.NORM: "#17181c",
    Role.AXIS: "#d9d4c5",
    Role.AREA: "#e4e9f7",
    Role.GROUND: "#ffffff",
    Role.LABEL: "#17181c",
    Role.VALUE: "#17181c",
    Role.NOTE: "#514d45",
}


@dataclass(frozen=True, slots=True)
class Rect:
    """A filled rectangle; x, y is its left top."""

    x: float
    y: float
    width: float
    height: float
    role: Role
    kind: str = "rect"

    @property
    def colour(self) -> str:
        return PRINTED[self.role]


@dataclass(frozen=True, slots=True)
class Line:
    """A straight line, `thick` units wide."""

    x1: float
    y1: float
    x2: float
    y2: float
    role: Role
    thick: float = 1.0
    dashed: bool = False
    kind: str = "line"

    @property
    def colour(self) -> str:
        return PRINTED[self.role]


@dataclass(frozen=True, slots=True)
class Path:
    """A line through points, `thick` units wide, or the area between them when `filled`."""

    points: tuple[tuple[float, float], ...]
    role: Role
    filled: bool = False
    thick: float = 2.5
    dashed: bool = False
    kind: str = "path"

    @property
    def colour(self) -> str:
        return PRINTED[self.role]

    @property
    def d(self) -> str:
        """The path in SVG's own words."""
        steps = " L".join(f"{x:g} {y:g}" for x, y in self.points)
        return f"M{steps}{' Z' if self.filled else ''}"


@dataclass(frozen=True, slots=True)
class Dot:
    """A filled circle, or a ring when `hollow`."""

    x: float
    y: float
    radius: float
    role: Role
    hollow: bool = False
    kind: str = "dot"

    @property
    def colour(self) -> str:
        return PRINTED[self.role]


@dataclass(frozen=True, slots=True)
class Dots:
    """Thousands of filled circles of one size, as one path: each a point with a round end."""

    points: tuple[tuple[float, float], ...]
    radius: float
    role: Role
    kind: str = "dots"

    @property
    def colour(self) -> str:
        return PRINTED[self.role]

    @property
    def thick(self) -> float:
        """The width of the stroke that draws them."""
        return self.radius * 2

    @property
    def d(self) -> str:
        """The path in SVG's own words: from each point the way to the next, which is shorter than its place."""
        steps: list[str] = []
        here = (0.0, 0.0)
        # Rounded first: otherwise each step adds its own error, and the last dots drift away.
        for x, y in ((rounded(x), rounded(y)) for x, y in self.points):
            steps.append(f"m{rounded(x - here[0]):g} {rounded(y - here[1]):g}h0")
            here = (x, y)
        return "".join(steps).replace(" -", "-")


@dataclass(frozen=True, slots=True)
class Words:
    """A text at a place. anchor: start, middle or end."""

    x: float
    y: float
    text: str
    role: Role
    anchor: str = "start"
    strong: bool = False
    kind: str = "words"

    @property
    def colour(self) -> str:
        return PRINTED[self.role]


Shape = Rect | Line | Path | Dot | Dots | Words


@dataclass(frozen=True, slots=True)
class Chart:
    """A finished picture. title: the finding. description: what kind of picture, for who does not see it."""

    title: str
    description: str
    height: float
    shapes: tuple[Shape, ...]
    width: float = WIDTH

    @property
    def view_box(self) -> str:
        """The frame in SVG's own words."""
        return f"0 0 {self.width:g} {self.height:g}"


def rounded(value: float) -> float:
    """Give a place to a tenth of a unit: finer is noise in the page's weight."""
    return round(value, 1) + 0.0  # no negative zero


def scattered(points: Iterable[tuple[float, float]], *, radius: float, role: Role) -> Dots:
    """Give many dots, each place once and in order, so that the same set is the same picture.

    Above `MANY` they stand at half units: finer is not seen among so many, and weighs a third more.
    """
    known = list(points)
    finest = 2 if len(known) > MANY else 10
    return Dots(
        tuple(sorted({(round(x * finest) / finest, round(y * finest) / finest) for x, y in known})), radius, role
    )


def wrapped(text: str, *, letters: int) -> list[str]:
    """Give the words of `text` over lines of at most `letters`; a longer word has a line of its own, cut off."""
    lines: list[str] = []
    for word in text.split():
        if lines and len(lines[-1]) + 1 + len(word) <= letters:
            lines[-1] += f" {word}"
        else:
            lines.append(word if len(word) <= letters else f"{word[: letters - 1]}…")
    return lines


def clipped(label: str, *, beside: str = "") -> str:
    """Give a label that fits in the frame beside other words; the table underneath has all of it."""
    fits = int(WIDTH / LETTER) - (len(beside) + 2 if beside else 0)
    return label if len(label) <= fits else f"{label[: fits - 1].rstrip()}…"
