"""Help with a parent beside: consent, half an hour, steps, an account without an address and how it gets one."""

from __future__ import annotations

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone

from bijles.core.errors import HelpersMailbox, NameTaken
from bijles.models import Child, EnrolledPass, Family, HelpDesk, HelpStep, HelpVisit, Pass, WrongTry
from bijles.models.family import PassState
from bijles.queries import helping as queries
from bijles.services import helping, proving
from bijles.services.helping import Consent
from ndt.jobs.models import Job
from ndt.people import phones
from ndt.people import services as people
from ndt.people.models import Kind, Membership, Organisation, Role, User
from tests.bijles import factories, lessons
from tests.bijles.factories import BORN, NOON, NUMBER
from tests.campaigns.races import at_once

pytestmark = pytest.mark.django_db
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
TYPED = proving.Typed(NUMBER, BORN, "block")
YES = Consent(1, "De bibliotheek mag mij helpen.")


@pytest.fixture
def desk(stadspas):
    factories.listed(stadspas)
    return help_desk(stadspas)


@pytest.fixture
def hana(desk):
    return helper(desk)


def help_desk(scheme, name="Bibliotheek"):
    house = Organisation.objects.create(name=name, kind=Kind.HELP, solution="bijles")
    return HelpDesk.objects.create(organisation=house, scheme=scheme)


def helper(desk):
    user = factories.account()
    Membership.objects.create(user=user, organisation=desk.organisation, role=Role.HELPER, since=NOON.date())
    return user


def begin(desk, user, *, typed=TYPED, now=NOON):
    return helping.begin(desk=desk, helper=user, typed=typed, consent=YES, language="nl", now=now)


def at_noon(day):
    return NOON + (day - NOON.date())


def letters(template):
    return [job.payload for job in Job.objects.filter(kind="mail.send", payload__template=f"bijles/{template}")]


def seen(user, visit, now=NOON):
    return queries.visit(user, visit.pk, now=now, on=now.date())


def test_a_pass_that_nobody_holds_makes_a_family_without_an_address(desk, hana):
    visit = begin(desk, hana)

    assert not visit.family.user.has_mailbox
    assert visit.family.passes.get().last_three == NUMBER[-3:]
    assert (visit.words, visit.version, visit.ends_at) == (YES.words, 1, NOON + 30 * MINUTE)
    assert letters("helped") == []


def test_a_family_that_has_a_pass_is_helped_itself_and_hears_of_it(desk, hana):
    parent = factories.account("amina@voorbeeld.nl")
    held = proving.prove(scheme=desk.scheme, user=parent, typed=TYPED, now=NOON)

    visit = begin(desk, hana)

    assert visit.family == held.family
    (letter,) = letters("helped")
    assert letter["to"] == "amina@voorbeeld.nl"
    assert NUMBER[-3:] not in str(letter["context"])


@pytest.mark.parametrize(
    "wrong",
    [
        {"number": "6064366012345679"},
        {"born": BORN + DAY},
    ],
)
def test_a_wrong_pass_opens_nothing_and_counts_against_the_helper(desk, hana, wrong):
    typed = proving.Typed(**{"number": NUMBER, "born": BORN, "block": "block"} | wrong)

    assert begin(desk, hana, typed=typed) is None
    assert not HelpVisit.objects.exists()
    assert not User.objects.filter(email__endswith=people.NO_MAILBOX).exists()
    for _try in range(4):
        begin(desk, hana, typed=typed)
    # The sixth is nothing even when it is right: the helper tried five times.
    assert begin(desk, hana, typed=proving.Typed(NUMBER, BORN, "elsewhere")) is None
    assert WrongTry.objects.count() == 15


def test_a_blocked_or_expired_pass_opens_nothing(desk, hana):
    begin(desk, hana)
    Pass.objects.update(state=PassState.BLOCKED)
    assert begin(desk, hana) is None
    EnrolledPass.objects.update(valid_until=NOON.date() - DAY)
    assert begin(desk, hana) is None


def test_a_visit_is_of_one_helper_for_half_an_hour(desk, hana):
    visit = begin(desk, hana)

    assert seen(hana, visit) == visit
    assert seen(hana, visit, NOON + 29 * MINUTE) == visit
    assert seen(hana, visit, NOON + 30 * MINUTE) is None
    assert seen(helper(desk), visit) is None
    helping.end(visit=visit, now=NOON + MINUTE)
    assert seen(hana, visit) is None


