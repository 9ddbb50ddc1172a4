"""The admin lists rounds and applications with filters, and its actions do what the coordinators' screens do."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from ndt.people.models import User
from ndt.schools.models import LocationState, SchoolLocation
from tests.house.roles import World
from tests.wisselkracht import exchanges, factories, practices
from tests.wisselkracht.factories import letters
from wisselkracht.models import Exchange, LoggedStep, RoundState, Stage
from wisselkracht.services import reminding, talking

pytestmark = pytest.mark.django_db
NOW = factories.NOON


@pytest.fixture
def operator():
    return World("wisselkracht").browser("operator")


def act(browser, model, action, *rows, reason=""):
    page = reverse(f"admin:wisselkracht_{model}_changelist")
    chosen = {"action": action, "_selected_action": [one.pk for one in rows], "reason": reason}
    return browser.post(page, chosen, follow=True)


def test_rounds_are_opened_and_one_that_cannot_is_named(operator):
    right = factories.round_(state=RoundState.CONCEPT, closes_at=NOW + timedelta(days=30))
    late = factories.round_(state=RoundState.CONCEPT, opens_at=NOW - timedelta(days=9), closes_at=NOW)

    answer = act(operator, "round", "open_rounds", right, late)

    right.refresh_from_db()
    late.refresh_from_db()
    assert (right.state, late.state) == (RoundState.OPEN, RoundState.CONCEPT)
    assert f"{late.title} kan niet open" in answer.content.decode()


def test_who_did_not_confirm_is_reminded_by_the_worker(operator):
    then = NOW - timedelta(days=3)
    found = factories.round_(opens_at=then - timedelta(days=9), closes_at=NOW + timedelta(days=30))
    factories.begun(round=found, now=then)

    answer = act(operator, "round", "remind", found)

    assert "Er gaat 1 herinnering uit." in answer.content.decode()
    assert reminding.waiting(found, now=NOW).count() == 1


def test_only_what_stands_at_a_closed_school_is_ended(operator):
    gone, stays = factories.complete(), factories.complete()
    SchoolLocation.objects.filter(pk=gone.school_id).update(state=LocationState.CLOSED, closed_on=date(2026, 11, 1))

    answer = act(operator, "application", "end_at_closed_schools", gone, stays)

    gone.refresh_from_db()
    stays.refresh_from_db()
    assert (gone.stage, stays.stage) == (Stage.WITHDRAWN, Stage.VERIFIED)
    assert "1 aanmelding bleef staan" in answer.content.decode()
    assert letters().count("school_closed") == 3


def test_a_school_is_verified_by_phone_with_a_note_and_not_without(operator):
    found = factories.complete(known=False)

    silent = act(operator, "application", "verify_by_phone", found)
    assert "welk nummer u belde" in silent.content.decode()
    act(operator, "application", "verify_by_phone", found, reason="Gebeld: 010-555, gesproken met Daan.")

    found.refresh_from_db()
    assert (found.stage, found.verification.note) == (Stage.VERIFIED, "Gebeld: 010-555, gesproken met Daan.")


def test_one_application_is_reminded_and_its_school_gets_a_code(operator):
    begun, waits = factories.begun(now=NOW - timedelta(days=3)), factories.complete(known=False)

    act(operator, "application", "remind", begun, waits)
    act(operator, "application", "send_code", waits)

    assert letters().count("reminder") == 1
    assert letters(waits.school.email) == ["register_code"]


def test_an_exchange_is_stopped_with_a_reason_and_stays_without(operator):
    found = exchanges.proposed()

    silent = act(operator, "exchange", "veto", found)
    assert "schrijf eerst een reden op" in silent.content.decode()
    assert Exchange.objects.get().state == "proposed"
    act(operator, "exchange", "veto", found, reason="De school verhuist.")

    step = LoggedStep.objects.get(step="veto")
    assert (Exchange.objects.get().state, step.why) == ("vetoed", "De school verhuist.")
    assert step.by is not None


def test_an_exchange_that_is_over_is_shared_and_closed_by_the_services(operator, now):
    shared = practices.public(now).exchange
    silent = practices.exchange()

    answer = act(operator, "exchange", "publish", shared, silent)
    act(operator, "exchange", "close", silent, reason="De leraren zijn weg.")

    states = dict(Exchange.objects.values_list("pk", "state"))
    assert states == {shared.pk: "published", silent.pk: "closed"}
    assert f"{shared}: gedaan." in answer.content.decode()
    assert f"{silent}: er staat nog geen ervaring" in answer.content.decode()


def test_what_the_daily_task_does_can_be_done_at_once(operator):
    found = exchanges.proposed()
    Exchange.objects.update(answer_until=NOW.date() - timedelta(days=1))

    act(operator, "exchange", "look_after", found)

    assert Exchange.objects.get().state == "expired"


def test_exchanges_are_found_by_the_talk_that_they_need(operator):
    review = exchanges.looked_back({"lessons": 2})
    page = reverse("admin:wisselkracht_exchange_changelist")

    found = [operator.get(page, {"gesprek": said}).context["cl"].result_count for said in ("ja", "nee")]
    assert found == [1, 0]
    talking.tick(review=review, by=User.objects.create_user(email="cor@team.example", name="Cor"), note="Zo.", now=NOW)

    found = [operator.get(page, {"gesprek": said}).context["cl"].result_count for said in ("ja", "nee")]
    assert found == [0, 1]


MODELS = ["region", "round", "application", "mailing", "mapanswer", "run", "ruling", "exchange"]


@pytest.mark.parametrize("model", MODELS)
def test_every_list_opens_with_its_filters(operator, model):
    exchanges.proposed()

    assert operator.get(reverse(f"admin:wisselkracht_{model}_changelist"), {"q": "vlieger"}).status_code == 200


@pytest.mark.parametrize("model", MODELS)
def test_who_is_no_operator_has_no_such_list(model):
    page = reverse(f"admin:wisselkracht_{model}_changelist")

    assert World("wisselkracht").browser("coordinator").get(page).status_code in (302, 403)
