"""An application at a school that closed goes to a school of the same board, or ends; its people hear why."""

from datetime import date

import pytest

from ndt.schools.models import LocationState, SchoolLocation
from tests.wisselkracht import factories
from tests.wisselkracht.factories import letters, person
from tests.wisselkracht.practices import exchange
from wisselkracht.core.refusals import NotNow, NotThere
from wisselkracht.core.steps import Role
from wisselkracht.models import ExchangeState, MapAnswer, Stage
from wisselkracht.queries import register
from wisselkracht.services import closing, mapping

pytestmark = pytest.mark.django_db


def close(school: SchoolLocation) -> None:
    SchoolLocation.objects.filter(pk=school.pk).update(state=LocationState.CLOSED, closed_on=date(2026, 11, 1))


def test_it_goes_to_a_school_of_the_same_board_and_stays_ready(now):
    made = factories.complete()
    mapping.answer(director=person(made, Role.DIRECTOR), agreed=True, now=now)
    other = factories.school(board=made.school.board, title="De Fusie")
    close(made.school)
    assert register.successors(made) == [other]

    moved = closing.move(application=made, school=other, now=now)

    moved.refresh_from_db()
    assert (moved.school, moved.stage) == (other, Stage.VERIFIED)
    assert letters().count("school_moved") == 3
    assert not MapAnswer.objects.exists()


def test_it_goes_to_no_school_of_another_board_region_or_that_closed_too(now):
    made = factories.complete()
    close(made.school)
    gone = factories.school(board=made.school.board)
    close(gone)

    for school in (factories.school(), factories.school(board=made.school.board, area="Elders"), gone):
        with pytest.raises(NotThere):
            closing.move(application=made, school=school, now=now)


def test_it_ends_and_everybody_hears_why(now):
    made = factories.complete()
    close(made.school)

    closing.end(application=made, now=now)

    made.refresh_from_db()
    assert made.stage == Stage.WITHDRAWN
    assert letters().count("school_closed") == 3
    with pytest.raises(NotNow):
        closing.end(application=made, now=now)


def test_an_application_in_an_exchange_stays_there(now):
    place = exchange(state=ExchangeState.PROPOSED).places.first()
    close(place.application.school)

    with pytest.raises(NotNow):
        closing.end(application=place.application, now=now)


def test_nothing_happens_to_an_application_of_an_open_school(now):
    made = factories.complete()

    with pytest.raises(NotNow):
        closing.end(application=made, now=now)
    with pytest.raises(NotNow):
        closing.move(application=made, school=factories.school(board=made.school.board), now=now)
