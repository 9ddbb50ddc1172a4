"""The month of a provider: frozen, approved, and at the end proven. Each step under the lock of its settlement.

A step that was taken before changes nothing when it is asked again, so a job may run twice. Work on the claims is done in
statements over all of them at once: a month of 50,000 claims costs as many statements as a month of one.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, Final

from django.db import connection, transaction
from django.utils import timezone

from bijles.core import ledger, settlement
from bijles.core.errors import NotSettled
from bijles.core.ledger import Kind, Owner, Place
from bijles.core.settlement import Step
from bijles.models import PassScheme, Provider, Settlement
from bijles.services import posting

# Claims of a scheme and provider that no month holds yet, up to the last day of a month. %(amsterdam)s: lessons have Dutch days.
_DUE: Final = """
    FROM bijles_claim c
    JOIN bijles_booking b ON b.id = c.booking_id
    JOIN bijles_lesson l ON l.id = b.lesson_id
    JOIN bijles_agreement a ON a.id = l.agreement_id
    JOIN bijles_programme p ON p.id = a.programme_id
    WHERE c.provider_id = %(provider)s AND c.state = 'submitted' AND c.cents > 0 AND p.scheme_id = %(scheme)s
        AND (lower(b.period) AT TIME ZONE 'Europe/Amsterdam')::date <= %(last)s
        AND NOT EXISTS (SELECT 1 FROM bijles_settlementline x WHERE x.claim_id = c.id)
"""


@transaction.atomic
def freeze(*, scheme: PassScheme, provider: Provider, month: date, now: datetime) -> Settlement:
    """Fix what is settled with a provider for a month: every claim up to its last day that nobody put aside.

    Raises NotSettled: "month" when it is not over, "done" when there is nothing to settle. A second time changes nothing.
    """
    last = settlement.last_day(month)
    if timezone.localdate(now) <= last:
        raise NotSettled("month")
    Settlement.objects.bulk_create([Settlement(scheme=scheme, provider=provider, month=month)], ignore_conflicts=True)
    locked = Settlement.objects.select_for_update(no_key=True).get(scheme=scheme, provider=provider, month=month)
    if locked.step != Step.OPEN:
        return locked
    facts: dict[str, Any] = {"settlement": locked.pk, "provider": provider.pk, "scheme": scheme.pk, "last": last}
    with connection.cursor() as cursor:
        # The claims first and in one order: who puts one aside at this moment comes before us, and it is left out.
        cursor.execute(f"SELECT c.id {_DUE} ORDER BY c.id FOR NO KEY UPDATE OF c", facts)
        found = [row[0] for row in cursor.fetchall()]
        if not found:
            raise NotSettled("done")
        cursor.execute(_FREEZE, facts | {"claims": found})
        cursor.execute(
            "SELECT count(*), sum(cents), coalesce(sum(minutes) FILTER (WHERE kind = 'attended'), 0)"
            " FROM bijles_settlementline WHERE settlement_id = %s",
            [locked.pk],
        )
        locked.claims, locked.cents, locked.minutes = (int(value) for value in cursor.fetchone())
    locked.step = Step.FROZEN
    locked.save(update_fields=["claims", "cents", "minutes", "step"])
    return locked


_FREEZE: Final = """
    INSERT INTO bijles_settlementline (settlement_id, claim_id, day, what, kind, minutes, cents)
    SELECT %(settlement)s, c.id, (lower(b.period) AT TIME ZONE 'Europe/Amsterdam')::date, a.form,
        CASE b.state WHEN 'attended' THEN 'attended' WHEN 'no_show' THEN 'no_show' ELSE 'late_cancel' END,
        b.minutes, c.cents
    FROM bijles_claim c
    JOIN bijles_booking b ON b.id = c.booking_id
    JOIN bijles_lesson l ON l.id = b.lesson_id
    JOIN bijles_agreement a ON a.id = l.agreement_id
    WHERE c.id = ANY(%(claims)s) ORDER BY c.id
