"""How many letters a minute a mail domain gets."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from ndt.jobs import services as jobs
from ndt.jobs.models import Job, Priority, State
from tests.ndt.mail.conftest import work

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def eight_a_minute(settings):
    settings.MAIL_DOMAIN_PER_MINUTE = 8


def sent() -> int:
    return Job.objects.filter(state=State.DONE).count()


def a_minute_later() -> None:
    """Let time pass: move what was done and what waits a minute back."""
    for job in Job.objects.all():
        Job.objects.filter(pk=job.pk).update(
            not_before=job.not_before - timedelta(seconds=61),
            done_at=job.done_at and job.done_at - timedelta(seconds=61),
        )


def test_a_domain_gets_its_share_and_the_rest_waits_without_losing_a_chance(queue):
    for number in range(20):
        queue(f"amina{number}@groot.example")
    queue("bram@klein.example")
    work()

    assert Job.objects.filter(state=State.DONE, domain="groot.example").count() == 6, "a quarter is kept for urgent"
    assert Job.objects.filter(state=State.DONE, domain="klein.example").count() == 1
    waiting = Job.objects.filter(state=State.QUEUED)
    assert {job.attempts for job in waiting} == {0}


def test_what_waits_gets_its_turn_minute_by_minute(queue):
    for number in range(20):
        queue(f"amina{number}@groot.example")
    counts = []
    for _minute in range(5):
        work()
        counts.append(sent())
        a_minute_later()

    assert counts == [6, 12, 18, 20, 20]


def test_waiting_letters_are_not_looked_at_one_by_one(queue):
    for number in range(20):
        queue(f"amina{number}@groot.example")
    looks = 0
    while jobs.do_next(now=timezone.now()):
        looks += 1

    assert looks == 7, "six letters, and one that gave all others their turn"


def test_an_urgent_letter_goes_although_a_mailing_fills_the_domain(queue):
    for number in range(20):
        queue(f"amina{number}@groot.example", priority=Priority.BULK)
    work()
    queue("bram@groot.example", priority=Priority.URGENT)
    work()

    assert Job.objects.get(key="mail:bram@groot.example").state == State.DONE


def test_urgent_letters_stop_at_the_whole_limit_and_keep_their_place(queue):
    for number in range(10):
        queue(f"amina{number}@groot.example", priority=Priority.URGENT)
    work()
    assert sent() == 8

    a_minute_later()
    work()
    assert sent() == 10
