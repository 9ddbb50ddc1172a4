"""An offer, and the people who handle it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from ndt.allies.models import Offer
from ndt.allies.services import offering
from ndt.allies.services.offering import Entry
from ndt.people.models import Kind, Membership, Organisation, Role, User
from ndt.web import registry

NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)


@pytest.fixture
def coby(db: None) -> User:
    """The coordinator of Kansen Te Koop."""
    user = User.objects.create_user("coby@voorbeeld.example", name="Coby")
    team = Organisation.objects.create(name="Team", kind=Kind.CAMPAIGN_TEAM, solution="campaigns")
    Membership.objects.create(user=user, organisation=team, role=Role.COORDINATOR, since=NOW.date())
    return user


@pytest.fixture
def send(db: None) -> Callable[..., Offer]:
    """Give a function that sends an offer; a test names the facts it needs."""

    def offer(*, block: str = "192.0.2.1", now: datetime = NOW, **facts: Any) -> Offer:
        entry = {
            "sought": "ally",
            "name": "Omar",
            "email": "omar@voorbeeld.example",
            "organisation": "",
            "message": "Ik help graag.",
            "language": "nl",
            "took": timedelta(minutes=1),
            "bait": "",
        }
        solution = registry.solution("campaigns")
        return offering.offer(solution=solution, entry=Entry(**(entry | facts)), block=block, now=now)

    return offer
