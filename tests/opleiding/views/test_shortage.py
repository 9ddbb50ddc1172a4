"""The sum about the shortage on the website: plain forms, an address that can be shared, and refusals with a sentence."""

from __future__ import annotations

import csv
import io
import time

import pytest
from django.test import Client
from django.urls import reverse

from opleiding.core import shortage
from opleiding.core.shortage_facts import AS_NOW, claim_of_the_report
from opleiding.queries import shortage as shown
from opleiding.queries.shortage_words import EVERY

ADDRESS = reverse("opleiding:simulator")


def page(client: Client, **typed: str):
    return client.get(ADDRESS, typed)


def test_without_a_choice_the_page_shows_the_sum_as_it_is_now(client):
    answer = page(client).context["answer"]

    total = shortage.forecast(AS_NOW).total[2029 - AS_NOW.first_year]
    assert f"{round(total.middle):,}".replace(",", ".") in answer.finding
    assert "2029" in answer.finding
    assert not answer.is_claim


def test_every_slider_stands_on_the_page_with_its_value_and_each_number_with_its_source(client):
    response = page(client)
    html = response.content.decode()

    assert all(f'name="{slider.name}"' in html for slider in EVERY.values())
    assert "aanname" in html
    assert "Centerdata 2021" in html
    assert all(row[-1] for row in response.context["numbers"])


def test_a_slider_at_its_start_keeps_its_band_and_a_moved_one_does_not(client):
    as_it_is = page(client).context["answer"]
    typed_again = page(client, trainers="1000", kiest="10").context["answer"]
    moved = page(client, trainers="1050").context["answer"]

    assert typed_again == as_it_is
    assert "door u gekozen" not in page(client, trainers="1000").content.decode()
    assert "door u gekozen" in page(client, trainers="1050").content.decode()
    assert moved.band != as_it_is.band


def test_the_address_to_share_holds_only_what_was_chosen_and_gives_the_same_page(client):
    full = page(client, trainers="2500", kiest="40", plaatsen="700", jaar="2032")
    short = full.context["here"]

    assert short == f"{ADDRESS}?trainers=2500&kiest=40&jaar=2032"
    assert client.get(short).context["answer"] == full.context["answer"]


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("kiest", "101", "van 0 tot en met 100"),
        ("kiest", "NaN", "van 0 tot en met 100"),
        ("kiest", "1e1", ""),
        ("trainers", "-1", "van 0 tot en met 20000"),
        ("trainers", "9" * 5_000, "te veel getallen"),
        ("groei", "-5.5", "van -5 tot en met 5"),
        ("duur", "0.55", "van 0 tot en met 5"),
        ("jaar", "2024", "van 2026 tot en met 2035"),
        ("jaar", "morgen", "van 2026 tot en met 2035"),
        ("vak-wiskunde", "90", "samen meer dan 100 procent"),
    ],
)
def test_an_address_that_cannot_be_gets_its_sentence(client, name, value, says):
    response = page(client, **{name: value})

    if not says:
        assert response.status_code == 200  # another way to write 10
        return
    assert response.status_code == 400
    assert says in response.content.decode()
    assert "Verbeter dit eerst" in response.content.decode()


@pytest.mark.parametrize("name", ["simulator-csv", "simulator-numbers-csv"])
def test_the_files_refuse_what_the_page_refuses(client, name):
    response = client.get(reverse(f"opleiding:{name}"), {"kiest": "101"})

    assert response.status_code == 400
    assert "van 0 tot en met 100" in response.content.decode()


def test_the_same_number_twice_is_no_choice_and_a_word_of_a_mail_program_changes_nothing(client):
    twice = client.get(f"{ADDRESS}?kiest=10&kiest=20")
    tracked = page(client, utm_source="nieuwsbrief")

    assert twice.status_code == 400
    assert "twee keer hetzelfde getal" in twice.content.decode()
    assert tracked.context["answer"] == page(client).context["answer"]
    assert tracked.context["here"] == ADDRESS


