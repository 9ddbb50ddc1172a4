"""What the owner of the mailbox does."""

import re
from datetime import timedelta

import pytest
from django.db import connection

from campaigns import links, tasks
from campaigns.core.errors import CampaignError, GraceOver, SigningPaused, UnknownToken, WrongCode
from campaigns.core.signing import GRACE, check_may_confirm
from campaigns.links import Purpose
from campaigns.models import Intake, LedgerEntry, Petition, Signature
from campaigns.models.signature import State
from campaigns.services import confirming, counting, intake, petitions
from ndt.jobs.models import Job
from ndt.mail import services as mail
from ndt.mail.addresses import mailbox
from tests.campaigns import factories

pytestmark = pytest.mark.django_db


def token(signature, purpose=Purpose.CONFIRM):
    return links.token(purpose, signature.public_id)


def confirm(signature, now):
    confirming.confirm(slug=signature.petition.slug, token=token(signature), now=now)
    signature.refresh_from_db()
    return signature


@pytest.fixture
def sent(petition, now):
    return factories.submit(petition, now=now)


@pytest.fixture
def signature(petition, sent, now):
    return intake.process(intake_id=sent.intake, form=factories.form(petition), signals=[], now=now)


@pytest.fixture
def code(signature):
    job = Job.objects.filter(kind="mail.send").latest("created_at")
    return job.payload["context"]["code"]


def by_code(signature, sent, code, now, browser="browser"):
    return confirming.confirm_by_code(
        slug=signature.petition.slug, intake_id=sent.intake, browser=browser, code=code, now=now
    )


def test_confirming_counts_once_however_often_the_button_is_pressed(signature, now):
    for _ in range(3):
        assert confirm(signature, now).state == State.CONFIRMED

    assert list(LedgerEntry.objects.values_list("delta", flat=True)) == [1]
    assert Job.objects.filter(kind="campaigns.confirmed").count() == 1


def test_the_code_counts_as_the_link_does(signature, sent, code, now):
    assert re.fullmatch(r"\d{6}", code)
    assert by_code(signature, sent, code, now).state == State.CONFIRMED


def test_a_code_lasts_thirty_minutes_and_the_link_goes_on(signature, sent, code, now):
    with pytest.raises(WrongCode):
        by_code(signature, sent, code, now + timedelta(minutes=30))

    assert confirm(signature, now + timedelta(minutes=30)).state == State.CONFIRMED


def test_five_wrong_tries_end_the_code_and_the_link_goes_on(signature, sent, code, now):
    wrong = f"{(int(code) + 1) % 1_000_000:06d}"
    for number in range(5):
        with pytest.raises(WrongCode):
            by_code(signature, sent, wrong, now, browser=f"browser-{number}")

    with pytest.raises(WrongCode):
        by_code(signature, sent, code, now, browser="fresh")
    assert confirm(signature, now).state == State.CONFIRMED


def test_five_wrong_tries_end_a_browser_over_all_its_forms(petition, signature, sent, code, now):
    for number in range(5):
        other = factories.submit(petition, now=now)
        intake.process(
            intake_id=other.intake,
            form=factories.form(petition, email=f"x{number}@ouders.example"),
            signals=[],
            now=now,
        )
        with pytest.raises(WrongCode):
            by_code(signature, other, "000000", now)

    with pytest.raises(WrongCode):
        by_code(signature, sent, code, now)


def test_a_new_mail_ends_the_code_of_the_one_before_but_not_its_wrong_tries(petition, signature, sent, code, now):
    Signature.objects.update(code_tries=5)
    again = factories.submit(petition, now=now)
    intake.process(intake_id=again.intake, form=factories.form(petition), signals=[], now=now)
    newest = Job.objects.filter(kind="mail.send").latest("created_at").payload["context"]["code"]

    for old_or_new in (code, newest):
        with pytest.raises(WrongCode):
            by_code(signature, again, old_or_new, now)


def test_a_code_for_a_form_nobody_knows_is_a_wrong_code(petition, now):
    with pytest.raises(WrongCode):
        confirming.confirm_by_code(slug=petition.slug, intake_id=None, browser="b", code="000000", now=now)


def test_a_link_of_another_purpose_or_petition_confirms_nothing(signature, now):
    other = factories.petition()
    for slug, typed in [
        (signature.petition.slug, token(signature, Purpose.WITHDRAW)),
        (other.slug, token(signature)),
        (signature.petition.slug, "nonsense"),
    ]:
        with pytest.raises(UnknownToken):
            confirming.confirm(slug=slug, token=typed, now=now)


def test_who_signed_before_closing_has_24_hours(signature, petition, now):
    petitions.close(petition=petition, now=now)

    assert confirm(signature, now + timedelta(hours=23)).state == State.CONFIRMED


