"""What is free: tutors who may help a child, with their next times. The number of queries never grows with the supply."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final, NamedTuple

from django.db import connection
from django.db.models import BigIntegerField, Q, Value
from django.db.models.functions import Cast
from django.utils import timezone

from bijles.core import recurrence
from bijles.core.recurrence import AMSTERDAM, Period
from bijles.models import Absence, Agreement, Availability, Booking, Child, Skill, Tutor
from bijles.models.lesson import LIVE, BookingState
from bijles.models.programme import AgreementState
from ndt.geo.distance import Point, road_km
from ndt.schools.models import Postcode

MINUTES: Final = 60
STEP: Final = 60
AHEAD: Final = timedelta(days=28)
# Who teaches wants to know it beforehand.
NOTICE: Final = timedelta(hours=12)
# So many tutors are looked at for free times, the nearest first.
LOOKED_AT: Final = 60
# So many of them have their lessons read at a time where few are asked for.
TOGETHER: Final = 15
# Where few are asked for, later times are only looked at for who has few before.
SOON: Final = timedelta(days=9)
# Other times for who came too late are looked for so near first.
CLOSE: Final = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a family looks for. days: 1 is Monday, empty is any. most_km: 0 is any distance. where: "", "near" or "online".

    form: of the agreement, empty is any. alone: only with the tutor, only with others, or None for both.
    """

    subject: str
    days: frozenset[int] = frozenset()
    language: str = ""
    where: str = ""
    form: str = ""
    most_km: int = 0
    alone: bool | None = None


@dataclass(frozen=True, slots=True)
class Time:
    """A free time. area: postcode of four figures, "" online. others: children who are in it already."""

    start: datetime
    area: str
    others: int = 0


@dataclass(frozen=True, slots=True)
class Offer:
    """A tutor with free times, in order. km: about, by road; None online, and where a place is not known."""

    tutor: Tutor
    agreement: Agreement
    km: float | None
    online: bool
    times: tuple[Time, ...]

    @property
    def next_times(self) -> tuple[Time, ...]:
        """Give the next three, each on another day."""
        by_day: dict[date, Time] = {}
        for one in self.times:
            by_day.setdefault(one.start.astimezone(AMSTERDAM).date(), one)
            if len(by_day) == 3:
                break
        return tuple(by_day.values())

    @property
    def shows_enough(self) -> bool:
        """Say whether a card needs no later time: it shows three, and that there are more."""
        return len(self.next_times) == 3 < len(self.times)


@dataclass(frozen=True, slots=True)
class _There:
    """An availability with the agreement that pays it."""

    tutor: Tutor
    agreement: Agreement
    row: Availability
    km: float | None


# What some of the tutors have free up to and with a day.
_Look = Callable[[Sequence[Sequence[_There]], date], Iterator[Offer]]


class _Planned(NamedTuple):
    """A lesson with children in it. There are thousands in one search, so it is no model."""

    start: datetime
    end: datetime
    taken: int
    capacity: int
    agreement: int
    subject: str
    area: str


# By tutor, through the index of the constraint that keeps a tutor in one place.
_PLANNED: Final = """
    SELECT l.tutor_id, extract(epoch FROM lower(l.period))::bigint, extract(epoch FROM upper(l.period))::bigint,
        l.seats_taken, l.capacity, l.agreement_id, l.subject, l.area
    FROM unnest(%s::bigint[]) AS asked (tutor)
    CROSS JOIN LATERAL (
        SELECT * FROM bijles_lesson
        WHERE tutor_id = asked.tutor AND state = 'planned' AND period && tstzrange(%s, %s) AND seats_taken > 0
    ) AS l
"""


# The hours of a tutor under an agreement, but for a day away. By hand: a series asks it every week.
_HOURS: Final = """
    SELECT v.* FROM bijles_availability v JOIN bijles_agreement a ON a.form = v.form
    WHERE a.id = %s AND v.tutor_id = %s AND v.first_day <= %s
        AND NOT EXISTS (SELECT FROM bijles_absence WHERE tutor_id = v.tutor_id AND day = %s)
    ORDER BY v.id
"""


