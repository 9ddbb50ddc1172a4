"""A teacher shares what worked, and the directors and teachers of its exchange say whether everybody may read it."""

from datetime import timedelta

import pytest
from django.urls import reverse

from tests.house.roles import World
from tests.wisselkracht import factories
from tests.wisselkracht.factories import letters, person
from tests.wisselkracht.practices import TEXT, exchange, offered
from wisselkracht import links
from wisselkracht.core.lifecycle_errors import NotReady
from wisselkracht.core.steps import Role
from wisselkracht.models import BestPractice, Exchange, ExchangeState, Link, PracticeConsent
from wisselkracht.services import practices

pytestmark = pytest.mark.django_db
ANSWERS = {"title": "Kijken bij een ander", "theme": "lezen", "text": TEXT}


def link_of(applicant):
    token = links.new_token()
    Link.objects.create(applicant=applicant, token_hash=links.token_hash(token))
    return token


def page(name, *args):
    return reverse(f"wisselkracht:{name}", args=args)


def who(made: Exchange, number: int, role: Role):
    return person(made.places.get(number=number).application, role)


def press(client, practice, applicant, action, **data):
    url = page("shared", link_of(applicant), practice.pk)
    return client.post(url, {"action": action, "shown": practices.shown_words(practice)} | data)


def test_from_a_teachers_words_to_a_public_page_by_links_alone(client, now):
    made = exchange()
    writer, coby = who(made, 0, Role.TEACHER), World("wisselkracht").browser("coordinator")

    client.post(page("share", link_of(writer)), ANSWERS)
    practice = BestPractice.objects.get()
    assert letters().count("practice_asks") == 3
    assert "practice_asks" not in letters(writer.email)
    for number, role in ((0, Role.DIRECTOR), (1, Role.DIRECTOR), (1, Role.TEACHER)):
        assert press(client, practice, who(made, number, role), "agree").status_code == 302
    for action in ("approve", "publish"):
        coby.post(page("judged", practice.pk), {"action": action})

    assert client.get(page("story", practice.pk)).status_code == 200
    assert letters(writer.email)[-1] == "practice_news"


def test_opening_a_text_agrees_to_nothing(client, now):
    practice = offered(now)
    url = page("shared", link_of(who(practice.exchange, 1, Role.DIRECTOR)), practice.pk)

    shown = client.get(url).content.decode()
    client.head(url)

    assert "Zeg ja: dit mag op de website" in shown
    assert PracticeConsent.objects.count() == 1, "of its writer"


def test_a_yes_is_to_the_words_that_were_shown(client, now):
    practice = offered(now)
    director = who(practice.exchange, 1, Role.DIRECTOR)
    before = practices.shown_words(practice)
    practices.send_back(practice_id=practice.pk, reason="Schrijf korter.", now=now)
    practices.rewrite(
        practice_id=practice.pk, by=who(practice.exchange, 0, Role.TEACHER), title="Anders", text=TEXT, theme="lezen",
        now=now,
    )  # fmt: skip

    refused = press(client, practice, director, "agree", shown=before)

    assert refused.status_code == 409
    assert "De tekst is veranderd" in refused.content.decode()
    assert not PracticeConsent.objects.filter(role=Role.DIRECTOR).exists()


def test_what_a_text_lacks_is_said_at_its_field_and_nothing_typed_is_lost(client, now):
    made = exchange()
    other = who(made, 1, Role.TEACHER)

    answer = client.post(
        page("share", link_of(who(made, 0, Role.TEACHER))), ANSWERS | {"text": f"{TEXT} Dank aan {other.name}."}
    )

    shown = answer.content.decode()
    assert answer.status_code == 422
    assert "Er staat een naam van iemand uit de ruil in de tekst." in shown
    assert f"Dank aan {other.name}." in shown
    assert not BestPractice.objects.exists()


