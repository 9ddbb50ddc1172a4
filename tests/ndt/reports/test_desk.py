"""The desk and its reports, as page, PDF and CSV."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.urls import reverse
from django.utils import timezone

from ndt.jobs import services as jobs
from ndt.pdf import engine
from ndt.pdf.models import Order
from ndt.people.models import Kind, Role
from ndt.reports import display
from ndt.reports.core.paper import Selection
from tests.house.roles import log_in
from tests.ndt.pdf import pdfua
from tests.ndt.reports import papers
from tests.ndt.reports.conftest import member

pytestmark = pytest.mark.django_db


def address(name: str, *args: object) -> str:
    return reverse(f"reports:{name}", args=args)


def page(client, path: str, **query: str) -> str:
    answer = client.get(path, query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_visitor_sees_all_reports_and_can_open_the_public_ones(client):
    desk = page(client, address("index"))

    assert f'href="{address("report", "open")}"' in desk
    assert f'href="{address("report", "dicht")}"' not in desk
    assert "Rapport dicht" in desk
    assert "Log in om dit te lezen" in desk


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"oplossing": "campaigns"}, {"open", "dicht", "lang"}),
        ({"doel": "3"}, {"stand-van-het-platform", "dicht"}),
        ({"gemeente": "Nergenshuizen"}, {"open"}),
        ({"van": "2026-01-01"}, {"stand-van-het-platform", "open"}),
        ({"oplossing": "bijles"}, set()),
    ],
)
def test_the_desk_is_filtered(client, query, found):
    answer = client.get(address("index"), query)

    assert {entry.report.slug for entry in answer.context["entries"]} == found


def test_the_choice_of_place_and_time_goes_with_the_link(client):
    desk = page(client, address("index"), gemeente="Nergenshuizen", oplossing="campaigns")

    assert f'{address("report", "open")}?gemeente=Nergenshuizen"' in desk


def test_a_period_that_ends_before_it_begins_is_explained(client):
    answer = client.get(address("report", "open"), {"van": "2026-02-01", "tot": "2026-01-01"})

    assert answer.status_code == 422
    assert "Kies een latere dag." in answer.content.decode()


def test_a_report_says_its_finding_figures_and_how_it_was_counted(client):
    shown = page(client, address("report", "open"), gemeente="Nergenshuizen")

    assert "<h1>1 op de 9 in Nergenshuizen</h1>" in shown
    for words in ("1.234", "12,5 %", "&lt;10", "niet getoond", "1.240", "Zo telden wij.", "A is het grootst", "<svg"):
        assert words in shown


def test_a_closed_report_asks_a_visitor_to_log_in_and_refuses_an_outsider(client, omar, eva):
    for name, more in (("report", ()), ("pdf", ()), ("sheet", (1,))):
        path = address(name, "dicht", *more)
        assert client.get(path).status_code == 302
        log_in(client, omar)
        assert client.get(path).status_code == 403
        log_in(client, eva)
        assert client.get(path).status_code == 200
        client.logout()


def test_the_coordinator_of_its_own_solution_may_read_a_closed_report(client):
    for solution, status in (("campaigns", 200), ("bijles", 403)):
        coordinator = member(f"coby-{solution}", Role.COORDINATOR, Kind.CAMPAIGN_TEAM, solution)
        log_in(client, coordinator, second_factor=True)
        assert client.get(address("report", "dicht")).status_code == status


def test_the_pdf_is_accessible_and_says_what_the_page_says(client):
    answer = client.get(address("pdf", "open"), {"gemeente": "Nergenshuizen", "van": "2026-01-01"})

    assert answer["Content-Type"] == "application/pdf"
    assert pdfua.faults(answer.content) == []
    words = pdfua.read_aloud(answer.content)
    for text in (
        "1 op de 9 in Nergenshuizen",
        "Alleen over Nergenshuizen.",
        "محمد عبد الله",
        "1.234",
        "A is het grootst",
    ):
        assert text in words


def test_the_same_figures_are_printed_once(client, monkeypatch):
    first = client.get(address("pdf", "open")).content
    monkeypatch.setattr(engine, "print_pages", None)

    assert client.get(address("pdf", "open")).content == first


def test_without_pango_the_page_and_the_pdf_say_what_is_missing(client, monkeypatch):
    monkeypatch.setattr(engine, "MISSING", "cannot load library 'libpango-1.0-0'")

    shown = page(client, address("report", "open"))
    answer = client.get(address("pdf", "open"))

    assert "op deze server ontbreekt Pango" in shown
    assert "Open de PDF" not in shown
    assert answer.status_code == 503
    assert "libpango-1.0-0" in answer.content.decode()


def test_a_table_of_a_room_with_another_threshold_says_so():
    few = replace(papers.build(Selection(now=timezone.now())).tables[0], threshold=5)

    assert display.table(few).rows[1][1][0] == "<5"


def test_a_csv_opens_in_a_dutch_spreadsheet(client):
    answer = client.get(address("sheet", "open", 1))

    assert "open-1.csv" in answer["Content-Disposition"]
    assert answer.content.decode("utf-8-sig").splitlines() == [
        "Naam;Aantal;Aandeel",
        "'t Hart;1234;12,5",
        "'=1+1;<10;",
        "محمد عبد الله;niet getoond;3,0",
        "Samen;1240;",
    ]


def test_a_table_that_is_not_there_is_not_found(client):
    assert client.get(address("sheet", "open", 2)).status_code == 404
    assert client.get(address("sheet", "open", 0)).status_code == 404


def test_a_long_report_is_ordered_and_made_for_its_orderer(client, omar):
    assert client.get(address("pdf", "lang")).status_code == 404
    assert client.post(address("order", "lang")).status_code == 302
    log_in(client, omar)

    answer = client.post(address("order", "lang"))
    order = Order.objects.get()
    jobs.sweep()

    assert answer["Location"] == order.get_absolute_url()
    assert pdfua.faults(client.get(reverse("pdf:download", args=[order.pk])).content) == []


def test_who_loses_the_right_before_it_is_made_gets_nothing(client, eva, reports):
    log_in(client, eva)
    client.post(address("order", "dicht"))
    eva.memberships.all().delete()

    jobs.sweep()

    assert Order.objects.get().content is None


def test_the_platform_report_counts_what_rooms_registered(client, monkeypatch):
    from ndt.reports import registry

    small = registry.Measure("campaigns", "handtekeningen", "tests.ndt.reports.papers.count", small=True)
    monkeypatch.setattr(registry, "_measures", [*registry.measures(), small])

    shown = page(client, address("report", "stand-van-het-platform"))
    content = client.get(address("pdf", "stand-van-het-platform")).content

    assert "handtekeningen" in shown
    assert "&lt;10" in shown
    assert "plannen werken aan" in shown
    assert pdfua.faults(content) == []


def test_every_registered_report_can_be_made(client, monkeypatch):
    from django.utils import timezone

    from ndt.reports import queries, registry
    from ndt.reports.core.paper import Selection

    monkeypatch.undo()
    for report in registry.reports():
        for language in ("nl", "en"):
            assert queries.edition(report, Selection(timezone.now(), language=language)).finding
        assert isinstance(report.places(), list)
    for measure in registry.measures():
        assert measure.value(None, None) >= 0
