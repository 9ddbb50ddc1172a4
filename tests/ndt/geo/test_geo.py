"""Distances that others published, laws of distance and time, and what typed postcodes mean."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ndt.geo import postcodes, travel
from ndt.geo.distance import EARTH_KM, Point, road_km, straight_km
from ndt.geo.errors import BadPostcode, BadTable
from ndt.geo.travel import SPEEDS, Mode, Trip

points = st.builds(Point, st.floats(-90, 90), st.floats(-180, 180))
in_the_netherlands = st.builds(Point, st.floats(50.7, 53.6), st.floats(3.3, 7.3))
modes = st.sampled_from(Mode)
AMSTERDAM, UTRECHT = Point(52.3791, 4.9003), Point(52.0894, 5.1101)


@pytest.mark.parametrize(
    ("one", "other", "km"),
    [
        (Point(0, 0), Point(0, 180), math.pi * EARTH_KM),
        (Point(0, 0), Point(90, 0), math.pi * EARTH_KM / 2),
        (Point(0, 0), Point(0, 1), 111.195),
        # The example of the R package geosphere, distHaversine(c(0,0), c(90,90)): a quarter of the earth.
        (Point(0, 0), Point(90, 90), math.pi * EARTH_KM / 2),
        # Nashville to Los Angeles, the example of Rosetta Code: 2887.26 km on a sphere of 6372.8 km.
        (Point(36.12, -86.67), Point(33.94, -118.40), 2887.2599506 * EARTH_KM / 6372.8),
    ],
)
def test_a_published_distance_comes_out(one, other, km):
    assert straight_km(one, other) == pytest.approx(km, rel=1e-6)


@given(points, points)
def test_a_distance_is_the_same_both_ways_and_never_more_than_half_the_earth(one, other):
    assert straight_km(one, other) == pytest.approx(straight_km(other, one), abs=1e-9)
    assert 0 <= straight_km(one, other) <= math.pi * EARTH_KM + 1e-6


@given(points, points, points)
def test_a_detour_is_never_shorter(one, other, between):
    assert straight_km(one, other) <= straight_km(one, between) + straight_km(between, other) + 1e-6


def test_the_road_is_three_tenths_longer_than_the_line():
    assert road_km(AMSTERDAM, UTRECHT) == pytest.approx(1.3 * straight_km(AMSTERDAM, UTRECHT))
    assert 44 < road_km(AMSTERDAM, UTRECHT) < 48


@pytest.mark.parametrize(("lat", "lon"), [(91, 0), (0, 181), (math.nan, 0)])
def test_a_place_that_is_not_on_the_earth_is_refused(lat, lon):
    with pytest.raises(ValueError, match="no place on the earth"):
        Point(lat, lon)


@given(modes, st.floats(0, 300), st.floats(0, 300))
def test_a_longer_road_never_takes_less_time(mode, one, other):
    short, long = sorted((one, other))

    assert SPEEDS[mode].minutes(short) <= SPEEDS[mode].minutes(long) + 1e-9


def test_ten_kilometres_by_hand():
    assert SPEEDS[Mode.BIKE].minutes(8) == pytest.approx(2 + 30)
    assert SPEEDS[Mode.CAR].minutes(10) == pytest.approx(5 + 12 + 6)
    assert SPEEDS[Mode.TRANSIT].minutes(5) == pytest.approx(12 + 5 / 18 * 60)
    assert SPEEDS[Mode.WALK].minutes(1) == pytest.approx(12)


@given(in_the_netherlands, in_the_netherlands, modes)
def test_an_estimate_says_that_it_is_one_and_is_rounded_up(one, other, mode):
    found = travel.estimate(one, other, mode)

    assert found.is_estimate
    assert found == travel.estimate(other, one, mode)
    assert 0 <= found.minutes - SPEEDS[mode].minutes(road_km(one, other)) + 1e-5 < 1.0001


def test_a_row_of_the_table_wins_over_the_estimate_in_its_own_direction():
    places = {"1011": AMSTERDAM, "3511": UTRECHT}
    table = travel.read_table("from_pc4,to_pc4,mode,minutes\n1011,3511,car,38\n")

    there = travel.trip("1011", "3511", Mode.CAR, points=places, table=table)
    back = travel.trip("3511", "1011", Mode.CAR, points=places, table=table)

    assert there == Trip(38, is_estimate=False)
    assert back is not None
    assert back.is_estimate


def test_without_a_row_and_without_a_place_there_is_no_answer():
    assert travel.trip("1011", "3511", Mode.BIKE, points={"1011": AMSTERDAM}) is None


def test_a_table_may_say_the_same_twice_and_use_semicolons_and_whole_postcodes():
    text = "mode;minutes;from_pc4;to_pc4\nbike;12;1011 AB;1012\nbike;12;1011;1012\n"

    assert travel.read_table(text) == {("1011", "1012", Mode.BIKE): 12}


@pytest.mark.parametrize(
    ("text", "line", "column", "what"),
    [
        ("", 1, "from_pc4", "columns"),
        ("from_pc4,to_pc4,minutes\n", 1, "mode", "columns"),
        ("from_pc4,to_pc4,mode,minutes\n0123,1012,bike,3\n", 2, "from_pc4", "postcode"),
        ("from_pc4,to_pc4,mode,minutes\n1011,,bike,3\n", 2, "to_pc4", "postcode"),
        ("from_pc4,to_pc4,mode,minutes\n1011,1012,boat,3\n", 2, "mode", "mode"),
        ("from_pc4,to_pc4,mode,minutes\n1011,1012,bike,3\n1011,1012,bike,-3\n", 3, "minutes", "minutes"),
        ("from_pc4,to_pc4,mode,minutes\n1011,1012,bike,3,5\n1011,1012,bike,\n", 3, "minutes", "minutes"),
        ("from_pc4,to_pc4,mode,minutes\n1011,1012,bike,1441\n", 2, "minutes", "minutes"),
        ("from_pc4,to_pc4,mode,minutes\n1011,1012,bike,3\n1011,1012,bike,4\n", 3, "minutes", "twice"),
    ],
)
def test_a_bad_table_is_refused_with_line_and_column(text, line, column, what):
    with pytest.raises(BadTable) as caught:
        travel.read_table(text)

    assert (caught.value.line, caught.value.column, caught.value.what) == (line, column, what)


@pytest.mark.parametrize(
    ("typed", "full", "pc4"),
    [
        ("1011 AB", "1011 AB", "1011"),
        ("1011ab", "1011 AB", "1011"),
        (" 9999 zz ", "9999 ZZ", "9999"),
        ("1234", "1234", "1234"),
        ("１０１１ ＡＢ", "1011 AB", "1011"),
        ("1011\u00a0AB", "1011 AB", "1011"),
    ],
)
def test_a_typed_postcode_is_known(typed, full, pc4):
    assert postcodes.full(typed) == full
    assert postcodes.pc4(typed) == pc4


@pytest.mark.parametrize("typed", ["", "0123 AB", "123 AB", "12345", "1234 A", "1234 SS", "AB 1234", "1234 AB x"])
def test_what_is_no_postcode_is_refused(typed):
    with pytest.raises(BadPostcode):
        postcodes.pc4(typed)


@given(st.text())
def test_any_text_is_a_postcode_or_refused_and_a_tidy_one_stays_so(typed):
    try:
        tidy = postcodes.full(typed)
    except BadPostcode:
        return

    assert postcodes.full(tidy) == tidy
    assert tidy.startswith(postcodes.pc4(typed))
