"""List every exchange that an instance allows: cycles, and chains that an altruist starts."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from itertools import chain as joined
from typing import Final

from wisselkracht.core.errors import TooManyExchanges
from wisselkracht.core.instance import Instance

Path = tuple[int, ...]
MOST: Final = 1_500_000


def listed(instance: Instance, *, longest_cycle: int, longest_chain: int) -> tuple[list[Path], list[Path]]:
    """Give all cycles and all chains, as vertices in order.

    longest_cycle, longest_chain: in vertices, the altruist included; below 2 there are none. A cycle begins with its
    lowest vertex, a chain with its altruist. Raises TooManyExchanges past a million and a half.
    """
    ahead = _ahead(instance)
    found: tuple[list[Path], list[Path]] = ([], [])
    left = MOST
    for kind, paths in zip(
        found, (_cycles(instance, ahead, longest_cycle), _chains(instance, ahead, longest_chain)), strict=True
    ):
        for path in paths:
            if len(path) > 2 and not instance.pairs_only.isdisjoint(path):
                continue
            kind.append(path)
            left -= 1
            if left < 0:
                raise TooManyExchanges(MOST)
    return found


def _ahead(instance: Instance) -> list[list[int]]:
    ahead: list[list[int]] = [[] for _ in instance.ids]
    for start, end, _weight in instance.arcs:
        ahead[start].append(end)
    return ahead


def _cycles(instance: Instance, ahead: list[list[int]], longest: int) -> Iterator[Path]:
    if longest < 2:
        return iter(())
    short = _short(instance, ahead, longest)
    return short if longest <= 3 else joined(short, _long(instance, ahead, longest))


def _short(instance: Instance, ahead: list[list[int]], longest: int) -> Iterator[Path]:
    into: list[set[int]] = [set() for _ in instance.ids]
    for start, end, _weight in instance.arcs:
        into[end].add(start)
    for first in range(len(instance)):
        back = {vertex for vertex in into[first] if vertex > first}
        if not back:
            continue
        for second in ahead[first]:
            if second <= first:
                continue
            if second in back:
                yield (first, second)
            if longest > 2:
                for third in ahead[second]:
                    if third in back:
                        yield (first, second, third)


def _long(instance: Instance, ahead: list[list[int]], longest: int) -> Iterator[Path]:
    """Give the cycles of four or more, each walked only where the way back still fits."""
    into: list[list[int]] = [[] for _ in instance.ids]
    for start, end, _weight in instance.arcs:
        into[end].append(start)
    for first in range(len(instance)):
        back = _distances(first, into, longest - 1)
        yield from _walk([first], ahead, back, longest)


def _distances(first: int, into: list[list[int]], most: int) -> dict[int, int]:
    """Give per vertex above the first how many arcs lead back to it, where `most` suffice."""
    distance = {first: 0}
    queue = deque([first])
    while queue:
        vertex = queue.popleft()
        if distance[vertex] == most:
            continue
        for before in into[vertex]:
            if before > first and before not in distance:
                distance[before] = distance[vertex] + 1
                queue.append(before)
    return distance


def _walk(path: list[int], ahead: list[list[int]], back: dict[int, int], longest: int) -> Iterator[Path]:
    for end in ahead[path[-1]]:
        if end == path[0]:
            if len(path) > 3:
                yield tuple(path)
        elif end in back and len(path) + back[end] <= longest and end not in path:
            path.append(end)
            yield from _walk(path, ahead, back, longest)
            path.pop()


def _chains(instance: Instance, ahead: list[list[int]], longest: int) -> Iterator[Path]:
    for first in sorted(instance.altruistic):
        if instance.alone and longest > 0:
            yield (first,)
        if longest > 1:
            yield from _reach([first], ahead, longest)


def _reach(path: list[int], ahead: list[list[int]], longest: int) -> Iterator[Path]:
    for end in ahead[path[-1]]:
        if end in path:
            continue
        path.append(end)
        yield tuple(path)
        if len(path) < longest:
            yield from _reach(path, ahead, longest)
        path.pop()
