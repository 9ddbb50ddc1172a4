"""From claims to an invoice that a municipality's software reads, and back from the bank."""

import random
from dataclasses import replace
from datetime import date
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bijles.core import bank, nlcius, settlement, ubl
from bijles.core.bank import BankLine, Payment, Verdict
from bijles.core.settlement import Claim, Step, Tax
from bijles.core.ubl import Invoice, Party

MARCH = (date(2027, 3, 1), date(2027, 3, 31))
PROVIDER = Party("Stichting Huiswerkhulp", "Dam 1", "1012 JS", "Amsterdam", "12345678", vat="NL123456789B01")
CITY = Party("Gemeente Amsterdam", "Amstel 1", "1011 PN", "Amsterdam", "00000001002564440000", scheme=ubl.OIN)
IBAN = "NL91ABNA0417164300"
SPACES = {"cac": ubl.CAC, "cbc": ubl.CBC}

CLAIMS = st.builds(
    Claim,
    st.integers(1, 10**6),
    st.dates(*MARCH),
    st.sampled_from(["Bijles, 1 op 1", "Huiswerkbegeleiding"]),
    st.sampled_from(["attended", "no_show", "late_cancel"]),
    st.sampled_from([30, 45, 60]),
    st.integers(0, 5000),
)
MONTHS = st.lists(CLAIMS, min_size=1, max_size=30, unique_by=lambda claim: claim.id).filter(
    lambda claims: any(claim.cents for claim in claims)
)


def invoice(claims: list[Claim], tax: Tax = Tax.EXEMPT) -> Invoice:
    made = settlement.lines(claims)
    return Invoice(
        number=settlement.number("BP", 2027, 1),
        issued=date(2027, 4, 2),
        due=settlement.due(date(2027, 4, 2), 30),
        reference="Pas Op 2027-03",
        seller=PROVIDER if tax is not Tax.OUTSIDE else replace(PROVIDER, vat=""),
        buyer=CITY,
        iban=IBAN,
        tax=tax,
        lines=made,
        totals=settlement.totals(made, tax),
        period=MARCH,
    )


def lesson(number: int, *, cents: int = 2500, kind: str = "attended") -> Claim:
    return Claim(number, date(2027, 3, number), "Bijles, 1 op 1", kind, 60, cents)


THREE = [lesson(1), lesson(2), lesson(3, cents=1250, kind="no_show")]


def test_claims_of_one_price_are_one_line():
    made = settlement.lines(THREE)

    assert [(line.number, line.kind, line.lessons, line.cents, line.claims) for line in made] == [
        (1, "attended", 2, 5000, (1, 2)),
        (2, "no_show", 1, 1250, (3,)),
    ]
    assert settlement.totals(made, Tax.EXEMPT).gross == 6250
    assert settlement.totals(made, Tax.STANDARD).tax == 1313


@given(MONTHS, st.randoms())
def test_every_cent_of_an_invoice_is_of_one_claim(claims, rng):
    made = settlement.lines(claims)
    shuffled = list(claims)
    rng.shuffle(shuffled)

    assert settlement.lines(shuffled) == made
    assert sum(line.cents for line in made) == sum(claim.cents for claim in claims)
    told = [claim for line in made for claim in line.claims]
    assert sorted(told) == sorted(claim.id for claim in claims if claim.cents)


def test_a_settlement_takes_its_steps_in_order():
    assert settlement.may_go(Step.OPEN, Step.FROZEN)
    assert not settlement.may_go(Step.OPEN, Step.APPROVED)
    assert not settlement.may_go(Step.PAID, Step.FROZEN)


@pytest.mark.parametrize("tax", Tax)
@given(claims=MONTHS)
def test_our_invoices_break_no_rule_and_a_rerun_gives_the_same_bytes(tax, claims):
    made = ubl.xml(invoice(claims, tax))
    shuffled = random.Random(1).sample(claims, len(claims))

    assert nlcius.broken(made) == ()
    assert ubl.xml(invoice(shuffled, tax)) == made


@given(st.text(max_size=40))
def test_no_name_breaks_the_file(name):
    made = ubl.xml(replace(invoice(THREE), seller=replace(PROVIDER, name=name, street=name)))

    assert ET.fromstring(made) is not None


