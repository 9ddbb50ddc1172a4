"""What an organiser changes, and what the clock does: nobody loses a seat, and everybody hears what matters."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from opleiding.emails import opinion_token
from opleiding.models import FunnelEvent, Opinion, Use
from opleiding.queries.opinions import opinions as opinions_of
from opleiding.services import door, meetings, opinions, profile, seats
from opleiding.services.meetings import MeetingOver, TooFewSeats
from opleiding.services.opinions import Found, GivenAlready, UnknownLink
from tests.opleiding import meeting_world as world
from tests.opleiding.meeting_world import HOUR, NOW

pytestmark = pytest.mark.django_db


def plan(found, **facts):
    return replace(
        meetings.Plan(
            starts_at=found.starts_at, ends_at=found.ends_at, closes_at=found.closes_at, place=found.place,
            online_url=found.online_url, seats=found.seats, offer_hours=found.offer_hours, subject=found.subject,
        ),
        **facts,
    )  # fmt: skip


def names():
    return [name for name, _to in world.letters()]


def test_more_seats_are_offered_at_once_in_the_order_of_the_list():
    found = world.meeting(seats=1)
    world.crowd(found, 4)

    meetings.change(meeting=found, plan=plan(found, seats=3), now=NOW)

    assert world.states(found) == "coow"


def test_fewer_seats_than_people_are_refused_and_nobody_loses_one():
    found = world.meeting(seats=2)
    world.crowd(found, 2)

    with pytest.raises(TooFewSeats) as problem:
        meetings.change(meeting=found, plan=plan(found, seats=1), now=NOW)

    assert problem.value.taken == 2
    assert world.states(found) == "cc"


def test_another_time_is_told_to_who_comes_and_to_who_waits_and_a_small_change_to_nobody():
    found = world.meeting(seats=1)
    world.crowd(found, 2)

    meetings.change(meeting=found, plan=plan(found, offer_hours=12), now=NOW)
    world.work()
    assert "moved" not in names()
    meetings.change(meeting=found, plan=plan(found, place="Zaal 9"), now=NOW)
    world.work()

    assert names().count("moved") == 2
    assert world.again(found).revision == 1


def test_a_meeting_that_is_off_is_told_once_and_offers_nothing_any_more():
    found = world.meeting(seats=1)
    people = world.crowd(found, 2)

    meetings.cancel(meeting=found, now=NOW)
    world.work()
    seats.leave(meeting=found, trainer=people[0].trainer, now=NOW)
    meetings.look_after(now=NOW)

    assert names().count("cancelled") == 2
    assert world.states(found) == "xw"
    with pytest.raises(MeetingOver):
        meetings.cancel(meeting=found, now=NOW)


def test_who_comes_is_reminded_once_a_day_before():
    found = world.meeting(seats=1)
    people = world.crowd(found, 2)
    day_before = found.starts_at - timedelta(hours=24)

    meetings.look_after(now=day_before - HOUR)
    world.work()
    assert "reminder" not in names()
    meetings.look_after(now=day_before)
    meetings.look_after(now=day_before + HOUR)
    world.work()

    assert [to for name, to in world.letters() if name == "reminder"] == [people[0].trainer.user.email]


def there(number):
    """Give a meeting that so many people were at, and who."""
    found = world.meeting(seats=10)
    people = world.crowd(found, number)
    at = found.starts_at
    door.check_in(
        meeting=found, scans=[world.read(one, one.code, at=at) for one in people], by=people[0].trainer.user, now=at
    )
    return found, people


def test_who_was_there_is_asked_once_after_it_and_others_are_not():
    found, people = there(2)
    seats.register(meeting=world.meeting(series=found.series), trainer=people[0].trainer, now=NOW)

    meetings.look_after(now=found.ends_at - HOUR)
    meetings.look_after(now=found.ends_at)
    meetings.look_after(now=found.ends_at + HOUR)
    world.work()

    assert names().count("opinion") == 2


def test_opinions_are_shown_from_five_and_nothing_in_them_leads_to_a_person():
    found, people = there(5)
    for number, one in enumerate(people[:4]):
        opinions.give(token=opinion_token(one), found=Found(7 + number % 2, "yes", "Fijn."), now=NOW)

    assert opinions_of(found) is None
    opinions.give(token=opinion_token(people[4]), found=Found(10, "no", ""), now=NOW)
    shown = opinions_of(found)

    assert (shown.number, shown.mean, dict(shown.clearer)["ja"]) == (5, 8.0, 4)
    assert {field.name for field in Opinion._meta.fields} == {"id", "meeting", "module", "grade", "clearer", "words"}


def test_an_answer_is_given_once_and_only_by_who_was_there():
    _found, people = there(1)
    (outsider,) = world.crowd(world.meeting(), 1)
    opinions.give(token=opinion_token(people[0]), found=Found(8, "yes", ""), now=NOW)

    with pytest.raises(GivenAlready):
        opinions.give(token=opinion_token(people[0]), found=Found(1, "no", ""), now=NOW)
    with pytest.raises(UnknownLink):
        opinions.give(token=opinion_token(outsider), found=Found(8, "yes", ""), now=NOW)
    with pytest.raises(UnknownLink):
        opinions.give(token="verzonnen", found=Found(8, "yes", ""), now=NOW)


def test_who_lets_us_follow_counts_as_oriented_once_there():
    found = world.meeting()
    (one,) = world.crowd(found, 1)
    profile.allow(trainer=one.trainer, uses=[Use.FOLLOW], visible_to=[], now=NOW)

    for nonce in ("a", "b"):
        door.check_in(meeting=found, scans=[world.read(one, nonce)], by=one.trainer.user, now=NOW)

    assert FunnelEvent.objects.filter(stage="oriented").count() == 1
