"""What pages, letters and bundles show of an assembly and its draw."""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from django.db.models import Count, Q

from beraad.core import bundle, proof, targets
from beraad.core.bundle import Fixed, Rule
from beraad.core.chain import first_broken
from beraad.core.steps import Facts, PartyKind
from beraad.core.targets import Bounds, Fault, Wanted
from beraad.models import Assembly, Draw, FeatureValue, Panel, Registration, School, Ticket
from beraad.models.draw import FIXED
from beraad.models.invitation import Answer, RoundState
from beraad.models.registration import State
from beraad.queries import enrolment
from ndt.draws import beacons, commitments
from ndt.draws.commitments import canonical, digest
from ndt.draws.index import Outcome
from ndt.reports.core.paper import Hidden
from ndt.reports.core.suppression import column

# Fewer people than this with one answer are not told: colleagues would know them.
SMALL: Final = 5


def values_of(assembly: Assembly) -> list[FeatureValue]:
    """Give the values of all features that the group is mixed on, in order: those with figures."""
    found = FeatureValue.objects.filter(feature__assembly=assembly, feature__source_date__isnull=False)
    found = found.select_related("feature")
    return list(found.order_by("feature__position", "position"))


def profiles_in_pool(assembly: Assembly) -> list[dict[str, str]]:
    """Give the answers of everybody in the pool: frozen ones once there are, else of those verified so far."""
    if assembly.pool_sha256:
        return list(Ticket.objects.filter(assembly=assembly).values_list("profile", flat=True))
    return list(Registration.objects.in_pool().filter(assembly=assembly).values_list("profile", flat=True))


@dataclass(frozen=True, slots=True)
class Row:
    """A value on the workbench. share: of the population, in percent; pool_share: of the pool; seats: its target."""

    value: FeatureValue
    share: float
    in_pool: int
    pool_share: float
    seats: float


@dataclass(frozen=True, slots=True)
class Block:
    """A feature on the workbench, with what is wrong with its quotas."""

    title: str
    source: str
    source_date: str
    rows: tuple[Row, ...]
    faults: tuple[Fault, ...]

    @property
    def least(self) -> int:
        return sum(row.value.least or 0 for row in self.rows)

    @property
    def most(self) -> int:
        return sum(row.value.most or 0 for row in self.rows)


def workbench(assembly: Assembly) -> list[Block]:
    """Give every feature with population, pool, target and quotas beside each other."""
    values, people = values_of(assembly), profiles_in_pool(assembly)
    counts = Counter((feature, answer) for profile in people for feature, answer in profile.items())
    wrong = quota_faults(assembly, values=values, counts=counts)
    blocks = []
    for feature in dict.fromkeys(value.feature for value in values):
        of_feature = [value for value in values if value.feature == feature]
        total = sum(value.population for value in of_feature)
        rows = tuple(
            Row(
                value=value,
                share=100 * value.population / total if total else 0.0,
                in_pool=counts[feature.title, value.title],
                pool_share=100 * counts[feature.title, value.title] / len(people) if people else 0.0,
                seats=float(targets.target(value.population, total, assembly.size)),
            )
            for value in of_feature
        )
        faults = tuple(fault for fault in wrong if fault.feature == feature.title)
        blocks.append(
            Block(
                feature.title,
                feature.source,
                feature.source_date.isoformat() if feature.source_date else "",
                rows,
                faults,
            )
        )
    return blocks


def quota_faults(
    assembly: Assembly, *, values: list[FeatureValue] | None = None, counts: Counter[tuple[str, str]] | None = None
) -> list[Fault]:
    """Give what is wrong with the quotas; those that were never set count as nothing to everything."""
    values = values_of(assembly) if values is None else values
    if counts is None:
        people = profiles_in_pool(assembly)
        counts = Counter((feature, answer) for profile in people for feature, answer in profile.items())
    wanted = [
        Wanted(
            feature=value.feature.title,
            value=value.title,
            population=value.population,
            in_pool=counts[value.feature.title, value.title],
            bounds=bounds_of(value, assembly.size),
        )
        for value in values
    ]
    return targets.faults(wanted, size=assembly.size)


def bounds_of(value: FeatureValue, size: int) -> Bounds:
    """Give the quota of a value; where none was set, anything goes."""
    return Bounds(value.least or 0, size if value.most is None else value.most)


def step_facts(assembly: Assembly) -> Facts:
    """Give what the core asks about before a step."""
    kinds = {PartyKind(kind) for kind in assembly.parties.values_list("kind", flat=True)}
    return Facts(
        signed=kinds,
        features=assembly.features.filter(source_date__isnull=False).count(),
        in_pool=Registration.objects.in_pool().filter(assembly=assembly).count(),
        size=assembly.size,
        quota_faults=len(quota_faults(assembly)),
        accepted=assembly.invitations.filter(state=Answer.ACCEPTED).count(),
        waiting=assembly.invitations.waiting().count() + assembly.rounds.filter(state=RoundState.PUBLISHED).count(),
        untold=enrolment.untold(assembly),
    )


