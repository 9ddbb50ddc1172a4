"""The rules of EN 16931 and NLCIUS that apply to our invoices, by their ids. It reads what was written, not what was meant.

Re-expressed from the texts of the rules: EN 16931-1 (BR-*), the Dutch instruction for the basic invoice, version 1.0
(BR-NL-*). Only rules of things that our invoices hold; an invoice of another maker may break more than is seen here.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from typing import Final
from xml.etree import ElementTree as ET

from bijles.core.bank import is_iban
from bijles.core.settlement import Tax
from bijles.core.ubl import CAC, CBC, CREDIT_NOTE, CUSTOMIZATION, INVOICE, KVK, OIN, SEPA

_SPACES: Final = {"cac": CAC, "cbc": CBC}
_SELLER: Final = "cac:AccountingSupplierParty/cac:Party"
_BUYER: Final = "cac:AccountingCustomerParty/cac:Party"
_SUMS: Final = "cac:LegalMonetaryTotal"
_SUBTOTAL: Final = "cac:TaxTotal/cac:TaxSubtotal"
_LINE: Final = "cac:InvoiceLine"
_CENT: Final = Decimal("0.01")
# The rules speak of both kinds; in a credit note the same things have other names.
_SAME: Final = {
    f"{{{CREDIT_NOTE}}}CreditNote": f"{{{INVOICE}}}Invoice",
    f"{{{CAC}}}CreditNoteLine": f"{{{CAC}}}InvoiceLine",
    f"{{{CBC}}}CreditedQuantity": f"{{{CBC}}}InvoicedQuantity",
    f"{{{CBC}}}CreditNoteTypeCode": f"{{{CBC}}}InvoiceTypeCode",
}
_MEANS: Final = {"30", "48", "49", "57", "58", "59"}

Check = Callable[[ET.Element], bool]


def broken(invoice: bytes) -> tuple[str, ...]:
    """Give the ids of the rules that an invoice breaks, in the order of RULES.

    invoice: bytes of an invoice or credit note that this platform wrote; it is no reader of strangers' XML. Raises ParseError when
    it is no XML.
    """
    root = ET.fromstring(invoice)  # noqa: S314  our own bytes
    is_credit = root.tag == f"{{{CREDIT_NOTE}}}CreditNote"
    for found in root.iter():
        found.tag = _SAME.get(found.tag, found.tag)
    assert root.tag == f"{{{INVOICE}}}Invoice"
    rules = RULES | CREDIT_RULES if is_credit else RULES
    return tuple(name for name, holds in rules.items() if not holds(root))


def _said(at: ET.Element, path: str) -> str:
    return (at.findtext(path, "", _SPACES) or "").strip()


def _number(at: ET.Element, path: str) -> Decimal:
    """Give an amount; one that is missing or no number equals nothing, itself included."""
    try:
        return Decimal(_said(at, path))
    except InvalidOperation:
        return Decimal("NaN")


def _has(path: str) -> Check:
    return lambda root: bool(_said(root, path))


def _each(parts: str, *paths: str) -> Check:
    return lambda root: all(all(_said(part, path) for path in paths) for part in root.findall(parts, _SPACES))


def _only(path: str, allowed: set[str]) -> Check:
    return lambda root: all((found.text or "").strip() in allowed for found in root.findall(path, _SPACES))


def _sum(root: ET.Element, parts: str, path: str) -> Decimal:
    return sum((_number(part, path) for part in root.findall(parts, _SPACES)), Decimal(0))


def _address(party: str) -> Check:
    home = f"{party}/cac:PostalAddress"
    return lambda root: all(_said(root, f"{home}/cbc:{name}") for name in ("StreetName", "CityName", "PostalZone"))


def _entity(party: str) -> Check:
    def known(root: ET.Element) -> bool:
        found = root.find(f"{party}/cac:PartyLegalEntity/cbc:CompanyID", _SPACES)
        return found is not None and bool((found.text or "").strip()) and found.get("schemeID") in {KVK, OIN}

    return known


def _vat(root: ET.Element, party: str) -> str:
    return _said(root, f"{party}/cac:PartyTaxScheme/cbc:CompanyID")


def _categories(root: ET.Element) -> set[str]:
    return {_said(line, "cac:Item/cac:ClassifiedTaxCategory/cbc:ID") for line in root.findall(_LINE, _SPACES)}


def _if(tax: Tax, holds: Check) -> Check:
    return lambda root: tax.value not in _categories(root) or holds(root)


def _two_decimals(root: ET.Element) -> bool:
    amounts = [found for found in root.iter() if "currencyID" in found.attrib and not found.tag.endswith("PriceAmount")]
    return all(len((found.text or "").partition(".")[2]) <= 2 for found in amounts)


def _one_currency(root: ET.Element) -> bool:
    currency = _said(root, "cbc:DocumentCurrencyCode")
    return all(found.get("currencyID", currency) == currency for found in root.iter())


def _line_sums(root: ET.Element) -> bool:
    return all(
        _number(line, "cbc:LineExtensionAmount")
        == (_number(line, "cbc:InvoicedQuantity") * _number(line, "cac:Price/cbc:PriceAmount")).quantize(_CENT)
        for line in root.findall(_LINE, _SPACES)
    )


def _percentages(root: ET.Element) -> set[str]:
    paths = (f"{_SUBTOTAL}/cac:TaxCategory/cbc:Percent", f"{_LINE}/cac:Item/cac:ClassifiedTaxCategory/cbc:Percent")
    return {(found.text or "").strip() for path in paths for found in root.findall(path, _SPACES)}


def _tax_is_rate(root: ET.Element) -> bool:
    return all(
        (_number(sub, "cbc:TaxableAmount") * Decimal(_said(sub, "cac:TaxCategory/cbc:Percent") or 0) / 100).quantize(
            _CENT, rounding="ROUND_HALF_UP"
        )
        == _number(sub, "cbc:TaxAmount")
        for sub in root.findall(_SUBTOTAL, _SPACES)
    )


def _no_tax(root: ET.Element) -> bool:
    return _number(root, f"{_SUBTOTAL}/cbc:TaxAmount") == 0


def _breakdown(root: ET.Element) -> bool:
    return {_said(sub, "cac:TaxCategory/cbc:ID") for sub in root.findall(_SUBTOTAL, _SPACES)} == _categories(root)


def _taxable(root: ET.Element) -> bool:
    return _sum(root, _LINE, "cbc:LineExtensionAmount") == _sum(root, _SUBTOTAL, "cbc:TaxableAmount")


def _one_subtotal(root: ET.Element) -> bool:
    return _breakdown(root) and len(root.findall(_SUBTOTAL, _SPACES)) == 1


def _to_pay(root: ET.Element) -> Decimal:
    return _number(root, f"{_SUMS}/cbc:PayableAmount")


def _if_owed(holds: Check) -> Check:
    return lambda root: _to_pay(root).is_nan() or _to_pay(root) <= 0 or holds(root)


_REASON: Final = f"{_SUBTOTAL}/cac:TaxCategory/cbc:TaxExemptionReason"

RULES: Final[dict[str, Check]] = {
    "BR-01": _has("cbc:CustomizationID"),
    "BR-02": _has("cbc:ID"),
    "BR-03": _has("cbc:IssueDate"),
    "BR-04": _has("cbc:InvoiceTypeCode"),
    "BR-05": _has("cbc:DocumentCurrencyCode"),
    "BR-06": _has(f"{_SELLER}/cac:PartyLegalEntity/cbc:RegistrationName"),
    "BR-07": _has(f"{_BUYER}/cac:PartyLegalEntity/cbc:RegistrationName"),
    "BR-08": lambda root: root.find(f"{_SELLER}/cac:PostalAddress", _SPACES) is not None,
    "BR-09": _has(f"{_SELLER}/cac:PostalAddress/cac:Country/cbc:IdentificationCode"),
    "BR-10": lambda root: root.find(f"{_BUYER}/cac:PostalAddress", _SPACES) is not None,
    "BR-11": _has(f"{_BUYER}/cac:PostalAddress/cac:Country/cbc:IdentificationCode"),
    "BR-12": _has(f"{_SUMS}/cbc:LineExtensionAmount"),
    "BR-13": _has(f"{_SUMS}/cbc:TaxExclusiveAmount"),
    "BR-14": _has(f"{_SUMS}/cbc:TaxInclusiveAmount"),
    "BR-15": _has(f"{_SUMS}/cbc:PayableAmount"),
    "BR-16": lambda root: root.find(_LINE, _SPACES) is not None,
    "BR-21": _each(_LINE, "cbc:ID"),
    "BR-22": _each(_LINE, "cbc:InvoicedQuantity"),
    "BR-23": lambda root: all(
        found.get("unitCode") for found in root.findall(f"{_LINE}/cbc:InvoicedQuantity", _SPACES)
    ),
    "BR-24": _each(_LINE, "cbc:LineExtensionAmount"),
    "BR-25": _each(_LINE, "cac:Item/cbc:Name"),
    "BR-26": _each(_LINE, "cac:Price/cbc:PriceAmount"),
    "BR-27": lambda root: (
        not any(_said(line, "cac:Price/cbc:PriceAmount").startswith("-") for line in root.findall(_LINE, _SPACES))
    ),
    "BR-29": lambda root: (
        _said(root, "cac:InvoicePeriod/cbc:StartDate") <= _said(root, "cac:InvoicePeriod/cbc:EndDate")
    ),
    "BR-45": _each(_SUBTOTAL, "cbc:TaxableAmount"),
    "BR-46": _each(_SUBTOTAL, "cbc:TaxAmount"),
    "BR-47": _each(_SUBTOTAL, "cac:TaxCategory/cbc:ID"),
    "BR-48": lambda root: all(
        _said(sub, "cac:TaxCategory/cbc:Percent") or _said(sub, "cac:TaxCategory/cbc:ID") == Tax.OUTSIDE.value
        for sub in root.findall(_SUBTOTAL, _SPACES)
    ),
    "BR-49": _each("cac:PaymentMeans", "cbc:PaymentMeansCode"),
    "BR-50": lambda root: (
        _said(root, "cac:PaymentMeans/cbc:PaymentMeansCode") not in {"30", SEPA}
        or is_iban(_said(root, "cac:PaymentMeans/cac:PayeeFinancialAccount/cbc:ID"))
    ),
    "BR-CO-04": _each(_LINE, "cac:Item/cac:ClassifiedTaxCategory/cbc:ID"),
    "BR-CO-09": lambda root: all(vat[:2] == "NL" for vat in (_vat(root, _SELLER), _vat(root, _BUYER)) if vat),
    "BR-CO-10": lambda root: (
        _sum(root, _LINE, "cbc:LineExtensionAmount") == _number(root, f"{_SUMS}/cbc:LineExtensionAmount")
    ),
    "BR-CO-13": lambda root: (
        _number(root, f"{_SUMS}/cbc:LineExtensionAmount") == _number(root, f"{_SUMS}/cbc:TaxExclusiveAmount")
    ),
    "BR-CO-14": lambda root: _sum(root, _SUBTOTAL, "cbc:TaxAmount") == _number(root, "cac:TaxTotal/cbc:TaxAmount"),
    "BR-CO-15": lambda root: (
        _number(root, f"{_SUMS}/cbc:TaxExclusiveAmount") + _number(root, "cac:TaxTotal/cbc:TaxAmount")
        == _number(root, f"{_SUMS}/cbc:TaxInclusiveAmount")
    ),
    "BR-CO-16": lambda root: _number(root, f"{_SUMS}/cbc:TaxInclusiveAmount") == _to_pay(root),
    "BR-CO-17": _tax_is_rate,
    "BR-CO-18": lambda root: root.find(_SUBTOTAL, _SPACES) is not None,
    "BR-CO-25": _if_owed(lambda root: bool(_said(root, "cbc:DueDate") or _said(root, "cac:PaymentTerms/cbc:Note"))),
    "BR-CO-26": lambda root: bool(_vat(root, _SELLER) or _said(root, f"{_SELLER}/cac:PartyLegalEntity/cbc:CompanyID")),
    "BR-CL-01": _only("cbc:InvoiceTypeCode", {"380"}),
    "BR-CL-03": _one_currency,
    "BR-DEC-23": _two_decimals,
    "PEPPOL-EN16931-R120": _line_sums,
    "BR-S-01": _breakdown,
    "BR-S-02": _if(Tax.STANDARD, lambda root: bool(_vat(root, _SELLER))),
    "BR-S-05": _if(Tax.STANDARD, lambda root: all(Decimal(rate or 0) > 0 for rate in _percentages(root))),
    "BR-S-08": _taxable,
    "BR-E-01": _if(Tax.EXEMPT, _one_subtotal),
    "BR-E-02": _if(Tax.EXEMPT, lambda root: bool(_vat(root, _SELLER))),
    "BR-E-05": _if(Tax.EXEMPT, lambda root: _percentages(root) == {"0"}),
    "BR-E-08": _if(Tax.EXEMPT, _taxable),
    "BR-E-09": _if(Tax.EXEMPT, _no_tax),
    "BR-E-10": _if(Tax.EXEMPT, _has(_REASON)),
    "BR-O-01": _if(Tax.OUTSIDE, _one_subtotal),
    "BR-O-02": _if(Tax.OUTSIDE, lambda root: not (_vat(root, _SELLER) or _vat(root, _BUYER))),
    "BR-O-05": _if(Tax.OUTSIDE, lambda root: not _percentages(root)),
    "BR-O-08": _if(Tax.OUTSIDE, _taxable),
    "BR-O-09": _if(Tax.OUTSIDE, _no_tax),
    "BR-O-10": _if(Tax.OUTSIDE, _has(_REASON)),
    "BR-O-11": _if(Tax.OUTSIDE, _one_subtotal),
    "BR-O-12": _if(Tax.OUTSIDE, lambda root: _categories(root) == {Tax.OUTSIDE.value}),
    "NLCIUS": _only("cbc:CustomizationID", {CUSTOMIZATION}),
    "BR-NL-1": _entity(_SELLER),
    "BR-NL-2": lambda root: bool(_said(root, "cbc:BuyerReference") or _said(root, "cac:OrderReference/cbc:ID")),
    "BR-NL-3": _address(_SELLER),
    "BR-NL-4": _address(_BUYER),
    "BR-NL-7": _only("cbc:InvoiceTypeCode", {"380", "381", "384", "389"}),
    "BR-NL-10": _entity(_BUYER),
    "BR-NL-11": _if_owed(lambda root: root.find("cac:PaymentMeans", _SPACES) is not None),
    "BR-NL-12": _only("cac:PaymentMeans/cbc:PaymentMeansCode", _MEANS),
}

# What a credit note keeps besides, or instead.
CREDIT_RULES: Final[dict[str, Check]] = {
    "BR-CL-01": _only("cbc:InvoiceTypeCode", {"381"}),
    "BR-55": _each("cac:BillingReference", "cac:InvoiceDocumentReference/cbc:ID"),
    "BR-NL-9": _has("cac:BillingReference/cac:InvoiceDocumentReference/cbc:ID"),
}
