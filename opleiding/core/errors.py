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


class NoAgreement(OpleidingError):
    """An institute has no data agreement that holds, so it invites nobody."""

    code = "no-agreement"


class AgreementStands(OpleidingError):
    """An agreement that was not revoked stands already; revoke it first."""

    code = "agreement-stands"


class UnknownCode(OpleidingError):
    """No invitation has this code."""

    code = "unknown-code"


class CodeUsed(OpleidingError):
    """Somebody made a profile with this code already."""

    code = "code-used"


class CodeEnded(OpleidingError):
    """The code expired, or the agreement under which it was made ended."""

    code = "code-ended"


class HasProfile(OpleidingError):
    """This account has a profile already; a code stays good for somebody else."""

    code = "has-profile"


class NotAllowed(OpleidingError):
    """The trainer did not allow this use, or took that back."""

    code = "not-allowed"


class HoursChanged(OpleidingError):
    """The trainer changed the hours since the institute read them; read them again."""

    code = "hours-changed"


class RulesInUse(OpleidingError):
    """This version was used in an advice, so it stands. Make another version."""

    code = "rules-in-use"
