"""Every public page of the country answers, with and without data, and its CSV and JSON say what it says."""

from __future__ import annotations

import csv
import io
import json

import pytest
from django.core.cache import cache
from django.urls import reverse

from inspectie.core.engine import Status, View, evaluate
from inspectie.queries import norm_sets

PAGES = ["overview", "scenario", "comparison", "certainty", "method"]
FILES = ["overview", "scenario", "comparison", "certainty", "method"]


@pytest.mark.parametrize("name", PAGES)
def test_a_page_shows_with_data_and_says_that_it_is_invented(client, country, name):
    response = client.get(reverse(f"inspectie:{name}"))

    assert response.status_code == 200
    assert not response.cookies or name == "scenario"


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("kind", ["", "-csv", "-json"])
def test_a_page_shows_without_data(client, db, name, kind):
    assert client.get(reverse(f"inspectie:{name}{kind}")).status_code == 200


@pytest.mark.parametrize("name", FILES)
def test_a_download_is_equal_bytes_and_has_an_etag_and_its_description(client, country, name):
    document, again = (client.get(reverse(f"inspectie:{name}-json")) for _time in range(2))
    sheet = client.get(reverse(f"inspectie:{name}-csv"))

    assert document.content == again.content
    assert json.loads(document.content)["meta"]["sources"]
    assert 'rel="describedby"' in sheet["Link"]
    assert client.get(reverse(f"inspectie:{name}-csv"), headers={"If-None-Match": sheet["ETag"]}).status_code == 304


def test_the_overview_and_its_csv_give_the_same_numbers(client, country):
    page = client.get(reverse("inspectie:overview")).context["page"]
    rows = list(csv.DictReader(io.StringIO(client.get(reverse("inspectie:overview-csv")).content.decode())))

    assert [row["name"] for row in rows] == [row[0] for row in page.figures.rows]
    assert [row["schools_certain"] for row in rows] == [row[1].replace(".", "") for row in page.figures.rows]
    assert [row["schools_possible"] for row in rows] == [row[2].replace(".", "") for row in page.figures.rows]


def document(client, name: str, **query: str) -> dict:
    return json.loads(client.get(reverse(f"inspectie:{name}-json"), query).content)


def test_the_json_of_the_overview_holds_what_its_second_claim_says(client, country):
    claim = client.get(reverse("inspectie:overview")).context["page"].claims[1]
    told = document(client, "overview")
    signals = next(row for row in told["tables"]["counts"] if row["key"] == "signals_now")

    assert claim.stat.value == str(signals["schools_certain"])
    assert f"{told['facts']['signal_test_takers']:,}".replace(",", ".") in claim.stat.interval
    assert told["facts"]["quoted_from_the_report_of_2021"] == {"pupils_more_than": 19_000, "schools_more_than": 100}


def test_the_json_of_a_comparison_holds_every_group_of_its_page(client, country):
    tables = document(client, "comparison")["tables"]

    for name, table in (("gemeente", "by_municipality"), ("bestuur", "by_board"), ("schoolweging", "by_schoolweging")):
        page = client.get(reverse("inspectie:comparison"), {"groep": name}).context["page"]
        shown = next(fold.table for fold in page.groups if fold.name == name).rows
        assert [row["group"] for row in tables[table]] == [row[0] for row in shown]
        assert [str(row["changes_certain"]) for row in tables[table]] == [row[2] for row in shown]
        assert all(row["schools"] >= 10 for row in tables[table])


def test_pupils_of_all_groups_together_are_the_pupils_of_the_country(client, country):
    told = document(client, "comparison")
    towns = told["tables"]["by_municipality"]

    assert len(towns) == 4
    assert sum(row["pupils_certain"] for row in towns) == told["facts"]["pupils"]["certain"]
    assert sum(row["pupils_possible"] for row in towns) == told["facts"]["pupils"]["possible"]


def test_the_files_beside_certainty_are_about_the_school_that_was_imagined(client, country):
    query = {"leerlingen": "90", "score": "45.5", "norm": "50"}
    page = client.get(reverse("inspectie:certainty"), query)
    school = document(client, "certainty", **query)["facts"]["imagined_school"]

    assert (school["pupils"], school["percentage"], school["norm"]) == (90, 45.5, 50)
    assert school["chance_below"] == round(page.context["chance"].chance, 4)
    assert page.context["json"] in page.content.decode().replace("&amp;", "&")
    assert json.loads(client.get(page.context["json"]).content)["facts"]["imagined_school"] == school


