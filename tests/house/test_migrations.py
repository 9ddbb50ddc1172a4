"""A release can be put in place while the last one serves, and taken back."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar

import psycopg
import pytest
from django.apps import apps
from django.db import connection, migrations, models
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation
from pgtrigger.migrations import AddTrigger

from tests.sizes import FULL, sized

ROOT = Path(__file__).resolve().parents[2]
OURS = {
    config.label
    for config in apps.get_app_configs()
    if Path(config.path).is_relative_to(ROOT) and ".venv" not in config.path
}
# What code of the release before may still use: such a migration says in `contracts` why it no longer does.
CONTRACTING = (
    migrations.RemoveField,
    migrations.DeleteModel,
    migrations.RenameField,
    migrations.RenameModel,
    migrations.AlterModelTable,
)
MOVES_DATA = (migrations.RunPython,)


def our_migrations() -> list[migrations.Migration]:
    loader = MigrationLoader(None, ignore_no_migrations=True)
    return [migration for (label, _name), migration in sorted(loader.disk_migrations.items()) if label in OURS]


def operations(migration: migrations.Migration) -> Iterator[Operation]:
    """Give every operation, those inside SeparateDatabaseAndState too."""
    for operation in migration.operations:
        if isinstance(operation, migrations.SeparateDatabaseAndState):
            yield from operation.database_operations
        else:
            yield operation


MIGRATIONS = our_migrations()
# One `app.name` a line, written at each release: what old code that still serves may count on.
RELEASED = set((ROOT / "docs/released-migrations.txt").read_text().split())
every_migration = pytest.mark.parametrize("migration", MIGRATIONS, ids=str)
since_the_release = [migration for migration in MIGRATIONS if RELEASED and str(migration) not in RELEASED]


def taken_away(migration: migrations.Migration) -> list[Operation]:
    """Give what code of the release before would miss."""
    return [operation for operation in operations(migration) if isinstance(operation, CONTRACTING)]


def asked_of_old_code(migration: migrations.Migration) -> list[str]:
    """Give new columns that old code, which does not know them, would have to fill."""
    fresh = {each.name_lower for each in operations(migration) if isinstance(each, migrations.CreateModel)}
    return [
        f"{each.model_name}.{each.name}"
        for each in operations(migration)
        if isinstance(each, migrations.AddField) and each.model_name_lower not in fresh
        if not (each.field.null or each.field.has_db_default() or each.field.many_to_many)
    ]


@every_migration
def test_a_migration_can_be_undone_or_says_why_not(migration):
    stuck = [operation for operation in operations(migration) if not operation.reversible]

    assert not stuck or getattr(migration, "irreversible", ""), f"{migration}: {stuck}"


@every_migration
def test_rows_move_apart_from_tables(migration):
    kinds = {isinstance(operation, MOVES_DATA) for operation in operations(migration)}

    assert len(kinds) < 2, f"{migration} changes tables and moves rows"


def test_since_the_last_release_migrations_only_add_or_say_why_nobody_misses_it():
    wrong = {str(each): taken_away(each) for each in since_the_release if not getattr(each, "contracts", "")}

    assert not any(wrong.values()), wrong


def test_since_the_last_release_old_code_need_not_know_new_columns():
    wrong = {str(each): asked_of_old_code(each) for each in since_the_release if not getattr(each, "contracts", "")}

    assert not any(wrong.values()), f"give db_default to {wrong}"


def test_the_rules_see_what_old_code_would_miss():
    class Wrong(migrations.Migration):
        operations: ClassVar = [
            migrations.RemoveField("petition", "slogan"),
            migrations.AddField("petition", "colour", models.CharField(max_length=9, default="yellow")),
            migrations.AddField("petition", "mood", models.CharField(max_length=9, db_default="calm")),
            migrations.AddField("petition", "end", models.DateField(null=True)),
        ]

    wrong = Wrong("0002_wrong", "campaigns")

    assert len(taken_away(wrong)) == 1
    assert asked_of_old_code(wrong) == ["petition.colour"]


def manage(address, *command):
    answer = subprocess.run(
        [sys.executable, "manage.py", *command], cwd=ROOT, env=os.environ | {"DATABASE_URL": address},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert answer.returncode == 0, answer.stdout[-2000:] + answer.stderr[-4000:]
    return answer.stdout


# One process for all of it: each start of Django takes as long as a migration.
BACK_AND_FORTH = """
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

def back_and_forth(plans):
    for plan in plans:
        MigrationExecutor(connection).migrate(plan)
    call_command("migrate", verbosity=0)
"""


# What Django takes back without our help: it only drops what was made.
MAKING = (migrations.CreateModel, migrations.AddConstraint, migrations.AddIndex, AddTrigger)


def plans() -> list[list[tuple[str, str | None]]]:
    """Give where to go back to: each app to its beginning.

    In `make test` one step, of each app whose last migration did more than make tables.
    """
    ours = {label: [each for each in MIGRATIONS if each.app_label == label] for label in sorted(OURS - {"people"})}
    if FULL:
        return [[(label, None)] for label, found in ours.items() if found]
    return [[(label, found[-2].name) for label, found in ours.items() if len(found) > 1 and does_more(found[-1])]]


def does_more(migration: migrations.Migration) -> bool:
    """Tell whether a migration does more than make tables."""
    return not all(isinstance(operation, MAKING) for operation in operations(migration))


SHAPE = """
    SELECT table_name, column_name, data_type, is_nullable, column_default FROM information_schema.columns
    WHERE table_schema = 'public' AND table_name <> 'django_migrations'
    UNION ALL SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid), '', '' FROM pg_constraint
    WHERE connamespace = 'public'::regnamespace
    UNION ALL SELECT tgrelid::regclass::text, tgname, '', '', '' FROM pg_trigger WHERE NOT tgisinternal
    ORDER BY 1, 2, 3
"""


@sized
@pytest.mark.django_db(transaction=True)
def test_every_migration_goes_back_and_forth():
    facts = connection.settings_dict
    server = f"postgresql://{facts['USER']}:{facts['PASSWORD']}@{facts['HOST']}:{facts['PORT']}"
    with psycopg.connect(f"{server}/postgres", autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE back_and_forth TEMPLATE {os.environ.get('TEST_TEMPLATE', 'template1')}")
    address = f"{server}/back_and_forth"
    try:
        if "TEST_TEMPLATE" not in os.environ:
            manage(address, "migrate", "-v0")
        with psycopg.connect(address) as database:
            before = database.execute(SHAPE).fetchall()

        manage(address, "shell", "--no-imports", "-c", f"{BACK_AND_FORTH}\nback_and_forth({plans()!r})")

        with psycopg.connect(address) as database:
            assert database.execute(SHAPE).fetchall() == before
    finally:
        with psycopg.connect(f"{server}/postgres", autocommit=True) as admin:
            admin.execute("DROP DATABASE back_and_forth WITH (FORCE)")
