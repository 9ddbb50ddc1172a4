"""Anybody finds a school and reads what norms say of it; programs get the same figures beside it."""

from __future__ import annotations

import csv
import io
import json

import pytest
from django.test import Client

from tests.inspectie import landscape

BASE = "/kwaliteit-in-zicht"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def country(db):
    return landscape.build(30, names=["'t Kompas", "De Regenboog"])


def test_a_school_is_found_by_its_name(client: Client):
    page = client.get(f"{BASE}/scholen/", {"zoek": "’t kompas"}).content.decode()

    assert "1 school gevonden." in page
    assert f'href="{BASE}/scholen/00VA-C1/"' in page


def test_a_town_is_found_with_all_its_schools(client: Client):
    page = client.get(f"{BASE}/scholen/", {"zoek": "den haag"}).content.decode()

    assert "10 scholen gevonden." in page
    assert f'href="{BASE}/gemeenten/0518/"' in page
    assert f'href="{BASE}/besturen/40001/"' not in page


def test_a_query_that_finds_nothing_gets_a_hint(client: Client):
    page = client.get(f"{BASE}/scholen/", {"zoek": "regenbog"}).content.decode()

    assert "Wij vinden geen school voor 'regenbog'." in page
    assert "?zoek=regenboog" in page


@pytest.mark.parametrize("query", ["<script>alert(1)</script>", "%00", "'; DROP TABLE", "é" * 5000, "\x00"])
def test_no_query_breaks_the_page(client: Client, query: str):
    answer = client.get(f"{BASE}/scholen/", {"zoek": query, "pagina": "-7"})

    assert answer.status_code == 200
    assert b"<script>alert" not in answer.content


def test_the_list_beside_the_search_is_the_same_list(client: Client, country):
    query = {"zoek": "den haag", "pagina": "1"}
    rows = list(csv.DictReader(io.StringIO(client.get(f"{BASE}/scholen.csv", query).content.decode())))
    document = json.loads(client.get(f"{BASE}/scholen.json", query).content)

    assert [row["ovt"] for row in rows] == [row["ovt"] for row in document["tables"]["schools"]]
    assert len(rows) == document["facts"]["found"] == 10
    assert document["meta"]["data_version"] == country.version


def test_a_school_page_says_what_the_norm_of_now_says(client: Client):
    page = client.get(f"{BASE}/scholen/00VB-C1/").content.decode()

    assert "De Regenboog" in page
    assert "De kans dat deze school echt onder de norm zit" in page
    assert "Dit is een signaal, geen oordeel." in page
    assert f'href="{BASE}/scholen/00VB-C1.csv"' in page


@pytest.mark.parametrize("number", range(8))
def test_every_kind_of_school_has_a_page(client: Client, number: int):
    slug = f"00V{chr(65 + number)}-C1"

    for address in (f"scholen/{slug}/", f"scholen/{slug}.csv", f"scholen/{slug}.json"):
        assert client.get(f"{BASE}/{address}").status_code == 200, address


def test_a_school_that_is_not_there_is_not_found(client: Client):
    for address in ("scholen/99ZZ-C1/", "scholen/99ZZ-C1.csv", "scholen/99ZZ-C1.json", "besturen/1/", "gemeenten/x/"):
        assert client.get(f"{BASE}/{address}").status_code == 404, address


def test_the_csv_of_a_school_is_what_its_json_says(client: Client):
    rows = list(csv.DictReader(io.StringIO(client.get(f"{BASE}/scholen/00VB-C1.csv").content.decode())))
    answer = client.get(f"{BASE}/scholen/00VB-C1.json")
    document = json.loads(answer.content)

    assert [(row["norm_set"], row["status"]) for row in rows] == [
        (row["norm_set"], row["status"]) for row in document["tables"]["verdicts"]
    ]
    assert {row["norm_set"] for row in rows} == set(document["meta"]["norm_sets"])
    assert document["facts"]["ovt"] == "00VB|C1"


