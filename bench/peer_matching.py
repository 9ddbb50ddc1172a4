"""Run by bench_opleiding_match.py inside the peer's own environment; imports nothing of ours.

    python peer_matching.py ROUND.json

Prints one JSON line: the seconds of the library `matching` from dictionaries to outcome, and its placements. It copies
its players by recursion, from one to the next, and fails beyond a thousand of them; so it gets a deep stack here.
"""

from __future__ import annotations

import json
import sys
import threading
import time
from pathlib import Path

from matching.games import HospitalResident


def main() -> None:
    """Solve one round."""
    made = json.loads(Path(sys.argv[1]).read_text())
    lists = {one["id"]: one["preferences"] for one in made["candidates"]}
    ranked = {one["id"]: [group[0] for group in one["priorities"]] for one in made["offerings"]}
    places = {one["id"]: one["places"] for one in made["offerings"]}
    begun = time.thread_time()
    game = HospitalResident.create_from_dictionaries(lists, ranked, places)
    solved = game.solve(optimal="resident")
    seconds = time.thread_time() - begun
    placements = {resident.name: hospital.name for hospital, residents in solved.items() for resident in residents}
    print(json.dumps({"seconds": seconds, "placements": placements}))


threading.stack_size(1 << 29)
sys.setrecursionlimit(1_000_000)
solving = threading.Thread(target=main)
solving.start()
solving.join()