def offers(
    child: Child,
    wanted: Wanted,
    *,
    now: datetime,
    tutor: int | None = None,
    most: int | None = None,
    between: tuple[datetime, datetime] | None = None,
) -> list[Offer]:
    """Give who has a free time for the child, nearest first, then by first free time. tutor: only this one.

    most: at least so many when there are, and nobody left out comes before them; an offer then has the times that a card
    shows, and perhaps not the later ones. between: no time before the first moment, none on a day after the second. No time lies
    behind the last day of the child's pass. Six queries, with `most` a few more.
    """
    since, last = now + NOTICE, min((now + AHEAD).date(), child.shown.valid_until)
    if between is not None:
        since, last = max(since, between[0]), min(last, between[1].date())
    if last < since.date():
        return []
    there = _there(child, wanted, now=now, tutor=tutor)
    away = _away({one.tutor.pk for one in there}, since.date(), last)
    own = _own(child, since, _midnight_after(last), now=now)
    found: dict[tuple[int, int, bool], list[_There]] = defaultdict(list)
    for one in there:
        found[one.tutor.pk, one.agreement.pk, not one.row.area].append(one)
    groups = sorted(found.values(), key=lambda group: _distance(_nearest(group)))

    def look(some: Sequence[Sequence[_There]], until: date) -> Iterator[Offer]:
        planned = _planned({group[0].tutor.pk for group in some}, since, _midnight_after(until))
        for group in some:
            times = _times(group, wanted, away=away, planned=planned, own=own, since=since, last=until)
            yield Offer(group[0].tutor, group[0].agreement, _nearest(group), not group[0].row.area, times)

    made: list[Offer] = []
    if most is None:
        made = [offer for offer in look(groups, last) if offer.times]
    else:
        for place in range(0, len(groups), TOGETHER):
            some = groups[place : place + TOGETHER]
            if len(made) >= most and _distance(_nearest(some[0])) > _distance(made[most - 1].km):
                break
            made += _few(some, look, soon=min(last, since.date() + SOON), last=last)
    return sorted(made, key=lambda offer: (_distance(offer.km), offer.times[0].start, offer.tutor.pk))


def _few(some: Sequence[Sequence[_There]], look: _Look, *, soon: date, last: date) -> list[Offer]:
    """Give the offers with the times of the first days, and all of them of who has few of those."""
    first = list(look(some, soon))
    late = look([group for group, offer in zip(some, first, strict=True) if not offer.shows_enough], last)
    found = [offer if offer.shows_enough else next(late) for offer in first]
    return [offer for offer in found if offer.times]


def _midnight_after(day: date) -> datetime:
    """Give the end of a day: an hour of it may be taken by a lesson at any time of it."""
    return datetime.combine(day + timedelta(days=1), time(), AMSTERDAM)


def is_there(*, tutor: int, agreement: int, start: datetime) -> str | None:
    """Give the area in which a tutor is there for a lesson at a moment ("" online), or None. One query."""
    day = start.astimezone(AMSTERDAM).date()
    end = start + timedelta(minutes=MINUTES)
    for row in Availability.objects.raw(_HOURS, [agreement, tutor, day, day]):
        for period in recurrence.expand(row.facts(), since=day, until=day):
            if period.start <= start and end <= period.end:
                return row.area
    return None


def alternatives(
    child: Child, wanted: Wanted, *, start: datetime, tutor: int, now: datetime
) -> list[tuple[Offer, Time]]:
    """Give three other times for who came too late: of the same tutor first, then nearest in time, each start once."""
    # Where the days around it have enough, the other weeks need no look: they are further away.
    near = (start - CLOSE, start + CLOSE)
    close = _choices(offers(child, wanted, now=now, between=near), start, tutor)
    close = [one for one in close if abs(one[1].start - start) <= CLOSE]
    if len(close) >= 3 and any(offer.tutor.pk == tutor for offer, _time in close):
        return _first_three(close, tutor)
    return _first_three(_choices(offers(child, wanted, now=now), start, tutor), tutor)


def _choices(found: Sequence[Offer], start: datetime, tutor: int) -> list[tuple[Offer, Time]]:
    """Give every other time than the one that was taken, each start of a tutor once, nearest in time first."""
    choices: dict[tuple[int, datetime], tuple[Offer, Time]] = {}
    for offer in found:
        for one in offer.times:
            if (offer.tutor.pk, one.start) != (tutor, start):
                choices.setdefault((offer.tutor.pk, one.start), (offer, one))
    return sorted(choices.values(), key=lambda one: (abs(one[1].start - start), one[0].tutor.pk != tutor))


def _first_three(choices: Sequence[tuple[Offer, Time]], tutor: int) -> list[tuple[Offer, Time]]:
    same = [one for one in choices if one[0].tutor.pk == tutor][:1]
    return [*same, *(one for one in choices if one not in same)][:3]


def knows_place(postcode: str) -> bool:
    """Say whether we know where a postcode lies; yes while no postcodes were loaded at all."""
    return Postcode.objects.filter(pc4=postcode).exists() or not Postcode.objects.exists()


def _there(child: Child, wanted: Wanted, *, now: datetime, tutor: int | None) -> list[_There]:
    today = timezone.localdate(now)
    agreements = Agreement.objects.filter(
        programme__scheme=child.shown.scheme_id, state=AgreementState.ACTIVE, last_day__gte=today
    ).select_related("provider__organisation", "programme")
    if wanted.form:
        agreements = agreements.filter(form=wanted.form)
    if wanted.alone is not None:
        agreements = agreements.filter(most_pupils=1) if wanted.alone else agreements.exclude(most_pupils=1)
    by_offer: dict[tuple[int, str], list[Agreement]] = defaultdict(list)
    for one in agreements:
        by_offer[one.provider_id, one.form].append(one)
    may = Skill.objects.filter(subject=wanted.subject, level=child.level).values("tutor")
    tutors = Tutor.objects.filter(
        pk__in=may,
        suspended_at=None,
        vog_valid_until__gte=today,
        provider__in={provider for provider, _form in by_offer},
    )
    if wanted.language:
        tutors = tutors.filter(languages__contains=[wanted.language])
    if tutor is not None:
        tutors = tutors.filter(pk=tutor)
    rows = Availability.objects.filter(tutor__in=tutors).select_related("tutor").order_by("pk")
    if wanted.where:
        rows = rows.filter(area="") if wanted.where == "online" else rows.exclude(area="")
    found = [(row, agreement) for row in rows for agreement in by_offer.get((row.tutor.provider_id, row.form), ())]
    points = _points({child.postcode, *(row.area for row, _agreement in found if row.area)})
    here = points.get(child.postcode)
    there = [_There(row.tutor, agreement, row, _km(here, points.get(row.area))) for row, agreement in found]
    if wanted.most_km:
        there = [one for one in there if not one.row.area or (one.km is not None and one.km <= wanted.most_km)]
    there.sort(key=lambda one: (_distance(one.km), one.tutor.pk, one.row.pk))
    return there[:LOOKED_AT]


