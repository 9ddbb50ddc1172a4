"""Confirmed bookings a second: two presses of a button over HTTP, beside a script of bare SQL that writes the same rows.

Run by `make bench`. Prints one JSON line a figure. All names are invented. The script keeps every trigger and constraint: it is
the same booking without a website. Where PRETIX_PYTHON names a Python that has pretix, its orders stand beside ours.
"""

from __future__ import annotations

import os
import statistics
import sys
import threading
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import cycle, islice
from typing import Any, Final
from uuid import uuid4

import django
import psycopg

from bench import load, pretix_shop
from bench.figures import beside_allowed, beside_peer
from bench.stage import Stage, stage

CLIENTS: Final = 8
FAMILIES: Final = 80
TUTORS: Final = 24
BOOKINGS: Final = int(os.environ.get("BOOKINGS", "400"))
RAW: Final = 480
ROUNDS: Final = 3
ALLOWED_MS: Final = 250.0
LEAST: Final = 0.10
# Times the orders of a ticket shop.
SHOP: Final = 10.0
# In the order in which the services write them. Who books again has a budget: there is nothing to grant.
_JOB: Final = """
    INSERT INTO jobs_job (id, kind, key, payload, recipient, domain, priority, not_before, created_at, state, attempts,
        last_error)
    SELECT gen_random_uuid(), kind, kind || ':' || %(booking)s, '{{}}', '', '', 5, now() + later, now(), 'queued', 0, ''
    FROM (VALUES {}) AS made (kind, later) ON CONFLICT (key) DO NOTHING
"""
_HOLD: Final = (
    "SELECT 1 FROM bijles_family WHERE id = %(family)s FOR NO KEY UPDATE",
    "SELECT 1 FROM bijles_tutor WHERE id = %(tutor)s FOR NO KEY UPDATE",
    """INSERT INTO bijles_lesson (agreement_id, tutor_id, subject, period, area, capacity, seats_taken, state)
    VALUES (%(agreement)s, %(tutor)s, 'rekenen', tstzrange(%(start)s, %(end)s), '', 1, 0, 'planned')
    RETURNING id AS lesson""",
    """INSERT INTO bijles_booking (lesson_id, child_id, shown_id, owner, period, state, key, series, code, cents, minutes,
        rules_version, made_at, held_until)
    VALUES (%(lesson)s, %(child)s, %(shown)s, %(owner)s, tstzrange(%(start)s, %(end)s), 'held', %(key)s, %(key)s, '0000',
        2500, 60, 1, now(), now() + interval '10 minutes')
    RETURNING id AS booking""",
    """SELECT id FROM bijles_account WHERE owner = %(owner)s AND place IN ('budget', 'held')
    ORDER BY id FOR NO KEY UPDATE""",
    """INSERT INTO bijles_transfer (kind, key, booking_id, at) VALUES ('hold', 'hold:' || %(booking)s, %(booking)s, now())
    ON CONFLICT (key) DO NOTHING RETURNING id AS transfer""",
    """INSERT INTO bijles_entry (transfer_id, account_id, amount)
    SELECT %(transfer)s, id, CASE place WHEN 'held' THEN 1 ELSE -1 END * CASE unit WHEN 'cents' THEN 2500 ELSE 60 END
    FROM bijles_account WHERE owner = %(owner)s AND place IN ('budget', 'held')""",
    _JOB.format("('bijles.expire', interval '10 minutes')"),
)
_CONFIRM: Final = (
    "SELECT 1 FROM bijles_tutor WHERE id = %(tutor)s FOR NO KEY UPDATE",
    "UPDATE bijles_booking SET state = 'confirmed' WHERE id = %(booking)s AND state = 'held' AND held_until >= now()",
    _JOB.format("('mail.send', interval '0'), ('bijles.remind', interval '3 days')"),
)


def main() -> None:
    """Measure both turn by turn on one stage."""
    with stage() as made:
        os.environ.update(made.environment)
        django.setup()
        measure(made)