def test_after_24_hours_it_is_too_late(signature, petition, now):
    petitions.close(petition=petition, now=now)

    with pytest.raises(GraceOver):
        confirm(signature, now + timedelta(hours=24))


def test_while_signing_is_paused_nothing_counts_and_nothing_is_lost(signature, petition, now):
    petitions.pause(petition=petition, paused=True)
    with pytest.raises(SigningPaused):
        confirm(signature, now)

    petitions.pause(petition=petition, paused=False)
    assert confirm(signature, now).state == State.CONFIRMED


def test_withdrawing_wipes_the_person_and_lowers_the_number_once(signature, now):
    confirm(signature, now)
    for _ in range(2):
        confirming.withdraw(slug=signature.petition.slug, token=token(signature, Purpose.WITHDRAW), now=now)

    signature.refresh_from_db()
    assert (signature.name, signature.email, signature.place, signature.block) == ("", "", "", "")
    assert signature.mailbox != mailbox("amina@ouders.example")
    assert sorted(LedgerEntry.objects.values_list("delta", flat=True)) == [-1, 1]


def test_after_withdrawing_the_outbox_forgets_who_got_the_letters(signature, now):
    confirm(signature, now)
    confirming.write_after_confirming(pk=signature.pk)
    other = mail_to_the_same_mailbox(signature)
    confirming.withdraw(slug=signature.petition.slug, token=token(signature, Purpose.WITHDRAW), now=now)

    tasks.handle_forget(Job.objects.get(kind="campaigns.forget"))

    letters = Job.objects.filter(kind="mail.send", recipient=mailbox("amina@ouders.example"))
    assert list(letters) == [other], "a letter about something else stays"
    assert not Job.objects.filter(kind="mail.send", state="queued").exclude(pk=other.pk).exists()
    assert not Intake.objects.filter(petition=signature.petition).exists()


def mail_to_the_same_mailbox(signature):
    other = factories.petition()
    factories.handled(other)
    return Job.objects.filter(kind="mail.send").latest("created_at")


def test_who_withdrew_can_sign_again(signature, petition, now):
    confirming.withdraw(slug=petition.slug, token=token(signature, Purpose.WITHDRAW), now=now)

    again = factories.handled(petition, now=now)
    assert again.state == State.PENDING
    assert again.pk != signature.pk


def test_a_withdrawn_signature_is_not_confirmed_by_its_old_link(signature, petition, now):
    confirming.withdraw(slug=petition.slug, token=token(signature, Purpose.WITHDRAW), now=now)

    assert confirm(signature, now).state == State.WITHDRAWN
    assert LedgerEntry.objects.count() == 0


def test_not_me_deletes_the_row_and_silences_the_form(signature, petition, now):
    confirm(signature, now)
    for _ in range(2):
        confirming.not_me(slug=petition.slug, token=token(signature, Purpose.NOT_ME), now=now)

    assert Signature.objects.count() == 0
    assert mail.is_suppressed("amina@ouders.example", now=now)
    assert factories.handled(petition, now=now) is None
    assert counting.recount() == []


def test_not_me_by_mistake_is_undone_by_its_owner(signature, petition, now):
    disowned = confirming.not_me(slug=petition.slug, token=token(signature, Purpose.NOT_ME), now=now)

    confirming.mail_again(mailbox=disowned.mailbox)

    assert factories.handled(petition, now=now) is not None


def test_thanks_follow_a_confirmation_and_a_review_notice_follows_a_held_one(signature, now):
    confirm(signature, now)
    confirming.write_after_confirming(pk=signature.pk)

    assert Job.objects.filter(payload__template="campaigns/thank_you").count() == 1
    Petition.objects.get()


def test_confirming_is_one_statement(signature, now, django_assert_num_queries):
    slug, typed = signature.petition.slug, token(signature)
    with django_assert_num_queries(1):
        confirming.confirm(slug=slug, token=typed, now=now)


@pytest.mark.parametrize("state", ["open", "closed"])
@pytest.mark.parametrize("paused", [True, False])
@pytest.mark.parametrize("closed_hours_ago", [None, -1, 1, 23.9, 24, 30])
def test_the_statement_counts_exactly_when_the_core_lets_it(signature, petition, now, state, paused, closed_hours_ago):
    closes_at = None if closed_hours_ago is None else now - timedelta(hours=closed_hours_ago)
    Petition.objects.update(state=state, paused=paused, closes_at=closes_at)
    petition.refresh_from_db()
    try:
        check_may_confirm(petition.opening(), now=now)
        may = True
    except CampaignError:
        may = False

    with connection.cursor() as cursor:
        facts = {"public_id": signature.public_id, "slug": petition.slug, "now": now, "grace": GRACE}
        cursor.execute(confirming._count_statement(), facts)

        assert cursor.fetchone() == (int(may),)
