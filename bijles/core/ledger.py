"""A double-entry ledger in cents and minutes: what each kind of transfer moves, and from where to where.

    fund -> pot -> budget -> held -> receivable -> payable -> paid      and budget -> returned

Money goes down this chain only. A fund may fall below zero: it stands for the municipality outside the ledger. No other
account may. A reversal moves the same amounts back and happens once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from bijles.core.errors import LedgerRefuses


class Kind(StrEnum):
    """Kinds of transfer. NO_SHOW and LATE_CANCEL earn a part of a hold; the rest of it goes back in the same transfer."""

    GRANT = "grant"
    HOLD = "hold"
    RELEASE = "release"
    EARN = "earn"
    NO_SHOW = "no_show"
    LATE_CANCEL = "late_cancel"
    APPROVE = "approve"
    PAY = "pay"
    EXPIRE = "expire"
    REVERSE = "reverse"


class Place(StrEnum):
    """Kinds of account."""

    FUND = "fund"
    POT = "pot"
    BUDGET = "budget"
    HELD = "held"
    RECEIVABLE = "receivable"
    PAYABLE = "payable"
    PAID = "paid"
    RETURNED = "returned"


class Unit(StrEnum):
    """Money and time are counted apart, side by side."""

    CENTS = "cents"
    MINUTES = "minutes"


# From where to where each kind may move. A grant fills the pot, or a child's budget out of the pot.
MOVES: Final[Mapping[Kind, frozenset[tuple[Place, Place]]]] = {
    Kind.GRANT: frozenset({(Place.FUND, Place.POT), (Place.POT, Place.BUDGET)}),
    Kind.HOLD: frozenset({(Place.BUDGET, Place.HELD)}),
    Kind.RELEASE: frozenset({(Place.HELD, Place.BUDGET)}),
    Kind.EARN: frozenset({(Place.HELD, Place.RECEIVABLE)}),
    Kind.NO_SHOW: frozenset({(Place.HELD, Place.RECEIVABLE), (Place.HELD, Place.BUDGET)}),
    Kind.LATE_CANCEL: frozenset({(Place.HELD, Place.RECEIVABLE), (Place.HELD, Place.BUDGET)}),
    Kind.APPROVE: frozenset({(Place.RECEIVABLE, Place.PAYABLE)}),
    Kind.PAY: frozenset({(Place.PAYABLE, Place.PAID)}),
    Kind.EXPIRE: frozenset({(Place.BUDGET, Place.RETURNED), (Place.POT, Place.RETURNED)}),
}


@dataclass(frozen=True, slots=True, order=True)
class Account:
    """A place of one owner in one unit. owner: "child:7", "booking:12", "provider:3"."""

    place: Place
    owner: str
    unit: Unit


@dataclass(frozen=True, slots=True)
class Entry:
    """What one account gains (above zero) or gives (below)."""

    account: Account
    amount: int


@dataclass(frozen=True, slots=True)
class Transfer:
    """Entries that happen together. key: the same key never happens twice. reverses: key of what is turned back."""

    kind: Kind
    key: str
    entries: tuple[Entry, ...]
    reverses: str = ""


@dataclass(frozen=True, slots=True)
class Owner:
    """Two places between which a transfer moves."""

    place: Place
    name: str


def move(kind: Kind, key: str, source: Owner, target: Owner, *, cents: int, minutes: int) -> Transfer:
    """Make a transfer of cents and minutes. Zero of one of them makes no entry for it; both zero raises LedgerRefuses."""
    return join(kind, key, [(source, target, cents, minutes)])


def join(kind: Kind, key: str, moves: Iterable[tuple[Owner, Owner, int, int]]) -> Transfer:
    """Make one transfer of more moves, each (source, target, cents, minutes). Amounts of one account are added up."""
    sums: dict[Account, int] = {}
    for source, target, cents, minutes in moves:
        if (source.place, target.place) not in MOVES.get(kind, ()):
            raise LedgerRefuses("unknown")
        if cents < 0 or minutes < 0:
            raise LedgerRefuses("negative")
        for unit, amount in ((Unit.CENTS, cents), (Unit.MINUTES, minutes)):
            for owner, change in ((source, -amount), (target, amount)):
                account = Account(owner.place, owner.name, unit)
                sums[account] = sums.get(account, 0) + change
    entries = tuple(Entry(account, amount) for account, amount in sorted(sums.items()) if amount)
    if not entries:
        raise LedgerRefuses("empty")
    return Transfer(kind, key, entries)


def part(
    kind: Kind, key: str, booking: str, provider: str, child: str, *, cents: int, minutes: int, percent: int
) -> Transfer:
    """Earn `percent` of the money of a hold for a lesson that did not happen; the rest and all minutes go back.

    percent: 0 to 100, of the agreement. Half a cent goes to the provider.
    """
    earned = share(cents, percent)
    held = Owner(Place.HELD, booking)
    return join(
        kind,
        key,
        [
            (held, Owner(Place.RECEIVABLE, provider), earned, 0),
            (held, Owner(Place.BUDGET, child), cents - earned, minutes),
        ],
    )


def share(cents: int, percent: int) -> int:
    """Give a percentage of an amount, half a cent up. percent: 0 to 100."""
    assert 0 <= percent <= 100
    return (2 * cents * percent + 100) // 200


def reversal(transfer: Transfer, key: str) -> Transfer:
    """Turn a transfer back. A reversal is not turned back itself: raises LedgerRefuses."""
    if transfer.kind is Kind.REVERSE:
        raise LedgerRefuses("unknown")
    back = tuple(Entry(entry.account, -entry.amount) for entry in transfer.entries)
    return Transfer(Kind.REVERSE, key, back, reverses=transfer.key)


def give_back(
    key: str,
    reverses: str,
    provider: str,
    child: str,
    *,
    cents: int,
    minutes: int,
    source: Place = Place.RECEIVABLE,
) -> Transfer:
    """Turn back what a provider earned with a lesson, straight into the child's budget. reverses: key of what earned it.

    source: where it stands with the provider by now, RECEIVABLE or PAID. Of a lesson that did not happen a part came back to the budget already, and may be spent: that part is left alone.
    """
    entries = tuple(
        Entry(Account(owner.place, owner.name, unit), amount)
        for unit, moved in ((Unit.CENTS, cents), (Unit.MINUTES, minutes))
        for owner, amount in ((Owner(source, provider), -moved), (Owner(Place.BUDGET, child), moved))
        if moved
    )
    if not entries:
        raise LedgerRefuses("empty")
    return Transfer(Kind.REVERSE, key, entries, reverses=reverses)


@dataclass(slots=True)
class Book:
    """The ledger in memory: what the database keeps with constraints and triggers, said once more without it."""

    transfers: dict[str, Transfer] = field(default_factory=dict)
    balances: dict[Account, int] = field(default_factory=dict)

    def post(self, transfer: Transfer) -> bool:
        """Take a transfer; give False when its key was taken before, and change nothing then.

        Raises LedgerRefuses: empty, unbalanced, overspent, or twice for a second reversal.
        """
        if transfer.key in self.transfers:
            return False
        check(transfer)
        if transfer.reverses:
            reversed_before = {known.reverses for known in self.transfers.values()}
            if transfer.reverses not in self.transfers or transfer.reverses in reversed_before:
                raise LedgerRefuses("twice")
        after = {entry.account: self.balances.get(entry.account, 0) + entry.amount for entry in transfer.entries}
        if any(balance < 0 and account.place is not Place.FUND for account, balance in after.items()):
            raise LedgerRefuses("overspent")
        self.balances |= after
        self.transfers[transfer.key] = transfer
        return True


def check(transfer: Transfer) -> None:
    """Raise LedgerRefuses unless the entries of each unit sum to zero and none is zero or twice of one account."""
    accounts = [entry.account for entry in transfer.entries]
    if not accounts or len(set(accounts)) != len(accounts) or not all(entry.amount for entry in transfer.entries):
        raise LedgerRefuses("empty")
    for unit in Unit:
        if sum(entry.amount for entry in transfer.entries if entry.account.unit is unit):
            raise LedgerRefuses("unbalanced")