def test_a_text_that_came_back_is_changed_and_asks_everybody_anew(client, now):
    practice = offered(now)
    writer, director = (who(practice.exchange, 0, role) for role in (Role.TEACHER, Role.DIRECTOR))
    press(client, practice, director, "agree")
    practices.send_back(practice_id=practice.pk, reason="Schrijf op hoe lang het duurt.", now=now)

    asked = client.get(page("reshare", link_of(writer), practice.pk)).content.decode()
    assert "Schrijf op hoe lang het duurt." in asked
    away = client.get(page("shared", link_of(director), practice.pk)).content.decode()
    assert "Elke week kijken twee leraren" not in away
    client.post(page("reshare", link_of(writer), practice.pk), ANSWERS | {"title": "Een kwartier kijken"})

    practice.refresh_from_db()
    assert (practice.title, practice.state) == ("Een kwartier kijken", BestPractice.State.SUBMITTED)
    assert [one.role for one in practice.consents.all()] == [Role.TEACHER]
    assert letters().count("practice_asks") == 6


def test_whoever_agreed_takes_it_back_also_from_the_website(client, now):
    practice = offered(now)
    director = who(practice.exchange, 1, Role.DIRECTOR)

    press(client, practice, director, "withdraw")

    practice.refresh_from_db()
    assert practice.state == BestPractice.State.WITHDRAWN
    assert letters(who(practice.exchange, 0, Role.TEACHER).email)[-1] == "practice_news"
    assert press(client, practice, director, "agree").status_code == 409


def test_a_buddy_reads_and_decides_nothing(client, now):
    practice = offered(now)
    buddy = who(practice.exchange, 1, Role.BUDDY)

    shown = client.get(page("shared", link_of(buddy), practice.pk)).content.decode()
    refused = press(client, practice, buddy, "withdraw")

    assert "Elke week kijken twee leraren" in shown
    assert "Zeg ja: dit mag" not in shown
    assert refused.status_code == 409


def test_only_a_teacher_whose_exchange_is_over_shares(client, now):
    over, going = exchange(), exchange(state=ExchangeState.RUNNING)

    assert client.get(page("share", link_of(who(over, 0, Role.DIRECTOR)))).status_code == 404
    assert client.get(page("share", link_of(who(going, 0, Role.TEACHER)))).status_code == 404
    with pytest.raises(NotReady) as refused:
        practices.offer(place=going.places.first(), title="Te vroeg", text=TEXT, theme="lezen", now=now)
    assert refused.value.needs == ("over",)


def test_a_stranger_to_the_exchange_sees_none_of_its_texts(client, now):
    practice = offered(now)
    stranger = person(factories.complete(), Role.TEACHER)

    assert client.get(page("shared", link_of(stranger), practice.pk)).status_code == 404
    assert client.get(page("sharing", link_of(stranger))).status_code == 404


def test_a_fourth_text_of_one_teacher_waits_until_one_is_taken_back(client, now):
    practice = offered(now)
    place = practice.place
    for number in (2, 3):
        practices.offer(place=place, title=f"Tekst {number}", text=TEXT, theme="lezen", now=now)
    token = link_of(place.teacher)

    assert "al drie ervaringen" in client.post(page("share", token), ANSWERS).content.decode()
    press(client, practice, place.teacher, "withdraw")
    assert client.post(page("share", token), ANSWERS).status_code == 302


def test_whose_yes_is_missing_is_asked_once_more_after_a_week(client, now):
    practice = offered(now)
    press(client, practice, who(practice.exchange, 0, Role.DIRECTOR), "agree")
    silent = who(practice.exchange, 1, Role.DIRECTOR)
    silent.wants_reminders = False
    silent.save()

    reminded = [practices.remind_due(now=now + timedelta(days=days)) for days in (6, 7, 8, 20)]

    assert reminded == [0, 1, 0, 0]
    assert letters(who(practice.exchange, 1, Role.TEACHER).email).count("practice_asks") == 2
    assert letters(silent.email).count("practice_asks") == 1
