"""Work out, after a run, why each application was left without and what would help."""

from __future__ import annotations

import time
from typing import Final

from django.db import transaction

from ndt.jobs import services as jobs
from wisselkracht.core import explaining
from wisselkracht.core.telling import told
from wisselkracht.models import Application, Run, RunMember, RunState
from wisselkracht.queries import facts as queries
from wisselkracht.services import running

# A job has 100 seconds, the reading of all applications included.
BOX_S: Final = 50.0


@transaction.atomic
def explain(*, run_id: int, after: int, box_s: float = BOX_S) -> None:
    """Explain the next ones who were left without; ask for the rest where the time is over. Safe to run twice.

    Nobody's exclusions are looked at: a coordinator reads this, with and without them the same to the word.
    """
    run = Run.objects.select_related("round__lottery").get(pk=run_id)
    if run.state != RunState.DONE:
        return
    waiting = run.members.filter(exchange=None, told__isnull=True, pk__gt=after, application__isnull=False).order_by(
        "pk"
    )
    todo = list(waiting)
    if not todo:
        return
    rows = Application.objects.filter(runs__run=run)
    known = queries.facts(rows, run.round, name=running.names_of(run.round.lottery))
    _minutes, terms, _name = running.known_terms(run, known)
    open_ones = {one.id: queries.told_openly(one) for one in known.candidates}
    end = time.monotonic() + box_s
    done: list[RunMember] = []
    for member in todo:
        if member.name in open_ones:
            member.told = told(explaining.without(open_ones[member.name], open_ones.values(), terms))
            done.append(member)
        if time.monotonic() > end:
            break
    RunMember.objects.bulk_update(done, ["told"], batch_size=500)
    last = member.pk
    if last != todo[-1].pk:
        jobs.enqueue(
            kind=running.EXPLAIN, key=f"{running.EXPLAIN}:{run.pk}:{last}", payload={"run": run.pk, "after": last}
        )
