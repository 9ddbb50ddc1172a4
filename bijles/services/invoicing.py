"""Make the invoice of an approved month: the next number of its provider, in UBL, checked before it is kept."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Final

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from bijles.core import nlcius, settlement, ubl
from bijles.core.errors import BadInvoice, NotSettled
from bijles.core.settlement import Claim, Step, Tax
from bijles.models import Billing, CreditNote, Invoice, Provider, Settlement
from bijles.models.programme import Form
from bijles.models.settlement import Happened
from bijles.services import settling

_FORMS: Final = {Form.TUTORING: "Bijles", Form.HOMEWORK: "Huiswerkbegeleiding"}
_HAPPENED: Final = {Happened.ATTENDED: "", Happened.NO_SHOW: ", niet gekomen", Happened.LATE_CANCEL: ", laat afgezegd"}


@transaction.atomic
def invoice(*, of: Settlement, now: datetime) -> Invoice:
    """Make the invoice of a settlement; give the one that is there when it was made before.

    Raises NotSettled: "step", or "billing" when facts of seller or buyer are missing. Raises BadInvoice with the rules that it
    breaks, and then no number is used.
    """
    locked = settling.lock(of)
    if not settling.take(locked, Step.INVOICED):
        return Invoice.objects.get(settlement=locked)
    facts = _facts(locked)
    issued = timezone.localdate(now)
    place = next_place(locked.provider_id, issued.year)
    made = read(
        claims(locked),
        facts,
        number=settlement.number(f"P{locked.provider_id}", issued.year, place),
        issued=issued,
        month=locked.month,
    )
    written = ubl.xml(made)
    if broken := nlcius.broken(written):
        raise BadInvoice(broken)
    kept = Invoice.objects.create(
        settlement=locked,
        provider_id=locked.provider_id,
        year=issued.year,
        place=place,
        number=made.number,
        issued=issued,
        due=made.due,
        net=made.totals.net,
        tax=made.totals.tax,
        gross=made.totals.gross,
        facts=facts,
        ubl=written,
    )
    locked.save(update_fields=["step"])
    return kept


def next_place(provider: int, year: int) -> int:
    """Give the next place in a provider's row of a year, and lock the row: invoices and credit notes stand in one.

    The provider's row is the lock of its numbers; the constraints on numbers and their triggers stand behind it.
    """
    _lock_numbers(provider)
    row = {"provider": provider, "year": year}
    last = [table.objects.filter(**row).aggregate(last=Max("place"))["last"] or 0 for table in (Invoice, CreditNote)]
    return max(last) + 1


def again(kept: Invoice) -> ubl.Invoice:
    """Give what an invoice says, from its rows: `ubl.xml` of it gives the bytes that were kept."""
    return read(
        claims(kept.settlement), kept.facts, number=kept.number, issued=kept.issued, month=kept.settlement.month
    )


def read(
    of: list[Claim],
    facts: dict[str, Any],
    *,
    number: str,
    issued: date,
    month: date,
    corrects: tuple[str, date] | None = None,
) -> ubl.Invoice:
    """Give an invoice from claims and the facts of its parties; a credit note when it corrects one."""
    lines = settlement.lines(of)
    tax = Tax(facts["tax"])
    return ubl.Invoice(
        number=number,
        issued=issued,
        due=settlement.due(issued, facts["days"]),
        reference=facts["reference"],
        seller=ubl.Party(**facts["seller"]),
        buyer=ubl.Party(**facts["buyer"]),
        iban=facts["iban"],
        tax=tax,
        lines=lines,
        totals=settlement.totals(lines, tax),
        period=settlement.of_month(of, month),
        corrects=corrects,
    )


def claims(of: Settlement, *, only: int | None = None) -> list[Claim]:
    """Give the claims of a settlement as the core knows them, in words that stand on an invoice. only: one of them."""
    lines = of.lines.order_by("claim_id") if only is None else of.lines.filter(claim=only)
    rows = lines.values_list("claim_id", "day", "what", "kind", "minutes", "cents")
    return [
        Claim(claim, day, called(what, kind, minutes), kind, minutes, cents)
        for claim, day, what, kind, minutes, cents in rows
    ]


def called(what: str, kind: str, minutes: int) -> str:
    """Give what one lesson is called on an invoice: in Dutch, whatever language somebody reads the desk in."""
    return f"{_FORMS[Form(what)]}, {minutes} minuten{_HAPPENED[Happened(kind)]}"


def _facts(locked: Settlement) -> dict[str, Any]:
    organisations = (locked.provider.organisation_id, locked.scheme.municipality_id)
    known = {one.organisation_id: one for one in Billing.objects.filter(organisation__in=organisations)}
    if len(known) < len(set(organisations)):
        raise NotSettled("billing")
    seller, buyer = (known[one] for one in organisations)
    return {
        "seller": _party(seller),
        # A buyer's VAT number is not needed, and BR-O-02 forbids it where the seller has none.
        "buyer": _party(buyer) | {"vat": ""},
        "iban": seller.iban,
        "tax": seller.tax,
        "days": buyer.pays_within,
        "reference": f"{locked.scheme.title} {locked.month:%Y-%m}",
    }


def _party(billing: Billing) -> dict[str, str]:
    party = billing.party()
    return {
        "name": party.name,
        "street": party.street,
        "postcode": party.postcode,
        "city": party.city,
        "number": party.number,
        "scheme": party.scheme,
        "vat": party.vat,
    }


def _lock_numbers(provider: int) -> None:
    Provider.objects.select_for_update(no_key=True).get(pk=provider)
