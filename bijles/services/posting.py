"""Write transfers into the ledger. It trusts the core for what is right, and the database for what may never be."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import connection, transaction

from bijles.core import ledger
from bijles.core.errors import LedgerRefuses
from bijles.core.ledger import Place
from bijles.models import Account, Booking, Entry, Transfer


@transaction.atomic
def post(moved: ledger.Transfer, *, now: datetime, booking: Booking | None = None) -> bool:
    """Write a transfer; give False when its key was written before, and change nothing then.

    Locks its accounts in one order before it looks at them. Raises LedgerRefuses, "overspent", and then nothing is written.
    """
    ledger.check(moved)
    reverses = Transfer.objects.get(key=moved.reverses) if moved.reverses else None
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO bijles_transfer (kind, key, reverses_id, booking_id, at) VALUES (%s, %s, %s, %s, %s)"
            " ON CONFLICT (key) DO NOTHING RETURNING id",
            [
                moved.kind,
                moved.key,
                reverses.pk if reverses else None,
                booking.pk if booking else None,
                now,
            ],
        )
        written = cursor.fetchone()
    if written is None:
        return False
    accounts = _locked(entry.account for entry in moved.entries)
    for entry in moved.entries:
        account = accounts[entry.account]
        if account.balance + entry.amount < 0 and entry.account.place is not Place.FUND:
            raise LedgerRefuses("overspent")
    Entry.objects.bulk_create(
        Entry(transfer_id=written[0], account=accounts[entry.account], amount=entry.amount) for entry in moved.entries
    )
    return True


def balance(place: Place, owner: str, unit: ledger.Unit = ledger.Unit.CENTS) -> int:
    """Give what stands on an account; 0 when it was never used."""
    found = Account.objects.filter(place=place, owner=owner, unit=unit).values_list("balance", flat=True).first()
    return found or 0


def faults() -> list[str]:
    """Prove the whole ledger: give what is wrong, in sentences; an empty list is the proof.

    The sum of all entries of a unit is 0, each balance is the sum of its entries, and each paid cent is of a booking that
    was given, not come to or cancelled late.
    """
    checks = {
        "entries do not sum to zero": "SELECT a.unit FROM bijles_entry e JOIN bijles_account a ON a.id = e.account_id"
        " GROUP BY a.unit HAVING sum(e.amount) <> 0",
        "balance differs from its entries": "SELECT a.id FROM bijles_account a LEFT JOIN bijles_entry e"
        " ON e.account_id = a.id GROUP BY a.id HAVING a.balance <> coalesce(sum(e.amount), 0)",
        "earned without a lesson": "SELECT t.id FROM bijles_transfer t LEFT JOIN bijles_booking b ON b.id = t.booking_id"
        " WHERE t.kind IN ('earn', 'no_show', 'late_cancel')"
        " AND (b.id IS NULL OR b.state NOT IN ('attended', 'no_show', 'cancelled_late'))",
    }
    found = []
    with connection.cursor() as cursor:
        for what, statement in checks.items():
            cursor.execute(statement)
            found += [f"{what}: {row[0]}" for row in cursor.fetchall()]
    return found


def _locked(accounts: Iterable[ledger.Account]) -> dict[ledger.Account, Account]:
    """Give the rows of the accounts, made where they are missing, locked in the order of their numbers."""
    wanted = sorted(accounts)
    Account.objects.bulk_create(
        (Account(place=one.place, owner=one.owner, unit=one.unit) for one in wanted), ignore_conflicts=True
    )
    rows = (
        Account.objects.filter(owner__in={one.owner for one in wanted})
        .filter(place__in={one.place for one in wanted})
        .order_by("pk")
        .select_for_update(no_key=True)
    )
    return {ledger.Account(Place(row.place), row.owner, ledger.Unit(row.unit)): row for row in rows}
