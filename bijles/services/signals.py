"""A school's signal: slips of paper with a code that works once, and a parent who types it."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from bijles.core import codes
from bijles.core.errors import CodeSpent, CodesTried, NotPrintable
from bijles.models import Child, School, Signal
from bijles.queries import outreach
from ndt.limits import services as limits
from ndt.privacy.keyed import keyed_hash

# Half a school year: a tip of last year may not fit a child any more.
HOLDS: Final = timedelta(days=180)
MISSES: Final = "bijles.signal"
MOST_MISSES: Final = 10
_DAY: Final = timedelta(days=1)


@transaction.atomic
def make(*, school: School, subject: str, level: str, count: int, key: UUID, today: date) -> list[str]:
    """Make slips and give their codes: after this only their hashes exist. Raises NotPrintable.

    key: of the form, which nobody keeps. Whoever presses twice gets the same slips twice: their codes come from the key and what
    was asked, through our own secret, so that without the form nobody can find them again.
    """
    if not School.objects.active().select_for_update().filter(pk=school.pk).exists():
        raise NotPrintable
    secret = keyed_hash("bijles.slips", f"{key} {school.pk} {subject} {level} {count}")
    # The secret is as long as a key, and one form shows far too little of the generator to go back to it.
    drawn = sorted(codes.draw(count, random.Random(secret)))  # noqa: S311
    if Signal.objects.filter(school=school, digest__in=[outreach.digest(code) for code in drawn]).exists():
        return drawn
    Signal.objects.bulk_create(
        Signal(
            school=school,
            digest=outreach.digest(code),
            subject=subject,
            level=level,
            made_on=today,
            expires_on=today + HOLDS,
        )
        for code in drawn
    )
    return drawn


def seek(*, code: str, scheme: int, by: int, now: datetime) -> Signal | None:
    """Give the signal of a code that can still be used with a pass; None for one that is used, too old, or none.

    by: the account that tries. Raises CodesTried after ten a day that are no code at all.
    """
    subject, today = str(by), timezone.localdate(now)
    if not limits.left(purpose=MISSES, subject=subject, limit=MOST_MISSES, window=_DAY, now=now):
        raise CodesTried
    if outreach.find(code, today=today) is None:
        limits.allow(purpose=MISSES, subject=subject, limit=MOST_MISSES, window=_DAY, now=now)
    return outreach.open_signal(code, today=today, scheme=scheme)


@transaction.atomic
def take(*, child: Child, code: str, today: date) -> Signal:
    """Let a parent use the code of a slip for a child, once. The same parent may send it twice. Raises CodeSpent."""
    if not codes.is_code(codes.tidy(code)):
        raise CodeSpent
    scheme = child.shown.scheme_id
    found = Signal.objects.select_for_update().filter(digest=outreach.digest(code), school__scheme=scheme).first()
    if found is None or found.expires_on < today or (found.used_on and found.child_id != child.pk):
        raise CodeSpent
    found.child, found.used_on = child, found.used_on or today
    found.save(update_fields=["child", "used_on"])
    return found
