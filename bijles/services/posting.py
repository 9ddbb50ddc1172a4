"""Write transfers into the ledger. It trusts the core for what is right, and the database for what may never be."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import connection, transaction

from bijles.core import ledger
from bijles.core.errors import LedgerRefuses
from bijles.core.ledger import Place
from bijles.models import Account, Booking, Transfer

_WANTED: Final = """
    FROM bijles_account a
    JOIN unnest(%s::text[], %s::text[], %s::text[]) AS wanted (place, owner, unit)
        ON a.owner = wanted.owner AND a.place = wanted.place AND a.unit = wanted.unit
"""
# None is locked while one is missing: who makes one waits for whoever makes it too, and holds nothing meanwhile.
_LOCK: Final = f"""
    SELECT a.id, a.place, a.owner, a.unit, a.balance {_WANTED} WHERE (SELECT count(*) {_WANTED}) = %s
    ORDER BY a.id FOR NO KEY UPDATE OF a
"""
_MAKE: Final = """
    INSERT INTO bijles_account (place, owner, unit, balance)
    SELECT *, 0 FROM unnest(%s::text[], %s::text[], %s::text[]) ON CONFLICT DO NOTHING
"""
_WRITE: Final = """
    WITH written AS (
        INSERT INTO bijles_transfer (kind, key, reverses_id, booking_id, at)
        VALUES (%s, %s, %s, %s, %s)
        ON CONFLICT (key) DO NOTHING RETURNING id
    )
    INSERT INTO bijles_entry (transfer_id, account_id, amount)
    SELECT written.id, moved.* FROM written, unnest(%s::bigint[], %s::bigint[]) AS moved
"""
# The entries are read once: a school year of two cities has seventeen million.
_FAULTS: Final = """
    WITH sums AS MATERIALIZED (SELECT account_id, sum(amount) AS amount FROM bijles_entry GROUP BY account_id)
    SELECT 'entries do not sum to zero', a.unit FROM sums JOIN bijles_account a ON a.id = sums.account_id
        GROUP BY a.unit HAVING sum(sums.amount) <> 0
    UNION ALL
    SELECT 'balance differs from its entries', a.id::text FROM bijles_account a LEFT JOIN sums ON sums.account_id = a.id
        WHERE a.balance <> coalesce(sums.amount, 0)
    UNION ALL
    SELECT 'earned without a lesson', t.id::text FROM bijles_transfer t LEFT JOIN bijles_booking b ON b.id = t.booking_id
        WHERE t.kind IN ('earn', 'no_show', 'late_cancel')
            AND (b.id IS NULL OR b.state NOT IN ('attended', 'no_show', 'cancelled_late'))
"""


@dataclass(frozen=True, slots=True)
class Locked:
    """An account that nobody else changes until the transaction ends."""

    pk: int
    balance: int


def post(moved: ledger.Transfer, *, now: datetime, booking: Booking | None = None) -> bool:
    """Write a transfer; give False when its key was written before, and change nothing then.

    Locks its accounts in one order before it looks at them. Raises LedgerRefuses, "overspent", and then nothing is written.
    """
    ledger.check(moved)
    # No savepoint: what is refused is refused before anything is written.
    with transaction.atomic(savepoint=False):
        accounts = _locked(entry.account for entry in moved.entries)
        if _has(moved, accounts):
            return _written(moved, accounts, now=now, booking=booking)
        known = Transfer.objects.filter(key=moved.key).exists()
    if not known:
        raise LedgerRefuses("overspent")
    return False


def lock(accounts: Iterable[ledger.Account]) -> None:
    """Lock accounts in one order, for who posts several transfers in one transaction."""
    _locked(accounts)


def balance(place: Place, owner: str, unit: ledger.Unit = ledger.Unit.CENTS) -> int:
    """Give what stands on an account; 0 when it was never used."""
    found = Account.objects.filter(place=place, owner=owner, unit=unit).values_list("balance", flat=True).first()
    return found or 0


def faults() -> list[str]:
    """Prove the whole ledger: give what is wrong, in sentences; an empty list is the proof.

    The sum of all entries of a unit is 0, each balance is the sum of its entries, and each paid cent is of a booking that
    was given, not come to or cancelled late.
    """
    with connection.cursor() as cursor:
        cursor.execute(_FAULTS)
        return [f"{what}: {which}" for what, which in cursor.fetchall()]


def _has(moved: ledger.Transfer, accounts: Mapping[ledger.Account, Locked]) -> bool:
    """Say whether there stands enough on every account. Only a fund may fall below zero."""
    return all(
        accounts[entry.account].balance + entry.amount >= 0 or entry.account.place is Place.FUND
        for entry in moved.entries
    )


def _written(
    moved: ledger.Transfer, accounts: Mapping[ledger.Account, Locked], *, now: datetime, booking: Booking | None
) -> bool:
    facts = [
        moved.kind,
        moved.key,
        Transfer.objects.get(key=moved.reverses).pk if moved.reverses else None,
        booking.pk if booking else None,
        now,
        [accounts[entry.account].pk for entry in moved.entries],
        [entry.amount for entry in moved.entries],
    ]
    with connection.cursor() as cursor:
        cursor.execute(_WRITE, facts)
        return bool(cursor.rowcount)


def _locked(accounts: Iterable[ledger.Account]) -> dict[ledger.Account, Locked]:
    """Give the rows of the accounts, made where they are missing, locked in the order of their numbers."""
    wanted = sorted(accounts)
    facts: list[list[str]] = [
        [one.place for one in wanted],
        [one.owner for one in wanted],
        [one.unit for one in wanted],
    ]
    with connection.cursor() as cursor:
        cursor.execute(_LOCK, [*facts, *facts, len(wanted)])
        rows = cursor.fetchall()
        if not rows:
            cursor.execute(_MAKE, facts)
            cursor.execute(_LOCK, [*facts, *facts, len(wanted)])
            rows = cursor.fetchall()
    return {
        ledger.Account(Place(place), owner, ledger.Unit(unit)): Locked(pk, balance)
        for pk, place, owner, unit, balance in rows
    }