def test_with_htmx_only_the_answer_comes_back_with_the_address_to_share(client):
    response = client.get(ADDRESS, {"kiest": "40", "trainers": "1000"}, headers={"HX-Request": "true"})

    assert "<html" not in response.content.decode()
    assert response["HX-Push-Url"] == f"{ADDRESS}?kiest=40"


def test_the_claim_is_labelled_and_its_question_turned_round_says_what_would_make_it_true(client):
    response = page(client, kiest="100", plaatsen="20000")
    found = shortage.needed(claim_of_the_report(), 2029)

    assert response.context["answer"].is_claim
    assert "Bewering uit het rapport" in response.content.decode()
    pool = response.context["claim"].pool
    assert pool == f"{found.pool:,}".replace(",", ".")
    assert pool in response.context["answer"].needed
    # What is needed is enough, and one step of the slider less is not.
    enough = page(client, kiest="100", plaatsen="20000", trainers=str(-(-found.pool // 50) * 50))
    less = page(client, kiest="100", plaatsen="20000", trainers=str(found.pool // 50 * 50))
    assert "geen tekort" in enough.context["answer"].finding
    assert "geen tekort" not in less.context["answer"].finding


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"jaar": "2026", "duur": "5"}, "nog niet voor de klas"),
        ({"vak-duits": "0"}, "niemand leraar in het vak Duits"),
        ({"kiest": "0"}, "wil niemand leraar worden"),
        ({}, "te weinig plaatsen"),
        ({"groei": "-5", "instroom": "200", "jaar": "2035"}, "geen examentrainers nodig"),
    ],
)
def test_where_no_pool_is_enough_the_page_says_why(client, typed, says):
    assert says in page(client, **typed).context["answer"].needed


def test_too_many_of_one_subject_stand_apart_and_lower_no_total(client):
    found = shortage.forecast(AS_NOW)
    history = next(line for line in found.lines if line.subject == "geschiedenis")
    answer = page(client, jaar="2035").context["answer"]

    assert history.surplus[-1].middle > 0
    row = next(row for row in answer.by_subject.rows if row[0] == "geschiedenis")
    assert row[2] == "0"
    assert row[4] != "0"
    assert found.total[-1].middle == pytest.approx(sum(line.shortage[-1].middle for line in found.lines))


def test_the_files_hold_the_figures_of_the_page(client):
    rows = list(csv.DictReader(io.StringIO(client.get(reverse("opleiding:simulator-csv")).content.decode())))
    parts = list(csv.DictReader(io.StringIO(client.get(reverse("opleiding:simulator-numbers-csv")).content.decode())))

    found = shortage.forecast(AS_NOW)
    assert len(rows) == len(found.lines) * len(found.years)
    total = sum(float(row["shortage_middle"]) for row in rows if row["year"] == "2029")
    assert total == pytest.approx(found.total[4].middle, abs=0.1)
    assert all(row["source"] for row in parts)
    assert len(parts) == len(AS_NOW.general) + 3 * len(AS_NOW.subjects)


def test_in_english_no_dutch_name_of_a_slider_is_left(client):
    html = client.get(f"/en{ADDRESS}").content.decode()

    assert "Plaatsen op de opleidingen" not in html
    assert "aanname" not in html


def test_an_answer_takes_less_than_fifty_milliseconds():
    shown.answer(AS_NOW, 2029)
    times = []
    for year in range(2026, 2036):
        begun = time.process_time()
        shown.answer(AS_NOW.chosen({"conversion": (year - 2025) / 10}), year)
        times.append(time.process_time() - begun)

    assert sorted(times)[len(times) // 2] < 0.050


def test_the_front_page_says_where_to_begin(client):
    html = client.get(reverse("opleiding:front")).content.decode()

    assert ADDRESS in html
    assert "60 %" in html
