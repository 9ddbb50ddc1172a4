"""Rounds and regions change while that harms nobody; what people applied for stays."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from tests.wisselkracht import factories
from wisselkracht.core.refusals import AreaInUse, BadPeriod, EmptyArea, Fixed, NotNow
from wisselkracht.models import RoundState
from wisselkracht.services import editing
from wisselkracht.services.rounds import Plan

pytestmark = pytest.mark.django_db


def plan_of(found):
    return Plan(
        found.title,
        found.starts_on,
        found.ends_on,
        found.opens_at,
        found.closes_at,
        found.decides_on,
        found.largest,
    )


def test_a_round_in_preparation_can_change_whole(now):
    found = factories.round_(state=RoundState.CONCEPT)

    changed = editing.change_round(
        found=found, plan=replace(plan_of(found), title="Anders", ends_on=date(2027, 6, 1), largest=2), now=now
    )

    assert (changed.title, changed.ends_on, changed.largest) == ("Anders", date(2027, 6, 1), 2)


def test_an_open_round_gives_more_time_and_keeps_what_people_applied_for(now):
    found = factories.round_()
    later = found.closes_at + timedelta(days=3)

    assert editing.change_round(found=found, plan=replace(plan_of(found), closes_at=later), now=now).closes_at == later
    for change in ({"starts_on": date(2027, 2, 15)}, {"ends_on": date(2027, 6, 1)}, {"largest": 2}):
        with pytest.raises(Fixed) as refused:
            editing.change_round(found=found, plan=replace(plan_of(found), **change), now=now)
        assert refused.value.what in change


def test_an_open_round_does_not_close_in_the_past(now):
    found = factories.round_()

    with pytest.raises(NotNow):
        editing.change_round(found=found, plan=replace(plan_of(found), closes_at=now - timedelta(days=1)), now=now)


def test_days_that_do_not_fit_are_refused_when_changed_too(now):
    found = factories.round_(state=RoundState.CONCEPT)

    with pytest.raises(BadPeriod):
        editing.change_round(found=found, plan=replace(plan_of(found), ends_on=date(2027, 9, 9)), now=now)


def test_of_a_closed_round_only_the_name_changes(now):
    found = factories.round_(state=RoundState.CLOSED)

    assert editing.change_round(found=found, plan=replace(plan_of(found), title="Anders"), now=now).title == "Anders"
    with pytest.raises(Fixed):
        editing.change_round(found=found, plan=replace(plan_of(found), decides_on=date(2027, 1, 21)), now=now)


def test_a_region_needs_an_area_with_an_open_school():
    factories.school()

    assert editing.create_region(title="Zuid", areas=[factories.AREA], team=None).slug == "zuid"
    assert editing.create_region(title="Zuid!", areas=[factories.AREA], team=None).slug == "zuid-2"
    with pytest.raises(EmptyArea):
        editing.create_region(title="Leeg", areas=["Nergens"], team=None)


def test_a_region_keeps_the_area_of_its_applications(now):
    found = factories.complete().round.region
    factories.school(area="Elders")

    both = editing.change_region(found=found, title="Ruim", areas=[factories.AREA, "Elders"], team=None)
    assert both.areas == ["Elders", factories.AREA]
    with pytest.raises(AreaInUse) as refused:
        editing.change_region(found=found, title="Ruim", areas=["Elders"], team=None)
    assert refused.value.area == factories.AREA
