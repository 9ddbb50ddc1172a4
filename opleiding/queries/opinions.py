"""What people found of a meeting or a module, as pages show it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from opleiding.core import meetings as core
from opleiding.models import Meeting, Module, Opinion


@dataclass(frozen=True, slots=True)
class Opinions:
    """What people found, from five answers up. clearer: each answer in words with how many gave it, all answers named."""

    number: int
    mean: float
    clearer: tuple[tuple[str, int], ...]
    words: tuple[str, ...]


def opinions(of: Meeting | Module) -> Opinions | None:
    """Give what people found; None below five answers, however few of them there are."""
    rows = list(of.opinions.values_list("grade", "clearer", "words"))
    grades = [grade for grade, _clearer, _words in rows]
    if not core.shown(grades):
        return None
    counted = Counter(clearer for _grade, clearer, _words in rows)
    return Opinions(
        number=len(rows),
        mean=round(sum(grades) / len(grades), 1),
        clearer=tuple((str(one.label), counted[one.value]) for one in Opinion.Clearer),
        words=tuple(words for _grade, _clearer, words in rows if words),
    )
