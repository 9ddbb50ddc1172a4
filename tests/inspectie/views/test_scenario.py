"""A norm of one's own: sliders that are plain forms, refusals with a sentence, and bytes that never change."""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import UTC, datetime

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from inspectie.models import SavedScenario
from inspectie.services import scenarios
from tests.campaigns.races import Meeting, at_once, both
from tests.inspectie import land

NOW = datetime(2026, 11, 25, 9, tzinfo=UTC)
CHOSEN = {"telling": "apart", "lezen": "5.0", "taal": "0.0", "rekenen": "-10.0", "samen": "0.0", "basis": "85.0"}


def page(client: Client, **typed: str):
    return client.get(reverse("inspectie:scenario"), typed)


def keep(client: Client, **typed: str) -> str:
    response = client.post(reverse("inspectie:keep"), CHOSEN | typed)
    assert response.status_code == 302, response.status_code
    return response["Location"]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("lezen", "NaN"),
        ("lezen", "1e9"),
        ("taal", "-Infinity"),
        ("rekenen", "0.05"),
        ("basis", "101"),
        ("basis", "9" * 10_000),
        ("samen", "１" * 9),
        ("telling", "allebei"),
    ],
)
def test_a_hostile_address_gets_400_and_a_sentence_and_keeps_the_rest(client, country, name: str, value: str):
    response = page(client, **{"telling": "apart", "basis": "80.0"} | {name: value})

    assert response.status_code == 400
    assert "Verbeter dit eerst" in response.content.decode()


@pytest.mark.parametrize("bands", ["&".join(["band=1"] * 900), "banden=" + ",".join(["45.5"] * 10_000)])
def test_ten_thousand_bands_get_400_and_a_sentence(client, country, bands):
    response = client.get(f"{reverse('inspectie:scenario')}?telling=apart&{bands}")

    assert response.status_code == 400
    assert "Dit adres heeft te veel keuzes" in response.content.decode()


def test_more_fields_than_anybody_types_get_400_and_a_sentence(client, country):
    response = client.get(f"{reverse('inspectie:scenario')}?{'&'.join(['band=1'] * 10_000)}")

    assert response.status_code == 400
    assert "Deze vraag begrijpen we niet" in response.content.decode()


def test_the_same_choice_twice_is_no_choice(client, country):
    response = client.get(f"{reverse('inspectie:scenario')}?lezen=5&lezen=6")

    assert response.status_code == 400
    assert "twee keer dezelfde" in response.content.decode()


def test_a_word_that_a_mail_program_adds_changes_nothing(client, country):
    plain = page(client, telling="apart").context["answer"]

    assert page(client, telling="apart", utm_source="nieuwsbrief").context["answer"] == plain


def test_a_stricter_norm_puts_no_school_above(client, country):
    mild, strict = (page(client, telling="samen", samen=points).context["answer"] for points in ("0.0", "10.0"))

    assert mild.stats[1].value == "0"
    assert strict.stats[1].value != "0"
    assert len(strict.stats) == 3  # none come above, so that number does not stand there


def test_with_htmx_only_the_answer_comes_back(client, country):
    response = client.get(reverse("inspectie:scenario"), {"telling": "apart"}, headers={"HX-Request": "true"})

    assert response.templates[0].name == "inspectie/scenario_answer.html"
    assert "<html" not in response.content.decode()


def test_what_is_kept_has_one_address_whoever_keeps_it(client, country):
    first, again, other = keep(client), keep(Client()), keep(client, lezen="5.1")

    assert first == again
    assert first != other
    assert SavedScenario.objects.count() == 2


def test_json_and_csv_stay_the_same_bytes_when_the_data_change(client, country):
    address = keep(client).rstrip("/")
    before = [client.get(f"{address}.{kind}").content for kind in ("json", "csv")]

    land.store(land.frame(300, seed=2), names=False)

    assert [client.get(f"{address}.{kind}").content for kind in ("json", "csv")] == before
    shown = client.get(f"{address}/")
    assert "Er zijn nieuwere gegevens" in shown.content.decode()
    assert shown.context["newer"].startswith(reverse("inspectie:scenario"))


def test_page_json_and_csv_of_a_kept_norm_say_the_same(client, country):
    address = keep(client)
    document = json.loads(client.get(f"{address.rstrip('/')}.json").content)
    rows = list(csv.DictReader(io.StringIO(client.get(f"{address.rstrip('/')}.csv").content.decode())))
    shown = client.get(address)

    assert rows == document["tables"]["changed"]
    assert shown.context["schools"].paginator.count == len(rows)
    assert document["facts"]["digest"] in address
    assert document["meta"]["demo_data"] is True
    live = page(client, **CHOSEN).context["answer"]
    assert shown.context["answer"].stats == live.stats