def drop(path: str):
    def change(root: ET.Element) -> None:
        above, _slash, name = path.rpartition("/")
        parent = root if not above else root.find(above, SPACES)
        for found in parent.findall(name, SPACES):
            parent.remove(found)

    return change


def say(path: str, words: str):
    def change(root: ET.Element) -> None:
        root.find(path, SPACES).text = words

    return change


def name(path: str, attribute: str, words: str):
    def change(root: ET.Element) -> None:
        root.find(path, SPACES).set(attribute, words)

    return change


def twice(path: str):
    def change(root: ET.Element) -> None:
        above, _slash, _name = path.rpartition("/")
        root.find(above, SPACES).append(root.find(path, SPACES))

    return change


SELLER, BUYER = "cac:AccountingSupplierParty/cac:Party", "cac:AccountingCustomerParty/cac:Party"
SUMS, LINE = "cac:LegalMonetaryTotal", "cac:InvoiceLine"
SUB, MEANS = "cac:TaxTotal/cac:TaxSubtotal", "cac:PaymentMeans"
ITEM_TAX = f"{LINE}/cac:Item/cac:ClassifiedTaxCategory"
REASON = f"{SUB}/cac:TaxCategory/cbc:TaxExemptionReason"
VAT = ET.fromstring(
    f'<cac:PartyTaxScheme xmlns:cac="{ubl.CAC}" xmlns:cbc="{ubl.CBC}"><cbc:CompanyID>NL123456789B01</cbc:CompanyID>'
    "</cac:PartyTaxScheme>"
)

