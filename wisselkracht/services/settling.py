"""What an application becomes after a fact changed: complete, verified, incomplete again, or moved to a later round."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from ndt import history
from wisselkracht import emails
from wisselkracht.core import periods, steps
from wisselkracht.core.steps import Facts
from wisselkracht.models import Application, Round, RoundState, Stage, Verification
from wisselkracht.services import inviting

COMPLETE = (Stage.CONFIRMED, Stage.VERIFIED)


def locked(pk: int) -> Application:
    """Give an application under its row lock. Whoever changes one of its people takes this lock first."""
    return (
        Application.objects.select_for_update(of=("self",), no_key=True)
        .select_related("round__region", "school__board")
        .get(pk=pk)
    )


def facts_of(application: Application) -> Facts:
    """Give what decides where an application stands."""
    confirmed = application.people.filter(confirmed_at__isnull=False).values_list("role", flat=True)
    return Facts(
        confirmed=tuple(steps.Role(role) for role in confirmed),
        is_verified=Verification.objects.filter(application=application).exists(),
    )


def settle(application: Application, *, now: datetime) -> None:
    """Bring a locked application to where its facts put it, and write the letters that go with that."""
    before = Stage(application.stage)
    after = Stage(steps.stage(facts_of(application)).value)
    if after == before:
        return
    assert after.value in steps.LEGAL[steps.Stage(before.value)], f"{before} -> {after}"
    application.stage = after
    moved_from = ""
    if after in COMPLETE:
        application.confirmed_at = application.confirmed_at if before in COMPLETE else now
        if _is_late(application, after, now):
            moved_from = application.round.title
            move_on(application, now=now)
    with history.reason(_("Aanmelding: %(stage)s") % {"stage": after.label}):
        application.save()
    _write(application, before, after, moved_from, now)


def _is_late(application: Application, after: Stage, now: datetime) -> bool:
    """Say whether it comes too late: the third confirmation after the closing, or the check after the proposals."""
    found = application.round
    if application.places.filter(is_binding=True).exists():
        return False  # a new buddy in an exchange: the round did its work
    if application.confirmed_at == now and (found.state == RoundState.CLOSED or now >= found.closes_at):
        return True
    return after == Stage.VERIFIED and timezone.localdate(now) > found.decides_on


def move_on(application: Application, *, now: datetime) -> None:
    """Put an application into the next round of its region, unsaved; without one it waits for it."""
    rounds = Round.objects.filter(region=application.round.region_id, state=RoundState.OPEN)
    slots = [
        periods.Slot(one.pk, one.opens_at, one.closes_at, one.starts_on)
        for one in rounds.exclude(pk=application.round_id)
    ]
    slot = periods.next_slot(slots, now=now)
    application.waits_for_round = slot is None
    if slot is not None:
        application.moved_from = application.round
        application.round = Round.objects.select_related("region").get(pk=slot.number)


def _write(application: Application, before: Stage, after: Stage, moved_from: str, now: datetime) -> None:
    waits = application.waits_for_round
    if after in COMPLETE and before not in COMPLETE:
        for person in inviting.reached(application):
            inviting.write(
                person,
                emails.complete,
                now=now,
                is_verified=after == Stage.VERIFIED,
                moved_from=moved_from,
                waits=waits,
            )
    elif after == Stage.VERIFIED:
        for person in inviting.reached(application):
            if person.role != "buddy":
                inviting.write(person, emails.verified, now=now, moved_from=moved_from, waits=waits)
