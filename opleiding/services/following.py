"""Keep how far somebody came, for who allows it, under a pseudonym."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from opleiding.core.errors import NotAllowed
from opleiding.models import FunnelEvent, Trainer, University, Use

Stage = FunnelEvent.Stage
# What a trainer tells us; the stages before it we see ourselves.
TOLD = (Stage.APPLIED, Stage.ADMITTED, Stage.STARTED, Stage.QUALIFIED, Stage.TEACHING)


def note(*, trainer: Trainer, stage: Stage, at: datetime, university: University | None = None) -> bool:
    """Keep that somebody reached a stage; False where that is not allowed, or known. Call it in a transaction."""
    return may_follow(trainer) and _keep(trainer, stage, at, university)


def catch_up(trainer: Trainer) -> None:
    """Keep what happened before somebody allowed it."""
    note(trainer=trainer, stage=Stage.ACCEPTED, at=trainer.created_at)
    first = trainer.advices.order_by("number").first()
    if first is not None:
        note(trainer=trainer, stage=Stage.ADVISED, at=first.made_at)
    there = trainer.registrations.exclude(attended_at=None).order_by("attended_at").first()
    if there is not None and there.attended_at is not None:
        note(trainer=trainer, stage=Stage.ORIENTED, at=there.attended_at)


@transaction.atomic
def tell(*, trainer: Trainer, stage: Stage, university: University | None, now: datetime) -> None:
    """Keep what a trainer tells. Raises NotAllowed without consent, or for a stage that is ours to see."""
    found = Trainer.objects.select_for_update().get(pk=trainer.pk)
    if stage not in TOLD or not may_follow(found):
        raise NotAllowed
    _keep(found, stage, now, university)


def may_follow(trainer: Trainer) -> bool:
    """Say whether somebody allows us to count how far they come."""
    return trainer.consents.filter(use=Use.FOLLOW, withdrawn_at=None).exists()


def _keep(trainer: Trainer, stage: Stage, at: datetime, university: University | None) -> bool:
    facts = {
        "at": at,
        "institute": trainer.institute,
        "university": university,
        "cohort": timezone.localtime(trainer.created_at).year,
    }
    return FunnelEvent.objects.get_or_create(pseudonym=trainer.public_id, stage=stage, defaults=facts)[1]
