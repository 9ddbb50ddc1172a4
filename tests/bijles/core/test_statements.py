"""A bank statement is read whole, or refused with every fault in it."""

from __future__ import annotations

import contextlib
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bijles.core import statements
from bijles.core.errors import StatementRefused

IBAN = "NL91ABNA0417164300"
HEAD = "kenmerk;datum;iban;bedrag;omschrijving"
ENTRY = """<Ntry><Amt Ccy="EUR">62.50</Amt><CdtDbtInd>{side}</CdtDbtInd><Sts>{status}</Sts>
<BookgDt><Dt>2027-04-12</Dt></BookgDt><AcctSvcrRef>{name}</AcctSvcrRef><NtryDtls>{details}</NtryDtls></Ntry>"""
DETAILS = """<TxDtls><Refs><EndToEndId>{reference}</EndToEndId></Refs><Amt Ccy="EUR">{euros}</Amt>
<RltdPties><CdtrAcct><Id><IBAN>NL91 ABNA 0417 1643 00</IBAN></Id></CdtrAcct></RltdPties>
<RmtInf><Ustrd>dank u</Ustrd></RmtInf></TxDtls>"""


def csv(*rows: str) -> bytes:
    return "\n".join([HEAD, *rows]).encode()


def entry(*, side: str = "DBIT", status: str = "BOOK", name: str = "A1", details: str = "") -> str:
    return ENTRY.format(
        side=side, status=status, name=name, details=details or DETAILS.format(reference="P1-2027-0001", euros="62.50")
    )


def camt(*entries: str, version: str = "02") -> bytes:
    space = f"urn:iso:std:iso:20022:tech:xsd:camt.053.001.{version}"
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><Document xmlns="{space}"><BkToCstmrStmt><Stmt><Id>S1</Id>'
        f"{''.join(entries)}</Stmt></BkToCstmrStmt></Document>"
    ).encode()


def faults(data: bytes) -> list[tuple[int, str, str]]:
    with pytest.raises(StatementRefused) as refused:
        statements.read(data)
    return [(fault.row, fault.column, fault.code) for fault in refused.value.faults]


def test_what_left_the_account_is_read_and_what_came_in_is_not():
    read = statements.read(csv(f"A1;2027-04-12;{IBAN};-62,50;P1-2027-0001", f"A2;2027-04-12;{IBAN};10,00;terug"))

    assert [(one.id, one.day, one.iban, one.cents, one.text) for one in read] == [
        ("A1", date(2027, 4, 12), IBAN, 6250, "P1-2027-0001")
    ]


def test_columns_stand_in_any_order_and_commas_do_too():
    data = b'\xef\xbb\xbfomschrijving,bedrag,iban,datum,kenmerk\r\n"een, twee",-0.05,,2027-04-12,A1\r\n'

    assert [(one.cents, one.text) for one in statements.read(data)] == [(5, "een, twee")]


def test_every_fault_is_told_with_its_row_and_column():
    wrong = csv(
        f"A1;2027-02-30;{IBAN};-62,50;x",
        f";2027-04-12;{IBAN};veel;x",
        "A3;2027-04-12;NL92ABNA0417164300;-1;x",
        "A4;2027-04-12",
        "A5;2027-04-12;;-1;x",
        "A5;2027-04-12;;-1;x",
    )

    assert faults(wrong) == [
        (2, "datum", "day"),
        (3, "kenmerk", "reference"),
        (3, "bedrag", "amount"),
        (4, "iban", "iban"),
        (5, "", "cells-missing"),
        (7, "kenmerk", "twice"),
    ]


def test_a_file_without_the_columns_says_which_are_missing():
    assert faults(b"datum;bedrag\n2027-04-12;-1") == [
        (1, "kenmerk", "column-missing"),
        (1, "iban", "column-missing"),
        (1, "omschrijving", "column-missing"),
    ]
    assert faults(b"") == [(1, column, "column-missing") for column in statements.COLUMNS]


@pytest.mark.parametrize("version", ["02", "08"])
def test_a_camt_statement_gives_its_booked_debits(version):
    status = "BOOK" if version == "02" else "<Cd>BOOK</Cd>"
    read = statements.read(
        camt(
            entry(status=status),
            entry(name="A2", side="CRDT"),
            entry(name="A3", status="PDNG"),
            version=version,
        )
    )

    assert [(one.id, one.day, one.iban, one.cents, one.text) for one in read] == [
        ("A1", date(2027, 4, 12), IBAN, 6250, "P1-2027-0001 dank u")
    ]


def test_payments_that_the_bank_booked_together_come_apart():
    both = DETAILS.format(reference="P1-2027-0001", euros="60.00") + DETAILS.format(
        reference="P2-2027-0001", euros="2.50"
    )
    read = statements.read(camt(entry(details=both)))

    assert [(one.id, one.cents) for one in read] == [("A1/1", 6000), ("A1/2", 250)]


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"<html/>", [(0, "", "not-camt")]),
        (b"<Document>", [(1, "", "xml")]),
        (b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", [(0, "", "doctype")]),
        ('<?xml version="1.0"?><a/>'.encode("utf-16"), [(0, "", "encoding")]),
        ("<a/>".encode("utf-16-le"), [(0, "", "doctype")]),
        (camt(entry(), entry()), [(2, "", "twice")]),
        (camt(entry(details=DETAILS.format(reference="x", euros="veel"))), [(1, "", "entry")]),
        (camt(entry(details=DETAILS.format(reference="x", euros="NaN"))), [(1, "", "entry")]),
        (csv("\xff\xfe").decode().encode("latin-1"), [(0, "", "encoding")]),
        (b"x" * (statements.LARGEST + 1), [(0, "", "too-large")]),
    ],
)
def test_a_file_that_is_no_statement_is_refused_with_what_is_wrong(data, expected):
    assert faults(data) == expected


@given(st.binary(max_size=300) | st.text(max_size=200).map(lambda text: (HEAD + "\n" + text).encode()))
def test_no_file_breaks_the_reader(data):
    with contextlib.suppress(StatementRefused):
        assert all(one.cents > 0 for one in statements.read(data))
