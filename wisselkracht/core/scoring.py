"""What it is worth that one teacher takes over the job of another: whole numbers that add up."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from wisselkracht.core.candidates import Candidate, Levels, Terms


class Part(StrEnum):
    """What a score is made of."""

    EXPERTISE = "expertise"
    STRENGTHS = "strengths"
    PERSONAL = "personal"
    TRAVEL = "travel"
    DAYS = "days"


@dataclass(frozen=True, slots=True)
class Score:
    """The parts, of which the costs are below zero, and the themes that met, each with what it added."""

    parts: tuple[tuple[Part, int], ...]
    themes: tuple[tuple[Part, str, int], ...]

    @property
    def total(self) -> int:
        """Give the sum of the parts."""
        return sum(value for _part, value in self.parts)


def score(one: Candidate, other: Candidate, terms: Terms) -> Score:
    """Give what it is worth that `one` takes over the job of `other`; the parts add up to the total exactly.

    The school of `one` brings its expertise to the goals of the school of `other`, the teacher brings strengths to them,
    and finds there what the teacher wants to learn. Travel and days that differ cost.
    """
    weights = terms.weights
    met = [
        *_met(Part.EXPERTISE, one.school.expertise, other.school.goals, weights.expertise),
        *_met(Part.STRENGTHS, one.strengths, other.school.goals, weights.strengths),
        *_met(Part.PERSONAL, one.goals, other.school.expertise, weights.personal),
    ]
    gains = [
        (part, sum(value for own, _theme, value in met if own is part))
        for part in (Part.EXPERTISE, Part.STRENGTHS, Part.PERSONAL)
    ]
    minutes = terms.minutes.get((one.id, other.id), 0)
    costs = [(Part.TRAVEL, -weights.minute * minutes), (Part.DAYS, -weights.day * len(one.days ^ other.days))]
    return Score((*gains, *costs), tuple(met))


def _met(part: Part, brought: Levels, wanted: Levels, weight: int) -> list[tuple[Part, str, int]]:
    return [(part, theme, weight * brought[theme] * wanted[theme]) for theme in sorted(brought) if theme in wanted]