def test_who_helps_no_more_sees_nothing_at_once(desk, hana):
    visit = begin(desk, hana)

    Membership.objects.filter(user=hana).update(until=NOON.date())

    assert seen(hana, visit) is None


def test_a_next_visit_ends_the_one_before(desk, hana):
    first = begin(desk, hana)
    second = begin(desk, hana, now=NOON + MINUTE)

    first.refresh_from_db()
    assert (first.closed_at, second.closed_at) == (NOON + MINUTE, None)
    with pytest.raises(IntegrityError), transaction.atomic():
        HelpVisit.objects.filter(pk=first.pk).update(closed_at=None)


def test_what_a_parent_agreed_to_is_never_changed(desk, hana):
    begin(desk, hana)

    with pytest.raises(DatabaseError), transaction.atomic():
        HelpVisit.objects.update(words="Iets anders.")
    with pytest.raises(DatabaseError), transaction.atomic():
        HelpVisit.objects.update(ends_at=NOON + DAY)


def test_a_city_adds_helpers_and_lets_nobody_in_at_another(desk, hana):
    elsewhere, today = factories.scheme(slug="elders", title="Elders"), NOON.date()
    also = helping.add_helper(scheme=desk.scheme, name="Bibliotheek", email="hugo@voorbeeld.nl", today=today)

    assert also == desk
    assert queries.helpers(desk.scheme, on=today).count() == 2
    with pytest.raises(NameTaken):
        helping.add_helper(scheme=elsewhere, name="Bibliotheek", email="omar@voorbeeld.nl", today=today)
    assert not Membership.objects.filter(user__email="omar@voorbeeld.nl").exists()
    assert not queries.helpers(elsewhere, on=today).exists()


def test_a_family_reads_who_helped_and_what_was_done(desk, hana):
    visit = begin(desk, hana)
    helping.did(helping.step(visit=visit, what="bijles:new-child", booking=None, now=NOON + MINUTE))
    helping.step(visit=visit, what="bijles:book", booking=None, now=NOON + 2 * MINUTE)
    helping.end(visit=visit, now=NOON + 3 * MINUTE, by_family=True)
    helping.end(visit=visit, now=NOON + 4 * MINUTE)

    (helped,) = queries.of_family(visit.family, now=NOON + 5 * MINUTE)
    told = [(words, step.done) for words, step in helped.steps]
    assert told == [
        ("De hulp begon", True),
        ("Een kind toegevoegd", True),
        ("Een tijd gekozen", False),
        ("De hulp stopte", True),
    ]
    assert (helped.visit.stopped_by_family, helped.is_open) == (True, False)


def test_an_account_without_an_address_stays_and_gets_no_mail(desk, hana):
    visit = begin(desk, hana)
    User.objects.update(created_at=NOON - 10 * DAY)

    people.delete_unconfirmed(timezone.now())

    assert User.objects.filter(pk=visit.family.user_id).exists()
    assert not helping.mail.queue(helping.emails.helped(visit.family.user, desk), key="x")


def test_the_mailbox_that_opens_the_link_gets_the_account(desk, hana):
    visit = begin(desk, hana)
    assert helping.offer_account(visit=visit, address="amina@voorbeeld.nl", now=NOON)
    (letter,) = letters("take_home")
    assert (letter["to"], "Sami" in str(letter)) == ("amina@voorbeeld.nl", False)

    assert helping.take_home(family=visit.family, address="amina@voorbeeld.nl")
    assert helping.take_home(family=visit.family, address="amina@voorbeeld.nl")

    parent = User.objects.get(email="amina@voorbeeld.nl")
    assert parent == visit.family.user
    assert EmailAddress.objects.get(user=parent).verified
    # The link that another mailbox got in the meantime opens nothing any more.
    assert not helping.take_home(family=visit.family, address="ander@voorbeeld.nl")
    assert not helping.offer_account(visit=HelpVisit.objects.get(), address="ander@voorbeeld.nl", now=NOON)


def test_a_mailbox_with_an_account_gets_the_family_and_the_empty_account_goes(desk, hana):
    visit, parent = begin(desk, hana), factories.account("amina@voorbeeld.nl")
    before = visit.family.user_id

    assert helping.take_home(family=visit.family, address="amina@voorbeeld.nl")

    assert Family.objects.get().user == parent
    assert not User.objects.filter(pk=before).exists()
    assert HelpStep.objects.exists()


