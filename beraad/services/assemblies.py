"""An assembly's own life: its parties, its figures, its quotas, and each of its steps."""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.db import transaction

from beraad import queries
from beraad.core import steps, targets
from beraad.core.chain import START, Link
from beraad.core.errors import Closed
from beraad.core.features import REFUSAL, chosen, is_refusal
from beraad.core.targets import Bounds
from beraad.models import Assembly, Entry, Feature, FeatureValue, Party, Registration, Ticket
from beraad.models.assembly import State

PREPARING: Final = (State.CONCEPT, State.STARTSCHOT)
QUOTAS_MAY_CHANGE: Final = (State.STARTSCHOT, State.OPEN, State.FROZEN)


def locked(assembly: Assembly, *states: State) -> Assembly:
    """Give the assembly under its row lock, first of all locks. Raises Closed when it stands elsewhere."""
    found = Assembly.objects.select_for_update(no_key=True).get(pk=assembly.pk)
    if states and found.state not in states:
        raise Closed
    return found


def move(assembly: Assembly, to: State, *, now: datetime, **facts: Any) -> Entry:
    """Take a step on a locked assembly: check it, take it, and add its entry to the chain.

    facts: what the step was about, without persons. Raises IllegalStep or NotReady.
    """
    steps.check(assembly.here, steps.State(to), queries.step_facts(assembly))
    assembly.state = to
    assembly.save(update_fields=["state"])
    return add_entry(assembly, str(to), facts, now=now)


def add_entry(assembly: Assembly, step: str, facts: dict[str, Any], *, now: datetime) -> Entry:
    """Add an entry to the chain of a locked assembly, for what happens within a state. facts: without persons."""
    last = assembly.entries.order_by("-number").first()
    link = Link(
        number=last.number + 1 if last else 1,
        step=step,
        facts=facts,
        at=now.replace(microsecond=0),
        previous=last.sha256 if last else START,
    )
    return Entry.objects.create(
        assembly=assembly,
        number=link.number,
        step=link.step,
        facts=facts,
        at=link.at,
        previous=link.previous,
        sha256=link.sha256(),
    )


@transaction.atomic
def create(
    *,
    slug: str,
    title: str,
    question: str,
    about: str,
    size: int,
    objective: str,
    now: datetime,
    features: Iterable[str] = (),
) -> Assembly:
    """Make an assembly in concept, with the first entry of its chain. features: codes of standard questions."""
    assembly = Assembly.objects.create(
        slug=slug, title=title, question=question, about=about, size=size, objective=objective, created_at=now
    )
    for place, standard in enumerate(chosen(features)):
        made = Feature.objects.create(
            assembly=assembly, position=place, title=standard.title, question=standard.question
        )
        put_values(made, dict.fromkeys(standard.values, 0), may_refuse=standard.may_refuse)
    add_entry(assembly, "concept", {"title": title, "question": question, "size": size}, now=now)
    return assembly


@dataclass(frozen=True, slots=True)
class Signing:
    """What a party signs: its mandate and what it commits to."""

    kind: str
    title: str
    mandate: str
    commitment: str
    signed_on: date


@transaction.atomic
def sign_party(*, assembly: Assembly, signing: Signing) -> Party:
    """Let a party join those who give the startschot. Raises Closed once it was given."""
    assembly = locked(assembly, State.CONCEPT)
    party, _made = Party.objects.update_or_create(
        assembly=assembly,
        title=signing.title,
        defaults={
            "kind": signing.kind,
            "mandate": signing.mandate,
            "commitment": signing.commitment,
            "signed_on": signing.signed_on,
        },
    )
    return party


@transaction.atomic
def import_population(*, assembly: Assembly, text: str, source: str, source_date: date) -> int:
    """Give the features of a table their figures; give how many. Raises BadFile or Closed.

    Features that the table does not name stay as they are, so that each can have its own source. Only before
    registration opens: people answer with these values.
    """
    assembly = locked(assembly, *PREPARING)
    found = targets.read_population(text)
    known = {feature.title: feature for feature in assembly.features.all()}
    places = itertools.count(max((feature.position for feature in known.values()), default=-1) + 1)
    for title, values in found.items():
        feature = known.get(title) or Feature(assembly=assembly, position=next(places), title=title)
        feature.source, feature.source_date = source, source_date
        feature.save()
        had_refusal = feature.values.filter(is_refusal=True).exists()
        feature.values.all().delete()
        counts = {value: count for value, count in values.items() if not is_refusal(value)}
        put_values(feature, counts, may_refuse=had_refusal or len(counts) < len(values))
        for value in feature.values.filter(is_refusal=False):
            bounds = targets.propose(counts, size=assembly.size)[value.title]
            value.least, value.most = bounds.least, bounds.most
            value.save(update_fields=["least", "most"])
    return len(found)


def put_values(feature: Feature, counts: Mapping[str, int], *, may_refuse: bool) -> None:
    """Give a feature its values in order, and last the one of who says nothing, which never has a quota."""
    for place, (title, count) in enumerate(counts.items()):
        FeatureValue.objects.create(feature=feature, position=place, title=title, population=count)
    if may_refuse:
        FeatureValue.objects.create(feature=feature, position=len(counts), title=REFUSAL, population=0, is_refusal=True)


