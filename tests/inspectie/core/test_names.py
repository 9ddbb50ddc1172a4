"""Names as people write them, whatever a file did to them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspectie.core.names import Called, best, clean, fold, place_name


@pytest.mark.parametrize(
    ("broken", "right"),
    [
        ("SÃºdwest-FryslÃ¢n", "Súdwest-Fryslân"),
        ("SÃ\x82Â·dwest-FryslÃ\x83Â\x94n", "Súdwest-Fryslân"),
        ("Noardeast-FryslÃ\x83Â\x94n", "Noardeast-Fryslân"),
        ("De Triangel (Het MozaÃ¯ek)", "De Triangel (Het Mozaïek)"),
        ("Dalton Kindcentrum \x92t Kompas", "Dalton Kindcentrum ’t Kompas"),
        ("Dalton Kindcentrum â\x80\x99t Kompas", "Dalton Kindcentrum ’t Kompas"),
        ("IKC 't Oelebröd", "IKC 't Oelebröd"),
        ("  c.b.s.   De Reinbôge ", "c.b.s. De Reinbôge"),
    ],
)
def test_a_wrong_encoding_is_undone_and_a_right_one_stays(broken, right):
    assert clean(broken) == right


@pytest.mark.parametrize(
    ("capitals", "written"),
    [
        ("'S-GRAVENHAGE", "'s-Gravenhage"),
        ("'T LOO OLDEBROEK", "'t Loo Oldebroek"),
        ("CAPELLE AAN DEN IJSSEL", "Capelle aan den IJssel"),
        ("STAD AAN 'T HARINGVLIET", "Stad aan 't Haringvliet"),
        ("NES GEM AMELAND", "Nes (Ameland)"),
        ("WEHE-DEN HOORN", "Wehe-den Hoorn"),
        ("2E EXLOERMOND", "2e Exloermond"),
        ("DE WIJK", "De Wijk"),
        ("Ferwert", "Ferwert"),
    ],
)
def test_a_place_in_capitals_reads_as_people_write_it(capitals, written):
    assert place_name(capitals) == written


def test_search_does_not_mind_accents_apostrophes_and_hyphens():
    assert fold("'s-Gravenhage") == fold("s gravenhage") == fold("’s-GRAVENHAGE")
    assert fold("Súdwest-Fryslân") == fold("sudwest fryslan")


@given(st.text(max_size=40))
def test_folding_twice_is_folding_once(text):
    assert fold(fold(text)) == fold(text)


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyzéëïóúâêôû '-", max_size=30))
def test_repairing_leaves_dutch_and_frisian_alone(text):
    assert clean(text) == " ".join(text.split())


def test_a_name_in_mixed_case_is_chosen_before_a_newer_one_in_capitals():
    old, new = Called("Noordenveld", date(2022, 10, 1)), Called("NOORDENVELD", date(2025, 1, 1))

    assert best([old, new]) == best([new, old]) == "Noordenveld"
    assert best([new]) == "Noordenveld"
