"""Lessons that are off: who hears of it, in how many letters, and at what cost under the locks."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bijles.models import Booking, HelpDesk, HelpVisit, SecondClaim
from bijles.services import agreeing, booking, claimed_twice, telling
from ndt.jobs.models import Job
from ndt.people import services as people
from ndt.people.models import Kind, Membership, Organisation, Role
from tests.bijles import factories, lessons
from tests.bijles.factories import NOON, START, wish

pytestmark = pytest.mark.django_db
HOUR, WEEK = timedelta(hours=1), timedelta(weeks=1)


def booked(child, agreed, tutor, start=START):
    held = booking.hold(child=child, wish=wish(agreed, tutor, start), now=NOON)
    return booking.confirm(booking=held, now=NOON)


def letters(template):
    return [job.payload for job in Job.objects.filter(kind="mail.send", payload__template=f"bijles/{template}")]


def called():
    return sorted(letter["to"] for letter in letters("call_family"))


def member(organisation, role, **facts):
    user = factories.account()
    Membership.objects.create(user=user, organisation=organisation, role=role, **facts)
    return user.email


@pytest.fixture
def library(stadspas):
    house = Organisation.objects.create(name="Bibliotheek", kind=Kind.HELP, solution="bijles")
    return HelpDesk.objects.create(organisation=house, scheme=stadspas)


@pytest.fixture
def alone(stadspas, agreed, bram):
    """A lesson of a family without a mailbox."""
    child = factories.child(stadspas, user=people.make_without_mailbox(language="nl"))
    return booked(child, agreed, bram)


def helped(family, desk):
    return HelpVisit.objects.create(
        family=family, desk=desk, version=1, words="Ja.", since=NOON, ends_at=NOON + HOUR, closed_at=NOON + HOUR
    )


def test_a_series_with_one_tutor_is_one_letter_and_another_tutor_is_another(sami, agreed, bram):
    noor = factories.tutor(agreed)
    for week in range(3):
        booked(sami, agreed, bram, START + week * WEEK)
    booked(sami, agreed, noor, START + HOUR)

    agreeing.stop(agreement=agreed, now=NOON)
    lessons.told()
    lessons.told()

    told = letters("lesson_dropped")
    assert sorted(len(letter["context"]["lessons"]) for letter in told) == [1, 3]
    assert {letter["to"] for letter in told} == {sami.family.user.email}
    assert called() == []


def test_who_helped_a_family_without_a_mailbox_is_asked_to_call_it(alone, bram, library, stadspas):
    hana = member(library.organisation, Role.HELPER)
    member(library.organisation, Role.HELPER, since=date(2026, 1, 1), until=date(2026, 1, 2))
    member(stadspas.municipality, Role.POLICYMAKER)
    helped(alone.child.family, library)

    lessons.reported(alone)
    lessons.told()

    (letter,) = letters("call_family")
    assert (letter["to"], letters("lesson_dropped")) == (hana, [])
    assert letter["context"]["visited"] == "maandag 1 maart, 12:00"
    assert letter["context"]["bookings"] == [[alone.pk, "dinsdag 9 maart, 16:00"]]
    assert not any(word in str(letter) for word in ("Sami", "Bram", "boos", "rekenen"))


def test_without_a_visit_or_its_helpers_the_municipality_calls_and_else_who_coordinates(alone, library, stadspas):
    team = Organisation.objects.create(name="Team", kind=Kind.HELP, solution="bijles")
    coby = member(team, Role.COORDINATOR)
    telling.tell_dropped(bookings=[alone.pk])
    assert called() == [coby]
    Job.objects.all().delete()
    eva = member(stadspas.municipality, Role.POLICYMAKER)
    helped(alone.child.family, library)

    telling.tell_dropped(bookings=[alone.pk])

    assert called() == [eva]


def released(booking):
    claim = SecondClaim.objects.create(held=booking.shown, user=factories.account())
    assert claimed_twice.release(claim=claim, now=NOON)


def test_a_family_reads_that_its_pass_was_let_go_and_which_lessons_are_off(sami, agreed, bram):
    first = booked(sami, agreed, bram)
    booking.hold(child=sami, wish=wish(agreed, bram, START + HOUR), now=NOON)

    released(first)

    (letter,) = letters("pass_released")
    assert letter["to"] == sami.family.user.email
    # What was only held never stood.
    assert letter["context"]["lessons"] == ["dinsdag 9 maart, 16:00"]


def test_a_family_without_a_mailbox_is_called_when_its_pass_is_let_go(alone, stadspas):
    eva = member(stadspas.municipality, Role.POLICYMAKER)

    released(alone)

    assert (called(), letters("pass_released")) == ([eva], [])


# What the ledger asks for each transfer, whoever posts it.
LEDGER = ("bijles_transfer", "bijles_account", "bijles_entry", "SAVEPOINT")


def asked_for(agreed, count):
    children = [factories.child(agreed.programme.scheme) for _child in range(count)]
    bram = factories.tutor(agreed)
    for place, child in enumerate(children):
        booked(child, agreed, bram, START + place * HOUR)
    with CaptureQueriesContext(connection) as queries:
        agreeing.stop(agreement=agreed, now=NOON)
    return [asked["sql"] for asked in queries if not any(name in asked["sql"] for name in LEDGER)]


def test_under_the_locks_of_a_stop_only_the_ledger_asks_more_for_more_bookings(programme):
    few, many = (asked_for(factories.agreement(programme), count) for count in (1, 6))

    assert len(few) == len(many), many
    assert Booking.objects.filter(state="dropped").count() == 7
