"""An invoice as UBL 2.1, in the Dutch form (NLCIUS, on EN 16931). The same invoice always gives the same bytes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Final
from xml.etree import ElementTree as ET

from bijles.core.settlement import RATES, Line, Tax, Totals

CUSTOMIZATION: Final = "urn:cen.eu:en16931:2017#compliant#urn:fdc:nen.nl:nlcius:v1.0"
PROFILE: Final = "urn:fdc:peppol.eu:2017:poacc:billing:01:1.0"
INVOICE: Final = "urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"
CREDIT_NOTE: Final = "urn:oasis:names:specification:ubl:schema:xsd:CreditNote-2"
CAC: Final = "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2"
CBC: Final = "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2"
KVK: Final = "0106"
OIN: Final = "0190"
# UNCL1001 380: commercial invoice, 381: credit note. UNCL4461 58: SEPA credit transfer.
COMMERCIAL: Final = "380"
CREDIT: Final = "381"
NETTED: Final = "Wordt verrekend met de volgende betaling."
SEPA: Final = "58"
REASONS: Final = {
    Tax.EXEMPT: "Vrijgesteld van btw: onderwijs, artikel 11 lid 1 onder o Wet OB 1968",
    Tax.OUTSIDE: "Niet onderworpen aan btw",
}
# What XML 1.0 cannot hold at all.
_UNWRITABLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Party:
    """A seller or a buyer in the Netherlands. number: KVK or OIN by its scheme. vat: "NL...B01", or empty."""

    name: str
    street: str
    postcode: str
    city: str
    number: str
    scheme: str = KVK
    vat: str = ""
    country: str = "NL"


@dataclass(frozen=True, slots=True)
class Invoice:
    """What an invoice says. reference: by which the buyer knows it. period: first and last day of the lessons.

    corrects: number and day of the invoice that this one takes back from; then it is a credit note, and nothing is due.
    """

    number: str
    issued: date
    due: date
    reference: str
    seller: Party
    buyer: Party
    iban: str
    tax: Tax
    lines: tuple[Line, ...]
    totals: Totals
    period: tuple[date, date]
    corrects: tuple[str, date] | None = None


def xml(invoice: Invoice) -> bytes:
    """Give the invoice or credit note as UTF-8. Amounts have two decimals, elements the order of the schema."""
    name, space = ("CreditNote", CREDIT_NOTE) if invoice.corrects else ("Invoice", INVOICE)
    # Prefixes are written by hand: the register of ElementTree is one for all threads, and others write in it too.
    root = ET.Element(name, {"xmlns": space, "xmlns:cac": CAC, "xmlns:cbc": CBC})
    _head(root, invoice)
    _party(_part(root, "AccountingSupplierParty"), invoice.seller)
    _party(_part(root, "AccountingCustomerParty"), invoice.buyer)
    means = _part(root, "PaymentMeans")
    _text(means, "PaymentMeansCode", SEPA)
    _text(means, "PaymentID", invoice.number)
    _text(_part(means, "PayeeFinancialAccount"), "ID", invoice.iban)
    if invoice.corrects:
        _text(_part(root, "PaymentTerms"), "Note", NETTED)
    _tax(root, invoice)
    _sums(root, invoice.totals)
    for line in invoice.lines:
        _line(root, line, invoice)
    ET.indent(root)
    words: str = ET.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{words}\n'.encode()


def _head(root: ET.Element, invoice: Invoice) -> None:
    _text(root, "CustomizationID", CUSTOMIZATION)
    _text(root, "ProfileID", PROFILE)
    _text(root, "ID", invoice.number)
    _text(root, "IssueDate", invoice.issued.isoformat())
    if invoice.corrects:
        _text(root, "CreditNoteTypeCode", CREDIT)
    else:
        _text(root, "DueDate", invoice.due.isoformat())
        _text(root, "InvoiceTypeCode", COMMERCIAL)
    _text(root, "DocumentCurrencyCode", "EUR")
    _text(root, "BuyerReference", invoice.reference)
    period = _part(root, "InvoicePeriod")
    _text(period, "StartDate", invoice.period[0].isoformat())
    _text(period, "EndDate", invoice.period[1].isoformat())
    if invoice.corrects:
        number, issued = invoice.corrects
        corrected = _part(_part(root, "BillingReference"), "InvoiceDocumentReference")
        _text(corrected, "ID", number)
        _text(corrected, "IssueDate", issued.isoformat())


def amount(cents: int) -> str:
    """Give cents as euros with two decimals."""
    sign, size = ("-", -cents) if cents < 0 else ("", cents)
    return f"{sign}{size // 100}.{size % 100:02d}"


def _party(above: ET.Element, party: Party) -> None:
    made = _part(above, "Party")
    address = _part(made, "PostalAddress")
    _text(address, "StreetName", party.street)
    _text(address, "CityName", party.city)
    _text(address, "PostalZone", party.postcode)
    _text(_part(address, "Country"), "IdentificationCode", party.country)
    if party.vat:
        scheme = _part(made, "PartyTaxScheme")
        _text(scheme, "CompanyID", party.vat)
        _text(_part(scheme, "TaxScheme"), "ID", "VAT")
    entity = _part(made, "PartyLegalEntity")
    _text(entity, "RegistrationName", party.name)
    _text(entity, "CompanyID", party.number, schemeID=party.scheme)


def _tax(root: ET.Element, invoice: Invoice) -> None:
    total = _part(root, "TaxTotal")
    _money(total, "TaxAmount", invoice.totals.tax)
    sub = _part(total, "TaxSubtotal")
    _money(sub, "TaxableAmount", invoice.totals.net)
    _money(sub, "TaxAmount", invoice.totals.tax)
    category = _category(sub, "TaxCategory", invoice.tax)
    if reason := REASONS.get(invoice.tax):
        _text(category, "TaxExemptionReason", reason)
    _text(_part(category, "TaxScheme"), "ID", "VAT")


def _sums(root: ET.Element, totals: Totals) -> None:
    sums = _part(root, "LegalMonetaryTotal")
    _money(sums, "LineExtensionAmount", totals.net)
    _money(sums, "TaxExclusiveAmount", totals.net)
    _money(sums, "TaxInclusiveAmount", totals.gross)
    _money(sums, "PayableAmount", totals.gross)


def _line(root: ET.Element, line: Line, invoice: Invoice) -> None:
    name, quantity = ("CreditNoteLine", "CreditedQuantity") if invoice.corrects else ("InvoiceLine", "InvoicedQuantity")
    made = _part(root, name)
    _text(made, "ID", str(line.number))
    _text(made, quantity, str(line.lessons), unitCode="C62")
    _money(made, "LineExtensionAmount", line.cents)
    item = _part(made, "Item")
    _text(item, "Name", line.what)
    _text(_part(_category(item, "ClassifiedTaxCategory", invoice.tax), "TaxScheme"), "ID", "VAT")
    _money(_part(made, "Price"), "PriceAmount", line.unit_cents)


def _category(above: ET.Element, name: str, tax: Tax) -> ET.Element:
    made = _part(above, name)
    _text(made, "ID", tax.value)
    # BR-O-05: what is outside VAT has no rate, not even 0.
    if tax is not Tax.OUTSIDE:
        _text(made, "Percent", str(RATES[tax]))
    return made


def _part(above: ET.Element, name: str) -> ET.Element:
    return ET.SubElement(above, f"cac:{name}")


def _text(above: ET.Element, name: str, words: str, **attributes: str) -> None:
    ET.SubElement(above, f"cbc:{name}", attributes).text = _UNWRITABLE.sub("", words)


def _money(above: ET.Element, name: str, cents: int) -> None:
    _text(above, name, amount(cents), currencyID="EUR")
