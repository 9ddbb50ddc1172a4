"""How far trainers come: counted for who allows it, never changed, and never so few that it could be somebody."""

import itertools
from datetime import timedelta
from types import SimpleNamespace

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
from opleiding.services import advising, following, joining, profile, telling
from opleiding.services.following import Stage
from tests.opleiding import factories, round_world
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
    following.tell(trainer=trainer, stage=Stage.APPLIED, now=LATER)
    following.tell(trainer=trainer, stage=Stage.APPLIED, now=LATER)

    assert sorted(stages()) == ["accepted", "advised", "applied"]


def test_without_consent_nothing_more_is_counted():
    trainer = factories.trainer()
    allow(trainer, Use.FOLLOW)
    allow(trainer)

    with pytest.raises(NotAllowed):
        following.tell(trainer=trainer, stage=Stage.STARTED, now=LATER)
    with pytest.raises(NotAllowed):
        following.tell(trainer=trainer, stage=Stage.ADVISED, now=LATER)
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
            following.tell(trainer=trainer, stage=Stage.TEACHING, now=LATER)

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


def tells(at, *, people=1, stage=Stage.APPLIED):
    """Let some trainers tell how far they are, each at the same place."""
    for _trainer in range(people):
        trainer = factories.trainer(institute=factories.Institute.objects.first() or factories.institute())
        allow(trainer, Use.FOLLOW)
        following.tell(trainer=trainer, stage=stage, place=at, now=LATER)


def by_programme():
    return reports.funnel(Selection(now=LATER, division="opleiding"))


def test_the_funnel_is_divided_by_programme_and_hides_what_the_university_would_give_away(client):
    house = factories.university()
    maths, physics, german = (factories.programme(university=house, title=title) for title in ("A", "B", "C"))
    tells(maths, people=9)
    tells(physics, people=6, stage=Stage.STARTED)
    tells(german, people=2)
    tells(house, people=1)

    (table,) = by_programme().tables
    rows = {row[0]: row[2] for row in table.rows}
    whole = reports.funnel(Selection(now=LATER)).tables[-1]

    # 18 at the university, 9 of them at A: B and the two small ones are hidden together.
    assert (whole.rows[0][0], whole.rows[0][2]) == (str(house), 18)
    assert rows == {"A": 9, "B": Hidden.OTHER, "C": Hidden.FEW, "andere, of niet gezegd": Hidden.FEW}
    # Six started at the university, and they may be of any programme.
    assert {row[4] for row in table.rows} == {Hidden.OTHER}

    page = client.get(reverse("reports:report", args=["weg-naar-de-klas"]), {"naar": "opleiding"})
    assert 'value="opleiding" selected' in page.content.decode()
    assert "?naar=opleiding" in page.content.decode()
    sheet = client.get(reverse("reports:sheet", args=["weg-naar-de-klas", 1]), {"naar": "opleiding"})
    assert "A;" in sheet.content.decode()
    assert "B;" in sheet.content.decode()


def test_without_anybody_at_a_programme_the_page_says_so():
    tells(None)

    paper = by_programme()

    assert [section.paragraphs for section in paper.sections] == [
        ("Nog niemand vertelde bij welke opleiding hij is.",),
    ]


@given(st.lists(st.integers(0, 9), min_size=1, max_size=4))
def test_parts_beside_their_whole_leave_each_hidden_part_any_small_number(counts):
    whole = sum(counts)
    shown = reports._parts(whole if whole >= 5 else Hidden.FEW, counts)
    if whole < 5:
        assert set(shown) == {Hidden.FEW}
        return
    # What a reader still has to think possible: a mark says something only where both marks stand.
    marked = Hidden.FEW in shown
    ranges = [
        [cell] if isinstance(cell, int) else range(5) if cell is Hidden.FEW else range(5 if marked else 0, whole + 1)
        for cell in shown
    ]
    worlds = [world for world in itertools.product(*ranges) if sum(world) == whole]

    assert tuple(counts) in worlds
    for place, cell in enumerate(shown):
        if isinstance(cell, Hidden) and counts[place] < 5:
            assert {world[place] for world in worlds} >= set(range(min(5, whole + 1)))


def test_a_trainer_tells_the_programme_from_a_list(client):
    trainer, programme = factories.trainer(), factories.programme()
    allow(trainer, Use.FOLLOW)
    client.force_login(trainer.user)
    address = reverse("opleiding:progress")

    assert str(programme.title) in client.get(address).content.decode()
    refused = client.post(address, {"stage": "started", "place": "programme:999999"})
    told = client.post(address, {"stage": "started", "place": f"programme:{programme.pk}"})

    assert (refused.status_code, told.status_code) == (422, 302)
    assert "Kies een opleiding uit de lijst." in refused.content.decode()
    event = FunnelEvent.objects.get(stage="started")
    assert (event.programme, event.university) == (programme, programme.university)


def test_a_published_round_counts_who_applied_and_who_got_a_place(monkeypatch):
    found = round_world.published(("o1",), ("o1",), (), places=(1,))
    run = found.last_run()
    people = [one.candidate.trainer for one in run.results.select_related("candidate__trainer")]
    for trainer in people[:-1]:
        allow(trainer, Use.FOLLOW)

    # It was a round to practise.
    telling.outcome(run_id=run.pk, after=0)
    assert "applied" not in stages()

    monkeypatch.setattr(following, "Beacon", SimpleNamespace(TEST="another"))
    telling.outcome(run_id=run.pk, after=0)
    telling.outcome(run_id=run.pk, after=0)
    allow(people[-1], Use.FOLLOW)

    assert sorted(one for one in stages() if one != "accepted") == ["admitted", "applied", "applied"]
    offering = found.offerings.get().offering
    assert set(FunnelEvent.objects.filter(stage="applied").values_list("programme", flat=True)) == {
        offering.programme_id
    }
