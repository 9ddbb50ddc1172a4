"""Two at once: an answer at the moment of expiry, two approvals, a yes and a no.

The negative controls take the lock away and hold the first one between its look and its write, until the other one
is done: they wait for events, never for time.
"""

from __future__ import annotations

import threading
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import connection, transaction

from beraad.core.errors import Closed, DeadlinePassed
from beraad.models import Assembly, Invitation
from beraad.models.invitation import Answer
from beraad.services import assemblies, inviting, replacing
from ndt.jobs.models import Job
from tests.beraad import factories
from tests.campaigns.races import both

pytestmark = pytest.mark.django_db(transaction=True)
HOUR = timedelta(hours=1)
PATIENCE_S = 60


@pytest.fixture
def begun(db):
    return factories.inviting()


def letters(kind):
    return [job for job in Job.objects.filter(kind="mail.send") if job.payload["template"] == f"beraad/{kind}"]


def backends_that_wait() -> bool:
    with connection.cursor() as cursor:
        # Within one transaction the first look is kept, until it is cleared.
        cursor.execute("SELECT pg_stat_clear_snapshot()")
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
        )
        return bool(cursor.fetchone()[0])


@contextmanager
def held(assembly):
    """Hold the lock of the assembly until somebody is seen waiting for it, then let go."""
    with transaction.atomic():
        assemblies.locked(assembly)
        yield
        for _look in range(PATIENCE_S * 100):
            if backends_that_wait():
                return
            threading.Event().wait(0.01)
        raise AssertionError("nobody came to wait")


def run(work, outcomes, name):
    def caught():
        try:
            outcomes[name] = work()
        except Exception as problem:  # noqa: BLE001  an outcome like any other
            outcomes[name] = problem
        finally:
            connection.close()

    thread = threading.Thread(target=caught)
    thread.start()
    return thread


def without_locks(monkeypatch):
    """Take the locks of the room away; the services look and write as before."""
    monkeypatch.setattr(assemblies, "locked", lambda assembly, *_states: Assembly.objects.get(pk=assembly.pk))
    monkeypatch.setattr(
        inviting,
        "_locked",
        lambda found: Invitation.objects.select_related("assembly__plan", "ticket__registration__assembly").get(
            pk=found.pk
        ),
    )


def paused(monkeypatch, target, name):
    """Hold the first call of a function until told to go on; give what it says when it is there, and the go."""
    there, go, first = threading.Event(), threading.Event(), threading.Lock()
    act = getattr(target, name)

    def pausing(*arguments, **facts):
        if first.acquire(blocking=False):
            there.set()
            assert go.wait(PATIENCE_S)
        return act(*arguments, **facts)

    monkeypatch.setattr(target, name, pausing)
    return there, go


def interleaved(there, go, slow, quick):
    """Let the slow one look, the quick one do all of it, and the slow one write; give both outcomes."""
    outcomes: dict[str, object] = {}
    thread = run(slow, outcomes, "slow")
    assert there.wait(PATIENCE_S)
    run(quick, outcomes, "quick").join(PATIENCE_S)
    go.set()
    thread.join(PATIENCE_S)
    return outcomes


def test_an_answer_at_the_moment_of_expiry_counts_or_comes_too_late_but_never_both(begun):
    mine = Invitation.objects.get(seat=1)
    before, after = mine.deadline - timedelta(seconds=1), mine.deadline
    outcomes: dict[str, object] = {}

    with held(begun):
        threads = [
            run(lambda: inviting.accept(invitation=mine, now=before), outcomes, "yes"),
            run(lambda: inviting.expire(assembly=begun, now=after), outcomes, "expiry"),
        ]
    for thread in threads:
        thread.join(PATIENCE_S)

    mine.refresh_from_db()
    said = (mine.state, isinstance(outcomes["yes"], DeadlinePassed), outcomes["expiry"])
    assert said in ((Answer.ACCEPTED, False, 9), (Answer.EXPIRED, True, 10))
    assert len(letters("accepted")) == (mine.state == Answer.ACCEPTED)
    assert len(letters("expired")) == outcomes["expiry"]


def test_without_the_lock_somebody_hears_both_that_they_are_in_and_that_they_are_too_late(begun, monkeypatch):
    mine = Invitation.objects.get(seat=1)
    without_locks(monkeypatch)
    there, go = paused(monkeypatch, inviting, "_answer")

    interleaved(
        there,
        go,
        lambda: inviting.accept(invitation=mine, now=mine.deadline - timedelta(seconds=1)),
        lambda: inviting.expire(assembly=begun, now=mine.deadline),
    )

    assert (len(letters("accepted")), len(letters("expired"))) == (1, 10)


def test_a_yes_and_a_no_at_once_end_as_the_last_of_them(begun):
    mine = Invitation.objects.get(seat=1)

    outcomes = both(
        lambda: inviting.accept(invitation=mine, now=factories.NOON),
        lambda: inviting.decline(invitation=mine, why="dates", now=factories.NOON),
    )

    assert not [outcome for outcome in outcomes if isinstance(outcome, Exception)]
    mine.refresh_from_db()
    assert mine.changes == 1
    assert (mine.state, mine.why) in ((Answer.ACCEPTED, ""), (Answer.DECLINED, "dates"))


def test_without_the_lock_the_change_of_mind_is_lost(begun, monkeypatch):
    mine = Invitation.objects.get(seat=1)
    without_locks(monkeypatch)
    there, go = paused(monkeypatch, inviting, "_answer")

    interleaved(
        there,
        go,
        lambda: inviting.accept(invitation=mine, now=factories.NOON),
        lambda: inviting.decline(invitation=mine, why="dates", now=factories.NOON),
    )

    mine.refresh_from_db()
    assert mine.changes == 0


def proposed(assembly):
    inviting.decline(invitation=Invitation.objects.get(seat=1), why="dates", now=factories.NOON)
    return factories.proposed(assembly)


def approve(found, reason):
    return lambda: replacing.approve(found=found, source=factories.balls(), reason=reason, by=None, now=factories.NOON)


def test_two_approvals_at_once_approve_once(begun):
    found = proposed(begun)

    outcomes = both(approve(found, "De een"), approve(found, "De ander"))

    assert sum(isinstance(outcome, Closed) for outcome in outcomes) == 1
    assert begun.entries.filter(step="round-published").count() == 1


def test_without_the_lock_only_the_database_stops_the_second_approval(begun, monkeypatch):
    found = proposed(begun)
    without_locks(monkeypatch)
    rows = type(found)._default_manager.all().__class__
    monkeypatch.setattr(rows, "select_for_update", lambda self, **_facts: self)
    there, go = paused(monkeypatch, replacing.drawing, "check_pool")

    outcomes = interleaved(there, go, approve(found, "De een"), approve(found, "De ander"))

    assert not isinstance(outcomes["quick"], Exception)
    assert isinstance(outcomes["slow"], Exception)
    assert not isinstance(outcomes["slow"], Closed)


def test_who_takes_the_seat_back_while_it_is_given_away_gets_it_or_hears_so(begun):
    found = proposed(begun)
    mine = Invitation.objects.get(seat=1)

    both(approve(found, "Vol"), lambda: inviting.accept(invitation=mine, now=factories.NOON))

    mine.refresh_from_db()
    found.refresh_from_db()
    assert (mine.state == Answer.ACCEPTED) == (found.state == "proposed")
    assert (mine.replaced_by_id is None) == (mine.state == Answer.ACCEPTED)
