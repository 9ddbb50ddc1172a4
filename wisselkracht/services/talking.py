"""Talks that an answer asked for: the coordinator hears at once of what cannot wait, and ticks off what was done."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from ndt.mail import services as mail
from ndt.people.models import User
from wisselkracht import emails
from wisselkracht.core.refusals import NotNow
from wisselkracht.models import Review, Talk
from wisselkracht.queries import exchanges


@transaction.atomic
def tick(*, review: Review, by: User, note: str, now: datetime) -> Talk:
    """Write down that a coordinator talked about it, and what came of that.

    Raises NotNow when nothing asked for a talk, or somebody was first: what they wrote stays.
    """
    if not review.urgency:
        raise NotNow
    found, is_new = Talk.objects.get_or_create(review=review, defaults={"by": by, "note": note.strip(), "at": now})
    if not is_new:
        raise NotNow
    return found


def tell_at_once(review: Review) -> int:
    """Write to the coordinators of the region about an answer that cannot wait; give how many letters that made."""
    if review.urgency != Review.Urgency.TODAY:
        return 0
    exchange = review.place.exchange
    people = exchanges.coordinators_of(exchange)
    with translation.override(settings.LANGUAGE_CODE):  # who answered may read another language than the desk
        words = _("Bel vandaag: iemand wil niet zo doorgaan.")
    for person in people:
        letter = emails.exchange_late(person, exchange=exchange, steps=[words])
        mail.queue(letter, key=f"exchange_talk:{review.pk}:{person.pk}")
    return len(people)
