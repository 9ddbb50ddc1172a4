"""Two imports at once, with the lock and without it."""

from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, connection

from inspectie.models import Publication, PublishedAggregate
from inspectie.services import importing
from tests.campaigns.races import Meeting, at_once
from tests.inspectie import imitated

NOW = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db(transaction=True)


def bring_twice():
    content = imitated.content("leerresultaten")

    def bring(_):
        try:
            return importing.import_file(content, name="leerresultaten", now=NOW).changed
        except IntegrityError as problem:
            connection.close()
            return type(problem).__name__

    return at_once(bring, range(2))


def test_two_imports_of_one_file_at_once_store_it_once():
    outcomes = bring_twice()

    rows = len(imitated.table("leerresultaten", "Data")) - 1
    assert sorted(outcomes) == [0, 4 * rows]
    assert Publication.objects.count() == 1
    assert PublishedAggregate.objects.live().count() == rows


def test_without_the_lock_they_collide(monkeypatch):
    monkeypatch.setattr(importing, "_one_at_a_time", lambda: None)
    rows = Publication.objects
    monkeypatch.setattr(rows, "create", Meeting().before(rows.create))  # both have looked, none has written

    assert "IntegrityError" in bring_twice()
