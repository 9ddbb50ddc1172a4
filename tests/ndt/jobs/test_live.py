"""The promise of the outbox, with real processes that are really killed."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Any

import pytest
from django.db import models, transaction
from django.utils import timezone

from ndt.jobs import registry, services
from ndt.jobs.models import Job, JobQuerySet, Priority, State
from ndt.mail import services as mail
from ndt.mail.letters import Letter
from tests.campaigns.races import Meeting
from tests.ndt.jobs.live import PostOffice, in_threads, kill, wait_for


def queue(number: int, **facts: Any) -> None:
    letter = Letter(
        to=f"amina{number}@voorbeeld.example",
        template="mail/stopped_jobs",
        context={"kind": "x", "error": "x", "url": "https://voorbeeld.example/"},
    )
    with transaction.atomic():
        mail.queue(letter, key=f"test:{number}", **facts)


def all_done() -> bool:
    return not Job.objects.exclude(state=State.DONE).exists()


def test_a_worker_killed_after_the_letter_and_before_the_commit_sends_one_double(post_office: PostOffice) -> None:
    stalls = iter([0.0, 0.0, 0.0, 60.0])
    post_office.mail.stall = lambda number: next(stalls, 0.0)
    for number in range(8):
        queue(number)
    worker = post_office.worker("--concurrency=1")
    wait_for(lambda: len(post_office.mail.message_ids) == 4, what="the letter whose 250 is late")
    kill(worker)

    post_office.worker("--concurrency=1")
    wait_for(all_done, what="the other letters")

    assert len(post_office.mail.message_ids) == 9
    assert list(post_office.mail.doubles().values()) == [2]
    assert set(post_office.mail.recipients) == {f"amina{number}@voorbeeld.example" for number in range(8)}


def test_random_kills_lose_nothing_and_double_only_what_was_under_way(post_office: PostOffice) -> None:
    post_office.mail.stall = lambda number: 0.02
    for number in range(80):
        queue(number)
    kills = 3
    for _kill in range(kills):
        worker = post_office.worker()
        time.sleep(0.7)
        kill(worker)
    post_office.worker()
    wait_for(all_done, what="all letters")

    assert len(set(post_office.mail.recipients)) == 80
    assert sum(post_office.mail.doubles().values()) - len(post_office.mail.doubles()) <= 2 * kills


LETTERS = """
import sys, time
from django.db import transaction
from ndt.jobs import doorbell
from ndt.mail import services as mail
from ndt.mail.letters import Letter

def letter(key):
    begin = time.perf_counter()
    with transaction.atomic():
        mail.queue(Letter(to=f"{key}@voorbeeld.example", template="mail/stopped_jobs"), key=key)
    return time.perf_counter() - begin

letter("first")  # opens the connection to Postgres
def until(condition):
    while not condition():
        time.sleep(0.05)
"""


def test_a_request_does_not_feel_a_dead_broker_and_the_mail_goes_when_it_is_back(post_office: PostOffice) -> None:
    worker, beat = post_office.worker(), post_office.beat()
    kill(post_office.valkey)
    took = post_office.run(f"""{LETTERS}
took = sorted(letter(f"bram{{number}}") for number in range(20))
until(lambda: doorbell.failures() >= 1)
print("took", took[10], sum(took))
""")

    # The log of that process may say more after it.
    said = next(line for line in took.splitlines() if line.startswith("took "))
    usual, together = map(float, said.split()[1:])
    assert usual < 0.5
    assert together < 5, "Celery alone takes six seconds to give up"
    assert worker.is_alive()
    assert beat.is_alive()
    assert post_office.mail.recipients == []
    post_office.valkey.start()
    wait_for(lambda: len(post_office.mail.recipients) == 21, what="the worker to find the broker again")
    assert not post_office.mail.doubles()


def test_the_bell_alone_brings_a_letter_also_after_the_broker_died(post_office: PostOffice) -> None:
    worker = post_office.worker()
    assert post_office.valkey.process is not None
    with post_office.talk(f"""{LETTERS}
print("said", flush=True)
for line in sys.stdin:
    failures = doorbell.failures()
    letter(line.strip())
    until(lambda: line != "lost\\n" or doorbell.failures() > failures)
    print("said", flush=True)
""") as web:
        wait_for(lambda: len(post_office.mail.recipients) == 1, what="the first letter")
        web.say("second")
        wait_for(lambda: len(post_office.mail.recipients) == 2, what="the second letter")

        kill(post_office.valkey)
        web.say("lost")
        post_office.valkey.start()
        wait_for(lambda: "Connected" in worker.tail(3), what="the worker to find the broker again")
        wait_for(lambda: len(post_office.mail.recipients) == 3, what="the letter of which the ring was lost")
        web.say("third")
        wait_for(lambda: len(post_office.mail.recipients) == 4, what="the letters after the broker came back")


def test_two_workers_do_each_job_once(post_office: PostOffice) -> None:
    for number in range(150):
        queue(number)
    post_office.worker()
    post_office.worker()
    post_office.beat()
    wait_for(all_done, what="all letters")

    assert len(post_office.mail.message_ids) == 150
    assert not post_office.mail.doubles()


@pytest.mark.parametrize("locked", [True, False])
@pytest.mark.django_db(transaction=True)
def test_without_the_row_lock_jobs_are_done_twice(monkeypatch: pytest.MonkeyPatch, locked: bool) -> None:
    did: list[str] = []
    meeting = Meeting()

    def do(job: Job) -> None:
        if not locked:
            meeting()
        did.append(job.key)

    kind = registry.Kind("test.slow", do, Priority.NORMAL, None, None, registry.KEEP)
    monkeypatch.setitem(registry._kinds, "test.slow", kind)
    if not locked:
        monkeypatch.setattr(JobQuerySet, "select_for_update", lambda jobs, **_options: jobs)
        monkeypatch.setattr(
            Job, "save", lambda job, update_fields: models.Model.save_base(job, update_fields=update_fields)
        )
    for number in range(60):
        services.enqueue(kind="test.slow", key=str(number))

    def work() -> None:
        while services.do_next(now=timezone.now()):
            pass

    in_threads(4, work)

    assert set(did) == {str(number) for number in range(60)}
    assert (len(did) == 60) is locked


def test_a_worker_that_is_told_to_stop_finishes_its_letter(post_office: PostOffice) -> None:
    post_office.mail.stall = lambda number: 0.5
    for number in range(60):
        queue(number)
    worker = post_office.worker("--concurrency=1")
    wait_for(lambda: len(post_office.mail.message_ids) >= 1)
    worker.ask_to_stop()
    assert worker.process is not None
    worker.process.wait(60)

    sent = len(post_office.mail.message_ids)
    assert sent < 60
    assert Job.objects.filter(state=State.DONE).count() == sent, "every letter that left is written down as sent"


def test_a_waiting_letter_costs_nothing_while_the_mail_server_is_away(post_office: PostOffice) -> None:
    for number in range(30):
        queue(number)
    post_office.mail.stop()
    post_office.worker()
    post_office.beat()
    wait_for(lambda: Job.objects.filter(attempts__gt=0).exists(), what="a first try")
    time.sleep(5)
    tries = sum(Job.objects.values_list("attempts", flat=True))
    assert 1 <= tries <= 4, "one letter a pause tries, the others keep their place"

    post_office.mail.start()
    Job.objects.filter(state=State.QUEUED).update(not_before=timezone.now() - timedelta(seconds=1))
    wait_for(all_done, what="the letters after the pause")
    assert not post_office.mail.doubles()
