"""What can be wrong with signing. Text for people is made at the edge, from `code`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar


class CampaignError(Exception):
    """Something a signer or coordinator asked for cannot be done."""

    code: ClassVar[str] = "campaign"


class UnknownToken(CampaignError):
    """No signature belongs to this link: it is mistyped, or the signature is gone."""

    code = "unknown-link"


class NotOpen(CampaignError):
    """The petition takes no signatures: it has not opened, or has closed."""

    code = "not-open"


class SigningPaused(CampaignError):
    """An operator has paused signing for a while."""

    code = "paused"


@dataclass(frozen=True, slots=True)
class GraceOver(CampaignError):
    """The petition closed more than a day ago, so this signature can no longer be confirmed."""

    closed_at: datetime
    code: ClassVar[str] = "grace-over"


class WrongCode(CampaignError):
    """The six digits are not those of the last mail, are too old, or were tried too often."""

    code = "wrong-code"


class NotThisState(CampaignError):
    """The petition is not in the state that this step needs."""

    code = "not-this-state"


class TextFrozen(CampaignError):
    """A text that somebody signed cannot change; a new version can be made."""

    code = "text-frozen"


class SamePerson(CampaignError):
    """A second person is needed for this step."""

    code = "same-person"


@dataclass(frozen=True, slots=True)
class NumberDrifted(CampaignError):
    """A public number differs from its rows: petitions as (slug, number, rows)."""

    apart: list[tuple[str, int, int]]
    code: ClassVar[str] = "number-drifted"
