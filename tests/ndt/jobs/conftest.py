"""Kinds of jobs that exist only here."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache

from ndt.jobs import pauses, registry
from ndt.jobs.models import Job, Priority
from tests.ndt.jobs.live import PostOffice, open_post_office


@pytest.fixture(autouse=True)
def fresh_outbox() -> Iterator[None]:
    cache.clear()
    pauses.resume()
    yield
    pauses.resume()


@pytest.fixture
def kind(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Give a function that registers a kind of job for this test."""

    def register(name: str, handler: Callable[[Job], object], **facts: Any) -> None:
        facts = {"priority": Priority.NORMAL, "gate": None, "refused": None, "keep": registry.KEEP} | facts
        monkeypatch.setitem(registry._kinds, name, registry.Kind(name, handler, **facts))

    return register


@pytest.fixture
def done(kind: Callable[..., None]) -> list[str]:
    """Register kind "test.note", which notes the keys of the jobs it does, in order."""
    keys: list[str] = []
    kind("test.note", lambda job: keys.append(job.key))
    return keys


@pytest.fixture
def daily(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """Give an empty register of daily calls."""
    calls: dict[str, Any] = {}
    monkeypatch.setattr(registry, "_daily", calls)
    return calls


@contextlib.contextmanager
def statements() -> Iterator[list[str]]:
    """Collect the statements sent to Postgres, transaction control included."""
    from django.db import connection  # the connection of this thread

    seen: list[str] = []

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        seen.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield seen


@pytest.fixture
def post_office(transactional_db: None, tmp_path: Path) -> Iterator[PostOffice]:
    """Open a post office with a broker, a mail server and no worker yet."""
    office = open_post_office(tmp_path)
    yield office
    office.stop()