# One invoice for each rule that breaks it: the rule, the VAT category, and what is done to a good invoice.
FAILING = {
    "BR-01": (Tax.EXEMPT, drop("cbc:CustomizationID")),
    "BR-02": (Tax.EXEMPT, drop("cbc:ID")),
    "BR-03": (Tax.EXEMPT, drop("cbc:IssueDate")),
    "BR-04": (Tax.EXEMPT, drop("cbc:InvoiceTypeCode")),
    "BR-05": (Tax.EXEMPT, drop("cbc:DocumentCurrencyCode")),
    "BR-06": (Tax.EXEMPT, drop(f"{SELLER}/cac:PartyLegalEntity/cbc:RegistrationName")),
    "BR-07": (Tax.EXEMPT, drop(f"{BUYER}/cac:PartyLegalEntity/cbc:RegistrationName")),
    "BR-09": (Tax.EXEMPT, drop(f"{SELLER}/cac:PostalAddress/cac:Country/cbc:IdentificationCode")),
    "BR-11": (Tax.EXEMPT, drop(f"{BUYER}/cac:PostalAddress/cac:Country/cbc:IdentificationCode")),
    "BR-12": (Tax.EXEMPT, drop(f"{SUMS}/cbc:LineExtensionAmount")),
    "BR-13": (Tax.EXEMPT, drop(f"{SUMS}/cbc:TaxExclusiveAmount")),
    "BR-14": (Tax.EXEMPT, drop(f"{SUMS}/cbc:TaxInclusiveAmount")),
    "BR-15": (Tax.EXEMPT, drop(f"{SUMS}/cbc:PayableAmount")),
    "BR-16": (Tax.EXEMPT, drop(LINE)),
    "BR-21": (Tax.EXEMPT, drop(f"{LINE}/cbc:ID")),
    "BR-22": (Tax.EXEMPT, drop(f"{LINE}/cbc:InvoicedQuantity")),
    "BR-24": (Tax.EXEMPT, drop(f"{LINE}/cbc:LineExtensionAmount")),
    "BR-25": (Tax.EXEMPT, drop(f"{LINE}/cac:Item/cbc:Name")),
    "BR-26": (Tax.EXEMPT, drop(f"{LINE}/cac:Price/cbc:PriceAmount")),
    "BR-29": (Tax.EXEMPT, say("cac:InvoicePeriod/cbc:EndDate", "2027-02-28")),
    "BR-50": (Tax.EXEMPT, say(f"{MEANS}/cac:PayeeFinancialAccount/cbc:ID", "NL92ABNA0417164300")),
    "BR-CO-04": (Tax.EXEMPT, drop(f"{ITEM_TAX}/cbc:ID")),
    "BR-CO-10": (Tax.EXEMPT, say(f"{SUMS}/cbc:LineExtensionAmount", "62.51")),
    "BR-CO-13": (Tax.EXEMPT, say(f"{SUMS}/cbc:TaxExclusiveAmount", "62.51")),
    "BR-CO-14": (Tax.STANDARD, say("cac:TaxTotal/cbc:TaxAmount", "13.12")),
    "BR-CO-15": (Tax.EXEMPT, say(f"{SUMS}/cbc:TaxInclusiveAmount", "62.51")),
    "BR-CO-16": (Tax.EXEMPT, say(f"{SUMS}/cbc:PayableAmount", "62.51")),
    "BR-CO-17": (Tax.STANDARD, say(f"{SUB}/cbc:TaxAmount", "13.12")),
    "BR-CO-18": (Tax.EXEMPT, drop(SUB)),
    "BR-CO-25": (Tax.EXEMPT, drop("cbc:DueDate")),
    "BR-CO-26": (Tax.OUTSIDE, drop(f"{SELLER}/cac:PartyLegalEntity/cbc:CompanyID")),
    "BR-CL-01": (Tax.EXEMPT, say("cbc:InvoiceTypeCode", "326")),
    "BR-CL-03": (Tax.EXEMPT, name(f"{SUMS}/cbc:PayableAmount", "currencyID", "USD")),
    "BR-DEC-23": (Tax.EXEMPT, say(f"{LINE}/cbc:LineExtensionAmount", "50.000")),
    "PEPPOL-EN16931-R120": (Tax.EXEMPT, say(f"{LINE}/cac:Price/cbc:PriceAmount", "25.01")),
    "BR-S-01": (Tax.STANDARD, say(f"{SUB}/cac:TaxCategory/cbc:ID", "E")),
    "BR-S-02": (Tax.STANDARD, drop(f"{SELLER}/cac:PartyTaxScheme")),
    "BR-S-08": (Tax.STANDARD, say(f"{SUB}/cbc:TaxableAmount", "62.51")),
    "BR-E-02": (Tax.EXEMPT, drop(f"{SELLER}/cac:PartyTaxScheme")),
    "BR-E-05": (Tax.EXEMPT, say(f"{ITEM_TAX}/cbc:Percent", "9")),
    "BR-E-09": (Tax.EXEMPT, say(f"{SUB}/cbc:TaxAmount", "0.01")),
    "BR-E-10": (Tax.EXEMPT, drop(REASON)),
    "BR-O-02": (Tax.OUTSIDE, lambda root: root.find(SELLER, SPACES).append(VAT)),
    "BR-O-05": (Tax.OUTSIDE, lambda root: ET.SubElement(root.find(ITEM_TAX, SPACES), f"{{{ubl.CBC}}}Percent")),
    "BR-O-09": (Tax.OUTSIDE, say(f"{SUB}/cbc:TaxAmount", "0.01")),
    "BR-O-10": (Tax.OUTSIDE, drop(REASON)),
    "BR-O-12": (Tax.OUTSIDE, say(f"{ITEM_TAX}/cbc:ID", "E")),
    "BR-08": (Tax.EXEMPT, drop(f"{SELLER}/cac:PostalAddress")),
    "BR-10": (Tax.EXEMPT, drop(f"{BUYER}/cac:PostalAddress")),
    "BR-23": (Tax.EXEMPT, name(f"{LINE}/cbc:InvoicedQuantity", "unitCode", "")),
    "BR-27": (Tax.EXEMPT, say(f"{LINE}/cac:Price/cbc:PriceAmount", "-25.00")),
    "BR-45": (Tax.EXEMPT, drop(f"{SUB}/cbc:TaxableAmount")),
    "BR-46": (Tax.EXEMPT, drop(f"{SUB}/cbc:TaxAmount")),
    "BR-47": (Tax.EXEMPT, drop(f"{SUB}/cac:TaxCategory/cbc:ID")),
    "BR-48": (Tax.STANDARD, drop(f"{SUB}/cac:TaxCategory/cbc:Percent")),
    "BR-49": (Tax.EXEMPT, drop(f"{MEANS}/cbc:PaymentMeansCode")),
    "BR-CO-09": (Tax.EXEMPT, say(f"{SELLER}/cac:PartyTaxScheme/cbc:CompanyID", "123456789B01")),
    "BR-S-05": (Tax.STANDARD, say(f"{ITEM_TAX}/cbc:Percent", "0")),
    "BR-E-01": (Tax.EXEMPT, twice(SUB)),
    "BR-E-08": (Tax.EXEMPT, say(f"{SUB}/cbc:TaxableAmount", "62.51")),
    "BR-O-01": (Tax.OUTSIDE, twice(SUB)),
    "BR-O-08": (Tax.OUTSIDE, say(f"{SUB}/cbc:TaxableAmount", "62.51")),
    "BR-O-11": (Tax.OUTSIDE, twice(SUB)),
    "NLCIUS": (Tax.EXEMPT, say("cbc:CustomizationID", "urn:cen.eu:en16931:2017")),
    "BR-NL-1": (Tax.EXEMPT, name(f"{SELLER}/cac:PartyLegalEntity/cbc:CompanyID", "schemeID", "9944")),
    "BR-NL-2": (Tax.EXEMPT, drop("cbc:BuyerReference")),
    "BR-NL-3": (Tax.EXEMPT, drop(f"{SELLER}/cac:PostalAddress/cbc:StreetName")),
    "BR-NL-4": (Tax.EXEMPT, drop(f"{BUYER}/cac:PostalAddress/cbc:PostalZone")),
    "BR-NL-7": (Tax.EXEMPT, say("cbc:InvoiceTypeCode", "326")),
    "BR-NL-10": (Tax.EXEMPT, name(f"{BUYER}/cac:PartyLegalEntity/cbc:CompanyID", "schemeID", "9944")),
    "BR-NL-11": (Tax.EXEMPT, drop(MEANS)),
    "BR-NL-12": (Tax.EXEMPT, say(f"{MEANS}/cbc:PaymentMeansCode", "10")),
}


