"""What is best, in which order. Every stage is a whole number an exchange, and more is better."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from wisselkracht.core.exchanges import Path
from wisselkracht.core.instance import Instance, order_of
from wisselkracht.core.lottery import ticket

COUNT: Final = "count"
THREE_WAYS: Final = "three-ways"
EMBEDDED: Final = "embedded"
KEPT: Final = "kept"
WAITED: Final = "waited"
WEIGHT: Final = "weight"
WORST: Final = "worst-off"
LOTTERY: Final = "lottery"

OBJECTIVES: Final[dict[str, tuple[str, ...]]] = {
    "count": (COUNT,),
    "weight": (WEIGHT,),
    "count-weight": (COUNT, WEIGHT),
    "round": (COUNT, THREE_WAYS, EMBEDDED, WAITED, WEIGHT, WORST, LOTTERY),
    "again": (COUNT, KEPT, THREE_WAYS, EMBEDDED, WAITED, WEIGHT, WORST, LOTTERY),
}

# Asked by us only, to see what a wish would cost: nothing of it is written.
QUESTIONS: Final[dict[str, tuple[str, ...]]] = {"taking-in": (WAITED, COUNT, WEIGHT)}


@dataclass(frozen=True, slots=True)
class Stage:
    """One question in the order of questions.

    values: per exchange; the sum over the chosen ones is what counts, except for WORST: the least of the chosen ones.
    """

    name: str
    values: np.ndarray[tuple[int], np.dtype[np.int64]]


def names_of(objective: str, instance: Instance) -> tuple[str, ...]:
    """Give the stages of an objective: those who waited longest come first, one stage for each number of rounds."""
    names: list[str] = []
    for name in (OBJECTIVES | QUESTIONS)[objective]:
        if name == WAITED:
            names += [f"{WAITED}-{rounds}" for rounds in sorted({*instance.waited} - {0}, reverse=True)]
        else:
            names.append(name)
    return tuple(names)


def stages_of(instance: Instance, paths: Sequence[Path], chains: int, names: Sequence[str], seed: bytes) -> list[Stage]:
    """Give the stages with the value of every exchange. paths: cycles and then chains. chains: how many are chains."""
    weights = instance.weights
    cycles = len(paths) - chains
    made = []
    proposed = {from_lowest(path, path[0] in instance.altruistic) for path in instance.proposed}
    for name in names:
        values = [
            int(from_lowest(path, number >= cycles) in proposed)
            if name == KEPT
            else value_of(name, instance, weights, path, chain=number >= cycles, seed=seed)
            for number, path in enumerate(paths)
        ]
        made.append(Stage(name, np.array(values, dtype=np.int64)))
    return made


def value_of(
    name: str, instance: Instance, weights: Mapping[tuple[int, int], int], path: Path, *, chain: bool, seed: bytes
) -> int:
    """Give what one exchange adds to a stage."""
    if name == COUNT:
        return len(path)
    if name in (THREE_WAYS, EMBEDDED):
        if chain or len(path) < 3:
            return 0
        return -1 if name == THREE_WAYS else int(any((end, start) in weights for start, end in arcs_of(path, chain)))
    if name == KEPT:
        own = from_lowest(path, chain)
        return int(any(own == from_lowest(each, each[0] in instance.altruistic) for each in instance.proposed))
    if name == LOTTERY:
        return ticket(named(instance, path, chain), seed)
    if name.startswith(WAITED):
        rounds = int(name.removeprefix(f"{WAITED}-"))
        return sum(instance.waited[vertex] == rounds for vertex in path)
    each = [weights[arc] for arc in arcs_of(path, chain)]
    if name == WORST:
        return min(each) if each else max(weights.values(), default=0)
    return sum(each)


def from_lowest(path: Path, chain: bool) -> Path:
    """Turn a cycle so that it begins with its lowest vertex; a chain stays as it is."""
    first = 0 if chain else path.index(min(path))
    return path[first:] + path[:first]


def arcs_of(path: Path, chain: bool) -> list[tuple[int, int]]:
    """Give the arcs of an exchange: a chain is not closed."""
    ends = path[1:] if chain else (*path[1:], path[0])
    return list(zip(path, ends, strict=False))


def named(instance: Instance, path: Path, chain: bool) -> list[int | str]:
    """Give the ids of an exchange in the order in which it is published: a cycle from its first id."""
    ids = instance.names(path)
    if chain:
        return ids
    from_first = min(range(len(ids)), key=lambda place: order_of(ids[place]))
    return ids[from_first:] + ids[:from_first]
