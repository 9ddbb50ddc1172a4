"""Fix an exchange or forbid a pair for the next run, see before what that costs, and take it back."""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from django.db import transaction

from ndt import history
from ndt.people.models import User
from wisselkracht.core import what_if
from wisselkracht.core.refusals import NotNow
from wisselkracht.core.run_errors import NotYours
from wisselkracht.core.what_if import Box, Cost
from wisselkracht.models import Application, Round, Ruling, Run, RunExchange, RunState
from wisselkracht.queries.runs import last_done
from wisselkracht.services import running

# How long a page may search for a cost; what is not proven by then is called so.
BOX_S: Final = 4.0


def box_of(run: Run, seconds: float = BOX_S) -> Box:
    """Give how the cost of a wish is searched beside a run."""
    return Box(run.largest, seconds, time.monotonic)


def exchange_of(found: Round, applications: Sequence[int]) -> RunExchange:
    """Give the newest exchange of these applications that a run of the round found, in its own order.

    Only what a run found can be fixed: whether others could exchange depends on what people keep to themselves.
    Raises NotYours.
    """
    rows = RunExchange.objects.filter(run__round=found, run__state=RunState.DONE, size=len(set(applications)))
    for number in applications:
        rows = rows.filter(members__application=number)
    newest = rows.order_by("-run__number").select_related("run").first()
    if newest is None:
        raise NotYours
    return newest


def in_order(exchange: RunExchange) -> list[int]:
    """Give the applications of an exchange in its order, from the lowest key; -1 for one that is gone."""
    keys = [one.application_id or -1 for one in exchange.members.order_by("place")]
    first = keys.index(min(keys))
    return keys[first:] + keys[:first]


def cost(*, found: Round, kind: str, applications: Sequence[int]) -> Cost | None:
    """Give what a ruling would cost, by the instance of the newest run; writes nothing.

    None where there is no run to compare with. Raises NotYours, and LocksClash where it contradicts what is fixed.
    """
    keys = in_order(exchange_of(found, applications)) if kind == Ruling.Kind.LOCK else []
    run = last_done(found)
    if run is None:
        return None
    names = dict(run.members.values_list("application", "name"))
    if kind == Ruling.Kind.LOCK:
        if not names.keys() >= set(keys):
            raise NotYours
        return what_if.locking(running.source_of(run), tuple(names[key] for key in keys), box_of(run))
    if len(applications) != 2 or not names.keys() >= set(applications):
        raise NotYours
    one, other = applications
    return what_if.banning(running.source_of(run), names[one], names[other], box_of(run))


@transaction.atomic
def rule(
    *, found: Round, kind: str, applications: Sequence[int], reason: str, by: User | None, now: datetime
) -> Ruling:
    """Write a ruling for the next run. Raises NotYours, or NotNow where the same one stands."""
    found = running.held(found)
    keys = in_order(exchange_of(found, applications)) if kind == Ruling.Kind.LOCK else sorted(set(applications))
    here = Application.objects.may_run().filter(round=found, pk__in=keys).count()
    if here != len(keys) or len(keys) < 2:
        raise NotYours
    if Ruling.objects.standing().filter(round=found, kind=kind, applications=keys).exists():
        raise NotNow
    with history.reason(reason):
        return Ruling.objects.create(round=found, kind=kind, applications=keys, reason=reason, by=by, at=now)


@transaction.atomic
def undo(*, ruling: Ruling, by: User | None, now: datetime) -> None:
    """Take a ruling back; runs that were made with it stay as they are. Raises NotNow."""
    running.held(ruling.round)
    found = Ruling.objects.select_for_update(of=("self",)).get(pk=ruling.pk)
    if found.undone_at is not None:
        raise NotNow
    found.undone_by, found.undone_at = by, now
    found.save(update_fields=["undone_by", "undone_at"])
