"""Addresses with a code in them, as letters and pages give them."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils import translation

from bijles.models import Booking, Family
from ndt.people import sealing

_REPORT: Final = "bijles.report"
_ACCOUNT: Final = "bijles.account"
ACCOUNT_DAYS: Final = 14


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


def account_token(family: Family, address: str, *, now: datetime) -> str:
    """Give what lets the owner of a mailbox take over the account of a family that was helped. Nobody reads the address in it."""
    facts = [_ACCOUNT, family.pk, address.strip().lower(), int(now.timestamp())]
    return sealing.seal(json.dumps(facts)).rstrip("=")


def offered_account(token: str, *, now: datetime) -> tuple[Family, str] | None:
    """Give the family and the mailbox of a token, or None for what is no token of ours or too old."""
    try:
        purpose, number, address, since = json.loads(sealing.unseal(token + "=" * (-len(token) % 4)))
    except (sealing.InvalidToken, ValueError):
        return None
    if purpose != _ACCOUNT or since < (now - timedelta(days=ACCOUNT_DAYS)).timestamp():
        return None
    family = Family.objects.select_related("user").filter(pk=number).first()
    return (family, address) if family else None


def absolute(name: str, *arguments: object, language: str) -> str:
    """Give the whole address of a page of this room, in a language."""
    with translation.override(language):
        found: str = settings.SITE_URL + reverse(f"bijles:{name}", args=arguments)
    return found
