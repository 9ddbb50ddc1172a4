"""Writing jobs and doing them."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection, transaction
from django.utils import timezone

from ndt.jobs import crashes, doorbell, pauses, progress, queries, registry, services
from ndt.jobs.core.errors import PermanentFailure, Refused, TryAgain, Unavailable
from ndt.jobs.models import Job, Priority, State
from tests.ndt.jobs.conftest import statements

pytestmark = pytest.mark.django_db


def fail_with(problem: Exception) -> Callable[[Job], None]:
    def handler(_job: Job) -> None:
        raise problem

    return handler


def sweep_until_quiet() -> None:
    while services.do_next(now=timezone.now()):
        pass


def test_a_job_is_one_statement(done: list[str]) -> None:
    with statements() as seen:
        services.enqueue(kind="test.note", key="a", payload={"x": [1, "é"]})

    assert len(seen) == 1
    assert Job.objects.get().payload == {"x": [1, "é"]}


def test_the_same_key_is_written_once(done: list[str]) -> None:
    first = services.enqueue(kind="test.note", key="a")
    second = services.enqueue(kind="test.note", key="a")
    sweep_until_quiet()

    assert (first, second) == (True, False)
    assert done == ["a"]


def test_a_key_still_guards_after_the_job_is_done(done: list[str]) -> None:
    services.enqueue(kind="test.note", key="a")
    sweep_until_quiet()

    assert not services.enqueue(kind="test.note", key="a")


def test_a_kind_that_nobody_registered_cannot_be_written() -> None:
    with pytest.raises(KeyError, match=r"test\.unknown"):
        services.enqueue(kind="test.unknown", key="a")


def test_a_payload_that_is_not_json_is_refused_at_once(done: list[str]) -> None:
    with pytest.raises(TypeError):
        services.enqueue(kind="test.note", key="a", payload={"when": timezone.now()})


def test_a_rollback_of_the_fact_leaves_no_job(done: list[str]) -> None:
    with transaction.atomic():
        services.enqueue(kind="test.note", key="a")
        transaction.set_rollback(True)

    assert not Job.objects.exists()


def test_an_inserted_row_touches_four_indexes() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexdef FROM pg_indexes WHERE tablename = 'jobs_job' ORDER BY 1")
        definitions = [definition for (definition,) in cursor.fetchall()]

    touched_by_insert = [d for d in definitions if "'done'" not in d and "'dead'" not in d]
    assert len(touched_by_insert) == 4, definitions


def test_a_done_job_forgets_what_it_held(done: list[str]) -> None:
    services.enqueue(kind="test.note", key="a", payload={"to": "amina@voorbeeld.example"})
    sweep_until_quiet()

    job = Job.objects.get()
    assert (job.state, job.payload) == (State.DONE, {})
    assert job.done_at is not None


def test_a_job_waits_for_its_moment(done: list[str]) -> None:
    now = timezone.now()
    services.enqueue(kind="test.note", key="later", not_before=now + timedelta(hours=1))

    assert not services.do_next(now=now)
    assert services.do_next(now=now + timedelta(hours=2))


def test_urgent_goes_before_bulk_whatever_was_first(done: list[str]) -> None:
    for key, priority in [("bulk", Priority.BULK), ("slow", Priority.SLOW), ("mail", None), ("code", Priority.URGENT)]:
        services.enqueue(kind="test.note", key=key, priority=priority)
    sweep_until_quiet()

    assert done == ["code", "mail", "bulk", "slow"]


def test_a_kind_has_a_priority_of_its_own(kind: Callable[..., None]) -> None:
    kind("test.slow", lambda job: None, priority=Priority.SLOW)
    services.enqueue(kind="test.slow", key="a")

    assert Job.objects.get().priority == Priority.SLOW


def test_a_fault_is_tried_again_later_and_undoes_what_the_handler_wrote(kind: Callable[..., None]) -> None:
    def handler(_job: Job) -> None:
        services.enqueue(kind="test.broken", key="written by the handler")
        raise ValueError("amina@voorbeeld.example is not a number")

    kind("test.broken", handler)
    services.enqueue(kind="test.broken", key="a")
    now = timezone.now()
    services.do_next(now=now)

    job = Job.objects.get()
    assert (job.state, job.attempts) == (State.QUEUED, 1)
    assert timedelta(seconds=10) <= job.not_before - now <= timedelta(seconds=12)


def test_the_stored_error_names_the_place_and_nobody(kind: Callable[..., None], caplog: object) -> None:
    kind("test.broken", fail_with(ValueError("amina@voorbeeld.example")))
    services.enqueue(kind="test.broken", key="a")
    with_log = caplog
    assert isinstance(with_log, pytest.LogCaptureFixture)
    with with_log.at_level(logging.DEBUG):
        services.do_next(now=timezone.now())

    assert Job.objects.get().last_error.startswith("ValueError (tests/ndt/jobs/test_services.py:")
    assert "amina" not in with_log.text
    assert "amina" not in json.dumps([record.__dict__ for record in with_log.records], default=str)


def test_a_fault_of_ours_stops_after_eight_chances(kind: Callable[..., None]) -> None:
    kind("test.broken", fail_with(ValueError()))
    services.enqueue(kind="test.broken", key="a", payload={"kept": True})
    now = timezone.now()
    for day in range(20):
        services.do_next(now=now + timedelta(days=day))

    job = Job.objects.get()
    assert (job.state, job.attempts) == (State.DEAD, 8)
    assert job.payload == {"kept": True}, "an operator may send it again"


def test_trouble_outside_gets_more_chances(kind: Callable[..., None]) -> None:
    kind("test.away", fail_with(TryAgain("away")))
    services.enqueue(kind="test.away", key="a")
    now = timezone.now()
    for day in range(20):
        services.do_next(now=now + timedelta(days=day))

    job = Job.objects.get()
    assert (job.state, job.attempts, job.last_error) == (State.QUEUED, 20, "away")


def test_a_permanent_failure_stops_at_once_and_raises_the_alarm(
    kind: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    monkeypatch.setattr(registry, "_alarms", [lambda job, now: told.append(job.last_error)])
    kind("test.never", fail_with(PermanentFailure("smtp-554")))
    services.enqueue(kind="test.never", key="a")
    services.do_next(now=timezone.now())

    assert Job.objects.get().state == State.DEAD
    assert told == ["smtp-554"]


def test_an_alarm_that_fails_does_not_keep_the_job_alive(
    kind: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(registry, "_alarms", [lambda job, now: Job.objects.get(key="absent")])
    kind("test.never", fail_with(PermanentFailure("smtp-554")))
    services.enqueue(kind="test.never", key="a")
    services.do_next(now=timezone.now())

    assert Job.objects.get().state == State.DEAD


def test_a_refusal_ends_without_alarm_and_forgets(kind: Callable[..., None], monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []
    monkeypatch.setattr(registry, "_alarms", [lambda job, now: told.append(job.last_error)])
    kind("test.refused", fail_with(Refused("smtp-550-5.1.1")))
    services.enqueue(kind="test.refused", key="a", payload={"to": "amina"})
    services.do_next(now=timezone.now())

    job = Job.objects.get()
    assert (job.state, job.payload, told) == (State.REFUSED, {}, [])


def test_a_service_that_is_gone_is_left_alone_and_other_kinds_go_on(kind: Callable[..., None], done: list[str]) -> None:
    kind("test.gone", fail_with(Unavailable("gone")), priority=Priority.URGENT)
    for number in range(3):
        services.enqueue(kind="test.gone", key=f"gone {number}")
    services.enqueue(kind="test.note", key="a")
    sweep_until_quiet()

    assert done == ["a"]
    assert sum(Job.objects.filter(kind="test.gone").values_list("attempts", flat=True)) == 1
    assert pauses.paused() == ["test.gone"]


def test_a_gate_moves_a_job_without_costing_a_chance(kind: Callable[..., None]) -> None:
    now = timezone.now()
    kind("test.gated", fail_with(AssertionError()), gate=lambda job, now: now + timedelta(minutes=1))
    services.enqueue(kind="test.gated", key="a")
    services.do_next(now=now + timedelta(seconds=1))

    job = Job.objects.get()
    assert (job.state, job.attempts) == (State.QUEUED, 0)
    assert job.not_before == now + timedelta(seconds=61)


def test_an_unknown_kind_waits_for_a_worker_that_knows_it(done: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    services.enqueue(kind="test.note", key="a")
    with monkeypatch.context() as old_worker:
        old_worker.delitem(registry._kinds, "test.note")
        services.do_next(now=timezone.now())

    job = Job.objects.get()
    assert (job.state, job.last_error) == (State.QUEUED, "unknown-kind")
    services.do_next(now=timezone.now() + timedelta(minutes=1))
    assert done == ["a"]


def test_a_job_that_keeps_killing_its_worker_is_put_off(done: list[str]) -> None:
    services.enqueue(kind="test.note", key="poison")
    job = Job.objects.get()
    for _kill in range(crashes.SUSPECT):
        crashes.begin(job.id)
    services.do_next(now=timezone.now())

    job.refresh_from_db()
    assert (job.state, job.attempts, job.last_error, done) == (State.QUEUED, 1, "worker-lost", [])


def test_one_slow_job_at_a_time_so_that_mail_never_waits_for_a_pdf(kind: Callable[..., None], done: list[str]) -> None:
    kind("test.pdf", lambda job: done.append(job.key), priority=Priority.SLOW)
    services.enqueue(kind="test.pdf", key="pdf")
    # From another session: Postgres gives the same session its own lock twice.
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s, 0)", [services._SLOW_LOCK])
        assert not services.do_next(now=timezone.now())
        services.enqueue(kind="test.note", key="mail")
        assert services.do_next(now=timezone.now())
    finally:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock_all()")
        other.close()

    assert done == ["mail"]


def test_doing_a_job_costs_few_statements(done: list[str]) -> None:
    services.enqueue(kind="test.note", key="a", priority=Priority.URGENT)
    with statements() as seen:
        services.do_next(now=timezone.now())

    work = [sql for sql in seen if not sql.startswith(("SAVEPOINT", "RELEASE"))]
    assert len(work) == 2, work


def test_an_idle_look_costs_four_statements() -> None:
    with statements() as seen:
        services.do_next(now=timezone.now())

    assert len([sql for sql in seen if not sql.startswith(("SAVEPOINT", "RELEASE"))]) == 4


def test_a_sweep_stops_in_time_and_rings_for_the_rest(
    kind: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    rings: list[int] = []
    monkeypatch.setattr(doorbell, "ring", lambda: rings.append(1))
    kind("test.note", lambda job: None)
    for number in range(3):
        services.enqueue(kind="test.note", key=str(number))

    assert services.sweep(seconds=0) == 1
    assert rings


def test_a_sweep_closes_what_handlers_left_open_also_after_a_crash(monkeypatch: pytest.MonkeyPatch) -> None:
    closed: list[int] = []
    monkeypatch.setattr(registry, "_after_sweep", [lambda: closed.append(1)])

    def crash(**_facts: object) -> bool:
        raise MemoryError

    services.sweep()
    monkeypatch.setattr(services, "do_next", crash)
    with pytest.raises(MemoryError):
        services.sweep()

    assert closed == [1, 1]


def test_an_operator_sends_a_stopped_job_again(kind: Callable[..., None], done: list[str]) -> None:
    kind("test.once", fail_with(PermanentFailure("smtp-554")))
    services.enqueue(kind="test.once", key="a")
    services.do_next(now=timezone.now())
    kind("test.once", lambda job: done.append(job.key))

    assert services.resend(ids=[Job.objects.get().pk], now=timezone.now()) == 1
    sweep_until_quiet()
    assert done == ["a"]
    assert services.resend(ids=[Job.objects.get().pk], now=timezone.now()) == 0, "a done job is not sent again"


def test_an_operator_drops_a_stopped_job_and_it_forgets(kind: Callable[..., None]) -> None:
    kind("test.never", fail_with(PermanentFailure("smtp-554")))
    services.enqueue(kind="test.never", key="a", payload={"to": "amina"})
    services.do_next(now=timezone.now())

    assert services.drop(ids=[Job.objects.get().pk], now=timezone.now(), reason="dubbel") == 1
    job = Job.objects.get()
    assert (job.state, job.payload, job.last_error) == (State.DROPPED, {}, "dubbel")


def test_an_erased_person_is_nowhere_in_the_outbox(done: list[str]) -> None:
    for key in ("done", "waiting"):
        services.enqueue(
            kind="test.note", key=key, payload={"to": "amina"}, recipient="f00d", domain="voorbeeld.example"
        )
        if key == "done":
            sweep_until_quiet()
    services.enqueue(kind="test.note", key="other", payload={"to": "bram"}, recipient="beef")

    assert services.erase(Job.objects.filter(recipient="f00d"), "x", timezone.now()) == 2
    rows = {job.key: (job.state, job.payload, job.recipient, job.domain) for job in Job.objects.all()}
    assert rows["done"] == (State.DONE, {}, "", "")
    assert rows["waiting"] == (State.DROPPED, {}, "", "")
    assert rows["other"] == (State.QUEUED, {"to": "bram"}, "beef", "")


def test_progress_is_seen_while_the_job_runs(kind: Callable[..., None]) -> None:
    seen: list[progress.Progress | None] = []

    def handler(job: Job) -> None:
        progress.report(job, 3, 12)
        seen.append(progress.read("a"))

    kind("test.long", handler)
    services.enqueue(kind="test.long", key="a")
    before = progress.read("a")
    services.do_next(now=timezone.now())

    assert before == progress.Progress(State.QUEUED, 0, 0)
    assert seen == [progress.Progress(State.QUEUED, 3, 12)]
    assert seen[0] is not None
    assert seen[0].percentage == 25
    finished = progress.read("a")
    assert finished is not None
    assert finished.percentage == 100
    assert progress.read("nothing") is None


def test_rows_go_when_their_kind_says_so_and_the_key_is_free_again(kind: Callable[..., None], done: list[str]) -> None:
    kind("test.long", lambda job: None, keep=timedelta(days=365))
    for name in ("test.note", "test.long"):
        services.enqueue(kind=name, key=name)
    sweep_until_quiet()

    assert services.clean(timezone.now() + timedelta(days=89)) == 0
    assert services.clean(timezone.now() + timedelta(days=91)) == 1
    assert [job.key for job in Job.objects.all()] == ["test.long"]


def test_rows_of_a_kind_that_no_longer_exists_go_too(done: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    services.enqueue(kind="test.note", key="a")
    sweep_until_quiet()
    monkeypatch.delitem(registry._kinds, "test.note")

    assert services.clean(timezone.now() + timedelta(days=91)) == 1


def test_a_stopped_job_that_nobody_looked_at_forgets_after_thirty_days(kind: Callable[..., None]) -> None:
    kind("test.never", fail_with(PermanentFailure("smtp-554")))
    services.enqueue(kind="test.never", key="a", payload={"to": "amina"})
    services.do_next(now=timezone.now())
    services.clean(timezone.now() + timedelta(days=31))

    job = Job.objects.get()
    assert (job.state, job.payload) == (State.DROPPED, {})


def test_the_outlook_counts_what_waits_and_what_stopped(kind: Callable[..., None], done: list[str]) -> None:
    kind("test.never", fail_with(PermanentFailure("smtp-554")))
    services.enqueue(kind="test.never", key="dead")
    services.do_next(now=timezone.now())
    now = timezone.now()
    services.enqueue(kind="test.note", key="old", not_before=now - timedelta(minutes=5))
    services.enqueue(kind="test.note", key="future", not_before=now + timedelta(minutes=5))

    assert queries.outlook(now=now) == queries.Outlook(due=1, since=now - timedelta(minutes=5), dead=1)


def test_a_bell_that_hangs_rung_is_not_rung_again_until_heard(monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[str] = []
    monkeypatch.setattr(doorbell.app, "send_task", lambda name, **options: sent.append(name))
    cache.delete("jobs:bell")

    doorbell.announce()
    doorbell.announce()
    doorbell.heard()
    doorbell.announce()

    assert sent == ["ndt.jobs.tasks.sweep"] * 2


def test_a_late_outbox_is_an_error_in_the_log(done: list[str], caplog: pytest.LogCaptureFixture) -> None:
    now = timezone.now()
    assert not services.watch(now=now)
    services.enqueue(kind="test.note", key="old", not_before=now - timedelta(minutes=11))

    with caplog.at_level(logging.ERROR, logger="ndt.jobs"):
        assert services.watch(now=now)
    assert [(record.message, record.levelname) for record in caplog.records] == [("outbox_late", "ERROR")]
