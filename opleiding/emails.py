"""One function a letter."""

from __future__ import annotations

from django.utils import timezone
from django.utils.formats import date_format

from ndt.mail.letters import Letter
from opleiding import links
from opleiding.models import Batch


def invitation(batch: Batch, code: str, *, to: str, language: str = "nl") -> Letter:
    """Invite a trainer for his institute, with a code of his own."""
    return Letter(
        to=to,
        template="opleiding/invitation",
        context={
            "institute": str(batch.institute),
            "url": links.address(code, language=language),
            "until": date_format(timezone.localtime(batch.expires_at), "j F Y"),
        },
        language=language,
    )
