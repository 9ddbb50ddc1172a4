"""Texts for parents: what is filled in, what a list is, and that the Dutch ones can be read."""

from __future__ import annotations

import random
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bijles.core import codes, letters
from bijles.core.letters import LANGUAGES, Block, Kind
from bijles.queries.letters import shipped
from ndt.pdf import faces


def test_an_empty_line_ends_a_paragraph_and_numbered_lines_are_steps():
    body = "Beste ouder,\n\n1. Scan de code.\n2. Kies een les.\r\n\r\nMet groet,\nDe school"

    assert letters.blocks(body) == (
        Block(("Beste ouder,",), False),
        Block(("Scan de code.", "Kies een les."), True),
        Block(("Met groet,", "De school"), False),
    )


def test_a_value_is_kept_apart_from_the_direction_of_the_line():
    assert letters.fill("بطاقة {pass}.", {"pass": "Stadspas"}) == "بطاقة \u2068Stadspas\u2069."


def test_a_place_without_a_value_stays():
    assert letters.fill("Ga naar {link}", {"pass": "Stadspas"}) == "Ga naar \u2068{link}\u2069"


def test_braces_that_nobody_fills_are_named():
    assert letters.unknown_places("{pass} {naam} {link}", Kind.LETTER) == ["naam", "link"]


@pytest.mark.parametrize("one", shipped(), ids=lambda one: f"{one.kind}-{one.language}")
def test_every_text_that_comes_with_the_platform_is_whole(one):
    dutch = next(other for other in shipped() if (other.kind, other.language) == (one.kind, "nl"))

    words, same = f"{one.title}\n{one.body}", f"{dutch.title}\n{dutch.body}"
    assert letters.unknown_places(words, one.kind) == []
    assert sorted(re.findall(r"\{\w+\}", words)) == sorted(re.findall(r"\{\w+\}", same))
    lists = [len(block.lines) if block.is_list else 0 for block in letters.blocks(one.body)]
    assert lists == [len(block.lines) if block.is_list else 0 for block in letters.blocks(dutch.body)]
    assert faces.printable(words) == words


def test_there_is_a_text_of_each_kind_in_each_of_seven_languages():
    assert {(one.kind, one.language) for one in shipped()} == {(kind, code) for kind in Kind for code in LANGUAGES}
    assert len(LANGUAGES) == 7


def test_the_dutch_texts_have_short_sentences():
    long = [
        sentence
        for one in shipped()
        if one.language == "nl"
        for sentence in re.split(r"[.?!:\n]", one.body)
        if len(sentence.split()) > 12
    ]

    assert long == []


@given(st.integers(0, 2**32), st.integers(1, 50))
def test_a_code_can_be_read_aloud_and_typed_in_any_way(seed, count):
    drawn = codes.draw(count, random.Random(seed))

    assert len(drawn) == count
    for code in drawn:
        assert not set(code) & set("ILOU")
        assert codes.is_code(code)
        assert codes.tidy(f" {codes.shown(code).lower().replace('1', 'l').replace('0', 'o')} ") == code
