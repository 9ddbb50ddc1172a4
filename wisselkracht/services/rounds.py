"""Make a round, open it, close it; applications that waited for a round go into one that opens."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from ndt import history
from wisselkracht import emails
from wisselkracht.core import periods
from wisselkracht.core.refusals import NotNow
from wisselkracht.models import Application, Region, Round, RoundState
from wisselkracht.services import inviting, seeding, settling


@dataclass(frozen=True, slots=True)
class Plan:
    """The days of a round. closes_at: the moment before which all three confirm."""

    title: str
    starts_on: date
    ends_on: date
    opens_at: datetime
    closes_at: datetime
    decides_on: date
    largest: int


@transaction.atomic
def create(*, region: Region, plan: Plan, now: datetime) -> Round:
    """Make a round, not yet open. Raises BadPeriod."""
    periods.check_period(plan.starts_on, plan.ends_on)
    periods.check_deadlines(
        timezone.localdate(plan.opens_at), timezone.localdate(plan.closes_at), plan.decides_on, plan.starts_on
    )
    return Round.objects.create(
        region=region,
        slug=_free_slug(plan.title, region),
        title=plan.title,
        starts_on=plan.starts_on,
        ends_on=plan.ends_on,
        opens_at=plan.opens_at,
        closes_at=plan.closes_at,
        decides_on=plan.decides_on,
        largest=plan.largest,
        created_at=now,
    )


def _free_slug(title: str, region: Region) -> str:
    stem = slugify(f"{region.slug} {title}")[:50].strip("-") or region.slug
    taken = set(Round.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
    number, slug = 1, stem
    while slug in taken:
        number += 1
        slug = f"{stem}-{number}"
    return slug


@transaction.atomic
def open_round(*, found: Round, now: datetime) -> Round:
    """Open a round for applications, and put those in it that waited for one. Raises NotNow."""
    found = Round.objects.select_for_update(no_key=True).get(pk=found.pk)
    if found.state != RoundState.CONCEPT or now >= found.closes_at:
        raise NotNow
    found.state = RoundState.OPEN
    with history.reason(_("Ronde geopend")):
        found.save(update_fields=["state"])
    seeding.commit(found, now=now)
    waiting = Application.objects.live().filter(round__region=found.region_id, waits_for_round=True)
    for pk in waiting.order_by("pk").values_list("pk", flat=True):
        application = settling.locked(pk)
        settling.move_on(application, now=now)
        application.save(update_fields=["round", "moved_from", "waits_for_round"])
        for person in inviting.reached(application):
            inviting.write(person, emails.moved, now=now)
    return found


@transaction.atomic
def close_now(*, found: Round, now: datetime) -> Round:
    """Close an open round before its last day; who confirms later goes on to the next round. Raises NotNow."""
    found = Round.objects.select_for_update(no_key=True).get(pk=found.pk)
    check_may_close(found, now=now)
    found.state, found.closes_at = RoundState.CLOSED, now
    with history.reason(_("Eerder gesloten")):
        found.save(update_fields=["state", "closes_at"])
    return found


def check_may_close(found: Round, *, now: datetime) -> None:
    """Refuse to close a round that takes no applications (NotNow)."""
    if not found.is_taking(now):
        raise NotNow


def close_over(*, now: datetime) -> int:
    """Close the rounds whose last moment has passed; give how many."""
    with history.reason(_("De laatste dag is voorbij")):
        return Round.objects.over(now).update(state=RoundState.CLOSED)
