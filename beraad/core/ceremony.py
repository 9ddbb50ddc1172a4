"""The draw as people in a hall follow it: where it stands, and how the number follows from the randomness."""

from __future__ import annotations

import hashlib
import hmac
import math
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from ndt.draws.beacons import BallsRecording, Recording
from ndt.draws.commitments import Commitment, digest
from ndt.draws.index import BLOCK, LABEL

# Each step stays alone on the screen so long that a speaker can read it out.
STEP_S: Final = 6
STEPS: Final = 4
HOUR_S: Final = 3600


class Stage(StrEnum):
    """Where a ceremony stands."""

    NONE = "none"
    BEFORE = "before"
    WAITING = "waiting"
    REVEALING = "revealing"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Moment:
    """A ceremony now. shown: steps to show, 0 to STEPS. pace_s: when to ask again, in seconds; 0 is never."""

    stage: Stage
    shown: int
    pace_s: int


def moment(*, now: datetime, draws_at: datetime | None, drawn_at: datetime | None) -> Moment:
    """Give where a ceremony stands. All screens show the same step: it follows from the clock of the server."""
    if draws_at is None:
        return Moment(Stage.NONE, 0, 60)
    if drawn_at is not None:
        shown = int((now - drawn_at).total_seconds()) // STEP_S + 1
        if shown > STEPS:
            return Moment(Stage.DONE, STEPS, 0)
        return Moment(Stage.REVEALING, max(shown, 1), 1)
    left = (draws_at - now).total_seconds()
    if left <= 0:
        return Moment(Stage.WAITING, 0, 2)
    return Moment(Stage.BEFORE, 0, _pace(left))


def _pace(left: float) -> int:
    """Give how long to wait before asking again: never past the moment itself by more than a blink."""
    if left > HOUR_S:
        return 60
    return 15 if left > 2 * 60 else 2


@dataclass(frozen=True, slots=True)
class Attempt:
    """A number that the randomness gave. written: as it came, hexadecimal or balls. fair: below the limit."""

    written: str
    value: int
    fair: bool


@dataclass(frozen=True, slots=True)
class Trail:
    """How the index follows. randomness and secret: hexadecimal, "" for balls; limit: numbers from here on do not count.

    secret_holds: the secret is the one that was committed to; always so for balls, which have none.
    """

    choices: int
    is_balls: bool
    randomness: str
    secret: str
    secret_holds: bool
    limit: int
    attempts: tuple[Attempt, ...]

    @property
    def last(self) -> Attempt:
        """Give the number that counts."""
        return self.attempts[-1]

    @property
    def index(self) -> int:
        """Give the drawn outcome, 0 to choices - 1."""
        return self.last.value % self.choices

    @property
    def tail(self) -> int:
        """Give how many last digits of the number are the index; 0 when it is the rest of a division."""
        zeros = len(str(self.choices)) - 1
        return zeros if self.choices == 10**zeros and zeros else 0


def trail(commitment: Commitment, recording: Recording, *, secret: bytes) -> Trail:
    """Compute the index again, step by step, from what is public after the draw.

    It shares no code with the draw itself, so that a page never shows a sum that was not done.
    """
    choices = commitment.choices
    if isinstance(recording, BallsRecording):
        span = 10 ** len(recording.throws[0])
        limit = span - span % choices
        attempts = tuple(Attempt(throw, int(throw), int(throw) < limit) for throw in recording.throws)
        return Trail(choices, True, "", "", True, limit, attempts)
    key, message = secret + recording.randomness, bytes.fromhex(commitment.sha256())
    limit = BLOCK // choices * choices
    found: list[Attempt] = []
    while not found or not found[-1].fair:
        counter = len(found).to_bytes(4, "big")
        block = hmac.digest(key, LABEL + message + counter, hashlib.sha256)
        value = int.from_bytes(block, "big")
        found.append(Attempt(block.hex(), value, value < limit))
    return Trail(
        choices=choices,
        is_balls=False,
        randomness=recording.randomness.hex(),
        secret=secret.hex(),
        secret_holds=digest(secret) == commitment.secret_sha256,
        limit=limit,
        attempts=tuple(found),
    )


def interval(count: int, total: int) -> tuple[float, float]:
    """Give Wilson's 95 % interval of a share, each 0 to 1; (0, 1) for an empty total.

    Source: Wilson, Probable inference, the law of succession, and statistical inference, JASA 22 (1927).
    """
    if total == 0:
        return 0.0, 1.0
    z, share = 1.959964, count / total
    middle = (share + z * z / (2 * total)) / (1 + z * z / total)
    half = z * math.sqrt(share * (1 - share) / total + z * z / (4 * total * total)) / (1 + z * z / total)
    return max(min(middle - half, share), 0.0), min(max(middle + half, share), 1.0)
