"""What happens to subscriptions every day by itself."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from ndt.jobs.models import Priority
from ndt.mail import services as mail
from ndt.reports import emails, queries, registry
from ndt.reports.core.paper import Paper, Selection
from ndt.reports.core.rhythm import Rhythm, is_due
from ndt.reports.models import Subscription
from ndt.reports.services.following import CONFIRM_WITHIN


@dataclass(slots=True)
class Editions:
    """Editions made in one round, each once."""

    now: datetime
    made: dict[tuple[str, str, str], Paper] = field(default_factory=dict)

    def of(self, subscription: Subscription, report: registry.Report) -> Paper:
        """Give the edition that a subscription is about."""
        key = (report.slug, subscription.municipality, subscription.language)
        if key not in self.made:
            selection = Selection(self.now, municipality=subscription.municipality, language=subscription.language)
            self.made[key] = queries.edition(report, selection)
        return self.made[key]


@transaction.atomic
def send_due(now: datetime) -> int:
    """Mail every follower for whom it is time; give how many mails.

    A subscription to a report that is gone, or that its account may no longer read, ends here.
    """
    editions = Editions(now)
    sent = 0
    for subscription in Subscription.objects.confirmed().select_related("user").order_by("report", "pk"):
        report = registry.find(subscription.report)
        if report is None or not _may_follow(subscription, report):
            subscription.delete()
        elif _send(subscription, report, editions):
            sent += 1
    return sent


def _may_follow(subscription: Subscription, report: registry.Report) -> bool:
    if report.is_public:
        return True
    return subscription.user is not None and queries.may_read(subscription.user, report)


def _send(subscription: Subscription, report: registry.Report, editions: Editions) -> bool:
    today = timezone.localdate(editions.now)
    last = timezone.localdate(subscription.last_sent_at) if subscription.last_sent_at else None
    rhythm = Rhythm(subscription.rhythm)
    if not is_due(rhythm, last=last, today=today, changed=True):
        return False
    paper = editions.of(subscription, report)
    digest = queries.digest(paper)
    if not is_due(rhythm, last=last, today=today, changed=digest != subscription.digest):
        return False
    letter = emails.edition(subscription, report, paper if report.is_public else None)
    mail.queue(letter, key=f"reports:edition:{subscription.pk}:{today}", priority=Priority.BULK)
    subscription.last_sent_at, subscription.digest = editions.now, digest
    subscription.save(update_fields=["last_sent_at", "digest"])
    return True


@transaction.atomic
def clean(now: datetime) -> int:
    """Forget who did not confirm in time; give how many."""
    deleted, _by_model = Subscription.objects.unconfirmed(before=now - CONFIRM_WITHIN).delete()
    return deleted
