"""From the first form to ready, as three people do it; opening a page does nothing."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.wisselkracht import factories
from tests.wisselkracht.factories import person
from wisselkracht.core.steps import Role
from wisselkracht.models import Applicant, Application, Exclusion, Round, Wishes

pytestmark = pytest.mark.django_db


@pytest.fixture
def found():
    """A round that is open today."""
    now = timezone.now()
    return factories.round_(
        opens_at=now - timedelta(days=9),
        closes_at=now + timedelta(days=40),
        decides_on=(now + timedelta(days=45)).date(),
        starts_on=(now + timedelta(days=60)).date(),
        ends_on=(now + timedelta(days=150)).date(),
    )


@pytest.fixture
def begun(found):
    return factories.begun(round=found, now=timezone.now())


PEOPLE = {
    "starter": "teacher",
    "teacher_name": "Bram",
    "teacher_email": "bram@leraren.example",
    "director_name": "Daan",
    "director_email": "daan@elders.example",
    "buddy_name": "Bo",
    "buddy_email": "bo@leraren.example",
}
TEACHER = {
    "groups": ["5"],
    "days": ["1", "2"],
    "fte": "0,4",
    "degree": "primary",
    "goal_1": "formatief",
    "strength_1": "lezen",
    "minutes": "30",
    "mode": "bike",
    "agree": "on",
}


def start(client, found, **data):
    return client.post(reverse("wisselkracht:start", args=[found.slug]), data)


def own(application, role, name="answer", *more):
    return reverse(f"wisselkracht:{name}", args=[factories.token_of(application, role), *more])


def test_the_first_form_finds_the_school_and_asks_for_three_people(client, found):
    school = factories.school(title="De Vlieger")

    searched = start(client, found, step="1", action="search", find="vlieger").content.decode()
    chosen = start(client, found, step="1", action="next", find="vlieger", school=school.code)
    sent = start(client, found, step="2", action="next", find="vlieger", school=school.code, **PEOPLE)

    assert f'value="{school.code}"' in searched
    assert "Jullie drie" in chosen.content.decode()
    assert sent["Location"].endswith("/kijk-in-je-mail/")
    assert Application.objects.get().school == school


def test_what_is_wrong_is_said_and_what_was_typed_stays(client, found):
    school = factories.school(title="De Vlieger")
    wrong = PEOPLE | {"director_email": "bram@leraren.example"}

    answer = start(client, found, step="2", action="next", find="vlieger", school=school.code, **wrong)

    text = answer.content.decode()
    assert answer.status_code == 422
    assert "dezelfde persoon" in text
    assert 'value="Daan"' in text
    assert not Application.objects.exists()


@pytest.mark.parametrize("facts", [{"state": "closed", "closed_on": "2026-09-01"}, {"area": "Elders"}])
def test_a_school_that_is_closed_or_elsewhere_cannot_be_chosen(client, found, facts):
    school = factories.school(title="De Vlieger", **facts)

    answer = start(client, found, step="1", action="next", find="vlieger", school=school.code)

    assert answer.status_code == 422
    assert "Geen school gevonden" in answer.content.decode()


def test_a_round_that_is_over_says_where_to_go(client):
    found = factories.round_(closes_at=factories.NOON - timedelta(days=1))

    answer = client.get(reverse("wisselkracht:start", args=[found.slug]))

    assert answer.status_code == 409
    assert "gesloten" in answer.content.decode()


@pytest.mark.parametrize("method", ["get", "head"])
def test_looking_at_the_page_confirms_nothing(client, begun, method):
    for name in ("mine", "answer", "leave", "exclusions"):
        getattr(client, method)(own(begun, Role.TEACHER, name))

    assert not Applicant.objects.filter(confirmed_at__isnull=False).exists()
    assert Application.objects.get().stage == "draft"


def test_three_people_confirm_each_on_a_page_of_their_own(client, begun):
    client.post(own(begun, Role.TEACHER), TEACHER | {"step": "4"})
    school = {"expertise_1": "lezen", "level_1": "3", "goal_1": "nt2", "agree": "on", "step": "3"}
    client.post(own(begun, Role.DIRECTOR), school)
    answer = client.post(own(begun, Role.BUDDY), {"agree": "on", "step": "1"}, follow=True)

    assert Application.objects.get().stage == "verified"
    assert Wishes.objects.get().minutes == 30
    assert "Alles is klaar" in answer.content.decode()


@pytest.mark.parametrize(
    ("step", "change", "field", "words"),
    [
        ("1", {"fte": "drie"}, "fte", "Schrijf een getal"),
        ("1", {"fte": "1,2"}, "fte", "0,1 tot en met 1"),
        ("1", {"days": ["1"], "fte": "0,8"}, "fte", "past niet bij je dagen"),
        ("1", {"groups": []}, "groups", "Kies de groep"),
        ("1", {"degree": "second"}, "degree_subject", "Kies het vak"),
        ("2", {"goal_1": "zingen"}, "goal_1", "zingen"),
        ("3", {"home": "12"}, "home", "geen postcode"),
        ("4", {"agree": ""}, "agree", "vinkje"),
    ],
)
def test_a_wrong_answer_is_said_at_its_field(client, begun, step, change, field, words):
    answer = client.post(own(begun, Role.TEACHER), TEACHER | change | {"step": step})

    text = answer.content.decode()
    assert answer.status_code == 422
    assert f'id="id_{field}_error"' in text
    assert words in text
    assert not Wishes.objects.exists()


def test_the_other_days_that_a_teacher_can_work_are_kept_and_shown_again(client, begun):
    client.post(own(begun, Role.TEACHER), TEACHER | {"other_days": ["3", "5"], "step": "4"})

    assert Wishes.objects.get().other_days == [3, 5]
    form = client.get(own(begun, Role.TEACHER)).context["form"]
    assert form.initial["other_days"] == [3, 5]
    refused = client.post(own(begun, Role.TEACHER), TEACHER | {"other_days": ["6"], "step": "1"})
    assert "Kies alleen dagen uit de lijst." in refused.content.decode()


def test_a_teacher_who_stands_elsewhere_hears_where(client, begun, found):
    bram = person(begun, Role.TEACHER).email
    client.post(own(begun, Role.TEACHER), TEACHER | {"step": "4"})
    other = factories.begun(round=found, emails={"teacher": bram}, now=timezone.now())

    answer = client.post(own(other, Role.TEACHER), TEACHER | {"step": "4"})

    assert answer.status_code == 409
    assert str(begun.school) in answer.content.decode()


def test_a_late_confirmation_says_to_which_round_it_went(client, begun, found):
    client.post(own(begun, Role.TEACHER), TEACHER | {"step": "4"})
    client.post(
        own(begun, Role.DIRECTOR),
        {"expertise_1": "lezen", "level_1": "3", "goal_1": "nt2", "agree": "on", "step": "3"},
    )
    now = timezone.now()
    Round.objects.filter(pk=found.pk).update(closes_at=now - timedelta(minutes=1), state="closed")
    factories.round_(title="Hierna", opens_at=now, closes_at=now + timedelta(days=90))

    answer = client.post(own(begun, Role.BUDDY), {"agree": "on", "step": "1"}, follow=True)

    text = answer.content.decode()
    assert "Daarom staat zij nu bij Hierna" in text
    assert "Er is niets verloren" in text


def test_exclusions_are_seen_by_nobody_else(client, begun):
    client.post(own(begun, Role.TEACHER), TEACHER | {"step": "4"})
    other = factories.school(title="Het Geheime Bos")
    page = own(begun, Role.TEACHER, "exclusions")
    assert other.code in client.get(page, {"zoek": "geheime"}).content.decode()

    client.post(page, {"action": f"school:{other.code}"})

    assert Exclusion.objects.get().school == other
    assert "Geheime" in client.get(page).content.decode()
    assert "Geheime" not in client.get(own(begun, Role.DIRECTOR, "exclusions")).content.decode()
    assert client.get(own(begun, Role.BUDDY, "exclusions")).status_code == 404
    number = Exclusion.objects.get().pk
    client.post(page, {"action": f"remove:{number}"})
    assert not Exclusion.objects.exists()


def test_answers_of_the_same_school_are_there_already_but_only_for_mail_of_the_school(client, found):
    school, now = factories.school(), timezone.now()
    factories.confirm(factories.begun(round=found, school=school, now=now), now=now)
    known = factories.begun(round=found, school=school, starter=Role.DIRECTOR, now=now)
    stranger = factories.begun(
        round=found, school=school, starter=Role.DIRECTOR, emails={"director": "x@elders.example"}, now=now
    )

    assert "Onze leescijfers." in client.get(own(known, Role.DIRECTOR)).content.decode()
    assert "Onze leescijfers." not in client.get(own(stranger, Role.DIRECTOR)).content.decode()


def test_a_link_that_is_not_ours_opens_nothing(client):
    assert client.get(reverse("wisselkracht:mine", args=["nothing-of-ours"])).status_code == 404


def test_the_page_about_travel_prints_the_table(client):
    text = client.get(reverse("wisselkracht:travel")).content.decode()

    assert "schatting" in text
    assert "16 km per uur" in text
