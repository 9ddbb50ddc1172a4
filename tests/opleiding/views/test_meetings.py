"""What pages about meetings say and do; the door speaks with phones, and a bad word from one keeps nothing."""

from __future__ import annotations

import json
import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from ndt.people.models import Kind, Role
from opleiding.emails import opinion_token
from opleiding.models import Meeting, MeetingSeries, Opinion, Registration, Scan
from opleiding.services import meetings, seats
from tests.house.roles import log_in
from tests.ndt.calendars.test_ics import read as read_calendar
from tests.opleiding import factories
from tests.opleiding import meeting_world as world

pytestmark = pytest.mark.django_db
NEXT_MONTH = timedelta(days=30)


@pytest.fixture
def found():
    return world.meeting(now=timezone.now(), seats=1)


@pytest.fixture
def otto():
    browser = Client()
    log_in(browser, factories.employee(factories.organisation(Kind.CAMPAIGN_TEAM), Role.ORGANISER))
    return browser


def browser_of(trainer):
    browser = Client()
    log_in(browser, trainer.user)
    return browser


def mine(found):
    return reverse("opleiding:my-meeting", args=[found.pk])


def test_a_trainer_registers_sees_the_code_and_leaves_again(found):
    (who,) = world.trainers(1)
    browser = browser_of(who)

    assert "Meld je aan" in browser.get(mine(found)).content.decode()
    browser.post(mine(found), {"do": "register"})
    page = browser.get(mine(found)).content.decode()
    assert found.registrations.get().code in page
    assert '<svg class="qr"' in page
    answer = browser.post(mine(found), {"do": "leave"}, follow=True)

    assert "Je bent afgemeld" in answer.content.decode()
    assert world.states(found) == "x"


def test_who_waits_reads_the_place_in_the_line_and_no_free_seat_is_promised(found):
    people = world.crowd(found, 3, now=timezone.now())

    page = browser_of(people[2].trainer).get(mine(found)).content.decode()
    public = Client().get(found.get_absolute_url()).content.decode()

    assert "Je plek in de rij: <strong>2</strong>" in page
    assert "Vol, 2 op de wachtlijst" in public
    assert "Zet je op de wachtlijst" in public


def test_an_offered_seat_is_taken_with_a_button_and_too_late_is_said(found):
    people = world.crowd(found, 2, now=timezone.now())
    seats.leave(meeting=found, trainer=people[0].trainer, now=timezone.now())
    browser = browser_of(people[1].trainer)

    assert "Er is een plaats voor je" in browser.get(mine(found)).content.decode()
    Registration.objects.filter(pk=people[1].pk).update(offer_until=timezone.now())
    late = browser.post(mine(found), {"do": "accept"})
    assert late.status_code == 409
    assert "De tijd om ja te zeggen is voorbij" in late.content.decode()
    Registration.objects.filter(pk=people[1].pk).update(offer_until=timezone.now() + NEXT_MONTH)
    browser.post(mine(found), {"do": "accept"})

    assert world.states(found) == "xc"


def test_the_page_of_a_meeting_that_is_off_or_over_leads_on(found):
    (who,) = world.crowd(found, 1, now=timezone.now())
    meetings.cancel(meeting=found, now=timezone.now())
    over = world.meeting(starts_at=timezone.now() - NEXT_MONTH)

    for page in (found.get_absolute_url(), over.get_absolute_url()):
        assert reverse("opleiding:meetings") in Client().get(page).content.decode()
    assert "gaat niet door" in browser_of(who.trainer).get(mine(found)).content.decode()
    assert browser_of(world.trainers(1)[0]).post(mine(found), {"do": "register"}).status_code == 409


def test_the_calendar_file_names_nobody_and_takes_a_meeting_back_that_is_off(found):
    meetings.cancel(meeting=found, now=timezone.now())

    answer = Client().get(reverse("opleiding:meeting-calendar", args=[found.pk]))
    (event,) = read_calendar(answer.content.decode())

    assert answer["Content-Type"].startswith("text/calendar")
    assert (event["STATUS"], event["SEQUENCE"], event["LOCATION"]) == ("CANCELLED", "1", "Zaal 3")


