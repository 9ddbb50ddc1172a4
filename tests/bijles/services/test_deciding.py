"""A municipality decides, draws and looks at providers; a tutor writes two lines; a programme has versions."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from bijles.core import attendance
from bijles.core.attendance import Answer, Tick
from bijles.core.errors import NotBookable, NotWritable, PrivateContact, TooLate
from bijles.core.ledger import Place, Unit
from bijles.core.rules import Cap, Of, Rules, Span
from bijles.core.rules import Unit as Counts
from bijles.models import Claim, Decision, LessonNote, PassScheme, ProgrammeRules, SilenceDraw, Tutor
from bijles.models.lesson import BookingState
from bijles.queries import attendance as queries
from bijles.services import attending, deciding, noting, posting, programmes
from bijles.services.programmes import Plan
from tests.bijles import factories, lessons
from tests.bijles.factories import NOON, START
from tests.campaigns.races import both

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
LATER = START + 10 * DAY


def ticked(said="", *, code=False, **facts):
    """A lesson that the tutor ticked; what the family said about it, or nothing."""
    made = lessons.booked(**facts)
    moment = START + HOUR if code else START + DAY
    attending.tick(booking=made, said=Tick.PRESENT, code=made.code if code else "", now=moment)
    if said:
        attending.answer(booking=made, said=Answer(said), now=START + 2 * DAY)
    return made


def waiting(now=LATER):
    return list(queries.to_decide(PassScheme.objects.all(), now=now))


def decide(made, took_place=True, now=LATER):
    return deciding.decide(
        booking=made, took_place=took_place, reason="Gebeld met de ouder.", by=factories.account(), now=now
    )


def test_a_silence_without_code_and_a_no_wait_for_the_municipality(db):
    agreed = lessons.agreed()
    silent, no = ticked(of=agreed), ticked("no", of=agreed)
    ticked("yes", of=agreed)
    ticked(of=agreed, code=True)

    assert set(waiting()) == {silent, no}
    assert waiting(START + 3 * DAY) == [no]


def test_a_yes_pays_the_provider_and_a_no_gives_the_family_its_lesson_back(db):
    agreed = lessons.agreed()
    yes, no = ticked(of=agreed), ticked("no", of=agreed)

    decide(yes)
    decide(no, took_place=False)

    yes.refresh_from_db()
    no.refresh_from_db()
    assert (yes.state, no.state) == (BookingState.ATTENDED, BookingState.UNPAID)
    assert list(Claim.objects.values_list("booking", "cents")) == [(yes.pk, 2500)]
    assert (waiting(), posting.faults()) == ([], [])


def test_a_decision_is_made_once_and_stays(db):
    made = ticked()
    decide(made)

    with pytest.raises(NotBookable):
        decide(made, took_place=False)
    for change in ("UPDATE bijles_decision SET took_place = false", "DELETE FROM bijles_decision"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(change)


@pytest.mark.django_db(transaction=True)
def test_of_two_colleagues_at_once_one_decides(db):
    made = ticked("no")

    outcomes = both(lambda: decide(made), lambda: decide(made, took_place=False))

    assert sorted(type(one).__name__ for one in outcomes) == ["Decision", "NotBookable"]
    assert (Decision.objects.count(), posting.faults()) == (1, [])


def test_a_provider_above_a_fifth_of_silence_is_flagged(db):
    agreed, other = lessons.agreed(), None
    other = factories.agreement(agreed.programme)
    for _lesson in range(3):
        ticked("yes", of=agreed)
        ticked("yes", of=other)
    ticked(of=agreed)

    silences = queries.silences(PassScheme.objects.all(), now=LATER)

    assert [(one.ticked, one.silent) for one in silences] == [(4, 1), (3, 0)]
    assert attendance.flagged(silences) == [agreed.provider_id]
    assert queries.silences(PassScheme.objects.all(), now=START + 3 * DAY) == []


def test_lessons_of_a_city_are_found_by_agreements_named_one_by_one(db):
    """By their scheme Postgres would look at every lesson once for each agreement."""
    lessons.agreed()
    with CaptureQueriesContext(connection) as asked:
        waiting()
        queries.silences(PassScheme.objects.all(), now=LATER)

    of_lessons = [one["sql"] for one in asked if "bijles_attendance" in one["sql"]]
    assert len(of_lessons) == 2
    assert not any("bijles_passscheme" in sql.partition(" WHERE ")[2] for sql in of_lessons)


def test_a_settled_month_is_drawn_once_and_anybody_can_do_the_draw_again(db):
    agreed = lessons.agreed()
    made = [ticked(of=agreed, start=START) for _lesson in range(3)]
    ticked("yes", of=agreed)

    assert deciding.draw_all(now=START + 20 * DAY) == 0
    assert deciding.draw_all(now=START + 40 * DAY) == 1
    assert deciding.draw_all(now=START + 41 * DAY) == 0

    draw = SilenceDraw.objects.get()
    again = attendance.drawn([one.pk for one in made], seed=draw.seed, month="2027-03")
    assert (draw.month, draw.silent) == (date(2027, 3, 1), 3)
    assert [one.pk for one in draw.bookings.all()] == again
    assert len(again) == 1


def test_a_tutor_writes_two_lines_after_the_lesson_began(db):
    made = lessons.booked()

    with pytest.raises(TooLate):
        noting.note(booking=made, did="Breuken.", following="", now=START - HOUR)
    noting.note(booking=made, did="Breuken.", following="", now=START)
    noting.note(booking=made, did="Breuken en procenten.", following="Verhoudingen.", now=START + HOUR)

    made.refresh_from_db()
    assert (made.note.did, made.note.next) == ("Breuken en procenten.", "Verhoudingen.")


@pytest.mark.parametrize(("did", "following"), [("App 06 12345678", ""), ("Bel 0612", "345678")])
def test_a_note_is_no_way_past_the_filter_of_messages(agreed, did, following):
    made = lessons.booked(agreed)

    with pytest.raises(PrivateContact):
        noting.note(booking=made, did=did, following=following, now=START)
    assert not LessonNote.objects.exists()


def test_a_stopped_tutor_changes_no_note(agreed):
    made = lessons.booked(agreed)
    noting.note(booking=made, did="Breuken.", following="", now=START)
    Tutor.objects.update(suspended_at=START)

    with pytest.raises(NotWritable):
        noting.note(booking=made, did="Iets anders.", following="", now=START + HOUR)
    assert LessonNote.objects.get().did == "Breuken."


def plan(**facts):
    days = {"first_day": date(2027, 1, 1), "last_day": date(2027, 12, 31)}
    money = {"pot_cents": 250_000, "child_cents": 100_000, "child_minutes": 2_400}
    return Plan(**{"title": "Bijles 2027"} | days | money | facts)


def test_a_programme_begins_with_a_full_pot_and_its_rules(db):
    made = programmes.begin(scheme=factories.scheme(), plan=plan(), chosen=Rules(0, (6, 12)), now=NOON)

    owner = f"programme:{made.pk}"
    assert posting.balance(Place.POT, owner) == 250_000
    assert posting.balance(Place.POT, owner, Unit.MINUTES) == 3 * 2_400
    assert (made.rules().version, made.rules().ages, posting.faults()) == (1, (6, 12), [])


def test_other_rules_are_a_next_version_and_the_same_are_none(db):
    made = factories.programme(factories.scheme())
    caps = (Cap(Span.WEEK, Of.CHILD, Counts.MINUTES, 120),)

    second = programmes.write_rules(programme=made, chosen=Rules(0, (4, 18), caps=caps), now=NOON)
    same = programmes.write_rules(programme=made, chosen=Rules(0, (4, 18), caps=caps), now=NOON)

    assert (second.version, same.pk, ProgrammeRules.objects.count()) == (2, second.pk, 2)
    assert made.rules().caps == caps


@pytest.mark.django_db(transaction=True)
def test_two_who_change_the_rules_at_once_make_two_versions(db):
    made = factories.programme(factories.scheme())
    works = [
        lambda last=last: programmes.write_rules(programme=made, chosen=Rules(0, (4, last)), now=NOON)
        for last in (12, 14, 16)
    ]

    outcomes = both(*works)

    assert sorted(one.version for one in outcomes) == [2, 3, 4]
