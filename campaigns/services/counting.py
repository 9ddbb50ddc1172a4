"""The public number: a ledger that confirmations and withdrawals append to, and a fold that adds it up."""

from __future__ import annotations

from typing import Final

from django.db import connection

# One statement, so one snapshot: the steps it takes are marked and added in the same transaction.
# A step that commits later is simply taken by a later fold; a step that another folder holds is
# skipped. ORDER BY keeps two folders from locking the same tallies in opposite order.
FOLD: Final = """
    WITH taken AS (
        UPDATE campaigns_ledgerentry SET folded = TRUE
        WHERE id IN (
            SELECT id FROM campaigns_ledgerentry WHERE NOT folded ORDER BY id LIMIT %(most)s
            FOR UPDATE SKIP LOCKED
        )
        RETURNING petition_id, text_id, delta
    )
    , added AS (
        INSERT INTO campaigns_tally AS tally (text_id, petition_id, number)
        SELECT text_id, petition_id, sum(delta) FROM taken GROUP BY text_id, petition_id ORDER BY text_id
        ON CONFLICT (text_id) DO UPDATE SET number = tally.number + excluded.number
    )
    SELECT count(*) FROM taken
"""


def fold(*, most: int = 20_000) -> int:
    """Add steps that no tally holds yet to the tallies; give how many. Safe with any number of folders."""
    with connection.cursor() as cursor:
        cursor.execute(FOLD, {"most": most})
        row = cursor.fetchone()
    return int(row[0])


def recount() -> list[tuple[str, int, int]]:
    """Compare each petition's number with its rows: (slug, number, rows) where they differ, else nothing."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT slug, number, counted FROM (
                SELECT p.slug,
                    coalesce((SELECT sum(number) FROM campaigns_tally t WHERE t.petition_id = p.id), 0)
                    + coalesce((SELECT sum(delta) FROM campaigns_ledgerentry l
                                WHERE l.petition_id = p.id AND NOT l.folded), 0) AS number,
                    (SELECT count(*) FROM campaigns_signature s
                     WHERE s.petition_id = p.id AND s.state = 'confirmed') AS counted
                FROM campaigns_petition p) AS steps WHERE number <> counted
            """
        )
        return [(slug, int(number), int(counted)) for slug, number, counted in cursor.fetchall()]