def test_the_list_of_meetings_takes_as_few_statements_for_many_as_for_one(client, django_assert_max_num_queries):
    for _one in range(5):
        world.meeting(now=timezone.now())

    with django_assert_max_num_queries(4):
        client.get(reverse("opleiding:meetings"))


SERIES = {
    "title": "Word leraar", "slug": "word-leraar", "about": "Kom kijken.", "day": "", "begins": "19:00", "ends": "21:00",
    "place": "Zaal 3", "seats": "30", "closes_hours": "2", "offer_hours": "48", "times": "3", "weeks": "2",
}  # fmt: skip


def test_an_organiser_makes_a_series_and_adds_a_meeting(otto):
    day = (timezone.localdate() + NEXT_MONTH).isoformat()

    made = otto.post(reverse("opleiding:new-series"), SERIES | {"day": day}, follow=True)
    added = otto.post(reverse("opleiding:new-meeting", args=["word-leraar"]), SERIES | {"day": day}, follow=True)

    assert "De reeks is gemaakt" in made.content.decode()
    assert added.status_code == 200
    assert Meeting.objects.count() == 4
    assert {timezone.localtime(one.starts_at).hour for one in Meeting.objects.all()} == {19}


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"day": "2020-01-01"}, "Dit moment is voorbij"),
        ({"ends": "18:00"}, "eindigt voor zij begint"),
        ({"place": ""}, "Vul een plaats in of een link"),
        ({"seats": "0"}, 'id="id_seats_error"'),
        ({"day": "morgen"}, "datum"),
        ({"online_url": "javascript:alert(1)"}, "URL"),
    ],
)
def test_what_cannot_be_is_said_at_its_place_and_what_was_typed_stays(otto, wrong, says):
    day = (timezone.localdate() + NEXT_MONTH).isoformat()

    answer = otto.post(reverse("opleiding:new-series"), SERIES | {"day": day} | wrong)

    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert 'value="Word leraar"' in answer.content.decode()
    assert not MeetingSeries.objects.exists()


def test_fewer_seats_than_people_are_refused_with_the_number(otto):
    found = world.meeting(now=timezone.now(), seats=2)
    world.crowd(found, 2, now=timezone.now())
    day = timezone.localdate(found.starts_at).isoformat()

    answer = otto.post(reverse("opleiding:change-meeting", args=[found.pk]), SERIES | {"day": day, "seats": "1"})

    assert answer.status_code == 422
    assert "2 mensen hebben een plaats" in answer.content.decode()


def test_the_form_of_a_meeting_shows_what_it_is_and_saving_it_changes_nothing(otto):
    found = world.meeting(starts_at=timezone.now().replace(hour=12, minute=0, second=0, microsecond=0) + NEXT_MONTH)
    page = otto.get(reverse("opleiding:change-meeting", args=[found.pk])).content.decode()
    values = dict(re.findall(r'name="(\w+)"[^>]*?value="([^"]*)"', page)) | {"place": "Zaal 3"}

    answer = otto.post(reverse("opleiding:change-meeting", args=[found.pk]), values)

    assert answer.status_code == 302, answer.content.decode()
    assert world.again(found).revision == 0


def test_the_desk_shows_who_comes_and_who_waits_in_order(otto, found):
    world.crowd(found, 3, now=timezone.now())

    page = otto.get(reverse("opleiding:meeting-people", args=[found.pk])).content.decode()

    assert page.count("Bram") == 3
    assert "Niemand kan haar veranderen" in page


def test_the_door_works_without_javascript_by_code_and_by_name(otto, found):
    found.seats = 2
    found.save(update_fields=["seats"])
    first, second = world.crowd(found, 2, now=timezone.now())
    door = reverse("opleiding:door", args=[found.pk])

    typed = otto.post(door, {"code": first.code.lower(), "nonce": "a"}, follow=True)
    pressed = otto.post(door, {"code": second.code, "nonce": "b"}, follow=True)
    again = otto.post(door, {"code": second.code, "nonce": "b"}, follow=True)
    wrong = otto.post(door, {"code": "ZZZZ-0000", "nonce": "c"})

    assert "Bram is binnen" in typed.content.decode()
    assert "<strong data-inside>2</strong>" in pressed.content.decode()
    assert "Bram is binnen" in again.content.decode()
    assert wrong.status_code == 422
    assert 'value="ZZZZ-0000"' in wrong.content.decode()
    assert Scan.objects.count() == 3


