"""The least valid petition, form and signature. A test names the facts it needs."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime
from typing import Any

from django.utils import timezone

from campaigns.models import Petition, Signature
from campaigns.models.signature import State
from campaigns.services import intake, petitions, signing
from campaigns.services.petitions import Words
from ndt.mail.addresses import mailbox

OPENED = datetime(2026, 1, 1, tzinfo=UTC)
_numbers = itertools.count(1)
WORDS = Words("ouders, leraren en leerlingen", "Kansen zijn te koop.", "Maak bijles bereikbaar voor elk kind.")


def petition(*, state: str = "open", text: bool = True, **facts: Any) -> Petition:
    facts.setdefault("slug", f"petitie-{next(_numbers)}")
    made = Petition.objects.create(
        **{"title": "Kansen Te Koop", "slogan": "Maar alleen voor rijke ouders", "addressee": "de Tweede Kamer"}
        | {"opens_at": OPENED}
        | facts
    )
    if text:
        petitions.write_text(petition=made, words=WORDS, now=OPENED)
    if state != "draft":
        Petition.objects.filter(pk=made.pk).update(state=state)
        made.refresh_from_db()
    return made


def form(petition: Petition, **facts: Any) -> signing.Form:
    return signing.Form(
        **{
            "name": "Amina el Amrani",
            "email": "amina@ouders.example",
            "place": "1012 AB",
            "show_name": False,
            "deliver_name": False,
            "keep_informed": False,
            "consent_version": 1,
            "language": "nl",
            "text": petition.texts.order_by("-number").first().pk,
        }
        | facts
    )


def submit(petition: Petition, *, block: str = "192.0.2.1", now: datetime | None = None, **facts: Any) -> signing.Sent:
    return signing.submit(
        petition=petition, form=form(petition, **facts), block=block, signals=[], now=now or timezone.now()
    )


def handled(petition: Petition, *, now: datetime | None = None, **facts: Any) -> Signature | None:
    """Send a form and do the worker's half at once."""
    now = now or timezone.now()
    sent = submit(petition, now=now, **facts)
    return intake.process(intake_id=sent.intake, form=form(petition, **facts), signals=[], now=now)


def signature(
    petition: Petition, *, state: str = State.CONFIRMED, now: datetime | None = None, **facts: Any
) -> Signature:
    number = next(_numbers)
    email = facts.setdefault("email", f"signer{number}@ouders.example")
    text = petition.texts.order_by("-number").first()
    return Signature.objects.create(
        **{
            "petition": petition,
            "text": text,
            "text_digest": text.digest,
            "mailbox": mailbox(email),
            "name": f"Signer {number}",
            "place": "1012 AB",
            "consent_version": 1,
            "state": state,
            "receipt": f"{number % 10_000:04d}-{number // 10_000:04d}-00",
            "confirmed_at": None if state == State.PENDING else now or timezone.now(),
        }
        | facts
    )
