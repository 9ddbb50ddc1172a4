"""Daily rounds."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from ndt.jobs import services
from ndt.jobs.models import Job, State

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 24, 11, 0, tzinfo=UTC)


def sweep_until_quiet() -> None:
    while services.do_next(now=timezone.now()):
        pass


def test_a_round_runs_once_a_day_with_two_beats(daily: dict[str, Any]) -> None:
    ran: list[datetime] = []
    daily["test.round"] = ran.append
    for _beat in range(2):
        services.plan_daily(now=NOON)
        sweep_until_quiet()
    services.plan_daily(now=NOON + timedelta(hours=6))
    sweep_until_quiet()
    assert len(ran) == 1

    services.plan_daily(now=NOON + timedelta(days=1))
    sweep_until_quiet()
    assert len(ran) == 2


def test_the_day_begins_at_three_at_night_in_amsterdam(daily: dict[str, Any]) -> None:
    daily["test.round"] = lambda now: None
    for minutes in (-1, 0):
        services.plan_daily(now=datetime(2026, 11, 24, 2, 0, tzinfo=UTC) + timedelta(minutes=minutes))

    assert sorted(Job.objects.values_list("key", flat=True)) == [
        "daily:test.round:2026-11-23",
        "daily:test.round:2026-11-24",
    ]


def test_a_missed_day_is_made_up_for_by_one_round(daily: dict[str, Any]) -> None:
    ran: list[datetime] = []
    daily["test.round"] = ran.append
    services.plan_daily(now=NOON)
    sweep_until_quiet()

    services.plan_daily(now=NOON + timedelta(days=9))
    sweep_until_quiet()

    assert len(ran) == 2


def test_a_round_that_fails_is_tried_again_and_others_go_on(daily: dict[str, Any]) -> None:
    ran: list[datetime] = []

    def broken(_now: datetime) -> None:
        raise ValueError

    daily |= {"test.broken": broken, "test.good": ran.append}
    services.plan_daily(now=NOON)
    sweep_until_quiet()

    assert len(ran) == 1
    job = Job.objects.get(key="daily:test.broken:2026-11-24")
    assert (job.state, job.attempts) == (State.QUEUED, 1)
