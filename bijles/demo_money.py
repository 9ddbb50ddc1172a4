"""The money of the demo: how its cities and providers stand on invoices, and a month that was settled to the end."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Final

from django.utils import timezone

from bijles.core import ubl
from bijles.core.bank import is_iban
from bijles.core.statements import COLUMNS
from bijles.models import Billing, Invoice, PassScheme, Provider
from bijles.queries import settling as queries
from bijles.services import invoicing, paying, settling
from ndt.people.models import Organisation

BANK: Final = "NEPB"


def bill(schemes: list[PassScheme]) -> int:
    """Give each municipality and provider an invented address and account; give how many."""
    payers = [scheme.municipality for scheme in schemes]
    sellers = [
        one.organisation for one in Provider.objects.filter(agreements__programme__scheme__in=schemes).distinct()
    ]
    rows = [
        *(_billing(place, one, register=ubl.OIN, number=f"{place:020d}") for place, one in enumerate(payers, 1)),
        *(
            _billing(place, one, register=ubl.KVK, number=f"{99_000_000 + place}")
            for place, one in enumerate(sellers, len(payers) + 1)
        ),
    ]
    return len(Billing.objects.bulk_create(rows, ignore_conflicts=True))


def settle(scheme: PassScheme, now: datetime) -> None:
    """Settle the month before last to the end, with one line of the bank that somebody must look at."""
    following = (timezone.localdate(now).replace(day=1) - timedelta(days=1)).replace(day=1)
    month = (following - timedelta(days=1)).replace(day=1)
    at = timezone.make_aware(datetime.combine(following.replace(day=12), time(10)))
    for row in queries.month(scheme, month).rows:
        if row.cents:
            frozen = settling.freeze(scheme=scheme, provider=Provider.objects.get(pk=row.provider), month=month, now=at)
            invoicing.invoice(of=settling.approve(of=frozen, now=at), now=at)
    pays_on = following.replace(day=15)
    paying.export(scheme=scheme, month=month, pays_on=pays_on, now=at)
    paying.read_bank(scheme=scheme, data=_statement(scheme, month, pays_on), now=at + timedelta(days=5))
    paying.reconcile(scheme=scheme, month=month)


def _statement(scheme: PassScheme, month: date, day: date) -> bytes:
    """Give what the bank tells: each invoice was paid, and one account got some more without a number."""
    invoices = list(Invoice.objects.filter(settlement__scheme=scheme, settlement__month=month).order_by("number"))
    lines = [(one.facts["iban"], one.gross, one.number) for one in invoices]
    lines.append((invoices[-1].facts["iban"], 1_250, "Nabetaling"))
    rows = [
        f"{scheme.slug}-{place};{day:%Y-%m-%d};{iban};-{cents // 100},{cents % 100:02d};{text}"
        for place, (iban, cents, text) in enumerate(lines, 1)
    ]
    return "\n".join([";".join(COLUMNS), *rows]).encode()


def _billing(place: int, of: Organisation, *, register: str, number: str) -> Billing:
    return Billing(
        organisation=of,
        legal_name=of.name[:70],
        street=f"Verzonnenstraat {place}",
        postcode=f"{4950 + place % 49} ZZ",
        city="Nergenshuizen",
        register=register,
        number=number,
        iban=_iban(place),
    )


def _iban(place: int) -> str:
    """Give an account number of a bank that does not exist, with a right check number."""
    return next(made for check in range(2, 99) if is_iban(made := f"NL{check:02d}{BANK}{place:010d}"))
