"""Read a bank statement: CAMT.053 (ISO 20022) or a CSV of five columns. It is read whole or not at all.

Only money that left the account is taken; what came in is nobody's payment.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Final
from xml.etree import ElementTree as ET

from bijles.core.bank import BankLine, is_iban, plain
from bijles.core.errors import Fault, StatementRefused

COLUMNS: Final = ("kenmerk", "datum", "iban", "bedrag", "omschrijving")
LARGEST: Final = 5_000_000
MOST: Final = 20_000
_EUROS: Final = re.compile(r"[+-]?\d{1,9}(?:[.,]\d{1,2})?")


def read(data: bytes) -> tuple[BankLine, ...]:
    """Give the debits of a statement. Raises StatementRefused with every fault (row 0: of the file as a whole)."""
    if len(data) > LARGEST:
        raise StatementRefused((Fault(0, "", "too-large"),))
    if data.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<"):
        return _camt(data)
    return _csv(data)


def _csv(data: bytes) -> tuple[BankLine, ...]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise StatementRefused((Fault(0, "", "encoding"),)) from None
    first = text.partition("\n")[0]
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=";" if ";" in first else ",")
    try:
        return _rows(rows)
    except csv.Error:
        raise StatementRefused((Fault(0, "", "csv"),)) from None


def _rows(rows: Iterator[list[str]]) -> tuple[BankLine, ...]:
    heading = [cell.strip().lower() for cell in next(rows, [])]
    missing = [Fault(1, column, "column-missing") for column in COLUMNS if column not in heading]
    if missing:
        raise StatementRefused(tuple(missing))
    faults: list[Fault] = []
    found: dict[str, BankLine] = {}
    for number, cells in enumerate(rows, start=2):
        if not any(cell.strip() for cell in cells):
            continue
        if number > MOST:
            raise StatementRefused((Fault(0, "", "too-many"),))
        facts = dict(zip(heading, (cell.strip() for cell in cells), strict=False))
        wrong = list(_wrong(number, facts))
        if not wrong and facts["kenmerk"] in found:
            wrong = [Fault(number, "kenmerk", "twice")]
        faults += wrong
        if not wrong and (cents := -_cents(facts["bedrag"])) > 0:
            found[facts["kenmerk"]] = BankLine(
                facts["kenmerk"],
                date.fromisoformat(facts["datum"]),
                plain(facts["iban"]),
                cents,
                facts["omschrijving"],
            )
    if faults:
        raise StatementRefused(tuple(faults))
    return tuple(found.values())


def _wrong(number: int, facts: dict[str, str]) -> Iterator[Fault]:
    if any(column not in facts for column in COLUMNS):
        yield Fault(number, "", "cells-missing")
        return
    if not facts["kenmerk"] or len(facts["kenmerk"]) > 80:
        yield Fault(number, "kenmerk", "reference")
    try:
        date.fromisoformat(facts["datum"])
    except ValueError:
        yield Fault(number, "datum", "day")
    if not _EUROS.fullmatch(facts["bedrag"].replace(" ", "")):
        yield Fault(number, "bedrag", "amount")
    if facts["iban"] and not is_iban(facts["iban"]):
        yield Fault(number, "iban", "iban")


def _cents(euros: str) -> int:
    return int(Decimal(euros.replace(" ", "").replace(",", ".")) * 100)


def _camt(data: bytes) -> tuple[BankLine, ...]:
    root = _tree(data)
    entries = [(place, entry) for place in root.iter("Stmt") for entry in place.findall("Ntry")]
    if len(entries) > MOST:
        raise StatementRefused((Fault(0, "", "too-many"),))
    faults: list[Fault] = []
    found: dict[str, BankLine] = {}
    for number, (statement, entry) in enumerate(entries, start=1):
        try:
            taken = list(_entry(statement, entry, number))
        except (ValueError, InvalidOperation):
            faults.append(Fault(number, "", "entry"))
            continue
        for line in taken:
            if line.id in found:
                faults.append(Fault(number, "", "twice"))
            found[line.id] = line
    if faults:
        raise StatementRefused(tuple(faults))
    return tuple(found.values())


def _tree(data: bytes) -> ET.Element:
    """Give the tree with names without their space."""
    # A statement has no document type; one that declares entities is an attack or a mistake. NUL: another encoding, in which
    # we would not see it.
    if b"\0" in data or b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        raise StatementRefused((Fault(0, "", "doctype"),))
    try:
        root = ET.fromstring(data)  # noqa: S314  no entities: see above
    except (ET.ParseError, LookupError, ValueError) as problem:
        row = problem.position[0] if isinstance(problem, ET.ParseError) else 0
        raise StatementRefused((Fault(row, "", "xml"),)) from None
    for element in root.iter():
        element.tag = element.tag.partition("}")[2] or element.tag
    if root.find("BkToCstmrStmt") is None:
        raise StatementRefused((Fault(0, "", "not-camt"),))
    return root


def _entry(statement: ET.Element, entry: ET.Element, number: int) -> Iterator[BankLine]:
    """Give the lines of one booking: one, or one for each payment in it. Raises ValueError for what cannot be read."""
    status = entry.findtext("Sts/Cd") or (entry.findtext("Sts") or "").strip()
    if entry.findtext("CdtDbtInd") != "DBIT" or status not in {"BOOK", ""}:
        return
    moment = entry.findtext("BookgDt/Dt") or entry.findtext("BookgDt/DtTm") or ""
    day = date.fromisoformat(moment[:10])
    name = entry.findtext("AcctSvcrRef") or f"{statement.findtext('Id') or ''}/{number}"
    details = entry.findall("NtryDtls/TxDtls") or [entry]
    for place, one in enumerate(details, start=1):
        amount = one.find("Amt")
        if amount is None:
            amount = one.find("AmtDtls/TxAmt/Amt")
        if amount is None and len(details) == 1:
            amount = entry.find("Amt")
        if amount is None or amount.get("Ccy", "EUR") != "EUR":
            raise ValueError(name)
        euros = Decimal((amount.text or "").strip())
        if not euros.is_finite() or euros != round(euros, 2):
            raise ValueError(name)
        texts = [found.text or "" for found in one.iter() if found.tag in {"EndToEndId", "Ustrd", "Ref"}]
        texts += [entry.findtext("AddtlNtryInf") or ""] if len(details) == 1 else []
        ibans = [found.text or "" for found in one.findall("RltdPties/CdtrAcct/Id/IBAN")]
        id_ = name if len(details) == 1 else f"{name}/{place}"
        yield BankLine(id_[:80], day, plain("".join(ibans[:1])), int(euros * 100), " ".join(filter(None, texts))[:500])
