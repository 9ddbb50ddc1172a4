"""Offering, answering, closing, and what happens by itself."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction

from ndt.allies import core
from ndt.allies.models import Offer, State
from ndt.allies.services import handling, offering, rounds
from ndt.jobs.models import Job
from ndt.people.models import User
from tests.ndt.allies.conftest import NOW

WEEK = timedelta(days=7)


def letters(template: str) -> list[dict[str, object]]:
    found = Job.objects.filter(kind="mail.send", payload__template=f"allies/{template}").order_by("created_at")
    return [job.payload for job in found]


def test_an_offer_tells_its_sender_and_each_coordinator(send, coby):
    kept = send()

    assert kept.state == State.NEW
    assert [letter["to"] for letter in letters("receipt")] == ["omar@voorbeeld.example"]
    assert [letter["to"] for letter in letters("arrived")] == [coby.email]


def test_no_letter_to_a_stranger_holds_what_was_typed(send, coby):
    send(name="Koop nu", organisation="Loterij", message="U heeft gewonnen")

    written = str(letters("receipt") + letters("arrived"))
    assert not any(word in written for word in ("Koop nu", "Loterij", "gewonnen"))


def test_a_coordinator_of_another_solution_hears_nothing(send, coby):
    coby.memberships.get().organisation.__class__.objects.update(solution="bijles")

    send()

    assert letters("arrived") == []


def test_a_doubtful_offer_is_kept_and_mails_nobody(send, coby):
    kept = send(bait="http://spam.example")

    assert kept.state == State.HELD
    assert kept.reasons == ["Een veld dat mensen niet zien, was ingevuld."]
    assert not Job.objects.exists()


def test_the_sixth_offer_of_one_address_block_a_day_waits(send):
    states = [send(email=f"mens{number}@voorbeeld.example").state for number in range(6)]

    assert states == [State.NEW] * 5 + [State.HELD]
    assert send(block="192.0.2.2", email="ander@voorbeeld.example").state == State.NEW


def test_one_mailbox_gets_at_most_two_receipts_a_day(send):
    for number in range(4):
        send(block=f"192.0.2.{number}", email=f"omar+{number}@gmail.com")

    assert len(letters("receipt")) == 2
    assert Offer.objects.count() == 4


def test_a_released_offer_gets_its_mail_and_a_new_date(send, coby):
    kept = send(bait="x")

    released = handling.release(pk=kept.pk, now=NOW + WEEK)

    assert released.state == State.NEW
    assert released.answer_by == core.answer_by((NOW + WEEK).date())
    assert len(letters("receipt")) == 1


def test_an_answer_is_mailed_and_can_be_answered(send, coby):
    kept = send()

    handling.answer(pk=kept.pk, text="Welkom!", by=coby, now=NOW)

    (letter,) = letters("answer")
    assert letter["to"] == "omar@voorbeeld.example"
    assert letter["reply_to"] == coby.email
    assert letter["context"]["answer"] == "Welkom!"


def test_a_second_answer_comes_too_late(send, coby):
    kept = send()
    handling.answer(pk=kept.pk, text="Welkom!", by=coby, now=NOW)

    with pytest.raises(core.WrongState):
        handling.answer(pk=kept.pk, text="Nogmaals", by=coby, now=NOW)

    assert len(letters("answer")) == 1


def test_a_held_offer_cannot_be_answered_before_it_is_released(send, coby):
    with pytest.raises(core.WrongState):
        handling.answer(pk=send(bait="x").pk, text="Hallo", by=coby, now=NOW)


def test_an_offer_can_be_closed_once(send):
    kept = send()
    handling.close(pk=kept.pk, reason="Dubbel", now=NOW)

    with pytest.raises(core.WrongState):
        handling.close(pk=kept.pk, reason="Dubbel", now=NOW)


def test_the_history_keeps_the_reason_and_no_personal_words(send):
    kept = send()
    handling.close(pk=kept.pk, reason="Hoort bij een ander plan", now=NOW)

    event = apps.get_model("allies", "OfferEvent").objects.latest("pgh_id")
    assert event.pgh_context.metadata["reason"] == "Hoort bij een ander plan"
    assert not {field.name for field in event._meta.fields} & {"name", "email", "organisation", "message", "answer"}


def test_the_sender_withdraws_with_the_link_and_nothing_stays(send):
    kept = send()

    offering.withdraw(token=kept.token)

    assert not Offer.objects.exists()
    with pytest.raises(offering.UnknownOffer):
        offering.withdraw(token=kept.token)


def test_a_made_up_link_opens_nothing(send):
    kept = send()

    for token in (kept.public_id.hex, kept.token[:-1], "", f"{kept.pk}"):
        with pytest.raises(offering.UnknownOffer):
            offering.find(token)


def test_late_answers_are_reminded_once_a_day_until_they_are_given(send, coby):
    kept = send()
    late = NOW + 3 * WEEK

    assert rounds.remind(NOW + WEEK) == 0
    assert rounds.remind(late) == 1
    assert rounds.remind(late + timedelta(hours=1)) == 0
    assert rounds.remind(late + timedelta(days=1)) == 1
    assert letters("overdue")[0]["context"]["count"] == 1
    handling.answer(pk=kept.pk, text="Sorry", by=coby, now=late)
    assert rounds.remind(late + timedelta(days=2)) == 0


def test_an_answered_offer_closes_by_itself_after_a_month(send, coby):
    kept = send()
    handling.answer(pk=kept.pk, text="Welkom!", by=coby, now=NOW)

    assert rounds.close_old(NOW + timedelta(days=29)) == 0
    assert rounds.close_old(NOW + timedelta(days=31)) == 1
    kept.refresh_from_db()
    assert kept.state == State.CLOSED


def test_the_database_refuses_a_closed_offer_without_its_moment(send):
    kept = send()

    with pytest.raises(IntegrityError), transaction.atomic():
        Offer.objects.filter(pk=kept.pk).update(state=State.CLOSED)


def test_an_account_that_leaves_leaves_its_answers(send, coby):
    kept = send()
    handling.answer(pk=kept.pk, text="Welkom!", by=coby, now=NOW)

    User.objects.filter(pk=coby.pk).delete()

    kept.refresh_from_db()
    assert kept.answer == "Welkom!"
    assert kept.answered_by is None
