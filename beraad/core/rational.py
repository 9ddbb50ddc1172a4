"""From floating-point multipliers to the exact integers that they stand for."""

from __future__ import annotations

from fractions import Fraction
from math import lcm
from typing import Final

import numpy as np

from beraad.core.model import Floats, Ints

LARGEST: Final = 10**6
NEAR: Final = 1e-9


def whole(values: Floats) -> Ints | None:
    """Scale a vector to small integers, or give None where no scale makes all of them integers within 1e-7."""
    top = float(np.max(np.abs(values), initial=0.0))
    if top == 0.0:
        return np.zeros(len(values), dtype=np.int64)
    large = np.where(np.abs(values) > NEAR * top, values, 0.0)
    unit = float(np.min(np.abs(large[large != 0.0])))
    ratios = [Fraction(value / unit).limit_denominator(2000) for value in large.tolist()]
    scale = lcm(*(ratio.denominator for ratio in ratios))
    if scale > LARGEST or max(abs(ratio) for ratio in ratios) * scale > 10**9:
        return None
    result = np.array([int(ratio * scale) for ratio in ratios], dtype=np.int64)
    return result if np.allclose(result, large / unit * scale, rtol=1e-7, atol=1e-6) else None


def kernel(equations: Ints, guess: Floats) -> list[Fraction] | None:
    """Give the exact vector that solves equations @ v = 0 and is a multiple of `guess`, or None where it is not one.

    The multipliers of a linear program are a corner of their polytope: up to scale, the equations that hold there
    leave one vector. Elimination in fractions, so meant for some tens of columns.
    """
    rows = [[Fraction(int(value)) for value in row] for row in np.unique(equations, axis=0)]
    columns = equations.shape[1]
    pivots: list[int] = []
    done = 0
    for column in range(columns):
        chosen = next((at for at in range(done, len(rows)) if rows[at][column]), None)
        if chosen is None:
            continue
        rows[done], rows[chosen] = rows[chosen], rows[done]
        head = rows[done][column]
        rows[done] = [value / head for value in rows[done]]
        for at, row in enumerate(rows):
            if at != done and row[column]:
                factor = row[column]
                rows[at] = [value - factor * lead for value, lead in zip(row, rows[done], strict=True)]
        pivots.append(column)
        done += 1
    free = [column for column in range(columns) if column not in pivots]
    if len(free) != 1:
        return None
    answer = [Fraction(0)] * columns
    answer[free[0]] = Fraction(1)
    for at, column in enumerate(pivots):
        answer[column] = -rows[at][free[0]]
    sign = 1 if guess[free[0]] > 0 else -1
    return [sign * value for value in answer]


def to_integers(values: list[Fraction]) -> list[int]:
    """Scale fractions by their common denominator."""
    scale = lcm(*(value.denominator for value in values)) if values else 1
    return [int(value * scale) for value in values]
