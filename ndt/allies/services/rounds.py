"""What happens to offers every day by itself."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.utils import timezone

from ndt import history
from ndt.allies import emails, queries
from ndt.allies.models import Offer, State
from ndt.mail import services as mail
from ndt.people.models import User

# An answered offer that nobody closes is closed after so long, so that its year can begin.
CLOSED_AFTER: Final = timedelta(days=30)
HELD_AT_MOST: Final = timedelta(days=60)


@transaction.atomic
def remind(now: datetime) -> int:
    """Write each coordinator with late answers one letter a day; give how many letters."""
    today = timezone.localdate(now)
    late = Counter(Offer.objects.overdue(today).order_by().values_list("solution", flat=True))
    counts: Counter[User] = Counter()
    for solution, count in late.items():
        for coordinator in queries.coordinators(solution):
            counts[coordinator] += count
    return sum(
        mail.queue(emails.overdue(coordinator, count), key=f"allies:overdue:{coordinator.pk}:{today}")
        for coordinator, count in counts.items()
    )


@transaction.atomic
def close_old(now: datetime) -> int:
    """Close what was answered a month ago, and what nobody released in two months; give how many."""
    answered = Offer.objects.filter(state=State.ANSWERED, answered_at__lt=now - CLOSED_AFTER)
    held = Offer.objects.filter(state=State.HELD, created_at__lt=now - HELD_AT_MOST)
    with history.reason("Vanzelf afgesloten na de termijn."):
        return sum(chosen.update(state=State.CLOSED, closed_at=now) for chosen in (answered, held))
