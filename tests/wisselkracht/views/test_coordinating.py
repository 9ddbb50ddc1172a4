"""The rest of the coordinator's desk: mail to many, the calendar, regions, rounds, the register; each by region."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from ndt.people.models import Kind, Organisation, Role
from ndt.schools.models import LocationState, SchoolLocation
from tests.house.roles import World
from tests.wisselkracht import exchanges, factories
from wisselkracht import links
from wisselkracht.models import CalendarFeed, Exchange, Link, Mailing, Region, Round, RoundState, Stage
from wisselkracht.queries import agenda
from wisselkracht.services import leaving

pytestmark = pytest.mark.django_db
NOW = factories.NOON
LETTER = {
    "kind": "lopend",
    "role": "",
    "purpose": "service",
    "subject": "Over {ronde}",
    "text": "Beste {naam},\n\nTot ziens.",
}


@pytest.fixture
def world():
    return World("wisselkracht")


@pytest.fixture
def coby(world):
    return world.browser("coordinator")


def elsewhere(**facts):
    """A round in the region of a team that Coby does not coordinate."""
    team, _new = Organisation.objects.get_or_create(name="Elders", kind=Kind.CAMPAIGN_TEAM, solution="wisselkracht")
    other = Region.objects.create(slug="elders", title="Elders", areas=["Elders"], team=team)
    return factories.round_(region=other, **facts)


def close(school):
    SchoolLocation.objects.filter(pk=school.pk).update(state=LocationState.CLOSED, closed_on=date(2026, 11, 1))


def test_a_letter_is_shown_with_its_number_before_it_goes(coby):
    found = factories.round_()
    made = factories.complete(round=found)
    page = reverse("wisselkracht:mailing", args=[found.slug])

    shown = coby.post(page, LETTER | {"action": "preview"})
    assert "3 mensen krijgen deze mail" in shown.content.decode()
    assert any(one.name in shown.context["sample"].text for one in made.people.all())
    assert not Mailing.objects.exists()

    sent = coby.post(page, LETTER | {"action": "send", "shown": "3"}, follow=True)
    assert "De mail gaat naar 3 mensen" in sent.content.decode()
    assert "Over {ronde}" in coby.get(page).content.decode()


def test_a_letter_to_another_number_is_shown_again(coby):
    found = factories.round_()
    factories.complete(round=found)
    page = reverse("wisselkracht:mailing", args=[found.slug])

    for shown in ("2", "", "x", "9" * 30):
        again = coby.post(page, LETTER | {"action": "send", "shown": shown})
        assert again.status_code == 409
        assert "Kijk nog eens" in again.content.decode()
    assert not Mailing.objects.exists()


def test_an_unknown_placeholder_is_named_and_the_text_is_kept(coby):
    found = factories.round_()
    page = reverse("wisselkracht:mailing", args=[found.slug])

    answer = coby.post(page, LETTER | {"text": "Beste {naem}", "action": "send"})

    assert answer.status_code == 422
    assert "'naem'" in answer.content.decode().replace("&#x27;", "'")
    assert "Beste {naem}" in answer.content.decode()
    back = coby.post(page, LETTER | {"action": "change"})
    assert "Tot ziens." in back.content.decode()


def test_the_calendar_names_what_is_late_and_what_comes(coby):
    factories.round_(title="Vergeten", state=RoundState.CONCEPT, opens_at=NOW - timedelta(days=9))

    page = coby.get(reverse("wisselkracht:agenda"))

    assert "De ronde had al open moeten zijn" in page.content.decode()
    assert [item.what for item, _words in page.context["overdue"]] == ["opens"]


def test_the_calendar_has_a_link_of_its_own_that_can_be_replaced_and_stopped(coby, client):
    factories.round_(title="Voorjaar", ends_on=timezone.localdate() + timedelta(days=300))
    page = reverse("wisselkracht:agenda")

    def link():
        coby.post(page, {"action": "make"})
        address = coby.get(page).context["link"]
        return address[address.index("/wisselkracht/") :]

    first = link()
    read = client.get(first)
    assert read["Content-Type"].startswith("text/calendar")
    assert "SUMMARY:Voorjaar: De ruil eindigt" in read.content.decode()
    second = link()
    assert client.get(first).status_code == 404
    assert client.get(second).status_code == 200
    coby.post(page, {"action": "stop"})
    third = link()
    assert [client.get(one).status_code for one in (first, second, third)] == [404, 404, 200]


def test_the_link_dies_with_the_role_and_holds_no_other_region(coby, client, world):
    elsewhere(title="Geheim", ends_on=timezone.localdate() + timedelta(days=300))
    coby.post(reverse("wisselkracht:agenda"))
    address = coby.get(reverse("wisselkracht:agenda")).context["link"]
    address = address[address.index("/wisselkracht/") :]
    assert "Geheim" not in client.get(address).content.decode()

    world.users["coordinator"].memberships.update(until=timezone.localdate())

    assert client.get(address).status_code == 404
    assert client.get(reverse("wisselkracht:feed", args=["onzin"])).status_code == 404


def test_everybody_of_an_exchange_has_its_days_in_the_own_calendar(client):
    exchange = exchanges.accepted()
    meeting = NOW + timedelta(days=5)
    Exchange.objects.update(meeting_at=meeting, meeting_place="In de teamkamer")
    _place, buddy = next(pair for pair in exchanges.everybody(exchange) if pair[1].role == "buddy")
    token = links.new_token()
    Link.objects.create(applicant=buddy, token_hash=links.token_hash(token))
    page = reverse("wisselkracht:own_agenda", args=[token])

    def link():
        client.post(page, {"action": "make"})
        address = client.get(page).context["link"]
        return address[address.index("/wisselkracht/") :]

    first = link()
    read = client.get(first).content.decode()
    assert "SUMMARY:De ruil begint" in read
    assert "Kennismaken voor de ruil" in read
    assert not any(person.name in read for _place, person in exchanges.everybody(exchange))
    assert token not in first, "who reads the calendar cannot sign"
    second = link()
    assert [client.get(one).status_code for one in (first, second)] == [404, 200]
    leaving.vacate(buddy)
    assert client.get(second).status_code == 404


def test_a_calendar_link_says_nothing_of_whose_it_is_and_is_not_in_the_database(coby, world):
    coby.post(reverse("wisselkracht:agenda"))
    key = CalendarFeed.objects.get().key
    token = agenda.link_of(world.users["coordinator"]).split("/")[-2]

    assert token.partition(".")[0] == key
    assert agenda.reader_of(key) is None
    assert agenda.reader_of(token) == world.users["coordinator"]


def test_a_region_is_made_for_the_own_team_and_its_mistakes_are_named(coby, world):
    team = world.users["coordinator"].memberships.get(role=Role.COORDINATOR).organisation
    factories.school()
    page = reverse("wisselkracht:new_region")
    right = {"title": "Zuid", "areas": [factories.AREA], "team": team.pk}

    for change, words in (
        ({"title": ""}, "Vul de naam van de regio in."),
        ({"areas": []}, "Kies ten minste één gebied."),
        ({"areas": ["Verzonnen gebied"]}, "Verzonnen gebied"),
        ({"team": ""}, "Kies het team dat coördineert."),
    ):
        answer = coby.post(page, right | change)
        assert answer.status_code == 422
        assert words in answer.content.decode()
    assert coby.post(page, right).status_code == 302
    assert Region.objects.get().team == team
    again = coby.post(page, right | {"title": "ZUID"})
    assert "Er is al een regio met deze naam" in again.content.decode()


def test_a_coordinator_cannot_take_a_region_for_the_own_team(coby, world):
    team = world.users["coordinator"].memberships.get(role=Role.COORDINATOR).organisation
    factories.school()
    shared = factories.region()

    coby.post(
        reverse("wisselkracht:region", args=[shared.slug]),
        {"title": "Van ons", "areas": [factories.AREA], "team": team.pk},
    )

    shared.refresh_from_db()
    assert (shared.title, shared.team) == ("Van ons", None)


def edited(found, **change):
    return {
        "region": found.region_id,
        "title": found.title,
        "starts_on": f"{found.starts_on:%Y-%m-%d}",
        "ends_on": f"{found.ends_on:%Y-%m-%d}",
        "opens_on": f"{timezone.localdate(found.opens_at):%Y-%m-%d}",
        "closes_on": f"{found.last_day:%Y-%m-%d}",
        "decides_on": f"{found.decides_on:%Y-%m-%d}",
        "largest": str(found.largest),
    } | change


def test_an_open_round_shows_what_stays_and_refuses_a_past_day(coby):
    found = factories.round_()
    page = reverse("wisselkracht:change", args=[found.slug])

    shown = coby.get(page)
    past = coby.post(page, edited(found, closes_on="2020-01-01"))
    done = coby.post(page, edited(found, title="Anders", starts_on="2027-03-01"))

    assert shown.context["form"].fields["starts_on"].disabled
    assert past.status_code == 422
    assert done.status_code == 302
    found.refresh_from_db()
    assert (found.title, found.starts_on) == ("Anders", date(2027, 2, 8))


def test_the_register_says_which_applications_stand_at_a_closed_school(coby):
    found = factories.round_()
    made = factories.complete(round=found)
    close(made.school)

    page = coby.get(reverse("wisselkracht:register"))
    cockpit = coby.get(reverse("wisselkracht:cockpit", args=[found.slug]))

    assert reverse("wisselkracht:closed", args=[made.pk]) in page.content.decode()
    assert "1 aanmelding staat bij een gesloten school" in cockpit.content.decode()


def test_a_coordinator_moves_or_ends_what_stands_at_a_closed_school(coby):
    made, other = factories.complete(), factories.complete()
    heir = factories.school(board=made.school.board)
    for one in (made, other):
        close(one.school)
    page = reverse("wisselkracht:closed", args=[made.pk])

    wrong = coby.post(page, {"action": "move", "school": "00XX00"})
    assert wrong.status_code == 422
    assert "Deze school kan niet" in wrong.content.decode()
    coby.post(page, {"action": "move", "school": heir.code})
    coby.post(reverse("wisselkracht:closed", args=[other.pk]), {"action": "end"})

    made.refresh_from_db()
    other.refresh_from_db()
    assert made.school == heir
    assert other.stage == Stage.WITHDRAWN
    assert coby.get(page).status_code == 302


@pytest.mark.parametrize("name", ["cockpit", "change", "round_map", "mailing", "remind"])
def test_no_page_of_a_round_of_another_team_exists(coby, name):
    found = elsewhere()

    assert coby.get(reverse(f"wisselkracht:{name}", args=[found.slug])).status_code == 404


def test_nothing_else_of_another_team_exists_or_is_named(coby):
    found = elsewhere(title="Geheim")
    made = factories.complete(round=found, school=factories.school(area="Elders", title="Geheime School"))
    close(made.school)

    for name in ("application", "closed"):
        assert coby.get(reverse(f"wisselkracht:{name}", args=[made.pk])).status_code == 404
    assert coby.get(reverse("wisselkracht:region", args=["elders"])).status_code == 404
    for name in ("desk", "agenda", "regions", "register"):
        assert "Gehei" not in coby.get(reverse(f"wisselkracht:{name}")).content.decode()


@pytest.mark.parametrize(("name", "most"), [("desk", 16), ("agenda", 14), ("regions", 14), ("register", 16)])
def test_lists_take_the_same_few_queries_whatever_their_length(coby, django_assert_max_num_queries, name, most):
    for _number in range(6):
        made = factories.complete(known=False)
        close(made.school)
    assert Round.objects.count() == 6

    with django_assert_max_num_queries(most):
        coby.get(reverse(f"wisselkracht:{name}"))
