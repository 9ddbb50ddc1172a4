"""Turns: who does the same thing at the same time waits for the other."""

from __future__ import annotations

from django.db import connection


def wait(subject: str) -> None:
    """Wait until nobody else has the turn for a subject, and have it until the transaction ends.

    subject: with the room in front, `bijles.text:letter:tr`. Where something scarce is at stake a constraint stands behind it.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [subject])
