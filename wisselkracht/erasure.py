"""Erasure of one of the three: what an application is without them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from wisselkracht.services import practices
from wisselkracht.services.leaving import erase_one


def erase_applicants(rows: QuerySet[Any], _tombstone: str, now: datetime) -> int:
    """Erase a person from all their applications; give how many places that were."""
    people = list(rows.order_by("application_id", "pk"))
    for person in people:
        erase_one(person, now=now)
    return len(people)


def erase_consents(rows: QuerySet[Any], _tombstone: str, _now: datetime) -> int:
    """Forget what a person agreed to; a public text that hangs on it is taken down."""
    mailboxes = set(rows.values_list("mailbox", flat=True))
    number = rows.count()
    for mailbox in mailboxes:
        practices.drop_consents(mailbox)
    return number


def names_went_with_their_owner(rows: QuerySet[Any], _tombstone: str, _now: datetime) -> int:
    """Leave agreements as they are: the name was taken out with the person (`erase_applicants`)."""
    return rows.count()
