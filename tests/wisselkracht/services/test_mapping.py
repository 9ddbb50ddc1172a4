"""A school is on the map only when its known director said so, and for as long as it takes part."""

import pytest

from ndt.schools.models import Postcode
from tests.wisselkracht import factories
from tests.wisselkracht.factories import person
from wisselkracht.core.refusals import NotNow
from wisselkracht.core.steps import Role
from wisselkracht.models import MapAnswer
from wisselkracht.queries import mapping as queries
from wisselkracht.services import leaving, mapping

pytestmark = pytest.mark.django_db


def shown():
    return [one.title for one in queries.public_map().schools]


def test_a_known_director_puts_the_school_on_the_map_and_takes_it_off(now):
    made = factories.complete()
    daan = person(made, Role.DIRECTOR)
    assert shown() == []

    mapping.answer(director=daan, agreed=True, now=now)
    assert shown() == [made.school.title]

    mapping.answer(director=daan, agreed=False, now=now)
    assert shown() == []


@pytest.mark.parametrize("role", [Role.TEACHER, Role.BUDDY])
def test_nobody_else_speaks_for_a_school(now, role):
    made = factories.complete()

    with pytest.raises(NotNow):
        mapping.answer(director=person(made, role), agreed=True, now=now)


def test_a_director_who_was_not_checked_speaks_for_nobody(now):
    known = factories.complete()
    mapping.answer(director=person(known, Role.DIRECTOR), agreed=True, now=now)
    other = factories.complete(known=False, school=known.school)

    with pytest.raises(NotNow):
        mapping.answer(director=person(other, Role.DIRECTOR), agreed=False, now=now)

    assert shown() == [known.school.title]


def test_the_last_word_of_two_known_directors_counts(now):
    one = factories.complete()
    other = factories.complete(school=one.school)
    mapping.answer(director=person(one, Role.DIRECTOR), agreed=True, now=now)

    mapping.answer(director=person(other, Role.DIRECTOR), agreed=False, now=now)

    assert shown() == []
    assert MapAnswer.objects.count() == 1


def test_a_school_that_stops_is_off_the_map(now):
    made = factories.complete()
    mapping.answer(director=person(made, Role.DIRECTOR), agreed=True, now=now)

    leaving.leave(applicant=person(made, Role.TEACHER), now=now)

    assert shown() == []


def test_the_map_draws_what_the_list_says(now):
    Postcode.objects.create(pc4="4950", lat=51.6, lon=4.9)
    Postcode.objects.create(pc4="4951", lat=51.7, lon=4.8)
    factories.school(pc4="4951")
    made = factories.complete()
    mapping.answer(director=person(made, Role.DIRECTOR), agreed=True, now=now)

    found = queries.public_map()

    assert found.chart is not None
    assert found.chart.title == "1 school is op de kaart te zien"


def test_the_map_of_a_round_counts_by_place_and_says_what_it_cannot_place(django_assert_num_queries):
    Postcode.objects.create(pc4="4950", lat=51.6, lon=4.9)
    found = factories.round_()
    for _number in range(3):
        factories.complete(round=found)
    factories.begun(round=found, school=factories.school(pc4="9999", place="Elders"))

    with django_assert_num_queries(4):
        drawn = queries.round_map(found)

    assert [(row.place, row.schools, row.applications, row.ready) for row in drawn.rows] == [
        ("Elders", 1, 1, 0),
        ("Nergenshuizen", 3, 3, 3),
    ]
    assert drawn.unplaced == 1
    assert drawn.chart is not None
    assert drawn.chart.title == "3 van de 3 scholen hebben een aanmelding die klaar is"
