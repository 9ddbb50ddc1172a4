"""The exchanges as columns of an integer program, of every set of vertices only the best one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import sparse

from wisselkracht.core.exchanges import Path
from wisselkracht.core.instance import Instance
from wisselkracht.core.objectives import Stage

Ints = np.ndarray[Any, np.dtype[np.int64]]


@dataclass(frozen=True, slots=True)
class Columns:
    """Exchanges that may be chosen, and what they use.

    paths: vertices in order; chains: which of them are chains. uses: rows x columns, how often a column uses a row; the
    first rows are the vertices, then the groups. limits: per row. stages: with a value per column.
    """

    paths: tuple[Path, ...]
    chains: frozenset[int]
    uses: Any
    limits: Ints
    vertices: int
    stages: tuple[Stage, ...]

    def __len__(self) -> int:
        return len(self.paths)

    def only(self, kept: Ints) -> Columns:
        """Give some of the columns, in that order."""
        numbers = kept.tolist()
        return Columns(
            tuple(self.paths[number] for number in numbers),
            frozenset(place for place, number in enumerate(numbers) if number in self.chains),
            self.uses[:, kept],
            self.limits,
            self.vertices,
            tuple(Stage(stage.name, stage.values[kept]) for stage in self.stages),
        )


def columns_of(
    instance: Instance, cycles: Sequence[Path], chains: Sequence[Path], stages: Sequence[Stage], limits: Ints
) -> Columns:
    """Give the columns; of those that use the same vertices the one that is best by the stages, then by its order.

    That loses nothing: putting the better one in the place of the other harms no stage before the first that it helps.
    limits: what is left of every row, vertices first and then groups; a column that fits no more is left out.
    """
    paths = [*cycles, *chains]
    kept = _best(paths, stages)
    uses = _uses(instance, [paths[number] for number in kept.tolist()])
    whole = Columns(
        tuple(paths[number] for number in kept.tolist()),
        frozenset(place for place, number in enumerate(kept.tolist()) if number >= len(cycles)),
        uses,
        limits,
        len(instance),
        tuple(Stage(stage.name, stage.values[kept]) for stage in stages),
    )
    entries = uses.tocoo()
    fits = np.ones(len(kept), dtype=bool)
    fits[entries.col[entries.data > limits[entries.row]]] = False
    return whole if fits.all() else whole.only(np.flatnonzero(fits))


def _best(paths: Sequence[Path], stages: Sequence[Stage]) -> Ints:
    values = np.array([stage.values for stage in stages], dtype=np.int64).T.tolist()
    best: dict[Path, int] = {}
    for number, path in enumerate(paths):
        key = tuple(sorted(path))
        other = best.setdefault(key, number)
        if other != number and (values[number], [-vertex for vertex in path]) > (
            values[other],
            [-vertex for vertex in paths[other]],
        ):
            best[key] = number
    return np.array(sorted(best.values()), dtype=np.int64)


def _uses(instance: Instance, paths: Sequence[Path]) -> Any:
    sizes = np.array([len(path) for path in paths], dtype=np.int64)
    rows = np.array([vertex for path in paths for vertex in path], dtype=np.int64)
    columns = np.repeat(np.arange(len(paths)), sizes)
    shape = (len(instance), len(paths))
    uses = sparse.csc_matrix((np.ones(len(rows), dtype=np.int64), (rows, columns)), shape=shape)
    if not instance.groups:
        return uses
    members = [(number, vertex) for number, group in enumerate(instance.groups) for vertex in group.members]
    belongs = sparse.csr_matrix(
        (np.ones(len(members), dtype=np.int64), tuple(np.array(members, dtype=np.int64).T)),
        shape=(len(instance.groups), len(instance)),
    )
    return sparse.vstack([uses, belongs @ uses], format="csc")


def limits_of(instance: Instance, locked: Sequence[Path]) -> Ints:
    """Give the limit of every row, less what the locked exchanges use; below zero where they clash."""
    limits = np.array([1] * len(instance) + [group.limit for group in instance.groups], dtype=np.int64)
    if locked:
        limits -= np.asarray(_uses(instance, locked).sum(axis=1)).ravel()
    return limits


def components(columns: Columns) -> list[Ints]:
    """Give the columns of every component: columns that share a row, directly or through others."""
    count = len(columns)
    joined = sparse.bmat([[None, columns.uses], [columns.uses.T, None]], format="csr")
    _number, label = sparse.csgraph.connected_components(joined, directed=False)
    of_columns = label[columns.uses.shape[0] :]
    order = np.argsort(of_columns, kind="stable")
    borders = np.flatnonzero(np.diff(of_columns[order])) + 1
    return sorted((np.sort(part) for part in np.split(order, borders)), key=lambda part: int(part[0])) if count else []