def test_the_account_that_gets_the_family_opened_its_mailbox_and_stays(desk, hana):
    visit, parent = begin(desk, hana), factories.account("amina@voorbeeld.nl")
    EmailAddress.objects.create(user=parent, email=parent.email, primary=True, verified=False)
    User.objects.update(created_at=NOON - 10 * DAY)

    assert helping.take_home(family=visit.family, address=parent.email)
    people.delete_unconfirmed(NOON)

    assert Family.objects.get().user == parent
    assert EmailAddress.objects.get().verified


def test_an_account_with_an_empty_family_gets_the_one_with_the_pass(desk, hana):
    visit, parent = begin(desk, hana), factories.account("amina@voorbeeld.nl")
    Family.objects.create(user=parent)

    assert helping.take_home(family=visit.family, address=parent.email)

    assert Family.objects.get() == visit.family
    assert Family.objects.get().user == parent


def test_a_family_never_moves_to_who_helps(desk, hana):
    visit, colleague = begin(desk, hana), helper(desk)

    for mailbox in (hana.email.upper(), colleague.email):
        with pytest.raises(HelpersMailbox):
            helping.offer_account(visit=visit, address=mailbox, now=NOON)
    assert letters("take_home") == []
    # Whose role began after the link went out.
    Membership.objects.filter(user=colleague).update(since=timezone.localdate())
    assert not helping.take_home(family=visit.family, address=colleague.email)
    assert not Family.objects.get().user.has_mailbox


def test_a_mailbox_with_a_family_of_its_own_gets_no_second_one(desk, hana):
    visit = begin(desk, hana)
    other = factories.child(desk.scheme).family

    assert not helping.take_home(family=visit.family, address=other.user.email)
    assert Family.objects.get(pk=visit.family_id).user_id == visit.family.user_id


@pytest.mark.django_db(transaction=True)
def test_two_helpers_at_once_with_one_pass_make_one_family(stadspas):
    factories.listed(stadspas)
    desk = help_desk(stadspas)

    visits = at_once(lambda user: begin(desk, user), [helper(desk) for _number in range(4)])

    assert len({visit.family_id for visit in visits}) == 1
    assert (Family.objects.count(), Pass.objects.count(), HelpVisit.objects.count()) == (1, 1, 4)


@pytest.mark.django_db(transaction=True)
def test_one_helper_who_presses_twice_has_one_open_visit(stadspas):
    factories.listed(stadspas)
    desk = help_desk(stadspas)
    hana = helper(desk)

    at_once(lambda _number: begin(desk, hana), range(4))

    assert HelpVisit.objects.filter(closed_at=None).count() == 1


def test_a_family_without_a_mailbox_goes_a_year_after_its_pass_ended(desk, hana):
    visit = begin(desk, hana)
    factories.sibling(visit.family.passes.get())
    user, ended = visit.family.user, visit.family.passes.get().valid_until

    assert helping.forget(at_noon(ended) + 365 * DAY - DAY) == 0
    assert helping.forget(at_noon(ended) + 366 * DAY) == 1
    assert not Family.objects.exists()
    assert not Child.objects.exists()
    assert not User.objects.filter(email=user.email).exists()
    assert helping.forget(at_noon(ended) + 400 * DAY) == 0


def test_a_family_with_a_phone_stays(desk, hana):
    visit = begin(desk, hana)
    ended = visit.family.passes.get().valid_until
    assert phones.give(user=visit.family.user, number="+31612345678", now=NOON)

    assert helping.forget(at_noon(ended) + 400 * DAY) == 0


def test_a_family_with_a_mailbox_or_with_another_pass_stays(desk, hana):
    visit = begin(desk, hana)
    ended = visit.family.passes.get().valid_until
    factories.child(desk.scheme)
    other = factories.child(desk.scheme, until=f"{ended + 90 * DAY:%Y-%m-%d}").shown
    other.family = visit.family
    other.save(update_fields=["family"])

    assert helping.forget(at_noon(ended) + 400 * DAY) == 0
    Pass.objects.filter(pk=other.pk).update(valid_until=ended)
    assert helping.forget(at_noon(ended) + 400 * DAY) == 1
    assert Family.objects.count() == 2


def test_a_lesson_ahead_keeps_a_family(agreed):
    booked = lessons.booked(agreed)
    account = people.make_without_mailbox(language="nl")
    Family.objects.filter(pk=booked.child.family_id).update(user=account)
    Pass.objects.update(valid_until=NOON.date() - 400 * DAY)

    late = booked.period.lower - HOUR
    Family.objects.update(since=late - 400 * DAY)
    assert helping.forget(late) == 0
    assert helping.forget(late + 2 * DAY) == 1
