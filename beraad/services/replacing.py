"""Fill the seats left open: a proposal by the computer, an organiser's approval, and a draw of its own."""

from __future__ import annotations

import hashlib
from dataclasses import asdict
from datetime import datetime
from functools import partial
from typing import Any, Final

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction

from beraad import queries
from beraad.core import certificate, panels, replacement
from beraad.core.errors import Closed, Infeasible, NobodyLeft, Stale
from beraad.core.instance import Instance
from beraad.core.panels import TooFewPanels
from beraad.core.replacement import Replacement
from beraad.core.solution import OPTIMAL
from beraad.models import Assembly, ReplacementRound
from beraad.models.assembly import State
from beraad.models.draw import OUTCOME_FIELDS
from beraad.models.invitation import OPEN_ROUND, RoundState
from beraad.queries import replacements
from beraad.services import assemblies, drawing, inviting, solving
from beraad.services.drawing import Source
from ndt.draws.commitments import canonical
from ndt.jobs import services as jobs

KIND: Final = "beraad.replace"
PURPOSE: Final = "beraad.round"


@transaction.atomic
def prepare(*, assembly: Assembly, again: bool = False, now: datetime) -> ReplacementRound | None:
    """See to it that the open seats have a proposal; a proposal that does not fit any more is computed anew.

    Gives the round, or None where no seat is open or an approved round waits for its draw. again: compute also where
    nothing changed, after a computation that did not end in time. Raises Closed.
    """
    assembly = assemblies.locked(assembly, State.INVITING)
    rounds = assembly.rounds.select_for_update()
    seats = replacements.seats(assembly)
    if rounds.filter(state=RoundState.PUBLISHED).exists():
        return None
    found = rounds.filter(state__in=OPEN_ROUND).first()
    if not seats.open:
        if found is not None:
            found.delete()
        return None
    if found is None:
        number = assembly.rounds.count() + 1
        found = ReplacementRound(assembly=assembly, number=number, attempt=0, prepared_at=now)
    elif replacements.fits(found) and not (again and found.state == RoundState.STUCK):
        return found
    found.open_tickets, found.stays, found.out = list(seats.open), list(seats.stays), list(seats.out)
    found.attempt, found.state, found.seed = found.attempt + 1, RoundState.SOLVING, _seed(found)
    found.report, found.chances, found.certificate, found.panels, found.solved_at = {}, {}, "", [], None
    found.save()
    jobs.enqueue(kind=KIND, key=job_key(found), payload={"round": found.pk, "attempt": found.attempt})
    return found


def job_key(found: ReplacementRound) -> str:
    """Give the key of the job that computes a round."""
    return f"{KIND}:{found.pk}:{found.attempt}"


def _seed(found: ReplacementRound) -> str:
    """Give a seed from what is fixed already: other answers give another one, but nobody can try some."""
    draw = queries.fixed_draw(found.assembly)
    assert draw is not None
    content = {
        "draw": draw.commitment_sha256,
        "round": found.number,
        "open": found.open_tickets,
        "stays": found.stays,
        "out": found.out,
    }
    return hashlib.sha256(canonical(content)).hexdigest()


@transaction.atomic
def solve(*, round_id: int, attempt: int, now: datetime) -> None:
    """Compute a round's chances and panels; safe to run twice. Nothing falls back in silence."""
    found = ReplacementRound.objects.select_related("assembly").filter(pk=round_id).first()
    if found is None or (found.state, found.attempt) != (RoundState.SOLVING, attempt):
        return
    computed = _computed(found)
    assemblies.locked(found.assembly)
    current = ReplacementRound.objects.select_for_update().filter(pk=round_id).first()
    if current is None or (current.state, current.attempt) != (RoundState.SOLVING, attempt):
        return
    for field, value in computed.items():
        setattr(current, field, value)
    current.solved_at = now
    current.save()


def _computed(found: ReplacementRound) -> dict[str, Any]:
    """Give what a computation says of a round: a proposal, or why there is none."""
    asked = solving.question(found.assembly)
    row = {ticket: number for number, ticket in enumerate(asked.tickets)}
    try:
        left = replacement.residual(
            asked.instance,
            accepted=[row[ticket] for ticket in found.stays],
            gone=[row[ticket] for ticket in found.out],
        )
    except NobodyLeft as nobody:
        return _stuck("people", people=nobody.people, seats=nobody.seats)
    tickets = [asked.tickets[place] for place in left.pool.rows.tolist()]
    seed = bytes.fromhex(found.seed)
    try:
        solved = replacement.lottery(replacement.renumbered(left), seed=seed, time_limit=solving.TIME_LIMIT_S)
    except Infeasible:
        return _stuck("quotas", people=len(left.pool), seats=left.size)
    if solved.solution.status != OPTIMAL:
        return _stuck("time", people=len(left.pool), seats=left.size)
    try:
        rows = panels.uniform(solved.solution, found.assembly.panels, seed=seed)
    except TooFewPanels:
        return _stuck("panels", people=len(left.pool), seats=left.size)
    chances = [str(solved.solution.chances[kind]) for kind in solved.solution.types.tolist()]
    return {
        "state": RoundState.PROPOSED,
        "report": _report(solved),
        "chances": dict(zip(tickets, chances, strict=True)),
        "certificate": canonical(certificate.facts(solved.solution)).decode(),
        "panels": [[tickets[place] for place in panel] for panel in rows],
    }


