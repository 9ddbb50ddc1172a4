"""People leave, others come in their place, applications expire and are forgotten; reminders go to who waits."""

from datetime import date, timedelta

import pytest

from ndt.people.models import User
from ndt.privacy.models import Cause
from ndt.privacy.registry import Person
from ndt.privacy.services import erasing, exporting
from tests.wisselkracht import factories
from tests.wisselkracht.factories import letters, person
from wisselkracht import tasks
from wisselkracht.core.refusals import NoRegisterAddress, NotNow, SamePerson, TooOften, WrongCode
from wisselkracht.core.steps import Role
from wisselkracht.models import Applicant, Application, Exclusion, Job, RegisterCode, Round, Verification, Wishes
from wisselkracht.services import leaving, reminding, verifying

pytestmark = pytest.mark.django_db


def stage(application):
    return Application.objects.get(pk=application.pk).stage


def test_without_its_teacher_an_application_ends_and_the_teacher_is_free(now):
    application = factories.complete()

    leaving.leave(applicant=person(application, Role.TEACHER), now=now)

    assert stage(application) == "withdrawn"
    assert letters().count("withdrawn") == 2
    assert not Applicant.objects.filter(counts=True).exists()
    with pytest.raises(NotNow):
        leaving.leave(applicant=person(application, Role.DIRECTOR), now=now)


def test_a_buddy_who_leaves_leaves_a_place_and_another_makes_it_whole_again(now):
    application = factories.complete()
    leaving.leave(applicant=person(application, Role.BUDDY), now=now)
    assert stage(application) == "waiting"
    assert letters()[-1] == "buddy_left"
    assert person(application, Role.BUDDY).email == ""

    teacher = person(application, Role.TEACHER)
    leaving.replace(by=teacher, role=Role.BUDDY, name="Bea", email="bea@leraren.example", now=now)
    assert letters("bea@leraren.example") == ["invite"]
    factories.confirm(application, Role.BUDDY)

    assert stage(application) == "verified"


def test_only_who_did_not_confirm_is_replaced_and_only_by_teacher_or_starter(now):
    application = factories.confirm(factories.begun(), Role.TEACHER, Role.DIRECTOR)
    director, teacher = person(application, Role.DIRECTOR), person(application, Role.TEACHER)

    for by, role in ((teacher, Role.DIRECTOR), (director, Role.BUDDY), (teacher, Role.TEACHER)):
        with pytest.raises(NotNow):
            leaving.replace(by=by, role=role, name="Bea", email="bea@leraren.example", now=now)
    with pytest.raises(SamePerson):
        leaving.replace(by=teacher, role=Role.BUDDY, name="Bea", email=teacher.email, now=now)


def test_the_link_of_who_was_replaced_opens_nothing(now):
    application = factories.confirm(factories.begun(), Role.TEACHER)
    buddy = person(application, Role.BUDDY)

    leaving.replace(
        by=person(application, Role.TEACHER), role=Role.BUDDY, name="Bea", email="bea@leraren.example", now=now
    )

    assert buddy.links.count() == 1
    assert person(application, Role.BUDDY).name == "Bea"


def test_what_waits_five_weeks_expires_and_who_confirmed_hears_it(now):
    application = factories.confirm(factories.begun(), Role.TEACHER)
    whole = factories.complete()

    assert leaving.expire(now=now + timedelta(days=34)) == 0
    assert leaving.expire(now=now + timedelta(days=35)) == 1

    assert (stage(application), stage(whole)) == ("expired", "verified")
    assert letters().count("expired") == 1
    assert not person(application, Role.TEACHER).counts


def test_what_ended_is_forgotten_after_60_days_and_a_round_a_year_after_its_end(now):
    gone = factories.begun()
    leaving.expire(now=now + timedelta(days=35))
    kept = factories.complete()

    assert tasks.forget_ended(now + timedelta(days=35 + 59)) == 0
    assert tasks.forget_ended(now + timedelta(days=35 + 61)) == 1
    assert not Application.objects.filter(pk=gone.pk).exists()

    Round.objects.filter(pk=kept.round_id).update(
        starts_on=date(2025, 2, 1), decides_on=date(2025, 1, 1), ends_on=date(2025, 7, 1)
    )
    assert tasks.forget_ended(now + timedelta(days=100)) == 1


def test_an_exclusion_is_kept_once_and_can_be_taken_back(now):
    application = factories.begun()
    teacher, other = person(application, Role.TEACHER), factories.school()
    for _time in range(2):
        leaving.exclude(applicant=teacher, school_id=other.pk)
    leaving.exclude(applicant=teacher, board_id=other.board_id)

    assert Exclusion.objects.count() == 2
    leaving.include_again(applicant=teacher, number=Exclusion.objects.filter(board=None).get().pk)
    leaving.include_again(applicant=person(application, Role.DIRECTOR), number=Exclusion.objects.get().pk)
    assert Exclusion.objects.count() == 1


def code_of(application):
    jobs = list(factories.Job.objects.filter(payload__template="wisselkracht/register_code"))
    assert jobs[-1].payload["to"] == application.school.email
    return jobs[-1].payload["context"]["code"]


