"""A report: what it stops, who hears of it, and who reads it. And a race that it may not lose."""

from __future__ import annotations

import threading
from datetime import timedelta
from uuid import uuid4

import pgtrigger
import pytest
from django.db import DatabaseError, connection, transaction

from bijles import links
from bijles.core.errors import NotBookable, StillWithdrawn
from bijles.core.safety import About, What, Who
from bijles.models import Booking, Lesson, SafetyLook, SafetyReport, Tutor
from bijles.models.lesson import LIVE, BookingState, LessonState
from bijles.queries import safety as queries
from bijles.services import booking, posting, safety
from bijles.services.safety import Told
from ndt.jobs.models import Job
from ndt.people.models import Membership, Role
from tests.bijles import factories, lessons
from tests.bijles.factories import NOON, START, wish
from tests.campaigns.races import PATIENCE_S, both

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def lesson(sami, agreed, bram):
    return booked(sami, wish(agreed, bram))


@pytest.fixture
def vera(agreed):
    return contact(agreed.provider.organisation)


@pytest.fixture
def coen(stadspas):
    return contact(stadspas.municipality)


def contact(organisation, role=Role.CONFIDANT):
    user = factories.account()
    Membership.objects.create(user=user, organisation=organisation, role=role)
    return user


def booked(child, asked):
    return booking.confirm(booking=booking.hold(child=child, wish=asked, now=NOON), now=NOON)


def told(what=What.UNSAFE, about=About.TUTOR, **facts):
    return Told(**{"key": uuid4(), "what": what, "who": Who.PARENT, "about": about} | facts)


def report(lesson, **facts):
    return safety.report(booking=lesson, told=told(**facts), now=NOON)


def letters(template):
    return [job for job in Job.objects.filter(kind="mail.send") if job.payload["template"] == f"bijles/{template}"]


def to(template):
    return sorted(job.payload["to"] for job in letters(template))


@pytest.mark.parametrize("what", [What.UNSAFE, What.BOUNDARY, What.PRIVATE, What.STRANGER])
def test_a_serious_report_about_a_tutor_stops_the_lessons_at_once(lesson, bram, vera, coen, what):
    made = report(lesson, what=what)

    bram.refresh_from_db()
    lesson.refresh_from_db()
    assert made.stopped_lessons
    assert (bram.suspended_at, lesson.state, lesson.lesson.state) == (
        NOON,
        BookingState.DROPPED,
        LessonState.CANCELLED,
    )
    assert posting.faults() == []


@pytest.mark.parametrize(
    "facts", [{"what": What.MANNERS}, {"what": What.OTHER}, {"what": What.UNSAFE, "about": About.OTHER}]
)
def test_another_report_is_told_and_stops_nothing(lesson, bram, vera, coen, facts):
    report(lesson, **facts)

    bram.refresh_from_db()
    lesson.refresh_from_db()
    assert (bram.suspended_at, lesson.state) == (None, BookingState.CONFIRMED)
    assert to("safety_report") == sorted([vera.email, coen.email])


def test_a_family_hears_that_its_lesson_is_off_and_who_else_can_teach(lesson, agreed, sami, vera, coen):
    Tutor.objects.filter(pk=factories.tutor(agreed).pk).update(first_name="Noor")
    factories.tutor(agreed).skills.all().delete()

    report(lesson, words="Hij sloeg Sami.")
    lessons.told()

    (letter,) = letters("lesson_dropped")
    assert letter.payload["to"] == sami.family.user.email
    assert letter.payload["context"]["others"] == [["Noor", str(agreed.provider)]]
    assert "sloeg" not in str(letter.payload)


def test_nothing_of_a_report_stands_in_the_letters_about_it(lesson, vera, coen):
    report(lesson, words="Hij sloeg Sami.", contact="0612345678")
    lessons.told()

    for job in Job.objects.all():
        assert "sloeg" not in str(job.payload)
        assert "0612345678" not in str(job.payload)


