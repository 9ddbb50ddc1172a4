"""What a programme came to: children reached, lessons, money and waiting, by neighbourhood and by month. Four queries.

The neighbourhood is that of the pass where the municipality's list names it, so that who could be reached and who was is one
division; else it is that of the child, and then nobody knows how many children each neighbourhood could reach.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final

from django.db import connection
from django.db.models import Sum
from django.utils import timezone

from bijles.core.settlement import last_day
from bijles.models import EnrolledPass, Programme


@dataclass(slots=True)
class Count:
    """Children and what was done for them. listed: on the list of passes. placed: with a place. taught: with a lesson.

    cents: of claims that were not refused, lessons that were missed or left late included. waiting: children that wait. What was
    taken back after it was paid counts as no lesson and costs nothing.
    """

    listed: int = 0
    placed: int = 0
    taught: int = 0
    lessons: int = 0
    minutes: int = 0
    cents: int = 0
    waiting: int = 0


@dataclass(frozen=True, slots=True)
class Figures:
    """A programme in figures. by_place: "" is where the neighbourhood is not known. by_month: with its `taught` of that month.

    lists_places: the list names neighbourhoods. median_days: of children that wait, None when nobody does.
    """

    programme: Programme
    measured_at: datetime
    whole: Count
    by_place: dict[str, Count] = field(default_factory=dict)
    by_month: dict[date, Count] = field(default_factory=dict)
    lists_places: bool = False
    median_days: int | None = None


# Per child and month first: a year of lessons is read once, and what is counted apart is small.
_GIVEN: Final = """
    WITH seen AS (
        SELECT b.owner, max(b.child_id) AS child,
            date_trunc('month', lower(b.period) AT TIME ZONE 'Europe/Amsterdam')::date AS month,
            count(*) FILTER (WHERE b.state = 'attended') AS lessons,
            coalesce(sum(b.minutes) FILTER (WHERE b.state = 'attended'), 0) AS minutes,
            coalesce(sum(c.cents), 0) AS cents
        FROM bijles_booking b
        JOIN bijles_lesson l ON l.id = b.lesson_id
        JOIN bijles_agreement a ON a.id = l.agreement_id
        LEFT JOIN bijles_claim c ON c.booking_id = b.id AND c.state <> 'rejected'
        WHERE a.programme_id = %(programme)s AND b.state IN ('attended', 'no_show', 'cancelled_late')
            AND NOT EXISTS (SELECT 1 FROM bijles_creditnote n WHERE n.claim_id = c.id)
        GROUP BY 1, 3
    ), placed AS (
        SELECT s.*, {place} AS place FROM seen s {joins}
    )
    SELECT place, month, grouping(place, month), count(DISTINCT owner) FILTER (WHERE lessons > 0),
        sum(lessons), sum(minutes), sum(cents)
    FROM placed GROUP BY GROUPING SETS ((place), (month), ())
"""
_PLACED: Final = """
    SELECT {place} AS place, count(*), count(*) FILTER (
        WHERE EXISTS (SELECT 1 FROM bijles_waitingentry w WHERE w.child_id = k.id AND w.ended_at IS NULL))
    FROM bijles_child k {shown}
    WHERE p.scheme_id = %(scheme)s AND p.state = 'verified' AND p.valid_until >= %(day)s
    GROUP BY 1
"""
_WAITS: Final = """
    SELECT percentile_disc(0.5) WITHIN GROUP (ORDER BY %(day)s - since) FROM (
        SELECT min((w.since AT TIME ZONE 'Europe/Amsterdam')::date) AS since
        FROM bijles_waitingentry w JOIN bijles_child k ON k.id = w.child_id JOIN bijles_pass p ON p.id = k.shown_id
        WHERE w.ended_at IS NULL AND p.scheme_id = %(scheme)s AND p.state = 'verified' AND p.valid_until >= %(day)s
        GROUP BY k.id
    ) children
"""
_CHILD: Final = "LEFT JOIN bijles_child k ON k.id = s.child"
_SHOWN: Final = "LEFT JOIN bijles_pass p ON p.id = k.shown_id"
_LIST: Final = "LEFT JOIN bijles_enrolledpass e ON e.scheme_id = p.scheme_id AND e.pass_hmac = p.pass_hmac"
_OF_LIST, _OF_CHILD = "coalesce(e.pc4, '')", "coalesce(k.postcode, '')"
_BY_PLACE, _BY_MONTH = 0b01, 0b10


def figures(programme: Programme, *, now: datetime) -> Figures:
    """Give the figures of a programme as they stand at a moment."""
    today = timezone.localdate(now)
    day = min(today, programme.last_day)
    listed = _listed(programme, day)
    lists_places = any(listed)
    by_place = {place: Count(listed=number) for place, number in listed.items()} if lists_places else {}
    found = Figures(
        programme, now, Count(), by_place, _months(programme, today), lists_places, _median(programme, day)
    )  # fmt: skip
    _place(found, day)
    _give(found)
    found.whole.listed = sum(listed.values())
    found.whole.placed = sum(one.placed for one in found.by_place.values())
    found.whole.waiting = sum(one.waiting for one in found.by_place.values())
    return found


def _listed(programme: Programme, day: date) -> dict[str, int]:
    rows = EnrolledPass.objects.filter(scheme=programme.scheme_id, valid_until__gte=day, children__gt=0)
    return dict(rows.order_by().values_list("pc4").annotate(Sum("children")))


def _months(programme: Programme, today: date) -> dict[date, Count]:
    """Give the months of a programme that have begun, in order."""
    found, month = {}, programme.first_day.replace(day=1)
    while month <= min(today, programme.last_day):
        found[month] = Count()
        month = date.fromordinal(last_day(month).toordinal() + 1)
    return found


def _place(found: Figures, day: date) -> None:
    statement = _PLACED.format(
        place=_OF_LIST if found.lists_places else _OF_CHILD,
        shown=f"{_SHOWN} {_LIST}" if found.lists_places else _SHOWN,
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, {"scheme": found.programme.scheme_id, "day": day})
        for place, placed, waiting in cursor.fetchall():
            one = found.by_place.setdefault(place, Count())
            one.placed, one.waiting = placed, waiting


def _give(found: Figures) -> None:
    statement = _GIVEN.format(
        place=_OF_LIST if found.lists_places else _OF_CHILD,
        joins=f"{_CHILD} {_SHOWN} {_LIST}" if found.lists_places else _CHILD,
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, {"programme": found.programme.pk})
        rows = cursor.fetchall()
    for place, month, grouping, taught, lessons, minutes, cents in rows:
        if grouping == _BY_PLACE:
            one = found.by_place.setdefault(place, Count())
        elif grouping == _BY_MONTH:
            one = found.by_month.setdefault(month, Count())
        else:
            one = found.whole
        one.taught, one.lessons = taught, int(lessons or 0)
        one.minutes, one.cents = int(minutes or 0), int(cents or 0)


def _median(programme: Programme, day: date) -> int | None:
    with connection.cursor() as cursor:
        cursor.execute(_WAITS, {"scheme": programme.scheme_id, "day": day})
        found = cursor.fetchone()[0]
    return None if found is None else int(found)
