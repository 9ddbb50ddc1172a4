"""The calendar of somebody's rounds, on a page and as a file for calendar programs."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import date, datetime
from typing import Final

from django.conf import settings
from django.core import signing
from django.db.models import Count
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ndt.calendars import ics
from ndt.people.models import User
from ndt.schools.models import LocationState
from wisselkracht.core import agenda
from wisselkracht.core.agenda import Item, RoundDays, What
from wisselkracht.models import (
    LIVE,
    Applicant,
    Application,
    ApplicationQuerySet,
    CalendarFeed,
    Exchange,
    Moment,
    Review,
    Role,
    Round,
    RoundQuerySet,
    RoundState,
    Stage,
)
from wisselkracht.queries import rights

_SIGNER: Final = signing.Signer(sep=".", salt="wisselkracht.agenda")


def items_of(user: User, *, today: date) -> list[Item]:
    """Give what somebody has to see to in the rounds of their regions that are not over, and every open talk.

    Six queries.
    """
    rounds = rights.rounds_of(user)
    return agenda.items(_days(rounds.filter(ends_on__gte=today)), _talks(rounds), today=today)


def _talks(rounds: RoundQuerySet) -> list[agenda.Talk]:
    """Give the talks that nobody had yet, also when the round is over."""
    waiting = Review.objects.waiting().filter(moment__place__exchange__round__in=rounds)
    found = []
    for review in waiting.select_related("moment__place__exchange__round"):
        exchange = review.moment.place.exchange
        found.append(
            agenda.Talk(review.talk_until, exchange.pk, exchange.number, exchange.round.slug, exchange.round.title)
        )
    return found


def _days(rounds: RoundQuerySet) -> list[RoundDays]:
    found = list(rounds.order_by("starts_on", "pk"))
    checks: Mapping[int, list[date]] = defaultdict(list)
    waiting = Application.objects.filter(round__in=found, stage=Stage.CONFIRMED, confirmed_at__isnull=False)
    for number, at in waiting.values_list("round", "confirmed_at"):
        assert at is not None
        checks[number].append(timezone.localdate(at))
    closed: Mapping[int, list[date]] = defaultdict(list)
    for number, day in at_closed_schools(found).values_list("round", "school__closed_on"):
        assert day is not None, "a closed school has a date"
        closed[number].append(day)
    decided = set(Exchange.objects.filter(round__in=found).values_list("round", flat=True))
    looks = _looks_back(found)
    return [_round_days(one, checks[one.pk], closed[one.pk], looks[one.pk], one.pk in decided) for one in found]


def _looks_back(rounds: list[Round]) -> Mapping[int, Mapping[date, int]]:
    """Give by round and last day how many people still have to look back, in exchanges that something can happen to."""
    found: dict[int, Counter[date]] = defaultdict(Counter)
    moments = Moment.objects.filter(place__exchange__in=Exchange.objects.going_on().filter(round__in=rounds))
    counted = moments.annotate(number=Count("reviews")).values_list("place__exchange__round", "due_on", "number")
    for number, day, answered in counted:
        if answered < len(Role):
            found[number][day] += len(Role) - answered
    return found


def at_closed_schools(rounds: list[Round] | RoundQuerySet) -> ApplicationQuerySet:
    """Give the living applications at a school that closed."""
    found: ApplicationQuerySet = Application.objects.filter(
        round__in=rounds, stage__in=LIVE, school__state=LocationState.CLOSED
    )
    return found


def _round_days(
    one: Round, checks: list[date], closed: list[date], looks: Mapping[date, int], is_decided: bool
) -> RoundDays:
    return RoundDays(
        slug=one.slug,
        title=one.title,
        opens=timezone.localdate(one.opens_at),
        last=one.last_day,
        decides=one.decides_on,
        starts=one.starts_on,
        ends=one.ends_on,
        is_concept=one.state == RoundState.CONCEPT,
        is_decided=is_decided,
        checks=tuple(checks),
        closed=tuple(closed),
        looks_back=tuple(looks.items()),
    )


def words(item: Item) -> str:
    """Say what happens, without the round."""
    match item.what:
        case What.OPENS:
            return _("De ronde had al open moeten zijn") if item.is_overdue else _("Aanmelden begint")
        case What.CLOSES:
            return _("Laatste dag om aan te melden")
        case What.DECIDES:
            return _("De voorstellen zijn nog niet bekend") if item.is_overdue else _("De voorstellen zijn klaar")
        case What.STARTS:
            return _("De ruil begint")
        case What.ENDS:
            return _("De ruil eindigt")
        case What.CHECK:
            said = ngettext("%(number)d schoolleider nagaan", "%(number)d schoolleiders nagaan", item.number)
            return said % {"number": item.number}
        case What.CLOSED_SCHOOL:
            said = ngettext(
                "%(number)d aanmelding staat bij een gesloten school",
                "%(number)d aanmeldingen staan bij een gesloten school",
                item.number,
            )
            return said % {"number": item.number}
        case What.TALK:
            said = ngettext(
                "%(number)d gesprek over %(exchange)s", "%(number)d gesprekken over %(exchange)s", item.number
            )
            return said % {"number": item.number, "exchange": item.about}
    said = ngettext("%(number)d terugblik", "%(number)d terugblikken", item.number)
    return said % {"number": item.number}


def link_of(owner: User | Applicant) -> str:
    """Give the address of somebody's calendar; "" while they have none.

    The key in it is signed: who reads our database alone has no link.
    """
    feed = CalendarFeed.objects.filter(**CalendarFeed.whose(owner)).first()
    if feed is None:
        return ""
    return f"{settings.SITE_URL}{reverse('wisselkracht:feed', args=[_SIGNER.sign(feed.key)])}"


def reader_of(token: str) -> User | Applicant | None:
    """Give whose calendar a link opens; None for one that is not ours, was replaced, or whose owner left."""
    try:
        key = _SIGNER.unsign(token)
    except signing.BadSignature:
        return None
    feed = CalendarFeed.objects.filter(key=key).select_related("user", "applicant").first()
    if feed is None:
        return None
    # Whoever left the team has no desk any more, and so no calendar.
    return feed.applicant if feed.user is None else feed.user if rights.team(feed.user) else None


def calendar_of(user: User, *, now: datetime) -> str:
    """Give somebody's calendar as a file."""
    events = [
        ics.Event(
            uid=f"{item.key}@{settings.SITE_URL.rpartition('/')[2]}",
            first=item.day,
            last=item.day,
            summary=f"{item.round_title}: {words(item)}",
        )
        for item in items_of(user, today=timezone.localdate(now))
    ]
    return ics.calendar(events, name=_("WisselKracht: rondes"), product="WisselKracht", now=now)
