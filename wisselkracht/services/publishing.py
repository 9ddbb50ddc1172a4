"""Two people publish a run: one lays it before a colleague, who looks and publishes it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from ndt import history
from ndt.people.models import User
from wisselkracht.core.refusals import NotNow
from wisselkracht.core.run_errors import OneMustDiffer, StillOpen
from wisselkracht.models import Run, RunState
from wisselkracht.services import renewing, running, seeding


def _held(run: Run) -> Run:
    """Give a run under its lock, after that of its round."""
    running.held(run.round)
    return Run.objects.select_for_update(of=("self",)).select_related("round__lottery", "follows").get(pk=run.pk)


@transaction.atomic
def offer(*, run: Run, by: User | None, now: datetime) -> Run:
    """Lay a run before a colleague. Raises NotNow, or StillOpen while the round takes applications."""
    found = _held(run)
    if found.state != RunState.DONE or found.published_at or not _is_next(found):
        raise NotNow
    if found.round.is_taking(now):
        raise StillOpen
    found.offered_by, found.offered_at = by, now
    with history.reason(_("Voorgelegd aan een collega")):
        found.save(update_fields=["offered_by", "offered_at"])
    return found


def _is_next(run: Run) -> bool:
    """Say whether a run may become the published one: the first of its round, or one that follows on that one."""
    published = run.round.runs.published().first()
    return published == run.follows if published or run.follows else True


@transaction.atomic
def publish(*, run: Run, by: User, now: datetime) -> Run:
    """Publish a run that was offered: its exchanges become proposals, and everybody may have the seed.

    It takes the place of the run before. Raises NotNow where it was not offered or another was published, StillOpen,
    OneMustDiffer to who made or offered it, and Overtaken where somebody answered or left since it was made.
    """
    found = _held(run)
    if found.state != RunState.DONE or found.published_at or found.offered_at is None or not _is_next(found):
        raise NotNow
    if found.round.is_taking(now):
        raise StillOpen
    if by.pk in (found.made_by_id, found.offered_by_id):
        raise OneMustDiffer
    before = found.follows
    if before is not None:
        Run.objects.filter(pk=before.pk).update(replaced_at=now)
    found.published_by, found.published_at = by, now
    with history.reason(_("Gepubliceerd door een tweede mens")):
        found.save(update_fields=["published_by", "published_at"])
    seeding.reveal(found.round.lottery)
    renewing.carry_out(found, by=by, now=now)
    return found
