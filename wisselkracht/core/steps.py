"""The life of an application until it may enter a run: who confirmed, who is missing, and what that makes of it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final


class Role(StrEnum):
    """Who somebody is in an application."""

    TEACHER = "teacher"
    DIRECTOR = "director"
    BUDDY = "buddy"


class Stage(StrEnum):
    """Where an application stands. Only VERIFIED enters a run."""

    DRAFT = "draft"
    WAITING = "waiting"
    CONFIRMED = "confirmed"
    VERIFIED = "verified"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


LIVE: Final = (Stage.DRAFT, Stage.WAITING, Stage.CONFIRMED, Stage.VERIFIED)
ENDED: Final = (Stage.WITHDRAWN, Stage.EXPIRED)
# A buddy may leave and another may come; nothing else goes back. What ended stays ended.
LEGAL: Final[Mapping[Stage, tuple[Stage, ...]]] = {
    Stage.DRAFT: (Stage.WAITING, *ENDED),
    Stage.WAITING: (Stage.CONFIRMED, Stage.VERIFIED, *ENDED),
    Stage.CONFIRMED: (Stage.VERIFIED, Stage.WAITING, Stage.WITHDRAWN),
    Stage.VERIFIED: (Stage.WAITING, Stage.WITHDRAWN),
    Stage.WITHDRAWN: (),
    Stage.EXPIRED: (),
}
# How long an application waits for its three people.
LIFE: Final = timedelta(days=35)
REMIND_AFTER: Final = (timedelta(days=3), timedelta(days=8))
REMIND_BEFORE: Final = timedelta(days=2)
MOST_REMINDERS: Final = 3


@dataclass(frozen=True, slots=True)
class Facts:
    """What decides where a living application stands. confirmed: the roles that did. is_verified: the director is."""

    confirmed: Collection[Role] = ()
    is_verified: bool = False


def stage(facts: Facts) -> Stage:
    """Give where a living application stands."""
    if set(facts.confirmed) == set(Role):
        return Stage.VERIFIED if facts.is_verified else Stage.CONFIRMED
    return Stage.WAITING if facts.confirmed else Stage.DRAFT


def missing(facts: Facts) -> tuple[Role, ...]:
    """Give who has not confirmed, in the order of the roles."""
    return tuple(role for role in Role if role not in facts.confirmed)


def reminder_is_due(*, invited: datetime, sent: int, last: datetime | None, closes: datetime, now: datetime) -> bool:
    """Say whether somebody who did not confirm should be reminded now.

    3 and 8 days after the invitation, and once in the last two days before the round closes; three at most, and
    never two within two days. sent: reminders so far. last: when the last one went.
    """
    if sent >= MOST_REMINDERS or now - (last or invited) < timedelta(days=2):
        return False
    if closes - REMIND_BEFORE <= now < closes:
        return True
    return sent < len(REMIND_AFTER) and now >= invited + REMIND_AFTER[sent]