"""


@transaction.atomic
def approve(*, of: Settlement, now: datetime) -> Settlement:
    """Approve a frozen month: its claims are approved, and what was to be received is to be paid. Raises NotSettled("step")."""
    locked = lock(of)
    if not take(locked, Step.APPROVED):
        return locked
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE bijles_claim SET state = 'approved' FROM bijles_settlementline x"
            " WHERE x.claim_id = bijles_claim.id AND x.settlement_id = %s",
            [locked.pk],
        )
        assert cursor.rowcount == locked.claims
    _move(locked, Kind.APPROVE, Place.RECEIVABLE, Place.PAYABLE, now=now)
    locked.save(update_fields=["step"])
    return locked


def pay(locked: Settlement, *, now: datetime) -> None:
    """Write that the bank paid a settlement. Part of the caller's transaction, who holds its lock."""
    if take(locked, Step.PAID):
        _move(locked, Kind.PAY, Place.PAYABLE, Place.PAID, now=now)
        locked.save(update_fields=["step"])


def lock(of: Settlement) -> Settlement:
    """Give the settlement, locked until the transaction ends."""
    return (
        Settlement.objects.select_for_update(no_key=True, of=("self",))
        .select_related("scheme__municipality", "provider__organisation")
        .get(pk=of.pk)
    )


def take(locked: Settlement, step: Step) -> bool:
    """Take a step in memory; give False when it was taken before. Raises NotSettled("step") when another comes first."""
    current = Step(locked.step)
    if settlement.ORDER.index(current) >= settlement.ORDER.index(step):
        return False
    if not settlement.may_go(current, step):
        raise NotSettled("step")
    locked.step = step
    return True


def _move(locked: Settlement, kind: Kind, source: Place, target: Place, *, now: datetime) -> None:
    provider = f"provider:{locked.provider_id}"
    moved = ledger.move(
        kind,
        f"{kind}:settlement:{locked.pk}",
        Owner(source, provider),
        Owner(target, provider),
        cents=locked.cents,
        minutes=locked.minutes,
    )
    posting.post(moved, now=now)


