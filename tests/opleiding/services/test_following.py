"""How far trainers come: counted for who allows it, never changed, and never so few that it could be somebody."""

from datetime import timedelta

import pytest
from django.db import ProgrammingError, transaction
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from ndt.reports import display
from ndt.reports.core.paper import Hidden, Selection
from opleiding import reports
from opleiding.core.errors import NotAllowed
from opleiding.core.funnel import reached
from opleiding.models import FunnelEvent, Use
from opleiding.services import advising, following, joining, profile
from opleiding.services.following import Stage
from tests.opleiding import factories
from tests.opleiding.factories import NOON

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(days=3)


def allow(trainer, *uses):
    profile.allow(trainer=trainer, uses=uses, visible_to=[], now=NOON)


def stages():
    return list(FunnelEvent.objects.values_list("stage", flat=True))


def test_what_came_before_the_consent_is_caught_up_and_then_each_step_counts_once():
    trainer = factories.trainer()
    allow(trainer, Use.ADVICE)
    advising.make(trainer=trainer, now=NOON)
    assert stages() == []

    allow(trainer, Use.ADVICE, Use.FOLLOW)
    following.tell(trainer=trainer, stage=Stage.APPLIED, university=None, now=LATER)
    following.tell(trainer=trainer, stage=Stage.APPLIED, university=None, now=LATER)

    assert sorted(stages()) == ["accepted", "advised", "applied"]


def test_without_consent_nothing_more_is_counted():
    trainer = factories.trainer()
    allow(trainer, Use.FOLLOW)
    allow(trainer)

    with pytest.raises(NotAllowed):
        following.tell(trainer=trainer, stage=Stage.STARTED, university=None, now=LATER)
    with pytest.raises(NotAllowed):
        following.tell(trainer=trainer, stage=Stage.ADVISED, university=None, now=LATER)
    assert stages() == ["accepted"]


def test_the_database_changes_and_removes_no_step():
    allow(factories.trainer(), Use.FOLLOW)

    for change in (lambda: FunnelEvent.objects.update(stage="teaching"), lambda: FunnelEvent.objects.all().delete()):
        with pytest.raises(ProgrammingError), transaction.atomic():
            change()


def test_an_erased_profile_stays_a_number_that_leads_to_nobody():
    trainer = factories.trainer()
    allow(trainer, Use.FOLLOW)

    joining.erase(trainer=trainer)

    assert stages() == ["accepted"]


def test_the_report_hides_what_could_be_somebody():
    house, other = factories.institute(), factories.institute()
    for number in range(10):
        trainer = factories.trainer(institute=house if number < 7 else other)
        allow(trainer, Use.FOLLOW)
        if number < 2:
            following.tell(trainer=trainer, stage=Stage.TEACHING, university=None, now=LATER)

    before, after = reports.funnel(Selection(now=LATER)).tables
    cells = {row[0]: (*row[3:], *then[2:]) for row, then in zip(before.rows, after.rows, strict=True)}

    assert not [cell for row in cells.values() for cell in row if isinstance(cell, int) and 0 < cell < 5]
    assert all(isinstance(cell, Hidden) for cell in cells[str(other)])
    assert len(cells[str(house)]) == len(Stage.values)
    assert all(isinstance(cell, Hidden) for cell in cells[str(house)][3:])
    # More columns run off the paper.
    assert max(len(before.columns), len(after.columns)) <= 7


def test_the_number_of_trainers_gives_no_hidden_row_away():
    house = factories.institute()
    factories.codes(institute=factories.agreement().institute)
    for _trainer in range(6):
        allow(factories.trainer(institute=house), Use.FOLLOW)

    paper = reports.funnel(Selection(now=LATER))

    assert {row[3] for row in paper.sections[0].table.rows} == {Hidden.FEW, Hidden.OTHER}
    assert paper.numbers == ()


@pytest.mark.parametrize(("people", "cell", "number"), [(4, "<5", "minder dan 5"), (5, "5", "5")])
def test_fewer_than_five_are_not_counted_in_words_and_five_are(client, people, cell, number):
    house = factories.institute()
    for _trainer in range(people):
        allow(factories.trainer(institute=house), Use.FOLLOW)

    paper = reports.funnel(Selection(now=LATER))
    row = display.table(paper.tables[0]).rows[0]

    assert (row[3][0], paper.numbers[0].value) == (cell, number)
    assert paper.notes[0].startswith("Getallen onder 5 laten wij weg")
    sheet = client.get(reverse("reports:sheet", args=["weg-naar-de-klas", 1])).content.decode()
    assert f";{cell};" in sheet


@given(st.lists(st.sampled_from(Stage.values)))
def test_who_came_far_passed_every_stage_before(furthest):
    found = reached(furthest, stages=Stage.values)

    assert found[0] == len(furthest)
    assert list(found) == sorted(found, reverse=True)
    assert found[-1] == furthest.count("teaching")
