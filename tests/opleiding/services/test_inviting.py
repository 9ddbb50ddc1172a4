"""No invitation without an agreement; a code works once; whom we mailed we do not keep."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError

from ndt.jobs.models import Job
from opleiding import links
from opleiding.core.errors import AgreementStands, CodeEnded, CodeUsed, HasProfile, NoAgreement, UnknownCode
from opleiding.models import Agreement, Batch, Institute, Invitation, Suppressed, Trainer
from opleiding.services import agreeing, inviting, joining
from opleiding.services.agreeing import Terms
from tests.campaigns.races import Meeting, both, until_somebody_waits_for_us
from tests.opleiding import factories
from tests.opleiding.factories import NOON

pytestmark = pytest.mark.django_db
TERMS = Terms("processor", "Uitnodigen", "consent", 30, date(2026, 11, 1), None)


def mails():
    return Job.objects.filter(kind="mail.send")


def send(institute, *addresses):
    return inviting.send(institute=institute, title="Mei", addresses=addresses, by=factories.user(), now=NOON)


@pytest.mark.parametrize(
    "facts",
    [{"revoked_at": NOON, "revoked_why": "weg"}, {"until": date(2026, 11, 29)}, {"since": date(2026, 11, 30)}],
    ids=["revoked", "over", "not yet"],
)
def test_no_invitation_without_an_agreement_that_holds(facts):
    institute = factories.agreement(**facts).institute

    with pytest.raises(NoAgreement):
        factories.codes(institute=institute)
    with pytest.raises(NoAgreement):
        send(institute, "bram@voorbeeld.example")

    assert not Invitation.objects.exists()
    assert not mails().exists()


def test_a_code_makes_one_profile_however_it_is_typed():
    code, other = factories.codes()

    made = joining.accept(code=f" {links.shown(code).lower()} ", user=factories.user(), now=NOON)

    assert made.invitation.number == 1
    with pytest.raises(CodeUsed):
        joining.accept(code=code, user=factories.user(), now=NOON)
    with pytest.raises(HasProfile):
        joining.accept(code=other, user=made.user, now=NOON)
    assert joining.find(other, now=NOON).used_at is None


def test_codes_cannot_be_guessed_and_stand_nowhere():
    codes = factories.codes(50)

    assert len(set(codes)) == 50
    assert not Invitation.objects.filter(code_hash__in=codes).exists()
    with pytest.raises(UnknownCode):
        joining.find("2222-2222-2222", now=NOON)


def test_the_institute_gets_the_same_codes_again_after_a_key_was_renewed(settings):
    codes = factories.codes()
    settings.HASH_KEYS = ["a-new-key", *settings.HASH_KEYS]

    assert factories.codes_of(Batch.objects.get()) == codes
    assert joining.find(codes[0], now=NOON).number == 1


def test_a_revoked_agreement_stops_its_codes_and_leaves_profiles():
    institute = factories.agreement().institute
    used, unused = factories.codes(institute=institute)
    joining.accept(code=used, user=factories.user(), now=NOON)

    assert agreeing.revoke(agreement=institute.agreements.get(), why="Gestopt", now=NOON)

    with pytest.raises(CodeEnded):
        joining.accept(code=unused, user=factories.user(), now=NOON)
    assert Trainer.objects.count() == 1
    assert not agreeing.revoke(agreement=institute.agreements.get(), why="Nog eens", now=NOON)


def test_a_code_ends_with_its_time():
    (code,) = factories.codes(1)

    with pytest.raises(CodeEnded):
        joining.accept(code=code, user=factories.user(), now=NOON + timedelta(days=90))


def test_a_second_agreement_waits_until_the_first_is_revoked():
    standing = factories.agreement()

    with pytest.raises(AgreementStands):
        agreeing.place(institute=standing.institute, terms=TERMS, signed=factories.PDF, by=factories.user(), now=NOON)
    with pytest.raises(IntegrityError):
        factories.agreement(institute=standing.institute)


def test_a_mailing_keeps_no_address_and_mails_nobody_twice():
    institute = factories.agreement().institute

    first = send(institute, "Bram@voorbeeld.example", "tess@voorbeeld.example")
    second = send(institute, "bram@voorbeeld.example", "piet@voorbeeld.example")

    assert (first.mailed, second.mailed, second.passed_over) == (2, 1, 1)
    assert mails().count() == 3
    assert not any("voorbeeld" in box for box in Suppressed.objects.values_list("mailbox", flat=True))
    assert send(institute, "tess@voorbeeld.example").batch is None


@pytest.mark.django_db(transaction=True)
def test_of_two_mailings_at_once_one_reaches_a_trainer(monkeypatch):
    institute = factories.agreement().institute
    look, first = inviting._new_to, iter([True])

    def pausing(*facts):
        found = look(*facts)
        if next(first, False):
            until_somebody_waits_for_us()
        return found

    monkeypatch.setattr(inviting, "_new_to", pausing)

    sent = both(*[lambda: send(institute, "bram@voorbeeld.example")] * 2)

    assert sorted(one.mailed for one in sent) == [0, 1]
    assert mails().count() == 1


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_both_mailings_find_him_new_and_the_database_refuses_one(monkeypatch):
    institute = factories.agreement().institute
    for table in (Institute, Agreement):
        monkeypatch.setattr(type(table.objects.all()), "select_for_update", lambda self, **_of: self)
    monkeypatch.setattr(inviting, "_new_to", Meeting().after(inviting._new_to))

    sent = both(*[lambda: send(institute, "bram@voorbeeld.example")] * 2)

    assert sorted(type(one).__name__ for one in sent) == ["IntegrityError", "Sent"]
    assert mails().count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_with_one_code_at_once_one_gets_it():
    (code,) = factories.codes(1)
    people = [factories.user() for _number in range(2)]

    done = both(*[lambda who=who: joining.accept(code=code, user=who, now=NOON) for who in people])

    assert sorted(type(one).__name__ for one in done) == ["CodeUsed", "Trainer"]
    assert Trainer.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_both_find_the_code_unused_and_the_database_refuses_one(monkeypatch):
    (code,) = factories.codes(1)
    people = [factories.user() for _number in range(2)]
    monkeypatch.setattr(type(Invitation.objects.all()), "select_for_update", lambda self, **_of: self)
    monkeypatch.setattr(joining, "_check", Meeting().after(joining._check))

    done = both(*[lambda who=who: joining.accept(code=code, user=who, now=NOON) for who in people])

    assert sorted(type(one).__name__ for one in done) == ["IntegrityError", "Trainer"]
