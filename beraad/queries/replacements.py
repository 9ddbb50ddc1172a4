"""What was asked of whom after the draw: standing of the seats, the log of replacement rounds, and their files."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import datetime
from fractions import Fraction
from typing import Any, Final

from django.db.models import QuerySet

from beraad import queries
from beraad.core import bundle, proof
from beraad.core.bundle import Fixed, Rule
from beraad.models import Assembly, Draw, Invitation, Registration, ReplacementRound, Ticket
from beraad.models.invitation import FIXED_ROUND, HOLDING, Answer
from beraad.models.registration import State as RegistrationState
from ndt.draws.beacons import Announcement
from ndt.draws.commitments import Commitment, digest
from ndt.draws.index import Outcome

SEATS_FILE: Final = "seats.csv"


@dataclass(frozen=True, slots=True)
class Seats:
    """Who holds a seat and who cannot get one, by ticket, each in order.

    open: whose seat nobody holds and no approved round fills. stays: who holds one, answered or not. out: who was
    asked and holds none, or left the list.
    """

    open: tuple[str, ...]
    stays: tuple[str, ...]
    out: tuple[str, ...]


def seats(assembly: Assembly) -> Seats:
    """Give the standing of the seats of an assembly now."""
    invitations = assembly.invitations.all()
    tickets = {"holding": invitations.holding(), "open": invitations.open(), "all": invitations}
    found = {name: set(rows.values_list("ticket__number", flat=True)) for name, rows in tickets.items()}
    in_pool = Ticket.objects.filter(assembly=assembly, registration__state=RegistrationState.VERIFIED)
    here = set(in_pool.values_list("number", flat=True))
    everybody = set(Ticket.objects.filter(assembly=assembly).values_list("number", flat=True))
    out = (found["all"] | (everybody - here)) - found["holding"]
    return Seats(tuple(sorted(found["open"])), tuple(sorted(found["holding"])), tuple(sorted(out)))


def fits(found: ReplacementRound) -> bool:
    """Say whether a proposal was made for the seats as they stand now."""
    now = seats(found.assembly)
    return (found.open_tickets, found.stays, found.out) == (list(now.open), list(now.stays), list(now.out))


@dataclass(frozen=True, slots=True)
class Left:
    """What a round asks of the open seats for one answer. had: what was left of the quota before any relaxation."""

    feature: str
    value: str
    least: int
    most: int
    had_least: int
    had_most: int

    @property
    def is_relaxed(self) -> bool:
        return (self.least, self.most) != (self.had_least, self.had_most)


@dataclass(frozen=True, slots=True)
class LoggedRound:
    """A replacement round for a page or a report; nothing in it says who somebody is.

    seats: how many were open. stays: who holds a seat. people: who could still be drawn. minimum, largest: chances
    in percent, None where nothing was computed. relaxed: what was left of a quota and could not hold. answers: how
    many of those drawn in this round stand where. beacon: what was announced, as in commitment.json.
    """

    number: int
    state: str
    shown: str
    seats: int
    stays: int
    people: int
    panels: int
    quotas: tuple[Left, ...]
    relaxed: tuple[Left, ...]
    minimum: float | None
    largest: float | None
    reason: str
    commitment: str
    beacon: str
    published_at: datetime | None
    draws_at: datetime | None
    drawn_at: datetime | None
    index: int | None
    recording: Any
    drawn: tuple[str, ...]
    answers: dict[str, int]

    @property
    def is_exact(self) -> bool:
        return not self.relaxed


def replacement_log(assembly: Assembly) -> list[LoggedRound]:
    """Give the approved replacement rounds of an assembly in order, for everybody to read."""
    rounds = assembly.rounds.filter(state__in=FIXED_ROUND).prefetch_related("invitations")
    return [logged(found) for found in rounds]


def logged(found: ReplacementRound) -> LoggedRound:
    """Give one round, approved or not yet."""
    quotas = quotas_left(found)
    chances = [float(Fraction(chance)) * 100 for chance in found.chances.values()]
    answers = Counter(invitation.state for invitation in found.invitations.all())
    return LoggedRound(
        number=found.number,
        state=found.state,
        shown=found.get_state_display(),
        seats=len(found.open_tickets),
        stays=len(found.stays),
        people=len(found.chances),
        panels=len(found.panels),
        quotas=quotas,
        relaxed=tuple(left for left in quotas if left.is_relaxed),
        minimum=min(chances, default=None),
        largest=max(chances, default=None),
        reason=found.reason,
        commitment=found.commitment_sha256,
        beacon=found.get_beacon_display() if found.beacon else "",
        published_at=found.published_at,
        draws_at=found.draws_at,
        drawn_at=found.drawn_at,
        index=found.index,
        recording=found.recording,
        drawn=tuple(found.drawn),
        answers={state.value: answers[state] for state in Answer},
    )


def quotas_left(found: ReplacementRound) -> tuple[Left, ...]:
    """Give per answer what the open seats need, beside what was left of the quota."""
    had = {(feature, value): (least, most) for feature, value, least, most in found.report.get("left", [])}
    return tuple(
        Left(feature, value, least, most, *had[feature, value])
        for feature, value, least, most in found.report.get("quotas", [])
    )


def subject(found: ReplacementRound) -> str:
    """Give what is drawn, as the commitment of a round names it."""
    return f"{found.assembly.slug}, aanvulling {found.number}"


def fixed(found: ReplacementRound) -> Fixed:
    """Give everything that a round fixes, for the core to write its files from."""
    features = tuple(dict.fromkeys(value.feature.title for value in queries.values_of(found.assembly)))
    rows = Ticket.objects.filter(assembly=found.assembly, number__in=found.chances)
    profiles = dict(rows.values_list("number", "profile"))
    return Fixed(
        subject=subject(found),
        tickets=tuple(sorted(found.chances)),
        panels=tuple(tuple(panel) for panel in found.panels),
        rules=tuple(Rule(*rule) for rule in found.report["quotas"]),
        features=features,
        profiles={number: tuple(profile[feature] for feature in features) for number, profile in profiles.items()},
        chances=found.chances,
        certificate=found.certificate.encode() or None,
    )


def seats_file(found: ReplacementRound) -> bytes:
    """Give seats.csv: whose seats are open, who holds one, and who else cannot be drawn. Tickets only, no reasons."""
    standing = dict.fromkeys(found.out, "out") | dict.fromkeys(found.open_tickets, "open")
    standing |= dict.fromkeys(found.stays, "stays")
    return bundle.table(("ticket", "standing"), sorted(standing.items()))


def hashes(found: ReplacementRound) -> dict[str, str]:
    """Give the SHA-256 of every file that a round fixes, by name."""
    facts = fixed(found)
    files = bundle.public_files(facts) | bundle.auditor_files(facts) | {SEATS_FILE: seats_file(found)}
    return {name: digest(content) for name, content in sorted(files.items())}


def commitment(
    found: ReplacementRound, *, announcement: Announcement, secret_sha256: str, published_at: datetime
) -> Commitment:
    """Give the commitment to all files of a round."""
    made = bundle.commit(
        fixed(found), announcement=announcement, secret_sha256=secret_sha256, published_at=published_at
    )
    return replace(made, hashes=hashes(found))


def round_files(found: ReplacementRound, *, for_auditors: bool = False) -> dict[str, bytes]:
    """Give the bundle of an approved round, in the form of that of a draw: the same verifier checks it."""
    facts = fixed(found)
    files = bundle.public_files(facts) | {
        SEATS_FILE: seats_file(found),
        "commitment.json": found.commitment.encode(),
    }
    if for_auditors:
        files |= bundle.auditor_files(facts) | proof.files(facts)
    if found.index is not None and found.attempts is not None and found.recording is not None:
        files |= bundle.drawn_files(
            facts.panels,
            recording=queries.recording_of(found.recording),
            secret=bytes.fromhex(found.secret),
            outcome=Outcome(found.index, found.attempts),
        )
    return bundle.sealed(files)


def bundle_files(draw: Draw, *, for_auditors: bool = False) -> dict[str, bytes]:
    """Give the bundle of a draw with that of each approved round in a directory of its own, under one seal."""
    files = queries.bundle_files(draw, for_auditors=for_auditors)
    del files[bundle.MANIFEST]
    for found in draw.assembly.rounds.filter(state__in=FIXED_ROUND):
        for name, content in round_files(found, for_auditors=for_auditors).items():
            files[f"aanvulling-{found.number}/{name}"] = content
    return bundle.sealed(files)


@dataclass(frozen=True, slots=True)
class Kept:
    """How far a quota is kept by those who said yes, and by all who hold a seat."""

    value: str
    least: int
    most: int
    accepted: int
    waiting: int

    @property
    def holding(self) -> int:
        return self.accepted + self.waiting

    @property
    def standing(self) -> str:
        """Give how it stands: "kept" by those who said yes, "over", "hoped" with those who wait, or "short"."""
        if self.accepted > self.most:
            return "over"
        if self.accepted >= self.least:
            return "kept"
        return "hoped" if self.holding >= self.least else "short"


@dataclass(frozen=True, slots=True)
class Standing:
    """The invitations in numbers. open: seats that nobody holds. reasons: of a no, by code, most first."""

    seats: int
    counts: dict[str, int]
    open: int
    features: tuple[tuple[str, tuple[Kept, ...]], ...]
    reasons: tuple[tuple[str, int], ...]
    first_deadline: datetime | None

    @property
    def accepted(self) -> int:
        return self.counts[Answer.ACCEPTED]

    @property
    def waiting(self) -> int:
        return self.counts[Answer.INVITED]

    @property
    def no(self) -> int:
        return self.counts[Answer.DECLINED] + self.counts[Answer.WITHDRAWN]


def standing(assembly: Assembly) -> Standing:
    """Give the numbers of an assembly that invites, in a few queries."""
    rows = list(assembly.invitations.values_list("state", "why", "deadline", "ticket__profile"))
    counts = Counter(state for state, _why, _deadline, _profile in rows)
    answers: dict[str, Counter[tuple[str, str]]] = {state: Counter() for state in HOLDING}
    for state, _why, _deadline, profile in rows:
        if state in HOLDING:
            answers[state].update(profile.items())
    features: dict[str, list[Kept]] = {}
    draw = queries.fixed_draw(assembly)
    for feature, value, least, most in draw.report["quotas"] if draw else ():
        key = (feature, value)
        kept = Kept(value, least, most, answers[Answer.ACCEPTED][key], answers[Answer.INVITED][key])
        features.setdefault(feature, []).append(kept)
    reasons = Counter(why for _state, why, _deadline, _profile in rows if why)
    deadlines = [deadline for state, _why, deadline, _profile in rows if state == Answer.INVITED]
    return Standing(
        seats=assembly.size,
        counts={state.value: counts[state] for state in Answer},
        open=assembly.size - sum(counts[state] for state in HOLDING),
        features=tuple((feature, tuple(values)) for feature, values in features.items()),
        reasons=tuple(reasons.most_common()),
        first_deadline=min(deadlines, default=None),
    )


def invitation_of(registration: Registration) -> Invitation | None:
    """Give the invitation of a teacher; None for who was not drawn."""
    rows = Invitation.objects.filter(ticket__registration=registration)
    return rows.select_related("assembly__plan", "ticket__registration__assembly").first()


@dataclass(frozen=True, slots=True)
class RoundStanding:
    """What the owner of a ticket sees of a round. chance: in percent. panels: the numbers of those with the ticket."""

    number: int
    chance: float
    panels: tuple[int, ...]
    of: int
    drawn: int | None

    @property
    def is_drawn(self) -> bool:
        return self.drawn in self.panels


def rounds_of(registration: Registration) -> list[RoundStanding]:
    """Give the approved rounds in which a teacher's ticket could be drawn."""
    found = []
    for round_ in registration.assembly.rounds.filter(state__in=FIXED_ROUND):
        if registration.ticket in round_.chances:
            mine = tuple(place for place, panel in enumerate(round_.panels) if registration.ticket in panel)
            chance = 100 * float(Fraction(round_.chances[registration.ticket]))
            found.append(RoundStanding(round_.number, chance, mine, len(round_.panels), round_.index))
    return found


def members(assembly: Assembly) -> QuerySet[Registration]:
    """Give those who said yes and are still there, for letters and tables."""
    rows = Registration.objects.in_pool().filter(frozen__invitation__state=Answer.ACCEPTED)
    return rows.filter(assembly=assembly).order_by("frozen__invitation__seat")
