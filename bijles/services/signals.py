"""A school's signal: slips of paper with a code that works once, and a parent who types it."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Final
from uuid import UUID

from django.db import transaction

from bijles.core import codes
from bijles.core.errors import CodeSpent, NotPrintable
from bijles.models import Child, School, Signal
from bijles.queries import outreach
from ndt.privacy.keyed import keyed_hash

# Half a school year: a tip of last year may not fit a child any more.
HOLDS: Final = timedelta(days=180)


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
