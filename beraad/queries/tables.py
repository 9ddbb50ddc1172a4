"""A seating plan as pages, letters and papers read it: by ticket, never by name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from beraad.core import seating, tables
from beraad.core.seating import Plan
from beraad.core.tables import Balance, Rounds, Rules
from beraad.models import Assembly, Invitation, TablePair, TablePin, TablePlan
from beraad.models.invitation import Answer
from beraad.models.tables import PairKind


def people(assembly: Assembly) -> list[Invitation]:
    """Give who said yes, in the order of their tickets."""
    accepted = assembly.invitations.filter(state=Answer.ACCEPTED)
    return list(accepted.select_related("ticket__registration__assembly").order_by("ticket__number"))


def features(assembly: Assembly) -> list[str]:
    """Give what tables can be mixed on: the features that stand on the frozen list, in order."""
    return list(assembly.features.filter(source_date__isnull=False).values_list("title", flat=True))


def rules(assembly: Assembly, index: Mapping[int, int]) -> Rules:
    """Give what a plan must keep, for the members of an index: number by id of the invitation."""
    pins = TablePin.objects.filter(assembly=assembly, invitation__in=index)
    pairs: dict[str, list[tuple[int, int]]] = {PairKind.TOGETHER: [], PairKind.APART: []}
    for pair in TablePair.objects.filter(assembly=assembly, one__in=index, other__in=index):
        pairs[pair.kind].append((index[pair.one_id], index[pair.other_id]))
    return Rules(
        pins={index[pin.invitation_id]: pin.table - 1 for pin in pins},
        together=tuple(pairs[PairKind.TOGETHER]),
        apart=tuple(pairs[PairKind.APART]),
    )


@dataclass(frozen=True, slots=True)
class Seated:
    """A plan as the core wants it. members: everybody with a chair in some round, in the order of their tickets."""

    plan: TablePlan
    members: tuple[Invitation, ...]
    profiles: tuple[tuple[str, ...], ...]
    rounds: Rounds
    rules: Rules

    @property
    def index(self) -> dict[int, int]:
        """Give the number of each member, by the id of the invitation."""
        return {member.pk: number for number, member in enumerate(self.members)}

    @property
    def attending(self) -> set[int]:
        """Give who sits in the last round, as numbers."""
        return {member for table in self.rounds[-1] for member in table}

    def number_of(self, ticket: str) -> int | None:
        """Give the number of a member by its ticket."""
        return next((number for number, member in enumerate(self.members) if member.ticket.number == ticket), None)

    def measured(self, rounds: Rounds | None = None) -> Plan:
        """Give what the plan is worth, or would be with other rounds."""
        return seating.measured(self.profiles, self.rounds if rounds is None else rounds, self.rules)


def profiles(members: Iterable[Invitation], titles: Sequence[str]) -> tuple[tuple[str, ...], ...]:
    """Give per member its answers to the features that a plan is mixed on."""
    return tuple(tuple(member.ticket.profile.get(title, "") for title in titles) for member in members)


def seated(plan: TablePlan) -> Seated:
    """Give a plan with its seats, in four queries."""
    rows = list(plan.seats.select_related("invitation__ticket"))
    found = {row.invitation_id: row.invitation for row in rows}
    members = tuple(sorted(found.values(), key=lambda member: member.ticket.number))
    index = {member.pk: number for number, member in enumerate(members)}
    rounds: list[list[list[int]]] = [[[] for _table in range(plan.tables)] for _round in range(plan.rounds)]
    for row in rows:
        rounds[row.round - 1][row.table - 1].append(index[row.invitation_id])
    here = {pk: number for pk, number in index.items() if found[pk].state == Answer.ACCEPTED}
    return Seated(plan, members, profiles(members, plan.features), rounds, rules(plan.assembly, here))


@dataclass(frozen=True, slots=True)
class Fit:
    """Whether a plan is for the people who take part now. gone, missing: tickets."""

    gone: tuple[str, ...]
    missing: tuple[str, ...]

    def __bool__(self) -> bool:
        return not self.gone and not self.missing


def fit(found: Seated) -> Fit:
    """Compare who sits in the last round with who takes part now."""
    now = {member.ticket.number for member in people(found.plan.assembly)}
    then = {found.members[number].ticket.number for number in found.attending}
    return Fit(tuple(sorted(then - now)), tuple(sorted(now - then)))


@dataclass(frozen=True, slots=True)
class Chair:
    """Somebody at a table. is_pinned: sits here in every round. is_gone: takes part no more."""

    ticket: str
    is_pinned: bool
    is_gone: bool


@dataclass(frozen=True, slots=True)
class Table:
    """A table in a round. free: chairs left."""

    number: int
    chairs: tuple[Chair, ...]
    free: int


@dataclass(frozen=True, slots=True)
class Mixed:
    """How the answers to one feature are spread over the tables of a round.

    rows: per value its counts, table after table, each with whether it is more than a member off; and the share that
    a table of average size would have.
    """

    feature: str
    rows: tuple[tuple[str, tuple[tuple[int, bool], ...], float], ...]


@dataclass(frozen=True, slots=True)
class Fault:
    """A rule that a round breaks. what: pins, together or apart."""

    what: str
    round: int
    tickets: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PlanPage:
    """A plan for its page. met: how many others the member with the fewest, and with the most, meets."""

    plan: TablePlan
    people: int
    worth: Plan
    met: tuple[int, int]
    fit: Fit
    faults: tuple[Fault, ...]

    @property
    def percent(self) -> int:
        """Give how near the number of pairs is to what is possible at most, rounded down."""
        return 100 * self.worth.pairs // self.worth.bound if self.worth.bound else 100

    @property
    def is_balanced(self) -> bool:
        return self.worth.deviation <= 1 + 1e-9


def page(found: Seated) -> PlanPage:
    """Give what a plan is worth."""
    attending = found.attending
    met = [len(others) for member, others in tables.people_met(found.rounds).items() if member in attending]
    since = found.plan.held
    return PlanPage(
        plan=found.plan,
        people=len(attending),
        worth=found.measured(),
        met=(min(met, default=0), max(met, default=0)),
        fit=fit(found),
        faults=tuple(
            Fault(what, since + number + 1, tuple(found.members[member].ticket.number for member in members))
            for what, number, members in tables.broken(found.rounds[since:], found.rules)
        ),
    )


def round_tables(found: Seated, number: int) -> list[Table]:
    """Give the tables of a round, from 1."""
    shown = []
    for place, table in enumerate(found.rounds[number - 1]):
        chairs = tuple(
            Chair(
                ticket=found.members[member].ticket.number,
                is_pinned=found.rules.pins.get(member) == place,
                is_gone=found.members[member].state != Answer.ACCEPTED,
            )
            for member in sorted(table)
        )
        shown.append(Table(place + 1, chairs, max(found.plan.chairs - len(chairs), 0)))
    return shown


def round_mix(found: Seated, number: int) -> list[Mixed]:
    """Give how mixed the tables of a round are, from 1, feature after feature."""
    rows: dict[int, dict[str, list[Balance]]] = {}
    for balance in tables.balances(found.profiles, [found.rounds[number - 1]]):
        rows.setdefault(balance.feature, {}).setdefault(balance.value, []).append(balance)
    return [
        Mixed(
            title,
            tuple(
                (
                    value,
                    tuple((balance.count, balance.away > 1 + 1e-9) for balance in cells),
                    sum(balance.count for balance in cells) / len(cells),
                )
                for value, cells in rows.get(place, {}).items()
            ),
        )
        for place, title in enumerate(found.plan.features)
    ]


@dataclass(frozen=True, slots=True)
class Companion:
    """Somebody whom a member meets, and in which rounds."""

    ticket: str
    rounds: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class PersonPage:
    """One member of a plan: the table of each round, whom it meets, and how many it never does."""

    ticket: str
    tables: tuple[tuple[int, int], ...]
    met: tuple[Companion, ...]
    never: int


def person(found: Seated, ticket: str) -> PersonPage | None:
    """Give a member by its ticket; None for who has no chair in this plan."""
    member = found.number_of(ticket)
    if member is None:
        return None
    at, together = [], dict[int, list[int]]()
    for number, seats in enumerate(found.rounds, 1):
        for place, table in enumerate(seats, 1):
            if member in table:
                at.append((number, place))
                for other in table:
                    if other != member:
                        together.setdefault(other, []).append(number)
    met = [Companion(found.members[other].ticket.number, tuple(rounds)) for other, rounds in sorted(together.items())]
    return PersonPage(ticket, tuple(at), tuple(met), len(found.attending - {member} - set(together)))


@dataclass(frozen=True, slots=True)
class Change:
    """What an organiser asks by hand: in a round, somebody goes to a table, or changes chairs with somebody."""

    round: int
    ticket: str
    table: int | None = None
    other: str = ""


@dataclass(frozen=True, slots=True)
class Effect:
    """What a change would do. sizes: of the two tables, from and to, before and after."""

    change: Change
    before: Plan
    after: Plan
    came_from: int
    goes_to: int
    sizes: tuple[tuple[int, int], tuple[int, int]]
    faults: tuple[Fault, ...]

    @property
    def pairs(self) -> int:
        """Give how many more pairs meet, or fewer where negative."""
        return self.after.pairs - self.before.pairs


def effect(found: Seated, change: Change) -> Effect | None:
    """Give what a change would do; None where it is no change, or names what is not there, or no chair is free."""
    member, other = found.number_of(change.ticket), found.number_of(change.other)
    if member is None or not found.plan.held < change.round <= found.plan.rounds:
        return None
    number = change.round - 1
    seats = found.rounds[number]
    at = {person: place for place, table in enumerate(seats) for person in table}
    to = at.get(other) if other is not None else None if change.table is None else change.table - 1
    if member not in at or to is None or to == at[member] or not 0 <= to < len(seats):
        return None
    if other is None and len(seats[to]) >= found.plan.chairs:
        return None
    after = (
        tables.moved(found.rounds, number, member, to)
        if other is None
        else tables.swapped(found.rounds, number, member, other)
    )
    faults = [
        Fault(what, change.round, tuple(found.members[who].ticket.number for who in members))
        for what, _round, members in tables.broken([after[number]], found.rules)
    ]
    return Effect(
        change=change,
        before=found.measured(),
        after=found.measured(after),
        came_from=at[member] + 1,
        goes_to=to + 1,
        sizes=(
            (len(seats[at[member]]), len(after[number][at[member]])),
            (len(seats[to]), len(after[number][to])),
        ),
        faults=tuple(faults),
    )


@dataclass(frozen=True, slots=True)
class OwnTables:
    """What somebody may know of a fixed plan: the own table in each round, and how many others they meet."""

    tables: tuple[tuple[int, int], ...]
    meets: int
    of: int


def own_tables(invitation: Invitation) -> OwnTables | None:
    """Give the tables of somebody who takes part; None while no plan is fixed, or without a chair in it."""
    if invitation.state != Answer.ACCEPTED:
        return None
    plan = invitation.assembly.table_plans.fixed().first()
    if plan is None:
        return None
    rows = list(plan.seats.values_list("round", "table", "invitation_id"))
    mine = tuple((number, table) for number, table, who in rows if who == invitation.pk)
    if not mine:
        return None
    here = set(mine)
    met = {who for number, table, who in rows if (number, table) in here} - {invitation.pk}
    others = {who for number, _table, who in rows if number == plan.rounds} - {invitation.pk}
    return OwnTables(mine, len(met), len(others))


def tables_by_person(plan: TablePlan) -> dict[int, tuple[tuple[int, int], ...]]:
    """Give per id of an invitation the table of each round."""
    found: dict[int, list[tuple[int, int]]] = {}
    for number, table, who in plan.seats.order_by("round").values_list("round", "table", "invitation_id"):
        found.setdefault(who, []).append((number, table))
    return {who: tuple(rows) for who, rows in found.items()}


def sizes_text(members: int, number: int) -> list[tuple[int, int]]:
    """Give how many tables get how many members, the larger ones first, as (tables, members)."""
    counted = Counter(tables.table_sizes(members, number))
    return [(count, size) for size, count in sorted(counted.items(), reverse=True)]


@dataclass(frozen=True, slots=True)
class Sheets:
    """A plan on paper, by ticket.

    finder: each ticket with its table of each round, "" where it was not there. lists: per round, each table with
    its tickets. cards: per table, each round with the tickets.
    """

    finder: tuple[tuple[str, tuple[int | str, ...]], ...]
    lists: tuple[tuple[int, tuple[tuple[int, tuple[str, ...]], ...]], ...]
    cards: tuple[tuple[int, tuple[tuple[int, tuple[str, ...]], ...]], ...]


def sheets(found: Seated) -> Sheets:
    """Give what the lists and the cards of a plan say."""
    named = [
        [tuple(found.members[member].ticket.number for member in sorted(table)) for table in seats]
        for seats in found.rounds
    ]
    finder: dict[str, list[int | str]] = {member.ticket.number: [""] * found.plan.rounds for member in found.members}
    for number, seats in enumerate(named):
        for place, tickets in enumerate(seats, 1):
            for ticket in tickets:
                finder[ticket][number] = place
    return Sheets(
        finder=tuple((ticket, tuple(at)) for ticket, at in finder.items()),
        lists=tuple((number, tuple(enumerate(seats, 1))) for number, seats in enumerate(named, 1)),
        cards=tuple(
            (place + 1, tuple((number, seats[place]) for number, seats in enumerate(named, 1)))
            for place in range(found.plan.tables)
        ),
    )