def _stuck(why: str, *, people: int, seats: int) -> dict[str, Any]:
    return {"state": RoundState.STUCK, "report": {"why": why, "people": people, "seats": seats}}


def _report(solved: Replacement) -> dict[str, Any]:
    """Give what was asked, what could be kept of it, and what came of it; exact numbers as "p/q"."""
    solution = solved.solution
    return {
        "size": solved.asked.size,
        "people": len(solved.asked.pool),
        "objective": solution.objective,
        "status": solution.status,
        "left": _quotas(solved.asked),
        "quotas": _quotas(solution.instance),
        "relaxed": [asdict(change) for change in solved.relaxed.changes] if solved.relaxed else [],
        "minimum": str(solution.minimum),
        "bound": str(solution.bound),
        "gini": solution.gini,
    }


def _quotas(instance: Instance) -> list[list[Any]]:
    return [[quota.feature, quota.value, quota.min, quota.max] for quota in instance.quotas]


@transaction.atomic
def approve(
    *, found: ReplacementRound, source: Source, reason: str, by: AbstractBaseUser | None, now: datetime
) -> ReplacementRound:
    """Fix a proposal for everybody to see, before its randomness exists. From now on its seats are given away.

    Raises Closed when there is no proposal to approve (any more), Stale when somebody answered since it was made,
    PoolChanged, or LateCommitment when the moment has come already.
    """
    assembly = assemblies.locked(found.assembly, State.INVITING)
    found = ReplacementRound.objects.select_for_update(of=("self",)).get(pk=found.pk)
    if found.state != RoundState.PROPOSED:
        raise Closed
    if not replacements.fits(found):
        raise Stale
    drawing.check_pool(assembly)
    commitment = drawing.commit(
        found,
        purpose=PURPOSE,
        source=source,
        choices=len(found.panels),
        made=partial(replacements.commitment, found),
        now=now,
    )
    found.state, found.reason, found.approved_by_id = RoundState.PUBLISHED, reason, by.pk if by else None
    found.save()
    assembly.invitations.open().update(replaced_by=found)
    assemblies.add_entry(
        assembly,
        "round-published",
        {
            "round": found.number,
            "seats": len(found.open_tickets),
            "people": len(found.chances),
            "relaxed": found.report["relaxed"],
            "reason": reason,
            "commitment": found.commitment_sha256,
            "beacon": commitment.announcement.facts(),
        },
        now=now,
    )
    return found


@transaction.atomic
def record(*, found: ReplacementRound, typed: str, now: datetime) -> ReplacementRound:
    """Record what the source gave, and invite the people that it chooses. It is done once.

    typed: as for the draw. Raises Closed, PoolChanged, BadRecording, TooEarly or LateCommitment.
    """
    assembly = assemblies.locked(found.assembly, State.INVITING)
    found = ReplacementRound.objects.select_for_update(of=("self",)).get(pk=found.pk)
    if found.state != RoundState.PUBLISHED:
        raise Closed
    drawing.check_pool(assembly)
    drawing.choose(found, purpose=PURPOSE, hashes=replacements.hashes(found), typed=typed, now=now)
    found.state = RoundState.DRAWN
    found.save(update_fields=["state", *OUTCOME_FIELDS])
    assemblies.add_entry(
        assembly,
        "round-drawn",
        {"round": found.number, "panel": found.index, "recording": found.recording},
        now=now,
    )
    seats = sorted(found.replaces.values_list("seat", flat=True))
    inviting.invite(assembly=assembly, tickets=found.drawn, seats=seats, round_=found, now=now)
    return found


@transaction.atomic
def look_after(*, now: datetime) -> int:
    """Do the day's round: remind, let deadlines pass, and prepare replacement; give how many letters that took."""
    written = 0
    for assembly in Assembly.objects.filter(state=State.INVITING).order_by("pk"):
        written += inviting.remind(assembly=assembly, now=now)
        written += inviting.expire(assembly=assembly, now=now)
        prepare(assembly=assembly, now=now)
    return written
