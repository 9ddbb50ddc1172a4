"""'Er is iets niet goed' in two screens without an account, and the desk of who may read it."""

from __future__ import annotations

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from bijles import links
from bijles.models import SafetyReport
from bijles.services import booking
from ndt.people.models import Membership, Role
from tests.bijles import factories
from tests.bijles.factories import NOON, wish
from tests.house.roles import log_in

pytestmark = pytest.mark.django_db
FILLED = {"who": "child", "about": "tutor", "what": "unsafe", "words": "Hij werd boos.", "contact": ""}


@pytest.fixture
def agreed():
    return factories.agreement(factories.programme(factories.scheme()))


@pytest.fixture
def lesson(agreed):
    bram, sami = factories.tutor(agreed), factories.child(agreed.programme.scheme)
    return booking.confirm(booking=booking.hold(child=sami, wish=wish(agreed, bram), now=NOON), now=NOON)


@pytest.fixture
def vera(agreed):
    user = factories.account()
    Membership.objects.create(user=user, organisation=agreed.provider.organisation, role=Role.CONFIDANT)
    return user


@pytest.fixture
def desk(vera):
    browser = Client()
    log_in(browser, vera, second_factor=True)
    return browser


def tell(lesson):
    return reverse("bijles:report-lesson", args=[links.report_token(lesson)])


def codes(lesson, **facts):
    day = timezone.localdate(lesson.period.lower)
    return {"code": lesson.code, "day": f"{day:%Y-%m-%d}", "first_name": "Bram"} | facts


def test_two_screens_without_an_account_make_a_report(client, lesson, vera):
    found = client.post(reverse("bijles:report"), codes(lesson))
    assert (found.status_code, found["Location"]) == (302, tell(lesson))

    sent = client.post(tell(lesson), FILLED, follow=True)

    assert "Wij hebben uw melding" in sent.content.decode()
    made = SafetyReport.objects.get()
    assert (made.booking, made.who, made.words) == (lesson, "child", "Hij werd boos.")


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"code": ""}, "Vul de vier cijfers in."),
        ({"code": "12a4"}, "De lescode heeft vier cijfers."),
        ({"day": "morgen"}, "Vul een dag in"),
        ({"first_name": "Noor"}, "Wij vinden deze les niet."),
    ],
)
def test_a_wrong_code_says_what_to_look_at_and_keeps_what_was_typed(client, lesson, wrong, said):
    answer = client.post(reverse("bijles:report"), codes(lesson, **wrong))

    assert answer.status_code == 422
    page = answer.content.decode()
    assert said in page
    assert "0800 2000" in page
    if wrong != {"first_name": "Noor"}:
        assert 'value="Bram"' in page


def test_who_tries_codes_is_stopped_after_ten(client, lesson):
    answers = [client.post(reverse("bijles:report"), codes(lesson, first_name="Noor")) for _try in range(11)]

    assert [answer.status_code for answer in answers] == [422] * 10 + [429]
    assert "Bel het nummer hieronder" in answers[-1].content.decode()


@pytest.mark.parametrize("missing", ["who", "about", "what"])
def test_an_open_question_is_named_and_the_words_are_kept(client, lesson, missing):
    answer = client.post(tell(lesson), FILLED | {missing: ""})

    assert answer.status_code == 422
    assert "Hij werd boos." in answer.content.decode()
    assert not SafetyReport.objects.exists()


@pytest.mark.parametrize(
    "odd", [{"what": "vog"}, {"who": "provider"}, {"key": "x"}, {"words": "a" * 5000}, {"what": "\x00"}]
)
def test_what_nobody_can_pick_is_refused(client, lesson, odd):
    assert client.post(tell(lesson), FILLED | odd).status_code == 422
    assert not SafetyReport.objects.exists()


def test_a_link_that_is_not_ours_is_not_found(client, lesson):
    assert client.get(tell(lesson)[:-2] + "x/").status_code == 404


def test_a_contact_opens_a_report_and_that_is_written_down(client, desk, lesson, vera):
    client.post(tell(lesson), FILLED)
    made = SafetyReport.objects.get()
    page = reverse("bijles:safety-report", args=[made.pk])

    assert "Hij werd boos." not in desk.get(reverse("bijles:safety")).content.decode()
    assert desk.get(page)["Location"] == reverse("bijles:safety")
    opened = desk.post(reverse("bijles:safety-open", args=[made.pk]), follow=True).content.decode()

    assert "Hij werd boos." in opened
    assert made.looks.get().by == vera


def test_a_report_is_closed_with_what_was_done(client, desk, lesson):
    client.post(tell(lesson), FILLED)
    made = SafetyReport.objects.get()
    close = reverse("bijles:safety-close", args=[made.pk])

    assert desk.post(close, {"words": "Besproken.", "again": "yes"})["Location"] == reverse("bijles:safety")
    desk.post(reverse("bijles:safety-open", args=[made.pk]))
    wrong = desk.post(close, {"words": "", "again": "yes"})
    right = desk.post(close, {"words": "Besproken.", "again": "yes"}, follow=True)

    assert (wrong.status_code, right.status_code) == (422, 200)
    assert "Besproken." in right.content.decode()
    made.tutor.refresh_from_db()
    assert made.tutor.suspended_at is None


def test_the_list_of_reports_asks_the_same_number_of_questions_for_more_reports(
    client, desk, lesson, django_assert_max_num_queries
):
    for _report in range(6):
        client.post(tell(lesson), FILLED)

    with django_assert_max_num_queries(12):
        desk.get(reverse("bijles:safety"))


def test_open_reports_stand_first_and_older_ones_on_a_next_page(client, desk, lesson, monkeypatch):
    monkeypatch.setattr("bijles.views.safety.PAGE", 1)
    for _report in range(2):
        client.post(tell(lesson), FILLED)
    still, closed = SafetyReport.objects.order_by("pk")
    SafetyReport.objects.filter(pk=closed.pk).update(closed_at=timezone.now(), closing="Besproken.")

    first, second = (desk.get(reverse("bijles:safety"), {"pagina": page}).content.decode() for page in "12")
    assert (f"Melding {still.pk} van" in first, f"Melding {closed.pk} van" in first) == (True, False)
    assert f"Melding {closed.pk} van" in second


def test_no_page_of_the_admin_knows_reports():
    assert not [model for model in admin.site._registry if model is SafetyReport]
