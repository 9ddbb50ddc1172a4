"""Hold, confirm, cancel: what a family meets, and what a race may never do."""

from __future__ import annotations

import itertools
import random
from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from bijles.core.errors import BijlesError, NotBookable, Refused
from bijles.core.ledger import Place, Unit
from bijles.core.rules import Cap, Of, Rules, Span
from bijles.core.rules import Unit as Counts
from bijles.models import Booking, Lesson, Pass, Tutor
from bijles.models.family import PassState
from bijles.models.lesson import LIVE, BookingState, LessonState
from bijles.models.programme import AgreementState
from bijles.services import booking, claiming, crediting, posting
from tests.bijles import factories, months
from tests.bijles.factories import NOON, START, wish
from tests.campaigns.races import Meeting, at_once, both
from tests.sizes import size, sized

pytestmark = pytest.mark.django_db
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
FAMILIES = size(12, 200)


def held(child, asked, now=NOON):
    return booking.hold(child=child, wish=asked, now=now)


def budget(made, place=Place.BUDGET):
    return posting.balance(place, made.owner), posting.balance(place, made.owner, Unit.MINUTES)


def why(work, *args, **facts):
    with pytest.raises(NotBookable) as refused:
        work(*args, **facts)
    return refused.value.why


def test_a_seat_and_its_money_are_held_for_ten_minutes(sami, agreed, bram):
    made = held(sami, wish(agreed, bram))

    assert (made.state, made.held_until, made.cents) == (BookingState.HELD, NOON + 10 * MINUTE, 2500)
    assert (budget(made), budget(made, Place.HELD)) == ((97_500, 2_340), (2_500, 60))
    assert (Lesson.objects.get().seats_taken, len(made.code)) == (1, 4)
    assert posting.faults() == []


def test_the_same_form_sent_twice_books_once(sami, agreed, bram):
    asked = wish(agreed, bram)

    assert held(sami, asked) == held(sami, asked)
    assert Booking.objects.count() == 1


def test_a_hold_is_confirmed_in_time(sami, agreed, bram):
    made = held(sami, wish(agreed, bram))

    assert booking.confirm(booking=made, now=NOON + 10 * MINUTE).state == BookingState.CONFIRMED
    assert booking.confirm(booking=made, now=NOON + HOUR).state == BookingState.CONFIRMED


def test_a_hold_that_lapsed_is_not_confirmed_and_frees_seat_and_money(sami, agreed, bram):
    made = held(sami, wish(agreed, bram))
    late = NOON + 10 * MINUTE + timedelta(seconds=1)

    assert why(booking.confirm, booking=made, now=late) == "lapsed"
    assert booking.expire_holds(now=late) == 1
    assert booking.expire_holds(now=late) == 0
    assert (budget(made), Lesson.objects.get().seats_taken) == ((100_000, 2_400), 0)


def test_a_lapsed_hold_stands_in_nobodys_way(stadspas, sami, agreed, bram):
    first = held(sami, wish(agreed, bram))
    second = held(factories.child(stadspas), wish(agreed, bram), now=NOON + 11 * MINUTE)

    first.refresh_from_db()
    assert (first.state, second.state) == (BookingState.EXPIRED, BookingState.HELD)


def test_a_taken_seat_is_gone_and_so_is_half_of_its_time(stadspas, sami, agreed, bram):
    held(sami, wish(agreed, bram))
    other = factories.child(stadspas)

    assert why(held, other, wish(agreed, bram)) == "gone"
    assert why(held, other, wish(agreed, bram, START + 30 * MINUTE)) == "gone"
    assert held(other, wish(agreed, bram, START + HOUR))


def test_a_group_has_as_many_seats_as_agreed(stadspas, programme):
    group = factories.agreement(programme, most_pupils=2)
    bram = factories.tutor(group)
    for _seat in range(2):
        held(factories.child(stadspas), wish(group, bram))

    assert why(held, factories.child(stadspas), wish(group, bram)) == "gone"
    assert Lesson.objects.get().seats_taken == 2


def test_a_child_is_in_one_lesson_at_a_time(sami, agreed, bram):
    held(sami, wish(agreed, bram))

    assert why(held, sami, wish(agreed, factories.tutor(agreed), START + 30 * MINUTE)) == "busy"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            lambda sami, agreed, bram: type(bram).objects.update(vog_valid_until=START.date() - timedelta(days=1)),
            "tutor",
        ),
        (lambda sami, agreed, bram: type(bram).objects.update(suspended_at=NOON), "tutor"),
        (lambda sami, agreed, bram: bram.skills.all().delete(), "tutor"),
        (lambda sami, agreed, bram: type(agreed).objects.update(state=AgreementState.SUSPENDED), "agreement"),
        (
            lambda sami, agreed, bram: type(agreed).objects.update(last_day=START.date() - timedelta(days=1)),
            "agreement",
        ),
        (lambda sami, agreed, bram: Pass.objects.update(valid_until=START.date() - timedelta(days=1)), "pass"),
        (lambda sami, agreed, bram: Pass.objects.update(state=PassState.BLOCKED), "pass"),
    ],
)
def test_no_lesson_is_outside_vog_agreement_or_pass(sami, agreed, bram, change, said, monkeypatch):
    change(sami, agreed, bram)

    assert why(held, sami, wish(agreed, bram)) == said
    if bram.skills.exists():
        monkeypatch.setattr(booking, "_check", lambda _asked, **_facts: None)
        with pytest.raises(IntegrityError), transaction.atomic():
            held(sami, wish(agreed, bram))


