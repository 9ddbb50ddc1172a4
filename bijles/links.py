"""Addresses with a code in them, as letters and pages give them."""

from __future__ import annotations

from typing import Final

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils import translation

from bijles.models import Booking

_REPORT: Final = "bijles.report"


def report_token(booking: Booking) -> str:
    """Give what opens 'Er is iets niet goed' for one lesson, without an account."""
    return signing.dumps(booking.pk, salt=_REPORT)


def reported_booking(token: str) -> Booking | None:
    """Give the booking of a token, or None for what is no token of ours."""
    try:
        number = signing.loads(token, salt=_REPORT)
    except signing.BadSignature:
        return None
    return Booking.objects.select_related("lesson__tutor").filter(pk=number).first()


def absolute(name: str, *arguments: object, language: str) -> str:
    """Give the whole address of a page of this room, in a language."""
    with translation.override(language):
        found: str = settings.SITE_URL + reverse(f"bijles:{name}", args=arguments)
    return found
