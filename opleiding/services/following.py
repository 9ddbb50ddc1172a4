"""Keep how far somebody came, for who allows it, under a pseudonym."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from opleiding.core.errors import NotAllowed
from opleiding.models import Consent, FunnelEvent, MatchResult, MatchRun, Programme, Trainer, University, Use
from opleiding.models.rounds import Beacon, RunState

Stage = FunnelEvent.Stage
# Where it was, as far as somebody says so.
Place = University | Programme | None
# What a trainer tells us; the stages before it we see ourselves. Of the first two, rounds tell us too.
TOLD = (Stage.APPLIED, Stage.ADMITTED, Stage.STARTED, Stage.QUALIFIED, Stage.TEACHING)


def note(*, trainer: Trainer, stage: Stage, at: datetime) -> bool:
    """Keep that somebody reached a stage; False where that is not allowed, or known. Call it in a transaction."""
    return may_follow(trainer) and _keep(trainer, stage, at)


def catch_up(trainer: Trainer) -> None:
    """Keep what happened before somebody allowed it."""
    note(trainer=trainer, stage=Stage.ACCEPTED, at=trainer.created_at)
    first = trainer.advices.order_by("number").first()
    if first is not None:
        note(trainer=trainer, stage=Stage.ADVISED, at=first.made_at)
    there = trainer.registrations.exclude(attended_at=None).order_by("attended_at").first()
    if there is not None and there.attended_at is not None:
        note(trainer=trainer, stage=Stage.ORIENTED, at=there.attended_at)
    told = MatchResult.objects.filter(candidate__trainer=trainer, run__state=RunState.PUBLISHED)
    for one in told.select_related("candidate__trainer__institute", "run__round").order_by("run__published_at"):
        note_outcome(run=one.run, results=[one])


def note_outcome(*, run: MatchRun, results: Iterable[MatchResult]) -> None:
    """Keep who applied by a published outcome, and who got a place. A round to practise counts for nobody."""
    if run.round.beacon == Beacon.TEST or run.published_at is None:
        return
    asked = [one for one in results if one.candidate.trainer is not None and one.candidate.preferences]
    consents = Consent.objects.filter(
        use=Use.FOLLOW, withdrawn_at=None, trainer__in=[one.candidate.trainer_id for one in asked]
    )
    allowed = set(consents.values_list("trainer", flat=True))
    offered = run.round.offerings.select_related("offering__programme__university")
    programmes = {one.code: one.offering.programme for one in offered}
    found = []
    for one in asked:
        trainer = one.candidate.trainer
        if trainer is not None and trainer.pk in allowed:
            found.append(_event(trainer, Stage.APPLIED, run.published_at, programmes[one.candidate.preferences[0]]))
            if one.placed:
                found.append(_event(trainer, Stage.ADMITTED, run.published_at, programmes[one.placed]))
    FunnelEvent.objects.bulk_create(found, ignore_conflicts=True)


@transaction.atomic
def tell(*, trainer: Trainer, stage: Stage, place: Place = None, now: datetime) -> None:
    """Keep what a trainer tells. Raises NotAllowed without consent, or for a stage that is ours to see."""
    found = Trainer.objects.select_for_update().get(pk=trainer.pk)
    if stage not in TOLD or not may_follow(found):
        raise NotAllowed
    _keep(found, stage, now, place)


def may_follow(trainer: Trainer) -> bool:
    """Say whether somebody allows us to count how far they come."""
    return trainer.consents.filter(use=Use.FOLLOW, withdrawn_at=None).exists()


def _keep(trainer: Trainer, stage: Stage, at: datetime, place: Place = None) -> bool:
    made = _event(trainer, stage, at, place)
    facts = {name: getattr(made, name) for name in ("at", "institute", "university", "programme", "cohort")}
    return FunnelEvent.objects.get_or_create(pseudonym=made.pseudonym, stage=stage, defaults=facts)[1]


def _event(trainer: Trainer, stage: Stage, at: datetime, place: Place) -> FunnelEvent:
    return FunnelEvent(
        pseudonym=trainer.public_id,
        stage=stage,
        at=at,
        institute=trainer.institute,
        university=place.university if isinstance(place, Programme) else place,
        programme=place if isinstance(place, Programme) else None,
        cohort=timezone.localtime(trainer.created_at).year,
    )