def test_each_rule_has_an_invoice_that_breaks_it():
    assert set(FAILING) == set(nlcius.RULES)


@pytest.mark.parametrize("rule", FAILING)
def test_an_invoice_that_breaks_a_rule_is_seen(rule):
    tax, change = FAILING[rule]
    root = ET.fromstring(ubl.xml(invoice(THREE, tax)))
    change(root)

    assert rule in nlcius.broken(ET.tostring(root))


@given(st.lists(st.integers(1, 40), min_size=1, max_size=3), st.lists(st.integers(1, 40), max_size=4))
def test_netting_takes_each_note_once_and_leaves_a_cent_to_pay(invoices, notes):
    taken = settlement.net(enumerate(invoices), enumerate(notes))

    left = dict(enumerate(invoices))
    for note, of in taken.items():
        left[of] -= notes[note]
    assert all(rest >= 1 for rest in left.values())
    assert all(notes[note] >= max(left.values()) for note in range(len(notes)) if note not in taken)


def paid(text: str, *, cents: int = 6250, iban: str = IBAN, line: str = "1", day: int = 5) -> BankLine:
    return BankLine(line, date(2027, 5, day), iban, cents, text)


SENT = [Payment("BP-2027-0001", IBAN, 6250), Payment("BP-2027-0002", IBAN, 100)]


@pytest.mark.parametrize(
    ("line", "verdict"),
    [
        (paid("Betaling BP-2027-0001 dank"), Verdict.MATCHED),
        (paid("betaling bp-2027-\n0001"), Verdict.MATCHED),
        (paid("BP-2027-0001", cents=6249), Verdict.AMOUNT),
        (paid("BP-2027-0001", iban="NL02ABNA0123456789"), Verdict.ACCOUNT),
        (paid("BP-2027-0001 en BP-2027-0002"), Verdict.UNKNOWN),
        (paid("BP-2027-00012"), Verdict.UNKNOWN),
        (paid(""), Verdict.UNKNOWN),
    ],
)
def test_a_bank_line_is_matched_only_when_it_is_certain(line, verdict):
    assert bank.match([line], SENT)[0].verdict is verdict


def test_a_payment_is_matched_once():
    twice = bank.match([paid("BP-2027-0001", line="b", day=6), paid("BP-2027-0001", line="a")], SENT)

    assert [(match.line, match.verdict) for match in twice] == [("a", Verdict.MATCHED), ("b", Verdict.TWICE)]


def test_an_account_number_with_one_wrong_sign_is_seen():
    assert bank.is_iban("NL91 ABNA 0417 1643 00")
    assert not any(bank.is_iban(wrong) for wrong in ("NL91ABNA0417164301", "NL91ABNB0417164300", "", "NL91"))
