"""What the desk of a municipality shows of its months: where each stands, its providers, their claims and the bank's lines."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Final

from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone

from bijles.core import settlement
from bijles.core.settlement import ORDER, Step
from bijles.models import BankLine, Billing, Claim, CreditNote, Invoice, PassScheme, PaymentExport, Provider, Settlement
from bijles.models.claim import ClaimState
from bijles.models.settlement import TO_LOOK_AT
from ndt.history import queries as history
from ndt.jobs.models import Job, State

JOB: Final = "bijles.month"
NEXT: Final = {
    Step.OPEN: "freeze",
    Step.FROZEN: "approve",
    Step.APPROVED: "invoice",
    Step.INVOICED: "export",
    Step.EXPORTED: "bank",
    Step.PAID: "reconcile",
}

# Claims of a scheme that no month holds, by provider, month of the lesson and whether they were put aside. First what waits, by its
# own small index: from the agreements the way leads through every lesson that was ever given.
_DUE: Final = """
    WITH agreed AS MATERIALIZED (
        SELECT a.id, a.provider_id FROM bijles_agreement a JOIN bijles_programme p ON p.id = a.programme_id
        WHERE p.scheme_id = %s
    ), due AS MATERIALIZED (
        SELECT c.provider_id, c.booking_id, c.state, c.cents FROM bijles_claim c
        WHERE c.provider_id IN (SELECT provider_id FROM agreed) AND c.state IN ('submitted', 'disputed') AND c.cents > 0
            AND NOT EXISTS (SELECT 1 FROM bijles_settlementline x WHERE x.claim_id = c.id)
    )
    SELECT c.provider_id, date_trunc('month', lower(b.period) AT TIME ZONE 'Europe/Amsterdam')::date AS month,
        c.state = 'disputed' AS aside, count(*), sum(c.cents)
    FROM due c
    JOIN bijles_booking b ON b.id = c.booking_id
    JOIN bijles_lesson l ON l.id = b.lesson_id
    WHERE l.agreement_id IN (SELECT id FROM agreed)
    GROUP BY 1, 2, 3
"""


@dataclass(slots=True)
class Row:
    """One provider in one month. aside: claims that were put aside. lacks_billing: an invoice cannot be made of it."""

    provider: int
    name: str
    organisation: int
    step: Step = Step.OPEN
    claims: int = 0
    cents: int = 0
    aside: int = 0
    invoice: Invoice | None = None
    lacks_billing: bool = False


@dataclass(slots=True)
class Month:
    """A month of a scheme. steps: how many providers stand where. lacks_billing: the municipality's own facts are missing."""

    month: date
    rows: list[Row] = field(default_factory=list)
    lacks_billing: bool = False

    @property
    def claims(self) -> int:
        """How many claims it holds, without those put aside."""
        return sum(row.claims for row in self.rows)

    @property
    def cents(self) -> int:
        """What it costs, without VAT."""
        return sum(row.cents for row in self.rows)

    @property
    def aside(self) -> int:
        """How many claims were put aside."""
        return sum(row.aside for row in self.rows)

    @property
    def step(self) -> Step:
        """Where the last of its providers stands."""
        return min((row.step for row in self.rows if row.cents), key=ORDER.index, default=Step.OPEN)

    @property
    def next(self) -> str:
        """The verb of what comes next; "" when all is done."""
        return NEXT.get(self.step, "")

    def at(self, step: Step) -> int:
        """Give how many providers stand at a step."""
        return Counter(row.step for row in self.rows)[step]


@dataclass(slots=True)
class Taken:
    """A step that somebody took. providers: for how many, within an hour."""

    step: Step
    at: datetime
    who: str
    providers: int = 1


@dataclass(frozen=True, slots=True)
class Running:
    """Jobs of a month. waiting: that are still to be done. failed: that gave up and wait for an operator."""

    waiting: int
    failed: int


def months(scheme: PassScheme) -> list[Month]:
    """Give every month with lessons to settle, the newest first."""
    found = {key: Month(key) for key in Settlement.objects.filter(scheme=scheme).values_list("month", flat=True)}
    rows = _rows(scheme)
    for (month, _provider), row in rows.items():
        found.setdefault(month, Month(month)).rows.append(row)
    return sorted(found.values(), key=lambda one: one.month, reverse=True)


def month(scheme: PassScheme, of: date) -> Month:
    """Give one month with its providers in order of name, and what is missing for their invoices."""
    rows = sorted((row for (month, _provider), row in _rows(scheme).items() if month == of), key=lambda row: row.name)
    billed = set(
        Billing.objects.filter(
            organisation__in=[scheme.municipality_id, *(row.organisation for row in rows)]
        ).values_list("organisation_id", flat=True)
    )
    invoices = {
        one.provider_id: one
        for one in Invoice.objects.filter(settlement__scheme=scheme, settlement__month=of).defer("ubl", "facts")
    }
    for row in rows:
        row.invoice = invoices.get(row.provider)
        row.lacks_billing = row.organisation not in billed
    return Month(of, rows, lacks_billing=scheme.municipality_id not in billed)


