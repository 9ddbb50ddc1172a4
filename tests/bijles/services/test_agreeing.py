"""An agreement from offer to end: who signs, what holds, and what two at once may not do."""

from __future__ import annotations

import threading
from datetime import date, timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from bijles.core.errors import NotBookable, NotSignable
from bijles.core.ledger import Place
from bijles.models import Agreement, Booking, QualityAnnex
from bijles.models.lesson import LIVE, BookingState
from bijles.models.programme import AgreementState, Form
from bijles.models.quality import Side
from bijles.queries import city
from bijles.services import agreeing, booking, posting
from bijles.services.agreeing import Terms
from ndt.jobs.models import Job
from tests.bijles import factories, lessons
from tests.bijles.factories import NOON, START, wish
from tests.campaigns.races import PATIENCE_S, Meeting, both

pytestmark = pytest.mark.django_db


@pytest.fixture
def programme(db):
    return factories.programme(factories.scheme())


@pytest.fixture
def provider(programme):
    return lessons.provider(programme)


def terms(**facts):
    return Terms(
        **{
            "form": Form.TUTORING,
            "first_day": date(2027, 1, 1),
            "last_day": date(2027, 12, 31),
            "cents_an_hour": 2500,
            "most_pupils": 2,
            "no_show_percent": 50,
            "late_cancel_percent": 25,
            "late_cancel_hours": 24,
            "payment_days": 30,
            "at_home": False,
        }
        | facts
    )


def offered(programme, provider, **facts):
    return agreeing.offer(programme=programme, provider=provider, terms=terms(**facts))


def signed(made, *sides):
    user = factories.account()
    for side in sides or Side:
        made = agreeing.sign(agreement=made, side=side, by=user, now=NOON)
    return made


def why(work, **facts):
    with pytest.raises(NotSignable) as refused:
        work(**facts)
    return refused.value.why


def test_an_offer_holds_once_both_have_signed(programme, provider):
    made = offered(programme, provider)

    assert made.state == AgreementState.OFFERED
    assert signed(made, Side.PROVIDER).state == AgreementState.OFFERED
    assert signed(made, Side.PROVIDER).state == AgreementState.OFFERED
    assert signed(made, Side.MUNICIPALITY).state == AgreementState.ACTIVE
    assert {one.fingerprint for one in made.signatures.all()} == {agreeing.fingerprint(made)}


def test_an_agreement_keeps_the_answers_about_quality_of_its_day(programme, provider):
    made = offered(programme, provider)
    QualityAnnex.objects.update(keurmerk="none")

    made.refresh_from_db()
    assert (made.quality["keurmerk"], made.quality["kvk"]) == ("lvsi", "12345678")


def test_who_did_not_answer_about_quality_is_offered_nothing(programme, provider):
    QualityAnnex.objects.all().delete()

    assert why(agreeing.offer, programme=programme, provider=provider, terms=terms()) == "quality"


def test_who_has_no_safeguarding_contact_does_not_sign(programme, provider):
    made = offered(programme, provider)
    provider.organisation.memberships.all().delete()

    facts = {"agreement": made, "by": factories.account(), "now": NOON}
    assert why(agreeing.sign, side=Side.PROVIDER, **facts) == "contact"
    assert agreeing.sign(side=Side.MUNICIPALITY, **facts).state == AgreementState.OFFERED


def test_a_next_version_takes_over_when_it_is_signed_and_not_before(programme, provider):
    first = signed(offered(programme, provider))
    second = offered(programme, provider, cents_an_hour=2600)

    assert (second.version, Agreement.objects.get(pk=first.pk).state) == (2, AgreementState.ACTIVE)
    signed(second)

    states = dict(Agreement.objects.values_list("version", "state"))
    assert states == {1: AgreementState.ENDED, 2: AgreementState.ACTIVE}


def test_an_offer_that_waits_gives_way_to_the_next(programme, provider):
    first = offered(programme, provider)
    offered(programme, provider, payment_days=14)

    assert why(agreeing.sign, agreement=first, side=Side.PROVIDER, by=factories.account(), now=NOON) == "state"


def test_each_form_has_its_own_agreement(programme, provider):
    signed(offered(programme, provider))
    signed(offered(programme, provider, form=Form.HOMEWORK, most_pupils=8))

    assert Agreement.objects.filter(state=AgreementState.ACTIVE).count() == 2


def test_a_suspended_agreement_takes_no_bookings_until_it_holds_again(programme, provider):
    made = signed(offered(programme, provider))
    bram, sami = factories.tutor(made), factories.child(programme.scheme)
    agreeing.suspend(agreement=made)

    assert lessons.refusal(sami, wish(made, bram)) == "agreement"
    agreeing.resume(agreement=made)
    assert booking.hold(child=sami, wish=wish(made, bram), now=NOON)


def booked(child, made, tutor, *, hours=0, now=NOON):
    held = booking.hold(child=child, wish=wish(made, tutor, START + timedelta(hours=hours)), now=now)
    return booking.confirm(booking=held, now=now)


def letters():
    return Job.objects.filter(kind="mail.send", payload__template="bijles/lesson_dropped").count()


def test_what_was_booked_goes_on_or_stops_as_the_municipality_chooses(programme, provider):
    made = signed(offered(programme, provider))
    bram, sami = factories.tutor(made), factories.child(programme.scheme)
    lesson = booked(sami, made, bram)
    agreeing.suspend(agreement=made)
    lesson.refresh_from_db()
    assert (lesson.state, city.ahead(made, NOON)) == (BookingState.CONFIRMED, (1, 1))
    agreeing.resume(agreement=made)

    assert agreeing.stop(agreement=made, now=NOON) == [lesson]
    lessons.told()

    lesson.refresh_from_db()
    assert (lesson.state, city.ahead(made, NOON), letters()) == (BookingState.DROPPED, (0, 0), 1)
    assert posting.balance(Place.BUDGET, lesson.owner) == programme.budget_cents
    assert why(agreeing.stop, agreement=made, now=NOON) == "state"
    assert posting.faults() == []


