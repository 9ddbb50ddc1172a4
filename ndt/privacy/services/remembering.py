"""Remember erasures outside the database, so that a restored backup does not bring anybody back.

Each erasure becomes one small file in the storage `erasures` (`ERASURES_DIR`), written by the worker
from the outbox. It holds the tombstone, the time, the account's number and keyed hashes under a
purpose of their own: without the keys nobody can be read from it. A backup that is older than an
erasure does not hold its tombstone; `manage.py erasures apply` finds those and erases again.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import storages

from ndt.jobs import services as jobs
from ndt.jobs.models import Job
from ndt.mail.addresses import canonical
from ndt.people.models import User
from ndt.privacy import registry, rows
from ndt.privacy.keyed import candidates, keyed_hash
from ndt.privacy.models import Erasure
from ndt.privacy.registry import Entry, Keyed, Person
from ndt.privacy.traces import Traces
from ndt.privacy.values import MARK

PURPOSE: Final = "privacy.erasures"


@dataclass(frozen=True, slots=True)
class Memory:
    """One erasure as the log keeps it. marks: keyed hashes of addresses and of keyed hashes.

    names: keyed hashes of names where the mailbox was shared, empty where it was not.
    """

    id: uuid.UUID
    at: datetime
    user: int | None
    marks: frozenset[str]
    names: frozenset[str]


def note(*, number: uuid.UUID, person: Person, traces: Traces, now: datetime) -> None:
    """Let the worker write an erasure into the log, in the transaction of the erasure itself."""
    values = {_spelling(address) for address in traces.addresses} | traces.hashes
    marks = frozenset(keyed_hash(PURPOSE, value) for value in values)
    names = frozenset(keyed_hash(PURPOSE, rows.same(name)) for name in person.names)
    memory = Memory(number, now, person.user_id, marks, names)
    jobs.enqueue(kind="privacy.remember", key=f"privacy.remember:{number}", payload=as_json(memory))


def write(job: Job) -> None:
    """Write one file; the handler of `privacy.remember`."""
    keep(job.payload)


def keep(stored: dict[str, Any]) -> bool:
    """Add one erasure to the log. Gives False when it stood there already. Raises ValueError, KeyError."""
    memory = _read(stored)
    storage = storages["erasures"]
    name = f"{memory.id}.json"
    if storage.exists(name):
        return False
    storage.save(name, ContentFile(json.dumps(as_json(memory)).encode()))
    return True


def memories() -> list[Memory]:
    """Read the whole log, oldest first."""
    storage = storages["erasures"]
    if not storage.exists(""):
        return []
    names = [name for name in storage.listdir("")[1] if name.endswith(".json")]
    return sorted((_read(json.loads(storage.open(name).read())) for name in names), key=lambda memory: memory.at)


def unknown_here() -> list[Memory]:
    """Give the erasures that this database knows nothing of: it was restored from before them."""
    known = set(Erasure.objects.values_list("id", flat=True))
    return [memory for memory in memories() if memory.id not in known]


def people_in(missing: list[Memory], *, progress: Callable[[str], None]) -> dict[uuid.UUID, Person]:
    """Recognise the people of these erasures in the database, reading each registered column once."""
    wanted = {mark: memory.id for memory in missing for mark in memory.marks}
    addresses: dict[uuid.UUID, set[str]] = {memory.id: set() for memory in missing}
    hashes: dict[uuid.UUID, set[str]] = {memory.id: set() for memory in missing}
    for entry, lookup, is_hash in _columns():
        progress(f"{entry.model}.{lookup}")
        column = rows.model_of(entry)._base_manager.values_list(lookup, flat=True).order_by().distinct()
        for value in column.iterator(chunk_size=5000):
            for mark in candidates(PURPOSE, value if is_hash else _spelling(value)) if value else ():
                if mark in wanted:
                    (hashes if is_hash else addresses)[wanted[mark]].add(value)
    return {memory.id: _person(memory, addresses[memory.id], hashes[memory.id]) for memory in missing}


def forget_old(now: datetime) -> int:
    """Delete what is older than the oldest backup; give how many."""
    storage = storages["erasures"]
    old = [memory for memory in memories() if memory.at < now - timedelta(days=settings.ERASURES_KEEP_DAYS)]
    for memory in old:
        storage.delete(f"{memory.id}.json")
    return len(old)


def _columns() -> Iterator[tuple[Entry, str, bool]]:
    for entry in registry.entries().values():
        for owner in entry.owners:
            if isinstance(owner, Keyed):
                yield entry, owner.lookup, True
            elif isinstance(owner, str) and not rows.resolve(rows.model_of(entry), owner).is_relation:
                yield entry, owner, False


def _person(memory: Memory, addresses: set[str], hashes: set[str]) -> Person:
    person = Person(frozenset(addresses), _account(memory), frozenset(hashes))
    if not memory.names:
        return person
    own = {name for name in rows.names_at(person) if memory.names.intersection(candidates(PURPOSE, rows.same(name)))}
    # None of the names is there any more: then neither is the person, and the others stay.
    return replace(person, names=frozenset(own or {MARK}))


def _account(memory: Memory) -> int | None:
    """Give the account's number, unless a newer account got it after the restore."""
    if memory.user is None:
        return None
    return User.objects.filter(pk=memory.user, created_at__lte=memory.at).values_list("pk", flat=True).first()


def _spelling(address: str) -> str:
    return canonical(address) if "@" in address else address


def as_json(memory: Memory) -> dict[str, Any]:
    """Give an erasure as it is stored."""
    return {
        "id": str(memory.id),
        "at": memory.at.isoformat(),
        "user": memory.user,
        "marks": sorted(memory.marks),
        "names": sorted(memory.names),
    }


def _read(stored: dict[str, Any]) -> Memory:
    return Memory(
        uuid.UUID(stored["id"]),
        datetime.fromisoformat(stored["at"]),
        stored["user"],
        frozenset(stored["marks"]),
        frozenset(stored["names"]),
    )
