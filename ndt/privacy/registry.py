"""The registry of every personal field: purpose, ground, retention and how it is erased.

Rooms register from `registrations.py`. From it come the art. 30 register, a person's export,
erasure, and the daily retention job.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum


class Ground(StrEnum):
    """Legal ground, AVG art. 6 and 9."""

    CONSENT = "toestemming (art. 6 lid 1a)"
    EXPLICIT_CONSENT = "uitdrukkelijke toestemming (art. 9 lid 2a)"
    CONTRACT = "overeenkomst (art. 6 lid 1b)"
    LEGAL_DUTY = "wettelijke plicht (art. 6 lid 1c)"
    PUBLIC_TASK = "taak van algemeen belang (art. 6 lid 1e)"
    LEGITIMATE_INTEREST = "gerechtvaardigd belang (art. 6 lid 1f)"


class Erase(StrEnum):
    """What erasure does to a field."""

    BLANK = "leegmaken"
    NULL = "op leeg zetten"
    TOMBSTONE = "vervangen door een willekeurige waarde"
    ROW = "de hele rij verwijderen"
    FILE = "het bestand verwijderen"
    KEEP = "blijft staan, met reden"


@dataclass(frozen=True, slots=True)
class Personal:
    """How one personal field is treated. retention: a sentence in Dutch with a duration in it."""

    purpose: str
    ground: Ground
    retention: str
    erase: Erase
    reason: str = ""


_fields: dict[str, dict[str, Personal]] = {}
_impersonal: dict[str, dict[str, str]] = {}
_owners: dict[str, str] = {}
_retention: list[Callable[[], int]] = []


def register(model: str, *, owner: str, **fields: Personal) -> None:
    """Register a model's personal fields.

    model: "campaigns.Signature". owner: the lookup from the model to an e-mail address or account
    ("email", "user", "signature__email"), by which a person's rows are found.
    """
    _fields.setdefault(model, {}).update(fields)
    _owners[model] = owner


def impersonal(model: str, **fields: str) -> None:
    """Say, with the reason, that a field that looks personal is not."""
    _impersonal.setdefault(model, {}).update(fields)


def personal_fields() -> dict[str, dict[str, Personal]]:
    """Give every registered field by model."""
    return _fields