def test_a_lesson_that_has_begun_and_one_of_another_agreement_go_on(programme, provider):
    made = signed(offered(programme, provider))
    other = signed(offered(programme, provider, form=Form.HOMEWORK, most_pupils=8))
    bram, sami = factories.tutor(made), factories.child(programme.scheme)
    begun, elsewhere = booked(sami, made, bram), booked(sami, other, bram, hours=2)

    assert agreeing.stop(agreement=made, now=START + timedelta(minutes=1)) == []

    assert set(Booking.objects.filter(state=BookingState.CONFIRMED)) == {begun, elsewhere}


@pytest.mark.django_db(transaction=True)
def test_bookings_and_a_stop_at_once_leave_no_lesson_behind(programme, provider):
    made = signed(offered(programme, provider))
    bram = factories.tutor(made)
    booked(factories.child(programme.scheme), made, bram)
    children = [factories.child(programme.scheme) for _family in range(4)]

    def books(child, place):
        try:
            # Two seats of a lesson that is there, and two lessons that are not.
            return booked(child, made, bram, hours=place // 2)
        except NotBookable as refused:
            return refused.why

    works = [lambda child=child, place=place: books(child, place) for place, child in enumerate(children, 1)]
    works.insert(2, lambda: agreeing.stop(agreement=made, now=NOON))
    outcomes = both(*works)

    assert not [one for one in outcomes if isinstance(one, Exception)]
    assert not Booking.objects.filter(state__in=LIVE).exists()
    lessons.told()
    assert letters() == Booking.objects.filter(state=BookingState.DROPPED, made_at=NOON).count()
    assert posting.faults() == []


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_a_seat_in_a_lesson_that_is_there_survives_the_stop(programme, provider, monkeypatch):
    made = signed(offered(programme, provider))
    bram = factories.tutor(made)
    booked(factories.child(programme.scheme), made, bram)
    second = factories.child(programme.scheme)
    looked, stopped = threading.Event(), threading.Event()
    seat = booking._seat

    def seated_before_the_stop(*facts):
        found = seat(*facts)
        looked.set()
        assert stopped.wait(PATIENCE_S)
        return found

    def stopping():
        assert looked.wait(PATIENCE_S)
        Agreement.objects.filter(pk=made.pk).update(state=AgreementState.SUSPENDED)
        stopped.set()

    monkeypatch.setattr(booking, "_seat", seated_before_the_stop)
    outcomes = both(lambda: booked(second, made, bram), stopping)

    # A suspension that takes no lock on the tutors leaves this lesson behind; `stop` waits for it and cancels it.
    assert isinstance(outcomes[0], Booking)
    assert Booking.objects.filter(state=BookingState.CONFIRMED).count() == 2


@pytest.mark.parametrize(
    ("steps", "wrong"), [((), "resume"), (("end",), "suspend"), (("end",), "resume"), (("suspend",), "suspend")]
)
def test_an_agreement_takes_its_own_steps(programme, provider, steps, wrong):
    made = signed(offered(programme, provider))
    for step in steps:
        getattr(agreeing, step)(agreement=made)

    assert why(getattr(agreeing, wrong), agreement=made) == "state"


def test_what_was_agreed_and_signed_is_not_changed(programme, provider):
    signed(offered(programme, provider))

    for change in (
        "UPDATE bijles_agreement SET cents_an_hour = 1",
        "UPDATE bijles_agreement SET payment_days = 90",
        "UPDATE bijles_agreement SET quality = '{}'",
        "UPDATE bijles_agreementsignature SET fingerprint = ''",
        "DELETE FROM bijles_agreementsignature",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(change)


def test_another_cent_is_another_fingerprint(programme, provider):
    one, other = offered(programme, provider), offered(programme, provider, cents_an_hour=2501)

    assert agreeing.fingerprint(one) != agreeing.fingerprint(other)


@pytest.mark.django_db(transaction=True)
def test_two_who_sign_at_once_make_one_agreement_that_holds(programme, provider):
    made = offered(programme, provider)
    user = factories.account()
    works = [lambda side=side: agreeing.sign(agreement=made, side=side, by=user, now=NOON) for side in (*Side, *Side)]

    outcomes = both(*works)

    assert not [one for one in outcomes if isinstance(one, Exception)]
    made.refresh_from_db()
    assert (made.state, made.signatures.count()) == (AgreementState.ACTIVE, 2)


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_two_who_sign_at_once_leave_it_without_force(programme, provider, monkeypatch):
    made = offered(programme, provider)
    user, both_signed = factories.account(), Meeting(2)
    unlocked = Agreement.objects.select_related("programme__scheme__municipality", "provider__organisation")
    monkeypatch.setattr(agreeing, "_lock", lambda one: unlocked.get(pk=one.pk))

    def sign(side):
        with transaction.atomic():
            agreeing.sign(agreement=made, side=side, by=user, now=NOON)
            both_signed()

    both(*[lambda side=side: sign(side) for side in Side])

    made.refresh_from_db()
    assert (made.state, made.signatures.count()) == (AgreementState.OFFERED, 2)


@pytest.mark.django_db(transaction=True)
def test_two_offers_at_once_are_two_versions_of_which_one_waits(programme, provider):
    outcomes = both(*[lambda: offered(programme, provider) for _offer in range(3)])

    assert sorted(one.version for one in outcomes) == [1, 2, 3]
    assert Agreement.objects.filter(state=AgreementState.OFFERED).count() == 1