def test_a_qr_code_opens_the_door_with_the_code_filled_in(otto, found):
    (one,) = world.crowd(found, 1, now=timezone.now())

    page = otto.get(reverse("opleiding:door-code", args=[one.code])).content.decode()

    assert f'value="{one.code}"' in page
    assert world.again(one).attended_at is None


def test_somebody_who_was_pressed_by_mistake_is_put_back(otto, found):
    (one,) = world.crowd(found, 1, now=timezone.now())
    otto.post(reverse("opleiding:door", args=[found.pk]), {"code": one.code, "nonce": "a"})

    otto.post(reverse("opleiding:door-undo", args=[found.pk, one.pk]))

    assert world.again(one).attended_at is None


def send(browser, found, body):
    return browser.post(
        reverse("opleiding:door-sync", args=[found.pk]),
        body if isinstance(body, str) else json.dumps(body),
        content_type="application/json",
    )


def test_a_phone_sends_its_scans_twice_and_is_told_the_same(otto, found):
    (one,) = world.crowd(found, 1, now=timezone.now())
    scans = {"scans": [{"nonce": "a", "code": one.code, "device": "d", "at": timezone.now().isoformat()}]}

    first, again = send(otto, found, scans).json(), send(otto, found, scans).json()

    assert first == again
    assert first["answers"][0]["outcome"] == "in"
    assert first["inside"] == 1


GOOD = {"nonce": "a", "code": "x", "device": "d", "at": "2026-11-29T19:00:00Z"}


@pytest.mark.parametrize(
    "body",
    [
        "", "[]", "{}", "null", '"x"', {"scans": []}, {"scans": "x"}, {"scans": [7]}, {"scans": [{}]},
        {"scans": [GOOD | {"at": "gisteren"}]}, {"scans": [GOOD | {"at": "2026-11-29T19:00:00"}]},
        {"scans": [GOOD | {"at": 7}]}, {"scans": [GOOD | {"nonce": ""}]}, {"scans": [GOOD | {"code": "x" * 301}]},
        {"scans": [GOOD | {"device": None}]}, {"scans": [GOOD | {"nonce": "a\x00"}]}, {"scans": [GOOD | {"code": "\ud800"}]}, {"scans": [GOOD] * 201},
        {"scans": [GOOD, GOOD | {"nonce": "b", "at": "0001-01-01T00:00:00+23:59"}]},
    ],
)  # fmt: skip
def test_what_no_phone_of_ours_sends_is_refused_whole_with_a_sentence(otto, found, body):
    answer = send(otto, found, body)

    assert answer.status_code == 422
    assert answer.json()["problem"].endswith(".")
    assert not Scan.objects.exists()


def test_an_opinion_is_given_by_link_and_read_from_five_up(otto):
    found = world.meeting(now=timezone.now(), seats=9)
    people = world.crowd(found, 5, now=timezone.now())
    Registration.objects.update(attended_at=timezone.now())
    read = reverse("opleiding:opinions", args=[found.pk])

    for number, one in enumerate(people):
        assert ("Er zijn nog geen vijf antwoorden" in otto.get(read).content.decode()) == (number < 5)
        link = reverse("opleiding:opinion", args=[opinion_token(one)])
        thanks = Client().post(link, {"grade": "8", "clearer": "yes", "words": "Meer tijd."})
        assert "Dank je" in thanks.content.decode()
    page = otto.get(read).content.decode()
    again = Client().post(link, {"grade": "1", "clearer": "no"})

    assert page.count("Meer tijd.") == 5
    assert "Je gaf je mening al" in again.content.decode()
    assert Opinion.objects.count() == 5


def test_a_link_that_is_not_ours_says_what_to_do():
    answer = Client().get(reverse("opleiding:opinion", args=["verzonnen"]))

    assert answer.status_code == 404
    assert "Open hem nog eens vanuit je mail" in answer.content.decode()
