"""Somebody who follows a report, so that the demo's first night brings a mail."""

from __future__ import annotations

import random
from datetime import datetime

from ndt.people.models import Role, User
from ndt.reports import registry
from ndt.reports.core.rhythm import Rhythm
from ndt.reports.services import following


def load(now: datetime, rng: random.Random) -> None:
    """Let the demo's policymaker follow the platform's own report."""
    policymaker = User.objects.filter(memberships__role=Role.POLICYMAKER).order_by("pk").first()
    if policymaker is not None:
        following.follow(
            user=policymaker,
            report=registry.report("stand-van-het-platform"),
            municipality="",
            rhythm=rng.choice(list(Rhythm)),
            now=now,
        )
