"""A municipality decides about lessons, and draws those that it checks."""

from __future__ import annotations

import secrets
from datetime import date, datetime, timedelta
from typing import Final

from django.db import transaction
from django.utils import timezone

from bijles.core import attendance
from bijles.models import Booking, Decision, PassScheme, SilenceDraw
from bijles.queries import attendance as queries
from bijles.services import attending
from ndt.people.models import User

# Who has a lesson on the last day ticks and answers within nine days; after that a month does not change.
SETTLED: Final = attendance.TO_TICK + attendance.TO_ANSWER


@transaction.atomic
def decide(*, booking: Booking, took_place: bool, reason: str, by: User, now: datetime) -> Decision:
    """Decide a dispute or a silence, once, with a reason. Raises NotBookable("decided") when there is nothing to decide."""
    attending.decide(booking=booking, took_place=took_place, now=now)
    return Decision.objects.create(booking=booking, took_place=took_place, reason=reason, by=by, at=now)


def draw_all(*, now: datetime) -> int:
    """Draw the lessons to check of the last whole month that is settled, for each pass; give how many draws that made."""
    settled = timezone.localdate(now - SETTLED)
    month = (settled.replace(day=1) - timedelta(days=1)).replace(day=1)
    return sum(_draw(scheme, month, now=now) for scheme in PassScheme.objects.order_by("pk"))


@transaction.atomic
def _draw(scheme: PassScheme, month: date, *, now: datetime) -> bool:
    PassScheme.objects.select_for_update(no_key=True).get(pk=scheme.pk)
    silent = list(queries.silent_in(scheme, month).values_list("pk", flat=True))
    if not silent or SilenceDraw.objects.filter(scheme=scheme, month=month).exists():
        return False
    seed = secrets.token_hex(16)
    made = SilenceDraw.objects.create(scheme=scheme, month=month, seed=seed, silent=len(silent), at=now)
    made.bookings.set(attendance.drawn(silent, seed=seed, month=f"{month:%Y-%m}"))
    return True
