#!/usr/bin/env python3
"""Check that nobody could choose the lottery numbers of a round. Python 3.9 or newer: python3 verify_seed.py DIR

DIR holds a round as published. Checks that the lists, places and classes were fixed before the randomness existed, and
that the seed follows from that randomness. Ends with OK, or says the first claim that fails and gives 1. Compare the
round of the beacon yourself at two relays of drand, and the SHA-256 of commitment.json with what was published then.
"""

from __future__ import annotations

import calendar
import hashlib
import hmac
import json
import sys
import time
from pathlib import Path


def must(holds: bool, why: str) -> None:
    if not holds:
        raise ValueError(why)


def verify(place: Path) -> str:
    """Check a directory; give what was found. Raises ValueError with the first claim that fails."""
    raw = {name: (place / f"{name}.json").read_bytes() for name in ("round", "bundle", "commitment", "beacon")}
    facts = {name: json.loads(content) for name, content in raw.items()}
    commitment, announced, given = facts["commitment"], facts["commitment"]["beacon"], facts["beacon"]
    fixed = {"round.json": hashlib.sha256(raw["round"]).hexdigest()}
    must(commitment["hashes"] == fixed, "round.json: is not the file that was committed to")
    must(commitment["choices"] == 2**256, "commitment.json: does not draw a seed of 256 bits")
    appears = announced["genesis_time"] + (announced["round"] - 1) * announced["period"]
    published = calendar.timegm(time.strptime(commitment["published_at"], "%Y-%m-%dT%H:%M:%SZ"))
    must(published < appears, "commitment.json: was published after its randomness could be known")
    must(given["round"] == announced["round"], "beacon.json: is another round than was announced")
    signature, randomness = bytes.fromhex(given["signature"]), bytes.fromhex(given["randomness"])
    must(hashlib.sha256(signature).digest() == randomness, "beacon.json: the randomness is not that of its signature")
    secret = bytes.fromhex(given["secret"])
    must(
        hashlib.sha256(secret).hexdigest() == commitment["secret_sha256"], "beacon.json: is not the secret committed to"
    )
    message = b"ndt-draw-1" + hashlib.sha256(raw["commitment"]).digest() + bytes(4)
    seed = hmac.new(secret + randomness, message, hashlib.sha256).hexdigest()
    lottery = facts["bundle"].pop("lottery")
    must(lottery == {"seed": seed}, "bundle.json: its seed is not the one that was drawn")
    gone = set(given.get("gave_back", []))  # they ask for nothing any more; everybody keeps the same number
    kept = [one if one["id"] not in gone else {**one, "preferences": []} for one in facts["round"]["candidates"]]
    must(facts["bundle"] == {**facts["round"], "candidates": kept}, "bundle.json: is not the round that was fixed")
    return f"{len(kept)} lists fixed at {commitment['published_at']}, {len(gone)} gave back; seed {seed}"


def main(arguments: list[str]) -> int:
    try:
        sys.stdout.write(verify(Path(arguments[0])) + "\nOK\n")
    except (ValueError, OSError, LookupError, TypeError, AttributeError) as wrong:
        sys.stdout.write(f"WRONG {wrong if isinstance(wrong, (ValueError, OSError)) else repr(wrong)}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