@pytest.mark.parametrize("kind", ["-csv", "-json"])
def test_files_about_an_impossible_school_are_refused_as_its_page_is(client, country, kind):
    response = client.get(reverse(f"inspectie:certainty{kind}"), {"leerlingen": "0"})

    assert response.status_code == 400
    assert "Verbeter dit eerst" in response.content.decode()


def test_every_count_on_the_overview_holds_what_a_tight_count_gives(client, country):
    verdicts = evaluate(norm_sets.named("r1-same-table"), country, view=View.INTERNAL)
    rows = csv.DictReader(io.StringIO(client.get(reverse("inspectie:overview-csv")).content.decode()))
    apart = next(row for row in rows if row["key"] == "below_apart_same_table")
    sure = int((verdicts.school == Status.ONDER).sum())

    assert int(apart["schools_certain"]) <= sure <= int(apart["schools_possible"])


def test_every_chart_has_a_title_a_description_and_a_table(client, country):
    for name in ("overview", "scenario", "comparison", "certainty"):
        html = client.get(reverse(f"inspectie:{name}")).content.decode()
        charts = html.count('<svg class="chart"')

        assert charts >= 1
        assert html.count('-titel">') == html.count('-uitleg">') == charts
        assert html.count("<table") >= 1


def test_the_comparison_is_light_and_tells_the_rest_at_a_link(client, country, record_figure):
    first = client.get(reverse("inspectie:comparison"))
    folds = {fold.name: fold for fold in first.context["page"].groups}

    record_figure("first page of a comparison, HTML", target="<= 50 kB", measured=f"{len(first.content) / 1000:.0f} kB")
    assert len(first.content) <= 50_000
    assert folds["gemeente"].table is None
    assert "groep=gemeente#groep-2" in first.content.decode()
    unfolded = client.get(reverse("inspectie:comparison"), {"groep": "gemeente"}).context["page"].groups[1]
    assert len(unfolded.table.rows) == folds["gemeente"].number == 4


def test_the_same_norm_twice_changes_nothing(client, country):
    response = client.get(reverse("inspectie:comparison"), {"van": "r1-same-table", "naar": "r1-same-table"})

    assert "Geen enkele school verandert." in response.content.decode()


@pytest.mark.parametrize("query", [{"van": "bestaat-niet"}, {"naar": ""}, {"van": "' OR 1=1"}])
@pytest.mark.parametrize("kind", ["", "-csv", "-json"])
def test_an_unknown_norm_gets_400(client, country, query, kind):
    assert client.get(reverse(f"inspectie:comparison{kind}"), query).status_code == 400


@pytest.mark.parametrize("typed", ["abc", "-1", "99999", "1e99"])
def test_a_strange_page_number_shows_a_page(client, country, typed):
    assert client.get(reverse("inspectie:comparison"), {"pagina": typed}).status_code == 200


@pytest.mark.parametrize("query", [{"leerlingen": "0"}, {"score": "NaN"}, {"norm": "1e9"}, {"leerlingen": "9" * 5000}])
def test_an_impossible_school_gets_400_and_the_page(client, country, query):
    response = client.get(reverse("inspectie:certainty"), query)

    assert response.status_code == 400
    assert "Verbeter dit eerst" in response.content.decode()


@pytest.mark.parametrize(("score", "words"), [("100", "kleiner dan 1 procent"), ("0", "groter dan 99 procent")])
def test_an_imagined_school_gets_its_chance_in_a_sentence(client, country, score, words):
    response = client.get(reverse("inspectie:certainty"), {"leerlingen": "90", "score": score, "norm": "50"})

    assert words in response.context["chance"].sentence


def test_a_norm_is_given_as_the_very_text_of_its_fingerprint(client, db):
    for slug, norm_set in norm_sets.every().items():
        assert client.get(reverse("inspectie:norm-json", args=[slug])).content.decode() == norm_set.body
    assert client.get(reverse("inspectie:norm-json", args=["bestaat-niet"])).status_code == 404


@pytest.mark.parametrize(("name", "most"), [("overview", 6), ("scenario", 6), ("comparison", 9), ("certainty", 6)])
def test_a_page_asks_little_of_the_database(client, country, name, most, django_assert_max_num_queries):
    cache.clear()
    with django_assert_max_num_queries(most):
        client.get(reverse(f"inspectie:{name}"))
