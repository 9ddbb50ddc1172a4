"""Two at once, with the guard and without it."""

import pytest
from django.db import IntegrityError, transaction

from campaigns import links
from campaigns.core import signing
from campaigns.models import FormLetter, LedgerEntry, Signature
from campaigns.models.signature import State
from campaigns.services import confirming, counting, intake
from ndt.jobs.core.errors import TryAgain
from ndt.jobs.models import Job
from tests.campaigns import factories
from tests.campaigns.races import Meeting, at_once

pytestmark = pytest.mark.django_db(transaction=True)


def race_forms(petition, now, count=12):
    sent = [factories.submit(petition, now=now) for _ in range(count)]
    names = [f"Naam {number}" for number in range(count)]

    def handle(pair):
        one, name = pair
        try:
            return intake.process(intake_id=one.intake, form=factories.form(petition, name=name), signals=[], now=now)
        except IntegrityError as problem:
            return type(problem).__name__

    return at_once(handle, list(zip(sent, names, strict=True)))


def test_many_forms_for_one_mailbox_at_once_leave_two_slots_and_three_letters(petition, now):
    outcomes = race_forms(petition, now)

    assert not [outcome for outcome in outcomes if isinstance(outcome, str)]
    assert Signature.objects.count() == 2
    assert FormLetter.objects.count() == 3


def test_without_the_lock_the_same_forms_race(petition, now, monkeypatch):
    monkeypatch.setattr(intake, "_lock", lambda _box: None)
    monkeypatch.setattr(signing, "decide", Meeting().before(signing.decide))

    outcomes = race_forms(petition, now)

    assert "IntegrityError" in outcomes


def race_confirm(signature, now):
    token = links.token(links.Purpose.CONFIRM, signature.public_id)
    return at_once(lambda _: confirming.confirm(slug=signature.petition.slug, token=token, now=now), range(12))


def test_twelve_presses_at_once_count_once(petition, now):
    signature = factories.handled(petition, now=now)

    race_confirm(signature, now)

    assert LedgerEntry.objects.count() == 1


def test_without_the_trigger_a_hand_kept_number_would_count_twice(petition, now):
    """The control: the same presses, reading and writing without a lock, do count twice."""
    signature = factories.handled(petition, now=now)
    counted, meeting = [], Meeting()

    def careless(_):
        with transaction.atomic():
            if Signature.objects.get(pk=signature.pk).state == State.PENDING:
                meeting()
                Signature.objects.filter(pk=signature.pk).update(state=State.CONFIRMED, confirmed_at=now)
                counted.append(1)

    at_once(careless, range(8))

    assert len(counted) > 1
    assert LedgerEntry.objects.count() == 1


def test_confirm_and_withdraw_at_once_leave_number_and_rows_equal(petition, now):
    for _ in range(10):
        signature = factories.handled(petition, now=now, email=f"{_}@ouders.example")
        confirm = links.token(links.Purpose.CONFIRM, signature.public_id)
        withdraw = links.token(links.Purpose.WITHDRAW, signature.public_id)
        at_once(
            lambda verb, confirm=confirm, withdraw=withdraw: (
                confirming.confirm(slug=petition.slug, token=confirm, now=now)
                if verb
                else confirming.withdraw(slug=petition.slug, token=withdraw, now=now)
            ),
            [True, False, True, False],
        )

    assert counting.recount() == []
    assert not Signature.objects.exclude(state=State.WITHDRAWN).exists()


def test_forgetting_letters_waits_for_nobody_since_an_erasure_may_wait_for_it(petition, now):
    factories.handled(petition)
    letter = Job.objects.get(kind="mail.send")
    intakes = [letter.key.removeprefix("mail:campaigns:intake:")]

    def forget(found):
        try:
            return confirming.forget_letters(mailbox="", signature=letter.key, intakes=found, now=now)
        except TryAgain as later:
            return str(later)

    with transaction.atomic():
        Job.objects.select_for_update().get(pk=letter.pk)
        held = at_once(forget, [intakes])

    assert held == ["letters-held"]
    assert forget(intakes) == 1
