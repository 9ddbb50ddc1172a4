"""A family on the website: from a child to lessons that stand, and what it may do with them."""

from __future__ import annotations

import re
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from bijles import emails
from bijles.core.attendance import Answer, Tick
from bijles.core.rules import Cap, Of, Rules, Span, Unit
from bijles.models import Attendance, Booking, CalendarFeed, Child, WaitingEntry
from bijles.models.lesson import BookingState
from bijles.services import booking, feeding
from ndt.schools.models import Postcode
from tests.bijles import factories
from tests.bijles.city import FOREVER, city
from tests.house.roles import log_in
from tests.ndt.calendars.test_ics import read as read_calendar

pytestmark = pytest.mark.django_db
CHILD = {
    "first_name": "Sami",
    "birth_month": "3",
    "birth_year": "2016",
    "level": "groep-7",
    "postcode": "1012 AB",
    "languages": ["nl"],
    "subject": "rekenen",
}


@pytest.fixture
def town():
    return city()


@pytest.fixture
def sami(town):
    return town.child()


@pytest.fixture
def amina(sami):
    return browser_of(sami)


def browser_of(child):
    browser = Client()
    log_in(browser, child.family.user)
    return browser


def at(name, *args):
    return reverse(f"bijles:{name}", args=args)


def choice(town, when, /, **facts):
    return {
        "tutor": town.tutor.pk,
        "agreement": town.agreement.pk,
        "vak": "rekenen",
        "weken": "1",
        "key": str(uuid4()),
        "start": when.isoformat(),
    } | facts


def text(answer):
    return re.sub(r"\s+", " ", answer.content.decode())


def is_over(made, *, said=None, code=True):
    """Let a lesson lie behind us, ticked by its tutor."""
    return Attendance.objects.create(booking=made, tick=said or Tick.PRESENT, ticked_at=timezone.now(), with_code=code)


def test_from_pass_to_booked_lesson_in_four_pages_and_five_typed_fields(town, client):
    number = "6064366012345678"
    factories.listed(town.scheme, factories.row(number, until=FOREVER, children="1"))
    log_in(client, factories.account())

    begun = client.post(at("begin", town.scheme.slug), {"number": number, "born": "1988-05-03"})
    assert begun["Location"] == at("new-child")
    placed = client.post(begun["Location"], CHILD)
    results = client.get(placed["Location"])
    assert "Kies een tijd" in text(results)
    start = re.search(r'name="start" value="([^"]+)"', results.content.decode())
    facts = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', results.content.decode()))
    held = client.post(at("book", Child.objects.get().pk), facts | {"start": start[1]})
    page = text(client.get(held["Location"]))
    assert "Klopt dit?" in page
    done = client.post(held["Location"], {"do": "confirm"}, follow=True)

    assert "De lessen staan vast" in text(done)
    assert Booking.objects.filter(state=BookingState.CONFIRMED).count() == 5


def test_a_second_child_past_the_list_is_refused_in_words(town, sami, amina):
    sami.shown.children = 1
    sami.shown.save(update_fields=["children"])

    answer = amina.post(at("new-child"), CHILD)

    assert answer.status_code == 409
    assert "Uw pas geldt voor 1 kind." in text(answer)
    assert "Sami" in text(answer)


@pytest.mark.parametrize(
    ("field", "typed", "says"),
    [
        ("first_name", "", "Vul de voornaam in."),
        ("birth_month", "13", "Kies een maand uit de lijst."),
        ("birth_year", "1900", "Kies een jaar uit de lijst."),
        ("level", "hbo", "Kies uit de lijst."),
        ("postcode", "ABCD", "Schrijf een postcode zoals 1012 of 1012 AB."),
        ("postcode", "9999", "Wij weten niet waar deze postcode ligt."),
        ("languages", ["xx"], "Kies talen uit de lijst."),
        ("subject", "goochelen", "Kies een vak uit de lijst."),
    ],
)
def test_what_is_wrong_with_a_child_is_said_at_its_field_and_the_rest_is_kept(amina, field, typed, says):
    Postcode.objects.create(pc4="1012", lat=52.37, lon=4.89)

    answer = amina.post(at("new-child"), CHILD | {"first_name": "Nora", field: typed})

    assert answer.status_code == 422
    assert says in text(answer)
    assert field == "first_name" or "Nora" in text(answer)
    assert Child.objects.count() == 1


def test_a_child_goes_to_another_class(sami, amina):
    page = text(amina.get(at("edit-child", sami.pk)))
    assert 'value="1012"' in page
    amina.post(at("edit-child", sami.pk), CHILD | {"level": "groep-8"})

    sami.refresh_from_db()
    assert sami.level == "groep-8"


def test_without_a_subject_the_page_asks_for_it(sami, amina):
    assert "Waar wil Sami hulp bij?" in text(amina.get(at("search", sami.pk)))


def test_a_search_that_cannot_be_is_said(sami, amina):
    answer = amina.get(at("search", sami.pk) + "?vak=goochelen&dag=9")

    assert answer.status_code == 422
    assert "Kies een vak uit de lijst." in text(answer)


