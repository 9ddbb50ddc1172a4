"""From approved claims to the invoice of a month, in cents: lines, tax, totals, numbers without gaps."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final


class Step(StrEnum):
    """Where a settlement stands. It goes one step at a time and never back."""

    OPEN = "open"
    FROZEN = "frozen"
    APPROVED = "approved"
    INVOICED = "invoiced"
    EXPORTED = "exported"
    PAID = "paid"
    RECONCILED = "reconciled"


ORDER: Final = tuple(Step)


class Tax(StrEnum):
    """Categories of VAT (UNCL5305). EXEMPT: education, art. 11(1)(o) Wet OB. OUTSIDE: a provider without a VAT number."""

    STANDARD = "S"
    EXEMPT = "E"
    OUTSIDE = "O"


RATES: Final = {Tax.STANDARD: 21, Tax.EXEMPT: 0, Tax.OUTSIDE: 0}


@dataclass(frozen=True, slots=True)
class Claim:
    """One approved claim. what: the form of the lesson. kind: attended, no_show or late_cancel. cents: without VAT."""

    id: int
    day: date
    what: str
    kind: str
    minutes: int
    cents: int


@dataclass(frozen=True, slots=True)
class Line:
    """Claims of one form, kind and price together. lessons: how many. unit_cents: of one of them."""

    number: int
    what: str
    kind: str
    lessons: int
    minutes: int
    unit_cents: int
    claims: tuple[int, ...]

    @property
    def cents(self) -> int:
        """The amount of the line, without VAT."""
        return self.lessons * self.unit_cents


@dataclass(frozen=True, slots=True)
class Totals:
    """Amounts of an invoice, in cents. net + tax = gross."""

    net: int
    tax: int

    @property
    def gross(self) -> int:
        """What is to be paid."""
        return self.net + self.tax


def may_go(current: Step, following: Step) -> bool:
    """Say whether a settlement may take this step."""
    return ORDER.index(following) == ORDER.index(current) + 1


def lines(claims: Iterable[Claim]) -> tuple[Line, ...]:
    """Give the lines of an invoice, numbered from 1; the same for claims in any order. Claims of nothing are no line."""
    groups: dict[tuple[str, str, int, int], list[int]] = {}
    for claim in claims:
        if claim.cents:
            groups.setdefault((claim.what, claim.kind, claim.minutes, claim.cents), []).append(claim.id)
    return tuple(
        Line(number, what, kind, len(ids), minutes * len(ids), cents, tuple(sorted(ids)))
        for number, ((what, kind, minutes, cents), ids) in enumerate(sorted(groups.items()), start=1)
    )


def of_month(claims: Iterable[Claim], month: date) -> tuple[date, date]:
    """Give the first and last day of an invoice: the month, and before it what was decided later."""
    days = [claim.day for claim in claims]
    return min([month, *days]), last_day(month)


def last_day(month: date) -> date:
    """Give the last day of a month."""
    return (month.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def totals(of: Sequence[Line], tax: Tax) -> Totals:
    """Give the totals; VAT is taken over the sum, half a cent up (EN 16931, BR-S-09), and is 0 without a rate."""
    net = sum(line.cents for line in of)
    return Totals(net, (net * RATES[tax] * 2 + 100) // 200)


def number(prefix: str, year: int, place: int) -> str:
    """Give the invoice number of a place in a provider's row of a year, from 1: "BP-2027-0001"."""
    assert place >= 1
    return f"{prefix}-{year}-{place:04d}"


def due(invoiced: date, days: int) -> date:
    """Give the last day to pay."""
    return invoiced + timedelta(days=days)


def net(invoices: Iterable[tuple[int, int]], notes: Iterable[tuple[int, int]]) -> dict[int, int]:
    """Give which credit is taken off which invoice of the same payee: each whole, or not at all.

    invoices, notes: (id, cents) in the order in which they are used. At least a cent of an invoice stays to be paid, since
    only a payment comes back as a line of the bank. What finds no room waits for a later invoice.
    """
    left, found = dict(invoices), {}
    for credit, cents in notes:
        invoice = next((one for one, rest in left.items() if rest > cents), None)
        if invoice is not None:
            found[credit] = invoice
            left[invoice] -= cents
    return found