def measure(made: Stage) -> None:
    """Print the figures."""
    # Models exist from here on.
    from bijles.services import posting
    from tests.bijles import rush
    from tests.bijles.city import city

    town = city()
    tutors = rush.more_tutors(town, TUTORS)
    crowd = rush.callers(town, FAMILIES)
    print(f"{FAMILIES} families, {TUTORS} tutors", file=sys.stderr)
    times = town.times(crowd[0].child)
    choices = [(tutor, start) for start in times for tutor in tutors]
    used = 0
    runs: list[load.Load] = []
    raw: list[float] = []
    with made.web("gunicorn") as port:
        for number in (FAMILIES, *[BOOKINGS] * ROUNDS):
            pairs = zip(islice(cycle(crowd), number), choices[used : used + number], strict=True)
            walks = [one.book(town, tutor, start, uuid4(), port=port) for one, (tutor, start) in pairs]
            used += number
            run = load.walk(walks, port=port, connections=CLIENTS)
            assert run.statuses == {302: 2 * number}, dict(run.statuses)
            # The first gives each family its budget, and is not counted.
            if number == BOOKINGS:
                runs.append(run)
                raw.append(_raw(made, town, crowd, len(raw)))
    assert posting.faults() == []
    _check(used + ROUNDS * RAW)
    run = sorted(runs, key=lambda one: one.per_second)[ROUNDS // 2]
    beside_peer(
        "confirmed bookings", run.per_second, unit="bookings/s", peer="bare SQL that writes the same rows, in bookings/s",
        peers=statistics.median(raw), target=LEAST,
        note=f"{CLIENTS} clients, two presses each; load generator {100 * run.cpu_share:.0f} % of the processors",
    )  # fmt: skip
    if interpreter := pretix_shop.python():
        beside_peer(
            "confirmed bookings beside a ticket shop", run.per_second, unit="bookings/s", peer="pretix, in orders/s",
            peers=pretix_shop.orders_a_second(made, interpreter, clients=CLIENTS), target=SHOP,
            note=f"{CLIENTS} clients; two presses with us, one request there; two workers, same Postgres and Valkey",
        )  # fmt: skip
    else:
        print("pretix is not measured: PRETIX_PYTHON names no Python that has it", file=sys.stderr)
    beside_allowed(
        "one press, p95", run.percentile_ms(0.95), allowed=ALLOWED_MS,
        note=f"{CLIENTS} clients; p50 {run.percentile_ms(0.5):.0f} ms, p99 {run.percentile_ms(0.99):.0f} ms",
    )  # fmt: skip


def _raw(made: Stage, town: Any, crowd: Sequence[Any], turn: int) -> float:
    """Book with bare SQL, as many clients; give bookings a second. turn: which time it is, so that no hour is taken twice."""
    from bijles.models import Booking
    from tests.bijles import rush

    tutors = rush.more_tutors(town, CLIENTS)
    owners = dict(Booking.objects.values_list("child", "owner"))
    ready = threading.Barrier(CLIENTS + 1)
    problems: list[Exception] = []

    def client(number: int) -> None:
        mine = [one.child for one in crowd[number::CLIENTS]]
        with psycopg.connect(made.environment["DATABASE_URL"]) as connection:
            ready.wait()
            # At night, so that nothing meets what the website books.
            night = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=2 + turn * 40)
            for place in range(RAW // CLIENTS):
                child = mine[place % len(mine)]
                day, hour = divmod(place, 4)
                start = night + timedelta(days=day, hours=hour)
                facts = {"tutor": tutors[number].pk, "agreement": town.agreement.pk, "key": uuid4(), "start": start}
                facts |= {"end": start + timedelta(hours=1), "owner": owners[child.pk], "child": child.pk}
                facts |= {"shown": child.shown_id, "family": child.family_id}
                _book(connection, facts)

    def caught(number: int) -> None:
        try:
            client(number)
        except Exception as problem:  # noqa: BLE001  a thread's error is raised where it is waited for
            problems.append(problem)

    threads = [threading.Thread(target=caught, args=(number,)) for number in range(CLIENTS)]
    for thread in threads:
        thread.start()
    ready.wait()
    begun = time.perf_counter()
    for thread in threads:
        thread.join()
    took = time.perf_counter() - begun
    if problems:
        raise problems[0]
    return RAW / took


def _book(connection: psycopg.Connection[Any], facts: dict[str, Any]) -> None:
    for statements in (_HOLD, _CONFIRM):
        for statement in statements:
            cursor = connection.execute(statement, facts)
            if cursor.description and (name := cursor.description[0].name) in ("lesson", "booking", "transfer"):
                row = cursor.fetchone()
                assert row is not None
                facts[name] = row[0]
        connection.commit()


def _check(number: int) -> None:
    from bijles.models import Booking

    found = Booking.objects.filter(state="confirmed").count()
    assert found == number, f"{found} bookings stand, {number} were made"


if __name__ == "__main__":
    main()
