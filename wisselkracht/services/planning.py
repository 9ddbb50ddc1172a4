"""Plan the moments at which people look back, around the holidays of both schools, and move them when days change."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.utils import timezone

from wisselkracht.core import evaluations
from wisselkracht.core.evaluations import Period, Planned
from wisselkracht.core.holiday_regions import regions_of
from wisselkracht.models import Exchange, Job, Moment, Place
from wisselkracht.queries.exchange_facts import host_of


def period_of(place: Place, places: Sequence[Place], *, first: date, last: date) -> Period:
    """Give when and where the teacher of a place works at the host: on the days of the job there."""
    host = host_of(place, list(places))
    schools = [place.application.school, host.application.school]
    job = Job.objects.filter(applicant=host.teacher_id).first()
    days = frozenset(day - 1 for day in job.days) if job else evaluations.WEEKDAYS
    regions = frozenset(region for school in schools for region in regions_of(school.province))
    return Period(first, last, regions, days)


def planned_for(place: Place, places: Sequence[Place], *, first: date, last: date) -> tuple[Planned, ...]:
    """Give the moments of a teacher over a period; one alone when it is too short for three.

    Raises HolidaysUnknown when the holidays of that year are not in the table.
    """
    period = period_of(place, places, first=first, last=last)
    # Nothing was held and nothing has passed: the day before the first.
    return evaluations.replan((), held=(), period=period, today=date.fromordinal(first.toordinal() - 1))


def plan(exchange: Exchange, _now: datetime) -> None:
    """Plan the moments of everybody in a locked exchange."""
    places = places_of(exchange)
    Moment.objects.filter(place__in=places).delete()
    Moment.objects.bulk_create(
        _row(place, one)
        for place in places
        for one in planned_for(place, places, first=exchange.starts_on, last=exchange.ends_on)
    )


def replan(exchange: Exchange, now: datetime) -> None:
    """Move the moments of a locked exchange whose last day changed, or that stood still; those that were held stay."""
    places = places_of(exchange)
    for place in places:
        rows = {evaluations.Moment(one.which): one for one in place.moments.all()}
        held = {which for which, one in rows.items() if one.reviews.exists()}
        before = [Planned(which, one.opens_on, one.remind_on, one.due_on) for which, one in rows.items()]
        period = period_of(place, places, first=exchange.starts_on, last=exchange.ends_on)
        after = {
            one.moment: one
            for one in evaluations.replan(before, held=held, period=period, today=timezone.localdate(now))
        }
        for which, row in rows.items():
            if which not in after:
                row.delete()
            elif which not in held:
                _put(row, after[which])
        Moment.objects.bulk_create(_row(place, one) for which, one in after.items() if which not in rows)


def extend(exchange: Exchange, now: datetime) -> None:
    """Let a signed extension count: a later last day, and moments that fit it."""
    assert exchange.new_end is not None, "an extension has its day"
    exchange.ends_on, exchange.new_end = exchange.new_end, None
    exchange.save(update_fields=["ends_on", "new_end"])
    replan(exchange, now)


def places_of(exchange: Exchange) -> list[Place]:
    """Give the places of an exchange with their schools and teachers, in order."""
    return list(exchange.places.select_related("application__school", "teacher").order_by("number"))


def _row(place: Place, one: Planned) -> Moment:
    return Moment(place=place, which=one.moment.value, opens_on=one.opens, remind_on=one.remind, due_on=one.due)


def _put(row: Moment, one: Planned) -> None:
    if row.opens_on != one.opens:
        row.told_at = None
    row.opens_on, row.remind_on, row.due_on = one.opens, one.remind, one.due
    row.save(update_fields=["opens_on", "remind_on", "due_on", "told_at"])
