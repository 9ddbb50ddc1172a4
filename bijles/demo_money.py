"""How the cities of the demo and their providers stand on invoices, so that a month can be settled to its payment file."""

from __future__ import annotations

from typing import Final

from bijles.core import ubl
from bijles.core.bank import is_iban
from bijles.models import Billing, PassScheme, Provider
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
