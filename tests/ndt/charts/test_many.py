"""Charts of many schools: every form stands for its figures, in colour and in grey."""

from __future__ import annotations

import math
import re
from itertools import pairwise
from xml.etree import ElementTree

import pytest
from django.template.loader import render_to_string
from hypothesis import given
from hypothesis import strategies as st

from ndt.charts import bars, dumbbells, funnels, maps, matrices, shares, trends
from ndt.charts.scale import ticks
from ndt.charts.shapes import PRINTED, WIDTH, Dot, Dots, Line, Path, Rect, Role, Words, scattered, wrapped
from tests.ndt.charts.places import is_inside, of, words

PERCENT = st.floats(0, 100)
ENDS = dumbbells.Ends("nu", "straks")
AXES = funnels.Axes("leerlingen", "%")
SIZES = st.floats(1, 900)
HERE = st.tuples(st.floats(50.7, 53.6), st.floats(3.3, 7.3))
MARKS = st.sampled_from(list(maps.Mark))


@given(st.lists(st.none() | PERCENT, min_size=1, max_size=6).filter(any), PERCENT)
def test_a_trend_puts_each_year_on_its_side_of_the_norm(values, norm):
    years = [trends.Year(str(n), value, "") for n, value in enumerate(values)]

    chart = trends.draw(years, title="", description="", norm=bars.Norm(norm, "norm"))

    level = next(line.y1 for line in of(chart, Line) if line.role == "norm")
    for value, dot in zip([value for value in values if value is not None], of(chart, Dot), strict=True):
        assert (dot.y >= level) if value < norm else (dot.y <= level)
    assert is_inside(chart)


def test_a_hidden_year_breaks_the_line_and_keeps_its_words():
    years = [trends.Year("a", 1, "1"), trends.Year("b", None, "niet getoond"), trends.Year("c", 2, "2")]

    chart = trends.draw(years, title="", description="")

    assert not of(chart, Path)
    assert "niet getoond" in words(chart)


@given(st.lists(st.tuples(*[PERCENT] * 3).map(sorted), min_size=1, max_size=5))
def test_the_interval_of_a_year_reaches_around_its_value(triples):
    years = [trends.Year(str(n), value, "", low, high) for n, (low, value, high) in enumerate(triples)]

    chart = trends.draw(years, title="", description="")

    bounds = [line for line in of(chart, Line) if line.thick == 3.0]
    for line, dot in zip(bounds, of(chart, Dot), strict=True):
        assert line.y1 >= dot.y >= line.y2
    assert is_inside(chart)


@pytest.mark.parametrize(
    "years",
    [[], [trends.Year("a", None, "")], [trends.Year("a", 1, "", 2, 3)], [trends.Year("a", 1, "", 0)]],
)
def test_a_trend_refuses_what_it_cannot_show(years):
    with pytest.raises(ValueError, match="trend"):
        trends.draw(years, title="", description="")


@given(st.lists(st.tuples(PERCENT, PERCENT), min_size=1, max_size=8), st.booleans())
def test_a_dumbbell_goes_from_its_ring_to_its_dot(pairs, from_zero):
    chart = dumbbells.draw(
        [dumbbells.Pair("a", *pair, "", "") for pair in pairs],
        title="", description="", ends=ENDS, from_zero=from_zero,
    )  # fmt: skip

    rings = [dot for dot in of(chart, Dot) if dot.hollow][1:]
    dots = [dot for dot in of(chart, Dot) if not dot.hollow][1:]
    for (before, after), ring, dot in zip(pairs, rings, dots, strict=True):
        assert (ring.x <= dot.x) if before <= after else (ring.x >= dot.x)
        assert ring.y == dot.y
    assert is_inside(chart)


def test_a_dumbbell_writes_each_value_outside_its_own_end():
    chart = dumbbells.draw(
        [dumbbells.Pair("Rekenen", 61, 12, "61 %", "12 %")], title="", description="", ends=ENDS
    )  # fmt: skip

    sides = {shape.text: shape.anchor for shape in of(chart, Words) if shape.text.endswith("%")}
    assert sides == {"61 %": "start", "12 %": "end"}


def test_dumbbells_refuse_nothing_and_a_negative_value_from_zero():
    with pytest.raises(ValueError, match="pair"):
        dumbbells.draw([], title="", description="", ends=ENDS)
    with pytest.raises(ValueError, match="negative"):
        dumbbells.draw(
            [dumbbells.Pair("a", -1, 1, "", "")], title="", description="", ends=ENDS, from_zero=True
        )  # fmt: skip


