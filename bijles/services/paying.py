"""From invoices to money: the payment file, the lines of the bank, and closing the month.

The scheme's row is the lock of its payment files and of its bank lines; settlements are locked after it, in the order of their
numbers.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.db import transaction
from django.utils import timezone

from bijles.core import bank, pain001, statements
from bijles.core.errors import NotSettled
from bijles.core.settlement import Step
from bijles.models import BankLine, Billing, Invoice, PassScheme, PaymentExport, Settlement
from bijles.models.settlement import TO_LOOK_AT, VerdictChoice
from bijles.services import crediting, settling

SENT: Final = (Step.EXPORTED, Step.PAID, Step.RECONCILED)


@dataclass(frozen=True, slots=True)
class Read:
    """What came of a statement. others: lines that are no payment of ours; nothing of them is kept."""

    matched: int
    to_look_at: int
    known: int
    others: int


@transaction.atomic
def export(*, scheme: PassScheme, month: date, pays_on: date, now: datetime) -> PaymentExport:
    """Make the payment file of a month: every invoice that is in no file yet, less the credit notes that its provider has open.

    When all of them are in one, gives the last file as it was made. Raises NotSettled: "billing" without the payer's account,
    "done" when the month has no invoice, "past" for a day before today.
    """
    locked = _lock(scheme)
    ready = list(
        Settlement.objects.filter(scheme=locked, month=month, step=Step.INVOICED)
        .order_by("pk")
        .select_for_update(no_key=True, of=("self",))
    )
    before = PaymentExport.objects.filter(scheme=locked).order_by("-place").first()
    if not ready:
        made = PaymentExport.objects.filter(scheme=locked, month=month).order_by("-place").first()
        if made is None:
            raise NotSettled("done")
        return made
    if pays_on < timezone.localdate(now):
        raise NotSettled("past")
    payer = Billing.objects.filter(organisation=locked.municipality_id).first()
    if payer is None:
        raise NotSettled("billing")
    place = before.place + 1 if before else 1
    invoices = list(Invoice.objects.filter(settlement__in=ready).order_by("number"))
    message = f"POGK-{locked.pk}-{month:%Y%m}-{place}"
    to_pay = crediting.net(locked, invoices)
    content = _order(payer.legal_name, payer.iban, invoices, to_pay, message=message, made=now, pays_on=pays_on)
    kept = PaymentExport.objects.create(
        scheme=locked,
        month=month,
        place=place,
        message=message,
        made_at=now,
        pays_on=pays_on,
        payments=len(invoices),
        cents=sum(to_pay.values()),
        content=content,
    )
    for one in ready:
        settling.take(one, Step.EXPORTED)
        one.export = kept
    Settlement.objects.bulk_update(ready, ["step", "export"])
    return kept


@transaction.atomic
def read_bank(*, scheme: PassScheme, data: bytes, now: datetime) -> Read:
    """Read a bank statement: what is certainly a payment of an invoice makes it paid, the rest of ours waits for people.

    A line that was read before is left as it is. Raises StatementRefused with every fault, and then nothing is read.
    """
    lines = statements.read(data)
    locked = _lock(scheme)
    sent = {
        one.number: one
        for one in Invoice.objects.filter(settlement__scheme=locked, settlement__step__in=SENT).select_related(
            "settlement"
        )
    }
    known = set(
        BankLine.objects.filter(scheme=locked, bank_id__in=[one.id for one in lines]).values_list("bank_id", flat=True)
    )
    paid = set(
        BankLine.objects.filter(scheme=locked, verdict=VerdictChoice.MATCHED).values_list("invoice__number", flat=True)
    )
    less = crediting.taken_off(list(sent.values()))
    payments = [bank.Payment(one.number, one.facts["iban"], one.gross - less.get(one.pk, 0)) for one in sent.values()]
    ours = {bank.plain(one.iban) for one in payments}
    fresh = [line for line in lines if line.id not in known]
    kept = []
    for match, line in zip(
        bank.match(fresh, payments, paid=paid), sorted(fresh, key=lambda one: (one.day, one.id)), strict=True
    ):
        if match.reference or bank.plain(line.iban) in ours:
            kept.append(_row(locked, line, match, sent, now=now))
    BankLine.objects.bulk_create(kept)
    certain = [one for one in kept if one.verdict == VerdictChoice.MATCHED]
    _pay(certain, now=now)
    return Read(len(certain), len(kept) - len(certain), len(known), len(fresh) - len(kept))


@transaction.atomic
def join(*, line: BankLine, number: str, now: datetime) -> BankLine:
    """Let somebody say which invoice a line pays. Raises NotSettled: "done", "step" (no such invoice waits), "amount"."""
    scheme = _lock(line.scheme)
    locked = BankLine.objects.select_for_update(no_key=True).get(pk=line.pk)
    _check_open(locked)
    invoice = Invoice.objects.filter(
        number=number.strip().upper(), settlement__scheme=scheme, settlement__step=Step.EXPORTED
    ).first()
    if invoice is None:
        raise NotSettled("step")
    if invoice.gross - crediting.taken_off([invoice]).get(invoice.pk, 0) != locked.cents:
        raise NotSettled("amount")
    locked.verdict, locked.invoice = VerdictChoice.MATCHED, invoice
    locked.save(update_fields=["verdict", "invoice"])
    _pay([locked], now=now)
    return locked


@transaction.atomic
def set_aside(*, line: BankLine, now: datetime) -> BankLine:
    """Let somebody say that a line is dealt with elsewhere. Raises NotSettled("done")."""
    locked = BankLine.objects.select_for_update(no_key=True).get(pk=line.pk)
    _check_open(locked)
    locked.handled_at = now
    locked.save(update_fields=["handled_at"])
    return locked


@transaction.atomic
def reconcile(*, scheme: PassScheme, month: date) -> int:
    """Close what is paid of a month, once its ledger, invoices and bank lines agree to the cent; give how many.

    Raises NotSettled: "done" when nothing is paid that is open, "faults" when the proof finds a difference.
    """
    locked = _lock(scheme)
    paid = Settlement.objects.filter(scheme=locked, month=month, step=Step.PAID).order_by("pk")
    ready = list(paid.select_for_update(no_key=True, of=("self",)))
    if not ready:
        raise NotSettled("done")
    if settling.differing(ready):
        raise NotSettled("faults")
    for one in ready:
        settling.take(one, Step.RECONCILED)
    Settlement.objects.bulk_update(ready, ["step"])
    return len(ready)


def _order(
    name: str,
    iban: str,
    invoices: list[Invoice],
    to_pay: dict[int, int],
    *,
    message: str,
    made: datetime,
    pays_on: date,
) -> bytes:
    payer = pain001.Payer(name, bank.plain(iban))
    transfers = [
        pain001.Transfer(one.facts["seller"]["name"], bank.plain(one.facts["iban"]), to_pay[one.pk], one.number)
        for one in invoices
    ]
    return pain001.xml(payer, transfers, message=message, made=timezone.localtime(made), pays_on=pays_on)


def _row(
    scheme: PassScheme, line: bank.BankLine, match: bank.Match, sent: dict[str, Invoice], *, now: datetime
) -> BankLine:
    return BankLine(
        scheme=scheme,
        bank_id=line.id,
        day=line.day,
        iban=bank.plain(line.iban)[:34],
        cents=line.cents,
        text=line.text[:500],
        verdict=match.verdict,
        invoice=sent.get(match.reference),
        read_at=now,
    )


def _pay(lines: list[BankLine], *, now: datetime) -> None:
    settlements = Settlement.objects.filter(invoice__in=[one.invoice_id for one in lines]).order_by("pk")
    for one in settlements.select_for_update(no_key=True, of=("self",)):
        settling.pay(one, now=now)


def _check_open(line: BankLine) -> None:
    if line.handled_at or line.verdict not in TO_LOOK_AT:
        raise NotSettled("done")


def _lock(scheme: PassScheme) -> PassScheme:
    return PassScheme.objects.select_for_update(no_key=True).get(pk=scheme.pk)
