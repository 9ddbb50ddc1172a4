"""What everybody sees: rounds with their last day, numbers that point at nobody, the map and its list."""

import pytest
from django.urls import reverse

from ndt.schools.models import Postcode
from tests.wisselkracht import factories
from tests.wisselkracht.factories import person
from wisselkracht.core.steps import Role
from wisselkracht.models import MapAnswer
from wisselkracht.services import mapping

pytestmark = pytest.mark.django_db


def test_the_front_page_hides_a_number_that_could_point_at_people(client):
    factories.complete()

    page = client.get(reverse("wisselkracht:front"))

    assert [number.value for number in page.context["numbers"]] == ["<10", "<10"]


def test_the_map_names_schools_in_a_list_and_no_people(client, now):
    Postcode.objects.create(pc4="4950", lat=51.6, lon=4.9)
    made = factories.complete()
    mapping.answer(director=person(made, Role.DIRECTOR), agreed=True, now=now)

    page = client.get(reverse("wisselkracht:map")).content.decode()

    assert f"<li>{made.school.title}</li>" in page
    assert "<svg" in page
    assert not any(one.name in page for one in made.people.all())


def test_a_map_without_a_school_says_so(client):
    assert "nog geen school op de kaart" in client.get(reverse("wisselkracht:map")).content.decode()


def test_a_director_says_yes_and_no_on_the_own_page(client):
    made = factories.complete()
    token = factories.token_of(made, Role.DIRECTOR)
    page = reverse("wisselkracht:consent", args=[token])

    assert "Zet uw school op de kaart" in client.get(reverse("wisselkracht:mine", args=[token])).content.decode()
    client.get(page)
    assert not MapAnswer.objects.exists()
    said = client.post(page, {"action": "yes"}, follow=True)
    assert "Uw school staat op de kaart." in said.content.decode()
    assert MapAnswer.objects.get().agreed
    client.post(page, {"action": "no"})
    assert not MapAnswer.objects.get().agreed


def test_a_teacher_and_an_unchecked_director_are_not_asked(client):
    known, unknown = factories.complete(), factories.complete(known=False)
    for made, role in ((known, Role.TEACHER), (unknown, Role.DIRECTOR)):
        token = factories.token_of(made, role)

        assert client.get(reverse("wisselkracht:consent", args=[token])).status_code == 404
        assert "op de kaart" not in client.get(reverse("wisselkracht:mine", args=[token])).content.decode()
