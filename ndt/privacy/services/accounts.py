"""What is special about erasing an account."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final

from django.contrib.admin.models import LogEntry
from django.contrib.auth.hashers import make_password
from django.db.models import QuerySet

from ndt.privacy import registry
from ndt.privacy.registry import ACCOUNT
from ndt.privacy.services import erasing

ADMIN_LOG_KEPT: Final = timedelta(days=730)


def erase(accounts: QuerySet[Any], _tombstone: str, _now: datetime) -> int:
    """Leave a row that nobody can log in to and that names nobody: what others did with it stays readable."""
    fields = erasing.methods(registry.entries()[ACCOUNT])
    # Django's own mark of a password that fits nothing says it better than a tombstone would.
    fields.pop("password", None)
    accounts.filter(is_active=True).update(
        is_active=False, is_staff=False, is_superuser=False, last_login=None, password=make_password(None)
    )
    return erasing.overwrite(accounts, fields)


def clear_admin_log(now: datetime) -> int:
    """Delete what the admin wrote down two years ago."""
    deleted, _by_model = LogEntry.objects.filter(action_time__lt=now - ADMIN_LOG_KEPT).delete()
    return deleted
