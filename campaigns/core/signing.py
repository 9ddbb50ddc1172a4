"""Who may sign, who may confirm, and what a new form means beside the signatures a mailbox already has."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from campaigns.core.errors import GraceOver, NotOpen, SigningPaused

# The words of the consents in the form are this version in the table of consents; new words are a new version.
CONSENT_VERSION: Final = 1
GRACE: Final = timedelta(hours=24)
SLOTS: Final = (1, 2)
LETTERS_A_DAY: Final = 3
LETTERS_A_PETITION: Final = 6
CODE_LASTS: Final = timedelta(minutes=30)
CODE_TRIES: Final = 5
FAST_FILL: Final = timedelta(seconds=3)


@dataclass(frozen=True, slots=True)
class Opening:
    """When a petition takes signatures. closes_at is None while no end is planned."""

    is_open: bool
    is_paused: bool
    opens_at: datetime
    closes_at: datetime | None


def check_may_sign(opening: Opening, *, now: datetime) -> None:
    """Raise NotOpen or SigningPaused when the form may not be sent now."""
    if not opening.is_open or now < opening.opens_at or (opening.closes_at is not None and now >= opening.closes_at):
        raise NotOpen
    if opening.is_paused:
        raise SigningPaused


def check_may_confirm(opening: Opening, *, now: datetime) -> None:
    """Raise GraceOver when the petition closed 24 hours ago or more, SigningPaused while it is paused."""
    if opening.closes_at is not None and now >= opening.closes_at + GRACE:
        raise GraceOver(opening.closes_at)
    if not opening.is_open and opening.closes_at is None:
        raise NotOpen
    if opening.is_paused:
        raise SigningPaused


class Standing(StrEnum):
    """How a signature at this mailbox stands, as far as a new form cares."""

    PENDING = "pending"
    COUNTED = "counted"
    REVIEW = "review"


@dataclass(frozen=True, slots=True)
class Known:
    """A signature that a mailbox already has under this petition. name: `names.same` of its name."""

    slot: int
    name: str
    standing: Standing


class Step(StrEnum):
    """What a form leads to."""

    NEW = "new"
    AGAIN = "again"
    ALREADY = "already"
    REVIEWED = "reviewed"
    FULL = "full"


@dataclass(frozen=True, slots=True)
class Decision:
    """The step, and the slot it concerns (0 for FULL)."""

    step: Step
    slot: int


def decide(known: Sequence[Known], *, name: str) -> Decision:
    """Say what a form under `name` means at a mailbox that has the `known` signatures.

    The same name is the same person: confirm again, or hear that it is done. Another name takes the
    free slot; when none is free it takes the slot of a name that was never confirmed, since a
    stranger may have typed that one. Two confirmed names are the most one mailbox carries.
    """
    for signature in known:
        if signature.name == name:
            step = {Standing.PENDING: Step.AGAIN, Standing.COUNTED: Step.ALREADY, Standing.REVIEW: Step.REVIEWED}
            return Decision(step[signature.standing], signature.slot)
    for slot in SLOTS:
        if all(signature.slot != slot for signature in known):
            return Decision(Step.NEW, slot)
    for signature in sorted(known, key=lambda signature: signature.slot, reverse=True):
        if signature.standing is Standing.PENDING:
            return Decision(Step.NEW, signature.slot)
    return Decision(Step.FULL, 0)


def may_mail(*, sent_today: int, sent_for_petition: int) -> bool:
    """Tell whether a form may send this mailbox one more letter."""
    return sent_today < LETTERS_A_DAY and sent_for_petition < LETTERS_A_PETITION