@dataclass(frozen=True, slots=True)
class Numbers:
    """Registrations by state."""

    pending: int
    confirmed: int
    verified: int
    withdrawn: int

    @property
    def all(self) -> int:
        return self.pending + self.confirmed + self.verified


def numbers(assembly: Assembly) -> Numbers:
    """Count the registrations of an assembly, in one query."""
    counts = Counter(Registration.objects.filter(assembly=assembly).values_list("state", flat=True))
    return Numbers(*(counts[state] for state in (State.PENDING, State.CONFIRMED, State.VERIFIED, State.WITHDRAWN)))


def broken_entry(assembly: Assembly) -> int | None:
    """Give the number of the first entry that was tampered with; None when the chain holds."""
    return first_broken([(entry.link(), entry.sha256) for entry in assembly.entries.all()])


def latest_draw(assembly: Assembly) -> Draw | None:
    """Give the draw that counts now; None before anything was computed."""
    return assembly.draws.exclude(state="dropped").order_by("-number").first()


def fixed_draw(assembly: Assembly) -> Draw | None:
    """Give the published draw; None before."""
    return assembly.draws.filter(state__in=FIXED).order_by("-number").first()


def pool_digest(tickets: Iterable[Ticket]) -> str:
    """Give the hash of a pool: every ticket with its answers."""
    rows = {ticket.number: ticket.profile for ticket in tickets}
    return digest(canonical({"tickets": rows}))


def fixed(draw: Draw) -> Fixed:
    """Give everything that a draw fixes, for the core to write its files from."""
    values = values_of(draw.assembly)
    tickets = list(Ticket.objects.filter(assembly=draw.assembly))
    features = tuple(dict.fromkeys(value.feature.title for value in values))
    return Fixed(
        subject=subject(draw),
        tickets=tuple(ticket.number for ticket in tickets),
        panels=tuple(tuple(panel) for panel in draw.panels.values_list("tickets", flat=True)),
        rules=tuple(Rule(*rule) for rule in draw.report["quotas"]),
        features=features,
        profiles={ticket.number: tuple(ticket.profile[feature] for feature in features) for ticket in tickets},
        chances=draw.chances,
        certificate=draw.certificate.encode() or None,
    )


def subject(draw: Draw) -> str:
    """Give what is drawn, as the commitment names it."""
    return f"{draw.assembly.slug}, loting {draw.number}"


def bundle_files(draw: Draw, *, for_auditors: bool = False) -> dict[str, bytes]:
    """Give the bundle of a published draw: what everybody may have, or what auditors get."""
    facts = fixed(draw)
    files = bundle.public_files(facts) | {"commitment.json": draw.commitment.encode()}
    if for_auditors:
        files |= bundle.auditor_files(facts) | proof.files(facts)
    if draw.index is not None and draw.attempts is not None and draw.recording is not None:
        files |= bundle.drawn_files(
            facts.panels,
            recording=recording_of(draw.recording),
            secret=bytes.fromhex(draw.secret),
            outcome=Outcome(draw.index, draw.attempts),
        )
    return bundle.sealed(files)


def recording_of(facts: dict[str, object]) -> beacons.Recording:
    """Read a stored recording."""
    throws = facts.get("throws")
    if isinstance(throws, list):
        return beacons.BallsRecording(tuple(str(throw) for throw in throws))
    return beacons.read_drand(json.dumps(facts))


def announcement(draw: Draw) -> beacons.Announcement:
    """Give what a published draw announced as its source."""
    return commitments.read(draw.commitment.encode()).announcement


@dataclass(frozen=True, slots=True)
class Standing:
    """What the owner of a ticket sees. chance: None before the panels were published."""

    ticket: str
    chance: float | None
    panels: tuple[int, ...]
    of: int
    drawn: int | None

    @property
    def is_drawn(self) -> bool:
        return self.drawn is not None and self.drawn in self.panels


def standing(registration: Registration) -> Standing:
    """Give the own ticket, chance and panels of a teacher; everything is read from the published draw."""
    draw = fixed_draw(registration.assembly)
    if draw is None or registration.ticket not in draw.chances:
        return Standing(registration.ticket, None, (), 0, None)
    mine = Panel.objects.filter(draw=draw, tickets__contains=[registration.ticket])
    return Standing(
        ticket=registration.ticket,
        chance=float(Fraction(draw.chances[registration.ticket])),
        panels=tuple(mine.values_list("number", flat=True)),
        of=draw.panels.count(),
        drawn=draw.index,
    )


@dataclass(frozen=True, slots=True)
class Share:
    """A value on the page of the draw. percentages of population and pool; seats of the drawn panel or None.

    pool: None where it would point at a handful of people, or give them away.
    """

    value: str
    population: float
    pool: float | None
    least: int
    most: int
    seats: int | None


@dataclass(frozen=True, slots=True)
class Bin:
    """People whose chance lies in a band. label: the band in percent; people: how many."""

    low: float
    high: float
    people: int


