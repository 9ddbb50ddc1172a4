"""Lessons and who booked them. What may never be is refused by the table itself."""

from __future__ import annotations

from typing import Any, ClassVar

import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.contrib.postgres.fields.ranges import RangeStartsWith
from django.db import models
from django.db.models import F, Q

from bijles.core.subjects import SUBJECTS
from bijles.models.family import Child, Pass
from bijles.models.programme import Agreement
from bijles.models.tutor import Tutor
from ndt.history import track


class LessonState(models.TextChoices):
    """Whether a lesson goes on."""

    PLANNED = "planned", "gepland"
    CANCELLED = "cancelled", "vervallen"


@track(exclude=["seats_taken"])
class Lesson(models.Model):
    """A tutor, a time and seats. seats_taken is counted by the bookings' trigger, and by nothing else."""

    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="lessons")
    tutor = models.ForeignKey(Tutor, models.PROTECT, related_name="lessons")
    subject = models.CharField("vak", max_length=20, choices=[(subject, subject) for subject in SUBJECTS])
    period = DateTimeRangeField("tijd")
    area = models.CharField("gebied", max_length=4, blank=True)
    capacity = models.PositiveSmallIntegerField("plaatsen", default=1)
    seats_taken = models.PositiveSmallIntegerField("bezet", default=0)
    state = models.CharField("stand", max_length=9, choices=LessonState, default=LessonState.PLANNED)

    class Meta:
        verbose_name = "les"
        verbose_name_plural = "lessen"
        constraints: ClassVar[list[Any]] = [
            ExclusionConstraint(
                name="tutor_is_in_one_place",
                expressions=[(F("tutor"), RangeOperators.EQUAL), (F("period"), RangeOperators.OVERLAPS)],
                condition=Q(state="planned"),
            ),
            models.CheckConstraint(
                name="no_more_pupils_than_seats", condition=Q(seats_taken__lte=F("capacity"), capacity__gte=1)
            ),
            models.CheckConstraint(
                name="lesson_has_a_length",
                condition=Q(period__isempty=False, period__lower_inf=False, period__upper_inf=False),
            ),
        ]
        triggers: ClassVar[list[Any]] = [
            pgtrigger.ReadOnly(name="lesson_stays_what_was_booked", fields=["agreement", "tutor", "subject", "period"]),
            # FOR SHARE: who suspends the tutor or the agreement at this moment comes before us or after us.
            pgtrigger.Trigger(
                name="lesson_within_vog_and_agreement",
                operation=pgtrigger.Insert,
                when=pgtrigger.Before,
                func="""
                    PERFORM 1 FROM bijles_tutor WHERE id = NEW.tutor_id AND suspended_at IS NULL
                        AND vog_valid_until >= (upper(NEW.period) AT TIME ZONE 'Europe/Amsterdam')::date FOR SHARE;
                    IF NOT FOUND THEN
                        RAISE EXCEPTION 'tutor % may not teach then', NEW.tutor_id USING ERRCODE = 'check_violation';
                    END IF;
                    PERFORM 1 FROM bijles_agreement WHERE id = NEW.agreement_id AND state = 'active'
                        AND (upper(NEW.period) AT TIME ZONE 'Europe/Amsterdam')::date BETWEEN first_day AND last_day AND NEW.capacity <= most_pupils FOR SHARE;
                    IF NOT FOUND THEN
                        RAISE EXCEPTION 'agreement % does not hold then', NEW.agreement_id
                            USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"lesson {self.pk}"


class BookingState(models.TextChoices):
    """Where a booking stands."""

    HELD = "held", "vastgehouden"
    CONFIRMED = "confirmed", "geboekt"
    EXPIRED = "expired", "niet op tijd bevestigd"
    CANCELLED = "cancelled", "afgezegd"
    CANCELLED_LATE = "cancelled_late", "laat afgezegd"
    DROPPED = "dropped", "vervallen"
    ATTENDED = "attended", "gegeven"
    NO_SHOW = "no_show", "niet gekomen"
    UNPAID = "unpaid", "niet gegeven"


LIVE = (BookingState.HELD, BookingState.CONFIRMED)
COUNTS = (*LIVE, BookingState.ATTENDED, BookingState.NO_SHOW)


@track(exclude=["code"])
class Booking(models.Model):
    """One child in one lesson. key: from the form, so that a second press of a button books nothing twice.

    series: the lessons that were chosen together have one. period: of the lesson, copied by the database. held_until: a hold
    that is not confirmed lapses then. code: what the family tells the tutor in the lesson.
    """

    lesson = models.ForeignKey(Lesson, models.PROTECT, related_name="bookings")
    child = models.ForeignKey(Child, models.SET_NULL, null=True, related_name="bookings")
    shown = models.ForeignKey(Pass, models.SET_NULL, null=True, related_name="bookings", verbose_name="pas")
    owner = models.CharField("rekening", max_length=40)
    period = DateTimeRangeField("tijd")
    state = models.CharField("stand", max_length=14, choices=BookingState, default=BookingState.HELD)
    key = models.UUIDField(unique=True)
    series = models.UUIDField("reeks", null=True, blank=True, db_index=True)
    code = models.CharField("lescode", max_length=4)
    cents = models.PositiveIntegerField("prijs in centen")
    minutes = models.PositiveSmallIntegerField("minuten")
    rules_version = models.PositiveSmallIntegerField("versie van de regels")
    made_at = models.DateTimeField("gemaakt op")
    held_until = models.DateTimeField("vastgehouden tot")

    class Meta:
        verbose_name = "boeking"
        verbose_name_plural = "boekingen"
        constraints: ClassVar[list[Any]] = [
            ExclusionConstraint(
                name="child_is_in_one_lesson",
                expressions=[(F("child"), RangeOperators.EQUAL), (F("period"), RangeOperators.OVERLAPS)],
                condition=Q(state__in=["held", "confirmed"]),
            ),
        ]
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["held_until"], name="booking_holds", condition=Q(state="held")),
            models.Index(fields=["owner"], name="booking_owner"),
            # What waits for a tick, an answer or a decision: few of the lessons of a year.
            models.Index(RangeStartsWith("period"), name="bookings_that_stand", condition=Q(state="confirmed")),
        ]
        triggers: ClassVar[list[Any]] = [
            pgtrigger.ReadOnly(
                name="booking_stays_what_was_agreed", fields=["lesson", "owner", "period", "key", "cents", "minutes"]
            ),
            pgtrigger.Protect(name="booking_is_not_removed", operation=pgtrigger.Delete),
            pgtrigger.FSM(
                name="booking_takes_its_steps",
                field="state",
                transitions=[
                    *[("held", to) for to in ("confirmed", "expired", "cancelled", "dropped")],
                    *[
                        ("confirmed", to)
                        for to in ("cancelled", "cancelled_late", "dropped", "attended", "no_show", "unpaid")
                    ],
                ],
            ),
            pgtrigger.Trigger(
                name="a_booking_is_of_its_lesson",
                operation=pgtrigger.Insert,
                when=pgtrigger.Before,
                func="""
                    SELECT period INTO NEW.period FROM bijles_lesson WHERE id = NEW.lesson_id AND state = 'planned';
                    IF NOT FOUND THEN
                        RAISE EXCEPTION 'lesson % is off', NEW.lesson_id USING ERRCODE = 'check_violation';
                    END IF;
                    PERFORM 1 FROM bijles_pass WHERE id = NEW.shown_id AND state = 'verified'
                        AND valid_until >= (upper(NEW.period) AT TIME ZONE 'Europe/Amsterdam')::date FOR SHARE;
                    IF NOT FOUND THEN
                        RAISE EXCEPTION 'pass % does not hold then', NEW.shown_id USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
            pgtrigger.Trigger(
                name="seats_are_counted",
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("state"),  # type: ignore[no-untyped-call]
                when=pgtrigger.After,
                func="""
                    IF TG_OP = 'INSERT' THEN
                        UPDATE bijles_lesson SET seats_taken = seats_taken + 1 WHERE id = NEW.lesson_id;
                    ELSIF NEW.state IN ('expired', 'cancelled', 'cancelled_late', 'dropped')
                        AND OLD.state NOT IN ('expired', 'cancelled', 'cancelled_late', 'dropped') THEN
                        UPDATE bijles_lesson SET seats_taken = seats_taken - 1 WHERE id = NEW.lesson_id;
                    END IF;
                    RETURN NULL;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"booking {self.pk}"