def is_over(of: date, now: datetime) -> bool:
    """Say whether a month has ended, so that it may be frozen."""
    return timezone.localdate(now) > settlement.last_day(of)


def claims_of(scheme: PassScheme, provider: Provider, of: date) -> QuerySet[Claim]:
    """Give the claims of a provider in a month: what stands in its settlement, or what would when it were frozen now."""
    held = Settlement.objects.filter(scheme=scheme, provider=provider, month=of).exclude(step=Step.OPEN).first()
    claims = Claim.objects.select_related("booking__lesson__agreement", "booking__lesson__tutor", "booking__attendance")
    if held:
        return claims.filter(line__settlement=held).order_by("line__day", "pk")
    last = timezone.make_aware(datetime.combine(settlement.last_day(of) + timedelta(days=1), datetime.min.time()))
    return claims.filter(
        provider=provider,
        booking__lesson__agreement__programme__scheme=scheme,
        state__in=[ClaimState.SUBMITTED, ClaimState.DISPUTED],
        line=None,
        cents__gt=0,
        booking__period__startswith__lt=last,
    ).order_by("booking__period", "pk")


def credits_of(scheme: PassScheme, provider: Provider) -> QuerySet[CreditNote]:
    """Give what was taken back from a provider, the newest first."""
    of_scheme = CreditNote.objects.filter(provider=provider, corrects__settlement__scheme=scheme)
    return of_scheme.select_related("corrects", "netted", "claim__booking").defer("ubl").order_by("-pk")


def running(scheme: PassScheme, of: date) -> Running:
    """Give how many jobs of a month are still to be done, and how many gave up."""
    jobs = Job.objects.filter(kind=JOB, key__startswith=job_key(scheme.pk, of))
    count = Counter(jobs.filter(state__in=[State.QUEUED, State.DEAD]).values_list("state", flat=True))
    return Running(count[State.QUEUED], count[State.DEAD])


def log(scheme: PassScheme, of: date) -> list[Taken]:
    """Give who took which step of a month and when, the last first. What one person did for providers in a row is one line."""
    found: list[Taken] = []
    for one in history.became(Settlement, "step", scheme=scheme, month=of):
        if one.value == Step.OPEN:
            continue
        last = found[-1] if found else None
        if last and (last.step, last.who) == (one.value, one.who) and one.at - last.at < timedelta(hours=1):
            last.providers += 1
        else:
            found.append(Taken(Step(one.value), one.at, one.who))
    return found[::-1]


def job_key(scheme: int, of: date) -> str:
    """Give how the keys of a month's jobs begin."""
    return f"{JOB}:{scheme}:{of:%Y-%m}:"


def files(scheme: PassScheme, of: date) -> QuerySet[PaymentExport]:
    """Give the payment files of a month."""
    return PaymentExport.objects.filter(scheme=scheme, month=of).defer("content").order_by("place")


def to_look_at(scheme: PassScheme) -> QuerySet[BankLine]:
    """Give the lines of the bank that wait for somebody."""
    return (
        BankLine.objects.filter(scheme=scheme, verdict__in=TO_LOOK_AT, handled_at=None)
        .select_related("invoice")
        .order_by("day", "pk")
    )


def providers_of(schemes: Iterable[PassScheme]) -> QuerySet[Provider]:
    """Give the providers that have an agreement with one of these schemes."""
    return Provider.objects.filter(agreements__programme__scheme__in=schemes).distinct()


def _rows(scheme: PassScheme) -> dict[tuple[date, int], Row]:
    """Give each provider's row of each month. A claim of a month that is frozen already waits for the next one."""
    rows: dict[tuple[date, int], Row] = {}
    settled: dict[int, set[date]] = defaultdict(set)
    for one in Settlement.objects.filter(scheme=scheme).exclude(step=Step.OPEN):
        settled[one.provider_id].add(one.month)
        rows[one.month, one.provider_id] = Row(
            one.provider_id, "", 0, Step(one.step), claims=one.claims, cents=one.cents
        )
    with connection.cursor() as cursor:
        cursor.execute(_DUE, [scheme.pk])
        for provider, lessons, aside, number, cents in cursor.fetchall():
            home = lessons
            while home in settled[provider]:
                home = settlement.last_day(home) + timedelta(days=1)
            row = rows.setdefault((home, provider), Row(provider, "", 0))
            if aside:
                row.aside += number
            else:
                row.claims, row.cents = row.claims + number, row.cents + int(cents)
    known = Provider.objects.filter(pk__in={provider for _month, provider in rows}).select_related("organisation")
    names = {one.pk: one.organisation for one in known}
    for row in rows.values():
        row.name, row.organisation = str(names[row.provider]), names[row.provider].pk
    return rows
