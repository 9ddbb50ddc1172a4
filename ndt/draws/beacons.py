"""Public randomness: a round of drand, or balls drawn by hand. Each is announced first and recorded afterwards.

Nothing here goes to the network. Somebody records the round (a small JSON file that every relay of drand gives)
or writes down the balls; the recording is checked against the announcement.

Source: drand's documentation; round r of a chain appears at genesis_time + (r - 1) * period, and its randomness is
the SHA-256 of its signature. Whether the signature is the chain's own (BLS12-381) is not checked here: compare the
round at two relays.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final, TypeAlias

from ndt.draws.errors import BadRecording, TooEarly

STAMP: Final = "%Y-%m-%dT%H:%M:%SZ"


@dataclass(frozen=True, slots=True)
class Chain:
    """A chain of drand. hash: names it. genesis_time: of round 1, in Unix seconds. period_s: between rounds."""

    name: str
    hash: str
    genesis_time: int
    period_s: int

    def at(self, number: int) -> datetime:
        """Give when a round appears."""
        return datetime.fromtimestamp(self.genesis_time + (number - 1) * self.period_s, tz=UTC)

    def first_after(self, moment: datetime) -> int:
        """Give the number of the first round that appears after a moment."""
        passed = int(moment.timestamp()) - self.genesis_time
        return max(passed // self.period_s + 2, 1)


QUICKNET: Final = Chain(
    "quicknet", "52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971", 1_692_803_367, 3
)
# Nobody signs for this chain: for tests and demonstrations only, and every page and proof says so.
TEST_CHAIN: Final = Chain("test", hashlib.sha256(b"ndt test chain").hexdigest(), 1_767_225_600, 3)
CHAINS: Final = {chain.hash: chain for chain in (QUICKNET, TEST_CHAIN)}


@dataclass(frozen=True, slots=True)
class DrandAnnouncement:
    """A round of a chain that does not exist yet."""

    chain: Chain
    number: int

    @property
    def at(self) -> datetime:
        return self.chain.at(self.number)

    def facts(self) -> dict[str, Any]:
        """Give the announcement as it stands in a commitment."""
        return {
            "kind": "drand",
            "chain": self.chain.name,
            "chain_hash": self.chain.hash,
            "genesis_time": self.chain.genesis_time,
            "period": self.chain.period_s,
            "round": self.number,
        }


@dataclass(frozen=True, slots=True)
class BallsAnnouncement:
    """Balls 0 to 9 drawn by hand, one for each of `digits` digits, put back each time. place: where, in public."""

    moment: datetime
    place: str
    digits: int

    @property
    def at(self) -> datetime:
        return self.moment

    def facts(self) -> dict[str, Any]:
        """Give the announcement as it stands in a commitment."""
        return {
            "kind": "balls",
            "at": self.moment.astimezone(UTC).strftime(STAMP),
            "place": self.place,
            "digits": self.digits,
        }


Announcement: TypeAlias = DrandAnnouncement | BallsAnnouncement


def announcement_of(facts: Mapping[str, Any]) -> Announcement:
    """Read what `facts()` of an announcement gave. Raises ValueError or KeyError."""
    if facts["kind"] == "drand":
        chain = Chain(facts["chain"], facts["chain_hash"], facts["genesis_time"], facts["period"])
        return DrandAnnouncement(chain, facts["round"])
    if facts["kind"] == "balls":
        moment = datetime.strptime(facts["at"], STAMP).replace(tzinfo=UTC)
        return BallsAnnouncement(moment, facts["place"], facts["digits"])
    raise ValueError(f"no such beacon: {facts['kind']!r}")


@dataclass(frozen=True, slots=True)
class DrandRecording:
    """A round as a relay gave it. randomness and signature: bytes."""

    number: int
    randomness: bytes
    signature: bytes

    def facts(self) -> dict[str, Any]:
        """Give the recording as it stands in beacon.json."""
        return {"round": self.number, "randomness": self.randomness.hex(), "signature": self.signature.hex()}


@dataclass(frozen=True, slots=True)
class BallsRecording:
    """What was drawn, in order: each throw is a number of as many digits as announced.

    All but the last fell outside the range in which every outcome is equally likely, and were done again.
    """

    throws: tuple[str, ...]

    def facts(self) -> dict[str, Any]:
        """Give the recording as it stands in beacon.json."""
        return {"throws": list(self.throws)}


Recording: TypeAlias = DrandRecording | BallsRecording


def read_drand(content: bytes | str) -> DrandRecording:
    """Read the JSON of a relay: round, randomness, signature; other keys are ignored.

    Raises BadRecording naming the part: "json", "round", "randomness" or "signature".
    """
    try:
        facts = json.loads(content)
    except ValueError:
        raise BadRecording("json") from None
    if not isinstance(facts, dict):
        raise BadRecording("json")
    number = facts.get("round")
    if not isinstance(number, int) or isinstance(number, bool) or number < 1:
        raise BadRecording("round")
    randomness, signature = (_hex(facts.get(part), part) for part in ("randomness", "signature"))
    if randomness != hashlib.sha256(signature).digest():
        raise BadRecording("randomness")
    return DrandRecording(number, randomness, signature)


def _hex(text: object, part: str) -> bytes:
    try:
        assert isinstance(text, str)
        found = bytes.fromhex(text)
    except (AssertionError, ValueError):
        raise BadRecording(part) from None
    if not found:
        raise BadRecording(part)
    return found


def read_balls(throws: Sequence[str], *, digits: int) -> BallsRecording:
    """Read throws of balls. Raises BadRecording("throws") unless each has exactly `digits` digits 0-9."""
    tidy = tuple(throw.strip() for throw in throws)
    if not tidy or not all(len(throw) == digits and throw.isascii() and throw.isdigit() for throw in tidy):
        raise BadRecording("throws")
    return BallsRecording(tidy)


def check(announcement: Announcement, recording: Recording, *, now: datetime) -> None:
    """Refuse randomness that was not announced or cannot exist yet. Raises BadRecording or TooEarly."""
    if isinstance(announcement, DrandAnnouncement) != isinstance(recording, DrandRecording):
        raise BadRecording("kind")
    if isinstance(announcement, DrandAnnouncement) and isinstance(recording, DrandRecording):
        if recording.number != announcement.number:
            raise BadRecording("round")
        if recording.randomness != hashlib.sha256(recording.signature).digest():
            raise BadRecording("randomness")
    if isinstance(announcement, BallsAnnouncement) and isinstance(recording, BallsRecording):
        read_balls(recording.throws, digits=announcement.digits)
    if now < announcement.at:
        raise TooEarly


def made_up_round(number: int, *, seed: bytes) -> dict[str, Any]:
    """Make a round of the test chain. Its signature is a hash of the seed: everybody could have made it."""
    signature = hashlib.sha512(b"test chain, worth nothing" + seed + number.to_bytes(8, "big")).digest()
    return {
        "chain": TEST_CHAIN.name,
        "round": number,
        "randomness": hashlib.sha256(signature).hexdigest(),
        "signature": signature.hex(),
        "note": f"round {number} of the test chain, at {TEST_CHAIN.at(number):{STAMP}}; not drand",
    }
