"""What family and tutor write each other: kept apart from their addresses, stopped with the tutor, gone after a year."""

from __future__ import annotations

import threading
from datetime import timedelta
from uuid import uuid4

import pgtrigger
import pytest
from django.db import DatabaseError, IntegrityError, transaction

from bijles.core.contact_data import Contact
from bijles.core.errors import NotWritable, PrivateContact
from bijles.erasure import erase_children
from bijles.models import Child, Message, Talk, TalkLook, Tutor
from bijles.models.talk import Sender
from bijles.queries import talks
from bijles.services import safety, talking
from ndt.jobs.models import Job
from tests.bijles import factories, lessons
from tests.bijles.factories import NOON, START
from tests.campaigns.races import PATIENCE_S, both, until_somebody_waits_for_us

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def lesson(agreed):
    return lessons.booked(agreed, user=factories.account())


def write(lesson, *, sender=Sender.PARENT, text="Kunt u met breuken beginnen?", key=None, now=NOON):
    return talking.write(booking=lesson, sender=sender, text=text, key=key or uuid4(), now=now)


def letters():
    return [
        job.payload
        for job in Job.objects.filter(kind="mail.send").order_by("pk")
        if job.payload["template"] == "bijles/message"
    ]


def why(lesson, **facts):
    with pytest.raises(NotWritable) as refused:
        write(lesson, **facts)
    return refused.value.why


def test_family_and_tutor_write_and_the_other_gets_a_letter_without_the_text(lesson):
    write(lesson)
    write(lesson, sender=Sender.TUTOR, text="Dat doe ik.", now=NOON + HOUR)
    write(lesson, sender=Sender.CHILD, text="Som vijf snap ik niet.", now=NOON + 2 * HOUR)

    assert [one.sender for one in talks.messages(lesson)] == ["child", "tutor", "parent"]
    family, tutor = lesson.child.family.user.email, lesson.lesson.tutor.user.email
    assert sorted(one["to"] for one in letters()) == sorted([tutor, family, tutor])
    for one in letters():
        assert not any(word in str(one) for word in ("breuken", "Dat doe ik", "Som vijf", "Sami", "Bram"))
    assert all("/lesgeven/" in one["context"]["talk_url"] for one in letters() if one["to"] == tutor)


def test_who_writes_on_within_the_hour_sends_one_letter(lesson):
    for minutes in (0, 10, 50):
        write(lesson, now=NOON + timedelta(minutes=minutes))
    assert len(letters()) == 1
    write(lesson, now=NOON + 3 * HOUR)
    assert len(letters()) == 2


def test_the_same_form_sent_twice_is_one_message(lesson):
    key = uuid4()

    assert write(lesson, key=key) == write(lesson, key=key, text="Iets anders.")
    assert Message.objects.get().text == "Kunt u met breuken beginnen?"


def test_a_message_with_contact_data_is_refused_and_nothing_of_it_is_kept(lesson):
    with pytest.raises(PrivateContact) as refused:
        write(lesson, text="App me op 06 12 34 56 78")

    assert refused.value.kinds == (Contact.PHONE,)
    assert not Talk.objects.exists()
    assert not Job.objects.filter(payload__icontains="12 34").exists()


def test_a_number_in_two_messages_of_one_side_is_a_number(lesson):
    write(lesson, text="0612")
    with pytest.raises(PrivateContact) as refused:
        write(lesson, sender=Sender.CHILD, text="345678", now=NOON + HOUR / 2)
    assert (refused.value.kinds, refused.value.together) == ((Contact.PHONE,), True)

    # The other side says the rest of no number, and an hour later it is another thing.
    write(lesson, sender=Sender.TUTOR, text="345678", now=NOON + HOUR / 2)
    write(lesson, text="345678", now=NOON + 2 * HOUR)


def test_with_a_stopped_tutor_nobody_writes_and_everybody_reads(lesson):
    write(lesson)
    lessons.reported(lesson)

    assert why(lesson, sender=Sender.TUTOR) == "tutor"
    assert why(lesson) == "tutor"
    assert len(talks.messages(lesson)) == 1


def test_the_database_too_refuses_a_message_with_a_stopped_tutor(lesson):
    talk = write(lesson).talk
    Tutor.objects.update(suspended_at=NOON)

    with pytest.raises(IntegrityError, match="is stopped"), transaction.atomic():
        Message.objects.create(talk=talk, sender=Sender.TUTOR, text="x", key=uuid4(), at=NOON)


