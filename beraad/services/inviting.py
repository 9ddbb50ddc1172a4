"""Ask who was drawn; keep what they say; remind them, and let the deadline pass."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Case, DateTimeField, Q, Value, When
from django.utils import timezone

from beraad import emails, queries
from beraad.core import inviting
from beraad.core.errors import DeadlinePassed, NotReady, OffTheList, SeatGiven
from beraad.models import (
    Assembly,
    Entry,
    Invitation,
    InvitingPlan,
    Registration,
    ReplacementRound,
    TablePair,
    TablePin,
    Ticket,
)
from beraad.models.assembly import State
from beraad.models.invitation import HOLDING, OPEN_ROUND, Answer
from beraad.services import assemblies
from ndt import history
from ndt.mail import services as mail
from ndt.mail.letters import Letter


@dataclass(frozen=True, slots=True)
class Plan:
    """What the organiser chooses. days: to answer. meetings: when and where, one a line."""

    days: int
    meetings: str = ""


@transaction.atomic
def begin(*, assembly: Assembly, plan: Plan, now: datetime) -> Entry:
    """Invite everybody of the drawn panel. Raises Closed when the assembly does not stand at its draw."""
    assembly = assemblies.locked(assembly, State.DRAWN)
    InvitingPlan.objects.create(assembly=assembly, days=plan.days, meetings=plan.meetings)
    draw = queries.fixed_draw(assembly)
    assert draw is not None
    tickets = queries.drawn_panel(draw)
    entry = assemblies.move(assembly, State.INVITING, now=now, people=len(tickets), days=plan.days)
    invite(assembly=assembly, tickets=tickets, seats=range(1, len(tickets) + 1), round_=None, now=now)
    return entry


def invite(
    *,
    assembly: Assembly,
    tickets: Sequence[str],
    seats: Sequence[int],
    round_: ReplacementRound | None,
    now: datetime,
) -> list[Invitation]:
    """Ask the owners of tickets for a seat each, in the order given; part of the caller's transaction and lock.

    A ticket whose owner left the list gets no letter: its seat is open at once.
    """
    deadline = deadline_after(assembly.plan.days, now=now)
    found = Ticket.objects.filter(assembly=assembly, number__in=tickets).select_related("registration__assembly")
    by_number = {ticket.number: ticket for ticket in found}
    made = []
    for number, seat in zip(tickets, seats, strict=True):
        ticket = by_number[number]
        is_here = ticket.registration is not None and ticket.registration.is_verified
        made.append(
            Invitation(
                assembly=assembly,
                ticket=ticket,
                seat=seat,
                round=round_,
                state=Answer.INVITED if is_here else Answer.WITHDRAWN,
                invited_at=now,
                deadline=deadline,
                answered_at=None if is_here else now,
            )
        )
    Invitation.objects.bulk_create(made)
    for invitation in made:
        if invitation.state == Answer.INVITED:
            _write(invitation, emails.invitation(invitation), once="invited")
    return made


def deadline_after(days: int, *, now: datetime) -> datetime:
    """Give the last minute of the day so many days from now."""
    last = timezone.localtime(now) + timedelta(days=days)
    return last.replace(hour=23, minute=59, second=0, microsecond=0)


def _write(invitation: Invitation, letter: Letter, *, once: str) -> None:
    """Queue a letter; once: what may happen to an invitation one time only."""
    mail.queue(letter, key=f"beraad:invitation:{invitation.pk}:{once}")


def _locked(invitation: Invitation) -> Invitation:
    # The assembly first, as every service of this room: then rounds and invitations, which it guards.
    assemblies.locked(invitation.assembly, State.INVITING)
    rows = Invitation.objects.select_for_update(of=("self",))
    return rows.select_related("assembly__plan", "ticket__registration__assembly").get(pk=invitation.pk)


@transaction.atomic
def accept(*, invitation: Invitation, now: datetime) -> Invitation:
    """Take the seat. A second yes changes nothing.

    Raises Closed, OffTheList, SeatGiven where an approved round fills the seat, or DeadlinePassed.
    """
    invitation = _locked(invitation)
    if invitation.state == Answer.ACCEPTED:
        return invitation
    if invitation.state == Answer.WITHDRAWN:
        raise OffTheList
    if invitation.replaced_by_id is not None:
        raise SeatGiven
    if invitation.state == Answer.EXPIRED or now >= invitation.deadline:
        raise DeadlinePassed
    _answer(invitation, Answer.ACCEPTED, now=now)
    _write(invitation, emails.accepted(invitation), once=f"accepted:{invitation.changes}")
    return invitation


@transaction.atomic
def decline(*, invitation: Invitation, why: str, text: str = "", now: datetime) -> Invitation:
    """Leave the seat to somebody else, also after an earlier yes. A second no only changes the reason.

    Raises Closed, OffTheList, or DeadlinePassed for who did not answer in time: that seat is open already.
    """
    invitation = _locked(invitation)
    if invitation.state == Answer.WITHDRAWN:
        raise OffTheList
    if invitation.state == Answer.EXPIRED:
        raise DeadlinePassed
    is_new = invitation.state != Answer.DECLINED
    if is_new:
        _answer(invitation, Answer.DECLINED, now=now)
    invitation.why, invitation.why_text = why, text
    invitation.save(update_fields=["why", "why_text"])
    if is_new:
        _write(invitation, emails.declined(invitation), once=f"declined:{invitation.changes}")
    return invitation


def _answer(invitation: Invitation, answer: Answer, *, now: datetime) -> None:
    if invitation.answered_at is not None:
        invitation.changes += 1
    invitation.state, invitation.answered_at = answer, now
    invitation.why = invitation.why_text = ""
    invitation.save(update_fields=["state", "answered_at", "changes", "why", "why_text"])


def let_go(registration: Registration, *, now: datetime) -> None:
    """Open the seat of somebody who leaves the list, and forget what they said; part of the caller's transaction."""
    mine = Invitation.objects.filter(ticket__registration=registration)
    mine.filter(state__in=[*HOLDING, Answer.DECLINED]).update(
        state=Answer.WITHDRAWN, answered_at=now, why="", why_text=""
    )
    TablePin.objects.filter(invitation__in=mine).delete()
    TablePair.objects.filter(Q(one__in=mine) | Q(other__in=mine)).delete()


