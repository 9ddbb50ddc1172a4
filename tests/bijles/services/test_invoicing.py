"""Invoices: complete before they get a number, numbered without a gap, and the same bytes each time."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, connection
from peppol import validate_xsd

from bijles.core import nlcius, ubl
from bijles.core.errors import BadInvoice, NotSettled
from bijles.core.settlement import Step
from bijles.models import Billing, Invoice, Settlement
from bijles.services import invoicing, settling
from tests.bijles import factories, months
from tests.bijles.months import AFTER_APRIL, AFTER_MARCH, APRIL, MARCH
from tests.campaigns.races import Meeting, at_once

pytestmark = pytest.mark.django_db


@pytest.fixture
def here():
    return months.world()


@pytest.mark.parametrize("vat", ["", "NL123456789B01"])
def test_an_invoice_is_right_and_a_rerun_gives_its_bytes(here, vat):
    agreed, tutor = months.provider(here, vat=vat)
    for _lesson in range(3):
        here.given(agreed, tutor)
    made = months.invoiced(here, agreed)
    kept = bytes(Invoice.objects.get().ubl)

    assert nlcius.broken(kept) == ()
    assert validate_xsd(kept) == (True, [])
    assert ubl.xml(invoicing.again(made)) == kept
    assert b"Bijles, 60 minuten" in kept
    assert (made.issued.isoformat(), made.due.isoformat()) == ("2027-04-05", "2027-05-05")


def test_an_invoice_keeps_saying_who_they_were_then(here):
    agreed, tutor = months.provider(here)
    here.given(agreed, tutor)
    made = months.invoiced(here, agreed)
    Billing.objects.update(legal_name="Een andere naam", iban=months.IBANS[3])

    assert ubl.xml(invoicing.again(made)) == bytes(made.ubl)


def test_a_lesson_of_an_earlier_month_is_inside_the_period_of_its_invoice(here):
    agreed, tutor = months.provider(here)
    here.given(agreed, tutor)
    late = months.invoiced(here, agreed, month=APRIL, now=AFTER_APRIL)

    period = invoicing.again(late).period
    assert (period[0].month, period[1].isoformat()) == (3, "2027-04-30")


def test_without_the_facts_of_both_no_invoice_and_no_number(here):
    agreed = factories.agreement(here.programme)
    tutor = factories.tutor(agreed)
    here.given(agreed, tutor)
    approved = settling.approve(of=months.frozen(here, agreed), now=AFTER_MARCH)

    with pytest.raises(NotSettled, match="billing"):
        invoicing.invoice(of=approved, now=AFTER_MARCH)
    months.bill(agreed.provider.organisation, street=" ")
    with pytest.raises(BadInvoice, match="BR-NL-3"):
        invoicing.invoice(of=approved, now=AFTER_MARCH)
    assert Settlement.objects.get().step == Step.APPROVED
    Billing.objects.update(street="Dam 1")
    assert invoicing.invoice(of=approved, now=AFTER_MARCH).place == 1


def two_months(here):
    """Two months of one provider that wait for their invoices."""
    agreed, tutor = months.provider(here)
    here.given(agreed, tutor)
    here.given(agreed, tutor, month=APRIL)
    return [
        settling.approve(of=months.frozen(here, agreed, month=month, now=AFTER_APRIL), now=AFTER_APRIL)
        for month in (MARCH, APRIL)
    ]


def number(of):
    try:
        return invoicing.invoice(of=of, now=AFTER_APRIL).place
    except IntegrityError:
        return None


@pytest.mark.django_db(transaction=True)
def test_two_invoices_at_once_get_two_numbers_without_a_gap(here):
    assert sorted(at_once(number, two_months(here) * 2)) == [1, 1, 2, 2]
    assert sorted(Invoice.objects.values_list("place", flat=True)) == [1, 2]


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_the_constraint_stands_behind_it_and_without_both_a_number_is_given_twice(here, monkeypatch):
    waiting = two_months(here)
    # Without the lock both have looked before one of them writes.
    monkeypatch.setattr(invoicing, "_lock_numbers", lambda _provider: None)
    monkeypatch.setattr(invoicing, "read", Meeting(2).before(invoicing.read))
    numbers = at_once(number, waiting)
    assert sorted(numbers, key=str) == [1, None]
    assert Invoice.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_without_lock_and_constraint_a_number_is_given_twice(here, monkeypatch):
    waiting = two_months(here)
    monkeypatch.setattr(invoicing, "_lock_numbers", lambda _provider: None)
    monkeypatch.setattr(invoicing, "read", Meeting(2).before(invoicing.read))
    constraints = {
        "one_invoice_a_number": "UNIQUE (provider_id, year, place)",
        "bijles_invoice_number_key": "UNIQUE (number)",
    }
    with connection.cursor() as cursor:
        for name in constraints:
            cursor.execute(f"ALTER TABLE bijles_invoice DROP CONSTRAINT {name}")
        cursor.execute("ALTER TABLE bijles_invoice DISABLE TRIGGER USER")
    try:
        assert at_once(number, waiting) == [1, 1]
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM bijles_invoice")
            for name, what in constraints.items():
                cursor.execute(f"ALTER TABLE bijles_invoice ADD CONSTRAINT {name} {what}")
            cursor.execute("ALTER TABLE bijles_invoice ENABLE TRIGGER USER")
