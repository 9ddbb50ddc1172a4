import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns.core import names


@pytest.mark.parametrize(
    "name",
    [
        "'t Hart",
        "’s-Gravesande",
        "Sukarno",
        "J.P. Balkenende",
        "J.P.",
        "Mw. Dr. A. de Vries-Öztürk",
        "Ægir Þór",
        "Αλέξανδρος Παπαδόπουλος",
        "Олена Шевченко",
        "محمد الأمين",
        "ሰላም ተስፋዬ",
        "משה כהן",
        "王小明",
        "O'Neill",
        "St. John",
        "X",
        "J. van den Berg jr.",
    ],
)
def test_these_are_names(name):
    assert names.fault(names.tidy(name)) == ""


@pytest.mark.parametrize(
    ("name", "fault"),
    [
        ("", "empty"),
        ("   ", "empty"),
        ("a" * 101, "long"),
        ("Koop op https://casino.example", "address"),
        ("www.casino.example", "address"),
        ("casino.com", "address"),
        ("kijk.op.nl", "address"),
        ("mail mij@casino.example", "address"),
        ("12345", "letters"),
        ("---", "letters"),
        ("Ami\x00na", "letters"),
        ("Ami\u202ena", "letters"),
    ],
)
def test_these_are_not(name, fault):
    assert names.fault(names.tidy(name)) == fault


@pytest.mark.parametrize(
    ("one", "other"),
    [("Amina  El Amrani", "amina el amrani"), ("José", "Jose"), ("'t Hart", "t hart"), ("JAN-PETER", "Jan Peter")],
)
def test_two_spellings_of_one_name_are_the_same(one, other):
    assert names.same(one) == names.same(other)


def test_two_people_are_not_the_same():
    assert names.same("Amina el Amrani") != names.same("Bram el Amrani")


@given(st.text(max_size=120))
def test_tidying_twice_is_tidying_once_and_never_fails(typed):
    once = names.tidy(typed)

    assert names.tidy(once) == once
    names.fault(once)
    names.same(once)
