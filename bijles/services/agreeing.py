"""An agreement: offered by a municipality, signed by both, valid, suspended, ended. A change is a next version."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Final

from django.db import transaction
from django.db.models import Max

from bijles.core.errors import NotSignable
from bijles.models import Agreement, AgreementSignature, Booking, Lesson, Programme, Provider, QualityAnnex
from bijles.models.programme import AgreementState
from bijles.models.quality import Side
from bijles.queries.safety import contacts
from bijles.services import booking, telling
from ndt.people.models import Role, User

MAY_SUSPEND: Final = (AgreementState.ACTIVE,)
MAY_END: Final = (AgreementState.OFFERED, AgreementState.ACTIVE, AgreementState.SUSPENDED)


@dataclass(frozen=True, slots=True)
class Terms:
    """What both agree about one form of lessons. Money in cents; hours and days in whole ones."""

    form: str
    first_day: date
    last_day: date
    cents_an_hour: int
    most_pupils: int
    no_show_percent: int
    late_cancel_percent: int
    late_cancel_hours: int
    payment_days: int
    at_home: bool


@transaction.atomic
def offer(*, programme: Programme, provider: Provider, terms: Terms) -> Agreement:
    """Offer an agreement, or its next version; the version that holds goes on until both have signed this one.

    Raises NotSignable("quality") while the provider did not answer about its quality.
    """
    # Two offers at once wait for each other, so that their versions differ.
    Programme.objects.select_for_update(no_key=True).get(pk=programme.pk)
    annex = QualityAnnex.objects.filter(provider=provider).first()
    if annex is None:
        raise NotSignable("quality")
    before = Agreement.objects.filter(programme=programme, provider=provider, form=terms.form)
    before.filter(state=AgreementState.OFFERED).update(state=AgreementState.ENDED)
    last = before.aggregate(last=Max("version"))["last"] or 0
    return Agreement.objects.create(
        programme=programme,
        provider=provider,
        version=last + 1,
        state=AgreementState.OFFERED,
        quality=annex.facts(),
        **asdict(terms),
    )


@transaction.atomic
def sign(*, agreement: Agreement, side: Side, by: User, now: datetime) -> Agreement:
    """Sign for one side; with both signatures it holds, and the version before it ends. A second time changes nothing.

    Raises NotSignable: "state" when it is not offered, "contact" while one of the two has no safeguarding contact.
    """
    locked = _lock(agreement)
    if locked.signatures.filter(side=side).exists():
        return locked
    if locked.state != AgreementState.OFFERED:
        raise NotSignable("state")
    organisation = locked.provider.organisation if side == Side.PROVIDER else locked.programme.scheme.municipality
    if not contacts(organisation, Role.CONFIDANT):
        raise NotSignable("contact")
    AgreementSignature.objects.create(
        agreement=locked, side=side, by=by, name=str(by), fingerprint=fingerprint(locked), at=now
    )
    if locked.signatures.count() == len(Side):
        earlier = Agreement.objects.filter(
            programme=locked.programme, provider=locked.provider, form=locked.form, version__lt=locked.version
        )
        earlier.filter(state__in=MAY_END).update(state=AgreementState.ENDED)
        locked.state = AgreementState.ACTIVE
        locked.save(update_fields=["state"])
    return locked


@transaction.atomic
def suspend(*, agreement: Agreement) -> Agreement:
    """Stop new bookings; lessons that were booked go on. Raises NotSignable("state")."""
    return _step(agreement, MAY_SUSPEND, AgreementState.SUSPENDED)


@transaction.atomic
def stop(*, agreement: Agreement, now: datetime) -> list[Booking]:
    """Stop new bookings, and cancel the lessons that were booked: families pay nothing and read who else can teach.

    The tutors come before the agreement, as with a booking: who books at this moment comes before, and is cancelled, or after, and
    is refused. Gives the bookings that were dropped. Raises NotSignable("state").
    """
    booking.lock_tutors(agreement.provider_id)
    locked = _step(agreement, MAY_SUSPEND, AgreementState.SUSPENDED)
    dropped = booking.drop(Lesson.objects.filter(agreement=locked), now=now)
    telling.dropped(dropped)
    return dropped


@transaction.atomic
def resume(*, agreement: Agreement) -> Agreement:
    """Let it hold again. Raises NotSignable("state")."""
    return _step(agreement, (AgreementState.SUSPENDED,), AgreementState.ACTIVE)


@transaction.atomic
def end(*, agreement: Agreement) -> Agreement:
    """End it, or take an offer back. Raises NotSignable("state")."""
    return _step(agreement, MAY_END, AgreementState.ENDED)


def fingerprint(agreement: Agreement) -> str:
    """Give the SHA-256 of everything that is agreed: another cent is another fingerprint."""
    facts = {
        "programme": agreement.programme_id,
        "provider": agreement.provider_id,
        "version": agreement.version,
        "quality": agreement.quality,
        "form": agreement.form,
        "days": [agreement.first_day.isoformat(), agreement.last_day.isoformat()],
        "cents_an_hour": agreement.cents_an_hour,
        "most_pupils": agreement.most_pupils,
        "no_show_percent": agreement.no_show_percent,
        "late_cancel": [agreement.late_cancel_percent, agreement.late_cancel_hours],
        "payment_days": agreement.payment_days,
        "at_home": agreement.at_home,
    }
    return hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()


def _step(agreement: Agreement, known: tuple[AgreementState, ...], to: AgreementState) -> Agreement:
    locked = _lock(agreement)
    if locked.state not in known:
        raise NotSignable("state")
    locked.state = to
    locked.save(update_fields=["state"])
    return locked


def _lock(agreement: Agreement) -> Agreement:
    return (
        Agreement.objects.select_for_update(no_key=True, of=("self",))
        .select_related("programme__scheme__municipality", "provider__organisation")
        .get(pk=agreement.pk)
    )
