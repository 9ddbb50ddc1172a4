"""What can go wrong in this room, each with a stable code and its facts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

MOST_FAULTS: Final = 50


class OpleidingError(Exception):
    """Any error of this room. code: stable, for texts and tests."""

    code = "opleiding"


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong in a bundle. pointer: its place, RFC 6901; code: stable; sentence: what to do, English."""

    pointer: str
    code: str
    sentence: str

    def __str__(self) -> str:
        return f"{self.pointer or '/'}: {self.sentence}"


class Refused(OpleidingError):
    """Data that cannot be used as it is. faults: the first fifty, in the order of the file."""

    code = "refused"

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults[:MOST_FAULTS])
        super().__init__("\n".join(str(fault) for fault in self.faults))


class BadBundle(Refused):
    """A bundle cannot be solved as it is."""

    code = "bad-bundle"


class BadRules(Refused):
    """Admission rules cannot be read as they are."""

    code = "bad-rules"


class NoRules(OpleidingError):
    """No version of the rules is in force on a day."""

    code = "no-rules"
