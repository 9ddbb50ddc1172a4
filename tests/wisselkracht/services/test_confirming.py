"""Three people confirm; the application becomes complete, is verified, moves when late, and never loses anything."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from ndt.jobs.models import Job
from tests.wisselkracht import factories
from tests.wisselkracht.factories import letters, person
from wisselkracht import links
from wisselkracht.core.jobs import BadJob
from wisselkracht.core.refusals import (
    NoRound,
    NotNow,
    OutsideRegion,
    SamePerson,
    SchoolClosed,
    TeacherTwice,
    TooOften,
    UnknownTheme,
)
from wisselkracht.core.steps import Role
from wisselkracht.models import Applicant, Application, Link, PersonalTheme, RoundState, Verification, Wishes
from wisselkracht.services import confirming, rounds, settling
from wisselkracht.services.confirming import SchoolAnswers, Wanted

pytestmark = pytest.mark.django_db


def test_other_days_are_days_beside_those_of_the_job(now):
    made = factories.begun()
    wishes = Wanted(minutes=30, mode="bike", other_days=(2, 3, 5))

    factories.confirm(made, Role.TEACHER, answers=factories.teacher_answers(wishes=wishes))

    assert Wishes.objects.get().other_days == [3, 5], "Tuesday is a day of the job already"
    sunday = Wanted(minutes=30, mode="bike", other_days=(7,))
    with pytest.raises(BadJob):
        factories.confirm(made, Role.TEACHER, answers=factories.teacher_answers(wishes=sunday))


def test_who_begins_hears_first_and_nobody_else_does(now):
    application = factories.begun()

    assert application.stage == "draft"
    assert letters() == ["start"]
    assert letters(person(application, Role.TEACHER).email) == ["start"]


def test_a_letter_names_the_last_day_on_which_one_can_confirm(now):
    midnight = datetime(2027, 1, 11, tzinfo=ZoneInfo("Europe/Amsterdam"))
    factories.begun(round=factories.round_(closes_at=midnight))

    assert Job.objects.get(kind="mail.send").payload["context"]["closes"] == "10 januari 2027"


def test_when_the_starter_confirms_the_other_two_are_asked(now):
    application = factories.confirm(factories.begun(), Role.TEACHER)

    assert application.stage == "waiting"
    assert letters(person(application, Role.DIRECTOR).email) == ["invite"]
    assert letters(person(application, Role.BUDDY).email) == ["invite"]


def test_a_director_may_begin_as_well(now):
    application = factories.begun(starter=Role.DIRECTOR)
    assert letters(person(application, Role.DIRECTOR).email) == ["start"]

    factories.confirm(application, Role.DIRECTOR)

    assert letters(person(application, Role.TEACHER).email) == ["invite"]


def test_three_confirmations_with_mail_of_the_school_make_it_ready(now):
    application = factories.complete()

    assert application.stage == "verified"
    assert Verification.objects.get().how == "domain"
    assert letters().count("complete") == 3
    assert Application.objects.may_run().count() == 1


@pytest.mark.parametrize("director", ["daan@gmail.com", "daan@elders.example"])
def test_with_other_mail_it_enters_no_run_before_somebody_checks(now, director):
    application = factories.confirm(factories.begun(emails={"director": director}))

    assert application.stage == "confirmed"
    assert not Application.objects.may_run().exists()
    assert letters().count("complete") == 3


def test_a_second_time_changes_nothing_but_the_answers(now):
    application = factories.complete()
    before = letters()
    teacher = person(application, Role.TEACHER)

    later = factories.teacher_answers(goals=("dalton",), wishes=Wanted(minutes=60, mode="car", home_pc4="4950"))
    confirming.confirm_teacher(applicant=teacher, answers=later, now=now + timedelta(days=1))
    factories.confirm(application, Role.BUDDY)

    assert letters() == before
    assert Wishes.objects.get().home_pc4 == "4950"
    assert list(PersonalTheme.objects.filter(kind="goal").values_list("theme", flat=True)) == ["dalton"]
    assert person(application, Role.TEACHER).confirmed_at == now


def test_a_token_stands_nowhere_readable(now):
    application = factories.begun()
    token = factories.token_of(application, Role.TEACHER)

    assert not Link.objects.filter(token_hash__contains=token).exists()
    assert links.applicant_of(token).role == "teacher"
    assert links.applicant_of(token + "x") is None


def test_an_old_theme_becomes_the_one_that_took_its_place_and_an_unknown_one_is_refused(now):
    application = factories.begun()
    factories.confirm(application, Role.TEACHER, answers=factories.teacher_answers(goals=("unit", "groepsdoorbrekend")))

    assert list(PersonalTheme.objects.filter(kind="goal").values_list("theme", flat=True)) == ["groepsdoorbrekend"]
    unknown = SchoolAnswers((("zingen", 2, ""),), (("lezen", 3),))
    with pytest.raises(UnknownTheme):
        confirming.confirm_director(applicant=person(application, Role.DIRECTOR), answers=unknown, now=now)
    assert not person(application, Role.DIRECTOR).has_confirmed


def test_a_job_that_does_not_fit_the_school_is_refused_and_nothing_is_kept(now):
    application = factories.begun(school=factories.school(sector="vo"))

    with pytest.raises(BadJob):
        factories.confirm(application, Role.TEACHER)

    assert not Wishes.objects.exists()
    assert person(application, Role.TEACHER).confirmed_at is None


@pytest.mark.parametrize(
    ("role", "email"), [("director", "Bram.Twee@gmail.com"), ("buddy", "bramtwee+buddy@googlemail.com")]
)
def test_one_mailbox_in_two_roles_is_refused_in_any_spelling(now, role, email):
    with pytest.raises(SamePerson):
        factories.begun(emails={"teacher": "bramtwee@gmail.com", role: email})

    assert not Application.objects.exists()


def test_a_closed_school_and_a_school_elsewhere_are_refused(now):
    with pytest.raises(SchoolClosed):
        factories.begun(school=factories.school(state="closed", closed_on=date(2026, 9, 1)))
    with pytest.raises(OutsideRegion):
        factories.begun(school=factories.school(area="Elders"))


def test_a_school_that_closes_meanwhile_is_refused_and_what_was_said_stays(now):
    application = factories.confirm(factories.begun(), Role.TEACHER)
    application.school.state, application.school.closed_on = "closed", date(2026, 11, 1)
    application.school.save()

    with pytest.raises(SchoolClosed):
        factories.confirm(application, Role.BUDDY)

    assert person(application, Role.TEACHER).has_confirmed


@pytest.mark.parametrize("facts", [{"state": RoundState.CONCEPT}, {"closes_at": factories.NOON}])
def test_a_round_that_takes_nothing_is_refused(now, facts):
    with pytest.raises(NoRound):
        factories.begun(round=factories.round_(**facts))


def test_somebody_begins_at_most_five_times_a_day(now):
    found = factories.round_()
    for _time in range(5):
        factories.begun(round=found, emails={"teacher": "bram@leraren.example"})

    with pytest.raises(TooOften):
        factories.begun(round=found, emails={"teacher": "bram@leraren.example"})
    factories.begun(round=found, emails={"teacher": "bram@leraren.example"}, now=now + timedelta(days=1))


def test_a_teacher_confirms_one_application_at_a_time(now):
    found = factories.round_()
    first = factories.begun(round=found, emails={"teacher": "bramvier@gmail.com"})
    second = factories.begun(round=found, emails={"teacher": "bram.vier@googlemail.com"})
    factories.confirm(first, Role.TEACHER)

    with pytest.raises(TeacherTwice) as caught:
        factories.confirm(second, Role.TEACHER)

    assert caught.value.school == str(first.school)
    assert Applicant.objects.filter(counts=True).count() == 1
    second.refresh_from_db()
    assert second.stage == "draft", "nothing of it is lost"


def late(found, now):
    """Let the third confirmation come a day after the closing."""
    application = factories.confirm(factories.begun(round=found), Role.TEACHER, Role.DIRECTOR)
    return factories.confirm(application, Role.BUDDY, now=found.closes_at + timedelta(days=1))


def test_a_late_third_confirmation_goes_to_the_next_round_and_says_so(now):
    found = factories.round_(closes_at=now + timedelta(days=2))
    factories.round_(starts_on=date(2027, 9, 1), ends_on=date(2028, 1, 20), title="Ver weg")
    after = factories.round_(title="Hierna")

    application = late(found, now)

    assert (application.round, application.moved_from) == (after, found)
    assert application.stage == "verified"
    jobs = [job.payload["context"] for job in Job.objects.filter(payload__template="wisselkracht/complete")]
    assert [(one["moved_from"], one["round"]) for one in jobs] == [(found.title, "Hierna")] * 3


def test_without_a_next_round_it_waits_and_enters_the_one_that_opens(now):
    found = factories.round_(closes_at=now + timedelta(days=2))
    application = late(found, now)
    assert application.waits_for_round
    assert not Application.objects.may_run().exists()

    later = factories.round_(state=RoundState.CONCEPT, title="Nieuw")
    rounds.open_round(found=later, now=now + timedelta(days=4))

    application.refresh_from_db()
    assert (application.round, application.waits_for_round) == (later, False)
    assert letters().count("moved") == 3
    assert Application.objects.may_run().count() == 1


def test_a_check_after_the_proposals_goes_to_the_next_round(now):
    found = factories.round_()
    application = factories.complete(known=False, round=found)
    after = factories.round_(
        closes_at=now + timedelta(days=90), decides_on=date(2027, 3, 20), starts_on=date(2027, 4, 1)
    )
    Verification.objects.create(application=application, how="code", at=now)

    settling.settle(application, now=now + timedelta(days=70))

    application.refresh_from_db()
    assert (application.stage, application.round) == ("verified", after)


def test_what_ended_takes_no_confirmation(now):
    application = factories.confirm(factories.begun(), Role.TEACHER)
    Application.objects.filter(pk=application.pk).update(stage="expired", ended_at=now)

    with pytest.raises(NotNow):
        factories.confirm(application, Role.BUDDY)