@given(st.lists(st.tuples(SIZES, PERCENT), min_size=1, max_size=60), st.tuples(SIZES, PERCENT), PERCENT)
def test_a_funnel_shows_every_school_and_the_one_it_is_about(cloud, own, centre):
    spots = [funnels.Spot(*one) for one in cloud]
    named = funnels.Named(funnels.Spot(*own), "Basisschool De Regenboog")

    chart = funnels.draw(
        spots, title="", description="", axes=AXES, centre=centre, centre_label="norm", named=[named]
    )  # fmt: skip

    (dots,) = of(chart, Dots)
    (dot,) = of(chart, Dot)
    level = next(line.y1 for line in of(chart, Line) if line.role == "norm")
    assert len(dots.points) <= len(spots)
    assert (dot.y >= level) if own[1] < centre else (dot.y <= level)
    assert is_inside(chart)


def test_the_names_of_two_close_limits_do_not_lie_on_each_other():
    spots = [funnels.Spot(n, 50) for n in range(10, 200, 10)]
    curves = [funnels.Limit(tuple(funnels.Spot(s.size, 50 - k) for s in spots), f"{k}") for k in (0.1, 0.2, -0.1)]

    chart = funnels.draw(
        spots, title="", description="", axes=AXES, centre=50, centre_label="norm", curves=curves
    )  # fmt: skip

    feet = sorted(shape.y for shape in of(chart, Words) if shape.text in {"0.1", "0.2", "-0.1", "norm"})
    assert min(b - a for a, b in pairwise(feet)) >= 12


def test_a_funnel_without_schools_is_refused():
    with pytest.raises(ValueError, match="size"):
        funnels.draw([], title="", description="", axes=AXES, centre=1, centre_label="")


@given(st.lists(st.tuples(HERE, MARKS), min_size=1, max_size=40))
def test_nothing_leaves_a_map(found):
    places = [maps.Place(lat, lon, mark) for (lat, lon), mark in found]

    chart = maps.draw(places, title="", description="", key={})

    assert is_inside(chart)


@given(HERE, HERE)
def test_a_map_has_north_up_and_east_right(first, second):
    places = [maps.Place(*first, maps.Mark.ACCENT), maps.Place(*second)]

    chart = maps.draw(places, title="", description="", key={})

    at = {dots.role: dots.points[0] for dots in of(chart, Dots)}
    (x, y), (other_x, other_y) = at[Role.ACCENT], at[Role.CONTEXT]
    assert (y <= other_y) if first[0] >= second[0] else (y >= other_y)
    assert (x >= other_x) if first[1] >= second[1] else (x <= other_x)


def test_a_map_is_true_to_scale():
    """Groningen to Maastricht is 282 km north to south and 61 km west to east."""
    groningen, maastricht = maps.Place(53.2194, 6.5665), maps.Place(50.8514, 5.6910)

    chart = maps.draw([groningen, maastricht], title="", description="", key={})

    (west, south), (east, north) = of(chart, Dots)[0].points
    assert (east - west) / (south - north) == pytest.approx(61 / 263.6, rel=0.02)


def test_one_school_is_a_map_too():
    chart = maps.draw([maps.Place(52, 5, maps.Mark.ACCENT)], title="", description="", key={maps.Mark.ACCENT: "onder"})

    assert words(chart) == ["onder"]
    assert is_inside(chart)


@pytest.mark.parametrize("places", [[], [maps.Place(math.nan, 5)], [maps.Place(52, 200)]])
def test_a_map_refuses_what_is_no_place(places):
    with pytest.raises(ValueError, match="places on earth"):
        maps.draw(places, title="", description="", key={})


def test_marks_differ_in_form_and_not_by_colour_alone():
    places = [maps.Place(52 + n / 100, 5, mark) for n, mark in enumerate(maps.Mark)]

    chart = maps.draw(places, title="", description="", key={mark: mark for mark in maps.Mark})

    forms = {(dot.radius, dot.hollow) for dot in of(chart, Dot)}
    assert len(forms) == 3


@given(st.lists(st.integers(0, 6000), min_size=9, max_size=9))
def test_the_square_of_a_cell_is_as_large_as_its_count(counts):
    cells = [[matrices.Cell(count, str(count)) for count in counts[row : row + 3]] for row in (0, 3, 6)]

    chart = matrices.draw(
        cells, states=["boven", "onder", "niet te zeggen"], title="", description="", before="nu", after="straks"
    )  # fmt: skip

    areas = [rect.width * rect.height for rect in of(chart, Rect)]
    seen = [count for count in counts if count]
    for count, area in zip(seen, areas, strict=True):
        if count / max(seen) > 0.05:
            assert area / max(areas) == pytest.approx(count / max(seen), abs=0.03)
    assert [rect.role for rect in of(chart, Rect)] == [
        "context" if at in {0, 4, 8} else "accent" for at, count in enumerate(counts) if count
    ]
    assert is_inside(chart)


def test_a_matrix_may_leave_out_rows_and_still_knows_what_stays():
    cells = [[matrices.Cell(3, "3"), matrices.Cell(4, "4")]]

    chart = matrices.draw(
        cells, states=["onder", "boven"], rows=["boven"], title="", description="", before="", after=""
    )  # fmt: skip

    assert [rect.role for rect in of(chart, Rect)] == ["accent", "context"]


