"""Two at once: the third confirmation is seen once, and a teacher counts in one application."""

import pytest
from django.db import IntegrityError

from tests.campaigns.races import Meeting, both, until_somebody_waits_for_us
from tests.wisselkracht import factories
from tests.wisselkracht.factories import letters, person
from wisselkracht.core.refusals import TeacherTwice
from wisselkracht.core.steps import Role
from wisselkracht.models import Applicant, Application
from wisselkracht.services import confirming, settling

pytestmark = pytest.mark.django_db(transaction=True)


def stage(application):
    return Application.objects.get(pk=application.pk).stage


def last_two(application):
    director, buddy = person(application, Role.DIRECTOR), person(application, Role.BUDDY)
    return both(
        lambda: confirming.confirm_director(applicant=director, answers=factories.SCHOOL_ANSWERS, now=factories.NOON),
        lambda: confirming.confirm_buddy(applicant=buddy, now=factories.NOON),
    )


def test_two_last_confirmations_at_once_make_it_complete_once(monkeypatch):
    application = factories.confirm(factories.begun(), Role.TEACHER)
    settle = settling.settle

    def waited_for(*args, **facts):
        monkeypatch.setattr(settling, "settle", settle)
        until_somebody_waits_for_us()
        return settle(*args, **facts)

    monkeypatch.setattr(settling, "settle", waited_for)

    done = last_two(application)

    assert all(isinstance(one, Applicant) for one in done), done
    assert stage(application) == "verified"
    assert letters().count("complete") == 3


def test_without_the_lock_neither_of_the_two_sees_that_it_is_complete(monkeypatch):
    application = factories.confirm(factories.begun(), Role.TEACHER)
    monkeypatch.setattr(
        settling,
        "locked",
        lambda pk: Application.objects.select_related("round__region", "school__board").get(pk=pk),
    )
    monkeypatch.setattr(settling, "facts_of", Meeting().after(settling.facts_of))

    last_two(application)

    assert person(application, Role.DIRECTOR).has_confirmed
    assert person(application, Role.BUDDY).has_confirmed
    assert stage(application) == "waiting", "three confirmed and nobody saw it: that is what the lock is for"
    assert letters().count("complete") == 0


@pytest.fixture
def two():
    """Two applications of one teacher."""
    found = factories.round_()
    return [factories.begun(round=found, emails={"teacher": "bram@leraren.example"}) for _time in range(2)]


def confirm_both(two):
    people = [person(application, Role.TEACHER) for application in two]
    answers = factories.teacher_answers()
    return both(
        *(
            lambda who=who: confirming.confirm_teacher(applicant=who, answers=answers, now=factories.NOON)
            for who in people
        )
    )


def test_a_teacher_who_confirms_two_applications_at_once_counts_in_one(two, monkeypatch):
    keep = confirming._keep_teacher

    def waited_for(*args):
        monkeypatch.setattr(confirming, "_keep_teacher", keep)
        until_somebody_waits_for_us()
        return keep(*args)

    monkeypatch.setattr(confirming, "_keep_teacher", waited_for)

    done = confirm_both(two)

    assert sorted(type(one).__name__ for one in done) == ["Applicant", "TeacherTwice"]
    assert any(isinstance(one, TeacherTwice) for one in done)
    assert sorted(stage(application) for application in two) == ["draft", "waiting"]


def test_without_the_lock_only_the_constraint_is_left(two, monkeypatch):
    monkeypatch.setattr(confirming, "_one_at_a_time", lambda _applicant: None)
    monkeypatch.setattr(confirming, "_keep_teacher", Meeting().before(confirming._keep_teacher))

    done = confirm_both(two)

    assert sorted(type(one).__name__ for one in done) == ["Applicant", "IntegrityError"]
    assert any(isinstance(one, IntegrityError) for one in done)
    assert Applicant.objects.filter(counts=True).count() == 1
