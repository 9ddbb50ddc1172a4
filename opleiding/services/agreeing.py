"""The data agreement with an institute: placed when it is signed, revoked when it ends."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from ndt import history
from ndt.people.models import User
from opleiding.core.errors import AgreementStands
from opleiding.models import Agreement, Institute


@dataclass(frozen=True, slots=True)
class Terms:
    """What was agreed. until: the first day on which it holds no longer."""

    party: str
    purpose: str
    ground: str
    retention_days: int
    since: date
    until: date | None


@transaction.atomic
def place(*, institute: Institute, terms: Terms, signed: bytes, by: User, now: datetime) -> Agreement:
    """Keep a signed agreement. Raises AgreementStands while another one is not revoked."""
    Institute.objects.select_for_update().get(pk=institute.pk)
    if institute.agreements.filter(revoked_at=None).exists():
        raise AgreementStands
    return Agreement.objects.create(
        institute=institute,
        party=terms.party,
        purpose=terms.purpose,
        ground=terms.ground,
        retention_days=terms.retention_days,
        since=terms.since,
        until=terms.until,
        signed=signed,
        sha256=hashlib.sha256(signed).hexdigest(),
        uploaded_by=by,
        uploaded_at=now,
    )


@transaction.atomic
def revoke(*, agreement: Agreement, why: str, now: datetime) -> bool:
    """End an agreement at once: its codes stop working. A second time changes nothing."""
    found = Agreement.objects.select_for_update().get(pk=agreement.pk)
    if found.revoked_at is not None:
        return False
    found.revoked_at, found.revoked_why = now, why
    with history.reason("Ingetrokken door het instituut."):
        found.save(update_fields=["revoked_at", "revoked_why"])
    return True
