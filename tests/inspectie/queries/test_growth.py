"""Growth as pages show it: with its doubt, its label, and no more than the sources tell."""

from __future__ import annotations

import json
import re

import numpy as np
import pytest
from django.core.cache import cache
from django.template.loader import render_to_string

from inspectie.queries import frames, growth, growth_pages
from inspectie.queries.growth import of_table
from tests.inspectie.core.test_growth_table import frame, table

pytestmark = pytest.mark.django_db


@pytest.fixture
def country(monkeypatch):
    cache.clear()
    growth._grown.cache_clear()
    whole = frame(400)
    monkeypatch.setattr(frames, "current", lambda: whole)
    return whole


def page(card) -> str:
    html = render_to_string("inspectie/growth.html", {"growth": card, "id": "groei"})
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def test_a_school_shows_level_change_interval_and_reliability_with_its_label(country):
    card = growth_pages.of_school("0007|C1")

    words = page(card)
    assert "proef" in words
    assert "Dit is geen leerwinst per leerling." in words
    assert "Welke toets een school koos, weten wij niet." in words
    assert len(card.rows) == 4
    assert all("tussen" in row[1] and "tussen" in row[2] for row in card.rows)


def test_a_school_that_is_not_in_the_data_has_none(country):
    assert growth_pages.of_school("9999|C9") is None


def test_a_school_without_an_estimate_says_so_and_draws_nothing():
    card = growth_pages.school_card(of_table(table(float("nan"), float("nan")), "0000|C1"))

    assert card.chart is None
    assert "niets zeggen" in card.finding
    assert card.rows[0][1] == "niet te zeggen"


@pytest.mark.parametrize(
    ("value", "words"),
    [(9.0, "haalt meer dan"), (-9.0, "haalt minder dan"), (1.0, "verschilt niet duidelijk")],
)
def test_a_finding_is_only_as_sure_as_its_interval(value, words):
    card = growth_pages.school_card(of_table(table(value, 4.0), "0000|C1"))

    assert words in card.finding
    assert card.rows[0][1].startswith("+" if value > 0 else "−")


def test_growth_is_computed_once_a_version(country):
    first = growth.current()

    assert growth.current() is first


def test_the_country_says_how_little_a_change_tells(country):
    card = growth_pages.of_country()

    assert card.finding == "Bij geen enkele school is zeker dat zij vooruitgaat"
    assert len(card.rows) == 4
    assert card.chart is not None
    assert "proef" in page(card)


def test_another_process_reads_the_table_instead_of_computing_it(country, monkeypatch):
    first = growth.current()
    growth._grown.cache_clear()
    monkeypatch.setattr(growth, "grow", None)

    second = growth.current()

    assert second is not first
    assert (second.ovt, second.version, second.years) == (first.ovt, first.version, first.years)
    np.testing.assert_array_equal(second.value, first.value)
    np.testing.assert_array_equal(second.national[3].spread, first.national[3].spread)


def test_the_page_has_its_figures_as_csv_and_json_with_the_label(country, client):
    shown = client.get("/kwaliteit-in-zicht/groei/").content.decode()
    sheet = client.get("/kwaliteit-in-zicht/groei.csv").content.decode()
    document = json.loads(client.get("/kwaliteit-in-zicht/groei.json").content)

    assert "Dit is geen leerwinst per leerling." in shown
    assert "/kwaliteit-in-zicht/groei.csv" in shown
    assert sheet.splitlines()[0].startswith("domain,schools,")
    assert len(sheet.splitlines()) == 5
    assert document["facts"]["label"] == "experimental; no learning gain of pupils"
    assert [row["domain"] for row in document["tables"]["growth"]] == ["samen", "lezen", "taalverzorging", "rekenen"]
    assert document["meta"]["caveats"]


def test_without_data_the_page_says_so_and_its_files_are_empty(client):
    assert "Er zijn nog geen cijfers" in client.get("/kwaliteit-in-zicht/groei/").content.decode()
    assert client.get("/kwaliteit-in-zicht/groei.csv").status_code == 404
    assert client.get("/kwaliteit-in-zicht/groei.json").status_code == 404


def test_without_data_the_country_has_no_card(monkeypatch):
    monkeypatch.setattr(frames, "current", frames.empty)

    assert growth_pages.of_country() is None