@transaction.atomic
def drop_feature(*, assembly: Assembly, feature_id: int) -> None:
    """Ask and mix on one thing less. Raises Closed once teachers register."""
    assembly = locked(assembly, *PREPARING)
    assembly.features.filter(pk=feature_id).delete()


@transaction.atomic
def give_startschot(*, assembly: Assembly, now: datetime) -> Entry:
    """Give the startschot: the parties signed. Raises NotReady("parties") while a kind is missing."""
    assembly = locked(assembly)
    parties = [
        {"kind": party.kind, "title": party.title, "signed_on": party.signed_on.isoformat()}
        for party in assembly.parties.all()
    ]
    return move(assembly, State.STARTSCHOT, now=now, parties=parties)


@transaction.atomic
def open_registration(*, assembly: Assembly, now: datetime) -> Entry:
    """Let teachers register. Raises NotReady("features") without figures to mix on."""
    assembly = locked(assembly)
    return move(assembly, State.OPEN, now=now, features=[feature.title for feature in assembly.features.all()])


@transaction.atomic
def freeze(*, assembly: Assembly, now: datetime) -> Entry:
    """Fix who takes part: every verified teacher gets a place under their ticket, and the list is hashed.

    Raises NotReady("pool") when there are fewer of them than seats, NotReady("told") while others were not told that they
    are not known as teachers.
    """
    assembly = locked(assembly)
    steps.check(assembly.here, steps.State.FROZEN, queries.step_facts(assembly))
    people = list(
        Registration.objects.in_pool().filter(assembly=assembly).select_for_update(no_key=True).order_by("ticket")
    )
    # Answers that the group is not mixed on stay with the person: the list holds what the lottery needs.
    mixed = set(assembly.features.filter(source_date__isnull=False).values_list("title", flat=True))
    tickets = Ticket.objects.bulk_create(
        Ticket(assembly=assembly, number=person.ticket, profile=_only(person.profile, mixed), registration=person)
        for person in people
    )
    return _move_frozen(assembly, queries.pool_digest(tickets), people=len(people), now=now)


def _only(profile: Mapping[str, str], titles: Collection[str]) -> dict[str, str]:
    return {title: value for title, value in profile.items() if title in titles}


def _move_frozen(assembly: Assembly, sha256: str, *, people: int, now: datetime) -> Entry:
    """Write the hash of the pool and take the step in one go: neither stands without the other."""
    assembly.pool_sha256 = sha256
    assembly.save(update_fields=["pool_sha256"])
    return move(assembly, State.FROZEN, now=now, people=people, pool_sha256=sha256)


@transaction.atomic
def save_quotas(*, assembly: Assembly, size: int, bounds: Mapping[int, Bounds]) -> None:
    """Write seats and quotas, by the id of each value. Faults in them are shown, and stop `settle` only."""
    assembly = locked(assembly, *QUOTAS_MAY_CHANGE)
    if assembly.size != size:
        assembly.size = size
        assembly.save(update_fields=["size"])
    for value in queries.values_of(assembly):
        if value.pk in bounds and not value.is_refusal:
            value.least, value.most = bounds[value.pk].least, bounds[value.pk].most
            value.save(update_fields=["least", "most"])


@transaction.atomic
def propose_quotas(*, assembly: Assembly, slack: int) -> None:
    """Set all quotas from the population: the target, rounded both ways and `slack` seats wider."""
    assembly = locked(assembly, *QUOTAS_MAY_CHANGE)
    values = [value for value in queries.values_of(assembly) if not value.is_refusal]
    for feature in dict.fromkeys(value.feature for value in values):
        of_feature = {value.title: value for value in values if value.feature == feature}
        counts = {title: value.population for title, value in of_feature.items()}
        for title, bound in targets.propose(counts, size=assembly.size, slack=slack).items():
            value = of_feature[title]
            value.least, value.most = bound.least, bound.most
            value.save(update_fields=["least", "most"])


@transaction.atomic
def settle_quotas(*, assembly: Assembly, now: datetime) -> Entry:
    """Fix the quotas. Raises NotReady("quotas") while one cannot hold."""
    assembly = locked(assembly)
    quotas = [
        [value.feature.title, value.title, bounds.least, bounds.most]
        for value in queries.values_of(assembly)
        for bounds in [queries.bounds_of(value, assembly.size)]
    ]
    return move(assembly, State.QUOTAS, now=now, size=assembly.size, quotas=quotas)


@transaction.atomic
def reopen_quotas(*, assembly: Assembly, now: datetime) -> Entry:
    """Take the quotas up again, as long as nothing was published; what was computed is not used."""
    assembly = locked(assembly, State.QUOTAS, State.FEASIBLE)
    for draw in assembly.draws.exclude(state="dropped"):
        draw.panels.all().delete()
        draw.state = "dropped"
        draw.save(update_fields=["state"])
    return move(assembly, State.FROZEN, now=now, reason="quotas")
