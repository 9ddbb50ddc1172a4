"""The solver, always with the same settings: one thread, no output, a fixed seed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import highspy
import numpy as np

from beraad.core.model import Floats, Ints

INTEGER: Final = highspy.HighsVarType.kInteger


def rounded(values: Sequence[float]) -> Ints:
    """Give the whole numbers that a solver's values stand for."""
    whole: Ints = np.rint(np.array(values)).astype(np.int64)
    return whole


class _Silent(highspy.Highs):
    """A solver that says nothing from its first step on: the constructor itself would write two lines to stdout."""

    def enableCallbacks(self) -> None:  # noqa: N802 (the library's name)
        """Be silent before the first thing that writes."""
        self.setOptionValue("output_flag", False)
        parent: Any = super()
        parent.enableCallbacks()


def quiet() -> Any:
    """Give a fresh solver, a highspy.Highs (whose methods carry no types)."""
    options = highspy.HighsOptions()
    options.output_flag = False
    options.log_to_console = False
    options.threads = 1
    options.random_seed = 1
    kind: Any = _Silent
    solver = kind()
    solver.passOptions(options)
    return solver


def program(
    matrix: Ints | Floats,
    *,
    low: Ints | Floats,
    high: Ints | Floats,
    least: Ints | Floats,
    most: Ints | Floats,
    cost: Ints | Floats,
    integer: bool = False,
    maximise: bool = True,
) -> Any:
    """Give a solver that holds: optimise cost @ x with low <= matrix @ x <= high and least <= x <= most."""
    rows, columns = matrix.shape
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = columns, rows
    lp.col_cost_, lp.col_lower_, lp.col_upper_ = (
        np.asarray(cost, float),
        np.asarray(least, float),
        np.asarray(most, float),
    )
    lp.row_lower_, lp.row_upper_ = np.asarray(low, float), np.asarray(high, float)
    lp.sense_ = highspy.ObjSense.kMaximize if maximise else highspy.ObjSense.kMinimize
    column, row = np.nonzero(matrix.T)
    lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    lp.a_matrix_.start_ = np.searchsorted(column, np.arange(columns + 1))
    lp.a_matrix_.index_ = row
    lp.a_matrix_.value_ = matrix.T[column, row].astype(float)
    if integer:
        lp.integrality_ = [INTEGER] * columns
    solver = quiet()
    solver.passModel(lp)
    return solver
