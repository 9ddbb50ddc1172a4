"""A school year of two cities: each child three lessons a week, written in a few statements. All names are invented.

The rows are those that the services would have left, without the history of each change: triggers sleep while they are written,
and `posting.faults()` and `settling.faults()` prove afterwards that the sums are right.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Final

from django.db import connection, transaction
from django.utils import timezone

from bijles.core.rules import LEVELS
from bijles.core.subjects import SUBJECTS
from bijles.models import (
    Agreement,
    Availability,
    Child,
    Family,
    Pass,
    PassScheme,
    PaymentExport,
    Programme,
    Provider,
    Skill,
    Tutor,
)
from bijles.models.programme import AgreementState, Form
from ndt.people.models import Kind as Organised
from ndt.people.models import Organisation, User
from ndt.schools.models import Postcode
from tests.bijles import factories, months

# Of each two, the second has so many times as many children as the first: Rotterdam and Amsterdam.
SHARES: Final = (("stadspas", 1012, 52.37, 4.90, 13), ("rotterdampas", 3011, 51.92, 4.48, 24))
WEEKS: Final = 40
AHEAD: Final = 4
A_WEEK: Final = 3
PUPILS: Final = 9
TUTORS: Final = 10
AREAS: Final = 60
CENTS: Final = 2500
TABLES: Final = (
    "lesson", "booking", "attendance", "claim", "account", "transfer", "entry", "settlement", "settlementline", "invoice",
    "bankline", "child", "tutor", "skill", "availability", "pass", "family",
)  # fmt: skip


@dataclass(frozen=True)
class City:
    """A scheme with its programme."""

    scheme: PassScheme
    programme: Programme


def year(*, children: int, today: date) -> list[City]:
    """Make both cities, with lessons from 36 weeks ago to four weeks from now, a third of them on each of three days."""
    first = today - timedelta(days=today.weekday()) - timedelta(weeks=WEEKS - AHEAD)
    whole = sum(share for *_facts, share in SHARES)
    cities, made = [], 0
    for place, (slug, code, lat, lon, share) in enumerate(SHARES):
        number = children * share // whole if place + 1 < len(SHARES) else children - made
        made += number
        cities.append(_city(slug, code, (lat, lon), number, first))
    facts = {"first": first, "today": today, "lessons": WEEKS * A_WEEK, "a_week": A_WEEK, "cents": CENTS}
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0")
        # Nothing wakes up, so foreign keys and sums are not looked at: the proofs do that afterwards.
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("SET LOCAL maintenance_work_mem = '512MB'")
        cursor.execute("SET LOCAL work_mem = '256MB'")
        for statement in _STATEMENTS:
            cursor.execute(statement, facts)
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
        cursor.execute(f"VACUUM ANALYZE {', '.join(f'bijles_{table}' for table in TABLES)}")
        cursor.execute("RESET statement_timeout")
    return cities


def _city(slug: str, code: int, middle: tuple[float, float], children: int, first: date) -> City:
    rng = random.Random(slug)
    scheme = factories.scheme(slug=slug, title=slug.capitalize())
    months.bill(scheme.municipality)
    last = first + timedelta(weeks=WEEKS + 4)
    lessons = WEEKS * A_WEEK
    budget = {"budget_cents": (lessons + 10) * CENTS, "budget_minutes": (lessons + 10) * 60}
    pot = children * budget["budget_cents"] + 1_000_000
    programme = factories.programme(scheme, first_day=first, last_day=last, pot=pot, **budget)
    areas = _areas(code, middle, rng)
    tutors = _tutors(programme, -(-children // PUPILS), areas, rng)
    _children(scheme, tutors, children, areas, rng)
    _exports(scheme)
    return City(scheme, programme)


def _areas(code: int, middle: tuple[float, float], rng: random.Random) -> list[str]:
    made = [
        Postcode(pc4=f"{code + place}", lat=middle[0] + rng.gauss(0, 0.05), lon=middle[1] + rng.gauss(0, 0.08))
        for place in range(AREAS)
    ]
    return [one.pc4 for one in Postcode.objects.bulk_create(made, ignore_conflicts=True)]


def _tutors(programme: Programme, number: int, areas: list[str], rng: random.Random) -> list[Tutor]:
    houses = Organisation.objects.bulk_create(
        Organisation(name=f"Bijlesbureau {programme.pk}-{place}", kind=Organised.PROVIDER)
        for place in range(-(-number // TUTORS))
    )
    providers = Provider.objects.bulk_create(Provider(organisation=one) for one in houses)
    for one in houses:
        months.bill(one)
    Agreement.objects.bulk_create(
        Agreement(
            programme=programme,
            provider=one,
            form=Form.TUTORING,
            state=AgreementState.ACTIVE,
            first_day=programme.first_day,
            last_day=programme.last_day,
            cents_an_hour=CENTS,
            no_show_percent=50,
            late_cancel_percent=50,
        )
        for one in providers
    )
    tutors = Tutor.objects.bulk_create(
        Tutor(
            provider=providers[place // TUTORS],
            first_name=f"Tutor {place}",
            languages=rng.sample(["nl", "tr", "ar", "pl", "en"], 2),
            vog_seen_on=programme.first_day,
            vog_valid_until=programme.last_day,
        )
        for place in range(number)
    )
    Skill.objects.bulk_create(
        Skill(tutor=one, subject=subject, level=level)
        for one in tutors
        for subject in rng.sample(SUBJECTS, 3)
        for level in rng.sample(LEVELS, 4)
    )
    Availability.objects.bulk_create(
        Availability(
            tutor=one,
            form=Form.TUTORING,
            rule="FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR",
            first_day=programme.first_day,
            starts=time(13),
            minutes=480,
            area=rng.choice([*areas, ""]),
        )
        for one in tutors
    )
    return tutors


def _children(scheme: PassScheme, tutors: list[Tutor], number: int, areas: list[str], rng: random.Random) -> None:
    """Make the families. A child is called after the tutor who teaches it and its place with that tutor."""
    users = User.objects.bulk_create(
        User(email=f"{scheme.slug}-{place}@voorbeeld.nl", password="!") for place in range(number)
    )
    families = Family.objects.bulk_create(Family(user=one) for one in users)
    passes = Pass.objects.bulk_create(
        Pass(
            scheme=scheme,
            family=family,
            pass_hmac=f"{place:064d}",
            last_three="123",
            valid_until=date(2099, 7, 31),
            children=1,
        )
        for place, family in enumerate(families)
    )
    Child.objects.bulk_create(
        Child(
            family=held.family,
            shown=held,
            place=1,
            first_name=f"{tutors[place // PUPILS].pk}-{place % PUPILS}",
            birth_month=date(2015, 3, 1),
            level=rng.choice(LEVELS),
            postcode=rng.choice(areas),
            languages=["nl"],
        )
        for place, held in enumerate(passes)
    )


def _exports(scheme: PassScheme) -> None:
    now = timezone.now()
    PaymentExport.objects.create(
        scheme=scheme, month=now.date().replace(day=1), place=1, message=f"POGK-{scheme.pk}-1", made_at=now,
        pays_on=now.date(), payments=1, cents=1, content=b"invented",
    )  # fmt: skip


_MONTH: Final = "date_trunc('month', lower(b.period) AT TIME ZONE 'Europe/Amsterdam')::date"
# A child's three lessons a week are places of its tutor's week of thirty: six hours on each of five days.
_STATEMENTS: Final = (
    """
    CREATE TEMP TABLE plan ON COMMIT DROP AS
    SELECT c.id AS child, c.shown_id, t.id AS tutor, a.id AS agreement, a.provider_id,
        'programme:' || a.programme_id || ':child:' || c.id AS owner, split_part(c.first_name, '-', 2)::int AS pupil
    FROM bijles_child c
    JOIN bijles_tutor t ON t.id = split_part(c.first_name, '-', 1)::bigint
    JOIN bijles_agreement a ON a.provider_id = t.provider_id
    """,
    """
    INSERT INTO bijles_lesson (id, agreement_id, tutor_id, subject, period, area, capacity, seats_taken, state)
    SELECT nextval('bijles_lesson_id_seq'), agreement, tutor, 'rekenen', tstzrange(start, start + interval '1 hour'), '',
        1, 1, 'planned'
    FROM (
        SELECT *, (%(first)s::date + week * 7 + slot / 6 + time '13:00' + (slot %% 6) * interval '1 hour')
            AT TIME ZONE 'Europe/Amsterdam' AS start
        FROM plan CROSS JOIN generate_series(0, %(lessons)s / %(a_week)s - 1) AS week
            CROSS JOIN LATERAL (SELECT pupil * %(a_week)s + place AS slot FROM generate_series(0, %(a_week)s - 1) AS place) AS s
        ORDER BY week, slot
    ) AS all_of_them
    """,
    """
    CREATE TEMP TABLE booked ON COMMIT DROP AS
    SELECT l.id AS lesson, l.period, p.*
    FROM bijles_lesson l JOIN plan p ON p.tutor = l.tutor_id AND p.pupil =
        ((extract(isodow FROM lower(l.period) AT TIME ZONE 'Europe/Amsterdam')::int - 1) * 6
        + extract(hour FROM lower(l.period) AT TIME ZONE 'Europe/Amsterdam')::int - 13) / %(a_week)s
    ORDER BY l.id
    """,
    # What is over was given; of the last days some still wait for a word of the family or of the municipality.
    """
    INSERT INTO bijles_booking (id, lesson_id, child_id, shown_id, owner, period, state, key, code, cents, minutes,
        rules_version, made_at, held_until)
    SELECT lesson, lesson, child, shown_id, owner, period,
        CASE WHEN lower(period) > %(today)s OR upper(period) > %(today)s::date - 9 AND lesson %% 20 = 0 THEN 'confirmed'
            ELSE 'attended' END,
        gen_random_uuid(), '0000', %(cents)s, 60, 1, lower(period) - interval '14 days', lower(period) - interval '14 days'
    FROM booked
    """,
    "SELECT setval('bijles_booking_id_seq', (SELECT max(id) FROM bijles_booking))",
    """
    INSERT INTO bijles_attendance (booking_id, tick, ticked_at, with_code, said, said_at)
    SELECT id, 'present', upper(period), id %% 3 = 0, CASE WHEN state = 'attended' THEN 'yes' WHEN id %% 40 = 0 THEN 'no' ELSE '' END,
        CASE WHEN state = 'attended' OR id %% 40 = 0 THEN upper(period) + interval '1 hour' END
    FROM bijles_booking WHERE upper(period) <= %(today)s
    """,
    """
    INSERT INTO bijles_claim (id, booking_id, provider_id, cents, state, why, made_at)
    SELECT b.id, b.id, a.provider_id, b.cents,
        CASE WHEN upper(b.period) < date_trunc('month', %(today)s::date) THEN 'approved' ELSE 'submitted' END, '',
        upper(b.period) + interval '1 hour'
    FROM bijles_booking b JOIN bijles_lesson l ON l.id = b.lesson_id JOIN bijles_agreement a ON a.id = l.agreement_id
    WHERE b.state = 'attended'
    """,
    "SELECT setval('bijles_claim_id_seq', (SELECT max(id) FROM bijles_claim))",
    f"""
    INSERT INTO bijles_settlement (scheme_id, provider_id, month, step, claims, cents, minutes, export_id)
    SELECT p.scheme_id, c.provider_id, {_MONTH}, 'reconciled', count(*), sum(c.cents), sum(b.minutes), min(x.id)
    FROM bijles_claim c JOIN bijles_booking b ON b.id = c.booking_id JOIN bijles_lesson l ON l.id = b.lesson_id
    JOIN bijles_agreement a ON a.id = l.agreement_id JOIN bijles_programme p ON p.id = a.programme_id
    JOIN bijles_paymentexport x ON x.scheme_id = p.scheme_id
    WHERE c.state = 'approved' GROUP BY 1, 2, 3
    """,
    f"""
    INSERT INTO bijles_settlementline (settlement_id, claim_id, day, what, kind, minutes, cents)
    SELECT s.id, c.id, (lower(b.period) AT TIME ZONE 'Europe/Amsterdam')::date, 'tutoring', 'attended', b.minutes, c.cents
    FROM bijles_claim c JOIN bijles_booking b ON b.id = c.booking_id
    JOIN bijles_settlement s ON s.provider_id = c.provider_id AND s.month = {_MONTH}
    WHERE c.state = 'approved'
    """,
    """
    INSERT INTO bijles_invoice (settlement_id, provider_id, year, place, number, issued, due, net, tax, gross, facts, ubl)
    SELECT id, provider_id, 2000, place, 'P' || provider_id || '-' || place, month + 35, month + 60, cents, 0, cents,
        '{}', ''
    FROM (SELECT *, row_number() OVER (PARTITION BY provider_id ORDER BY month) AS place FROM bijles_settlement) AS s
    """,
    """
    INSERT INTO bijles_bankline (scheme_id, bank_id, day, iban, cents, text, verdict, invoice_id, read_at)
    SELECT s.scheme_id, 'B-' || i.number, i.due, '', i.gross, '', 'matched', i.id, now()
    FROM bijles_invoice i JOIN bijles_settlement s ON s.id = i.settlement_id
    """,
    # The ledger: grant, hold and earn of each child; approve and pay of each provider's months.
    """
    INSERT INTO bijles_account (place, owner, unit, balance)
    SELECT place, owner, unit, 0 FROM plan CROSS JOIN unnest(ARRAY['budget', 'held']) AS place
        CROSS JOIN unnest(ARRAY['cents', 'minutes']) AS unit
    UNION ALL
    SELECT place, 'provider:' || id, unit, 0 FROM bijles_provider
        CROSS JOIN unnest(ARRAY['receivable', 'payable', 'paid']) AS place CROSS JOIN unnest(ARRAY['cents', 'minutes']) AS unit
    """,
    """
    INSERT INTO bijles_transfer (kind, key, at)
    SELECT 'grant', 'grant:' || owner, %(first)s::date FROM plan
    """,
    """
    INSERT INTO bijles_transfer (kind, key, booking_id, at)
    SELECT kind, kind || ':' || b.id, b.id, b.made_at
    FROM bijles_booking b CROSS JOIN unnest(ARRAY['hold', 'earn']) AS kind
    WHERE kind = 'hold' OR b.state = 'attended' ORDER BY b.id
    """,
    """
    INSERT INTO bijles_transfer (kind, key, at)
    SELECT kind, kind || ':settlement:' || id, now() FROM bijles_settlement CROSS JOIN unnest(ARRAY['approve', 'pay']) AS kind
    """,
    """
    INSERT INTO bijles_entry (transfer_id, account_id, amount)
    SELECT t.id, x.id, CASE x.place WHEN 'pot' THEN -1 ELSE 1 END
        * CASE x.unit WHEN 'cents' THEN g.budget_cents ELSE g.budget_minutes END
    FROM plan p JOIN bijles_agreement a ON a.id = p.agreement JOIN bijles_programme g ON g.id = a.programme_id
    JOIN bijles_transfer t ON t.key = 'grant:' || p.owner
    JOIN bijles_account x ON x.owner = p.owner AND x.place = 'budget'
        OR x.owner = 'programme:' || a.programme_id AND x.place = 'pot'
    """,
    """
    INSERT INTO bijles_entry (transfer_id, account_id, amount)
    SELECT t.id, x.id, sign * CASE x.unit WHEN 'cents' THEN b.cents ELSE b.minutes END
    FROM bijles_transfer t JOIN bijles_booking b ON b.id = t.booking_id
    JOIN (VALUES ('hold', 'budget', -1), ('hold', 'held', 1), ('earn', 'held', -1)) AS move (kind, place, sign)
        ON move.kind = t.kind
    JOIN bijles_account x ON x.owner = b.owner AND x.place = move.place
    ORDER BY t.id
    """,
    """
    INSERT INTO bijles_entry (transfer_id, account_id, amount)
    SELECT t.id, x.id, CASE x.unit WHEN 'cents' THEN c.cents ELSE 60 END
    FROM bijles_transfer t JOIN bijles_claim c ON c.booking_id = t.booking_id
    JOIN bijles_account x ON x.owner = 'provider:' || c.provider_id AND x.place = 'receivable'
    WHERE t.kind = 'earn' ORDER BY t.id
    """,
    """
    INSERT INTO bijles_entry (transfer_id, account_id, amount)
    SELECT t.id, x.id, sign * CASE x.unit WHEN 'cents' THEN s.cents ELSE s.minutes END
    FROM bijles_settlement s
    JOIN (VALUES ('approve', 'receivable', -1), ('approve', 'payable', 1), ('pay', 'payable', -1), ('pay', 'paid', 1))
        AS move (kind, place, sign) ON true
    JOIN bijles_transfer t ON t.key = move.kind || ':settlement:' || s.id
    JOIN bijles_account x ON x.owner = 'provider:' || s.provider_id AND x.place = move.place
    """,
    """
    UPDATE bijles_account x SET balance = sums.amount
    FROM (SELECT account_id, sum(amount) AS amount FROM bijles_entry GROUP BY account_id) AS sums
    WHERE sums.account_id = x.id AND x.balance <> sums.amount
    """,
    """
    UPDATE bijles_paymentexport f SET cents = sums.cents, payments = sums.payments
    FROM (
        SELECT s.export_id, sum(i.gross) AS cents, count(*) AS payments
        FROM bijles_settlement s JOIN bijles_invoice i ON i.settlement_id = s.id GROUP BY s.export_id
    ) AS sums WHERE sums.export_id = f.id
    """,
)
