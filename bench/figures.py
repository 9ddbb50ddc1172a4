"""A figure beside what is allowed, or beside a peer's, as `bench/run.py` reads it."""

from __future__ import annotations

import json


def beside_allowed(
    name: str, ours: float, *, allowed: float, unit: str = "ms", holds: bool | None = None, note: str = ""
) -> None:
    """Print one figure; less is better. allowed: the most, 0 for no judgement. holds: where more must be so than that."""
    ratio = allowed / ours if allowed and ours else 0.0
    within = not allowed or ours <= allowed
    line = {
        "name": name, "ours": round(ours, 2), "unit": unit, "peer": "allowed", "peers": allowed,
        "ratio": round(ratio, 3), "target": 1.0 if allowed else 0.0, "holds": within if holds is None else holds,
        "note": note,
    }  # fmt: skip
    print(json.dumps(line), flush=True)


def beside_peer(name: str, ours: float, *, unit: str, peer: str, peers: float, target: float, note: str = "") -> None:
    """Print one figure; more is better. ours and peers: in `unit`; target: the least ratio of the two."""
    line = {
        "name": name, "ours": round(ours, 1), "unit": unit, "peer": peer, "peers": round(peers, 1),
        "ratio": round(ours / peers, 3), "target": target, "holds": ours / peers >= target, "note": note,
    }  # fmt: skip
    print(json.dumps(line), flush=True)
