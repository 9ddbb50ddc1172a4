"""Tell the database who changes something and why; its triggers write both into the history.

The triggers call pghistory's `_pgh_attach_context()`, which reads two settings of the transaction.
Each `reason` block is a context of its own: two reasons in one request never mix. The first
statement that writes in such a block takes them along, once a transaction; all others cost nothing.
"""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, Final
from weakref import WeakKeyDictionary

from django.db import DEFAULT_DB_ALIAS, connection, connections, transaction
from psycopg.pq import TransactionStatus

WRITES: Final = re.compile(r"\s*(insert|update|delete|merge|with|copy|call|do|truncate)\b", re.IGNORECASE)
SET: Final = "SELECT set_config('pghistory.context_id', %s, true), set_config('pghistory.context_metadata', %s, true)"


@dataclass(frozen=True, slots=True)
class Facts:
    """Who acts and why; None for nobody known, "" for no reason given."""

    user: int | None
    reason: str
    id: uuid.UUID = field(default_factory=uuid.uuid4)

    def as_json(self) -> str:
        """Give what the history keeps; never an address that was visited: it may hold personal data."""
        facts: dict[str, Any] = {}
        if self.user is not None:
            facts["user"] = self.user
        if self.reason:
            facts["reason"] = self.reason
        return json.dumps(facts)


_current: ContextVar[Facts | None] = ContextVar("history", default=None)
# What each connection was told, and Django's list of hooks at that moment. The settings go with their transaction and with a
# savepoint that is rolled back, and at each of both Django begins another list.
_told: WeakKeyDictionary[Any, tuple[Facts, list[Any]]] = WeakKeyDictionary()


@contextmanager
def reason(text: object) -> Iterator[None]:
    """Record `text` as the reason of every tracked change inside. Inside another block, this one counts."""
    outer = _current.get()
    with _acting(Facts(outer.user if outer else None, str(text).strip())):
        yield


@contextmanager
def actor(user: int | None) -> Iterator[None]:
    """Record the account with this primary key as the one who does what happens inside."""
    with _acting(Facts(user, "")):
        yield


@contextmanager
def _acting(facts: Facts) -> Iterator[None]:
    outer = _current.get()
    token = _current.set(facts)
    try:
        if outer is None:
            with connection.execute_wrapper(_attach):
                yield
        else:
            yield
    finally:
        _current.reset(token)
        _restore(outer)


def _restore(outer: Facts | None) -> None:
    """Take the facts back off an open transaction: its next write belongs to the block around, or to nobody."""
    _told.pop(connections[DEFAULT_DB_ALIAS], None)
    if not connection.in_atomic_block or connection.connection is None:
        return
    if connection.connection.info.transaction_status == TransactionStatus.INERROR:
        return  # what was set goes with the rollback that must follow
    with connection.cursor() as cursor:
        cursor.execute(SET, (str(outer.id), outer.as_json()) if outer else ("", ""))


def _attach(execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: dict[str, Any]) -> Any:
    facts = _current.get()
    if facts is None or (isinstance(sql, str) and not WRITES.match(sql)):
        return execute(sql, params, many, context)
    if context["connection"].in_atomic_block:
        return _telling(execute, sql, params, many, context, facts)
    # The settings last one transaction, so a write outside any gets one of its own.
    with transaction.atomic(using=context["connection"].alias):
        return _telling(execute, sql, params, many, context, facts)


def _telling(
    execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: dict[str, Any], facts: Facts
) -> Any:
    """Execute a statement that writes; the first of a transaction takes along who acts, in the same round trip."""
    told, hooks = _told.get(context["connection"], (None, None))
    if told is facts and hooks is context["connection"].run_on_commit:
        return execute(sql, params, many, context)
    tells = (str(facts.id), facts.as_json())
    # Without parameters of its own, a percent sign in a statement is only that.
    if isinstance(sql, str) and isinstance(params, list | tuple) and params and not many:
        answer = execute(f"{SET}; {sql}", (*tells, *params), many, context)
        # What its caller reads is the answer to its own statement: the last.
        while answer is not None and answer.nextset():
            pass
    else:
        context["cursor"].execute(SET, tells)
        answer = execute(sql, params, many, context)
    _told[context["connection"]] = facts, context["connection"].run_on_commit
    return answer
