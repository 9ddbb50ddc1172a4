"""Entries that hold on to each other: whoever changes one breaks all that follow."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from ndt.draws.commitments import canonical, digest, stamp

START: Final = "0" * 64


@dataclass(frozen=True, slots=True)
class Link:
    """One entry. number: 1, 2, 3, ... facts: what the step was about, without persons. previous: the hash before it."""

    number: int
    step: str
    facts: Mapping[str, Any]
    at: datetime
    previous: str

    def sha256(self) -> str:
        """Give the hash over everything above; the moment counts to the second."""
        content = {
            "number": self.number,
            "step": self.step,
            "facts": dict(self.facts),
            "at": stamp(self.at),
            "previous": self.previous,
        }
        return digest(canonical(content))


def first_broken(links: Sequence[tuple[Link, str]]) -> int | None:
    """Give the number of the first entry that does not fit its hash or its place; None when all do.

    links: entries in order, each with the hash that is stored beside it.
    """
    previous = START
    for place, (link, stored) in enumerate(links, 1):
        if (link.number, link.previous) != (place, previous) or link.sha256() != stored:
            return place
        previous = stored
    return None
