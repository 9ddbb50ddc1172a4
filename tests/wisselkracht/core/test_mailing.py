"""What a coordinator types between braces is filled in, or refused with the word."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wisselkracht.core import mailing
from wisselkracht.core.mailing import BadPlaceholder

VALUES = dict.fromkeys(mailing.NAMES, "x")


def test_names_are_filled_in():
    text = "Beste {naam}, {school} doet mee aan {ronde} tot { laatste_dag }."

    filled = mailing.fill(
        text, {"naam": "Bram", "school": "De Vlieger", "ronde": "voorjaar", "laatste_dag": "10 januari"}
    )

    assert filled == "Beste Bram, De Vlieger doet mee aan voorjaar tot 10 januari."


@pytest.mark.parametrize(
    ("text", "placeholder"),
    [("Beste {naem}", "naem"), ("Beste {}", ""), ("Beste {naam", "{"), ("Beste naam}", "}"), ("{{naam}}", "{")],
)
def test_what_we_cannot_fill_is_refused_by_its_word(text, placeholder):
    with pytest.raises(BadPlaceholder) as refused:
        mailing.check(text)

    assert refused.value.placeholder == placeholder


def test_a_name_with_braces_is_not_filled_again():
    assert mailing.fill("Beste {naam}", VALUES | {"naam": "{school}"}) == "Beste {school}"


@given(st.text(max_size=200))
def test_a_text_that_passes_can_be_filled_and_leaves_no_placeholder(text):
    try:
        mailing.check(text)
    except BadPlaceholder:
        return

    assert "{" not in mailing.fill(text, VALUES)


def test_empty_lines_part_paragraphs():
    assert mailing.paragraphs("Een\r\nregel.\r\n\r\n \r\nNog een.\n") == ["Een regel.", "Nog een."]
