"""Is it as even as chance would have it? For trials of a draw, never for one draw."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from scipy.special import chdtrc


@dataclass(frozen=True, slots=True)
class Evenness:
    """Pearson's chi-square against equal chances. p_value: how often chance alone is at least this uneven."""

    statistic: float
    freedom: int
    p_value: float


def evenness(counts: Sequence[int]) -> Evenness:
    """Test whether counts of outcomes agree with equal chances. Raises ValueError below two outcomes or five each."""
    total, kinds = sum(counts), len(counts)
    if kinds < 2 or total < 5 * kinds:
        raise ValueError("the test needs two outcomes or more, and five expected of each")
    expected = total / kinds
    statistic = sum((count - expected) ** 2 for count in counts) / expected
    return Evenness(statistic, kinds - 1, float(chdtrc(kinds - 1, statistic)))
