"""What is fixed before the randomness exists, and the hash that proves it.

Model: RFC 3797 (publish the pool, the method and the future source first, then draw).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from ndt.draws.beacons import Announcement, announcement_of
from ndt.draws.errors import LateCommitment

FORMAT: Final = "ndt-draw-1"
SECRET_BYTES: Final = 32


def canonical(facts: Mapping[str, Any]) -> bytes:
    """Give the one way to write these facts as JSON: sorted keys, two spaces, UTF-8, a newline at the end."""
    return (json.dumps(facts, ensure_ascii=False, indent=2, sort_keys=True) + "\n").encode()


def digest(content: bytes) -> str:
    """Give the SHA-256 of some bytes in 64 hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()


def stamp(moment: datetime) -> str:
    """Write a moment in UTC to the second: 2026-11-25T12:00:00Z. Raises ValueError without a time zone."""
    if moment.tzinfo is None:
        raise ValueError("a moment needs its time zone")
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def moment(stamped: str) -> datetime:
    """Read what `stamp` wrote. Raises ValueError."""
    return datetime.strptime(stamped, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Commitment:
    """What a draw promises before its randomness exists.

    subject: what is drawn, in words or a code. choices: how many numbered outcomes; one of 0 to choices - 1 is
    drawn. hashes: SHA-256 of every file that says what the outcomes are, by file name. secret_sha256: of a
    secret that is shown after the draw, so that who runs the beacon cannot steer it; "" for balls, which need none.
    """

    subject: str
    choices: int
    hashes: Mapping[str, str]
    secret_sha256: str
    announcement: Announcement
    published_at: datetime

    def facts(self) -> dict[str, Any]:
        """Give the facts in the form of the file commitment.json."""
        return {
            "format": FORMAT,
            "subject": self.subject,
            "choices": self.choices,
            "hashes": dict(self.hashes),
            "secret_sha256": self.secret_sha256,
            "beacon": self.announcement.facts(),
            "published_at": stamp(self.published_at),
        }

    def content(self) -> bytes:
        """Give the file commitment.json, byte for byte."""
        return canonical(self.facts())

    def sha256(self) -> str:
        """Give the number to publish: it fixes everything above."""
        return digest(self.content())


def read(content: bytes) -> Commitment:
    """Read a commitment from its file. Raises ValueError or KeyError for another format."""
    facts = json.loads(content)
    if facts["format"] != FORMAT:
        raise ValueError(f"format {facts['format']!r} is not {FORMAT}")
    return Commitment(
        subject=facts["subject"],
        choices=facts["choices"],
        hashes=facts["hashes"],
        secret_sha256=facts["secret_sha256"],
        announcement=announcement_of(facts["beacon"]),
        published_at=moment(facts["published_at"]),
    )


def check_in_time(commitment: Commitment, *, published_at: datetime) -> None:
    """Refuse a commitment whose randomness exists, or may exist, when it is published.

    published_at: when it is truly published, which may be later than it says. Raises LateCommitment.
    """
    if max(commitment.published_at, published_at) >= commitment.announcement.at:
        raise LateCommitment
