"""The history as an operator reads it, and the reason that every change asks for."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from ndt import history
from ndt.history import queries, tracking
from ndt.history.queries import Wanted
from ndt.people.models import Kind, Membership, Organisation, Role, User
from tests.house.roles import log_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def olga() -> User:
    return User.objects.create_user("olga@example.nl", name="Olga", is_staff=True, is_superuser=True)


@pytest.fixture
def desk(olga: User) -> Client:
    client = Client()
    log_in(client, olga, second_factor=True)
    return client


@pytest.fixture
def team() -> Organisation:
    return Organisation.objects.create(name="Team Noord", kind=Kind.CAMPAIGN_TEAM)


REST = {
    "created_at_0": "2026-11-24",
    "created_at_1": "12:00",
    "memberships-TOTAL_FORMS": 0,
    "memberships-INITIAL_FORMS": 0,
}


def change(team: Organisation, **facts: Any) -> dict[str, Any]:
    return {"name": team.name, "kind": team.kind, "solution": team.solution} | REST | facts


def test_a_change_in_the_admin_needs_a_reason(desk, team):
    address = f"/beheer/people/organisation/{team.pk}/change/"

    answer = desk.post(address, change(team, name="Team Zuid"))

    assert "Schrijf kort waarom u dit wijzigt." in answer.content.decode()
    team.refresh_from_db()
    assert team.name == "Team Noord"


def test_the_reason_and_the_operator_stand_in_the_history(desk, team, olga):
    address = f"/beheer/people/organisation/{team.pk}/change/"

    answer = desk.post(address, change(team, name="Team Zuid", history_reason="Andere buurt"))

    assert answer.status_code == 302
    newest = queries.of_object(Organisation.objects.get(pk=team.pk))[0]
    assert (newest.who, newest.reason, newest.action) == ("Olga", "Andere buurt", "gewijzigd")
    assert ("naam", "Team Noord", "Team Zuid") in [(d.field, d.before, d.after) for d in newest.differences]


def test_a_new_row_explains_itself(desk):
    made = {"name": "Team Oost", "kind": Kind.CAMPAIGN_TEAM, "solution": ""} | REST

    assert desk.post("/beheer/people/organisation/add/", made).status_code == 302

    assert queries.of_object(Organisation.objects.get())[0].reason == "Toegevoegd in het beheer"


def test_the_button_history_shows_what_changed_in_words(desk, team):
    with history.reason("Nu voor bijles"):
        Organisation.objects.filter(pk=team.pk).update(kind=Kind.PROVIDER, solution="bijles")

    page = desk.get(f"/beheer/people/organisation/{team.pk}/history/").content.decode()

    assert "<del>campagneteam</del>" in page
    assert "<ins>aanbieder van bijles</ins>" in page
    assert "Nu voor bijles" in page
    assert "het systeem" in page


def test_all_changes_stand_together_with_filters(desk, team, olga):
    amina = User.objects.create_user("amina@example.nl", name="Amina")
    with history.actor(olga.pk), history.reason("Nieuwe leraar"):
        Membership.objects.create(user=amina, organisation=team, role=Role.TEACHER)

    everything = desk.get("/beheer/history/moment/").content.decode()
    by_olga = desk.get("/beheer/history/moment/", {"wie": olga.pk, "wat": "people.Membership"}).content.decode()
    nothing = desk.get("/beheer/history/moment/", {"wie": olga.pk, "wat": "people.Organisation"}).content.decode()

    assert "Nieuwe leraar" in everything
    assert "Team Noord" in everything
    assert "Nieuwe leraar" in by_olga
    assert "Hier is niets gewijzigd." in nothing


def test_the_page_with_all_changes_asks_as_much_for_many_as_for_few(desk, team, django_assert_max_num_queries):
    for number in range(30):
        Organisation.objects.filter(pk=team.pk).update(name=f"Team {number}")

    tables = len(tracking.event_models())
    with django_assert_max_num_queries(2 * tables + 25):
        desk.get("/beheer/history/moment/")


@pytest.mark.django_db(transaction=True)
def test_older_changes_follow_on_the_next_page(desk, team, monkeypatch):
    monkeypatch.setattr(queries, "PAGE", 2)
    for number in range(4):
        Organisation.objects.filter(pk=team.pk).update(name=f"Team {number}")
    everything = [change.title for change in queries.latest(Wanted(model="people.Organisation"), number=10)]

    seen, address = [], "/beheer/history/moment/?wat=people.Organisation"
    while address:
        answer = desk.get(address)
        seen += [change.title for change in answer.context["changes"]]
        address = f"/beheer/history/moment/?{answer.context['older']}" if answer.context["older"] else ""

    assert everything == ["Team 3", "Team 2", "Team 1", "Team 0", "Team Noord"]
    assert seen == everything


def test_what_was_deleted_can_still_be_read(team):
    key = team.pk
    team.delete()

    newest = queries.latest(Wanted(model="people.Organisation"))[0]

    assert (newest.action, newest.key, newest.title) == ("verwijderd", str(key), "Team Noord")
    assert ("naam", "Team Noord", "") in [(d.field, d.before, d.after) for d in newest.differences]


def test_an_erased_operator_has_no_name_in_the_history(team, olga):
    with history.actor(olga.pk):
        Organisation.objects.update(name="Team Zuid")
    User.objects.filter(pk=olga.pk).update(name="", email="x@verwijderd.invalid", is_active=False)

    assert queries.latest(Wanted(model="people.Organisation"))[0].who == "een verwijderd account"


def test_an_operator_erases_somebody_after_a_question(desk, olga):
    amina = User.objects.create_user("amina@example.nl", name="Amina")
    chosen = {"action": "erase_people", "_selected_action": amina.pk}

    asked = desk.post("/beheer/people/user/", chosen)
    amina.refresh_from_db()
    assert "Dit kan niet terug." in asked.content.decode()
    assert amina.name == "Amina"
    desk.post("/beheer/people/user/", chosen | {"sure": "1"})

    amina.refresh_from_db()
    assert amina.name == ""
    assert desk.get("/beheer/privacy/erasure/").status_code == 200
    assert desk.get(f"/beheer/people/user/{amina.pk}/delete/").status_code == 403
