"""Modules of a programme and an institute. A test names the facts it needs."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.utils import timezone

from ndt.jobs.models import Job
from opleiding.core.modules import Exemption, Side
from opleiding.models import Goal, Module
from opleiding.services import modules, profile
from opleiding.services.modules import Plan
from tests.opleiding import factories

NOW = datetime(2026, 11, 29, 12, tzinfo=UTC)
DAY = timedelta(days=1)


def plan(now: datetime = NOW, **facts: Any) -> Plan:
    """A module in forty days, with two seats."""
    first = timezone.localdate(now) + 40 * DAY
    return Plan(
        **{
            "title": "Orde houden", "goal": Goal.TEACHING, "subject": None, "about": "Een volle klas.",
            "outcomes": "Je begint rustig.", "ec": 1, "hours": 28, "exemptions": (), "seats": 2, "starts_on": first,
            "ends_on": first + 28 * DAY, "closes_on": first - 7 * DAY, "place": "Zaal 3",
        }
        | facts
    )  # fmt: skip


def draft(now: datetime = NOW, **facts: Any) -> Module:
    """One that the programme writes."""
    makers = {
        "programme": facts.pop("programme", None) or factories.programme(),
        "institute": facts.pop("institute", None) or factories.institute(),
    }
    side = facts.pop("side", Side.PROGRAMME)
    return modules.begin(**makers, plan=plan(now, **facts), side=side, by=None, now=now)


def shared(now: datetime = NOW, **facts: Any) -> Module:
    made = draft(now, **facts)
    modules.share(module=made, side=Side(made.proposed_by), now=now)
    return again(made)


def approved(now: datetime = NOW, **facts: Any) -> Module:
    made = shared(now, **facts)
    for side in Side:
        modules.approve(module=made, version=1, side=side, by=None, now=now)
    return again(made)


def opened(now: datetime = NOW, **facts: Any) -> Module:
    """One that trainers can enter."""
    made = approved(now, **facts)
    return modules.publish(module=made, now=now)


def over(now: datetime = NOW, **facts: Any) -> Module:
    """One that was opened long ago and ended yesterday, with nobody in it."""
    return opened(now - 69 * DAY, **facts)


def full(number: int, now: datetime = NOW, **facts: Any) -> Module:
    """One that ended yesterday, which so many followed."""
    made = over(now, **{"seats": number} | facts)
    for one in people(number):
        modules.register(module=made, trainer=one, now=now - 60 * DAY)
    return again(made)


def people(number: int) -> list[Any]:
    house = factories.institute()
    return [factories.trainer(institute=house) for _one in range(number)]


def veteran(hours: int = 100, code: str = "wiskunde") -> Any:
    """A trainer with hours that the institute confirmed."""
    found = factories.trainer()
    row = factories.experience(found, hours=hours, subject=factories.subject(code))
    profile.allow(trainer=found, uses=["institute"], visible_to=[], now=NOW)
    profile.confirm(experience=row, seen=hours, by=factories.user(), now=NOW)
    return found


def exemption(**facts: Any) -> Exemption:
    return Exemption(**{"part": "Voorbereiden", "subject": "wiskunde", "hours": 100, "spares": 6} | facts)


def again(row: Any) -> Any:
    return type(row).objects.get(pk=row.pk)


def letters() -> list[tuple[str, str]]:
    """Give what waits in the outbox: the letter's name and to whom."""
    payloads = Job.objects.filter(kind="mail.send").values_list("payload", flat=True)
    found = [one if isinstance(one, dict) else json.loads(one) for one in payloads]
    return sorted((one["template"].removeprefix("opleiding/"), one["to"]) for one in found)


def typed(now: datetime, **facts: Any) -> dict[str, Any]:
    """Give a text as a form sends it, without rows."""
    first: date = timezone.localdate(now) + 40 * DAY
    return {
        "title": "Orde houden", "goal": "teaching", "subject": "", "about": "Een volle klas.",
        "outcomes": "Je begint rustig.", "hours": "28", "ec": "1", "place": "Zaal 3", "starts_on": f"{first}",
        "ends_on": f"{first + 28 * DAY}", "closes_on": f"{first - 7 * DAY}", "seats": "2",
    } | facts  # fmt: skip