def _times(
    group: Sequence[_There],
    wanted: Wanted,
    *,
    away: dict[int, set[date]],
    planned: dict[int, list[_Planned]],
    own: Sequence[Period],
    since: datetime,
    last: date,
) -> tuple[Time, ...]:
    """Give the free times of one tutor under one agreement, the own lessons of the child left out."""
    tutor, agreement = group[0].tutor, group[0].agreement
    assert tutor.vog_valid_until is not None, "only who has a VOG is looked at"
    until = min(agreement.last_day, tutor.vog_valid_until, last)
    lessons = planned.get(tutor.pk, [])
    taken = [*own, *(Period(lesson.start, lesson.end) for lesson in lessons)]
    found: dict[datetime, Time] = {}
    for one in group:
        spans = recurrence.expand(
            one.row.facts(), since=max(since.date(), agreement.first_day), until=until, without=away.get(tutor.pk, ())
        )
        free = recurrence.free(spans, taken)
        for start in recurrence.starts(free, minutes=MINUTES, step=STEP, after=since):
            found.setdefault(start, Time(start, one.row.area))
        for lesson in lessons:
            if (
                since < lesson.start
                and _has_seat(lesson, agreement, wanted.subject, one.row.area)
                and not _meets(lesson.start, own)
            ):
                found[lesson.start] = Time(lesson.start, one.row.area, lesson.taken)
    return tuple(found[start] for start in sorted(found) if _fits(start, wanted, until))


def _nearest(group: Sequence[_There]) -> float | None:
    return min((one.km for one in group if one.km is not None), default=None)


def _fits(start: datetime, wanted: Wanted, until: date) -> bool:
    # The wall is never more than a day ahead of a start, which is in UTC.
    if not wanted.days and start.date() < until:
        return True
    wall = start.astimezone(AMSTERDAM)
    return wall.date() <= until and (not wanted.days or wall.isoweekday() in wanted.days)


def _has_seat(lesson: _Planned, agreement: Agreement, subject: str, area: str) -> bool:
    return (
        lesson.taken < lesson.capacity
        and lesson.agreement == agreement.pk
        and (lesson.subject, lesson.area) == (subject, area)
        and lesson.end - lesson.start == timedelta(minutes=MINUTES)
    )


def _meets(start: datetime, own: Iterable[Period]) -> bool:
    return any(start < period.end and period.start < start + timedelta(minutes=MINUTES) for period in own)


def _away(tutors: set[int], since: date, until: date) -> dict[int, set[date]]:
    away: dict[int, set[date]] = defaultdict(set)
    rows = Absence.objects.filter(tutor__in=tutors, day__range=(since, until))
    for tutor, day in rows.values_list("tutor", "day"):
        away[tutor].add(day)
    return away


def _planned(tutors: set[int], since: datetime, until: datetime) -> dict[int, list[_Planned]]:
    found: dict[int, list[_Planned]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(_PLANNED, [list(tutors), since, until])
        for tutor, start, end, *facts in cursor.fetchall():
            found[tutor].append(_Planned(datetime.fromtimestamp(start, UTC), datetime.fromtimestamp(end, UTC), *facts))
    return found


def _own(child: Child, since: datetime, until: datetime, *, now: datetime) -> list[Period]:
    lapsed = Q(state=BookingState.HELD, held_until__lt=now)
    # A number without its type is an integer, for which the index of a child and a period (bigint) does not work.
    pk = Cast(Value(child.pk), BigIntegerField())
    rows = Booking.objects.filter(child=pk, state__in=LIVE, period__overlap=(since, until)).exclude(lapsed)
    return [Period(period.lower, period.upper) for period in rows.values_list("period", flat=True)]


def _points(codes: set[str]) -> dict[str, Point]:
    rows = Postcode.objects.filter(pc4__in=codes).values_list("pc4", "lat", "lon")
    return {code: Point(lat, lon) for code, lat, lon in rows}


def _km(here: Point | None, there: Point | None) -> float | None:
    return None if here is None or there is None else round(road_km(here, there), 1)


def _distance(km: float | None) -> float:
    """Put what has no distance, such as online, behind what is near and before what is far."""
    return 10.0 if km is None else km
