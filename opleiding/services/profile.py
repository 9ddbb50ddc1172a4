"""What a trainer tells of himself, a question at a time, and what he allows."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from django.db import transaction

from ndt.people.models import User
from opleiding.core.errors import HoursChanged, NotAllowed
from opleiding.models import (
    Confirmation,
    Consent,
    Experience,
    ExtraCredits,
    Study,
    Subject,
    Trainer,
    University,
    Use,
)
from opleiding.services import following


@transaction.atomic
def tell(*, trainer: Trainer, step: int, now: datetime, **facts: Any) -> None:
    """Keep the answers of one question. step: its number; the furthest is remembered."""
    found = Trainer.objects.select_for_update().get(pk=trainer.pk)
    for name, value in facts.items():
        setattr(found, name, value)
    found.step, found.changed_at = max(found.step, step), now
    found.save(update_fields=[*facts, "step", "changed_at"])


@transaction.atomic
def put_study(*, trainer: Trainer, facts: dict[str, Any], now: datetime) -> Study:
    """Keep a study; the same study at the same level is written over."""
    _touch(trainer, now)
    rest = {name: value for name, value in facts.items() if name not in ("programme", "level")}
    return Study.objects.update_or_create(
        trainer=trainer, programme=facts["programme"], level=facts["level"], defaults=rest
    )[0]


@transaction.atomic
def put_experience(*, trainer: Trainer, subject: Subject, upper: bool, hours: int, now: datetime) -> Experience:
    """Keep hours of a subject. Other hours than were confirmed have to be confirmed anew."""
    _touch(trainer, now)
    found = Experience.objects.filter(trainer=trainer, subject=subject, upper=upper).first()
    if found is None:
        return Experience.objects.create(trainer=trainer, subject=subject, upper=upper, hours=hours)
    if found.hours != hours:
        Confirmation.objects.filter(experience=found).delete()
        found.hours = hours
        found.save(update_fields=["hours"])
    return found


@transaction.atomic
def put_credits(*, trainer: Trainer, subject: Subject, ec: int, now: datetime) -> ExtraCredits:
    """Keep loose EC in a subject."""
    _touch(trainer, now)
    return ExtraCredits.objects.update_or_create(trainer=trainer, subject=subject, defaults={"ec": ec})[0]


@transaction.atomic
def drop(*, row: Study | Experience | ExtraCredits, now: datetime) -> None:
    """Take a row out of a profile."""
    _touch(row.trainer, now)
    row.delete()


@transaction.atomic
def allow(*, trainer: Trainer, uses: Collection[str], visible_to: Iterable[University], now: datetime) -> None:
    """Keep what is allowed now: what is new gets a row, what is missing ends. Nobody sees more than was chosen."""
    _touch(trainer, now)
    live = {one.use: one for one in trainer.consents.filter(withdrawn_at=None)}
    for use in Use.values:
        if use in uses and use not in live:
            Consent.objects.create(trainer=trainer, use=use, given_at=now)
        elif use not in uses and use in live:
            live[use].withdrawn_at = now
            live[use].save(update_fields=["withdrawn_at"])
    if Use.FOLLOW in uses:
        following.catch_up(trainer)
    trainer.visible_to.set(visible_to if Use.PROGRAMMES in uses else [])


@transaction.atomic
def confirm(*, experience: Experience, seen: int, by: User, now: datetime) -> Confirmation:
    """Confirm hours for the institute. seen: the hours that it read. Twice is once.

    Raises NotAllowed without the trainer's consent, and HoursChanged where the trainer changed them in the meantime.
    """
    trainer = Trainer.objects.select_for_update().get(pk=experience.trainer_id)
    if not trainer.consents.filter(use=Use.INSTITUTE, withdrawn_at=None).exists():
        raise NotAllowed
    found = trainer.experience.filter(pk=experience.pk).first()
    if found is None or found.hours != seen:
        raise HoursChanged
    return Confirmation.objects.get_or_create(experience=found, defaults={"by": by, "at": now})[0]


def _touch(trainer: Trainer, now: datetime) -> None:
    """Lock the profile and say that it changed."""
    Trainer.objects.select_for_update().get(pk=trainer.pk)
    Trainer.objects.filter(pk=trainer.pk).update(changed_at=now)
