"""Sessions: a person's are found by reading them, because what stands in one is packed."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.cached_db import SessionStore
from django.contrib.sessions.models import Session
from django.db.models import Q, QuerySet

from ndt.privacy.registry import Person


def of(person: Person) -> Q:
    """Give the sessions of the account, and those in which one of the addresses was typed."""
    addresses = [json.dumps(address.lower())[1:-1] for address in person.addresses]
    keys = []
    for session in Session.objects.only("session_key", "session_data").iterator(chunk_size=2000):
        data = session.get_decoded()
        text = json.dumps(data, default=str).lower()
        own = person.user_id is not None and data.get(SESSION_KEY) == str(person.user_id)
        if own or any(address in text for address in addresses):
            keys.append(session.session_key)
    return Q(session_key__in=keys)


def erase(found: QuerySet[Any], _tombstone: str, _now: datetime) -> int:
    """End sessions, in the table and in the cache beside it."""
    keys = list(found.values_list("session_key", flat=True))
    for key in keys:
        SessionStore(key).delete()
    return len(keys)


def clear(now: datetime) -> int:
    """Delete the sessions that are over."""
    deleted, _by_model = Session.objects.filter(expire_date__lt=now).delete()
    return deleted
