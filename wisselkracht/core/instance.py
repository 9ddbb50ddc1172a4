"""What is to be solved: who could take over from whom, with exact weights."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import Any, Final

Id = int | str
FORMAT: Final = "wisselkracht-exchange-1"


@dataclass(frozen=True, slots=True)
class Group:
    """Vertices of which at most `limit` may be in exchanges: a school, or the donors of one recipient."""

    name: Id
    members: tuple[int, ...]
    limit: int


@dataclass(frozen=True)
class Instance:
    """A directed graph; vertices are numbered by their place in `ids`, which is sorted.

    arcs: from, to, weight: `from` gives to `to`, or takes over the job of `to`. Weights are whole numbers, `scale` times
    the weight in the file. altruistic: gives and asks nothing back; starts a chain. waited: rounds a vertex waited.
    groups share vertices or not. locks: exchanges that must be in, as vertices in order. labels: what a vertex is called
    in its own file, where that is not its id: altruists and pairs may both be numbered from 0. alone: an altruist whom no
    chain needs still counts, as a chain of one: in kidney programmes that donor gives to the waiting list. pairs_only: who is
    in no exchange of more than two. proposed: exchanges of an earlier run, as vertices in order.
    """

    ids: tuple[Id, ...]
    arcs: tuple[tuple[int, int, int], ...]
    altruistic: frozenset[int] = frozenset()
    scale: int = 1
    waited: tuple[int, ...] = ()
    groups: tuple[Group, ...] = ()
    locks: tuple[tuple[int, ...], ...] = ()
    labels: tuple[Id, ...] = ()
    alone: bool = False
    pairs_only: frozenset[int] = frozenset()
    proposed: tuple[tuple[int, ...], ...] = ()

    def __len__(self) -> int:
        return len(self.ids)

    @cached_property
    def weights(self) -> Mapping[tuple[int, int], int]:
        """Give the weight of every arc, scaled. Made once: it is asked for in every step."""
        return {(start, end): weight for start, end, weight in self.arcs}

    def names(self, exchange: Iterable[int]) -> list[Id]:
        """Give the ids of vertices."""
        return [self.ids[vertex] for vertex in exchange]

    def labelled(self, exchange: Iterable[int]) -> list[Id]:
        """Give what vertices are called in their own file."""
        return [(self.labels or self.ids)[vertex] for vertex in exchange]

    def reordered(self, order: Sequence[int]) -> Instance:
        """Give the same instance with its vertices in another order. order: old numbers, in their new order."""
        place = {old: new for new, old in enumerate(order)}
        return Instance(
            tuple(self.ids[old] for old in order),
            tuple(sorted((place[start], place[end], weight) for start, end, weight in self.arcs)),
            frozenset(place[old] for old in self.altruistic),
            self.scale,
            tuple(self.waited[old] for old in order) if self.waited else (),
            tuple(
                Group(group.name, tuple(sorted(place[old] for old in group.members)), group.limit)
                for group in self.groups
            ),
            tuple(tuple(place[old] for old in lock) for lock in self.locks),
            tuple(self.labels[old] for old in order) if self.labels else (),
            self.alone,
            frozenset(place[old] for old in self.pairs_only),
            tuple(tuple(place[old] for old in each) for each in self.proposed),
        )

    def facts(self) -> dict[str, Any]:
        """Give the instance as native JSON: the same for the same instance, however its file was ordered."""
        vertices = []
        for vertex, name in enumerate(self.ids):
            facts: dict[str, Any] = {"id": name, "altruistic": vertex in self.altruistic}
            if self.waited and self.waited[vertex]:
                facts["waited"] = self.waited[vertex]
            if self.labels and self.labels[vertex] != name:
                facts["label"] = self.labels[vertex]
            if vertex in self.pairs_only:
                facts["three_way"] = False
            vertices.append(facts)
        return {
            "alone": self.alone,
            "vertices": vertices,
            "edges": [
                {"from": self.ids[start], "to": self.ids[end], "weight": number(weight, self.scale)}
                for start, end, weight in self.arcs
            ],
            "groups": [
                {"name": group.name, "limit": group.limit, "members": self.names(group.members)}
                for group in self.groups
            ],
            "locks": [self.names(lock) for lock in sorted(self.locks)],
            "proposed": [self.names(each) for each in sorted(self.proposed)],
        }

    def content(self) -> bytes:
        """Give the facts as bytes, a line a vertex or edge."""
        facts = self.facts()
        lines = [f'  "alone": {json.dumps(facts.pop("alone"))}']
        for name, rows in sorted(facts.items()):
            inner = ",\n".join("    " + json.dumps(row, ensure_ascii=False, sort_keys=True) for row in rows)
            lines.append(f'  "{name}": [\n{inner}\n  ]' if rows else f'  "{name}": []')
        return ("{\n" + ",\n".join(lines) + "\n}\n").encode()


def number(scaled: int, scale: int) -> int | float | str:
    """Give a scaled number in the unit of the file: a JSON number where it is exact, or else its digits as text."""
    whole, rest = divmod(scaled, scale)
    if not rest:
        return whole
    exact = Fraction(scaled, scale)
    near = scaled / scale
    return near if Fraction(Decimal(repr(near))) == exact else str(Decimal(scaled) / Decimal(scale))


def order_of(name: Id) -> tuple[int, int, str]:
    """Give what ids are sorted by: numbers by size, and text after them unless it is a number."""
    if isinstance(name, int):
        return (0, name, "")
    plain = name.isascii() and name.isdigit() and len(name) < 19
    return (0, int(name), name) if plain else (1, 0, name)


def instance_of(
    ids: Iterable[Id],
    weights: Mapping[tuple[Id, Id], Decimal | int],
    *,
    altruistic: Iterable[Id] = (),
    waited: Mapping[Id, int] | None = None,
    groups: Iterable[tuple[Id, Sequence[Id], int]] = (),
    locks: Iterable[Sequence[Id]] = (),
    labels: Mapping[Id, Id] | None = None,
    alone: bool = False,
    pairs_only: Iterable[Id] = (),
    proposed: Iterable[Sequence[Id]] = (),
) -> Instance:
    """Give the instance of ids and the weight of each arc between them; whatever the order, the same instance."""
    ordered = sorted(ids, key=order_of)
    place = {name: at for at, name in enumerate(ordered)}
    scale = scale_of(weights.values())
    return Instance(
        tuple(ordered),
        tuple(sorted((place[start], place[end], int(weight * scale)) for (start, end), weight in weights.items())),
        frozenset(place[name] for name in altruistic),
        scale,
        tuple((waited or {}).get(name, 0) for name in ordered) if waited and any(waited.values()) else (),
        tuple(
            Group(name, tuple(sorted(place[member] for member in members)), limit)
            for name, members, limit in sorted(groups, key=lambda group: order_of(group[0]))
            if len(members) > limit
        ),
        tuple(sorted(tuple(place[name] for name in lock) for lock in locks)),
        tuple(labels.get(name, name) for name in ordered) if labels else (),
        alone,
        frozenset(place[name] for name in pairs_only),
        tuple(sorted(tuple(place[name] for name in each) for each in proposed)),
    )


def scale_of(weights: Iterable[Decimal | int]) -> int:
    """Give the least power of ten that makes every weight whole."""
    places = 0
    for weight in weights:
        if isinstance(weight, Decimal) and weight:
            exponent = weight.normalize().as_tuple().exponent
            assert isinstance(exponent, int)
            places = max(places, -exponent)
    scale: int = 10**places
    return scale
