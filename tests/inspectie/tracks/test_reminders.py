"""Who gets mail about a track, when, and never twice for the same thing."""

from __future__ import annotations

from datetime import timedelta

import pytest

from inspectie.models import ImprovementTrack
from inspectie.services import reminders, tracks
from inspectie.services.tracks import People
from ndt.jobs.models import Job
from ndt.people.models import Kind, Membership, Organisation, Role, User
from tests.inspectie.tracks import factories
from tests.inspectie.tracks.factories import NOW, TODAY

pytestmark = pytest.mark.django_db


def letters() -> list[tuple[str, str]]:
    rows = Job.objects.filter(kind="mail.send").values_list("payload__template", "payload__to")
    return sorted((template.removeprefix("inspectie/"), to) for template, to in rows)


@pytest.fixture
def coby(db):
    return coordinator("Coby")


def coordinator(name: str) -> User:
    team, _made = Organisation.objects.get_or_create(
        name="Team Kwaliteit In-zicht", kind=Kind.CAMPAIGN_TEAM, solution="inspectie"
    )
    user = User.objects.create_user(f"{name.lower()}@team.example", name=name)
    Membership.objects.create(user=user, organisation=team, role=Role.COORDINATOR, since=TODAY - timedelta(days=900))
    return user


def at(days: int):
    return NOW + timedelta(days=days)


def due_in(track: ImprovementTrack, code: str) -> int:
    return (factories.moment(track, code).due_on - TODAY).days


def test_a_fortnight_before_a_moment_its_guide_and_the_school_hear_of_it_once(coby):
    track = factories.track(people=People(coby, "Daan", "daan@school.example"), dated=TODAY)
    first = due_in(track, "causes")

    assert reminders.remind(now=at(first - 15)) == 0
    assert reminders.remind(now=at(first - 14)) == 2
    assert reminders.remind(now=at(first - 14)) == 0
    assert reminders.remind(now=at(first - 13)) == 0
    assert letters() == [("track_due", "coby@team.example"), ("track_school", "daan@school.example")]
    school = Job.objects.get(payload__template="inspectie/track_school").payload
    assert school["reply_to"] == "coby@team.example"
    assert [moment["late"] for moment in school["context"]["moments"]] == [False]


def test_the_day_after_it_is_late_and_what_was_recorded_is_not(coby):
    track = factories.track(people=People(coby), dated=TODAY)
    first = due_in(track, "causes")
    reminders.remind(now=at(first - 14))
    Job.objects.all().delete()

    assert reminders.remind(now=at(first + 1)) == 1
    (facts,) = Job.objects.values_list("payload__context", flat=True)
    told = facts["moments"][0]
    assert (told["title"], told["late"]) == ("De oorzaken zijn onderzocht", True)

    tracks.record(moment=factories.moment(track, "causes"), done_on=TODAY, finding="", note="", now=at(first + 2))
    Job.objects.all().delete()
    reminders.remind(now=at(first + 5))
    assert "De oorzaken zijn onderzocht" not in str(list(Job.objects.values_list("payload", flat=True)))


def test_a_missed_day_is_made_up_for(coby):
    track = factories.track(people=People(coby), dated=TODAY)

    assert reminders.remind(now=at(due_in(track, "causes") - 3)) == 1


def test_a_moment_that_moves_is_announced_anew(coby):
    track = factories.track(people=People(coby), dated=TODAY)
    first = due_in(track, "causes")
    reminders.remind(now=at(first - 14))
    later = TODAY + timedelta(days=first + 40)

    tracks.move(moment=factories.moment(track, "causes"), due_on=later, now=at(first - 10))
    Job.objects.all().delete()

    reminders.remind(now=at(first + 27))
    assert "De oorzaken zijn onderzocht" in str(list(Job.objects.values_list("payload", flat=True)))


def test_while_nobody_guides_a_track_all_coordinators_hear_of_it(coby):
    coordinator("Mo")
    track = factories.track(dated=TODAY)

    reminders.remind(now=at(due_in(track, "causes") - 14))

    assert letters() == [("track_due", "coby@team.example"), ("track_due", "mo@team.example")]


def test_a_deadline_is_announced_to_the_guide_and_its_passing_to_everybody(coby):
    coordinator("Mo")
    track = factories.track(people=People(coby), dated=TODAY)
    for moment in track.moments.filter(kind="step"):
        tracks.record(moment=moment, done_on=TODAY, finding="", note="", now=NOW)
    for moment in track.moments.filter(kind="review"):
        tracks.record(moment=moment, done_on=TODAY, finding="on_course", note="", now=NOW)
    last = (track.deadline - TODAY).days

    assert reminders.remind(now=at(last - 61)) == 0
    assert reminders.remind(now=at(last - 60)) == 1
    assert reminders.remind(now=at(last)) == 0
    assert reminders.remind(now=at(last + 1)) == 2
    assert reminders.remind(now=at(last + 2)) == 0
    assert letters() == [
        ("track_deadline", "coby@team.example"),
        ("track_deadline", "coby@team.example"),
        ("track_deadline", "mo@team.example"),
    ]


def test_a_closed_track_sends_nothing(coby):
    track = factories.track(people=People(coby), dated=TODAY)
    tracks.close(track=track, to="ended", closed_on=TODAY, now=NOW)

    assert reminders.remind(now=at(400)) == 0


def test_a_guide_who_left_is_not_written_to(coby):
    coordinator("Mo")
    track = factories.track(people=People(coby), dated=TODAY)
    coby.is_active = False
    coby.save(update_fields=["is_active"])

    reminders.remind(now=at(due_in(track, "causes") - 14))

    assert letters() == [("track_due", "mo@team.example")]
