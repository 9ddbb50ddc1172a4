"""The registry of every personal field: purpose, ground, retention and how it is erased.

Rooms register from `registrations.py`. From it come the art. 30 register, the privacy statement, a
person's export, erasure, and the daily retention job. `tests/house/test_privacy.py` fails on a field
that looks personal and is not here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ndt.mail.addresses import canonical

Text = str | Promise


class Ground(models.TextChoices):
    """Legal ground, AVG art. 6 and 9."""

    CONSENT = "consent", _("toestemming (art. 6 lid 1a AVG)")
    EXPLICIT_CONSENT = "explicit_consent", _("uitdrukkelijke toestemming (art. 9 lid 2a AVG)")
    CONTRACT = "contract", _("overeenkomst (art. 6 lid 1b AVG)")
    LEGAL_DUTY = "legal_duty", _("wettelijke plicht (art. 6 lid 1c AVG)")
    PUBLIC_TASK = "public_task", _("taak van algemeen belang (art. 6 lid 1e AVG)")
    LEGITIMATE_INTEREST = "legitimate_interest", _("gerechtvaardigd belang (art. 6 lid 1f AVG)")


class Erase(models.TextChoices):
    """What erasure, and the end of the retention, does to a field."""

    BLANK = "blank", _("leegmaken")
    NULL = "null", _("leegmaken (geen waarde)")
    TOMBSTONE = "tombstone", _("vervangen door een willekeurige waarde")
    ROW = "row", _("de hele rij verwijderen")
    FILE = "file", _("het bestand verwijderen")
    SCRUB = "scrub", _("naam en adres uit de tekst halen")
    KEEP = "keep", _("blijft staan, met reden")


@dataclass(frozen=True, slots=True)
class Keyed:
    """An owner lookup: a column with the keyed hash of a person's address under `purpose`.

    canonical: the spelling that was hashed. clear: the column of the same model that holds the
    clear value, "" where none does; `manage.py rehash` rewrites the hash from it.
    """

    lookup: str
    purpose: str
    canonical: Callable[[str], str] = canonical
    clear: str = ""


@dataclass(frozen=True, slots=True)
class Person:
    """Whom a request is about: addresses that were proven, and the account when there is one.

    hashes: values of Keyed columns that are known to be this person's, where no address is left.
    names: where several people share a mailbox, how this one is called in its rows; empty when it
    belongs to one person. Rows under another name are somebody else's.
    """

    addresses: frozenset[str] = frozenset()
    user_id: int | None = None
    hashes: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()


# A lookup to an address or an account; a column with a keyed hash; or a function where neither will do.
Owner = str | Keyed | Callable[[Person], models.Q]


@dataclass(frozen=True, slots=True)
class Personal:
    """How one personal field is treated.

    retention: a sentence in Dutch with the duration in it. keep: that duration, and after: the
    lookup of the date at which it starts ("created_at", "petition__closed_at"); the daily job then
    does `erase` to what is older. kept_by: the name of the room's own retention job, where a rule
    is not a plain duration. Neither: kept until the person or the account goes.
    secret: never shown in an export (a password, a key); only that it exists. mentions: rows of
    other people may mention somebody here, so erasure looks in all of them (SCRUB always does).
    title: what people call it, where the field's own name is no Dutch that they know.
    """

    purpose: Text
    ground: Ground
    retention: Text
    erase: Erase
    reason: Text = ""
    keep: timedelta | None = None
    after: str = ""
    kept_by: str = ""
    secret: bool = False
    mentions: bool = False
    title: Text = ""

    def __post_init__(self) -> None:
        if (self.keep is None) != (not self.after):
            raise ValueError("keep and after belong together: a duration and when it starts")
        if self.erase == Erase.KEEP and not self.reason:
            raise ValueError("what erasure leaves standing needs a reason")


# rows of one model that belong to one person, a random tombstone, now -> how many rows it erased
Eraser = Callable[[models.QuerySet[Any], str, datetime], int]
Retention = Callable[[datetime], int]


@dataclass(slots=True)
class Entry:
    """What is registered about one model."""

    model: str
    called: Text = ""
    about: Text = ""
    shared: Text = ""
    consequence: Text = ""
    owners: list[Owner] = field(default_factory=list)
    fields: dict[str, Personal] = field(default_factory=dict)
    impersonal: dict[str, Text] = field(default_factory=dict)
    shown: tuple[str, ...] = ()
    eraser: Eraser | None = None


ACCOUNT: Final = "people.User"
_entries: dict[str, Entry] = {}
_retention: dict[str, Retention] = {}


def register(
    model: str,
    /,
    *,
    owner: Owner | tuple[Owner, ...] = (),
    called: Text = "",
    about: Text = "",
    shared: Text = "",
    consequence: Text = "",
    shown: tuple[str, ...] = (),
    also: Mapping[str, Personal] | None = None,
    **fields: Personal,
) -> None:
    """Register a model's personal fields. A second call adds to the first.

    model: "campaigns.Signature". owner: how a person's rows are found: the lookup to an e-mail
    address or an account ("email", "user", "signature__email"), Keyed for a column with a keyed
    hash, or a function from a Person to a Q; several of them each find rows. called: what people
    call these rows, where the model's own name is none that they know. about: whose rows these are,
    and shared: who outside the platform gets them, both for the register. consequence: what erasure
    means to the person, beside that the rows are gone. shown: relations whose text goes into an
    export as well ("petition"). also: fields whose names are taken by this function's own words.
    """
    entry = _entry(model)
    entry.owners += owner if isinstance(owner, tuple) else (owner,)
    entry.called = called or entry.called
    entry.about = about or entry.about
    entry.shared = shared or entry.shared
    entry.consequence = consequence or entry.consequence
    entry.shown += shown
    entry.fields.update(fields)
    entry.fields.update(also or {})


def impersonal(model: str, /, **fields: Text) -> None:
    """Say, with the reason, that a field that looks personal is not."""
    _entry(model).impersonal.update(fields)


def eraser(model: str, erase: Eraser, /) -> None:
    """Let the room erase its own rows, e.g. because a number must follow. It replaces the general way."""
    entry = _entry(model)
    assert entry.eraser is None, f"{model} has an eraser already"
    entry.eraser = erase


def retention(name: str, clean: Retention, /) -> None:
    """Let a room's own function run in the daily retention job: now in, number of rows out."""
    assert name not in _retention, f"{name} is registered twice"
    _retention[name] = clean


def entries() -> dict[str, Entry]:
    """Give what is registered, by model label, in order of registration."""
    return _entries


def retentions() -> dict[str, Retention]:
    """Give the rooms' own retention functions by name."""
    return _retention


def keyed_owners() -> list[Keyed]:
    """Give every column of keyed hashes by which people are found, each purpose once."""
    owners = {owner.purpose: owner for entry in _entries.values() for owner in entry.owners if isinstance(owner, Keyed)}
    return list(owners.values())


def personal_fields() -> dict[str, dict[str, Personal]]:
    """Give every registered field by model."""
    return {label: entry.fields for label, entry in _entries.items() if entry.fields}


def _entry(model: str) -> Entry:
    return _entries.setdefault(model, Entry(model))
