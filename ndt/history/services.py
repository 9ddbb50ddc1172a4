"""The end of the history's own retention."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from ndt.history import tracking
from ndt.history.models import Moment

KEPT: Final = timedelta(days=5 * 365)


@transaction.atomic
def clean(now: datetime) -> int:
    """Delete what was changed longer than five years ago; give how many rows."""
    before, total = now - KEPT, 0
    tables = tracking.event_models().values()
    with tracking.rewriting(tables):
        for table in tables:
            total += table._base_manager.filter(pgh_created_at__lt=before).delete()[0]
    return total + Moment.objects.filter(updated_at__lt=before).delete()[0]
