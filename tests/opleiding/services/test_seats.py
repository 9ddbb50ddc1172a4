"""Seats of a meeting: none is given twice, nobody is passed, and an offer that ends goes to the next."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from opleiding.models import Meeting, MeetingSeries, Registration
from opleiding.services import joining, meetings, seats
from opleiding.services.seats import MeetingClosed, NotIn, OfferOver
from tests.opleiding import meeting_world as world
from tests.opleiding.meeting_world import HOUR, NOW
from tests.sizes import size

pytestmark = pytest.mark.django_db


def test_who_comes_first_gets_a_seat_and_the_rest_waits_in_order():
    found = world.meeting(seats=2)

    people = world.crowd(found, 4)

    assert world.states(found) == "ccww"
    assert [one.turn for one in people] == [1, 2, 3, 4]
    assert world.again(found).seats_taken == 2
    assert [name for name, _to in world.letters()] == ["line", "line", "seat", "seat"]


def test_a_second_press_of_the_button_changes_nothing():
    found = world.meeting()
    (first,) = world.crowd(found, 1)

    assert seats.register(meeting=found, trainer=first.trainer, now=NOW).pk == first.pk
    assert len(world.letters()) == 1


def test_a_seat_that_comes_free_is_offered_to_the_first_who_waits():
    found = world.meeting(seats=2)
    people = world.crowd(found, 4)

    seats.leave(meeting=found, trainer=people[0].trainer, now=NOW + HOUR)
    world.work()

    assert world.states(found) == "xcow"
    assert world.again(people[2]).offer_until == NOW + HOUR + timedelta(hours=48)
    assert ("offer", people[2].trainer.user.email) in world.letters()


def test_an_offer_that_ends_goes_to_the_next_and_who_let_it_end_leaves_the_list():
    found = world.meeting(seats=1)
    people = world.crowd(found, 3)
    seats.leave(meeting=found, trainer=people[0].trainer, now=NOW)

    assert meetings.look_after(now=NOW + 47 * HOUR) == 0
    assert meetings.look_after(now=NOW + 48 * HOUR) == 1
    assert meetings.look_after(now=NOW + 48 * HOUR) == 0
    world.work()

    assert world.states(found) == "xeo"
    assert ("expired", people[1].trainer.user.email) in world.letters()
    with pytest.raises(OfferOver):
        seats.accept(meeting=found, trainer=people[1].trainer, now=NOW + 48 * HOUR)


def test_an_offer_is_taken_before_its_end_and_not_after_it_also_when_no_job_ran():
    found = world.meeting(seats=1)
    people = world.crowd(found, 2)
    seats.leave(meeting=found, trainer=people[0].trainer, now=NOW)

    with pytest.raises(OfferOver):
        seats.accept(meeting=found, trainer=people[1].trainer, now=NOW + 48 * HOUR)
    taken = seats.accept(meeting=found, trainer=people[1].trainer, now=NOW + 47 * HOUR)
    again = seats.accept(meeting=found, trainer=people[1].trainer, now=NOW + 47 * HOUR)

    assert taken.has_seat
    assert again.pk == taken.pk
    assert world.states(found) == "xc"
    assert [name for name, _to in world.letters()].count("seat") == 2


def test_a_newcomer_waits_behind_who_waits_also_when_seats_came_in_between():
    found = world.meeting(seats=1)
    people = world.crowd(found, 2)
    Meeting.objects.filter(pk=found.pk).update(seats=2)

    late = seats.register(meeting=found, trainer=world.trainers(1)[0], now=NOW)

    assert world.states(found) == "cow"
    assert late.turn == people[1].turn + 1


def test_a_seat_whose_offer_ended_is_for_a_newcomer_when_nobody_waits():
    found = world.meeting(seats=1)
    people = world.crowd(found, 2)
    seats.leave(meeting=found, trainer=people[0].trainer, now=NOW)

    late = seats.register(meeting=found, trainer=world.trainers(1)[0], now=NOW + 50 * HOUR)

    assert world.states(found) == "xec"
    assert late.has_seat


def test_who_leaves_and_comes_back_is_the_last():
    found = world.meeting(seats=1)
    people = world.crowd(found, 3)

    seats.leave(meeting=found, trainer=people[1].trainer, now=NOW)
    seats.register(meeting=found, trainer=people[1].trainer, now=NOW)

    assert world.states(found) == "cxww"
    with pytest.raises(NotIn):
        seats.leave(meeting=found, trainer=world.trainers(1)[0], now=NOW)


def test_nobody_enters_after_closing_or_when_a_meeting_is_off():
    closed = world.meeting(closes_at=NOW + HOUR)
    off = world.meeting()
    meetings.cancel(meeting=off, now=NOW)
    (who,) = world.trainers(1)

    with pytest.raises(MeetingClosed):
        seats.register(meeting=closed, trainer=who, now=NOW + HOUR)
    with pytest.raises(MeetingClosed):
        seats.register(meeting=off, trainer=who, now=NOW)


def test_a_profile_that_goes_gives_its_seat_to_the_next_within_a_minute():
    found = world.meeting(seats=1)
    people = world.crowd(found, 2)

    joining.erase(trainer=people[0].trainer)
    assert world.again(found).seats_taken == 0
    meetings.look_after(now=NOW)

    assert world.states(found) == "o"


def test_promoting_many_takes_as_few_statements_as_promoting_one():
    counts = []
    for number in (1, size(40, 400)):
        found = world.meeting(seats=1)
        world.crowd(found, 1)
        world.waiting(found, number)
        Meeting.objects.filter(pk=found.pk).update(seats=1 + number)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert seats.give_out(number=found.pk, now=NOW) == number
        counts.append(len(asked))

    assert counts[0] == counts[1] <= 10


def test_the_table_itself_refuses_a_person_too_many():
    found = world.meeting(seats=1)
    (first,) = world.crowd(found, 1)
    (other,) = world.trainers(1)
    facts = {
        "meeting": found,
        "trainer": other,
        "state": "confirmed",
        "turn": 9,
        "code": "AAAA-0009",
        "entered_at": NOW,
    }

    with pytest.raises(IntegrityError, match="no_more_people_than_seats"), transaction.atomic():
        Registration.objects.create(**facts)
    with pytest.raises(IntegrityError, match="one_live_registration_a_trainer"), transaction.atomic():
        Registration.objects.create(**facts | {"trainer": first.trainer, "state": "waiting"})
    with pytest.raises(IntegrityError, match="an_offer_has_an_end"), transaction.atomic():
        Registration.objects.create(**facts | {"state": "offered"})


STEPS = some.lists(
    some.tuples(some.sampled_from(["register", "leave", "accept", "wait", "seats"]), some.integers(0, 5)), max_size=25
)


@settings(max_examples=size(15, 200), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_whatever_people_do_no_seat_is_given_twice_and_nobody_is_skipped(steps, cast):
    with transaction.atomic():
        found, now = world.meeting(seats=2), NOW
        served: list[int] = []
        for what, number in steps:
            now += HOUR
            _do(found, cast[number], what, now)
            found.refresh_from_db()
            _check(found, served)
        transaction.set_rollback(True)


@pytest.fixture
def cast():
    return world.trainers(6)


def _do(found, who, what, now):
    try:
        if what == "register":
            seats.register(meeting=found, trainer=who, now=now)
        elif what == "leave":
            seats.leave(meeting=found, trainer=who, now=now)
        elif what == "accept":
            seats.accept(meeting=found, trainer=who, now=now)
        elif what == "seats" and found.seats < 4:
            Meeting.objects.filter(pk=found.pk).update(seats=found.seats + 1)
        else:
            meetings.look_after(now=now + 48 * HOUR)
    except (NotIn, OfferOver):
        pass


def _check(found, served):
    rows = list(found.registrations.order_by("turn"))
    held = [row for row in rows if row.state in ("confirmed", "offered")]
    waiting = [row for row in rows if row.state == "waiting"]
    assert found.seats_taken == len(held) <= found.seats
    # Who waits has nobody behind that was ever served later than he entered.
    reached = [row.turn for row in rows if row.state != "waiting" and row.state != "withdrawn"]
    assert not waiting or all(turn < waiting[0].turn for turn in reached)
    served.append(len(held))


def test_a_series_comes_together_at_the_same_time_by_the_clock_over_summer_time():
    plan = meetings.Plan(
        starts_at=NOW.replace(month=3, day=15, hour=18, year=2027), ends_at=NOW.replace(month=3, day=15, hour=20, year=2027),
        closes_at=NOW.replace(month=3, day=14, hour=18, year=2027), place="Zaal 3", online_url="", seats=20, offer_hours=24,
        subject=None,
    )  # fmt: skip

    made = meetings.begin_series(title="Word leraar", slug="w", about="Kom.", plan=plan, weeks=2, times=3, now=NOW)

    assert MeetingSeries.objects.count() == 1
    hours = [one.starts_at.hour for one in made.meetings.all()]
    assert hours == [18, 17, 17]
    assert [one.closes_at - one.starts_at for one in made.meetings.all()] == [timedelta(days=-1)] * 3
