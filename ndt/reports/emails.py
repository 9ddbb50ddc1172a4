"""The letters to followers of a report."""

from __future__ import annotations

from django.conf import settings
from django.utils import translation
from django.utils.http import urlencode

from ndt.mail import unsubscribe
from ndt.mail.letters import Letter
from ndt.reports.core.paper import Paper
from ndt.reports.models import Subscription
from ndt.reports.registry import Report

SERIES = "reports.follow"


def confirm(subscription: Subscription, report: Report, token: str) -> Letter:
    """Ask whether this mailbox wants the mails: nothing else happens until its owner says yes."""
    with translation.override(subscription.language):
        return Letter(
            to=subscription.email,
            template="reports/confirm",
            language=subscription.language,
            context={
                "report": str(report.title),
                "municipality": subscription.municipality,
                "url": f"{settings.SITE_URL}{subscription.confirm_path(token)}",
            },
        )


def edition(subscription: Subscription, report: Report, paper: Paper | None) -> Letter:
    """Bring the newest figures. paper: None for a report that not everybody may read: then only the link."""
    with translation.override(subscription.language):
        query = f"?{urlencode({'gemeente': subscription.municipality})}" if subscription.municipality else ""
        return Letter(
            to=subscription.email,
            template="reports/edition",
            language=subscription.language,
            unsubscribe=unsubscribe.address(SERIES, str(subscription.pk), language=subscription.language),
            context={
                "report": str(report.title),
                "finding": paper.finding if paper else "",
                "lead": paper.lead if paper else "",
                "numbers": [[number.value, number.text] for number in paper.numbers] if paper else [],
                "url": f"{settings.SITE_URL}{report.url}{query}",
            },
        )