def test_where_nobody_has_time_the_waiting_list_is_offered(sami, amina):
    page = text(amina.get(at("search", sami.pk) + "?vak=natuurkunde"))
    assert "Er is nu geen tijd vrij" in page
    answer = amina.post(at("wait", sami.pk), {"vak": "natuurkunde"}, follow=True)

    assert "Elke maandag zoeken wij" in text(answer)
    assert WaitingEntry.objects.get().subject == "natuurkunde"
    amina.post(at("wait", sami.pk), {"vak": "natuurkunde", "do": "leave"})
    assert WaitingEntry.objects.get().ended_at


def test_a_postcode_of_which_the_place_is_not_known_is_asked_for(sami, amina):
    Postcode.objects.create(pc4="3011", lat=51.92, lon=4.48)

    assert "Wij weten niet waar uw postcode ligt" in text(amina.get(at("search", sami.pk) + "?vak=rekenen"))


def test_who_comes_too_late_gets_three_alternatives_that_work(town, sami, amina):
    start = town.times(sami)[0]
    town.booked(town.child(), start=start)

    answer = amina.post(at("book", sami.pk), choice(town, start))

    assert answer.status_code == 409
    page = answer.content.decode()
    assert "Iemand anders was net iets eerder" in page
    starts = re.findall(r'name="start" value="([^"]+)"', page)
    assert len(starts) == 3
    facts = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page))
    assert amina.post(at("book", sami.pk), facts | {"start": starts[0]}).status_code == 302


def test_a_cap_of_the_programme_is_said_with_what_is_left():
    town = city(rules=Rules(1, caps=(Cap(Span.WEEK, Of.CHILD, Unit.MINUTES, 60),)))
    child = town.child()
    first = town.times(child)[4]
    town.booked(child, start=first)
    later = next(one for one in town.times(child) if timezone.localdate(one) == timezone.localdate(first))

    answer = browser_of(child).post(at("book", child.pk), choice(town, later))

    assert answer.status_code == 409
    assert "Er is voor dit kind nog 0 minuten over in die week." in text(answer)


@pytest.mark.parametrize(
    "strange",
    [
        {"start": "gisteren"},
        {"start": "2026-01-01"},
        {"tutor": "x"},
        {"weken": "52"},
        {"key": "1"},
        {"vak": "goochelen"},
    ],
)
def test_a_button_that_was_tampered_with_books_nothing(town, sami, amina, strange):
    answer = amina.post(at("book", sami.pk), choice(town, town.times(sami)[0], **strange), follow=True)

    assert answer.status_code == 200
    assert "Deze knop werkte niet" in text(answer)
    assert not Booking.objects.exists()


def test_a_tutor_that_does_not_exist_is_refused_in_words(town, sami, amina):
    answer = amina.post(at("book", sami.pk), choice(town, town.times(sami)[0], tutor=999_999))

    assert answer.status_code == 409
    assert "Kies een ander" in text(answer)


def test_a_held_series_can_be_let_go(town, sami, amina):
    series = town.held(sami)[0].series
    address = at("confirm", sami.pk, series)
    assert "Wij houden de plaats vast tot" in text(amina.get(address))
    assert amina.post(address, {"do": "release"})["Location"].endswith("?vak=rekenen")

    assert not Booking.objects.filter(state=BookingState.HELD).exists()
    assert "De plaats is weer vrij" in text(amina.get(address))
    assert amina.post(address, {"do": "confirm"}).status_code == 409


def test_somebody_elses_things_do_not_exist(town, sami):
    made = town.booked(sami)
    held = town.held(sami)[0]
    other = browser_of(town.child())

    for address in (at("edit-child", sami.pk), at("search", sami.pk), at("lesson", made.pk), at("cancel", made.pk),
                    at("move", made.pk), at("confirm", sami.pk, held.series)):  # fmt: skip
        assert other.get(address).status_code == 404
    for address in (at("book", sami.pk), at("wait", sami.pk), at("answer", made.pk), at("cancel", made.pk)):
        assert other.post(address).status_code == 404
    own = other.get(at("confirm", Child.objects.latest("pk").pk, held.series))
    assert "De plaats is weer vrij" in text(own)


def test_a_lesson_shows_its_code_and_is_cancelled_with_what_that_means(town, sami, amina):
    made = town.booked(sami, start=town.times(sami)[10])

    assert made.code in text(amina.get(at("lesson", made.pk)))
    assert "Uw minuten krijgt u terug." in text(amina.get(at("cancel", made.pk)))
    assert "De les is afgezegd." in text(amina.post(at("cancel", made.pk), follow=True))
    assert "Deze les gaat niet door" in text(amina.get(at("lesson", made.pk)))


def test_late_is_told_before_the_button():
    town = city(late_cancel_hours=2_000)
    child = town.child()
    made = town.booked(child)

    page = text(browser_of(child).get(at("cancel", made.pk)))

    assert "Dit is laat" in page
    assert "U betaalt niets." in page


