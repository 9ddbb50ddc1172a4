"""The worker's half: what a form leads to, whatever the mailbox did before."""

from datetime import timedelta

import pytest

from campaigns import links
from campaigns.core import signing
from campaigns.models import FormLetter, Intake, Signature
from campaigns.models.signature import State
from campaigns.services import confirming, intake, moderation
from campaigns.services import signing as signing_service
from ndt.jobs.models import Job
from ndt.mail import services as mail
from ndt.mail.models import Reason
from tests.campaigns import factories

pytestmark = pytest.mark.django_db


def letters():
    return [
        job.payload["template"].rpartition("/")[2]
        for job in Job.objects.filter(kind="mail.send").order_by("created_at")
    ]


def test_a_first_form_makes_a_pending_signature_and_asks_to_confirm(petition, now):
    signature = factories.handled(petition, now=now)

    assert signature.state == State.PENDING
    assert signature.text_digest == petition.texts.get().digest
    assert letters() == ["confirm"]


def test_the_form_itself_stores_no_name_outside_the_outbox(petition):
    factories.submit(petition)

    fields = {field.name for field in Intake._meta.get_fields()}
    assert not fields & {"name", "email", "place"}
    assert Signature.objects.count() == 0


def test_a_second_form_under_the_same_name_asks_again_and_makes_no_second_row(petition, now):
    factories.handled(petition, now=now)
    factories.handled(petition, now=now, name="amina EL amrani", place="Den Haag")

    assert Signature.objects.get().place == "Den Haag"
    assert letters() == ["confirm", "confirm"]


def test_who_signed_already_hears_so_by_mail_only(petition, now):
    signature = factories.handled(petition, now=now)
    Signature.objects.filter(pk=signature.pk).update(state=State.CONFIRMED, confirmed_at=now)

    factories.handled(petition, now=now)

    assert letters() == ["confirm", "already"]


def test_an_alias_reaches_the_same_mailbox(petition, now):
    factories.handled(petition, now=now, email="j.jansen+petitie@gmail.com")
    factories.handled(petition, now=now, email="jjansen@googlemail.com")

    assert Signature.objects.count() == 1


def test_another_provider_keeps_its_dots(petition, now):
    factories.handled(petition, now=now, email="j.jansen@school.example")
    factories.handled(petition, now=now, email="jjansen@school.example")

    assert Signature.objects.count() == 2


def test_two_people_may_share_a_mailbox_and_a_third_may_not(petition, now):
    for name in ("Amina", "Bram"):
        made = factories.handled(petition, now=now, name=name)
        Signature.objects.filter(pk=made.pk).update(state=State.CONFIRMED, confirmed_at=now)

    factories.handled(petition, now=now, name="Coby")

    assert sorted(Signature.objects.values_list("name", "slot")) == [("Amina", 1), ("Bram", 2)]
    assert letters() == ["confirm", "confirm", "full"]


def test_a_name_a_stranger_typed_does_not_keep_the_second_person_out(petition, now):
    amina = factories.handled(petition, now=now, name="Amina")
    Signature.objects.filter(pk=amina.pk).update(state=State.CONFIRMED, confirmed_at=now)
    factories.handled(petition, now=now, name="Verzonnen")

    factories.handled(petition, now=now, name="Bram")

    assert sorted(Signature.objects.values_list("name", flat=True)) == ["Amina", "Bram"]


def test_a_mailbox_gets_three_letters_a_day_and_six_a_petition(petition, now):
    for day in range(4):
        for _ in range(4):
            factories.handled(petition, now=now + timedelta(days=2 * day))

    assert len(letters()) == 6
    assert FormLetter.objects.filter(created_at=now).count() == 3


def test_three_letters_a_day_are_counted_over_all_petitions(petition, now):
    other = factories.petition()
    for _ in range(2):
        factories.handled(petition, now=now)
        factories.handled(other, now=now)

    assert len(letters()) == 3


def test_a_mailbox_that_said_not_me_gets_nothing_and_no_row(petition, now):
    mail.suppress(address="amina@ouders.example", reason=Reason.NOT_ME, now=now)

    assert factories.handled(petition, now=now) is None
    assert letters() == []
    assert Signature.objects.count() == 0


def test_handling_a_form_twice_changes_nothing(petition, now):
    sent = factories.submit(petition, now=now)
    for _ in range(2):
        intake.process(intake_id=sent.intake, form=factories.form(petition), signals=[], now=now)

    assert len(letters()) == 1


def test_a_form_over_the_limit_of_its_block_is_held_and_never_dropped(petition, now, monkeypatch):
    monkeypatch.setattr("campaigns.services.signing.BURST", (2, timedelta(minutes=10)))
    sent = [factories.submit(petition, now=now) for _ in range(3)]

    assert [one.held for one in sent] == [False, False, True]


def test_a_held_form_is_confirmed_as_any_other_and_waits_for_a_person(petition, now, monkeypatch):
    monkeypatch.setattr("campaigns.services.signing.BURST", (1, timedelta(minutes=10)))
    factories.submit(petition, now=now)
    sent = factories.submit(petition, now=now)
    made = intake.process(intake_id=sent.intake, form=factories.form(petition), signals=[], now=now)

    token = links.token(links.Purpose.CONFIRM, made.public_id)
    confirming.confirm(slug=petition.slug, token=token, now=now)
    assert Signature.objects.get(pk=made.pk).state == State.HELD


def test_a_trusted_block_is_not_held(petition, now, monkeypatch):
    monkeypatch.setattr("campaigns.services.signing.BURST", (1, timedelta(minutes=10)))
    moderation.trust(address="192.0.2.1", reason="school", days=1, now=now)

    assert [factories.submit(petition, now=now).held for _ in range(3)] == [False] * 3


def test_signals_are_kept_and_never_a_reason_to_drop(petition, now):
    sent = factories.submit(petition, now=now)
    made = intake.process(intake_id=sent.intake, form=factories.form(petition), signals=["honeypot", "fast"], now=now)

    assert made.signals == ["fast", "honeypot"]
    assert letters() == ["confirm"]


@pytest.mark.parametrize("state", ["new", "pending", "confirmed", "withdrawn", "blocked", "alias"])
def test_sending_a_form_asks_the_same_statements_of_the_database_for_every_address(
    petition, now, state, django_assert_num_queries
):
    factories.handled(petition, now=now, email="known@gmail.com")
    email = {"alias": "kn.own+x@googlemail.com", "new": "other@ouders.example"}.get(state, "known@gmail.com")
    if state in {"confirmed", "withdrawn"}:
        Signature.objects.update(state=state, confirmed_at=now)
    if state == "blocked":
        mail.suppress(address="known@gmail.com", reason=Reason.NOT_ME, now=now)

    form = factories.form(petition, email=email)
    with django_assert_num_queries(1) as asked:
        signing_service.submit(petition=petition, form=form, block="192.0.2.1", signals=[], now=now)

    assert asked[0]["sql"].split()[0] == "WITH"


def test_letters_a_day_is_what_the_issue_says():
    assert (signing.LETTERS_A_DAY, signing.LETTERS_A_PETITION, signing.CODE_TRIES) == (3, 6, 5)
