"""What a provider sees: its tutors, what it is owed and when it is paid, and its agreements."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Prefetch, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from bijles.models import Agreement, Claim, CreditNote, Invoice, Provider, Settlement, Tutor
from bijles.models.claim import ClaimState
from bijles.models.programme import AgreementState
from bijles.models.settlement import StepChoice
from bijles.money import euros

SOON = timedelta(days=60)
PAID = (StepChoice.PAID, StepChoice.RECONCILED)
UNPAID = (StepChoice.INVOICED, StepChoice.EXPORTED)
SHOWN = (AgreementState.OFFERED, AgreementState.ACTIVE, AgreementState.SUSPENDED, AgreementState.ENDED)


@dataclass(frozen=True, slots=True)
class TutorRow:
    """A tutor. vog: missing, withdrawn, expired, soon or ok."""

    number: int
    first_name: str
    vog: str
    until: date | None
    stopped: bool
    skills: int
    times: int
    has_account: bool


@dataclass(frozen=True, slots=True)
class Money:
    """What a provider asked of one municipality, in cents.

    approved: not paid yet. taken_back: by credit notes, of what was paid. next: the day of the next payment at the latest.
    """

    municipality: str
    waiting: int
    approved: int
    paid: int
    taken_back: int
    rejected: int
    next: date | None

    @property
    def waiting_euros(self) -> str:
        """What waits, in euros."""
        return euros(self.waiting)

    @property
    def approved_euros(self) -> str:
        """What is approved, in euros."""
        return euros(self.approved)

    @property
    def paid_euros(self) -> str:
        """What was paid, in euros."""
        return euros(self.paid)

    @property
    def taken_back_euros(self) -> str:
        """What was paid and taken back, in euros."""
        return euros(self.taken_back)

    @property
    def rejected_euros(self) -> str:
        """What was rejected, in euros."""
        return euros(self.rejected)


def tutors(provider: Provider, *, today: date) -> list[TutorRow]:
    """Give the tutors of a provider by name. One query."""
    rows = provider.tutors.annotate(
        skill_count=Count("skills", distinct=True), time_count=Count("availability", distinct=True)
    ).order_by("first_name", "pk")
    return [
        TutorRow(
            number=one.pk,
            first_name=one.first_name,
            vog=vog(one, today=today),
            until=one.vog_valid_until,
            stopped=one.suspended_at is not None,
            skills=one.skill_count,
            times=one.time_count,
            has_account=one.user_id is not None,
        )
        for one in rows
    ]


def vog(tutor: Tutor, *, today: date) -> str:
    """Say how it stands with a VOG: missing, withdrawn, expired, soon (ends within 60 days) or ok."""
    if tutor.vog_withdrawn_on is not None:
        return "withdrawn"
    if tutor.vog_valid_until is None:
        return "missing"
    if tutor.vog_valid_until < today:
        return "expired"
    return "soon" if tutor.vog_valid_until <= today + SOON else "ok"


def agreements(provider: Provider) -> QuerySet[Agreement]:
    """Give the agreements of a provider: what is to be signed first, then what holds, then what was."""
    found = Agreement.objects.filter(provider=provider, state__in=SHOWN).select_related(
        "programme__scheme__municipality", "provider__organisation"
    )
    return found.prefetch_related("signatures").order_by("-first_day", "form", "-version")


def money(provider: Provider, *, today: date) -> list[Money]:
    """Give what was asked of each municipality. Three queries.

    The next payment is the day of a payment file or the due day of an invoice; while there is neither, the last day of this
    month and the days of the agreement.
    """
    paid = Q(line__settlement__step__in=PAID)
    sums = {
        "waiting": _sum(Q(state__in=(ClaimState.SUBMITTED, ClaimState.DISPUTED))),
        "approved": _sum(Q(state=ClaimState.APPROVED) & ~paid),
        "paid": _sum(Q(state=ClaimState.APPROVED) & paid),
        "taken_back": Sum("credit__net", default=0),
        "rejected": _sum(Q(state=ClaimState.REJECTED)),
    }
    place = "booking__lesson__agreement__programme__scheme__municipality"
    rows = Claim.objects.filter(provider=provider).values(place, f"{place}__name").annotate(**sums).order_by(place)
    of_municipality = "programme__scheme__municipality"
    agreed = Agreement.objects.filter(provider=provider).order_by("version")
    days = dict(agreed.values_list(of_municipality, "payment_days"))
    on_its_way = Settlement.objects.filter(provider=provider, step__in=UNPAID)
    known = on_its_way.annotate(day=Coalesce("export__pays_on", "invoice__due")).exclude(day=None).order_by("-day")
    dates = dict(known.values_list("scheme__municipality", "day"))
    settled = (today.replace(day=1) + timedelta(days=32)).replace(day=1) - timedelta(days=1)
    return [
        Money(
            municipality=row[f"{place}__name"],
            waiting=row["waiting"],
            approved=row["approved"],
            paid=row["paid"],
            taken_back=row["taken_back"],
            rejected=row["rejected"],
            next=_next(row, dates.get(row[place]), settled + timedelta(days=days[row[place]])),
        )
        for row in rows
    ]


def invoices(provider: Provider) -> QuerySet[Invoice]:
    """Give the invoices that were made in the name of a provider, newest first, each with what was taken back from it."""
    taken_back = CreditNote.objects.select_related("corrects", "netted").defer("ubl").order_by("pk")
    return (
        Invoice.objects.filter(provider=provider)
        .select_related("settlement__scheme__municipality")
        .prefetch_related(Prefetch("corrections", taken_back))
        .defer("ubl", "facts")
        .order_by("-issued", "-pk")
    )


def _sum(of: Q) -> Sum:
    return Sum("cents", filter=of, default=0)


def _next(row: dict[str, Any], known: date | None, expected: date) -> date | None:
    return known or (expected if row["waiting"] or row["approved"] else None)


def claims(provider: Provider) -> QuerySet[Claim]:
    """Give the claims of a provider, newest first."""
    return (
        Claim.objects.filter(provider=provider)
        .select_related("booking__lesson__tutor", "booking__lesson__agreement__programme__scheme")
        .order_by("-made_at", "-pk")
    )
