"""Charts: the length is the value, words stand where they belong, nothing leaves the frame."""

from __future__ import annotations

import math
from datetime import date, timedelta
from xml.etree import ElementTree

import pytest
from django.template.loader import render_to_string
from hypothesis import given
from hypothesis import strategies as st

from ndt.charts import bars, intervals, timelines
from ndt.charts.scale import Scale, limits, round_up
from ndt.charts.shapes import WIDTH, Dot, Line, Path, Rect, Words
from tests.ndt.charts.places import is_inside, of

AMOUNTS = st.floats(0, 1e9, allow_nan=False)
DAY = date(2026, 11, 24)


@given(st.lists(AMOUNTS, min_size=1, max_size=12))
def test_bars_are_as_long_as_their_values(values):
    chart = bars.draw([bars.Bar(str(n), value, "") for n, value in enumerate(values)], title="", description="")

    lengths = [rect.width for rect in of(chart, Rect)]
    highest = max(values)
    for value, length in zip([value for value in values if value], lengths, strict=True):
        if highest and value / highest > 0.01:
            assert math.isclose(length / max(lengths), value / highest, abs_tol=0.002)
    assert is_inside(chart)


def test_a_value_that_may_not_be_shown_has_words_and_no_length():
    chart = bars.draw([bars.Bar("a", None, "<10"), bars.Bar("b", 20, "20")], title="", description="")

    assert len(of(chart, Rect)) == 1
    assert "<10" in [words.text for words in of(chart, Words)]


def test_one_bar_is_the_accent_and_its_words_are_strong():
    chart = bars.draw([bars.Bar("a", 1, "1"), bars.Bar("b", 2, "2", accent=True)], title="", description="")

    assert [rect.role for rect in of(chart, Rect)] == ["context", "accent"]
    assert [words.strong for words in of(chart, Words) if words.role == "label"] == [False, True]


@given(st.floats(0, 1000, allow_nan=False), st.floats(0, 1000, allow_nan=False))
def test_the_norm_stands_at_its_value(value, norm):
    chart = bars.draw(
        [bars.Bar("a", value, "")], title="", description="", norm=bars.Norm(norm, "norm")
    )  # fmt: skip
    line = next(line for line in of(chart, Line) if line.role == "norm")

    assert is_inside(chart)
    if value > norm + 20 or norm > value + 20:
        length = sum(rect.width for rect in of(chart, Rect))
        assert (length > line.x1) == (value > norm)


def test_a_value_never_stands_on_the_norm():
    chart = bars.draw([bars.Bar("a", 950, "950")], title="", description="", norm=bars.Norm(1000, "doel"))

    line = next(line for line in of(chart, Line) if line.role == "norm")
    assert next(words.x for words in of(chart, Words) if words.text == "950") > line.x1


def test_a_long_label_ends_in_dots():
    chart = bars.draw([bars.Bar("Nergenshuizen aan Zee " * 9, 1, "1")], title="", description="")

    label = of(chart, Words)[0].text
    assert label.endswith("…")
    assert len(label) < 60


@pytest.mark.parametrize("values", [[], [-1.0]])
def test_bars_refuse_what_has_no_length(values):
    with pytest.raises(ValueError, match="bar"):
        bars.draw([bars.Bar("a", value, "") for value in values], title="", description="")


@given(st.lists(st.tuples(*[st.floats(-1e6, 1e6, allow_nan=False)] * 3), min_size=1, max_size=8), st.floats(-1e6, 1e6))
def test_intervals_keep_their_order_and_their_norm(triples, norm):
    items = [intervals.Interval("a", *sorted(triple), "") for triple in triples]

    chart = intervals.draw(items, title="", description="", norm=bars.Norm(norm, "norm"))

    line = next(line for line in of(chart, Line) if line.role == "norm")
    for item, dot in zip(items, of(chart, Dot), strict=True):
        assert (dot.x <= line.x1) if item.value < norm else (dot.x >= line.x1)
    assert is_inside(chart)


def test_intervals_refuse_a_value_outside_itself():
    with pytest.raises(ValueError, match="between"):
        intervals.draw(
            [intervals.Interval("a", 2, 1, 3, "")], title="", description="", norm=bars.Norm(0, "")
        )  # fmt: skip


@given(st.lists(AMOUNTS, min_size=2, max_size=40), st.booleans())
def test_a_time_line_rises_when_its_number_rises(values, from_zero):
    points = [timelines.Point(DAY + timedelta(days=n), value, "", "") for n, value in enumerate(values)]

    chart = timelines.draw(points, title="", description="", from_zero=from_zero)

    line = next(path for path in of(chart, Path) if not path.filled).points
    for number in range(1, len(values)):
        if values[number] > values[number - 1]:
            assert line[number][1] <= line[number - 1][1]
        assert line[number][0] > line[number - 1][0]
    assert is_inside(chart)


def test_a_time_line_refuses_days_out_of_order():
    points = [timelines.Point(DAY, 1, "", ""), timelines.Point(DAY, 2, "", "")]

    with pytest.raises(ValueError, match="in order"):
        timelines.draw(points, title="", description="")


@given(st.floats(0, 1e12, allow_nan=False))
def test_a_round_limit_is_just_above(value):
    limit = round_up(value)

    assert value <= limit <= max(2.5 * value, 1.0) + 1e-9


@pytest.mark.parametrize(("value", "limit"), [(0, 1), (1, 1), (1.1, 2), (23, 25), (101, 200), (0.03, 0.05)])
def test_round_limits_by_hand(value, limit):
    assert round_up(value) == pytest.approx(limit)


@given(st.lists(st.floats(-1e6, 1e6, allow_nan=False), min_size=1))
def test_limits_leave_room(values):
    low, high = limits(values)

    assert low < min(values) <= max(values) < high


def test_a_scale_needs_two_different_ends():
    with pytest.raises(ValueError, match="scale"):
        Scale(1, 1, 0, 10)


def test_the_template_draws_valid_svg_with_title_description_and_escaped_words():
    chart = bars.draw(
        [bars.Bar("<script>'t Hart & Co", 1234.5, "1.234,5", accent=True)],
        title="Een & ander", description="Staafdiagram", norm=bars.Norm(1000, "norm"),
    )  # fmt: skip

    markup = render_to_string("components/chart.html", {"chart": chart, "id": "a"})
    svg = ElementTree.fromstring(markup)

    names = {element.tag.rpartition("}")[2] for element in svg.iter()}
    assert names == {"svg", "title", "desc", "rect", "line", "text"}
    assert svg.get("aria-labelledby") == "a-titel a-uitleg"
    assert svg.findtext("{http://www.w3.org/2000/svg}title") == "Een & ander"
    assert svg.get("viewBox") == f"0 0 {WIDTH:g} {chart.height:g}"
    assert "style" not in markup
    assert "1,0" not in markup.replace("1.234,5", "")
