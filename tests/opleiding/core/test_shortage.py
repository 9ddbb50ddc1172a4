"""The sum about the shortage: by hand, its laws, its sources, and the question turned round."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as some

from opleiding.core.shortage import ASSUMPTION, CHOSEN, BadScenario, Parameter, Scenario, Subject, forecast, needed
from opleiding.core.shortage_facts import AS_NOW, GENERAL, claim_of_the_report
from tests.sizes import size, sized

pytestmark = [sized]


def exactly(value, better=1, highest=1e6):
    return Parameter(value, value, value, "", "test", better, 0.0, highest)


SIMPLE = {
    "pool": 100.0, "conversion": 0.5, "places": 1000.0, "diploma": 1.0, "takes_job": 1.0, "fte": 1.0, "lag": 1.0,
    "leaves_first": 0.0, "leaves_later": 0.0, "outflow": 0.1, "inflow": 1.0, "growth": 0.0,
}  # fmt: skip


def scenario(*, years=4, subjects=(("wiskunde", 1000, 100, 0.6), ("geschiedenis", 500, 0, 0.4)), **values):
    return Scenario(
        2025, years,
        tuple(Subject(name, exactly(d), exactly(s, -1), exactly(share)) for name, d, s, share in subjects),
        {code: exactly(value) for code, value in (SIMPLE | values).items()},
    )  # fmt: skip


def middle(line):
    return [round(band.middle, 6) for band in line.shortage]


def test_by_hand_thirty_maths_teachers_a_year_after_a_year():
    found = forecast(scenario())
    maths, history = found.lines

    assert found.years == (2025, 2026, 2027, 2028, 2029)
    assert middle(maths) == [100, 70, 40, 10, 0]
    assert [round(band.middle, 6) for band in maths.surplus] == [0, 0, 0, 0, 20]
    assert [round(band.middle, 6) for band in history.surplus] == [0, 20, 40, 60, 80]
    assert found.solved == (2029,)


def test_starters_leave_and_a_lag_of_a_half_year_counts_half():
    (maths,) = forecast(
        scenario(subjects=(("wiskunde", 1000, 100, 1.0),), leaves_first=0.2, leaves_later=0.5, lag=0.5)
    ).lines

    # After half a year: half of a cohort of 50 in the first year, then 25 + 25 x 0.8 + 25, ...
    assert middle(maths)[:3] == [75.0, 30.0, 0.0]
    assert round(maths.surplus[2].middle, 6) == round(50 * (0.5 * (1 + 0.8 + 0.4) + 0.5 * (1 + 0.8)) - 100, 6) == 0


def test_growth_outflow_and_places_do_what_they_say():
    (grown,) = forecast(scenario(subjects=(("x", 1000, 100, 1.0),), pool=0, growth=0.01)).lines
    (drained,) = forecast(scenario(subjects=(("x", 1000, 0, 1.0),), pool=0, inflow=0.5)).lines
    (capped,) = forecast(scenario(subjects=(("x", 1000, 100, 1.0),), places=10)).lines

    assert middle(grown)[:3] == [100, 110, 120.1]
    assert middle(drained)[:2] == [0, 50]
    assert middle(capped) == [100, 90, 80, 70, 60]


def test_too_many_of_one_subject_solve_nothing_in_another():
    found = forecast(scenario(subjects=(("wiskunde", 1000, 100, 0.0), ("geschiedenis", 500, 0, 1.0))))

    assert [round(band.middle) for band in found.total] == [100] * 5
    assert found.lines[1].surplus[-1].middle > 100


def test_the_question_turned_round_gives_the_least_pool():
    found = needed(scenario(), 2029)

    assert (found.pool, found.decides, found.by_subject) == (84, "wiskunde", {"wiskunde": 84, "geschiedenis": 0})
    assert found.mix_free == 50
    assert 2029 in forecast(scenario(pool=84)).solved
    assert 2029 not in forecast(scenario(pool=83)).solved


@pytest.mark.parametrize(
    ("values", "year", "why"),
    [
        ({"places": 20}, 2029, "places"),
        ({"conversion": 0.0}, 2029, "no_conversion"),
        ({"conversion": 2e-311}, 2029, "no_conversion"),
        ({}, 2025, "too_late"),
        ({"subjects": (("wiskunde", 1000, 100, 0.0),)}, 2029, "no_share"),
    ],
)
def test_where_no_pool_is_enough_it_says_why(values, year, why):
    found = needed(scenario(**values), year)

    assert (found.pool, found.why) == (None, why)


def test_where_nothing_is_short_nothing_is_needed():
    assert needed(scenario(subjects=(("x", 100, 0, 1.0),)), 2026).pool == 0


def test_the_claim_of_the_report_is_labelled_and_says_what_would_make_it_true():
    claim = claim_of_the_report()
    found = needed(claim, 2029)

    assert claim.label.startswith("bewering: ")
    assert claim.general["conversion"].source == CHOSEN
    assert claim.general["pool"].is_assumed
    assert 2029 in forecast(claim.chosen({"pool": found.pool})).solved
    assert 2029 not in forecast(claim.chosen({"pool": found.pool - 1})).solved


def test_every_number_has_a_source_or_says_that_it_is_assumed():
    numbers = [*GENERAL.values(), *(one for s in AS_NOW.subjects for one in (s.demand, s.shortage, s.share))]

    assert all(number.source == ASSUMPTION or len(number.source) > 20 for number in numbers)
    assert all(number.lowest <= number.low <= number.value <= number.high <= number.highest for number in numbers)
    assert sum(subject.share.value for subject in AS_NOW.subjects) <= 1
    assert GENERAL["pool"].is_assumed


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"conversion": 1.1}, "conversion"),
        ({"pool": -1}, "pool"),
        ({"pool": float("nan")}, "pool"),
        ({"luck": 1}, "luck"),
        ({"share:dans": 0.1}, "share:dans"),
        ({"share:wiskunde": 0.9}, "share"),
    ],
)
def test_a_slider_beyond_its_ends_is_refused_with_them(values, code):
    with pytest.raises(BadScenario) as refused:
        AS_NOW.chosen(values)

    assert refused.value.code_of == code


def test_a_year_outside_the_sum_is_refused():
    with pytest.raises(BadScenario):
        needed(AS_NOW, 2050)


SLIDERS = some.fixed_dictionaries(
    {},
    optional={
        "pool": some.integers(0, 20_000), "conversion": some.floats(0, 1), "places": some.integers(0, 5000),
        "diploma": some.floats(0, 1), "takes_job": some.floats(0, 1), "fte": some.floats(0, 1),
        "lag": some.floats(0, 5), "leaves_first": some.floats(0, 1), "growth": some.floats(-0.05, 0.05),
        "share:wiskunde": some.floats(0, 0.3),
    },
)  # fmt: skip


@given(SLIDERS)
def test_the_band_lies_around_the_middle(values):
    found = forecast(AS_NOW.chosen(values))

    assert all(band.well <= band.middle + 1e-6 and band.middle <= band.badly + 1e-6 for band in found.total)


@given(SLIDERS, some.integers(0, 5000))
def test_a_larger_pool_never_makes_a_shortage_larger_and_more_of_one_subject_changes_no_other(values, more):
    before = AS_NOW.chosen({"pool": 1000} | values)
    after = before.chosen({"pool": before.general["pool"].value + more})
    shifted = before.chosen({"share:geschiedenis": 0.0})

    for old, new, moved in zip(*(forecast(one).lines for one in (before, after, shifted)), strict=True):
        assert all(n.middle <= o.middle + 1e-6 for o, n in zip(old.shortage, new.shortage, strict=True))
        assert moved.subject == "geschiedenis" or moved == old


@given(SLIDERS, some.integers(2025, 2035))
def test_the_pool_that_is_needed_is_enough_and_one_less_is_not(values, year):
    made = AS_NOW.chosen(values)
    found = needed(made, year)
    if found.pool is not None and found.pool <= made.general["pool"].highest:
        assert year in forecast(made.chosen({"pool": found.pool})).solved
        if found.pool:
            assert year not in forecast(made.chosen({"pool": found.pool - 1})).solved


def test_an_answer_takes_less_than_fifty_milliseconds(record_figure):
    times = []
    for number in range(size(10, 100)):
        begun = time.process_time()
        made = AS_NOW.chosen({"pool": 1000 + number})
        forecast(made)
        needed(made, 2029)
        times.append(time.process_time() - begun)

    slowest = max(times) * 1000
    record_figure("simulator: forecast with band and inverse, slowest", target="<= 50 ms", measured=f"{slowest:.1f} ms")
    assert slowest <= 50
