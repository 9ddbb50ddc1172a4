"""The report about the petitions says what the pages say."""

import pytest

from campaigns import reports
from ndt.reports.core.paper import Selection
from tests.campaigns import factories

pytestmark = pytest.mark.django_db


def test_the_report_counts_what_counts(petition, now):
    for state in ("confirmed", "confirmed", "held", "pending", "withdrawn"):
        factories.signature(petition, now=now, state=state)

    paper = reports.petitions(Selection(now=now))

    assert paper.numbers[0].value == "2"
    assert paper.sections[0].table.rows[0][2] == 2
    assert sum(row[1] for row in paper.sections[1].table.rows) == 2


def test_everybody_reads_it(client, petition):
    factories.signature(petition)

    page = client.get("/rapporten/petities/")

    assert page.status_code == 200
    assert petition.title in page.content.decode()


def test_a_report_about_nothing_says_so(db, now):
    paper = reports.petitions(Selection(now=now))

    assert paper.numbers[0].value == "0"
    assert paper.sections[1].paragraphs
