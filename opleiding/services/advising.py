"""Make an advice, and let an adviser put something else first."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict
from datetime import date, datetime
from typing import Any, Final

from django.db import transaction
from django.utils import timezone
from django.utils.text import Truncator

from ndt.people.models import User
from opleiding.core import advice
from opleiding.core.advice import WEIGHTS, Option
from opleiding.core.errors import NotAllowed
from opleiding.models import Advice, Amendment, DevelopmentOffer, Subject, Trainer, Use
from opleiding.queries import dossier, modules
from opleiding.queries.dossier import Looked
from opleiding.services import following

# So much of what a module is stands in an advice.
MOST_SIGNS: Final = 200


@transaction.atomic
def make(*, trainer: Trainer, now: datetime) -> Advice:
    """Give the advice of today. With the same facts as the last one that one is given, so its letter stays the same.

    Raises NotAllowed where the trainer allows no advice.
    """
    found = Trainer.objects.select_for_update().get(pk=trainer.pk)
    if not found.consents.filter(use=Use.ADVICE, withdrawn_at=None).exists():
        raise NotAllowed
    facts = _facts(found, now)
    digest = hashlib.sha256(json.dumps(facts, sort_keys=True, separators=(",", ":")).encode()).hexdigest()
    last = found.advices.order_by("-number").first()
    if last is not None and last.sha256 == digest:
        return last
    number = 1 if last is None else last.number + 1
    following.note(trainer=found, stage=following.Stage.ADVISED, at=now)
    return Advice.objects.create(trainer=found, number=number, facts=facts, sha256=digest, made_at=now)


@transaction.atomic
def amend(*, given: Advice, offering: int, why: str, by: User, now: datetime) -> Amendment:
    """Put an option of an advice first, with the reason. Raises NotAllowed when it is closed, or no option of it.

    A hard rule is not overruled: only what is not closed can come first.
    """
    Trainer.objects.select_for_update().get(pk=given.trainer_id)
    options = {one["offering"]: one["outcome"] for one in given.facts["options"]}
    if options.get(offering, "not_met") == "not_met":
        raise NotAllowed
    facts = {"offering": offering, "why": why, "by": by, "at": now}
    return Amendment.objects.update_or_create(advice=given, defaults=facts)[0]


def _facts(trainer: Trainer, now: datetime) -> dict[str, Any]:
    """Give what the advice knows and says, as JSON: the same rows give the same."""
    known = dossier.dossier(trainer)
    looked = {one.offer.programme.id: one for one in dossier.looked_at(trainer, on=timezone.localdate(now))}
    options = advice.advise(known, [one.offer for one in looked.values()], dossier.tables())
    facts = {
        "weights": WEIGHTS.version,
        "dossier": asdict(known),
        "options": [_option(one, looked[one.programme.id]) for one in options],
        "development": _development(trainer, timezone.localdate(now)),
        "subjects": dict(Subject.objects.order_by("code").values_list("code", "title")),
    }
    plain: dict[str, Any] = json.loads(json.dumps(facts, default=_plain, sort_keys=True))
    return plain


def _option(one: Option, looked: Looked) -> dict[str, Any]:
    offering, programme = looked.offering, looked.offering.programme
    rules = next(row for row in programme.rules.all() if row.version == one.verdict.version)
    return {
        "offering": offering.pk,
        "programme": programme.pk,
        "title": programme.title,
        "university": str(programme.university),
        "town": programme.university.town,
        "route": programme.route,
        "subject": programme.subject.title,
        "starts_on": offering.starts_on,
        "deadline": offering.deadline,
        "days": offering.days,
        "months": offering.months,
        "cost_euro": offering.cost_euro,
        "hybrid": offering.hybrid,
        "emphasis": programme.is_emphasised,
        "outcome": one.verdict.outcome,
        "ec": one.verdict.ec,
        "findings": [asdict(found) for found in one.verdict.findings],
        "score": one.score,
        "terms": [asdict(term) for term in one.terms],
        "minutes": None if looked.trip is None else looked.trip.minutes,
        "estimate": looked.trip is not None and looked.trip.is_estimate,
        "rules": {"version": rules.version, "source": rules.source, "seen_on": rules.seen_on},
        "source": offering.source,
        "seen_on": offering.seen_on,
    }


def _development(trainer: Trainer, on: date) -> list[dict[str, Any]]:
    """Give what is offered besides that fits a goal of the trainer: modules that can still be entered, then other offers."""
    found = DevelopmentOffer.objects.filter(goal__in=trainer.goals).select_related("university__organisation")
    given = [
        {
            "title": one.title, "university": f"{one.programme.university}, {one.institute}", "goal": one.goal, "text": Truncator(one.about).chars(MOST_SIGNS),
            "hours": one.hours, "source": one.get_absolute_url(), "module": one.pk, "closes_on": one.closes_on,
        }
        for one in modules.fitting(trainer, on)
    ]  # fmt: skip
    return given + [
        {
            "title": one.title,
            "university": str(one.university),
            "goal": one.goal,
            "text": one.text,
            "hours": one.hours,
            "source": one.source,
        }
        for one in found.order_by("goal", "pk")
    ]


def _plain(value: Any) -> Any:
    """Give JSON of a set or a day."""
    return sorted(value) if isinstance(value, frozenset) else value.isoformat()
