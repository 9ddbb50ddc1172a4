"""A series with the same tutor: held together, confirmed together, moved whole or not at all."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from uuid import uuid4

import pytest
from django.utils import timezone

from bijles.core.errors import NotBookable
from bijles.core.recurrence import AMSTERDAM
from bijles.models import Booking, WaitingEntry
from bijles.models.lesson import BookingState
from bijles.queries import own
from bijles.services import booking, planning, posting, telling, waiting
from bijles.services.planning import Chosen
from ndt.jobs.models import Job
from tests.bijles.city import city
from tests.campaigns.races import both

MINUTE = timedelta(minutes=1)
pytestmark = pytest.mark.django_db


@pytest.fixture
def town(db):
    return city()


@pytest.fixture
def sami(town):
    return town.child()


def chosen(town, start, *, weeks=5, key=None):
    return Chosen(town.tutor.pk, town.agreement.pk, "rekenen", start, weeks, key or uuid4())


def letters(kind="mail.send"):
    return [job.payload["template"] for job in Job.objects.filter(kind=kind)]


def test_five_weeks_are_held_at_the_same_time_of_day(town, sami):
    town.held(sami, weeks=5)

    periods = sami.bookings.order_by("period").values_list("period", flat=True)
    walls = [timezone.localtime(period.lower).replace(tzinfo=None) for period in periods]
    assert {later - first for first, later in pairwise(walls)} == {timedelta(weeks=1)}


def test_a_week_is_a_week_on_the_clock_when_the_clock_changes():
    for before in (datetime(2026, 10, 22, 16, tzinfo=AMSTERDAM), datetime(2027, 3, 25, 16, tzinfo=AMSTERDAM)):
        after = planning.later(before.astimezone(UTC), 1)

        assert (after.hour, after.date() - before.date()) == (16, timedelta(days=7))
        assert after.utcoffset() != before.utcoffset()


def test_a_week_that_is_taken_is_left_out_and_told(town, sami):
    first = town.times(sami)[0]
    town.booked(town.child(), start=planning.later(first, 1))

    held = planning.hold(child=sami, chosen=chosen(town, first, weeks=3), now=timezone.now())

    assert len(held.bookings) == 2
    assert [problem.why for _start, problem in held.missed] == ["gone"]


def test_a_first_lesson_that_is_taken_holds_nothing(town, sami):
    first = town.times(sami)[0]
    town.booked(town.child(), start=first)

    with pytest.raises(NotBookable):
        planning.hold(child=sami, chosen=chosen(town, first), now=timezone.now())
    assert not sami.bookings.exists()


def test_a_time_at_which_the_tutor_is_not_there_is_no_time(town, sami):
    with pytest.raises(NotBookable):
        planning.hold(child=sami, chosen=chosen(town, town.times(sami)[0] - timedelta(hours=7)), now=timezone.now())


def test_the_same_button_twice_holds_one_series(town, sami):
    asked = chosen(town, town.times(sami)[0])

    one, other = (planning.hold(child=sami, chosen=asked, now=timezone.now()) for _press in range(2))

    assert one == other
    assert Booking.objects.count() == 5


def test_confirming_tells_once_and_puts_a_reminder_before_each_lesson(town, sami):
    waiting.join(child=sami, subject="rekenen", online=True, now=timezone.now())
    series = town.held(sami, weeks=5)[0].series

    for _press in range(2):
        planning.confirm(child=sami, series=series, now=timezone.now())

    assert letters() == ["bijles/booked"]
    assert Job.objects.filter(kind=telling.REMIND).count() in {4, 5}
    assert not WaitingEntry.objects.filter(ended_at=None).exists()
    assert set(Booking.objects.values_list("state", flat=True)) == {BookingState.CONFIRMED}


def test_a_series_that_lapsed_is_not_confirmed_in_part(town, sami):
    held = town.held(sami, weeks=5)

    with pytest.raises(NotBookable):
        planning.confirm(child=sami, series=held[0].series, now=timezone.now() + 11 * MINUTE)
    assert not Booking.objects.filter(state=BookingState.CONFIRMED).exists()
    assert letters() == []


def test_a_released_series_gives_seats_and_money_back(town, sami):
    held = town.held(sami, weeks=5)
    planning.release(child=sami, series=held[0].series, now=timezone.now())

    assert len(town.times(sami)) == len(town.times(town.child()))
    assert own.mine(sami.family, now=timezone.now()).past == []  # it never stood, so it is not off
    assert posting.faults() == []


def test_another_family_confirms_nothing_of_a_series(town, sami):
    series = town.held(sami)[0].series

    with pytest.raises(NotBookable):
        planning.confirm(child=town.child(), series=series, now=timezone.now())


def test_a_reminder_goes_once_and_only_for_a_lesson_that_stands(town, sami):
    made = town.booked(sami)
    assert telling.remind(booking=made.pk, now=timezone.now())
    assert not telling.remind(booking=made.pk, now=timezone.now())
    booking.cancel(booking=made, now=timezone.now())

    other = town.booked(sami)
    booking.cancel(booking=other, now=timezone.now())
    assert not telling.remind(booking=other.pk, now=timezone.now())
    assert letters().count("bijles/reminder") == 1


def test_a_moved_lesson_is_in_one_place(town, sami):
    made = town.booked(sami, start=town.times(sami)[8])
    target = town.times(sami)[12]

    new = planning.move(moved=made, start=target, key=uuid4(), now=timezone.now())

    made.refresh_from_db()
    assert (made.state, new.state, new.period.lower) == (BookingState.CANCELLED, BookingState.CONFIRMED, target)
    assert new.series == made.series
    assert posting.faults() == []


def test_a_lesson_that_cannot_be_moved_stays_where_it_was(town, sami):
    made = town.booked(sami, start=town.times(sami)[8])
    target = town.times(sami)[12]
    town.booked(town.child(), start=target)

    with pytest.raises(NotBookable):
        planning.move(moved=made, start=target, key=uuid4(), now=timezone.now())
    made.refresh_from_db()
    assert made.state == BookingState.CONFIRMED
    assert posting.faults() == []


@pytest.mark.django_db(transaction=True)
def test_two_families_that_move_to_one_hour_get_one_winner_and_the_other_keeps_its_lesson():
    town = city()
    children = [town.child(), town.child()]
    times = town.times(children[0])
    made = [town.booked(child, start=times[8 + place]) for place, child in enumerate(children)]

    def move(one):
        return planning.move(moved=one, start=times[14], key=uuid4(), now=timezone.now())

    results = both(*(lambda one=one: move(one) for one in made))

    assert sorted(type(one).__name__ for one in results) == ["Booking", "NotBookable"]
    states = Booking.objects.filter(pk__in=[one.pk for one in made]).values_list("state", flat=True)
    assert sorted(states) == [BookingState.CANCELLED, BookingState.CONFIRMED]
    assert posting.faults() == []
