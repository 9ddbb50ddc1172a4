import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns.core import places


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("1012ab", "1012 AB"),
        (" 1012  AB ", "1012 AB"),
        ("1012", "1012"),
        ("den  haag", "den haag"),
        ("'s-Hertogenbosch", "'s-Hertogenbosch"),
        ("Súdwest-Fryslân", "Súdwest-Fryslân"),
    ],
)
def test_a_place_is_tidied(typed, kept):
    assert places.tidy(typed) == kept
    assert places.fault(kept) == ""


@pytest.mark.parametrize(
    ("place", "fault"),
    [
        ("", "empty"),
        ("0123 AB", "postcode"),
        ("1012 A", "postcode"),
        ("12", "postcode"),
        ("<b>", "letters"),
        ("a" * 81, "long"),
        ("Den;Haag", "letters"),
    ],
)
def test_what_is_no_place_is_named(place, fault):
    assert places.fault(places.tidy(place)) == fault


@given(st.text(max_size=100))
def test_tidying_is_idempotent(typed):
    assert places.tidy(places.tidy(typed)) == places.tidy(typed)
