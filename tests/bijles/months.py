"""A month of lessons that took place, with the papers of who pays and who is paid."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

from bijles.core import ubl
from bijles.core.attendance import Answer, Tick
from bijles.models import (
    Agreement,
    Billing,
    Booking,
    Child,
    Claim,
    CreditNote,
    Invoice,
    PassScheme,
    Programme,
    Settlement,
    Tutor,
)
from bijles.models.settlement import TaxChoice
from bijles.services import attending, booking, crediting, invoicing, paying, settling
from ndt.people.models import Organisation
from tests.bijles import factories

IBANS: Final = ("NL91ABNA0417164300", "NL20INGB0001234567", "NL02ABNA0123456789", "NL44RABO0123456789")
MARCH, APRIL = date(2027, 3, 1), date(2027, 4, 1)
AFTER_MARCH: Final = datetime(2027, 4, 5, 9, tzinfo=UTC)
AFTER_APRIL: Final = datetime(2027, 5, 4, 9, tzinfo=UTC)


@dataclass(slots=True)
class World:
    """A city with a programme and a child in it, who has had `lessons` lessons: each at a time of its own."""

    scheme: PassScheme
    programme: Programme
    child: Child
    lessons: int = 0

    def given(self, of: Agreement, by: Tutor, *, tick: Tick = Tick.PRESENT, month: date = MARCH) -> Booking:
        """A lesson of an hour that took place, or to which the child did not come, in a month. Gives its booking."""
        self.lessons += 1
        day, hour = divmod(self.lessons, 8)
        start = datetime(month.year, month.month, 2 + day, 8 + hour, tzinfo=UTC)
        then = min(factories.NOON, start - timedelta(hours=12))
        held = booking.hold(child=self.child, wish=factories.wish(of, by, start), now=then)
        booked = booking.confirm(booking=held, now=then)
        end = start + timedelta(hours=1)
        attending.tick(booking=booked, said=tick, code=booked.code, now=end)
        attending.answer(booking=booked, said=Answer.YES, now=end + timedelta(hours=1))
        booked.refresh_from_db()
        return booked

    def left_late(self, of: Agreement, by: Tutor) -> Booking:
        """A lesson of which the family let us know too late that the child would not come."""
        self.lessons += 1
        start = datetime(2027, 3, 28, 5, tzinfo=UTC) + timedelta(hours=self.lessons)
        held = booking.hold(child=self.child, wish=factories.wish(of, by, start), now=factories.NOON)
        booked = booking.confirm(booking=held, now=factories.NOON)
        return booking.cancel(booking=booked, now=start - timedelta(hours=2))

    def claim(self, of: Agreement, by: Tutor, **facts: Any) -> Claim:
        return self.given(of, by, **facts).claims.get()


def world(*, until: str = "2027-07-31", **facts: Any) -> World:
    made = factories.scheme()
    bill(made.municipality, register=ubl.OIN, number="00000001002564440000")
    programme = factories.programme(made, budget_cents=1_000_000, budget_minutes=24_000, **facts)
    return World(made, programme, factories.child(made, until=until))


def bill(of: Organisation, **facts: Any) -> Billing:
    taken = Billing.objects.count()
    return Billing.objects.create(
        **{
            "organisation": of,
            "legal_name": str(of),
            "street": "Dam 1",
            "postcode": "1012 JS",
            "city": "Amsterdam",
            "number": "12345678",
            "iban": IBANS[taken % len(IBANS)],
        }
        | facts
    )


def provider(here: World, *, vat: str = "", **facts: Any) -> tuple[Agreement, Tutor]:
    made = factories.agreement(here.programme, **facts)
    bill(made.provider.organisation, vat=vat, tax=TaxChoice.EXEMPT if vat else TaxChoice.OUTSIDE)
    return made, factories.tutor(made)


def frozen(here: World, of: Agreement, *, month: date = MARCH, now: datetime = AFTER_MARCH) -> Settlement:
    return settling.freeze(scheme=here.scheme, provider=of.provider, month=month, now=now)


def invoiced(here: World, of: Agreement, *, month: date = MARCH, now: datetime = AFTER_MARCH) -> Invoice:
    made = settling.approve(of=frozen(here, of, month=month, now=now), now=now)
    return invoicing.invoice(of=made, now=now)


def invoiced_from(approved: Settlement) -> Invoice:
    return invoicing.invoice(of=approved, now=AFTER_MARCH)


def exported(here: World, *, month: date = MARCH, now: datetime = AFTER_MARCH) -> bytes:
    made = paying.export(scheme=here.scheme, month=month, pays_on=now.date() + timedelta(days=2), now=now)
    return bytes(made.content)


def paid(here: World, *invoices: Invoice, month: date = MARCH, now: datetime = AFTER_MARCH, **facts: str) -> None:
    """Send invoices to the bank, and read that it paid them."""
    exported(here, month=month, now=now)
    paying.read_bank(scheme=here.scheme, data=statement(*invoices, **facts), now=now)


def credited(here: World, made: Invoice) -> CreditNote:
    """Pay an invoice, and take its first claim back."""
    paid(here, made)
    first = Claim.objects.filter(line__settlement=made.settlement_id).order_by("pk")[0]
    return crediting.correct(claim=first, why="De les bleek niet gegeven.", by=None, now=AFTER_MARCH)


def statement(*invoices: Invoice, **facts: str) -> bytes:
    """A statement of the bank that pays these invoices."""
    rows = ["kenmerk;datum;iban;bedrag;omschrijving"]
    for one in invoices:
        row = {
            "kenmerk": f"B-{one.number}",
            "datum": "2027-04-08",
            "iban": one.facts["iban"],
            "bedrag": f"-{one.gross // 100},{one.gross % 100:02d}",
            "omschrijving": f"Betaling {one.number}",
        } | facts
        rows.append(";".join(row.values()))
    return "\n".join(rows).encode()