def test_a_lesson_in_the_past_is_not_booked(sami, agreed, bram):
    assert why(held, sami, wish(agreed, bram), now=START) == "past"


def test_the_rules_of_the_programme_are_asked_and_named(stadspas):
    caps = (Cap(Span.WEEK, Of.HOUSEHOLD, Counts.MINUTES, 60),)
    agreed = factories.agreement(factories.programme(stadspas, rules=Rules(1, caps=caps)))
    bram, sami = factories.tutor(agreed), factories.child(stadspas)
    held(sami, wish(agreed, bram))

    with pytest.raises(Refused) as refused:
        held(factories.sibling(sami.shown), wish(agreed, bram, START + HOUR))
    assert refused.value.rules == (("week-household-minutes", 0),)


@pytest.mark.parametrize("how", ["refused", "taken back"])
def test_a_lesson_whose_money_came_back_counts_for_no_cap(how):
    here = months.world(rules=Rules(1, caps=(Cap(Span.MONTH, Of.CHILD, Counts.MINUTES, 60),)))
    agreed, bram = months.provider(here)
    claim = here.claim(agreed, bram)
    asked = wish(agreed, bram, START + timedelta(days=7))
    with pytest.raises(Refused):
        held(here.child, asked)

    if how == "refused":
        claiming.refuse(claim=claim, why="Niet gegeven.", now=months.AFTER_MARCH)
    else:
        months.paid(here, months.invoiced(here, agreed))
        crediting.correct(claim=claim, why="Niet gegeven.", by=None, now=months.AFTER_MARCH)

    assert held(here.child, asked)


def test_a_child_spends_no_more_than_its_budget_and_a_programme_no_more_than_its_pot(stadspas):
    agreed = factories.agreement(factories.programme(stadspas, budget_cents=4000, pot=5000))
    bram, sami = factories.tutor(agreed), factories.child(stadspas)
    held(sami, wish(agreed, bram))

    assert why(held, sami, wish(agreed, bram, START + HOUR)) == "budget"
    assert why(held, factories.child(stadspas), wish(agreed, bram, START + HOUR)) == "pot"
    assert Booking.objects.count() == Lesson.objects.count() == 1


def test_cancelling_in_time_gives_everything_back(sami, agreed, bram):
    made = booking.confirm(booking=held(sami, wish(agreed, bram)), now=NOON)

    assert booking.cancel(booking=made, now=START - 24 * HOUR).state == BookingState.CANCELLED
    assert booking.cancel(booking=made, now=START - 24 * HOUR).state == BookingState.CANCELLED
    assert budget(made) == (100_000, 2_400)
    assert held(sami, wish(agreed, bram))


def test_cancelling_late_pays_the_agreed_part(sami, agreed, bram):
    made = booking.confirm(booking=held(sami, wish(agreed, bram)), now=NOON)

    assert booking.cancel(booking=made, now=START - HOUR).state == BookingState.CANCELLED_LATE
    assert budget(made) == (98_750, 2_400)
    assert posting.balance(Place.RECEIVABLE, f"provider:{agreed.provider_id}") == 1_250
    assert posting.faults() == []


def test_a_lesson_that_began_is_not_cancelled(sami, agreed, bram):
    made = booking.confirm(booking=held(sami, wish(agreed, bram)), now=NOON)

    assert why(booking.cancel, booking=made, now=START) == "past"


def test_a_suspended_tutor_teaches_no_more_and_families_lose_nothing(sami, agreed, bram):
    made = booking.confirm(booking=held(sami, wish(agreed, bram)), now=NOON)

    assert booking.suspend(tutor=bram, now=NOON) == [made]
    made.refresh_from_db()
    assert (made.state, made.lesson.state, budget(made)) == (
        BookingState.DROPPED,
        LessonState.CANCELLED,
        (100_000, 2_400),
    )
    assert why(held, sami, wish(agreed, bram, START + HOUR)) == "tutor"


