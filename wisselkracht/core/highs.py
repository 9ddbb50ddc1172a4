"""The solver, always with the same settings: one thread, no output, a fixed seed. It minimises; we ask for minus the gain."""

from __future__ import annotations

from typing import Any, Final

import highspy
import numpy as np

INTEGER: Final = highspy.HighsVarType.kInteger
Floats = np.ndarray[Any, np.dtype[np.float64]]


class _Silent(highspy.Highs):
    """A solver that says nothing from its first step on: the constructor itself would write two lines to stdout."""

    def enableCallbacks(self) -> None:  # noqa: N802 (the library's name)
        """Be silent before the first thing that writes."""
        self.setOptionValue("output_flag", False)
        parent: Any = super()
        parent.enableCallbacks()


def quiet(**options: object) -> Any:
    """Give a fresh solver, a highspy.Highs (whose methods carry no types)."""
    kind: Any = _Silent
    solver = kind()
    for name, value in ({"threads": 1, "random_seed": 1} | options).items():
        solver.setOptionValue(name, value)
    return solver


def model(matrix: Any, *, low: Floats, high: Floats, gain: Floats, integer: bool) -> Any:
    """Give a HighsLp: the most of gain @ x with low <= matrix @ x <= high and 0 <= x (<= 1 where integer).

    matrix: csc, rows x columns. The limits on x follow from the rows, so the relaxation has none of its own.
    """
    lp = highspy.HighsLp()
    rows, columns = matrix.shape
    lp.num_row_, lp.num_col_ = rows, columns
    lp.col_cost_ = -gain
    lp.col_lower_ = np.zeros(columns)
    lp.col_upper_ = np.ones(columns) if integer else np.full(columns, highspy.kHighsInf)
    lp.row_lower_, lp.row_upper_ = low, high
    lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    lp.a_matrix_.start_ = matrix.indptr
    lp.a_matrix_.index_ = matrix.indices
    lp.a_matrix_.value_ = matrix.data.astype(np.float64)
    if integer:
        lp.integrality_ = [INTEGER] * columns
    return lp
