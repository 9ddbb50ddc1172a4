"""The payment file: right for the bank, and the same bytes each time."""

from __future__ import annotations

import threading
from datetime import UTC, date, datetime
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bijles.core import pain001
from bijles.core.pain001 import Payer, Transfer

IBAN = "NL91ABNA0417164300"
CITY = Payer("Gemeente Súdwest-Fryslân", IBAN)
MADE = datetime(2027, 4, 6, 10, 30, tzinfo=UTC)
TWO = [Transfer("Stichting É", IBAN, 6250, "P1-2027-0001"), Transfer("Huiswerkhulp", IBAN, 5, "P2-2027-0001")]


def order(transfers: list[Transfer] = TWO, payer: Payer = CITY) -> bytes:
    return pain001.xml(payer, transfers, message="POGK-1-202703-1", made=MADE, pays_on=date(2027, 4, 8))


def said(written: bytes, name: str) -> list[str]:
    return [found.text for found in ET.fromstring(written).iter(f"{{{pain001.SPACE}}}{name}")]


def test_the_order_says_what_is_paid_to_whom_and_when():
    made = order()

    assert said(made, "InstdAmt") == ["62.50", "0.05"]
    assert said(made, "CtrlSum") == ["62.55", "62.50", "0.05"]
    assert said(made, "EndToEndId") == ["P1-2027-0001", "P2-2027-0001"]
    assert said(made, "Nm")[0] == "Gemeente Sudwest-Fryslan"
    assert said(made, "Dt") == ["2027-04-08"] * 2
    assert said(made, "MsgId") == ["POGK-1-202703-1"]
    assert said(made, "CreDtTm") == ["2027-04-06T10:30:00+00:00"]
    assert said(made, "PmtInfId") == ["POGK-1-202703-1-1", "POGK-1-202703-1-2"]


def test_a_rerun_gives_the_same_bytes_also_at_the_same_time():
    found: list[bytes] = []
    workers = [threading.Thread(target=lambda: found.append(order())) for _one in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert set(found) == {order()}


@settings(max_examples=10)
@given(st.lists(st.integers(1, 10**9), min_size=1, max_size=4))
def test_the_file_pays_exactly_the_sum(amounts):
    made = order([Transfer("A", IBAN, cents, f"P1-2027-{place:04d}") for place, cents in enumerate(amounts, 1)])

    assert round(float(said(made, "CtrlSum")[0]) * 100) == sum(amounts)


def test_what_the_schema_of_the_bank_refuses_is_no_file():
    with pytest.raises(ValueError, match="pattern"):
        order(payer=Payer("Gemeente", "geen rekening"))