def test_a_booking_takes_only_its_own_steps(sami, agreed, bram):
    made = held(sami, wish(agreed, bram))

    for change in (
        "UPDATE bijles_booking SET state = 'attended'",
        "UPDATE bijles_booking SET cents = 1",
        "DELETE FROM bijles_booking",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(change)
    made.refresh_from_db()
    assert made.state == BookingState.HELD


def outcome(child, asked):
    try:
        return held(child, asked)
    except NotBookable as refused:
        return refused.why


@sized
@pytest.mark.django_db(transaction=True)
def test_of_many_families_at_once_one_gets_the_seat(stadspas, agreed, bram):
    children = [factories.child(stadspas) for _family in range(FAMILIES)]

    outcomes = at_once(lambda child: outcome(child, wish(agreed, bram)), children)

    assert sorted(str(type(one).__name__) if isinstance(one, Booking) else one for one in outcomes) == sorted(
        ["Booking", *["gone"] * (FAMILIES - 1)]
    )
    assert Lesson.objects.get().seats_taken == 1
    assert posting.faults() == []


def without_locks(monkeypatch):
    """Let two look at the tutor's free hour before either writes, which the lock on the tutor forbids."""

    def make(made, by, asked):
        return Lesson.objects.create(agreement_id=made.pk, tutor=by, subject="rekenen", period=asked.period)

    monkeypatch.setattr(booking, "_lock_tutor", lambda tutor: Tutor.objects.get(pk=tutor))
    monkeypatch.setattr(booking, "_seat", Meeting(2).before(make))


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_the_constraint_still_lets_one_through(stadspas, agreed, bram, monkeypatch):
    children = [factories.child(stadspas) for _family in range(2)]
    without_locks(monkeypatch)

    outcomes = both(*(lambda child=child: held(child, wish(agreed, bram)) for child in children))

    assert {type(one) for one in outcomes} == {Booking, IntegrityError}


@pytest.mark.django_db(transaction=True)
def test_without_lock_and_constraint_the_seat_is_sold_twice(stadspas, agreed, bram, monkeypatch):
    children = [factories.child(stadspas) for _family in range(2)]
    without_locks(monkeypatch)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = 'tutor_is_in_one_place'")
        constraint = cursor.fetchone()[0]
        cursor.execute("ALTER TABLE bijles_lesson DROP CONSTRAINT tutor_is_in_one_place")
    try:
        outcomes = at_once(lambda child: outcome(child, wish(agreed, bram)), children)

        assert all(isinstance(one, Booking) for one in outcomes)
    finally:
        Lesson.objects.update(state=LessonState.CANCELLED)
        with connection.cursor() as cursor:
            cursor.execute(f"ALTER TABLE bijles_lesson ADD CONSTRAINT tutor_is_in_one_place {constraint}")


@pytest.mark.django_db(transaction=True)
def test_a_booking_and_a_suspension_at_once_leave_no_lesson_behind(stadspas, agreed, bram):
    children = [factories.child(stadspas) for _family in range(4)]
    works = [
        lambda child=child, place=place: held(child, wish(agreed, bram, START + place * HOUR))
        for place, child in enumerate(children)
    ]
    works.insert(2, lambda: booking.suspend(tutor=bram, now=NOON))

    outcomes = both(*works)

    assert not [one for one in outcomes if isinstance(one, Exception) and not isinstance(one, NotBookable)]
    assert not Booking.objects.filter(state__in=LIVE).exists()
    assert posting.faults() == []


def walk(rng, children, agreed, tutors, clock):
    """One random operation of a family, or of the clock; whatever is refused is refused in words."""
    at = NOON + next(clock) * MINUTE
    bookings = list(Booking.objects.order_by("pk"))
    try:
        step = rng.choice(["hold", "hold", "hold", "confirm", "cancel", "expire"])
        if step == "hold":
            start = START + rng.randrange(8) * 30 * MINUTE
            held(rng.choice(children), wish(agreed, rng.choice(tutors), start), now=at)
        elif step == "expire":
            booking.expire_holds(now=at)
        elif bookings:
            getattr(booking, step)(booking=rng.choice(bookings), now=at)
    except BijlesError:
        pass


def test_no_row_of_random_operations_oversells_or_loses_a_cent(stadspas, agreed, bram):
    rng, clock = random.Random(5), itertools.count()
    children = [factories.child(stadspas) for _child in range(3)]
    tutors = [bram, factories.tutor(agreed)]
    for _step in range(80):
        walk(rng, children, agreed, tutors, clock)

    assert posting.faults() == []
    for made in Booking.objects.filter(state__in=LIVE).select_related("lesson"):
        assert made.period == made.lesson.period
    for lesson in Lesson.objects.all():
        assert lesson.seats_taken == lesson.bookings.filter(state__in=LIVE).count()
    waiting = sum(Booking.objects.filter(state__in=LIVE).values_list("cents", flat=True))
    assert sum(budget(made, Place.HELD)[0] for made in {b.owner: b for b in Booking.objects.all()}.values()) == waiting
