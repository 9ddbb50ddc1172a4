"""The pages of a tutor: a week, a tick with the lesson code, two lines, times that come back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from bijles.models import Attendance, Availability, Lesson, LessonNote, Tutor
from ndt.people.models import Membership, Role
from tests.bijles import factories, lessons
from tests.house.roles import log_in

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
WEEK = {
    "form": "tutoring",
    "days": ["0", "2"],
    "every": "1",
    "first": "2027-03-01",
    "until": "",
    "starts": "15:00",
    "minutes": "120",
    "area": "1012",
}


@pytest.fixture
def agreed():
    return lessons.agreed()


@pytest.fixture
def lesson(agreed):
    """A lesson of a tutor with an account, that began half an hour ago."""
    return begun(lessons.booked(agreed, user=teacher(agreed)))


@pytest.fixture
def tess(lesson):
    browser = Client()
    log_in(browser, lesson.lesson.tutor.user)
    return browser


def teacher(agreed):
    user = factories.account()
    Membership.objects.create(user=user, organisation=solved(agreed.provider.organisation), role=Role.TUTOR)
    return user


def solved(organisation):
    organisation.solution = "bijles"
    organisation.save(update_fields=["solution"])
    return organisation


def begun(lesson, ago=HOUR / 2):
    """The same lesson, at another time: what the database keeps from being moved is moved for the test."""
    start = timezone.now() - ago
    lessons.move(lesson, (start, start + HOUR))
    return lesson


def page(name, *arguments):
    return reverse(f"bijles:{name}", args=arguments)


def text(answer):
    return answer.content.decode().replace("\N{NO-BREAK SPACE}", " ")


def test_a_week_shows_who_comes_and_nothing_more(tess, lesson):
    shown = text(tess.get(page("tutor")))

    assert "Vink deze lessen af" in shown
    assert "<bdi>Sami</bdi>, rekenen, groep 7, online" in shown
    for secret in (lesson.code, "2015", "1012", lesson.child.family.user.email, lesson.child.shown.last_three + " "):
        assert secret not in shown.split("<main")[1]


@pytest.mark.parametrize("odd", ["2027-03-08", "nooit", "2027-13-40", "", "9999-12-31", "0001-01-01"])
def test_any_week_can_be_asked_for(tess, odd):
    assert tess.get(page("tutor"), {"week": odd}).status_code == 200


def test_a_tutor_without_a_name_yet_is_told_what_to_do(agreed):
    browser = Client()
    log_in(browser, teacher(agreed))

    assert "Vraag uw organisatie" in text(browser.get(page("tutor")))


def test_a_tick_with_the_code_proves_the_lesson(tess, lesson):
    answer = tess.post(page("tutor-lesson", lesson.pk), {"said": "present", "code": lesson.code}, follow=True)

    assert "Afgevinkt met de lescode." in text(answer)
    assert Attendance.objects.get().with_code


def test_a_wrong_code_is_no_error_and_proves_nothing(tess, lesson):
    wrong = f"{(int(lesson.code) + 1) % 10_000:04d}"

    answer = tess.post(page("tutor-lesson", lesson.pk), {"said": "present", "code": wrong}, follow=True)

    assert "Afgevinkt zonder lescode." in text(answer)
    assert not Attendance.objects.get().with_code


@pytest.mark.parametrize("wrong", [{"said": ""}, {"said": "misschien"}, {"said": "present", "code": "12"}])
def test_a_wrong_tick_is_named_and_what_was_typed_stays(tess, lesson, wrong):
    answer = tess.post(page("tutor-lesson", lesson.pk), wrong)

    assert answer.status_code == 422
    assert not Attendance.objects.exists()
    if "code" in wrong:
        assert 'value="12"' in text(answer)


@pytest.mark.parametrize(("ago", "said"), [(-HOUR, "De les is nog niet begonnen"), (50 * HOUR, "De 48 uur zijn om")])
def test_a_tick_outside_its_time_says_why(tess, lesson, ago, said):
    begun(lesson, ago)

    answer = tess.post(page("tutor-lesson", lesson.pk), {"said": "present", "code": ""})

    assert answer.status_code == 422
    assert said in text(answer)


def test_two_lines_are_written_and_can_be_changed(tess, lesson):
    for did in ("Breuken.", "Breuken en procenten."):
        tess.post(page("tutor-note", lesson.pk), {"did": did, "following": "Verhoudingen."})

    assert LessonNote.objects.get().did == "Breuken en procenten."
    wrong = tess.post(page("tutor-note", lesson.pk), {"did": "", "following": "x" * 200})
    assert wrong.status_code == 422
    assert "Schrijf één regel." in text(wrong)
    assert "x" * 200 in text(wrong)


def test_a_note_with_a_number_stays_on_the_form_with_what_must_go(tess, lesson):
    wrong = tess.post(page("tutor-note", lesson.pk), {"did": "Breuken.", "following": "Bel 06 12345678"})

    assert wrong.status_code == 422
    assert "staat een nummer. Haal dat eruit." in text(wrong)
    assert 'value="Bel 06 12345678"' in text(wrong)
    Tutor.objects.update(suspended_at=timezone.now())
    stopped = tess.post(page("tutor-note", lesson.pk), {"did": "Breuken."})
    assert "geeft nu geen les. Schrijven kan niet." in text(stopped)
    assert not LessonNote.objects.exists()


def test_the_lesson_of_another_tutor_does_not_exist(tess, agreed):
    other = lessons.booked(agreed)

    assert tess.get(page("tutor-lesson", other.pk)).status_code == 404
    assert tess.post(page("tutor-lesson", other.pk), {"said": "present"}).status_code == 404
    assert tess.post(page("tutor-note", other.pk), {"did": "x"}).status_code == 404
    assert tess.get(page("hours", other.lesson.tutor_id)).status_code == 404


def test_times_are_added_shown_and_taken_away(tess, lesson):
    tutor = lesson.lesson.tutor
    answer = tess.post(page("hours-add", tutor.pk), WEEK | {"first": f"{timezone.localdate():%Y-%m-%d}"}, follow=True)

    made = Availability.objects.get()
    assert (made.rule, made.minutes, made.area) == ("FREQ=WEEKLY;BYDAY=MO,WE", 120, "1012")
    assert "Eerstvolgend:" in text(answer)
    tess.post(page("hours-drop", tutor.pk, made.pk))
    assert not Availability.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"days": []},
        {"days": ["9"]},
        {"first": "maart"},
        {"first": "0001-01-01", "until": "0001-02-01"},
        {"until": "2027-02-01"},
        {"starts": "25:00"},
        {"minutes": "5"},
        {"minutes": "veel"},
        {"area": "10"},
        {"form": "dansles"},
    ],
)
def test_wrong_times_are_named_and_what_was_typed_stays(tess, lesson, wrong):
    answer = tess.post(page("hours-add", lesson.lesson.tutor_id), WEEK | wrong)

    assert answer.status_code == 422
    assert "Verbeter dit eerst" in text(answer)
    assert not Availability.objects.exists()


def test_days_away_are_added_and_taken_back(tess, lesson):
    tutor, day = lesson.lesson.tutor, timezone.localdate() + timedelta(days=3)
    typed = f"{day:%Y-%m-%d}"

    tess.post(page("hours-away", tutor.pk), {"first": typed, "last": ""})
    assert tutor.absences.get().day == day
    tess.post(page("hours-back", tutor.pk), {"day": typed})
    tess.post(page("hours-back", tutor.pk), {"day": "nooit"})
    assert not tutor.absences.exists()
    wrong = tess.post(page("hours-away", tutor.pk), {"first": typed, "last": "2020-01-01"})
    assert (wrong.status_code, tutor.absences.count()) == (422, 0)


def test_a_fuller_week_asks_no_more_questions(tess, lesson, agreed, django_assert_max_num_queries):
    tutor = lesson.lesson.tutor
    for number in range(1, 4):
        made = lessons.another(lesson, timedelta(hours=number))
        assert made.lesson.tutor == tutor
    assert Lesson.objects.count() == 4

    with django_assert_max_num_queries(14):
        tess.get(page("tutor"))
