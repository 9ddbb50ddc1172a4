"""Put the test database back as the migrations left it, rows of data migrations included.

Django's own clean-up after a test with real transactions empties every table; what a migration
wrote (rules for mail domains, content types) would be gone for the tests that come after.
"""

from __future__ import annotations

import time
from functools import cache

from django.db import OperationalError, connection, transaction

PRISTINE = "pristine"


def remember() -> None:
    """Copy every row that the migrations wrote into a schema beside the tables."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"DROP SCHEMA IF EXISTS {PRISTINE} CASCADE")
        cursor.execute(f"CREATE SCHEMA {PRISTINE}")
        for table in _tables_with_rows(_tables("public")):
            cursor.execute(f'CREATE TABLE {PRISTINE}."{table}" AS TABLE public."{table}"')


def restore(*, patience: float = 15) -> None:
    """Empty every table and put the remembered rows back. Waits for processes that are still writing."""
    deadline = time.monotonic() + patience
    while True:
        try:
            _calm(deadline)
            with transaction.atomic():
                _restore()
        except OperationalError as problem:  # a lock that another process holds, or a deadlock with it
            if time.monotonic() > deadline:
                raise AssertionError(f"The database stays in use by:\n{who_else()}") from problem
            time.sleep(0.1)
        else:
            return


def _calm(deadline: float) -> None:
    """Take the waiting jobs away from a running worker and let it finish what it is doing.

    Locking all tables while it sends a mail would make three wait for each other: we for the worker's
    job, the worker for the mail server, the mail server for its table.
    """
    while _others_are_at_work() and time.monotonic() < deadline:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "DELETE FROM jobs_job WHERE id IN "
                "(SELECT id FROM jobs_job WHERE state = 'queued' FOR UPDATE SKIP LOCKED)"
            )
        time.sleep(0.05)


def _others_are_at_work() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT 1 FROM pg_stat_activity WHERE datname = current_database() "
            "AND pid <> pg_backend_pid() AND backend_type = 'client backend' AND state <> 'idle')"
        )
        return bool(cursor.fetchone()[0])


def _restore() -> None:
    kept = _tables(PRISTINE)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL lock_timeout = '2s'")
        # Neither triggers nor foreign keys look at rows that were right before.
        cursor.execute("SET LOCAL session_replication_role = replica")
        if dirty := kept + _tables_with_rows([table for table in _tables("public") if table not in kept]):
            names = ", ".join(f'"{table}"' for table in dirty)
            cursor.execute(f"TRUNCATE {names} RESTART IDENTITY CASCADE")
        if kept:
            cursor.execute(_refill(tuple(kept)))


def _tables(schema: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = %s AND tablename <> 'django_migrations' ORDER BY 1",
            [schema],
        )
        return [name for (name,) in cursor.fetchall()]


def _tables_with_rows(tables: list[str]) -> list[str]:
    """Give those that hold a row, in one question: hundreds of small ones took longer than most tests."""
    if not tables:
        return []
    questions = [f"SELECT '{table}' WHERE EXISTS (SELECT 1 FROM \"{table}\")" for table in tables]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(questions))
        return [name for (name,) in cursor.fetchall()]


@cache
def _refill(tables: tuple[str, ...]) -> str:
    """Give the statements that put the remembered rows back and let numbers go on after them."""
    statements = []
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(
                "SELECT string_agg(quote_ident(column_name), ', ') FILTER (WHERE is_generated = 'NEVER'), "
                "array_agg(column_name::text) FILTER (WHERE is_identity = 'YES' OR column_default LIKE 'nextval%%') "
                "FROM information_schema.columns WHERE table_schema = 'public' AND table_name = %s",
                [table],
            )
            columns, numbered = cursor.fetchone()
            statements.append(f'INSERT INTO public."{table}" ({columns}) SELECT {columns} FROM {PRISTINE}."{table}"')
            statements += [
                f"""SELECT setval(pg_get_serial_sequence('public."{table}"', '{column}'), max("{column}"))
                FROM "{table}" """
                for column in numbered or ()
            ]
    return "; ".join(statements)


def who_else() -> str:
    """Say what other sessions of this database are doing, for a message."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pid, application_name, state, now() - xact_start, wait_event, left(query, 200) "
            "FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        return "\n".join(" | ".join(map(str, row)) for row in cursor.fetchall())