def test_the_safeguarding_contacts_hear_of_it_in_the_same_transaction(lesson, vera, coen):
    def report_and_fail():
        report(lesson)
        assert to("safety_report") == sorted([vera.email, coen.email])
        raise RuntimeError

    with pytest.raises(RuntimeError), transaction.atomic():
        report_and_fail()

    assert (letters("safety_report"), SafetyReport.objects.count()) == ([], 0)
    assert not Tutor.objects.exclude(suspended_at=None).exists()


def test_an_organisation_without_a_contact_hears_that_it_must_name_one(lesson, stadspas, vera):
    eva = contact(stadspas.municipality, Role.POLICYMAKER)

    made = report(lesson)

    assert (to("safety_report"), to("safety_nobody")) == ([vera.email], [eva.email])
    assert not SafetyReport.objects.for_reader(eva).filter(pk=made.pk).exists()


def test_a_report_that_nobody_can_read_reaches_the_coordinators(lesson, stadspas):
    coby = factories.account()
    team = stadspas.municipality
    type(team).objects.filter(pk=team.pk).update(solution="bijles")
    Membership.objects.create(user=coby, organisation=team, role=Role.COORDINATOR)

    report(lesson)

    assert to("safety_nobody") == [coby.email]


def test_a_report_that_nobody_opened_within_the_hour_is_told_again(lesson, vera, coen):
    made = report(lesson)
    waiting = Job.objects.get(kind=safety.UNREAD)

    assert (waiting.not_before, waiting.payload) == (NOON + HOUR, {"report": made.pk})
    assert safety.remind(report_id=made.pk) == 2
    assert safety.remind(report_id=made.pk) == 0


def test_a_report_that_was_opened_is_not_told_again(lesson, vera, coen):
    made = report(lesson)
    safety.look(report=made, by=vera, now=NOON)
    safety.look(report=made, by=vera, now=NOON + HOUR)

    assert safety.remind(report_id=made.pk) == 0
    assert SafetyLook.objects.get().at == NOON


def test_the_same_form_sent_twice_is_one_report(lesson, vera, coen):
    once = told()

    first = safety.report(booking=lesson, told=once, now=NOON)

    assert safety.report(booking=lesson, told=once, now=NOON + HOUR) == first
    assert len(letters("safety_report")) == 2


def test_only_the_contacts_of_the_two_organisations_read_a_report(lesson, stadspas, agreed, bram, vera, coen):
    made = report(lesson)
    other = factories.agreement(agreed.programme)
    others = [
        contact(other.provider.organisation),
        contact(agreed.provider.organisation, Role.PROVIDER),
        contact(agreed.provider.organisation, Role.TUTOR),
        contact(stadspas.municipality, Role.POLICYMAKER),
        contact(stadspas.municipality, Role.COORDINATOR),
        factories.account(),
    ]

    assert [list(SafetyReport.objects.for_reader(user)) for user in (vera, coen)] == [[made], [made]]
    assert not any(SafetyReport.objects.for_reader(user).exists() for user in others)


def test_what_was_reported_is_not_changed(lesson):
    made = report(lesson)

    for change in ("what = 'other'", "about = 'other'", "who = 'child'"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"UPDATE bijles_safetyreport SET {change} WHERE id = {made.pk}")


def test_a_withdrawn_vog_does_the_same_for_every_municipality(lesson, agreed, bram, vera, coen):
    elsewhere = factories.scheme(slug="elders", title="Elders")
    also = contact(elsewhere.municipality)
    factories.agreement(factories.programme(elsewhere), provider=agreed.provider)

    made = safety.withdraw_vog(tutor=bram, on=NOON.date(), now=NOON)

    bram.refresh_from_db()
    lesson.refresh_from_db()
    assert lesson.state == BookingState.DROPPED
    assert bram.vog_valid_until < NOON.date()
    assert to("safety_report") == sorted([vera.email, coen.email, also.email])
    assert safety.withdraw_vog(tutor=bram, on=NOON.date(), now=NOON + HOUR) == made


def test_a_closed_report_lets_the_tutor_teach_again_when_no_other_stops_it(lesson, bram, agreed, sami):
    first, second = report(lesson), report(lesson)

    safety.close(report=first, words="Besproken.", teaches_again=True, now=NOON + HOUR)
    bram.refresh_from_db()
    assert bram.suspended_at is not None
    safety.close(report=second, words="Besproken.", teaches_again=True, now=NOON + HOUR)

    bram.refresh_from_db()
    assert bram.suspended_at is None
    assert booking.hold(child=sami, wish=wish(agreed, bram), now=NOON + HOUR)


