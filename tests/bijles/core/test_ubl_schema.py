"""Our invoices are UBL 2.1 by the schema of OASIS itself."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from peppol import validate_xsd

from bijles.core import nlcius, ubl
from bijles.core.settlement import Tax
from tests.bijles.core.test_settlement import MONTHS, THREE, invoice


@pytest.mark.parametrize("tax", Tax)
@settings(max_examples=15, deadline=None)
@given(claims=MONTHS)
def test_an_invoice_is_what_the_schema_says(tax, claims):
    assert validate_xsd(ubl.xml(invoice(claims, tax))) == (True, [])


@pytest.mark.parametrize("tax", Tax)
def test_a_credit_note_is_what_the_schema_says(tax):
    made = replace(invoice(THREE[:1], tax), corrects=("BP-2027-0001", date(2027, 4, 2)))

    assert validate_xsd(ubl.xml(made)) == (True, [])
    assert nlcius.broken(ubl.xml(made)) == ()


def test_the_schema_sees_an_element_in_the_wrong_place():
    swapped = ubl.xml(invoice(THREE)).replace(b"cbc:IssueDate", b"cbc:DueDatum")

    assert not validate_xsd(swapped)[0]
