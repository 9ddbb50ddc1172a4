"""From a letter to the words that go out."""

from __future__ import annotations

import pytest
from django.core.mail import BadHeaderError
from hypothesis import given
from hypothesis import strategies as st

from ndt.mail import services
from ndt.mail.letters import Letter
from ndt.mail.rendering import LINE, fold, render

HARD_NAME = "Amina 't Hart & Zn. <b>"


def letter(**facts: object) -> Letter:
    context = {"kind": HARD_NAME, "error": "x", "url": "https://voorbeeld.example/?a=1&b=2"}
    return Letter(**({"to": "amina@voorbeeld.example", "template": "mail/stopped_jobs", "context": context} | facts))


def test_a_name_is_escaped_in_the_html_and_as_it_is_in_the_text():
    words = render(letter())

    assert HARD_NAME in words.text
    assert "&#x27;t Hart &amp; Zn. &lt;b&gt;" in words.html
    assert "<b>" not in words.html
    assert "https://voorbeeld.example/?a=1&b=2" in words.text


def test_a_letter_speaks_the_language_of_its_reader():
    assert '<html lang="nl"' in render(letter()).html
    assert '<html lang="en"' in render(letter(language="en")).html


def test_a_subject_is_one_line_whatever_a_name_holds(tmp_path, settings):
    folder = tmp_path / "emails" / "test"
    folder.mkdir(parents=True)
    for ending in ("txt", "html"):
        (folder / f"hello.{ending}").write_text("{{ name }}")
    (folder / "hello.subject.txt").write_text("\nDag {{ name }}\n")
    settings.TEMPLATES = [settings.TEMPLATES[0] | {"DIRS": [tmp_path]}]

    message = services.compose(
        letter(template="test/hello", context={"name": "Amina\r\nBcc: omar@voorbeeld.example"}), message_id="<1@x>"
    )

    assert message.subject == "Dag Amina Bcc: omar@voorbeeld.example"
    assert "Bcc" not in message.message()


def test_an_address_with_a_line_break_never_becomes_a_header():
    message = services.compose(letter(to="amina@voorbeeld.example\nBcc: omar@voorbeeld.example"), message_id="<1@x>")

    with pytest.raises(BadHeaderError):
        message.message()


def test_unsubscribe_headers_stand_only_where_there_is_something_to_stop():
    plain = services.compose(letter(), message_id="<1@x>").message()
    news = services.compose(letter(unsubscribe="https://voorbeeld.example/afmelden/x/"), message_id="<1@x>").message()

    assert "List-Unsubscribe" not in plain
    assert news["List-Unsubscribe"] == "<https://voorbeeld.example/afmelden/x/>"
    assert news["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert plain["Auto-Submitted"] == "auto-generated"


def test_no_letter_fetches_anything_from_anywhere():
    html = render(letter()).html

    assert "src=" not in html
    assert "url(" not in html
    assert "@import" not in html


def test_the_signature_mark_keeps_its_space():
    assert "\n-- \n" in render(letter()).text


def test_a_folded_list_item_hangs():
    folded = fold("- " + "woord " * 20)

    assert [line[:2] for line in folded.splitlines()] == ["- ", "  "]


words = st.text(st.characters(codec="utf-8", categories=["L", "N", "P"]), min_size=1, max_size=30)


@given(st.lists(st.lists(words, max_size=40), max_size=6))
def test_folding_keeps_every_word_in_order_and_breaks_long_lines(paragraphs: list[list[str]]):
    text = "\n\n".join(" ".join(paragraph) for paragraph in paragraphs)
    folded = fold(text)

    assert folded.split() == text.split()
    assert all(len(line) <= LINE or " " not in line.strip() or line.startswith(">") for line in folded.splitlines())
    assert "\n\n\n" not in folded


@given(st.text(st.characters(codec="utf-8", exclude_characters="\x00")))
def test_folding_twice_is_folding_once(text: str):
    assert fold(fold(text)) == fold(text)
