"""The brief as a document: PDF/UA read back, charts with words, weight and pages."""

from __future__ import annotations

import io
from datetime import UTC, datetime

import pikepdf
import pytest

from inspectie import pdf
from tests.inspectie.briefs import factories
from tests.ndt.pdf import pdfua

NOW = datetime(2026, 11, 25, 3, tzinfo=UTC)
LARGEST = 500_000


@pytest.fixture(scope="module")
def country():
    return pdf.brief(factories.facts(), language="nl", now=NOW)


def alternatives(content):
    """Give the words that stand for each picture."""
    with pikepdf.open(io.BytesIO(content)) as document:
        return [str(element.Alt) for kind, element in pdfua.elements(document) if kind.strip("/") == "Figure"]


def test_the_brief_of_the_country_is_pdf_ua(country, record_figure):
    faults = pdfua.faults(country)

    record_figure("policy brief: PDF/UA faults read back", target="0", measured=len(faults))
    assert faults == []


def test_the_brief_of_the_country_is_light_and_has_eight_pages(country, record_figure):
    with pikepdf.open(io.BytesIO(country)) as document:
        pages = len(document.pages)

    record_figure("policy brief: size with 5,570 schools", target="<= 500 kB", measured=f"{len(country) / 1000:.0f} kB")
    record_figure("policy brief: pages", target="about 8", measured=pages)
    assert len(country) <= LARGEST
    assert pages == 8


def test_it_has_six_charts_and_each_says_what_it_shows(country, record_figure):
    said = alternatives(country)

    record_figure("policy brief: charts with words", target="6", measured=len(said))
    assert len(said) == 6
    assert any("Rekenen: 59 tot 68 van de 100 scholen onder de norm" in words for words in said)


def test_it_is_read_aloud_from_finding_to_method(country):
    text = pdfua.read_aloud(country)

    places = [
        text.index(words)
        for words in ("49 van de 100 scholen", "Wat u kunt besluiten", "Hoe zeker is dit?", "Zo is geteld")
    ]
    assert places == sorted(places)


def test_demo_figures_say_so_on_the_cover(country):
    assert "De scholen en de cijfers zijn verzonnen." in pdfua.read_aloud(country)


@pytest.mark.parametrize(
    "made", [factories.board(), factories.board(1), factories.nothing()], ids=["seven", "one", "none"]
)
def test_small_subjects_are_pdf_ua_too(made):
    assert pdfua.faults(pdf.brief(made, language="nl", now=NOW)) == []


def test_the_same_figures_are_the_same_bytes():
    made = [pdf.brief(factories.board(), language="nl", now=NOW) for _ in range(2)]

    assert made[0] == made[1]