@transaction.atomic
def remind(*, assembly: Assembly, now: datetime) -> int:
    """Remind who did not answer yet, half-way and shortly before the deadline; give how many letters."""
    assembly = assemblies.locked(assembly, State.INVITING)
    written = 0
    for invitation in _waiting(assembly):
        due = inviting.reminders_due(invitation.invited_at, invitation.deadline, now=now)
        if due > invitation.reminders:
            invitation.reminders = due
            invitation.save(update_fields=["reminders"])
            _write(invitation, emails.reminder(invitation), once=f"reminded:{due}")
            written += 1
    return written


@transaction.atomic
def expire(*, assembly: Assembly, now: datetime) -> int:
    """Open the seats of those who did not answer in time, and tell them kindly; give how many."""
    assembly = assemblies.locked(assembly, State.INVITING)
    late = [invitation for invitation in _waiting(assembly) if invitation.deadline <= now]
    for invitation in late:
        invitation.state, invitation.answered_at = Answer.EXPIRED, now
        invitation.save(update_fields=["state", "answered_at"])
        _write(invitation, emails.expired(invitation), once="expired")
    return len(late)


def _waiting(assembly: Assembly) -> list[Invitation]:
    rows = assembly.invitations.waiting().select_for_update(of=("self",)).order_by("pk")
    return list(rows.select_related("assembly__plan", "ticket__registration__assembly"))


@transaction.atomic
def change_plan(*, assembly: Assembly, plan: Plan, until: datetime | None, reason: str) -> int:
    """Change what the organiser chose, and give those who wait until a later moment; give how many wait.

    Nobody loses time: a deadline only moves on. Raises Closed.
    """
    assembly = assemblies.locked(assembly, State.INVITING)
    with history.reason(reason):
        found = InvitingPlan.objects.select_for_update().get(assembly=assembly)
        found.days, found.meetings = plan.days, plan.meetings
        found.save(update_fields=["days", "meetings"])
    waiting = assembly.invitations.waiting()
    if until is not None:
        later = Case(When(deadline__lt=until, then=Value(until)), default="deadline", output_field=DateTimeField())
        waiting.update(deadline=later)
    return waiting.count()


@transaction.atomic
def begin_deliberation(*, assembly: Assembly, reason: str, now: datetime) -> Entry:
    """Let the group begin. Free text of those who said no is forgotten.

    Raises IllegalStep, NotReady("waiting") while somebody may still answer or a round waits for its draw,
    NotReady("accepted") without anybody, NotReady("reason") where seats stay empty without one.
    """
    assembly = assemblies.locked(assembly, State.INVITING)
    accepted = assembly.invitations.filter(state=Answer.ACCEPTED).count()
    if accepted < assembly.size and not reason:
        raise NotReady("reason")
    facts = {"people": accepted, "seats": assembly.size} | ({"reason": reason} if reason else {})
    entry = assemblies.move(assembly, State.DELIBERATING, now=now, **facts)
    assembly.invitations.exclude(why_text="").update(why_text="")
    assembly.rounds.filter(state__in=OPEN_ROUND).delete()
    return entry
