"""Codes to phones: six digits that show that somebody holds the phone with this number.

The number stands in the job that sends the message, until it is sent, and nowhere else. Call
`available()` before you show the choice.
"""

from __future__ import annotations

import hmac
import secrets
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from ndt.jobs import services as jobs
from ndt.jobs.core.errors import Refused
from ndt.jobs.models import Job
from ndt.mail import gateways, numbers, operators
from ndt.mail.errors import BudgetSpent, TooManyCodes
from ndt.mail.models import PhoneCode
from ndt.privacy.keyed import candidates, keyed_hash

LASTS: Final = timedelta(minutes=10)
TRIES: Final = 5
PER_NUMBER: Final = 5
DAY: Final = timedelta(days=1)
KEPT: Final = timedelta(days=2)
_PURPOSE: Final = "phone"
_COUNTING: Final = 20_211_212


class Check(StrEnum):
    """What a typed code turned out to be."""

    RIGHT = "right"
    WRONG = "wrong"
    EXPIRED = "expired"
    EXHAUSTED = "exhausted"


def available() -> bool:
    """Say whether this platform can send text messages."""
    return bool(settings.SMS_URL)


def read_number(typed: str) -> str:
    """Give the number as `+31612345678`. Raises NotAPhone or OtherCountry; call it in a form."""
    return numbers.read(typed, prefixes=settings.SMS_PREFIXES)


@transaction.atomic
def queue_code(*, number: str, purpose: str, now: datetime, language: str = "nl") -> None:
    """Send a code to a phone; an older code for the same purpose stops working.

    number: from `read_number`. purpose: what the code opens, "bijles.login". Raises TooManyCodes
    after five messages to a number in 24 hours, all purposes together, and BudgetSpent when the
    messages of today are spent; the last one tells the operators.
    """
    assert available(), "ask available() first"
    _lock()
    if _sent_to(number, now) >= PER_NUMBER:
        raise TooManyCodes
    left = settings.SMS_BUDGET_PER_DAY - _sent_today(now)
    if left <= 0:
        raise BudgetSpent
    digits = f"{secrets.randbelow(1_000_000):06d}"
    code = PhoneCode(purpose=purpose, number=keyed_hash(_PURPOSE, number), created_at=now, expires_at=now + LASTS)
    code.code = _hash(code, digits)
    code.save(force_insert=True)
    jobs.enqueue(
        kind="phone.text",
        key=f"phone:{code.id}",
        payload={"number": number, "text": _text(digits, language), "until": code.expires_at.isoformat()},
        recipient=code.number,
    )
    if left == 1:
        _tell_operators(now)


def queue_notice(*, number: str, text: str, key: str, now: datetime) -> None:
    """Tell a phone something about its account, within a day. A code was typed just before, so codes bound their number."""
    until = (now + DAY).isoformat()
    payload = {"number": number, "text": text, "until": until}
    jobs.enqueue(kind="phone.text", key=f"phone:{key}", payload=payload, recipient=keyed_hash(_PURPOSE, number))


def check_code(*, number: str, purpose: str, typed: str, now: datetime) -> Check:
    """Say whether this is the newest code for the number and purpose. It is right once; wrong tries are counted."""
    with transaction.atomic():
        code = (
            PhoneCode.objects.filter(number__in=candidates(_PURPOSE, number), purpose=purpose)
            .select_for_update()
            .order_by("-created_at")
            .first()
        )
        if code is None or code.used_at is not None or code.expires_at <= now:
            return Check.EXPIRED
        if code.wrong_tries >= TRIES:
            return Check.EXHAUSTED
        if hmac.compare_digest(code.code, _hash(code, "".join(typed.split()))):
            code.used_at = now
            code.save(update_fields=["used_at"])
            return Check.RIGHT
        code.wrong_tries += 1
        code.save(update_fields=["wrong_tries"])
        return Check.WRONG if code.wrong_tries < TRIES else Check.EXHAUSTED


def send(job: Job) -> None:
    """Send a queued message: the handler of "phone.text"."""
    if datetime.fromisoformat(job.payload["until"]) <= timezone.now():
        raise Refused("code-expired")
    gateways.gateway(settings.SMS_URL).send(
        number=job.payload["number"], text=job.payload["text"], reference=str(job.id)
    )


def clean(now: datetime) -> int:
    """Delete codes that no limit counts any more."""
    deleted, _by_model = PhoneCode.objects.filter(created_at__lt=now - KEPT).delete()
    return deleted


def _lock() -> None:
    """Let one caller at a time count and send: two at once would both find room for the last message."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_COUNTING])


def _sent_to(number: str, now: datetime) -> int:
    return PhoneCode.objects.filter(number__in=candidates(_PURPOSE, number), created_at__gt=now - DAY).count()


def _sent_today(now: datetime) -> int:
    return PhoneCode.objects.filter(created_at__gte=_midnight(now)).count()


def _midnight(now: datetime) -> datetime:
    return now.astimezone(ZoneInfo(settings.TIME_ZONE)).replace(hour=0, minute=0, second=0, microsecond=0)


def _hash(code: PhoneCode, digits: str) -> str:
    return keyed_hash("phone code", f"{code.id}:{digits}")


def _text(digits: str, language: str) -> str:
    """Write the message: one of 160 signs, and the line by which a browser can fill in the code itself."""
    with translation.override(language):
        words = _("%(code)s is uw code voor %(site)s. De code werkt 10 minuten. Geef de code aan niemand.")
        host = urlsplit(settings.SITE_URL).hostname
        return f"{words % {'code': digits, 'site': settings.SITE_NAME}}\n\n@{host} #{digits}"


def _tell_operators(now: datetime) -> None:
    day = _midnight(now)
    operators.tell(
        template="mail/sms_budget",
        context={"budget": settings.SMS_BUDGET_PER_DAY, "day": day.date().isoformat()},
        key=f"sms-budget:{day:%Y-%m-%d}",
    )
