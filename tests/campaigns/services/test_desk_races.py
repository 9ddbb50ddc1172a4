"""The campaign team at work on the same thing at once, and beside signers."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import OperationalError, connection, transaction

from campaigns import links, queries
from campaigns.core.errors import NotThisState
from campaigns.links import Purpose
from campaigns.models import LedgerEntry, Petition, Signature, Verdict
from campaigns.models.signature import State
from campaigns.services import confirming, counting, intake, moderation, petitions
from campaigns.services.moderation import Judgement
from campaigns.services.petitions import Words
from ndt.jobs.models import Job
from ndt.people.models import User
from tests.campaigns import factories
from tests.campaigns.races import Meeting, both, until_somebody_waits_for_us

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def team():
    return [User.objects.create_user(f"{name}@team.example", name=name) for name in ("Coby", "Mo", "Mila")]


def judge_at_once(petition, team, now, *verdicts):
    receipts = list(Signature.objects.values_list("receipt", flat=True))
    works = [
        # Each a moment later: two letters about one verdict would both be written.
        lambda verdict=verdict, by=by, late=late: verdict(
            petition=petition, receipts=receipts, judgement=Judgement(by, "Een school", now + timedelta(seconds=late))
        )
        for late, (verdict, by) in enumerate(zip(verdicts, team, strict=False))
    ]
    return both(*works)


def letters(template):
    return Job.objects.filter(kind="mail.send", payload__template=f"campaigns/{template}").count()


@pytest.fixture
def held(petition):
    return [factories.signature(petition, state=State.HELD) for _ in range(10)]


def test_three_moderators_who_release_the_same_signatures_do_it_once(petition, held, team, now):
    done = judge_at_once(petition, team, now, *[moderation.release] * 3)

    assert sum(done) == 10
    assert Verdict.objects.count() == 10
    assert letters("released") == 10
    assert LedgerEntry.objects.count() == 10


def test_release_and_reject_at_once_leave_one_verdict_each(petition, held, team, now):
    judge_at_once(petition, team, now, moderation.release, moderation.reject, moderation.release)

    verdicts = dict(Verdict.objects.values_list("signature", "state"))
    assert Verdict.objects.count() == 10
    assert verdicts == dict(Signature.objects.values_list("pk", "state"))
    assert letters("released") + letters("rejected") == 10
    assert counting.recount() == []


def test_without_the_row_lock_the_same_signatures_are_judged_twice(petition, held, team, now, monkeypatch):
    def unlocked(petition, receipts, state):
        rows = Signature.objects.filter(receipt__in=receipts, state=state)
        return list(rows.select_related("petition").order_by("pk"))

    monkeypatch.setattr(moderation, "_held", Meeting().after(unlocked))

    judge_at_once(petition, team, now, *[moderation.release] * 3)

    assert Verdict.objects.count() > 10
    assert letters("released") > 10
    assert LedgerEntry.objects.count() == 10, "the ledger counts once even then"


def confirm(signature, now):
    token = links.token(Purpose.CONFIRM, signature.public_id)
    confirming.confirm(slug=signature.petition.slug, token=token, now=now)


def withdraw(signature, now):
    token = links.token(Purpose.WITHDRAW, signature.public_id)
    confirming.withdraw(slug=signature.petition.slug, token=token, now=now)


def test_confirming_while_the_petition_closes_loses_nobody(petition, now):
    waiting = [factories.handled(petition, now=now, email=f"s{number}@ouders.example") for number in range(12)]
    works = [lambda one=one: confirm(one, now) for one in waiting]
    works.insert(6, lambda: petitions.close(petition=petition, now=now))

    outcomes = both(*works)

    assert not [outcome for outcome in outcomes if isinstance(outcome, Exception)]
    assert Petition.objects.get().state == "closed"
    assert Signature.objects.counted().count() == 12
    assert counting.recount() == []


def test_two_coordinators_who_close_or_deliver_at_once_do_it_once(petition, now):
    closed = both(*[lambda: petitions.close(petition=petition, now=now)] * 4)
    delivered = both(*[lambda: petitions.deliver(petition=petition, now=now)] * 4)

    for outcomes in (closed, delivered):
        assert [type(outcome) for outcome in outcomes].count(NotThisState) == 3


def test_without_the_lock_on_the_petition_two_deliver(petition, now, monkeypatch):
    def unlocked(petition, *states):
        found = Petition.objects.get(pk=petition.pk)
        if found.state not in states:
            raise NotThisState
        return found

    petitions.close(petition=petition, now=now)
    monkeypatch.setattr(petitions, "_locked", Meeting().after(unlocked))

    outcomes = both(*[lambda: petitions.deliver(petition=petition, now=now)] * 4)

    assert [type(outcome) for outcome in outcomes].count(NotThisState) < 3


def test_without_the_triggers_the_number_drifts(petition, now):
    signature = factories.handled(petition, now=now)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")  # no trigger speaks
        Signature.objects.filter(pk=signature.pk).update(state=State.CONFIRMED, confirmed_at=now)

    assert counting.recount() == [(petition.slug, 0, 1)]


def sign_during(petition, now, change):
    """Twelve people sign; `change` gets their works and says when they do. Give whose fingerprint fits no longer."""
    sent = [factories.submit(petition, now=now, email=f"s{number}@ouders.example") for number in range(12)]
    forms = [factories.form(petition, email=f"s{number}@ouders.example") for number in range(12)]
    change(
        [
            lambda one=one, form=form: intake.process(intake_id=one.intake, form=form, signals=[], now=now)
            for one, form in zip(sent, forms, strict=True)
        ]
    )
    signed = Signature.objects.select_related("text__petition")
    assert len(signed) == 12
    return [one for one in signed if one.text_digest != one.text.compute_digest()]


NEW = Words("wij", "dit", "dat")


def test_who_signs_while_the_team_changes_the_text_signed_the_words_they_saw(petition, now):
    def beside(signers):
        both(signers[0], lambda: petitions.write_text(petition=petition, words=NEW, now=now), *signers[1:])

    assert sign_during(petition, now, beside) == []
    assert petition.texts.count() == 2, "an open petition gets a new version, also before the first signature"


def test_who_signs_before_the_changed_text_is_there_signed_the_words_they_saw(petition, now):
    def within(signers):
        with transaction.atomic():
            petitions.write_text(petition=petition, words=NEW, now=now)
            both(*signers)

    assert sign_during(petition, now, within) == []
    assert petition.texts.count() == 2


def test_a_text_changed_in_place_would_be_signed_by_people_who_saw_other_words(petition, now):
    """The control: the trigger alone looks for signatures that are written, not for those on their way."""

    def in_place(signers):
        with ThreadPoolExecutor(1) as pool, transaction.atomic():
            text = petition.texts.get()
            text.we = "andere woorden"
            text.digest = text.compute_digest()
            text.save()
            pool.submit(both, *signers)
            until_somebody_waits_for_us()

    assert sign_during(petition, now, in_place)


def test_withdrawing_while_the_petition_is_handed_over_adds_up(petition, now):
    made = [factories.signature(petition) for _ in range(12)]
    petitions.close(petition=petition, now=now)
    works = [lambda one=one: withdraw(one, now) for one in made[:8]]
    works.insert(4, lambda: petitions.deliver(petition=petition, now=now))

    outcomes = both(*works)

    assert not [outcome for outcome in outcomes if isinstance(outcome, Exception)]
    number = queries.number(Petition.objects.get())
    assert number.public - number.removed == Signature.objects.counted().count() == 4
    assert counting.recount() == []


def test_who_confirms_after_the_handing_over_does_not_hide_who_left(petition, now):
    made = [factories.signature(petition) for _ in range(3)]
    late = factories.handled(petition, now=now, email="laat@ouders.example")
    petitions.close(petition=petition, now=now)
    petitions.deliver(petition=petition, now=now)

    confirm(late, now + timedelta(hours=1))
    withdraw(made[0], now + timedelta(hours=2))

    number = queries.number(Petition.objects.get())
    assert (number.public, number.removed) == (3, 1)


@pytest.mark.parametrize("strong", [False, True])
def test_a_step_at_the_desk_holds_up_no_signer_but_a_stronger_lock_would(petition, now, strong):
    def sign():
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = '300ms'")
            return factories.submit(petition, now=now)

    with transaction.atomic():
        if strong:
            Petition.objects.select_for_update().get(pk=petition.pk)
        else:
            petitions._locked(petition, "open")
        [outcome] = both(sign)

    assert isinstance(outcome, OperationalError) is strong
