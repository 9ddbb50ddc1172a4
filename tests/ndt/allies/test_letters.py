"""The letters as they go out, in both languages."""

from __future__ import annotations

import pytest

from ndt.allies import emails
from ndt.allies.services import handling
from ndt.mail import rendering
from tests.ndt.allies.conftest import NOW


@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_letter_has_its_link_in_text_and_html(send, coby, language):
    kept = send(language=language)
    handling.answer(pk=kept.pk, text="Welkom <b>allemaal</b>", by=coby, now=NOW)
    kept.refresh_from_db()

    for letter in (
        emails.receipt(kept),
        emails.answer(kept, coby),
        emails.arrived(kept, coby),
        emails.overdue(coby, 2),
    ):
        words = rendering.render(letter)
        assert letter.context["url"] in words.text
        assert letter.context["url"] in words.html
        assert words.subject


def test_a_dutch_receipt_says_when_the_answer_comes(send):
    words = rendering.render(emails.receipt(send()))

    assert words.subject == "Het bericht aan Kansen Te Koop is binnen"
    assert "Het antwoord komt uiterlijk op 8 december 2026." in " ".join(words.text.split())


def test_an_answer_is_escaped_in_html_only(send, coby):
    kept = send()
    handling.answer(pk=kept.pk, text="5 < 6 & 't kan", by=coby, now=NOW)
    kept.refresh_from_db()

    words = rendering.render(emails.answer(kept, coby))

    assert "5 < 6 & 't kan" in words.text
    assert "5 &lt; 6 &amp;" in words.html
