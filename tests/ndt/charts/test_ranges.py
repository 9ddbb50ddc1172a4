"""A range shows both ends and no likely middle, and its own norm beside it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ndt.charts import ranges
from ndt.charts.ranges import Range
from ndt.charts.shapes import WIDTH, Line, Rect, Role

WORDS = {"title": "Rekenen blijft achter", "description": "Drie balken met elk hun norm."}


def test_a_range_is_a_bar_without_a_dot():
    chart = ranges.draw([Range("Rekenen", 25.0, 75.0, "25 tot 75", norm=50.0)], norm_label="norm", **WORDS)
    kinds = [shape.kind for shape in chart.shapes]
    bar = next(shape for shape in chart.shapes if isinstance(shape, Rect))

    assert "dot" not in kinds
    assert bar.x == pytest.approx(WIDTH / 4, abs=2)
    assert bar.width == pytest.approx(WIDTH / 2, abs=3)


def test_each_range_has_its_own_norm():
    chart = ranges.draw([Range("Lezen", 1, 2, "", norm=80.0), Range("Rekenen", 1, 2, "", norm=20.0)], **WORDS)
    norms = [shape.x1 for shape in chart.shapes if isinstance(shape, Line) and shape.role is Role.NORM]

    assert norms[0] > norms[1]


@pytest.mark.parametrize("bad", [[], [Range("a", 2, 1, "")], [Range("a", -1, 1, "")], [Range("a", 1, 101, "")]])
def test_what_is_no_range_is_refused(bad):
    with pytest.raises(ValueError, match="range"):
        ranges.draw(bad, **WORDS)


@given(st.floats(0, 100), st.floats(0, 100))
def test_a_bar_is_always_seen_and_never_outside(one: float, other: float):
    chart = ranges.draw([Range("a", min(one, other), max(one, other), "")], **WORDS)
    bar = next(shape for shape in chart.shapes if isinstance(shape, Rect))

    assert bar.width >= ranges.NARROWEST - 0.1
    assert bar.x >= 0
    assert bar.x + bar.width <= WIDTH + 0.11