@dataclass(frozen=True, slots=True)
class DrawPage:
    """The draw in numbers: chances as percentages, and per feature what the group looks like.

    is_highest: it is proven that no lottery with these quotas has a higher least chance.
    """

    people: int
    panels: int
    size: int
    minimum: float
    largest: float
    average: float
    bins: tuple[Bin, ...]
    features: tuple[tuple[str, tuple[Share, ...]], ...]
    is_highest: bool


def draw_page(draw: Draw, *, most_bins: int = 8) -> DrawPage:
    """Give what the page of a published draw shows."""
    chances = sorted(float(Fraction(chance)) * 100 for chance in draw.chances.values())
    profiles = dict(Ticket.objects.filter(assembly=draw.assembly).values_list("number", "profile"))
    pool = Counter(pair for profile in profiles.values() for pair in profile.items())
    panel = drawn_panel(draw)
    drawn = Counter(pair for ticket in panel for pair in profiles[ticket].items())
    population: Counter[tuple[str, str]] = Counter()
    totals: Counter[str] = Counter()
    for value in values_of(draw.assembly):
        population[value.feature.title, value.title] = value.population
        totals[value.feature.title] += value.population
    shown = _shown_in_pool(draw.report["quotas"], pool)
    features: dict[str, list[Share]] = {}
    for feature, value_title, least, most in draw.report["quotas"]:
        key = (feature, value_title)
        features.setdefault(feature, []).append(
            Share(
                value=value_title,
                population=100 * population[key] / max(totals[feature], 1),
                pool=_percent(shown[key], len(profiles)),
                least=least,
                most=most,
                seats=drawn[key] if panel else None,
            )
        )
    return DrawPage(
        people=len(profiles),
        panels=draw.panels.count(),
        size=draw.report["size"],
        minimum=chances[0],
        largest=chances[-1],
        average=100 * draw.report["size"] / len(profiles),
        bins=_bins(chances, most_bins),
        features=tuple((feature, tuple(shares)) for feature, shares in features.items()),
        is_highest=draw.report["status"] == "optimal" and draw.report["objective"] != "nash",
    )


def _percent(count: int | Hidden, people: int) -> float | None:
    return None if isinstance(count, Hidden) else 100 * count / people


def _shown_in_pool(
    quotas: Iterable[tuple[str, str, int, int]], pool: Counter[tuple[str, str]]
) -> dict[tuple[str, str], int | Hidden]:
    """Give per feature and value how many are in the pool, those hidden that are few or give few away."""
    shown: dict[tuple[str, str], int | Hidden] = {}
    keys = [(feature, value) for feature, value, _least, _most in quotas]
    for feature in dict.fromkeys(feature for feature, _value in keys):
        of_feature = [key for key in keys if key[0] == feature]
        cells = column([pool[key] for key in of_feature], threshold=SMALL).cells
        shown |= dict(zip(of_feature, cells, strict=True))
    return shown


def _bins(chances: list[float], most: int) -> tuple[Bin, ...]:
    """Count chances in bands that widen by one factor, or one for each where there are few different ones.

    Most people stand near the least chance and a few near certainty: bands of one width would hide the first.
    """
    exact = Counter(round(chance, 2) for chance in chances)
    if len(exact) <= most or chances[0] <= 0:
        return tuple(Bin(chance, chance, people) for chance, people in sorted(exact.items()))
    low, factor = chances[0], (chances[-1] / chances[0]) ** (1 / most)
    places = Counter(min(int(math.log(chance / low, factor) + 1e-9), most - 1) for chance in chances)
    return tuple(Bin(low * factor**place, low * factor ** (place + 1), places[place]) for place in range(most))


def drawn_panel(draw: Draw) -> list[str]:
    """Give the tickets of the drawn panel, in order; none before the draw."""
    if draw.index is None:
        return []
    return sorted(draw.panels.get(number=draw.index).tickets)


@dataclass(frozen=True, slots=True)
class Lot:
    """A ticket that somebody asks about on the page of the draw."""

    ticket: str
    chance: float
    panels: tuple[int, ...]
    is_drawn: bool


def lot(draw: Draw, typed: str) -> Lot | None:
    """Give the panels of a ticket; None when there is no such ticket. typed: eight signs without a dash."""
    ticket = f"{typed[:4]}-{typed[4:]}"
    if ticket not in draw.chances:
        return None
    numbers = tuple(draw.panels.filter(tickets__contains=[ticket]).values_list("number", flat=True))
    return Lot(ticket, float(Fraction(draw.chances[ticket])) * 100, numbers, draw.index in numbers)


def schools() -> list[School]:
    """Give the schools with `made` and `used`: their codes, and those used."""
    return list(
        School.objects.annotate(
            made=Count("codes", distinct=True),
            used=Count("codes", filter=Q(codes__used_at__isnull=False), distinct=True),
            teachers=Count("registrations", filter=Q(registrations__state=State.VERIFIED), distinct=True),
        )
    )
