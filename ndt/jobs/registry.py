"""Which function handles which kind of job. Rooms register from `registrations.py`."""

from __future__ import annotations

from collections.abc import Callable

from ndt.jobs.models import Job

Handler = Callable[[Job], None]
_handlers: dict[str, Handler] = {}


def register(kind: str, handler: Handler) -> None:
    """Let `handler` do the jobs of `kind`. It runs inside the job's transaction, at least once."""
    assert kind not in _handlers, f"{kind} has a handler already"
    _handlers[kind] = handler


def handler(kind: str) -> Handler:
    """Give the handler. Raises KeyError for a kind nobody registered."""
    return _handlers[kind]
