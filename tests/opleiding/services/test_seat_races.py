"""Many at once for one seat: one gets it. Without the lock the table itself still refuses the second."""

from __future__ import annotations

import pytest
from django.db import IntegrityError

from opleiding.models import Meeting
from opleiding.services import seats
from tests.campaigns.races import Meeting as Gathering
from tests.campaigns.races import at_once, both
from tests.opleiding import meeting_world as world
from tests.opleiding.meeting_world import NOW
from tests.sizes import size, sized

pytestmark = pytest.mark.django_db(transaction=True)


@sized
def test_of_many_at_once_one_gets_the_seat_and_the_others_wait_each_with_a_number_of_their_own():
    number = size(40, 200)
    found = world.meeting(seats=1)

    def enter(who):
        return seats.register(meeting=found, trainer=who, now=NOW).turn

    turns = at_once(enter, world.trainers(number))

    assert sorted(turns) == list(range(1, number + 1))
    assert world.states(found) == "c" + "w" * (number - 1)
    assert world.again(found).seats_taken == 1


def test_one_button_pressed_at_once_in_two_windows_registers_once():
    found = world.meeting(seats=2)
    (who,) = world.trainers(1)

    first, second = both(*[lambda: seats.register(meeting=found, trainer=who, now=NOW).pk] * 2)

    assert first == second
    assert world.again(found).seats_taken == 1


def unlocked(monkeypatch, gathering):
    """Look without a lock, and write only when all have looked."""

    def looks(number):
        return Meeting.objects.select_related("series").get(pk=number)

    monkeypatch.setattr(seats, "locked", looks)
    monkeypatch.setattr(seats, "_given_out", gathering.after(seats._given_out))


def test_without_the_lock_two_would_think_the_seat_is_theirs_and_the_table_refuses_one(monkeypatch):
    found = world.meeting(seats=1)
    people = world.trainers(2)
    unlocked(monkeypatch, Gathering())

    ended = both(*[lambda who=who: seats.register(meeting=found, trainer=who, now=NOW) for who in people])

    assert [type(one) for one in ended].count(IntegrityError) == 1
    assert world.states(found) == "c"


def test_an_offer_that_is_taken_while_it_ends_is_taken_or_gone_and_never_both():
    found = world.meeting(seats=1)
    people = world.crowd(found, 3)
    seats.leave(meeting=found, trainer=people[0].trainer, now=NOW)
    offered = world.again(people[1])
    end = offered.offer_until

    both(
        lambda: seats.accept(meeting=found, trainer=offered.trainer, now=end - (end - NOW) / 2),
        lambda: seats.give_out(number=found.pk, now=end),
    )

    assert world.states(found) in {"xcw", "xeo"}
    assert world.again(found).seats_taken == 1
