"""When an answer is due, and what makes us look twice."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from ndt.allies import core
from ndt.allies.core import Doubt

MINUTE = timedelta(minutes=1)


def test_an_answer_is_due_in_two_weeks():
    assert core.answer_by(date(2026, 11, 24)) == date(2026, 12, 8)


def test_an_ordinary_offer_raises_no_doubt():
    assert core.doubts(bait="", took=MINUTE, texts=["'t Hart", "Zie www.school.example"], within_rate=True) == ()


def test_each_signal_is_named():
    texts = ["https://a.example https://b.example", "www.c.example"]

    found = core.doubts(bait="x", took=timedelta(seconds=1), texts=texts, within_rate=False)

    assert found == (Doubt.BAIT, Doubt.FAST, Doubt.LINKS, Doubt.RATE)


def test_a_form_without_a_proof_of_time_raises_doubt():
    assert core.doubts(bait="", took=None, texts=[], within_rate=True) == (Doubt.FAST,)


@given(st.lists(st.text()), st.timedeltas())
def test_doubts_never_depend_on_the_order_of_texts(texts, took):
    facts = {"bait": "", "took": took, "within_rate": True}

    assert core.doubts(texts=texts, **facts) == core.doubts(texts=reversed(texts), **facts)


def test_a_web_address_is_no_name():
    assert core.has_link("Koop nu https://spam.example")
    assert not core.has_link("Wim van der Httpsen")
