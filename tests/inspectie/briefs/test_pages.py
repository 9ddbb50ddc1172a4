"""The pages of briefs: look for one, order it, fetch it; the letter; the report on the desk."""

from __future__ import annotations

import csv
import io
import json

import pytest
from django.urls import reverse
from django.utils import timezone

from inspectie import pdf
from ndt.jobs import services as jobs
from ndt.pdf.models import Order
from ndt.people.models import User
from tests.house.roles import log_in
from tests.ndt.pdf import pdfua


@pytest.fixture
def eva(db):
    return User.objects.create_user("eva@voorbeeld.example", name="Eva")


def address(name, group, scope):
    return reverse(f"inspectie:{name}", args=[scope, group.code])


def test_somebody_looks_for_a_board_and_reads_what_its_brief_says(client, board):
    found = client.get(reverse("inspectie:briefs"), {"zoek": board.name}).content.decode()
    page = client.get(address("brief", board, "bestuur"))

    assert address("brief", board, "bestuur") in found
    assert page.status_code == 200
    assert "Log in en maak de brief" in page.content.decode()


def test_a_search_for_nothing_that_exists_says_what_to_do(client, db):
    page = client.get(reverse("inspectie:briefs"), {"zoek": "Nergenshuizen \x00 <b>"})

    assert page.status_code == 200
    assert "Wij vonden niets." in page.content.decode()
    assert "&lt;b&gt;" in page.content.decode()


@pytest.mark.parametrize("scope", ["gemeente", "bestuur"])
def test_the_files_beside_a_brief_hold_every_cell_of_its_tables(client, board, municipality, scope):
    group = {"gemeente": municipality, "bestuur": board}[scope]
    paper = client.get(address("brief", group, scope)).context["paper"]
    rows = list(csv.DictReader(io.StringIO(client.get(address("brief-csv", group, scope)).content.decode())))
    document = json.loads(client.get(address("brief-json", group, scope)).content)

    cells = sum(len(table.rows) * (len(table.columns) - 1) for table in paper.tables)
    assert len(rows) == len(document["tables"]["figures"]) >= cells
    assert {row["table"] for row in rows} == {table.caption for table in paper.tables}
    assert document["facts"]["finding"] == paper.finding
    assert [one["value"] for one in document["facts"]["numbers"]] == [one.value for one in paper.numbers]
    assert document["meta"]["demo_data"] is True


def test_eva_orders_a_brief_and_the_worker_makes_it(client, eva, municipality):
    log_in(client, eva)

    sent = client.post(address("order-brief", municipality, "gemeente"))
    jobs.sweep()

    order = Order.objects.get(owner=eva)
    assert sent.url == order.get_absolute_url()
    content = client.get(reverse("pdf:download", args=[order.pk])).content
    assert pdfua.faults(content) == []
    assert municipality.name in pdfua.read_aloud(content)


def test_who_is_not_logged_in_comes_back_to_the_page_and_not_to_a_post(client, municipality):
    sent = client.post(address("order-brief", municipality, "gemeente"))

    assert sent.status_code == 302
    assert sent.url.endswith(f"next={address('brief', municipality, 'gemeente')}")
    assert not Order.objects.exists()


@pytest.mark.parametrize(("scope", "code"), [("land", "belgie"), ("gemeente", "9999"), ("planeet", "aarde")])
def test_what_does_not_exist_is_not_found(client, db, scope, code):
    for name in ("brief", "brief-csv", "brief-json"):
        assert client.get(reverse(f"inspectie:{name}", args=[scope, code])).status_code == 404
    assert client.post(reverse("inspectie:order-brief", args=[scope, code])).status_code == 404


def test_an_order_whose_subject_left_the_data_is_refused(eva):
    chosen = {"scope": "gemeente", "code": "9999", "language": "nl"}

    with pytest.raises(pdf.pdf_registry.NotAllowed):
        pdf.make_brief(eva, chosen, timezone.now(), lambda done, total: None)


def test_the_letter_about_a_school_is_pdf_ua(client, country):
    school = country.schools[0]

    answer = client.get(reverse("inspectie:school-letter", args=[school.slug]))

    assert answer["Content-Type"] == "application/pdf"
    assert pdfua.faults(answer.content) == []
    text = pdfua.read_aloud(answer.content)
    assert school.name in text
    assert "Dit is een signaal en geen oordeel." in text


def test_there_is_no_letter_about_a_school_that_does_not_exist(client, db):
    assert client.get(reverse("inspectie:school-letter", args=["99ZZ-C9"])).status_code == 404


def test_the_desk_has_the_report_for_everybody(client, municipality):
    page = client.get(reverse("reports:report", args=["normen"]), {"gemeente": municipality.name})

    assert page.status_code == 200
    assert "Hoe zeker is dit?" in page.content.decode()