def test_the_files_of_a_norm_that_was_not_kept_say_what_the_kept_ones_say(client, country):
    kept = json.loads(client.get(f"{keep(client).rstrip('/')}.json").content)
    live = json.loads(client.get(reverse("inspectie:scenario-json"), CHOSEN).content)
    sheet = list(csv.DictReader(io.StringIO(client.get(reverse("inspectie:scenario-csv"), CHOSEN).content.decode())))

    assert live["facts"] == {name: value for name, value in kept["facts"].items() if name != "digest"}
    assert live["tables"] == kept["tables"]
    assert sheet == live["tables"]["changed"]


@pytest.mark.parametrize("kind", ["-csv", "-json"])
@pytest.mark.parametrize(("name", "value"), [("lezen", "NaN"), ("basis", "1e9"), ("telling", "allebei")])
def test_files_of_a_hostile_address_are_refused_as_its_page_is(client, country, kind, name, value):
    response = client.get(reverse(f"inspectie:scenario{kind}"), {name: value})

    assert response.status_code == 400
    assert "Verbeter dit eerst" in response.content.decode()


def test_the_fingerprint_is_of_norm_choice_and_data(client, country):
    address = keep(client)
    row = SavedScenario.objects.get()

    assert row.digest in address
    assert row.digest == scenarios.digest(
        norm_set=row.norm_set, parameters=row.parameters, data_version=row.data_version
    )


def test_a_kept_norm_cannot_be_changed_or_deleted(client, country):
    keep(client)

    for verb in (lambda: SavedScenario.objects.update(sheet=b""), lambda: SavedScenario.objects.all().delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            verb()


def test_keeping_something_impossible_is_refused_and_keeps_nothing(client, country):
    response = client.post(reverse("inspectie:keep"), CHOSEN | {"lezen": "1e9"})

    assert response.status_code == 422
    assert not SavedScenario.objects.exists()


def test_who_keeps_far_too_much_has_to_wait(client, country, monkeypatch):
    monkeypatch.setattr(scenarios, "PER_HOUR", 2)
    keep(client)
    keep(client, lezen="5.1")

    assert client.post(reverse("inspectie:keep"), CHOSEN | {"lezen": "5.2"}).status_code == 429
    assert keep(client)  # what is there already may be asked for again


def test_what_the_page_offers_to_keep_can_be_kept(client, country):
    html = page(client, **CHOSEN | {"rekenen": "-17.7"}).content.decode()
    offered = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', html))

    response = client.post(reverse("inspectie:keep"), offered)

    assert response.status_code == 302
    assert SavedScenario.objects.get().parameters["rekenen"] == "-17.7"


@pytest.mark.django_db(transaction=True)
def test_six_who_keep_the_same_at_once_get_one_row(country):
    addresses = at_once(lambda _number: keep(Client()), range(6))

    assert len(set(addresses)) == 1
    assert SavedScenario.objects.count() == 1


def six_keep(monkeypatch, *, ignoring: bool) -> list[object]:
    """Let six visitors look, wait until all have found nothing, and write. ignoring: a row that is there already."""
    meeting, manager = Meeting(6), type(SavedScenario.objects)
    write = manager.bulk_create

    def written(self, rows, **_options):
        meeting()
        return write(self, rows, ignore_conflicts=ignoring)

    monkeypatch.setattr(manager, "bulk_create", written)
    outcome = scenarios.Outcome("{}", {"telling": "apart"}, "v" * 64, b"{}", b"ovt")
    # From six addresses: visitors from one wait for each other at their limit already.
    return both(
        *(lambda block=f"192.0.2.{number}": scenarios.keep(outcome, block=block, now=NOW).pk for number in range(6))
    )


@pytest.mark.django_db(transaction=True)
def test_six_who_have_all_found_nothing_still_make_one_row(monkeypatch):
    kept = six_keep(monkeypatch, ignoring=True)

    assert kept == [SavedScenario.objects.get().pk] * 6


@pytest.mark.django_db(transaction=True)
def test_without_ignoring_the_row_that_is_there_five_of_the_six_get_an_error(monkeypatch):
    kept = six_keep(monkeypatch, ignoring=False)

    assert sum(isinstance(one, IntegrityError) for one in kept) == 5
    assert SavedScenario.objects.count() == 1


def test_an_unknown_fingerprint_is_not_found(client, country):
    for name in ("saved", "saved-json", "saved-csv"):
        assert client.get(reverse(f"inspectie:{name}", args=["f" * 64])).status_code == 404