_FAULTS: Final = {
    "settlement is not the sum of its lines": """
        SELECT s.id FROM bijles_settlement s LEFT JOIN bijles_settlementline x ON x.settlement_id = s.id
        GROUP BY s.id HAVING s.cents <> coalesce(sum(x.cents), 0) OR s.claims <> count(x.id)""",
    "line of a lesson that earned nothing": """
        SELECT x.id FROM bijles_settlementline x
        JOIN bijles_claim c ON c.id = x.claim_id JOIN bijles_booking b ON b.id = c.booking_id
        LEFT JOIN (
            SELECT t.booking_id, sum(e.amount) AS cents FROM bijles_account a
            JOIN bijles_entry e ON e.account_id = a.id JOIN bijles_transfer t ON t.id = e.transfer_id
            WHERE a.place = 'receivable' AND a.unit = 'cents' AND t.booking_id IS NOT NULL GROUP BY t.booking_id
        ) AS earned ON earned.booking_id = b.id
        WHERE b.state <> CASE x.kind WHEN 'late_cancel' THEN 'cancelled_late' ELSE x.kind END
            OR x.cents IS DISTINCT FROM coalesce(earned.cents, 0)""",
    "paid without a settlement": """
        SELECT a.owner FROM bijles_account a WHERE a.place = 'paid' AND a.unit = 'cents' AND a.balance <> (
            SELECT coalesce(sum(s.cents), 0) FROM bijles_settlement s
            WHERE 'provider:' || s.provider_id = a.owner AND s.step IN ('paid', 'reconciled')) - (
            SELECT coalesce(sum(n.net), 0) FROM bijles_creditnote n WHERE 'provider:' || n.provider_id = a.owner)""",
    "to be paid without a settlement": """
        SELECT a.owner FROM bijles_account a WHERE a.place = 'payable' AND a.unit = 'cents' AND a.balance <> (
            SELECT coalesce(sum(s.cents), 0) FROM bijles_settlement s
            WHERE 'provider:' || s.provider_id = a.owner AND s.step IN ('approved', 'invoiced', 'exported'))""",
    "invoice differs from its settlement": """
        SELECT s.id FROM bijles_settlement s LEFT JOIN bijles_invoice i ON i.settlement_id = s.id
        WHERE s.step IN ('invoiced', 'exported', 'paid', 'reconciled') AND i.net IS DISTINCT FROM s.cents""",
    "paid without a line of the bank": """
        SELECT s.id FROM bijles_settlement s JOIN bijles_invoice i ON i.settlement_id = s.id
        LEFT JOIN bijles_bankline k ON k.invoice_id = i.id AND k.verdict = 'matched'
        WHERE s.step IN ('paid', 'reconciled') AND k.cents IS DISTINCT FROM i.gross - (
            SELECT coalesce(sum(n.gross), 0) FROM bijles_creditnote n WHERE n.netted_id = i.id)""",
    "taken back without a credit note, or a credit note without it": """
        SELECT coalesce(n.id, t.id) FROM bijles_creditnote n
        FULL JOIN (SELECT * FROM bijles_transfer WHERE key LIKE 'reverse:paid:%') t
            ON t.key = 'reverse:paid:' || n.claim_id
        LEFT JOIN bijles_entry e ON e.transfer_id = t.id AND e.account_id IN (
            SELECT a.id FROM bijles_account a
            WHERE a.owner = 'provider:' || n.provider_id AND a.place = 'paid' AND a.unit = 'cents')
        WHERE n.id IS NULL OR e.amount IS DISTINCT FROM -n.net""",
    "more taken off than an invoice asks": """
        SELECT i.id FROM bijles_invoice i JOIN bijles_creditnote n ON n.netted_id = i.id
        GROUP BY i.id HAVING sum(n.gross) >= i.gross OR bool_or(n.provider_id <> i.provider_id)""",
    "payment file pays something else": """
        SELECT f.id FROM bijles_paymentexport f JOIN bijles_settlement s ON s.export_id = f.id
        JOIN bijles_invoice i ON i.settlement_id = s.id
        LEFT JOIN (SELECT netted_id, sum(gross) AS gross FROM bijles_creditnote GROUP BY 1) n ON n.netted_id = i.id
        GROUP BY f.id HAVING sum(i.gross - coalesce(n.gross, 0)) <> f.cents""",
}

_DIFFERS: Final = """
    SELECT s.id FROM bijles_settlement s
    JOIN bijles_invoice i ON i.settlement_id = s.id
    LEFT JOIN bijles_bankline k ON k.invoice_id = i.id AND k.verdict = 'matched'
    LEFT JOIN bijles_transfer t ON t.key = 'pay:settlement:' || s.id
    LEFT JOIN bijles_entry e ON e.transfer_id = t.id AND e.account_id IN (
        SELECT a.id FROM bijles_account a
        WHERE a.owner = 'provider:' || s.provider_id AND a.place = 'paid' AND a.unit = 'cents')
    WHERE s.id = ANY(%s) AND (i.net <> s.cents OR e.amount IS DISTINCT FROM s.cents
        OR k.cents IS DISTINCT FROM i.gross - (
            SELECT coalesce(sum(n.gross), 0) FROM bijles_creditnote n WHERE n.netted_id = i.id)
        OR s.cents <> (SELECT sum(x.cents) FROM bijles_settlementline x WHERE x.settlement_id = s.id))
"""


def differing(of: Iterable[Settlement]) -> set[int]:
    """Give which of these paid settlements are not the same amount in lines, ledger, invoice and bank."""
    with connection.cursor() as cursor:
        cursor.execute(_DIFFERS, [[one.pk for one in of]])
        return {row[0] for row in cursor.fetchall()}


def faults() -> list[str]:
    """Prove the money of all months: every paid cent is of one lesson, one invoice and one line of the bank.

    Gives what is wrong, in sentences; an empty list is the proof.
    """
    found = []
    with connection.cursor() as cursor:
        for what, statement in _FAULTS.items():
            cursor.execute(statement)
            found += [f"{what}: {row[0]}" for row in cursor.fetchall()]
    return found
