"""Phone numbers as people type them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ndt.mail import numbers
from ndt.mail.errors import NotAPhone, OtherCountry

DUTCH = ["+316"]


@pytest.mark.parametrize(
    "typed",
    ["0612345678", "06-12345678", "06 12 34 56 78", "+31612345678", "+31 6 1234 5678", "0031612345678",
     "+31 (0)6 12345678", " (06) 1234.5678 ", "06\u00a012345678", "06–12345678"],
)  # fmt: skip
def test_a_dutch_mobile_number_in_every_spelling(typed):
    assert numbers.read(typed, prefixes=DUTCH) == "+31612345678"


@pytest.mark.parametrize("typed", ["", "06", "061234567", "06123456789", "0201234567", "0900-1234", "06x2345678",
                                   "0602345678", "amina", "+", "+31", "١٢٣٤٥٦٧٨٩٠"])  # fmt: skip
def test_what_is_no_mobile_number(typed):
    with pytest.raises(NotAPhone):
        numbers.read(typed, prefixes=DUTCH)


@pytest.mark.parametrize("typed", ["+32470123456", "0049 151 23456789", "+1 202 555 0123"])
def test_another_country_is_named_as_such(typed):
    with pytest.raises(OtherCountry):
        numbers.read(typed, prefixes=DUTCH)


def test_a_platform_can_allow_another_country():
    assert numbers.read("+32 470 12 34 56", prefixes=["+316", "+324"]) == "+32470123456"


@given(st.text())
def test_whatever_is_typed_gives_a_number_or_an_error_of_ours(typed):
    try:
        number = numbers.read(typed, prefixes=DUTCH)
    except (NotAPhone, OtherCountry):
        return
    assert numbers.read(number, prefixes=DUTCH) == number
    assert number.isascii()
    assert len(number) == 12


@pytest.mark.parametrize(
    ("number", "shown"), [("+31612345678", "06 12345678"), ("+4915123456789", "+4915123456789"), ("", "")]
)
def test_a_number_is_shown_as_its_owner_writes_it(number, shown):
    assert numbers.shown(number).replace("\u00a0", " ") == shown
