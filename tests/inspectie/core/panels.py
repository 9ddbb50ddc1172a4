"""Panels drawn from the model of growth itself, with the sizes and spreads that Dutch schools have."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from inspectie.core import growth

# What the public files of 2022/23 to 2024/25 give: variances of level, change and shock, in percentage points squared.
SPREADS: Final = {
    "lezen": np.array([28.9, 2.9, 23.8]),
    "taalverzorging": np.array([91.0, 16.7, 54.9]),
    "rekenen": np.array([60.5, 2.2, 49.7]),
}
EFFECTS: Final = np.array([62.0, 52.0, 54.0, -1.5, 0.02])
TIME: Final = np.array([-1.0, 0.0, 1.0])


@dataclass(frozen=True)
class Drawn:
    """truth: level and change of each school, float64[S, 2]. pupils: of three years together, float64[S]."""

    panel: growth.Panel
    truth: NDArray[np.float64]
    pupils: NDArray[np.float64]


def drawn(
    schools: int,
    rng: np.random.Generator,
    *,
    spread: NDArray[np.float64] = SPREADS["taalverzorging"],
    noise: float | None = None,
    missing: float = 0.0,
) -> Drawn:
    """Draw schools from the model. noise: one sampling variance for all cells instead of that of the pupils."""
    pupils = np.clip(rng.lognormal(np.log(70.0), 0.65, schools), 9.0, 500.0)
    weging = np.clip(rng.normal(29.5, 3.6, schools), 20.0, 40.0) - 29.5
    design = np.zeros((schools, 3, 5))
    design[:, range(3), range(3)] = 1.0
    design[:, :, 3] = weging[:, None]
    design[:, :, 4] = weging[:, None] ** 2
    expected = design @ EFFECTS
    variance = (
        np.clip(expected, 5.0, 95.0) * (100.0 - np.clip(expected, 5.0, 95.0)) / np.maximum(pupils / 3.0, 2.0)[:, None]
    )
    if noise is not None:
        variance = np.full_like(variance, noise)
    truth = rng.normal(size=(schools, 2)) * np.sqrt(spread[:2])
    shock = rng.normal(size=(schools, 3)) * np.sqrt(spread[2] + variance)
    value = expected + truth[:, :1] + truth[:, 1:] * TIME + shock
    value[rng.random(value.shape) < missing] = np.nan
    return Drawn(growth.Panel(value, variance, design, TIME), truth, pupils)
