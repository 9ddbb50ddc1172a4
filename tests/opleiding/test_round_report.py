"""The report about scarce places: what the rounds say, as page, PDF and CSV."""

from __future__ import annotations

import pytest
from django.urls import reverse

from ndt.reports.core.paper import Selection
from opleiding import reports
from opleiding.services import listing, matching
from tests.ndt.pdf import pdfua
from tests.opleiding import round_world as world

pytestmark = pytest.mark.django_db
SELECTION = Selection(now=world.LATER)


def test_without_a_published_round_it_says_so():
    world.drawn()

    paper = reports.rounds(SELECTION)

    assert paper.finding == "Er is nog geen ronde bekendgemaakt"
    assert paper.sections == ()


def test_it_says_how_many_got_a_place_and_what_was_asked():
    world.published(("o1",), ("o1",), ("o2",), places=(1, 1))

    paper = reports.rounds(SELECTION)
    everything, choices, offerings = paper.tables

    assert paper.finding == "2 van de 3 kandidaten kregen een plaats"
    assert everything.rows[0][2:] == (3, 2, 2, 1)
    assert choices.rows == (("Keuze 1", 2), ("Geen plaats", 1))
    assert sorted(row[1:] for row in offerings.rows) == [(1, 1, 1), (1, 2, 1)]
    assert paper.sections[1].paragraphs == ("Dit was een ronde om te oefenen.",)


def test_the_last_outcome_of_a_round_counts():
    found = world.published(("o1",), ("o1",), places=(1,))
    before = reports.rounds(SELECTION)
    for _time in range(2):
        holder = found.last_run().results.exclude(placed="").get().candidate
        listing.give_back(candidate=holder, now=world.LATER)
        world.run_of(found)
        matching.publish(found=found, now=world.LATER)

    after = reports.rounds(SELECTION)

    assert (before.numbers[1].value, after.numbers[1].value) == ("1", "0")


def test_everybody_reads_it_as_page_csv_and_a_pdf_that_is_readable_for_all(client):
    found = world.published()
    slug = "plaatsen-verdeeld"

    assert found.title in client.get(reverse("reports:report", args=[slug])).content.decode()
    assert found.title in client.get(reverse("reports:sheet", args=[slug, 1])).content.decode()
    assert reverse("reports:report", args=[slug]) in client.get(found.get_absolute_url()).content.decode()
    content = client.get(reverse("reports:pdf", args=[slug])).content
    assert pdfua.faults(content) == []
    assert "Geen plaats" in pdfua.read_aloud(content)
