"""What decides about one booking, read in one statement once the locks are there: a statement a question costs more than all of it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from django.db import connection

from bijles.core import rules
from bijles.models import Child
from bijles.models.lesson import COUNTS, LIVE

# What was refused or taken back is in the budget again, so it may be used again. The days are those of the Netherlands.
_ASKED: Final = """
    SELECT
        (SELECT b.id FROM bijles_booking b WHERE b.key = wish.key AND b.child_id = c.id),
        EXISTS (
            SELECT FROM bijles_skill s
            WHERE s.tutor_id = wish.tutor AND s.subject = wish.subject AND s.level = c.level
        ),
        EXISTS (
            SELECT FROM bijles_booking b WHERE b.child_id = c.id AND b.state = ANY(%s)
                AND b.period && wish.period
        ),
        EXISTS (SELECT FROM bijles_transfer t WHERE t.key = 'grant:programme:' || g.id || ':child:' || c.id),
        p.id, p.scheme_id, p.state, p.valid_until,
        a.id, a.provider_id, a.state, a.first_day, a.last_day, a.cents_an_hour, a.most_pupils,
        g.id, g.scheme_id, g.first_day, g.last_day, g.budget_cents, g.budget_minutes,
        (SELECT jsonb_build_array(r.version, r.rules) FROM bijles_programmerules r WHERE r.programme_id = g.id
            ORDER BY r.version DESC LIMIT 1),
        (SELECT jsonb_agg(jsonb_build_array(b.child_id, (lower(b.period) AT TIME ZONE 'Europe/Amsterdam')::date,
                b.minutes, b.cents))
            FROM bijles_booking b
            JOIN bijles_child k ON k.id = b.child_id
            JOIN bijles_lesson l ON l.id = b.lesson_id
            JOIN bijles_agreement d ON d.id = l.agreement_id
            WHERE k.family_id = c.family_id AND d.programme_id = g.id
                AND b.state = ANY(%s)
                AND NOT EXISTS (
                    SELECT FROM bijles_claim m LEFT JOIN bijles_creditnote n ON n.claim_id = m.id
                    WHERE m.booking_id = b.id AND (m.state = 'rejected' OR n.id IS NOT NULL)
                ))
    FROM (VALUES (%s::bigint, %s::bigint, %s::bigint, %s, %s::uuid, tstzrange(%s, %s)))
        AS wish (child, tutor, agreement, subject, key, period)
    JOIN bijles_child c ON c.id = wish.child
    JOIN bijles_pass p ON p.id = c.shown_id
    JOIN bijles_agreement a ON a.id = wish.agreement
    JOIN bijles_programme g ON g.id = a.programme_id
"""


@dataclass(frozen=True, slots=True)
class Shown:
    """The pass of a child."""

    pk: int
    scheme: int
    state: str
    valid_until: date


@dataclass(frozen=True, slots=True)
class Agreed:
    """An agreement, as far as a booking asks."""

    pk: int
    provider: int
    state: str
    first_day: date
    last_day: date
    cents_an_hour: int
    most_pupils: int


@dataclass(frozen=True, slots=True)
class Offered:
    """The programme of an agreement, as far as a booking asks."""

    pk: int
    scheme: int
    first_day: date
    last_day: date
    budget_cents: int
    budget_minutes: int


@dataclass(frozen=True, slots=True)
class Asked:
    """All that decides.

    known: the booking that has the key already. newest: version of the programme's rules. had: the household's lessons that
    count for caps.
    """

    known: int | None
    teaches: bool
    is_busy: bool
    has_budget: bool
    shown: Shown
    agreement: Agreed
    programme: Offered
    newest: rules.Rules
    had: tuple[rules.Lesson, ...]


def asked(
    *, child: Child, tutor: int, agreement: int, subject: str, period: tuple[datetime, datetime], key: UUID
) -> Asked | None:
    """Give what decides whether a child may have a lesson; None where there is no such agreement. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(_ASKED, [list(LIVE), list(COUNTS), child.pk, tutor, agreement, subject, key, *period])
        row = cursor.fetchone()
    return _read(row) if row else None


def _read(row: tuple[Any, ...]) -> Asked:
    known, teaches, is_busy, has_budget, *found, newest, had = row
    version, written = json.loads(newest)
    return Asked(
        known=known,
        teaches=teaches,
        is_busy=is_busy,
        has_budget=has_budget,
        shown=Shown(*found[:4]),
        agreement=Agreed(*found[4:11]),
        programme=Offered(*found[11:]),
        newest=rules.read(written, version=version),
        had=tuple(
            rules.Lesson(who, date.fromisoformat(day), minutes, cents)
            for who, day, minutes, cents in json.loads(had or "[]")
        ),
    )
