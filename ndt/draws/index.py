"""From public randomness to one of m equally likely outcomes."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from ndt.draws import beacons
from ndt.draws.beacons import BallsRecording, DrandRecording, Recording
from ndt.draws.commitments import Commitment, check_in_time, digest
from ndt.draws.errors import BadRecording, SecretDiffers

LABEL: Final = b"ndt-draw-1"
BLOCK: Final = 2**256


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was drawn. index: 0 to choices - 1. attempts: how many values it took, 1 but for rejections."""

    index: int
    attempts: int


def by_hmac(*, key: bytes, message: bytes, choices: int) -> Outcome:
    """Give a fair index: blocks of HMAC-SHA256 as numbers, those above the last multiple of `choices` rejected.

    Block c is HMAC-SHA256(key, "ndt-draw-1" + message + c in 4 bytes), read as a big-endian number.
    Raises ValueError unless 1 <= choices <= 2**256.
    """
    if not 1 <= choices <= BLOCK:
        raise ValueError("choices must be between 1 and 2**256")
    fair = BLOCK - BLOCK % choices
    for attempt, value in enumerate(_blocks(key, message), 1):
        if value < fair:
            return Outcome(value % choices, attempt)
    raise AssertionError("blocks never end")


def _blocks(key: bytes, message: bytes) -> Iterator[int]:
    counter = 0
    while True:
        block = hmac.new(key, LABEL + message + counter.to_bytes(4, "big"), hashlib.sha256).digest()
        yield int.from_bytes(block, "big")
        counter += 1


def digits_for(choices: int) -> int:
    """Give how many balls are needed for one throw: the digits of choices - 1."""
    return len(str(max(choices - 1, 0)))


def by_balls(recording: BallsRecording, *, choices: int) -> Outcome:
    """Give the index that balls chose: the digits are the number; a throw outside the fair range is done again.

    The balls are not hashed: with 1,000 possible throws some of 1,000 outcomes could then never be chosen.
    Raises BadRecording("throws") when the last throw is outside the range, or an earlier one inside.
    """
    span: int = 10 ** len(recording.throws[0])
    fair = span - span % choices
    *rejected, last = (int(throw) for throw in recording.throws)
    if fair == 0 or last >= fair or any(throw < fair for throw in rejected):
        raise BadRecording("throws")
    return Outcome(last % choices, len(recording.throws))


def draw(
    commitment: Commitment, recording: Recording, *, secret: bytes, published_at: datetime, now: datetime
) -> Outcome:
    """Draw what a commitment promised with the randomness that it announced.

    published_at: when the commitment was published. secret: b"" for balls.
    Raises LateCommitment, TooEarly, BadRecording or SecretDiffers.
    """
    check_in_time(commitment, published_at=published_at)
    beacons.check(commitment.announcement, recording, now=now)
    if isinstance(recording, DrandRecording):
        if digest(secret) != commitment.secret_sha256:
            raise SecretDiffers
        key = secret + recording.randomness
        return by_hmac(key=key, message=bytes.fromhex(commitment.sha256()), choices=commitment.choices)
    return by_balls(recording, choices=commitment.choices)
