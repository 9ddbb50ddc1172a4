"""Postgres finds who is where through the indexes of the two constraints, by person and by time at once."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from bijles.queries import supply
from bijles.queries.supply import Wanted
from tests.bijles.city import city

pytestmark = pytest.mark.django_db


@pytest.fixture
def town():
    """A city in which an index of a constraint is the only other way than to read all."""
    with connection.cursor() as cursor:
        for table in ("bijles_booking", "bijles_lesson"):
            cursor.execute(
                "SELECT indexname FROM pg_indexes i JOIN pg_class c ON c.relname = indexname LEFT JOIN pg_constraint k ON "
                "k.conindid = c.oid WHERE tablename = %s AND k.oid IS NULL",
                [table],
            )
            for (name,) in cursor.fetchall():
                cursor.execute(f'DROP INDEX "{name}"')
        cursor.execute("SET LOCAL enable_seqscan = off")
    return city()


def plan(asked, *words):
    """Give how Postgres would read the one statement in which all of these words stand."""
    (statement,) = [one["sql"] for one in asked if all(word in one["sql"].replace('"', "") for word in words)]
    with connection.cursor() as cursor:
        # Few rows would as well be read in the order of their key.
        cursor.execute(f"EXPLAIN {statement.partition('ORDER BY')[0]}")
        return "\n".join(line for (line,) in cursor.fetchall())


def test_own_lessons_are_found_by_child_and_time(town):
    child = town.child()
    with CaptureQueriesContext(connection) as asked:
        supply.offers(child, Wanted("rekenen"), now=timezone.now())

    found = plan(asked, "FROM bijles_booking", "&&")
    assert re.search(r"child_is_in_one_lesson.*\n.*Index Cond: \(\(child_id = .*period &&", found), found


def test_lessons_of_a_tutor_are_found_by_tutor_and_time(town):
    with CaptureQueriesContext(connection) as asked:
        town.booked(town.child())

    found = plan(asked, "FROM bijles_lesson", "&&", "FOR NO KEY UPDATE")
    assert re.search(r"tutor_is_in_one_place.*\n.*Index Cond: \(\(tutor_id = .*period &&", found), found