def test_a_code_that_went_to_the_school_verifies_the_director(now):
    application = factories.complete(known=False)
    director = person(application, Role.DIRECTOR)
    verifying.mail_code(director=director, now=now)
    code = code_of(application)
    assert not RegisterCode.objects.filter(code_hash__contains=code).exists()

    verifying.use_code(director=director, typed=code.lower().replace("-", " "), now=now)

    assert stage(application) == "verified"
    assert Verification.objects.get().how == "code"
    assert letters().count("verified") == 2
    assert not RegisterCode.objects.exists()


def test_five_wrong_codes_and_the_right_one_does_not_work_any_more(now):
    application = factories.complete(known=False)
    director = person(application, Role.DIRECTOR)
    verifying.mail_code(director=director, now=now)

    left = []
    for _time in range(6):
        with pytest.raises(WrongCode) as caught:
            verifying.use_code(director=director, typed="0000-0000", now=now)
        left.append(caught.value.left)
    assert left == [4, 3, 2, 1, 0, 0]
    with pytest.raises(WrongCode):
        verifying.use_code(director=director, typed=code_of(application), now=now)


def test_a_code_is_dead_after_thirty_days_and_after_a_new_one(now):
    application = factories.complete(known=False)
    director = person(application, Role.DIRECTOR)
    first = verifying.letter_code(application=application, now=now)
    second = verifying.letter_code(application=application, now=now)

    with pytest.raises(TooOften):
        verifying.letter_code(application=application, now=now)
    for code, at in ((first, now), (second, now + timedelta(days=30))):
        with pytest.raises(WrongCode):
            verifying.use_code(director=director, typed=code, now=at)
    verifying.use_code(director=director, typed=second, now=now + timedelta(days=29))
    assert stage(application) == "verified"


def test_without_an_address_in_the_register_a_letter_must_go(now):
    application = factories.complete(known=False, school=factories.school(email=""))

    with pytest.raises(NoRegisterAddress):
        verifying.mail_code(director=person(application, Role.DIRECTOR), now=now)


def test_a_coordinator_writes_down_a_call_once_and_only_after_the_director_confirmed(now):
    coby = User.objects.create_user("coby@voorbeeld.example", name="Coby")
    early = factories.confirm(factories.begun(), Role.TEACHER)
    application = factories.complete(known=False)

    with pytest.raises(NotNow):
        verifying.by_phone(application=early, by=coby, note="Belde 010, sprak Daan.", now=now)
    verifying.by_phone(application=application, by=coby, note="Belde 010, sprak Daan.", now=now)
    with pytest.raises(NotNow):
        verifying.by_phone(application=application, by=coby, note="Nog eens.", now=now)

    assert stage(application) == "verified"
    assert Verification.objects.get().by == coby


def test_the_daily_round_reminds_expires_and_closes(now):
    application = factories.confirm(factories.begun(), Role.TEACHER)

    for day in range(1, 50):
        tasks.look_after_rounds(now + timedelta(days=day))

    assert letters().count("reminder") == 4  # director and buddy, on day 3 and day 8
    assert stage(application) == "expired"
    assert Round.objects.get().state == "closed"


def test_a_round_is_reminded_in_one_go_by_the_worker_and_not_twice_a_day(now):
    found = factories.round_()
    for _number in range(3):
        factories.confirm(factories.begun(round=found), Role.TEACHER)
    later = now + timedelta(days=2)
    stopped = Applicant.objects.filter(role="buddy").first()
    reminding.stop(stopped.public_id.hex, later)

    assert reminding.remind_round(found=found, now=later) == 5
    for _twice in range(2):
        reminding.remind_batch(round_id=found.pk, at=later, after=0, now=later)

    assert letters().count("reminder") == 5
    assert reminding.remind_round(found=found, now=later + timedelta(hours=1)) == 0


def erase(email):
    return erasing.erase(person=Person(addresses=frozenset({email})), cause=Cause.OPERATOR, now=factories.NOON)


def test_a_teacher_who_is_erased_takes_the_answers_along(now):
    application = factories.complete()
    teacher = person(application, Role.TEACHER)

    erase(teacher.email)

    assert stage(application) == "withdrawn"
    assert not Job.objects.exists()
    assert not Wishes.objects.exists()
    assert person(application, Role.TEACHER).email == ""
    assert person(application, Role.BUDDY).email


def test_a_buddy_who_is_erased_leaves_a_place(now):
    application = factories.complete()

    erase(person(application, Role.BUDDY).email)

    assert stage(application) == "waiting"
    assert person(application, Role.BUDDY).has_left


def test_an_export_shows_the_own_answers_and_nobody_elses(now):
    application = factories.complete()
    leaving.exclude(applicant=person(application, Role.TEACHER), school_id=factories.school().pk)
    teacher, buddy = person(application, Role.TEACHER), person(application, Role.BUDDY)

    mine = str(exporting.export(person=Person(addresses=frozenset({teacher.email})), now=now))
    other = str(exporting.export(person=Person(addresses=frozenset({buddy.email})), now=now))

    assert teacher.name in mine
    assert "formatief" in mine
    assert buddy.name not in mine
    assert "formatief" not in other
    assert teacher.name not in other
