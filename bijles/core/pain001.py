"""A payment order for the bank (ISO 20022, pain.001.001.09). The same order always gives the same bytes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from xml.etree import ElementTree as ET

from sepaxml import SepaTransfer
from sepaxml.validation import ValidationError, try_valid_xml

SCHEMA: Final = "pain.001.001.09"
SPACE: Final = f"urn:iso:std:iso:20022:tech:xsd:{SCHEMA}"


@dataclass(frozen=True, slots=True)
class Payer:
    """Whose account the money leaves."""

    name: str
    iban: str


@dataclass(frozen=True, slots=True)
class Transfer:
    """One payment. reference: the invoice number, which comes back on the bank line."""

    name: str
    iban: str
    cents: int
    reference: str


def xml(payer: Payer, transfers: Sequence[Transfer], *, message: str, made: datetime, pays_on: date) -> bytes:
    """Give the order as UTF-8, checked against the schema.

    message: unique for the bank, at most 35 signs. made: aware. Each payment is a booking of its own, so each comes back as a
    bank line. Raises ValueError when the schema refuses it.
    """
    order = SepaTransfer(
        {"name": payer.name, "IBAN": payer.iban, "currency": "EUR", "batch": False}, schema=SCHEMA, clean=True
    )
    for one in transfers:
        order.add_payment(
            {
                "name": one.name,
                "IBAN": one.iban,
                "amount": one.cents,
                "description": one.reference,
                "endtoend_id": one.reference,
                "execution_date": pays_on,
            }
        )
    written = _settled(order.export(validate=False), message=message, made=made)
    try:
        try_valid_xml(written, SCHEMA)
    except ValidationError as problem:
        raise ValueError(str(problem.__cause__)) from problem
    return written


def _settled(written: bytes, *, message: str, made: datetime) -> bytes:
    """Put our own number and moment where the library writes chance and the clock."""
    root = ET.fromstring(written)  # noqa: S314  our own bytes
    for element in root.iter():
        # Without a prefix, and without the register of ElementTree, which is one for all threads.
        element.tag = element.tag.partition("}")[2]
    root.set("xmlns", SPACE)
    header = root[0].find("GrpHdr")
    assert header is not None
    _say(header, "MsgId", message)
    _say(header, "CreDtTm", made.isoformat(timespec="seconds"))
    for number, part in enumerate(root[0].findall("PmtInf"), start=1):
        _say(part, "PmtInfId", f"{message}-{number}")
    ET.indent(root)
    words: str = ET.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{words}\n'.encode()


def _say(above: ET.Element, name: str, words: str) -> None:
    found = above.find(name)
    assert found is not None
    found.text = words
