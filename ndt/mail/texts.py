"""Letters that go to a phone as a short text, to who has no mailbox.

The number is looked up when the text is sent: it stands in no job, and who removed it gets nothing.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.utils import timezone

from ndt.jobs.core.errors import Refused
from ndt.jobs.models import Job
from ndt.limits import services as limits
from ndt.mail import gateways, operators, phonebook, rendering
from ndt.mail.letters import Letter

DAY: Final = timedelta(days=1)
# A series of five lessons is one text when it is booked, and a reminder and a question for each.
PER_PHONE: Final = 10
SPENT: Final = "text-budget"


def send(job: Job) -> None:
    """Send a queued letter as a text: the handler of "phone.letter"."""
    letter, now = Letter(**job.payload), timezone.now()
    number = phonebook.number_of(letter.to)
    if not number:
        raise Refused("no-phone")
    if not limits.allow(purpose="phone.letters", subject=letter.to, limit=PER_PHONE, window=DAY, now=now):
        raise Refused("phone-limit")
    budget = settings.SMS_LETTERS_PER_DAY
    if budget <= 0 or not limits.allow(purpose="phone.letters.all", subject="", limit=budget, window=DAY, now=now):
        raise Refused(SPENT)
    gateways.gateway(settings.SMS_URL).send(number=number, text=rendering.render_text(letter), reference=str(job.id))


def refused(job: Job, code: str, now: datetime) -> None:
    """Tell the operators, once a day, that the texts of today are spent: what a handler writes goes with its refusal."""
    if code == SPENT:
        budget = settings.SMS_LETTERS_PER_DAY
        operators.tell(template="mail/text_budget", context={"budget": budget}, key=f"text-budget:{now:%Y-%m-%d}")
