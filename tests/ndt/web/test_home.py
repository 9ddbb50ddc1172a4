"""The front door: six plans, seven goals, in two languages, for everybody."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import resolve

from ndt.web import doors, registry

pytestmark = pytest.mark.django_db


def shown(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return re.sub(r"\s+", " ", response.content.decode())


def test_the_front_page_shows_every_plan_with_its_number_and_source(client: Client):
    page = shown(client, "/")

    for solution in registry.solutions():
        assert f'href="{solution.url}"' in page
        for words in (
            solution.title,
            solution.pitch,
            solution.figure.value,
            solution.figure.text,
            solution.figure.source,
        ):
            assert str(words) in page


def test_the_front_page_shows_the_seven_goals_and_the_plans_that_serve_them(client: Client):
    page = shown(client, "/")

    for goal in registry.GOALS:
        assert f'id="doel-{goal.number}"' in page
        assert str(goal.title) in page


def test_every_plan_serves_a_goal_that_exists():
    numbers = {goal.number for goal in registry.GOALS}

    assert len(numbers) == 7
    assert len(registry.solutions()) == 6
    for solution in registry.solutions():
        assert solution.goals
        assert set(solution.goals) <= numbers


def test_a_goal_without_a_plan_says_so(client: Client):
    served = {number for solution in registry.solutions() for number in solution.goals}

    assert {goal.number for goal in registry.GOALS} - served == {3}
    assert "Voor dit doel zoeken we nog een plan." in shown(client, "/")


def test_every_door_leads_somewhere(client: Client):
    for door in doors.doors():
        assert resolve(door.solution.url)


@pytest.mark.parametrize("solution", registry.solutions(), ids=lambda solution: solution.room)
def test_the_page_of_a_plan_says_what_it_is_who_it_seeks_and_that_it_is_not_ready(client: Client, solution):
    page = shown(client, f"/oplossingen/{solution.slug}/")

    assert 3 <= len(solution.text) <= 5
    assert all(str(paragraph) in page for paragraph in solution.text)
    assert all(str(sought.text) in page for sought in solution.sought)
    assert "We bereiden dit plan nog voor" in page


def test_an_unknown_plan_is_not_found(client: Client):
    assert client.get("/oplossingen/bestaat-niet/").status_code == 404


def test_head_is_answered_as_get_is(client: Client):
    assert client.head("/").status_code == 200
    assert client.post("/").status_code == 405


def test_the_address_tells_the_language_and_nothing_else_does(client: Client):
    dutch = client.get("/", headers={"accept-language": "en"}).content.decode()
    english = client.get("/en/", headers={"accept-language": "nl"}).content.decode()

    assert '<html lang="nl">' in dutch
    assert 'href="/en/"' in dutch
    assert '<html lang="en">' in english
    assert 'href="/"' in english


def test_the_way_to_the_other_language_keeps_the_rest_of_the_address(client: Client):
    assert 'href="/en/toegankelijkheid/?x=1"' in client.get("/toegankelijkheid/?x=1").content.decode()


def test_robots_may_read_all_but_what_is_nobodys_business(client: Client):
    response = client.get("/robots.txt")

    assert response["Content-Type"].startswith("text/plain")
    assert "Disallow: /beheer/" in response.content.decode()
    assert "Disallow: /\n" not in response.content.decode()


def test_a_shared_link_shows_a_picture_with_a_full_address(client: Client, settings):
    settings.SITE_URL = "https://onderwijsheid.example"

    assert 'content="https://onderwijsheid.example/static/img/social.png"' in client.get("/").content.decode()


@pytest.mark.parametrize(
    ("address", "asked"), [("", "als u erom vraagt"), ("https://code.example/", "https://code.example/")]
)
def test_the_colophon_says_where_the_code_is(client: Client, settings, address: str, asked: str):
    settings.SOURCE_URL = address

    assert asked in client.get("/colofon/").content.decode()


def test_the_accessibility_statement_names_its_status_and_a_contact(client: Client, settings):
    settings.CONTACT_EMAIL = "hulp@onderwijsheid.example"

    page = shown(client, "/toegankelijkheid/")

    assert "Status C" in page
    assert "mailto:hulp@onderwijsheid.example" in page