def test_a_message_is_never_changed(lesson):
    write(lesson)

    with pytest.raises(DatabaseError), transaction.atomic():
        Message.objects.update(text="Anders.")


def test_a_tutor_without_an_account_reads_nothing_so_nobody_writes(agreed):
    assert why(lessons.booked(agreed)) == "account"


def test_a_month_after_the_last_lesson_writing_ends(lesson):
    ended = lesson.period.upper

    write(lesson, now=ended + 29 * DAY)
    assert why(lesson, now=ended + 31 * DAY) == "over"


def test_so_many_messages_a_day_are_enough(lesson):
    for _number in range(talking.A_DAY):
        write(lesson)

    assert why(lesson) == "often"
    write(lesson, sender=Sender.TUTOR)


def test_two_children_of_a_family_are_two_talks(lesson):
    other = lessons.another(lesson, 2 * HOUR)
    Child.objects.filter(pk=other.child_id).update(family=lesson.child.family)

    write(lesson)

    assert not talks.messages(other).exists()


def test_a_list_says_with_whom_and_who_wrote_last(lesson):
    write(lesson)
    (line,) = talks.of_tutor(lesson.lesson.tutor)
    assert (line.lesson, line.name, line.from_other) == (lesson.pk, "Sami", True)
    (line,) = talks.of_family(lesson.child.family)
    assert (line.name, line.from_other) == ("Bram", False)


def test_messages_go_a_year_after_the_last_lesson(lesson):
    write(lesson)
    ended = lesson.period.upper

    assert talking.forget(ended + 364 * DAY) == 0
    assert talking.forget(ended + 366 * DAY) == 1
    assert not Message.objects.exists()


def test_an_open_report_keeps_the_messages(lesson):
    write(lesson)
    made = lessons.reported(lesson)
    later = lesson.period.upper + 400 * DAY

    assert talking.forget(later) == 0
    safety.close(report=made, words="Gesproken.", teaches_again=False, now=later)
    assert talking.forget(later) == 1


def test_an_erased_child_takes_its_messages_along(lesson):
    write(lesson)

    erase_children(Child.objects.filter(pk=lesson.child_id), "", NOON)

    assert not Message.objects.exists()


def test_a_look_is_written_down_once(lesson):
    made, vera = lessons.reported(lesson), factories.account()
    for hours in (0, 1):
        talking.look(report=made, by=vera, now=NOON + hours * HOUR)

    assert TalkLook.objects.get().at == NOON


@pytest.mark.django_db(transaction=True)
def test_who_writes_while_the_tutor_is_stopped_comes_after_it_and_is_refused(agreed):
    lesson = lessons.booked(agreed, user=factories.account())

    assert _race(lesson, until_somebody_waits_for_us) == "tutor"
    assert not Message.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_and_the_trigger_somebody_writes_with_a_stopped_tutor(agreed, monkeypatch):
    lesson = lessons.booked(agreed, user=factories.account())
    monkeypatch.setattr(talking, "_lock", lambda number: Tutor.objects.get(pk=number))
    # Its statement and a trigger that is ignored do not go together.
    monkeypatch.setattr(talking.limits, "allow", lambda **_facts: True)
    done = threading.Event()
    monkeypatch.setattr(talking, "_tell", lambda *_facts: done.set())

    def unguarded():
        with pgtrigger.ignore("bijles.Message:nobody_writes_with_a_stopped_tutor"):
            return outcome(lesson)

    assert _race(lesson, lambda: done.wait(PATIENCE_S), unguarded) == ""
    assert Message.objects.get().talk.tutor.suspended_at == START


def outcome(lesson):
    try:
        write(lesson, sender=Sender.TUTOR)
    except NotWritable as refused:
        return refused.why
    return ""


def _race(lesson, hold, writes=None):
    """Stop the tutor, and let somebody write before that is committed; give why not, or nothing."""
    stopped = threading.Event()

    def stopping():
        with transaction.atomic():
            Tutor.objects.filter(pk=lesson.lesson.tutor_id).update(suspended_at=START)
            stopped.set()
            hold()

    def writing():
        assert stopped.wait(PATIENCE_S)
        return writes() if writes else outcome(lesson)

    return both(stopping, writing)[1]
