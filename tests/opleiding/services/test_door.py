"""The door: phones that were offline for long lose no scan and double none, in whatever order they come back."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from opleiding.models import Registration, Scan
from opleiding.services import door, seats
from opleiding.services.door import Outcome, Read
from tests.opleiding import factories
from tests.opleiding import meeting_world as world
from tests.opleiding.meeting_world import HOUR, NOW, tonight
from tests.sizes import size

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def otto():
    return factories.user(name="Otto")


def test_a_scan_lets_somebody_in_and_a_second_one_says_so(otto):
    found = tonight()
    (one,) = world.crowd(found, 1)

    first = door.check_in(meeting=found, scans=[world.read(one, "a")], by=otto, now=NOW)
    again = door.check_in(meeting=found, scans=[world.read(one, "b", at=NOW + MINUTE)], by=otto, now=NOW + MINUTE)

    assert [answer.outcome for answer in (*first, *again)] == [Outcome.IN, Outcome.AGAIN]
    assert first[0].name == "Bram"
    assert world.again(one).attended_at == NOW


def test_the_same_scan_twice_is_one_scan_with_the_same_answer(otto):
    found = tonight()
    (one,) = world.crowd(found, 1)
    scans = [world.read(one, "a"), world.read(one, "a")]

    answers = [door.check_in(meeting=found, scans=scans, by=otto, now=NOW + number * HOUR) for number in range(2)]

    assert {answer.outcome for both in answers for answer in both} == {Outcome.IN}
    assert Scan.objects.count() == 1


def test_a_code_is_known_however_it_was_read(otto):
    found = tonight()
    (one,) = world.crowd(found, 1)
    Registration.objects.filter(pk=one.pk).update(code="10AB-CDEF")

    for number, typed in enumerate(
        ("10ab cdef", "IOAB-CDEF", "https://voorbeeld.example/opleiding/deur/10AB-CDEF/", " 10abcdef ")
    ):
        read = Read(nonce=str(number), code=typed, device="d", scanned_at=NOW)
        assert door.check_in(meeting=found, scans=[read], by=otto, now=NOW)[0].registration == one.pk


def test_an_unknown_code_is_kept_and_said(otto):
    found = tonight()
    (elsewhere,) = world.crowd(tonight(), 1)

    answers = door.check_in(
        meeting=found, scans=[world.read(elsewhere, "a"), Read("b", "onzin", "d", NOW)], by=otto, now=NOW
    )

    assert {answer.outcome for answer in answers} == {Outcome.UNKNOWN}
    assert Scan.objects.filter(registration=None).count() == 2


def test_who_comes_without_a_seat_is_let_in_by_the_organiser_and_it_shows(otto):
    found = tonight(seats=1)
    _first, second = world.crowd(found, 2)

    (answer,) = door.check_in(meeting=found, scans=[world.read(second, "a")], by=otto, now=NOW)

    assert answer.outcome == Outcome.NO_SEAT
    assert world.again(second).attended_at == NOW
    assert world.again(found).seats_taken == 1


def test_the_old_code_of_who_left_and_came_back_lets_in(otto):
    found = tonight()
    (old,) = world.crowd(found, 1)
    seats.leave(meeting=found, trainer=old.trainer, now=NOW)
    new = seats.register(meeting=found, trainer=old.trainer, now=NOW)

    (answer,) = door.check_in(meeting=found, scans=[world.read(old, "a")], by=otto, now=NOW)

    assert (answer.outcome, answer.registration) == (Outcome.IN, new.pk)


def test_a_wrong_press_is_taken_back_and_the_same_scan_does_not_come_back(otto):
    found = tonight()
    (one,) = world.crowd(found, 1)
    door.check_in(meeting=found, scans=[world.read(one, "a")], by=otto, now=NOW)

    door.undo(registration=one, now=NOW)
    (again,) = door.check_in(meeting=found, scans=[world.read(one, "a")], by=otto, now=NOW)
    assert (again.outcome, world.again(one).attended_at) == (Outcome.UNDONE, None)
    (other,) = door.check_in(meeting=found, scans=[world.read(one, "b")], by=otto, now=NOW)

    assert (other.outcome, world.again(one).attended_at) == (Outcome.IN, NOW)


def test_a_phone_whose_clock_cannot_be_right_is_believed_when_it_speaks(otto):
    found = tonight()
    (one,) = world.crowd(found, 1)

    for nonce, wrong in (("a", NOW + 5 * HOUR), ("b", NOW - timedelta(days=4_000))):
        door.check_in(meeting=found, scans=[world.read(one, nonce, at=wrong)], by=otto, now=NOW)

    assert world.again(one).attended_at == NOW


def test_four_phones_that_were_offline_lose_nothing_and_double_nothing(otto):
    number, rng = size(30, 500), random.Random(7)
    found = tonight(seats=number)
    people = world.crowd(found, number)
    scans = [
        world.read(one, f"{device}-{one.pk}", device=f"d{device}", at=NOW + timedelta(seconds=rng.randrange(1800)))
        for one in people
        for device in rng.sample(range(4), rng.choice((1, 1, 1, 2)))
    ]
    first = {one.pk: min(scan.scanned_at for scan in scans if scan.code == one.code) for one in people}

    parcels = [scans[at : at + 25] for at in range(0, len(scans), 25)] * 2
    rng.shuffle(parcels)
    for parcel in parcels:
        door.check_in(meeting=found, scans=parcel, by=otto, now=NOW + HOUR)

    assert Scan.objects.count() == len(scans)
    assert dict(found.registrations.values_list("pk", "attended_at")) == first


def test_many_scans_take_as_few_statements_as_one(otto):
    counts = []
    for number in (1, 30):
        found = tonight(seats=30)
        scans = [world.read(one, one.code) for one in world.crowd(found, number)]
        with CaptureQueriesContext(connection) as asked:
            door.check_in(meeting=found, scans=scans, by=otto, now=NOW)
        # Of each person it is asked whether we may follow him.
        counts.append(len(asked) - number)

    assert counts[0] == counts[1] <= 12
