"""Run by test_peers.py inside the peers' own environment; imports nothing of ours.

    python peer_rounds.py LIBRARY ROUNDS.jsonl

LIBRARY is `matching` or `algmatch`. A line is a round: `{"lists": {"1": [2, 1]}, "ranked": {"1": [1]}, "places": {"1": 2}}`,
people and hospitals by number, best first. Prints a line for each: the hospital of each person in the best outcome of
the people and in that of the hospitals.
"""

from __future__ import annotations

import json
import sys
import types
from pathlib import Path
from typing import Any

Placed = dict[str, int]


def main() -> None:
    """Solve every round."""
    solve = {"matching": by_matching, "algmatch": by_algmatch}[sys.argv[1]]
    for line in Path(sys.argv[2]).read_text().splitlines():
        made = {name: {int(key): value for key, value in of.items()} for name, of in json.loads(line).items()}
        sys.stdout.write(json.dumps([solve(made, side) for side in ("residents", "hospitals")]) + "\n")


class _Absent(types.ModuleType):
    """Stands where a library is named that is not here and that nothing of ours needs."""

    def __getattr__(self, name: str) -> object:
        return object


def by_matching(made: dict[str, Any], side: str) -> Placed:
    """Give what the library `matching` finds."""
    from matching.games import HospitalResident

    lists = {f"r{n}": [f"h{m}" for m in choices] for n, choices in made["lists"].items()}
    ranked = {f"h{n}": [f"r{m}" for m in people] for n, people in made["ranked"].items()}
    places = {f"h{n}": seats for n, seats in made["places"].items()}
    solved = HospitalResident.create_from_dictionaries(lists, ranked, places).solve(optimal=side[:-1])
    return {
        resident.name[1:]: int(hospital.name[1:]) for hospital, residents in solved.items() for resident in residents
    }


def by_algmatch(made: dict[str, Any], side: str) -> Placed:
    """Give what the library `algmatch` finds. Of it only what needs no Gurobi works here."""
    sys.modules["gurobipy"] = _Absent("gurobipy")
    from algmatch import HospitalResidentsProblem

    hospitals = {n: {"capacity": seats, "preferences": made["ranked"][n]} for n, seats in made["places"].items()}
    problem = HospitalResidentsProblem(
        dictionary={"residents": made["lists"], "hospitals": hospitals}, optimised_side=side
    )
    solved = problem.get_stable_matching()
    assert solved is not None
    return {name[1:]: int(at[1:]) for name, at in solved["resident_sided"].items() if at}


main()