def test_the_json_of_a_school_holds_what_its_pictures_show(client: Client):
    page = client.get(f"{BASE}/scholen/00VB-C1/").context["page"]
    document = json.loads(client.get(f"{BASE}/scholen/00VB-C1.json").content)
    tables, facts = document["tables"], document["facts"]

    assert facts["headline"] == page.headline
    assert facts["chance_reaches"] == [round(edge, 4) for edge in page.funnel.reach]
    assert len(tables["schools_alike"]) == len(page.funnel.others) > 0
    assert "00VB|C1" not in {row["ovt"] for row in tables["schools_alike"]}
    assert [row["because"] for row in tables["norm_sets"]] == [row.because for row in page.norms]
    shown = [line for line in page.grown.lines if line.level is not None]
    assert len(tables["growth_experimental"]) == 2 * len(shown)


def test_the_json_of_a_search_holds_the_towns_that_it_offers(client: Client):
    document = json.loads(client.get(f"{BASE}/scholen.json", {"zoek": "den haag"}).content)

    assert [(row["kind"], row["code"], row["schools"]) for row in document["tables"]["groups"]] == [
        ("municipality", "0518", 10)
    ]


def test_a_school_is_not_shown_with_a_masked_count(client: Client, country):
    masked = (country.high[1] > country.low[1]).any()
    document = client.get(f"{BASE}/scholen/00VB-C1.json").content.decode()

    assert masked
    assert "below_1f" not in document
    assert '"low":1,"high":4' not in document


@pytest.mark.parametrize("address", ["gemeenten/0518", "besturen/40001"])
def test_a_group_lists_its_schools_by_name(client: Client, address: str):
    page = client.get(f"{BASE}/{address}/").content.decode()
    rows = list(csv.DictReader(io.StringIO(client.get(f"{BASE}/{address}.csv").content.decode())))
    document = json.loads(client.get(f"{BASE}/{address}.json").content)

    assert all(row["school"] in page.replace("&#x27;", "'") for row in rows)
    assert document["tables"]["schools"] == [{key: _number(value) for key, value in row.items()} for row in rows]
    assert all(
        sum(row[key] for key in ("below", "above", "undecided", "without_verdict")) == len(rows)
        for row in document["tables"]["norm_sets"]
    )


def _number(text: str) -> object:
    try:
        return float(text)
    except ValueError:
        return text or None


@pytest.mark.parametrize("address", ["gemeenten/0518/", "besturen/40001/", "kaart/"])
def test_a_norm_that_is_not_there_is_refused_with_a_sentence(client: Client, address: str):
    answer = client.get(f"{BASE}/{address}", {"norm": "1e9"})
    beside = client.get(f"{BASE}/{address.rstrip('/')}.csv", {"norm": "1e9"})

    assert answer.status_code == 400
    assert "Deze norm kennen wij niet." in answer.content.decode()
    assert beside.status_code == 400
    assert "Deze norm kennen wij niet." in beside.content.decode()


def test_the_map_counts_every_dot_it_draws(client: Client):
    page = client.get(f"{BASE}/kaart/", {"norm": "r1-same-table"})
    document = json.loads(client.get(f"{BASE}/kaart.json", {"norm": "r1-same-table"}).content)
    dots = document["tables"]["schools"]

    assert page.status_code == 200
    assert len(dots) == 30
    assert sum(row["below"] for row in document["tables"]["municipalities"]) == sum(
        row["status"] == "onder" for row in dots
    )
    assert page.content.decode().count('<svg class="chart"') == 1


@pytest.mark.parametrize("address", ["scholen/", "scholen/00VB-C1/", "gemeenten/0518/", "besturen/40001/", "kaart/"])
def test_the_number_of_queries_does_not_grow_with_the_schools(
    client: Client, address: str, django_assert_max_num_queries
):
    client.get(f"{BASE}/{address}")

    with django_assert_max_num_queries(3):
        client.get(f"{BASE}/{address}")
