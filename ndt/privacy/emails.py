"""The one letter of privacy."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language

from ndt.mail.letters import Letter


def your_data(email: str, token: str) -> Letter:
    """The link to what we hold about an address."""
    return Letter(
        to=email,
        template="privacy/your_data",
        context={"link": settings.SITE_URL + reverse("privacy:opened", args=[token])},
        language=get_language() or settings.LANGUAGE_CODE,
        essential=True,
    )
