"""The report counts applications, and nobody can work a small count out."""

from datetime import timedelta

import pytest
from django.urls import reverse

from ndt.reports.core.paper import Hidden, Selection
from tests.house.roles import World
from tests.wisselkracht import factories
from wisselkracht import reports
from wisselkracht.core.steps import Role
from wisselkracht.models import Application, Stage

pytestmark = pytest.mark.django_db
NOW = factories.NOON


def applications(number, municipality, *, stage=Stage.DRAFT, found=None):
    place = factories.school(municipality=municipality)
    found = found or factories.round_()
    ended = NOW if stage == Stage.WITHDRAWN else None
    complete = NOW if stage in (Stage.CONFIRMED, Stage.VERIFIED) else None
    Application.objects.bulk_create(
        Application(
            round=found,
            school=place,
            starter=Role.TEACHER,
            stage=stage,
            created_at=NOW,
            confirmed_at=complete,
            ended_at=ended,
            expires_at=NOW + timedelta(days=35),
        )
        for _number in range(number)
    )


def tables(**facts):
    paper = reports.exchanges(Selection(now=NOW, **facts))
    return paper, {table.caption: table for table in paper.tables}


def test_it_counts_how_far_and_where():
    applications(20, "Nergenshuizen", stage=Stage.CONFIRMED)
    applications(12, "Fantasiadorp")
    applications(11, "Fantasiadorp", stage=Stage.WITHDRAWN)

    paper, found = tables()

    assert paper.finding == "43 aanmeldingen van scholen"
    assert [row[1] for row in found["Hoever de aanmeldingen zijn"].rows] == [12, 20, 11]
    assert found["Aanmeldingen per gemeente"].rows == (("Fantasiadorp", 23), ("Nergenshuizen", 20))


def test_a_small_count_and_what_gives_it_away_are_hidden_in_every_edition():
    applications(20, "Nergenshuizen", stage=Stage.CONFIRMED)
    applications(19, "Fantasiadorp")
    applications(3, "Klein", stage=Stage.WITHDRAWN)

    _paper, found = tables()
    alone, _tables = tables(municipality="Fantasiadorp")

    assert found["Aanmeldingen per gemeente"].rows == (
        ("Fantasiadorp", Hidden.OTHER),
        ("Klein", Hidden.FEW),
        ("Nergenshuizen", 20),
    )
    assert alone.finding == "Nog te weinig aanmeldingen om te tonen"
    assert alone.numbers == ()


def test_too_few_are_not_shown_at_all():
    applications(4, "Klein")

    paper, found = tables()

    assert paper.finding == "Nog te weinig aanmeldingen om te tonen"
    assert found == {}


def test_a_period_counts_what_began_in_it():
    applications(20, "Nergenshuizen")
    tomorrow = (NOW + timedelta(days=1)).date()

    paper, _tables = tables(since=tomorrow)

    assert paper.finding == "Nog te weinig aanmeldingen om te tonen"


def test_a_policymaker_reads_it_as_a_page_and_as_a_table():
    factories.complete(school=factories.school(municipality="Nergenshuizen"))
    applications(20, "Nergenshuizen", stage=Stage.CONFIRMED)
    eva = World("wisselkracht").browser("policymaker")

    page = eva.get(reverse("reports:report", args=["wisselkracht"]), {"doel": 4})

    assert page.status_code == 200
    assert reports.municipalities() == ["Nergenshuizen"]
