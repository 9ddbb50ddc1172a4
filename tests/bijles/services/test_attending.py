"""From a lesson to money that is to be paid, or not."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from bijles.core.attendance import Answer, Outcome, Tick
from bijles.core.errors import NotBookable, TooLate
from bijles.core.ledger import Place
from bijles.models import Attendance, Claim
from bijles.models.lesson import BookingState
from bijles.services import attending, booking, claiming, posting
from tests.bijles import factories
from tests.bijles.factories import NOON, START, wish
from tests.campaigns.races import at_once

pytestmark = pytest.mark.django_db
END = START + timedelta(hours=1)
WEEK = END + timedelta(days=7, seconds=1)


@pytest.fixture
def booked(db):
    scheme = factories.scheme()
    agreed = factories.agreement(factories.programme(scheme))
    asked = wish(agreed, factories.tutor(agreed))
    made = booking.hold(child=factories.child(scheme), wish=asked, now=NOON)
    return booking.confirm(booking=made, now=NOON)


def tick(booked, said=Tick.PRESENT, *, code="", now=END):
    return attending.tick(booking=booked, said=said, code=code, now=now)


def state(booked):
    booked.refresh_from_db()
    return booked.state


def place(booked, where):
    return posting.balance(where, f"provider:{booked.lesson.agreement.provider_id}")


def test_a_lesson_that_both_confirm_is_claimed_once(booked):
    tick(booked)
    assert attending.answer(booking=booked, said=Answer.YES, now=END) is Outcome.ATTENDED
    attending.answer(booking=booked, said=Answer.YES, now=END)
    claim = Claim.objects.get()

    assert (state(booked), claim.cents, place(booked, Place.RECEIVABLE)) == (BookingState.ATTENDED, 2500, 2500)
    assert posting.faults() == []


def test_a_no_show_pays_the_agreed_part(booked):
    tick(booked, Tick.NO_SHOW)
    attending.answer(booking=booked, said=Answer.YES, now=END)

    assert (state(booked), Claim.objects.get().cents) == (BookingState.NO_SHOW, 1250)
    assert posting.balance(Place.BUDGET, booked.owner) == 98_750


def test_no_opens_a_dispute_and_nothing_is_paid_until_the_municipality_decides(booked):
    tick(booked, code=booked.code)

    assert attending.answer(booking=booked, said=Answer.NO, now=END) is Outcome.DISPUTE
    assert attending.judge_silence(now=WEEK) == 0
    assert not Claim.objects.exists()
    attending.decide(booking=booked, took_place=False, now=WEEK)
    assert (state(booked), posting.balance(Place.BUDGET, booked.owner)) == (BookingState.UNPAID, 100_000)
    with pytest.raises(NotBookable):
        attending.decide(booking=booked, took_place=True, now=WEEK)


def test_silence_counts_only_with_the_lesson_code_in_time(booked):
    assert tick(booked, code=booked.code).with_code
    assert attending.judge_silence(now=END + timedelta(days=7)) == 0
    assert attending.judge_silence(now=WEEK) == 1
    assert attending.judge_silence(now=WEEK) == 0
    assert state(booked) == BookingState.ATTENDED


@pytest.mark.parametrize(("code", "late"), [("", 0), ("12345", 0), (None, 16)])
def test_other_silence_is_for_the_municipality(booked, code, late):
    made = tick(booked, code=booked.code if code is None else code, now=END + timedelta(minutes=late))

    assert not made.with_code
    assert attending.judge_silence(now=WEEK + timedelta(hours=1)) == 0
    assert (
        attending.decide(booking=booked, took_place=True, now=WEEK + timedelta(hours=1)).state == BookingState.ATTENDED
    )


def test_a_lesson_that_nobody_ticked_in_time_is_not_paid(booked):
    late = END + timedelta(hours=48, seconds=1)

    with pytest.raises(TooLate):
        tick(booked, now=late)
    assert attending.judge_silence(now=late) == 1
    assert (state(booked), posting.balance(Place.BUDGET, booked.owner)) == (BookingState.UNPAID, 100_000)


def test_who_answers_before_the_tick_or_ticks_before_the_lesson_hears_so(booked):
    with pytest.raises(TooLate):
        attending.answer(booking=booked, said=Answer.YES, now=END)
    with pytest.raises(TooLate):
        tick(booked, now=START - timedelta(minutes=1))


def test_a_second_tick_changes_nothing(booked):
    first = tick(booked)

    assert tick(booked, Tick.NO_SHOW) == first
    with pytest.raises(DatabaseError), transaction.atomic():
        Attendance.objects.update(tick=Tick.NO_SHOW)


def test_a_late_cancellation_is_claimed(booked):
    booking.cancel(booking=booked, now=START - timedelta(hours=1))

    assert Claim.objects.get().cents == place(booked, Place.RECEIVABLE) == 1250


def test_a_booking_is_claimed_once_whatever_the_code_does(booked):
    tick(booked)
    attending.answer(booking=booked, said=Answer.YES, now=END)

    with pytest.raises(IntegrityError), transaction.atomic():
        claiming.claim(booked, 2500, now=END)


@pytest.mark.django_db(transaction=True)
def test_six_answers_at_once_pay_once(booked):
    tick(booked)

    at_once(lambda _who: attending.answer(booking=booked, said=Answer.YES, now=END), range(6))

    assert Claim.objects.count() == 1
    assert posting.faults() == []
