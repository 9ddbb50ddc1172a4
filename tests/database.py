"""Put the test database back as the migrations left it, rows of data migrations included.

Django's own clean-up after a test with real transactions empties every table; what a migration
wrote (rules for mail domains, content types) would be gone for the tests that come after.
"""

from __future__ import annotations

import time

from django.db import OperationalError, connection, transaction

PRISTINE = "pristine"


def remember() -> None:
    """Copy every row that the migrations wrote into a schema beside the tables."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"DROP SCHEMA IF EXISTS {PRISTINE} CASCADE")
        cursor.execute(f"CREATE SCHEMA {PRISTINE}")
        for table in _tables("public"):
            cursor.execute(f'SELECT EXISTS (SELECT 1 FROM "{table}")')
            if cursor.fetchone()[0]:
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
        dirty = [table for table in _tables("public") if table in kept or _has_rows(table)]
        if dirty:
            names = ", ".join(f'"{table}"' for table in dirty)
            cursor.execute(f"TRUNCATE {names} RESTART IDENTITY CASCADE")
        for table in kept:
            columns = _columns(table)
            cursor.execute(f'INSERT INTO public."{table}" ({columns}) SELECT {columns} FROM {PRISTINE}."{table}"')
            _continue_numbers(table)


def _tables(schema: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = %s AND tablename <> 'django_migrations' ORDER BY 1",
            [schema],
        )
        return [name for (name,) in cursor.fetchall()]


def _has_rows(table: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT EXISTS (SELECT 1 FROM "{table}")')
        return bool(cursor.fetchone()[0])


def _columns(table: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT string_agg(quote_ident(column_name), ', ') FROM information_schema.columns "
            "WHERE table_schema = 'public' AND table_name = %s AND is_generated = 'NEVER'",
            [table],
        )
        return str(cursor.fetchone()[0])


def _continue_numbers(table: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT column_name FROM information_schema.columns WHERE table_schema = 'public' AND table_name = %s "
            "AND (is_identity = 'YES' OR column_default LIKE 'nextval%%')",
            [table],
        )
        for (column,) in cursor.fetchall():
            cursor.execute(
                f"""SELECT setval(pg_get_serial_sequence('public."{table}"', '{column}'), max("{column}"))
                FROM "{table}" """
            )


def who_else() -> str:
    """Say what other sessions of this database are doing, for a message."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pid, application_name, state, now() - xact_start, wait_event, left(query, 200) "
            "FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        return "\n".join(" | ".join(map(str, row)) for row in cursor.fetchall())
