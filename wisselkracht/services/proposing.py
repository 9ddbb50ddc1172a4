"""Propose exchanges: make them, hold their applications, and write to the six or nine of each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, Final

from django.db import transaction
from django.utils import timezone

from wisselkracht import emails
from wisselkracht.core.exchange_steps import ANSWER_DAYS
from wisselkracht.core.lifecycle_errors import BadExchange, Held
from wisselkracht.models import Applicant, Application, Exchange, Place, Role, Round, Stage
from wisselkracht.services import inviting

# An application, what makes up the points of its teacher taking over the next one's job, and those points.
Leg = tuple[Application, Mapping[str, Any], int]
SIZES: Final = (2, 3)


@transaction.atomic
def propose(*, round: Round, run: int | None, cycles: Iterable[Sequence[Leg]], now: datetime) -> list[Exchange]:  # noqa: A002  the room's word
    """Make an exchange of each cycle and write to all its people, in one transaction.

    run: number of the run in this round that found them; None for an exchange made by hand. cycles: of legs, in
    order: the teacher of each takes over the job of the next, and the last that of the first. The parts of a leg are
    kept as they are: {"minutes", "estimate", "mode", "points", "parts": [[part, points], ...], "themes": ...}.
    Raises BadExchange ("size", "same-school", "twice", "not-ready", "other-round", "too-late") or Held; then nothing
    is made and nobody hears anything.
    """
    wanted = [tuple(cycle) for cycle in cycles]
    fresh = lock_applications([leg[0].pk for cycle in wanted for leg in cycle])
    _check(round, wanted, fresh)
    if held := _held(fresh):
        raise Held(held)
    until = answer_until(round, today=timezone.localdate(now))
    if until < timezone.localdate(now):
        raise BadExchange("too-late")
    people = _people(fresh)
    made = []
    for cycle in wanted:
        exchange = _make(round, run, cycle, people, until, now)
        made.append(exchange)
        for application, _parts, _points in cycle:
            for person in people[application.pk].values():
                person.application = fresh[application.pk]
                inviting.write(person, emails.proposal, now=now, until=until)
    return made


def answer_until(found: Round, *, today: date) -> date:
    """Give the last day to answer: two weeks from now, and always before the exchange begins."""
    return min(today + timedelta(days=ANSWER_DAYS), found.starts_on - timedelta(days=1))


def lock_applications(numbers: Iterable[int]) -> dict[int, Application]:
    """Give applications under their locks, taken in the order of their keys. Before any exchange is locked."""
    rows = (
        Application.objects.select_for_update(of=("self",), no_key=True)
        .select_related("round__region", "school")
        .filter(pk__in=list(numbers))
        .order_by("pk")
    )
    return {row.pk: row for row in rows}


def _held(fresh: Mapping[int, Application]) -> list[int]:
    """Give the applications that another exchange binds; read under their locks."""
    return sorted(Place.objects.holding(list(fresh)).values_list("application", flat=True))


def _check(found: Round, cycles: Sequence[Sequence[Leg]], fresh: Mapping[int, Application]) -> None:
    everybody = [leg[0].pk for cycle in cycles for leg in cycle]
    sizes = SIZES if found.largest == Round.Largest.THREE else SIZES[:1]
    checks = {
        "size": any(len(cycle) not in sizes for cycle in cycles),
        "same-school": any(len({fresh[leg[0].pk].school_id for leg in cycle}) < len(cycle) for cycle in cycles),
        "twice": len(set(everybody)) < len(everybody),
        "other-round": any(one.round_id != found.pk for one in fresh.values()),
        "not-ready": any(one.stage != Stage.VERIFIED or one.waits_for_round for one in fresh.values()),
    }
    for what, is_so in checks.items():
        if is_so:
            raise BadExchange(what)


def _people(fresh: Mapping[int, Application]) -> dict[int, dict[str, Applicant]]:
    found: dict[int, dict[str, Applicant]] = {number: {} for number in fresh}
    for person in Applicant.objects.filter(application__in=list(fresh)).exclude(email=""):
        found[person.application_id][person.role] = person
    return found


def _make(
    found: Round,
    run: int | None,
    cycle: Sequence[Leg],
    people: Mapping[int, Mapping[str, Applicant]],
    until: date,
    now: datetime,
) -> Exchange:
    exchange = Exchange.objects.create(
        round=found,
        run_number=run,
        points=sum(points for _application, _parts, points in cycle),
        starts_on=found.starts_on,
        ends_on=found.ends_on,
        answer_until=until,
        proposed_at=now,
        entered_at=now,
    )
    Place.objects.bulk_create(
        Place(
            exchange=exchange,
            number=number,
            application=application,
            teacher=people[application.pk][Role.TEACHER.value],
            school_code=application.school.code,
            direction=dict(parts),
            points=points,
        )
        for number, (application, parts, points) in enumerate(cycle)
    )
    return exchange
