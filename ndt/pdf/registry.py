"""Which function makes which kind of ordered document. Rooms register from `registrations.py`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ndt.people.models import User

# How far it is: done, total.
Progress = Callable[[int, int], None]
# Who orders it, the parameters of the order, the moment, and a way to tell how far it is.
Build = Callable[[User, dict[str, Any], datetime, Progress], bytes]


class NotAllowed(Exception):
    """The orderer may not have this document (any more)."""

    code = "not_allowed"


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of document. build: makes it; raises NotAllowed when the orderer lost the right to it."""

    name: str
    build: Build


_kinds: dict[str, Kind] = {}


def register(name: str, build: Build) -> None:
    """Let `build` make the documents of a kind, e.g. "campaigns.signatures"; in a job, in one transaction."""
    assert name not in _kinds, f"{name} is registered twice"
    _kinds[name] = Kind(name, build)


def kind(name: str) -> Kind:
    """Give a kind. Raises KeyError."""
    return _kinds[name]
