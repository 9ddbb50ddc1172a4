"""Take back what was paid for a claim that turned out wrong: the ledger, a credit note, and less in the next payment.

What the provider owes stands on no account of its own: it was paid, and the next invoice is paid so much less.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone

from bijles.core import ledger, nlcius, settlement, ubl
from bijles.core.errors import BadInvoice, NotSettled
from bijles.core.ledger import Place, Unit
from bijles.core.settlement import Step
from bijles.models import Claim, CreditNote, Invoice, PassScheme, SettlementLine, Transfer
from bijles.services import claiming, invoicing, posting, settling
from ndt.people.models import User

PAID: Final = (Step.PAID, Step.RECONCILED)


@transaction.atomic
def correct(*, claim: Claim, why: str, by: User | None, now: datetime) -> CreditNote:
    """Take back what was paid for a claim, once: the money goes to the child, and the provider gets a credit note.

    A second time gives the first credit note. Raises NotSettled: "reason" without one, "unpaid" while the bank has not said that
    the invoice is paid. Raises BadInvoice when the credit note breaks a rule, and then no number is used.
    """
    line = SettlementLine.objects.filter(claim=claim).select_related("settlement").first()
    if line is None:
        raise NotSettled("unpaid")
    # Who corrects the same claim at this moment waits here, and finds what we made.
    locked = settling.lock(line.settlement)
    if known := CreditNote.objects.filter(claim=claim).first():
        return known
    if not why.strip():
        raise NotSettled("reason")
    if locked.step not in PAID:
        raise NotSettled("unpaid")
    corrected = Invoice.objects.get(settlement=locked)
    kept = _note(corrected, claim, why=why, by=by, now=now)
    _post(claim, now=now)
    return kept


def again(kept: CreditNote) -> ubl.Invoice:
    """Give what a credit note says, from its rows: `ubl.xml` of it gives the bytes that were kept."""
    corrected = kept.corrects
    return invoicing.read(
        invoicing.claims(corrected.settlement, only=kept.claim_id),
        corrected.facts,
        number=kept.number,
        issued=kept.issued,
        month=corrected.settlement.month,
        corrects=(corrected.number, corrected.issued),
    )


def net(scheme: PassScheme, invoices: list[Invoice]) -> dict[int, int]:
    """Take open credit notes off the invoices that are paid now, and give what each is paid in cents. Part of the caller's
    transaction, who holds the lock of the scheme."""
    to_pay = {one.pk: one.gross for one in invoices}
    waiting = CreditNote.objects.filter(
        netted=None, corrects__settlement__scheme=scheme, provider__in={one.provider_id for one in invoices}
    )
    notes: dict[int, list[CreditNote]] = {}
    for note in waiting.order_by("pk").select_for_update(no_key=True, of=("self",)):
        notes.setdefault(note.provider_id, []).append(note)
    for provider, theirs in notes.items():
        paid = [(one.pk, one.gross) for one in invoices if one.provider_id == provider]
        taken = settlement.net(paid, [(note.pk, note.gross) for note in theirs])
        for note in theirs:
            if note.pk in taken:
                note.netted_id = taken[note.pk]
                to_pay[taken[note.pk]] -= note.gross
        CreditNote.objects.bulk_update([note for note in theirs if note.pk in taken], ["netted"])
    return to_pay


def taken_off(invoices: list[Invoice]) -> dict[int, int]:
    """Give how many cents less each invoice is paid; those that are paid whole are left out."""
    notes = CreditNote.objects.filter(netted__in=invoices).order_by()
    return dict(notes.values_list("netted").annotate(Sum("gross")))


def _note(corrected: Invoice, claim: Claim, *, why: str, by: User | None, now: datetime) -> CreditNote:
    issued = timezone.localdate(now)
    place = invoicing.next_place(corrected.provider_id, issued.year)
    note = CreditNote(
        claim=claim,
        corrects=corrected,
        provider_id=corrected.provider_id,
        year=issued.year,
        place=place,
        number=settlement.number(f"P{corrected.provider_id}", issued.year, place),
        issued=issued,
        why=why.strip()[:300],
        by=by,
        at=now,
    )
    made = again(note)
    note.net, note.tax, note.gross = made.totals.net, made.totals.tax, made.totals.gross
    note.ubl = ubl.xml(made)
    if broken := nlcius.broken(note.ubl):
        raise BadInvoice(broken)
    note.save()
    return note


def _post(claim: Claim, *, now: datetime) -> None:
    booking = claim.booking
    earned = Transfer.objects.get(booking=booking, kind__in=claiming.EARNS)
    got = dict(earned.entries.filter(account__place=Place.RECEIVABLE).values_list("account__unit", "amount"))
    back = ledger.give_back(
        f"reverse:paid:{claim.pk}",
        earned.key,
        f"provider:{claim.provider_id}",
        booking.owner,
        cents=got.get(Unit.CENTS, 0),
        minutes=got.get(Unit.MINUTES, 0),
        source=Place.PAID,
    )
    posting.post(back, now=now, booking=booking)
