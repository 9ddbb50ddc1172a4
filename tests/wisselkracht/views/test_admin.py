"""The admin lists rounds and applications with filters, and its actions do what the coordinators' screens do."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse

from ndt.schools.models import LocationState, SchoolLocation
from tests.house.roles import World
from tests.wisselkracht import factories
from tests.wisselkracht.factories import letters
from wisselkracht.models import RoundState, Stage
from wisselkracht.services import reminding

pytestmark = pytest.mark.django_db
NOW = datetime.now(UTC)


@pytest.fixture
def operator():
    return World("wisselkracht").browser("operator")


def act(browser, model, action, *rows):
    page = reverse(f"admin:wisselkracht_{model}_changelist")
    return browser.post(page, {"action": action, "_selected_action": [one.pk for one in rows]}, follow=True)


def test_rounds_are_opened_and_one_that_cannot_is_named(operator):
    right = factories.round_(state=RoundState.CONCEPT, closes_at=NOW + timedelta(days=30))
    late = factories.round_(state=RoundState.CONCEPT, opens_at=NOW - timedelta(days=9), closes_at=NOW)

    answer = act(operator, "round", "open_rounds", right, late)

    right.refresh_from_db()
    late.refresh_from_db()
    assert (right.state, late.state) == (RoundState.OPEN, RoundState.CONCEPT)
    assert f"{late.title} kan niet open" in answer.content.decode()


def test_who_did_not_confirm_is_reminded_by_the_worker(operator):
    then = NOW - timedelta(days=3)
    found = factories.round_(opens_at=then - timedelta(days=9), closes_at=NOW + timedelta(days=30))
    factories.begun(round=found, now=then)

    answer = act(operator, "round", "remind", found)

    assert "Er gaat 1 herinnering uit." in answer.content.decode()
    assert reminding.waiting(found, now=NOW).count() == 1


def test_only_what_stands_at_a_closed_school_is_ended(operator):
    gone, stays = factories.complete(), factories.complete()
    SchoolLocation.objects.filter(pk=gone.school_id).update(state=LocationState.CLOSED, closed_on=date(2026, 11, 1))

    answer = act(operator, "application", "end_at_closed_schools", gone, stays)

    gone.refresh_from_db()
    stays.refresh_from_db()
    assert (gone.stage, stays.stage) == (Stage.WITHDRAWN, Stage.VERIFIED)
    assert "1 aanmelding bleef staan" in answer.content.decode()
    assert letters().count("school_closed") == 3


@pytest.mark.parametrize("model", ["region", "round", "application", "mailing", "mapanswer"])
def test_every_list_opens_with_its_filters(operator, model):
    factories.complete()

    assert operator.get(reverse(f"admin:wisselkracht_{model}_changelist"), {"q": "vlieger"}).status_code == 200
