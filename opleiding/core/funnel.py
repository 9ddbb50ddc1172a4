"""How many of a cohort came how far: who reached a stage passed every stage before it, also those that nobody told."""

from __future__ import annotations

from collections.abc import Iterable, Sequence


def reached(furthest: Iterable[str], *, stages: Sequence[str]) -> tuple[int, ...]:
    """Give for each stage how many came at least so far. furthest: one stage a person. Never rises along the stages."""
    places = [stages.index(stage) for stage in furthest]
    return tuple(sum(place >= here for place in places) for here in range(len(stages)))
