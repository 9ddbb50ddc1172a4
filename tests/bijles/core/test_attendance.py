"""Tick, answer, silence and what follows from them."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bijles.core import attendance
from bijles.core.attendance import Answer, Facts, Outcome, Silence, Tick
from bijles.core.errors import TooLate

START = datetime(2027, 1, 11, 15, tzinfo=UTC)
END = START + timedelta(hours=1)
PLANNED = Facts(START, END)
TICKED = replace(PLANNED, tick=Tick.PRESENT, ticked_at=END)
SECOND = timedelta(seconds=1)


def test_a_lesson_waits_48_hours_for_its_tick_and_is_then_not_paid():
    assert attendance.outcome(PLANNED, now=END) is Outcome.AHEAD
    assert attendance.outcome(PLANNED, now=END + timedelta(hours=48)) is Outcome.WAITING
    assert attendance.outcome(PLANNED, now=END + timedelta(hours=48) + SECOND) is Outcome.UNTICKED
    assert attendance.pays(Outcome.UNTICKED, no_show_percent=50) == 0


def test_a_tick_comes_in_time():
    attendance.check_may_tick(PLANNED, now=END + timedelta(hours=48))
    for moment in (START - SECOND, END + timedelta(hours=48) + SECOND):
        with pytest.raises(TooLate):
            attendance.check_may_tick(PLANNED, now=moment)


def test_a_family_has_seven_days_from_the_tick():
    attendance.check_may_answer(TICKED, now=END + timedelta(days=7))
    with pytest.raises(TooLate):
        attendance.check_may_answer(TICKED, now=END + timedelta(days=7) + SECOND)
    with pytest.raises(TooLate):
        attendance.check_may_answer(PLANNED, now=END)


@pytest.mark.parametrize(
    ("tick", "answer", "code", "decided"),
    [
        (Tick.PRESENT, Answer.YES, False, Outcome.ATTENDED),
        (Tick.PRESENT, Answer.NO, True, Outcome.DISPUTE),
        (Tick.PRESENT, None, True, Outcome.ATTENDED),
        (Tick.PRESENT, None, False, Outcome.DECIDE),
        (Tick.NO_SHOW, Answer.YES, False, Outcome.NO_SHOW),
        (Tick.NO_SHOW, Answer.NO, False, Outcome.DISPUTE),
        (Tick.NO_SHOW, None, False, Outcome.DECIDE),
        (Tick.NO_SHOW, None, True, Outcome.DECIDE),
    ],
)
def test_after_seven_days_this_is_decided(tick, answer, code, decided):
    facts = replace(TICKED, tick=tick, answer=answer, with_code=code)

    assert attendance.outcome(facts, now=END + timedelta(days=8)) is decided


def test_silence_is_no_answer_before_its_time():
    assert attendance.outcome(replace(TICKED, with_code=True), now=END + timedelta(days=7)) is Outcome.WAITING


def test_the_code_counts_until_a_quarter_after_the_lesson():
    assert attendance.code_counts(PLANNED, now=START - timedelta(minutes=15))
    assert attendance.code_counts(PLANNED, now=END + timedelta(minutes=15))
    assert not attendance.code_counts(PLANNED, now=END + timedelta(minutes=15) + SECOND)


def test_only_what_took_place_or_a_no_show_pays():
    assert {decided: attendance.pays(decided, no_show_percent=40) for decided in Outcome if decided} == dict.fromkeys(
        Outcome, 0
    ) | {Outcome.ATTENDED: 100, Outcome.NO_SHOW: 40}


@given(st.lists(st.integers(0, 10**6), max_size=50), st.text(max_size=8), st.randoms())
def test_the_draw_takes_a_twentieth_and_order_changes_nothing(silent, seed, rng):
    drawn = attendance.drawn(silent, seed=seed, month="2027-01")
    rng.shuffle(silent)

    assert attendance.drawn(silent + silent[:3], seed=seed, month="2027-01") == drawn
    assert len(drawn) == -(-len(set(silent)) // 20)
    assert set(drawn) <= set(silent)


def test_another_seed_or_month_draws_others():
    silent = range(1000)

    assert attendance.drawn(silent, seed="a", month="2027-01") != attendance.drawn(silent, seed="b", month="2027-01")
    assert attendance.drawn(silent, seed="a", month="2027-01") != attendance.drawn(silent, seed="a", month="2027-02")


def test_a_provider_above_a_fifth_of_silence_is_looked_at():
    assert attendance.flagged([Silence(1, 10, 2), Silence(2, 100, 21), Silence(3, 0, 0), Silence(4, 3, 3)]) == [4, 2]
