"""Rounds with applications that can swap, and runs of them."""

from __future__ import annotations

import time
from datetime import datetime, timedelta
from typing import Any

from ndt.jobs.models import Job
from ndt.people.models import User
from ndt.schools.models import Postcode
from tests.wisselkracht import factories
from wisselkracht import tasks
from wisselkracht.models import Application, Expertise, Goal, Round, RoundState, Run, RunState, Wishes
from wisselkracht.queries.facts import Parameters
from wisselkracht.services import running

NOON = factories.NOON


def application(found: Round, *, good: str = "lezen", wants: str = "lezen", **facts: Any) -> Application:
    """A verified application of a school that is good at one theme and wants to learn another."""
    Postcode.objects.get_or_create(pc4="4950", defaults={"lat": 52.0, "lon": 5.0})
    wishes = facts.pop("wishes", {})
    made = factories.complete(round=found, **facts)
    Expertise.objects.filter(application=made).update(theme=good)
    Goal.objects.filter(application=made).delete()
    Goal.objects.create(application=made, theme=wants, priority=3)
    Wishes.objects.filter(applicant__application=made).update(**{"three_way": True} | wishes)
    return made


def round_of(number: int, **facts: Any) -> tuple[Round, list[Application]]:
    """A closed round in which everybody can swap with everybody, with so many applications."""
    found = factories.round_(**facts)
    made = [application(found) for _one in range(number)]
    close(found)
    return found, made


def close(found: Round) -> None:
    """Let the round take no more applications."""
    Round.objects.filter(pk=found.pk).update(state=RoundState.CLOSED, closes_at=NOON - timedelta(days=1))
    found.refresh_from_db()


def wish(**facts: Any) -> running.Wish:
    return running.Wish(**{"largest": 3, "parameters": Parameters(), "longest_s": 20} | facts)


def work(now: datetime = NOON) -> None:
    """Do what the outbox holds for runs, until nothing is left."""
    handlers = {
        running.BUILD: tasks.handle_build,
        running.SOLVE: tasks.handle_work,
        running.EXPLAIN: tasks.handle_explain,
    }
    seen: set[int] = set()
    while todo := [job for job in Job.objects.filter(kind__in=handlers).order_by("pk") if job.pk not in seen]:
        for job in todo:
            seen.add(job.pk)
            if job.payload:  # else the real worker of a browser test was first
                handlers[job.kind](job)


def done(found: Round, *, by: User | None = None, now: datetime = NOON, **facts: Any) -> Run:
    """A run of a round that came to its end."""
    run = running.start(found=found, wish=wish(**facts), by=by, now=now)
    work(now)
    run.refresh_from_db()
    deadline = time.monotonic() + 60
    while run.state in (RunState.WAITING, RunState.RUNNING) and time.monotonic() < deadline:
        time.sleep(0.2)
        run.refresh_from_db()
    return run


def exchanges(run: Run) -> list[set[int | None]]:
    """Give the exchanges of a run as sets of applications."""
    return [{one.application_id for one in each.members.all()} for each in run.exchanges.order_by("number")]
