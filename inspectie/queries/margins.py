"""How much of a published percentage may be chance, for all schools at once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from inspectie.core import uncertainty
from inspectie.core.frame import INDICATORS, TOGETHER, Floats
from inspectie.queries import directory, verdicts


@dataclass(frozen=True, slots=True)
class Margin:
    """A percentage with its interval (95 in 100), and the chance, 0-1, that the school is really below the norm of now.

    chance is None where no norm applies.
    """

    value: float
    low: float
    high: float
    chance: float | None


@dataclass(frozen=True, slots=True, eq=False)
class _Margins:
    """float64[S, 2] each, nan where the source shows nothing."""

    low: Floats
    high: Floats
    chance: Floats


def of(version: str, place: int, indicator: int) -> Margin | None:
    """Give the margin of one school and indicator; None where its percentage is not public."""
    frame, every = directory.frame_of(version), _of(version)
    value = float(frame.pooled[place, indicator])
    if not np.isfinite(value) or frame.pooled_pupils[place] <= 0:
        return None
    chance = float(every.chance[place, indicator])
    # The interval holds the value, also where everybody reached the level.
    return Margin(
        value,
        min(float(every.low[place, indicator]), value),
        max(float(every.high[place, indicator]), value),
        chance if np.isfinite(chance) else None,
    )


@lru_cache(maxsize=2)
def _of(version: str) -> _Margins:
    frame, now = directory.frame_of(version), verdicts.public(version, verdicts.NOW)
    known = np.isfinite(frame.pooled) & (frame.pooled_pupils > 0)[:, None]
    value = np.where(known, frame.pooled, np.nan)
    pupils = np.broadcast_to(np.maximum(frame.pooled_pupils, 1)[:, None], value.shape)
    columns = [now.columns.index((indicator, TOGETHER)) for indicator in INDICATORS]
    low, high = uncertainty.interval(value, pupils)
    return _Margins(low, high, uncertainty.chance_below(value, pupils, now.threshold[:, columns]))
