"""A pass that is let go, and a family that is forgotten: every lock comes first, so nobody waits in a circle."""

from __future__ import annotations

import threading

import pytest
from django.db import OperationalError

from bijles.erasure import erase_families
from bijles.models import Booking, Family, SecondClaim
from bijles.models.lesson import LIVE, BookingState
from bijles.services import booking, claimed_twice, posting
from tests.bijles import factories
from tests.bijles.factories import NOON, START, wish
from tests.bijles.services.test_booking import HOUR
from tests.campaigns.races import PATIENCE_S, Meeting, both, until_somebody_waits_for_us

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def noor(agreed):
    return factories.tutor(agreed)


@pytest.fixture
def claim(sami, agreed, bram, noor):
    """A pass that two showed, with a lesson ahead at each of two tutors."""
    for place, tutor in enumerate((bram, noor)):
        held = booking.hold(child=sami, wish=wish(agreed, tutor, START + place * HOUR), now=NOON)
        booking.confirm(booking=held, now=NOON)
    return SecondClaim.objects.create(held=sami.shown, user=factories.account())


def releasing(claim, after=None):
    def release():
        assert after is None or after.wait(PATIENCE_S)
        return claimed_twice.release(claim=claim, now=NOON)

    return release


def forgetting(child, after):
    def forget():
        assert after.wait(PATIENCE_S)
        return erase_families(Family.objects.filter(pk=child.family_id), "", NOON)

    return forget


def and_wait(work, begun):
    """Give the same work, once somebody waits for the locks that its transaction has."""

    def waited(*args, **facts):
        begun.set()
        until_somebody_waits_for_us()
        return work(*args, **facts)

    return waited


def all_is_well(outcomes):
    assert not [one for one in outcomes if isinstance(one, Exception)], outcomes
    assert not Booking.objects.filter(state__in=LIVE).exists()
    assert posting.faults() == []


def test_who_books_while_its_pass_is_let_go_comes_before_and_is_cancelled_too(claim, sami, agreed, noor, monkeypatch):
    begun = threading.Event()
    monkeypatch.setattr(booking, "_seat", and_wait(booking._seat, begun))

    outcomes = both(
        lambda: booking.hold(child=sami, wish=wish(agreed, noor, START + 3 * HOUR), now=NOON), releasing(claim, begun)
    )

    all_is_well(outcomes)


@pytest.mark.parametrize("leaving", ["released", "forgotten"])
def test_a_tutor_who_is_suspended_while_a_family_leaves_stops_nobody(claim, sami, noor, monkeypatch, leaving):
    begun = threading.Event()
    monkeypatch.setattr(booking, "drop", and_wait(booking.drop, begun))
    leaves = releasing(claim, begun) if leaving == "released" else forgetting(sami, begun)

    outcomes = both(lambda: booking.suspend(tutor=noor, now=NOON), leaves)

    all_is_well(outcomes)
    assert {one.state for one in Booking.objects.all()} == {BookingState.CANCELLED, BookingState.DROPPED}


def without_locks_first(monkeypatch):
    monkeypatch.setattr(booking, "lock_for_leaving", lambda _children, **_facts: None)


def test_without_the_locks_first_who_books_and_who_lets_go_wait_for_each_other(claim, sami, agreed, noor, monkeypatch):
    without_locks_first(monkeypatch)
    meeting = Meeting(2)
    monkeypatch.setattr(booking, "_seat", meeting.before(booking._seat))
    monkeypatch.setattr(booking, "leave", meeting.before(booking.leave))

    outcomes = both(
        lambda: booking.hold(child=sami, wish=wish(agreed, noor, START + 3 * HOUR), now=NOON), releasing(claim)
    )

    assert [type(one) for one in outcomes if isinstance(one, Exception)] == [OperationalError]


def test_without_the_locks_first_a_suspension_and_who_lets_go_wait_for_each_other(claim, noor, monkeypatch):
    without_locks_first(monkeypatch)
    meeting = Meeting(2)
    monkeypatch.setattr(booking, "drop", meeting.before(booking.drop))
    monkeypatch.setattr(booking, "cancel", meeting.before(booking.cancel))

    outcomes = both(lambda: booking.suspend(tutor=noor, now=NOON), releasing(claim))

    assert [type(one) for one in outcomes if isinstance(one, Exception)] == [OperationalError]


def test_a_pass_is_let_go_once_and_not_after_it_was_kept(claim):
    assert claimed_twice.keep(claim=claim, now=NOON)

    assert not claimed_twice.release(claim=claim, now=NOON)
    assert Booking.objects.filter(state=BookingState.CONFIRMED).count() == 2
