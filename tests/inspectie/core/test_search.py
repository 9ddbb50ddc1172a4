"""Whoever looks for a school finds it, whatever sign their keyboard has for an apostrophe."""

from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspectie.core.search import MOST_LETTERS, Entry, Index, asked, words

SCHOOLS = [
    Entry("De Regenboog", ("00AP", "00AP|C1", "00AP00"), ("'s-Gravenhage",), ("Stichting Voorbeeld",)),
    Entry("'t Kompas", ("01BC", "01BC|C1"), ("Sneek", "Súdwest-Fryslân"), ("Stichting Fryske Skoallen",)),
    Entry("IKC 't Oelebröd", ("02DE", "02DE|C1"), ("Ootmarsum", "Dinkelland"), ("Consent",)),
    Entry("Skôalle it Aventoer", ("03FG", "03FG|C2"), ("'S HERTOGENBOSCH",), ("Stichting Regenboogscholen",)),
    Entry("Montessorischool De Regenbogen", ("04HJ", "04HJ|C1"), ("Den Ham",), ()),
]
INDEX = Index(SCHOOLS)


def names(query: str) -> list[str]:
    return [SCHOOLS[number].name for number in INDEX.find(query)]


@pytest.mark.parametrize(
    "query",
    [
        "'s-Gravenhage",
        "’s-gravenhage",
        "‘S GRAVENHAGE",
        "sgravenhage",
        "s-gravenhage",
        "gravenh",
        "Den Haag",
        "den haa",
    ],
)
def test_the_hague_is_found_under_every_name_it_has(query: str):
    assert names(query) == ["De Regenboog"]


@pytest.mark.parametrize(
    "query", ["Súdwest-Fryslân", "sudwest fryslan", "SUDWEST-FRYSLAN", "Su\u0301dwest", "sudwestfry"]
)
def test_accents_make_no_difference(query: str):
    assert names(query) == ["'t Kompas"]


@pytest.mark.parametrize("query", ["'t kompas", "t Kompas", "\x92t Kompas", "`t kompas", "tkompas", "kompas sneek"])
def test_apostrophes_make_no_difference(query: str):
    assert names(query) == ["'t Kompas"]


@pytest.mark.parametrize("query", ["00AP", "00ap", "00AP|C1", "00ap-c1", "00AP C1", "00AP00"])
def test_a_code_is_found_in_each_of_its_forms(query: str):
    assert names(query) == ["De Regenboog"]


def test_den_bosch_is_s_hertogenbosch():
    assert names("den bosch") == ["Skôalle it Aventoer"]


def test_the_name_itself_comes_before_a_longer_name_and_a_board():
    assert names("regenboog") == ["De Regenboog", "Skôalle it Aventoer"]
    assert names("de regenbo")[0] == "De Regenboog"


def test_all_words_must_be_there():
    assert names("regenboog sneek") == []
    assert names("stichting fryske sneek") == ["'t Kompas"]


@pytest.mark.parametrize("query", ["", "   ", "'", "-|-", "%", "\x00", "🙂"])
def test_a_query_without_letters_finds_nothing(query: str):
    assert names(query) == []


def test_a_long_query_is_cut_off():
    assert len(" ".join(asked("ab " * 10_000))) <= MOST_LETTERS


@pytest.mark.parametrize(
    ("typed", "meant"), [("kompsa", "kompas"), ("kompaz", "kompas"), ("regenboo sneek", ""), ("aventor", "aventoer")]
)
def test_one_wrong_letter_is_mended_when_the_rest_fits(typed: str, meant: str):
    assert INDEX.guess(typed) == meant


def test_what_is_right_is_not_mended():
    assert INDEX.guess("regenboog") == ""


letters = st.text(alphabet=string.ascii_letters + "áëïöûçÉŷ '’-", min_size=1, max_size=20)


@given(st.lists(letters.filter(words), min_size=1, max_size=6), st.data())
def test_every_entry_is_found_by_the_beginning_of_any_of_its_words(given_names: list[str], data: st.DataObject):
    index = Index([Entry(name) for name in given_names])
    number = data.draw(st.integers(0, len(given_names) - 1))
    word = data.draw(st.sampled_from(words(given_names[number])))
    length = data.draw(st.integers(1, len(word)))

    assert number in index.find(word[:length])


@given(st.lists(letters, max_size=6), st.text(max_size=100))
def test_no_query_breaks_the_search(given_names: list[str], query: str):
    index = Index([Entry(name) for name in given_names])
    found = index.find(query)

    assert len(set(found)) == len(found)
    assert isinstance(index.guess(query), str)