def test_a_hidden_count_has_its_words_and_no_square():
    cells = [[matrices.Cell(None, "<10"), matrices.Cell(20, "20")]] * 2

    chart = matrices.draw(cells, states=["a", "b"], title="", description="", before="", after="")

    assert len(of(chart, Rect)) == 2
    assert words(chart).count("<10") == 2


@pytest.mark.parametrize("cells", [[], [[matrices.Cell(1, "1")] * 2], [[matrices.Cell(-1, "")] * 2] * 2])
def test_a_matrix_refuses_what_is_not_square_or_negative(cells):
    with pytest.raises(ValueError, match=r"states|negative"):
        matrices.draw(cells, states=["a", "b"], title="", description="", before="", after="")


@given(st.lists(st.tuples(*[st.floats(0, 1e4)] * 3).filter(lambda sizes: sum(sizes) > 1e-3), min_size=1, max_size=5))
def test_the_parts_of_a_whole_fill_it(wholes):
    rows = [shares.Whole("a", tuple(shares.Part(size, "x") for size in sizes)) for sizes in wholes]

    chart = shares.draw(rows, names=["onder", "niet te zeggen", "boven"], title="", description="")

    boxes = [rect for rect in of(chart, Rect) if rect.height == shares.BAR]
    assert sum(box.width for box in boxes) == pytest.approx(WIDTH * len(wholes), abs=0.2 * len(boxes))
    assert is_inside(chart)


@pytest.mark.parametrize("sizes", [(1, 1), (-1, 1, 1), (0, 0, 0)])
def test_shares_refuse_what_is_no_division(sizes):
    with pytest.raises(ValueError, match="whole"):
        shares.draw(
            [shares.Whole("a", tuple(shares.Part(size, "") for size in sizes))],
            names=["a", "b", "c"], title="", description="",
        )  # fmt: skip


@given(st.floats(-1e4, 1e4), st.floats(1e-3, 1e4), st.integers(2, 8))
def test_ticks_are_round_few_and_within(low, length, most):
    found = ticks(low, low + length, most=most)

    assert len(found) <= most
    assert all(low - 1e-6 * length <= tick <= low + length * (1 + 1e-6) for tick in found)


def test_ticks_by_hand():
    assert ticks(0, 100) == (0, 25, 50, 75, 100)
    assert ticks(31, 78) == (40, 50, 60, 70)


@given(st.lists(st.tuples(st.integers(0, 400), st.integers(0, 400)), max_size=20), st.randoms())
def test_the_order_of_the_dots_changes_nothing(points, random):
    shuffled = random.sample(points, len(points))

    assert scattered(points, radius=2, role=Role.CONTEXT) == scattered(shuffled, radius=2, role=Role.CONTEXT)


def test_a_path_of_dots_leads_back_to_its_points():
    points = ((1.5, 2.0), (1.5, 7.25), (3.0, 0.5))

    steps = re.findall(r"m(-?[\d.]+) ?(-?[\d.]+)h0", Dots(points, 2.0, Role.CONTEXT).d)

    x = y = 0.0
    back = [(x := x + float(right), y := y + float(down)) for right, down in steps]
    assert back == [(1.5, 2.0), (1.5, pytest.approx(7.25, abs=0.06)), (3.0, pytest.approx(0.5, abs=0.06))]


def test_words_wrap_and_a_long_word_is_cut():
    assert wrapped("te weinig gegevens", letters=9) == ["te weinig", "gegevens"]
    assert wrapped("onbepaaldheid", letters=6) == ["onbep…"]


def test_the_printed_roles_differ_in_grey():
    """Luminance as in WCAG; what must be told apart lies well apart."""

    def grey(role: Role) -> float:
        red, green, blue = (int(PRINTED[role][at : at + 2], 16) / 255 for at in (1, 3, 5))
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    assert grey(Role.ACCENT) + 0.2 < grey(Role.CONTEXT) < grey(Role.AREA) - 0.2


def test_every_new_shape_becomes_valid_svg():
    chart = maps.draw(
        [maps.Place(52, 5), maps.Place(52.1, 5, maps.Mark.OPEN), maps.Place(52, 5.1, maps.Mark.ACCENT)],
        title="<Kaart>", description="Stippen", key={maps.Mark.OPEN: "open"},
    )  # fmt: skip

    markup = render_to_string("components/chart.html", {"chart": chart, "id": "kaart"})
    svg = ElementTree.fromstring(markup)

    paths = [element for element in svg.iter() if element.tag.endswith("path")]
    assert all(path.get("stroke-linecap") == "round" and path.get("fill") == "none" for path in paths)
    assert any(element.get("fill") == "#ffffff" for element in svg.iter() if element.tag.endswith("circle"))
    assert "style" not in markup
