"""What an advice may know, read from the tables. The only place where rows become a dossier."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Prefetch

from ndt.geo.travel import Trip
from ndt.schools.queries import Journeys
from opleiding.core import rules
from opleiding.core.admission import Door, RuleSet, Table, in_force
from opleiding.core.advice import Offer
from opleiding.core.dossier import Dossier, Experience, Level, Programme, Study
from opleiding.core.errors import NoRules
from opleiding.models import Experience as ExperienceRow
from opleiding.models import ExtraCredits, Offering, Related, RelatedTable, Rules, Trainer
from opleiding.models import Study as StudyRow


@dataclass(frozen=True, slots=True)
class Looked:
    """An offering as an advice looks at it. trip: None where the way there is not known."""

    offering: Offering
    offer: Offer
    trip: Trip | None


def dossier(trainer: Trainer) -> Dossier:
    """Give what an advice knows of a trainer: no name, no address, no place."""
    return dossiers([trainer.pk])[trainer.pk]


def dossiers(trainers: Collection[int]) -> dict[int, Dossier]:
    """Give what is known of many trainers, by their keys. As many queries for all as for one."""
    rows = Trainer.objects.filter(pk__in=trainers).prefetch_related(
        Prefetch("studies", StudyRow.objects.select_related("programme")),
        Prefetch("experience", ExperienceRow.objects.select_related("subject", "confirmation")),
        Prefetch("extra_credits", ExtraCredits.objects.select_related("subject")),
    )
    return {row.pk: _dossier(row) for row in rows}


def _dossier(trainer: Trainer) -> Dossier:
    wishes = {Trainer.Wish.HYBRID.value: True, Trainer.Wish.FULL_TIME.value: False}
    return Dossier(
        studies=tuple(
            Study(
                one.programme.code,
                Level(one.level),
                one.ec,
                one.finished_on,
                None if one.mean_grade is None else float(one.mean_grade),
            )
            for one in trainer.studies.all()
        ),
        experience=tuple(
            Experience(one.subject.code, one.hours, one.upper, one.is_confirmed) for one in trainer.experience.all()
        ),
        didactic_hours=trainer.didactic_hours or 0,
        extra_ec={one.subject.code: one.ec for one in trainer.extra_credits.all()},
        languages=frozenset(trainer.languages) or None,
        hybrid=wishes.get(trainer.wish),
        starts=frozenset(trainer.starts) or None,
        goals=frozenset(trainer.goals),
        most_travel_minutes=trainer.most_minutes,
    )


def looked_at(trainer: Trainer, *, on: date) -> list[Looked]:
    """Give the offerings that are open on a day and have rules on their first day, with the way there."""
    found = list(
        Offering.objects.open(on)
        .select_related("programme__university__organisation", "programme__subject")
        .prefetch_related("programme__rules")
        .order_by("pk")
    )
    journeys = Journeys({trainer.pc4, *(one.programme.university.pc4 for one in found)})
    looked = []
    for one in found:
        sets = [rule_set(row) for row in one.programme.rules.all()]
        if any(row.since <= one.starts_on and (row.until is None or one.starts_on < row.until) for row in sets):
            known = bool(trainer.pc4 and trainer.mode)
            trip = journeys.trip(trainer.pc4, one.programme.university.pc4, trainer.mode) if known else None
            looked.append(Looked(one, _offer(one, sets, trip), trip))
    return looked


def rule_set(row: Rules) -> RuleSet:
    """Give a version of rules. Raises BadRules; what is kept was read before."""
    return RuleSet(row.version, row.source, row.seen_on, row.since, row.until, rules.read(row.rules))


def tables() -> dict[str, Table]:
    """Give the tables of related studies by their code."""
    short: dict[int, dict[tuple[str, str], int]] = {}
    for row in Related.objects.select_related("study", "subject"):
        short.setdefault(row.table_id, {})[row.study.code, row.subject.code] = row.short_ec
    return {
        one.code: Table(one.code, one.version, one.source, short.get(one.pk, {})) for one in RelatedTable.objects.all()
    }


def doors(offerings: Mapping[str, Offering]) -> list[Door]:
    """Give the rules that hold on the first day of offerings, by a code; those with the same are judged once.

    offerings: with their programme, its subject and its rules. Without a rule that holds an offering is open to all.
    """
    same: dict[tuple[Any, date], list[str]] = defaultdict(list)
    found: dict[tuple[Any, date], tuple[Programme, RuleSet]] = {}
    for code, one in sorted(offerings.items()):
        try:
            held = in_force([rule_set(row) for row in one.programme.rules.all()], one.starts_on)
        except NoRules:
            continue
        if held.rules:
            key = (held.rules, one.starts_on)
            same[key].append(code)
            found[key] = (_programme(one), held)
    return [Door(tuple(codes), *found[key]) for key, codes in same.items()]


def _offer(one: Offering, sets: Iterable[RuleSet], trip: Trip | None) -> Offer:
    return Offer(_programme(one), tuple(sets), None if trip is None else trip.minutes)


def _programme(one: Offering) -> Programme:
    return Programme(
        id=f"{one.pk:09d}",
        route=one.programme.route,
        subject=one.programme.subject.code,
        starts_on=one.starts_on,
        start=one.term,
        hybrid=one.hybrid,
        goals=frozenset(one.programme.goals),
        emphasis=one.programme.is_emphasised,
    )