def test_a_closed_report_may_leave_the_lessons_stopped_and_closes_once(lesson, bram):
    made = report(lesson)

    safety.close(report=made, words="Aangifte gedaan.", teaches_again=False, now=NOON + HOUR)
    again = safety.close(report=made, words="Anders.", teaches_again=True, now=NOON + 2 * HOUR)

    bram.refresh_from_db()
    assert (again.closing, bram.suspended_at) == ("Aangifte gedaan.", NOON)


def test_a_tutor_with_a_withdrawn_vog_waits_for_a_new_one(lesson, bram):
    made = safety.withdraw_vog(tutor=bram, on=NOON.date(), now=NOON)

    with pytest.raises(StillWithdrawn):
        safety.close(report=made, words="Besproken.", teaches_again=True, now=NOON + HOUR)
    Tutor.objects.filter(pk=bram.pk).update(vog_withdrawn_on=None)
    safety.close(report=made, words="Nieuwe VOG.", teaches_again=True, now=NOON + HOUR)

    bram.refresh_from_db()
    assert bram.suspended_at is None


def test_a_lesson_is_found_by_its_code_its_day_and_its_tutor(lesson):
    day, name = START.date(), " bram "

    assert queries.lesson_by_code(code=lesson.code, day=day, first_name=name) == lesson
    assert queries.lesson_by_code(code=lesson.code, day=day + timedelta(days=1), first_name=name) is None
    assert queries.lesson_by_code(code=lesson.code, day=day, first_name="Noor") is None
    wrong = f"{(int(lesson.code) + 1) % 10_000:04d}"
    assert queries.lesson_by_code(code=wrong, day=day, first_name=name) is None
    assert links.reported_booking(links.report_token(lesson)) == lesson
    assert links.reported_booking("geen-code") is None


def outcome(child, asked):
    try:
        return booking.hold(child=child, wish=asked, now=NOON)
    except NotBookable as refused:
        return refused.why


@pytest.mark.django_db(transaction=True)
def test_a_booking_and_a_report_at_once_leave_no_lesson_behind(stadspas, agreed, bram, lesson, vera, coen):
    children = [factories.child(stadspas) for _family in range(4)]
    works = [
        lambda child=child, place=place: outcome(child, wish(agreed, bram, START + place * HOUR))
        for place, child in enumerate(children, 1)
    ]
    works.insert(2, lambda: report(lesson))

    outcomes = both(*works)

    assert not [one for one in outcomes if isinstance(one, Exception)]
    assert not Booking.objects.filter(state__in=LIVE).exists()
    lessons.told()
    dropped = Booking.objects.filter(state=BookingState.DROPPED).count()
    assert len(letters("lesson_dropped")) == dropped
    assert posting.faults() == []


@pytest.mark.django_db(transaction=True)
def test_without_lock_and_trigger_a_lesson_survives_the_report(stadspas, agreed, bram, lesson, monkeypatch):
    looked, reported = threading.Event(), threading.Event()
    seat = booking._seat

    def after_the_report(*facts):
        looked.set()
        assert reported.wait(PATIENCE_S)
        return seat(*facts)

    def reporting():
        assert looked.wait(PATIENCE_S)
        report(lesson)
        reported.set()

    monkeypatch.setattr(booking, "_lock_tutor", lambda tutor: Tutor.objects.get(pk=tutor))
    monkeypatch.setattr(booking, "_seat", after_the_report)
    child = factories.child(stadspas)

    def booking_unchecked():
        with pgtrigger.ignore("bijles.Lesson:lesson_within_vog_and_agreement"):
            return outcome(child, wish(agreed, bram, START + HOUR))

    outcomes = both(booking_unchecked, reporting)

    assert isinstance(outcomes[0], Booking)
    assert Booking.objects.get(state__in=LIVE).lesson.tutor.suspended_at == NOON
    Lesson.objects.update(state=LessonState.CANCELLED)
