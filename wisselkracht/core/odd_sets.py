"""Find odd sets that a fractional choice breaks.

A set of vertices is broken when the slack of its vertices and the columns that meet it an odd number of times together
weigh less than one (the {0, 1/2} cuts of Caprara and Fischetti, 1996, with the vertices as rows). Found by growth: from
every pair or triple that hangs together, add the two vertices that lower that weight most.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from scipy import sparse

from wisselkracht.core.highs import Floats

Sets = list[tuple[int, ...]]
BROKEN: Final = 0.97
A_ROUND: Final = 250
LARGEST: Final = 13
NEAR: Final = 40


def broken(uses: Any, values: Floats, *, grow: bool) -> Sets:
    """Give odd sets that the choice breaks, the most broken first.

    uses: vertices x columns, csr. values: per column. grow: look past sets of three and past components as well.
    """
    support = np.flatnonzero((values > 1e-7) & (values < 1 - 1e-7))
    if not len(support):
        return []
    inside = uses[:, support].tocsc()
    weights = values[support]
    rows = np.unique(inside.indices)
    inside = inside.tocsr()[rows].tocsc().astype(np.float64)
    slack = 1.0 - inside @ weights
    pairs = (inside @ sparse.diags(weights) @ inside.T).tolil()
    pairs.setdiag(0)
    shared = pairs.tocsr()
    found: dict[tuple[int, ...], float] = {}
    _components(inside, weights, slack, shared, found)
    triples = _triples(inside, weights, shared, found)
    if grow:
        _grow(inside, weights, slack, shared, triples, found)
    best = sorted((weight, each) for each, weight in found.items())[:A_ROUND]
    return [tuple(rows[list(each)].tolist()) for _weight, each in best]


def _weight(inside: Any, weights: Floats, slack: Floats, members: list[int]) -> float:
    met = np.asarray(inside[members].sum(axis=0)).ravel()
    return float(slack[members].sum() + weights[met % 2 == 1].sum())


def _components(inside: Any, weights: Floats, slack: Floats, shared: Any, found: dict[tuple[int, ...], float]) -> None:
    """Take the odd components of what is fractional: all that matchings need until their graph is dense."""
    number, label = sparse.csgraph.connected_components(shared, directed=False)
    sizes = np.bincount(label, minlength=number)
    rows = inside.tocsr()
    order = np.argsort(label, kind="stable")
    ends = np.cumsum(sizes)
    for component in np.flatnonzero((sizes % 2 == 1) & (sizes > 1)).tolist():
        members = np.sort(order[ends[component] - sizes[component] : ends[component]]).tolist()
        weight = _weight(rows, weights, slack, members)
        if weight < BROKEN:
            found[tuple(members)] = weight


def _triples(inside: Any, weights: Floats, shared: Any, found: dict[tuple[int, ...], float]) -> Sets:
    """Give the triples that hang together, the heaviest first, and note those that are broken."""
    whole: dict[tuple[int, ...], float] = {}
    sizes = np.diff(inside.indptr)
    for column in np.flatnonzero(sizes == 3).tolist():
        key = tuple(sorted(inside.indices[inside.indptr[column] : inside.indptr[column + 1]].tolist()))
        whole[key] = whole.get(key, 0.0) + float(weights[column])
    neighbours = [
        dict(zip(shared.indices[low:high].tolist(), shared.data[low:high].tolist(), strict=True))
        for low, high in zip(shared.indptr[:-1], shared.indptr[1:], strict=True)
    ]
    scored: dict[tuple[int, ...], float] = {}
    for middle, around in enumerate(neighbours):
        near = sorted(around)
        for place, one in enumerate(near):
            for other in near[place + 1 :]:
                key = tuple(sorted((middle, one, other)))
                if key not in scored:
                    total = around[one] + around[other] + neighbours[one].get(other, 0.0)
                    scored[key] = total - 2 * whole.get(key, 0.0)
    for key, total in scored.items():
        if total > 1 + (1 - BROKEN) / 2:
            found[key] = 3.0 - 2 * total
    return sorted((key for key, total in scored.items() if total > 0.6), key=lambda key: (-scored[key], key))


def _grow(
    inside: Any, weights: Floats, slack: Floats, shared: Any, seeds: Sets, found: dict[tuple[int, ...], float]
) -> None:
    rows = inside.tocsr()
    for seed in seeds[: 2 * A_ROUND]:
        members = list(seed)
        while len(members) < LARGEST:
            met = np.asarray(rows[members].sum(axis=0)).ravel()
            odd = met % 2 == 1
            weight = float(slack[members].sum() + weights[odd].sum())
            if weight < BROKEN:
                found.setdefault(tuple(sorted(members)), weight)
            pair = _pair(rows, weights, slack, shared, members, odd)
            if pair is None:
                break
            members += pair


def _pair(rows: Any, weights: Floats, slack: Floats, shared: Any, members: list[int], odd: Any) -> list[int] | None:
    """Give the two vertices near the set that lower its weight most when both come in, or None where none do."""
    pull = np.asarray(shared[members].sum(axis=0)).ravel()
    pull[members] = 0.0
    near = np.flatnonzero(pull > 1e-9)
    if len(near) > NEAR:
        near = np.sort(near[np.argsort(-pull[near], kind="stable")[:NEAR]])
    around = np.unique(np.concatenate([shared[near].indices, near])) if len(near) else near
    around = np.setdiff1d(around, members)
    if len(around) < 2:
        return None
    if len(around) > 2 * NEAR:
        around = np.sort(around[np.argsort(-pull[around], kind="stable")[: 2 * NEAR]])
    local = rows[around].toarray()
    signed = weights * np.where(odd, -1.0, 1.0)
    change = slack[around] + local @ signed
    both = (local * signed) @ local.T
    total = change[:, None] + change[None, :] - 2 * both
    np.fill_diagonal(total, np.inf)
    place = int(np.argmin(total))
    one, other = divmod(place, len(around))
    return [int(around[one]), int(around[other])] if total[one, other] < 1e-9 else None