def test_a_lesson_is_moved_to_another_time_of_its_tutor(town, sami, amina):
    made = town.booked(sami, start=town.times(sami)[10])
    page = amina.get(at("move", made.pk)).content.decode()
    start = re.findall(r'name="start" value="([^"]+)"', page)[3]
    key = re.search(r'name="key" value="([^"]+)"', page)[1]

    answer = amina.post(at("move", made.pk), {"start": start, "key": key}, follow=True)

    assert "De les is verzet." in text(answer)
    assert Booking.objects.get(state=BookingState.CONFIRMED).period.lower.isoformat() == start


def test_a_family_says_once_whether_a_lesson_was_there(town, sami, amina):
    made = town.booked(sami)
    assert "zodra de bijlesgever zegt" in text(amina.post(at("answer", made.pk), {"said": "yes"}))
    is_over(made)

    assert "Was deze les er?" in text(amina.get(at("mine")))
    assert amina.post(at("answer", made.pk), {"said": "misschien"}).status_code == 409
    answer = amina.post(at("answer", made.pk), {"said": "no"}, follow=True)
    assert "De les wordt nu niet betaald." in text(answer)
    assert Attendance.objects.get().said == Answer.NO


def test_the_buttons_of_an_answer_carry_what_the_site_checks_of_a_form(town, sami, amina):
    made = town.booked(sami)
    Attendance.objects.create(booking=made, tick=Tick.PRESENT, ticked_at=timezone.now(), with_code=True)
    signed = re.escape(at("answer", made.pk)) + r'">\s*<input type="hidden" name="csrfmiddlewaretoken" value="\w+"'

    for page in (at("mine"), at("lesson", made.pk)):
        assert re.search(signed, text(amina.get(page)))


def test_the_calendar_link_is_random_renewed_and_stopped(town, sami, amina):
    made = town.booked(sami)
    amina.post(at("feed-link"), {"do": "renew"})
    first = CalendarFeed.objects.get().key
    (event,) = read_calendar(Client().get(at("feed", first)).content.decode())
    assert event["UID"] == f"les-{made.pk}@bijles"
    assert at("lesson", made.pk) in event["DESCRIPTION"]

    amina.post(at("feed-link"), {"do": "renew"})
    second = CalendarFeed.objects.get().key
    assert Client().get(at("feed", first)).status_code == 404
    for strange in ("\0", "é" * 32, first[:-1] + "\0"):
        assert Client().get(at("feed", strange)).status_code == 404
    booking.cancel(booking=made, now=timezone.now())
    assert "STATUS:CANCELLED" in Client().get(at("feed", second)).content.decode()
    amina.post(at("feed-link"), {"do": "stop"})
    assert Client().get(at("feed", second)).status_code == 404


def test_every_page_letter_and_calendar_of_a_lesson_leads_to_something_is_wrong(town, sami, amina):
    booked = town.booked(sami)
    feed = at("feed", feeding.renew(family=sami.family).key)
    (event,) = read_calendar(Client().get(feed).content.decode())

    reports = [letter(booked).context["report_url"] for letter in (emails.reminder, emails.asks)]
    reports.append(emails.booked([booked]).context["report_url"])
    reports.append(event["DESCRIPTION"].rpartition("Meld het: ")[2])
    for address in reports:
        assert Client().get(urlsplit(address).path).status_code == 200
    for name in ("lesson", "cancel", "move"):
        assert "Er is iets niet goed" in text(amina.get(at(name, booked.pk)))
    assert "Er is iets niet goed" in text(amina.get(at("mine")))


def test_the_page_of_a_family_takes_as_many_queries_with_many_lessons(town, sami, amina, django_assert_max_num_queries):
    town.booked(sami)
    with django_assert_max_num_queries(20) as few:
        amina.get(at("mine"))
    for _lesson in range(6):
        town.booked(sami)
    with django_assert_max_num_queries(len(few)):
        amina.get(at("mine"))


@pytest.mark.parametrize(("weeks", "hold", "confirm"), [(1, 14, 9), (5, 58, 13)])
def test_a_booking_asks_few_questions(town, sami, amina, weeks, hold, confirm, django_assert_max_num_queries):
    town.booked(sami)
    start = town.times(sami)[0]
    facts = {"tutor": town.tutor.pk, "agreement": town.agreement.pk, "vak": "rekenen", "start": start.isoformat()}

    # More than on the website: a test is a transaction, in which those of a request are savepoints, and what the history was told
    # is taken back at its end.
    with django_assert_max_num_queries(hold + 2 * weeks + 1):
        held = amina.post(at("book", sami.pk), facts | {"weken": weeks, "key": uuid4()})
    with django_assert_max_num_queries(confirm + 2 + 1):
        amina.post(held["Location"])

    assert Booking.objects.filter(state=BookingState.CONFIRMED).count() == 1 + weeks


def test_who_has_no_pass_is_sent_to_the_front_page(client):
    log_in(client, factories.account())

    for name in ("mine", "new-child"):
        assert client.get(at(name))["Location"] == at("front")
