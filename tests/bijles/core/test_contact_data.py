"""No link, address, number or app in a message, however it is written; and room for sums, dates and pages."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bijles.core.contact_data import Contact, found

WORDS = (
    "Sami", "oefende", "breuken", "dat ging goed", "morgen", "een toets", "over twee hoofdstukken", "neem uw schrift mee",
    "in de bibliotheek", "ik ben net op tijd", "hij kent alle tafels", "nog niet", "maar", "is trots op", "punt", "en", "komma",
)  # fmt: skip
NAMES = st.sampled_from(["jan", "bijles.bram", "s4mi", "tess-de-vries"])
HOSTS = st.sampled_from(["gratismail", "school-x", "ouders", "post1"])
ENDS = st.sampled_from(["nl", "com", "org"])
AT = st.sampled_from(["@", " @ ", "＠", "(at)", " [at] ", " at ", " apenstaartje ", " AT "])
DOT = st.sampled_from([".", " . ", " punt ", " dot ", "(dot)", " PUNT "])
SEPARATOR = st.sampled_from(["", " ", "  ", "-", ".", " - ", "/", "*", "\u200b", "\n"])
COMMA = st.sampled_from(["", ",", ", ", ":", ";", "…"])
DIGIT_WORDS = ("nul", "een", "twee", "drie", "vier", "vijf", "zes", "zeven", "acht", "negen")
MOBILE = st.text("0123456789", min_size=8, max_size=8).map("06".__add__)
PLAIN = st.lists(st.sampled_from(WORDS), max_size=40).map(" ".join)


def woven(number: str, between: list[str]) -> str:
    return "".join(digit + sign for digit, sign in zip(number, between, strict=True))


@given(PLAIN)
def test_what_people_write_about_lessons_may_be_written(text):
    assert found(text) == ()


@pytest.mark.parametrize(
    "text",
    [
        "Maak bladzijde 12 tot en met 15, opgave 3, 4, 5, 6 en 7.",
        "De les van 9-3-2027 wordt 16-03-2027, van 15:00 tot 16:00 uur.",
        "Wij kunnen op 12-03-2027 14-03-2027 of 15-03-2027.",
        "Op 12-03-2027 een toets, en op 12-03-2027 15.30 16.30 les.",
        "3 x 7 = 21 en 1.250.000 : 4 = 312.500",
        "Hij heeft een 7,5. Goed gedaan! Net niet alles af.Volgende keer verder.",
        "He was at home and read two pages.",
        "Een punt op de lijn, net boven de as. Com­pleet.",
        "Vraag mail je niet, vraag het gewoon in de les.",
        "De les is in de bibliotheek aan de Kerkstraat 12, eerste verdieping.",
        "Groep 8, havo/vwo, hoofdstuk 2.1 en 2.2, 50% van 80",
        "Hij was er één keer niet. Twee, drie en vier gingen goed.",
        "",
    ],
)
def test_sums_days_times_and_pages_are_no_contact_data(text):
    assert found(text) == ()


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("Kijk op https://voorbeeld.nl/les", Contact.LINK),
        ("kijk op voorbeeld.nl.", Contact.LINK),
        ("www . voorbeeld . nl", Contact.LINK),
        ("voorbeeld punt nl", Contact.LINK),
        ("bit.ly/x7", Contact.LINK),
        ("t.me/jan", Contact.LINK),
        ("Mail JAN@POST.NL", Contact.MAIL),
        ("jan at gratis punt nl", Contact.MAIL),
        ("volg @sami2015", Contact.MAIL),
        ("0612345678", Contact.PHONE),
        ("+31 6 12 34 56 78", Contact.PHONE),
        ("0031-612345678", Contact.PHONE),
        ("(020) 123 45 67", Contact.PHONE),
        ("6 12345678", Contact.PHONE),
        ("o6 12 34 56 78", Contact.PHONE),
        ("0,6,1,2,3,4,5,6,7,8", Contact.PHONE),
        ("nul zes een twee drie vier vijf zes zeven acht", Contact.PHONE),
        ("zero six 12 drie 4 vijf 6 7 acht", Contact.PHONE),
        ("٠٦١٢٣٤٥٦٧٨", Contact.PHONE),
        ("０６１２３４５６７８", Contact.PHONE),
        ("06\u200b12\u200b34\u200b56\u200b78", Contact.PHONE),
        ("Stuur het op Whats App", Contact.APP),
        ("w.h.a.t.s.a.p.p", Contact.APP),
        ("Heb je insta?", Contact.APP),
        ("snap me", Contact.APP),
    ],
)
def test_contact_data_is_found_however_it_is_written(text, what):
    assert what in found(text)
    assert what in found(f"Dag! {text} Tot morgen.")
    assert what in found(text.upper())


@given(PLAIN, MOBILE, st.lists(SEPARATOR, min_size=10, max_size=10), PLAIN)
def test_a_number_is_found_with_any_sign_between_its_digits(before, number, between, after):
    assert Contact.PHONE in found(f"{before} {woven(number, between)} {after}")


@given(
    st.sampled_from(["", "0"]),
    st.integers(1, 9),
    st.integers(1, 12),
    st.integers(1900, 2099),
    st.text("0123456789", min_size=8, max_size=8),
    st.sampled_from("-/."),
    st.lists(st.sampled_from(["", " ", ".", "-", " - "]), min_size=8, max_size=8),
)
def test_a_number_does_not_hide_behind_a_day(zero, day, month, year, rest, sign, between):
    """'06-1-2034 567': its first digits read as a day."""
    number = f"{zero}{day}{sign}{month}{sign}{year} {woven(rest, between)}"
    last = [at for at, one in enumerate(number) if one.isdigit()][9 if zero else 8]

    assert Contact.PHONE in found(number[: last + 1])


@given(st.dates(date(1900, 1, 1), date(2099, 12, 31)), st.booleans(), st.sampled_from("-/."), PLAIN)
def test_a_day_may_be_named_however_it_is_written(day, two, sign, after):
    told = f"{day:%d}{sign}{day:%m}{sign}{day.year}" if two else f"{day.day}{sign}{day.month}{sign}{day.year}"

    assert found(f"De les is op {told} om 15.30 uur, {after}") == ()
    assert found(told) == ()


@given(MOBILE, st.lists(COMMA, min_size=10, max_size=10))
def test_a_number_with_its_zero_is_found_with_commas_and_dots_between(number, between):
    assert Contact.PHONE in found(woven(number, between))


@given(MOBILE, st.lists(st.booleans(), min_size=10, max_size=10))
def test_a_number_is_found_in_words_and_digits(number, as_word):
    told = " ".join(DIGIT_WORDS[int(digit)] if word else digit for digit, word in zip(number, as_word, strict=True))

    assert Contact.PHONE in found(told)


@given(PLAIN, NAMES, AT, HOSTS, DOT, ENDS, PLAIN)
def test_an_address_is_found_however_its_signs_are_written(before, name, at, host, dot, end, after):
    assert Contact.MAIL in found(f"{before} {name}{at}{host}{dot}{end} {after}")


@given(PLAIN, HOSTS, DOT, ENDS)
def test_a_link_is_found_however_its_dot_is_written(before, host, dot, end):
    assert Contact.LINK in found(f"{before} {host}{dot}{end}")


@given(st.text(max_size=300))
def test_any_text_at_all_gets_an_answer(text):
    assert set(found(text)) <= set(Contact)
