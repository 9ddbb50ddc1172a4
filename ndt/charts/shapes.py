"""What a chart is made of: places and words, no markup."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

WIDTH: Final = 400.0
TEXT: Final = 13.0
# A letter of the text face is about so wide; only used to keep words apart.
LETTER: Final = 7.2


class Role(StrEnum):
    """What a shape is for. The style sheet and `PRINTED` give each role its colour."""

    CONTEXT = "context"
    ACCENT = "accent"
    NORM = "norm"
    AXIS = "axis"
    AREA = "area"
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
    """A line through points, or the area between them when `filled`."""

    points: tuple[tuple[float, float], ...]
    role: Role
    filled: bool = False
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
    """A filled circle."""

    x: float
    y: float
    radius: float
    role: Role
    kind: str = "dot"

    @property
    def colour(self) -> str:
        return PRINTED[self.role]


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


Shape = Rect | Line | Path | Dot | Words


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


def clipped(label: str, *, beside: str = "") -> str:
    """Give a label that fits in the frame beside other words; the table underneath has all of it."""
    fits = int(WIDTH / LETTER) - (len(beside) + 2 if beside else 0)
    return label if len(label) <= fits else f"{label[: fits - 1].rstrip()}…"
