#!/usr/bin/env python3
"""Check a run of WisselKracht. Needs Python 3.10 or newer and nothing else.

    python3 verify_exchange.py DIR

DIR holds what `manage.py exchange solve` wrote. Lists every possible exchange anew, checks that the chosen ones are
among them and fit together, adds up every stage, and checks the prices that say that no choice is better. A stage that
was closed by a search, not by prices alone, is named: there the prices bound it only from above. Prints what was
checked and ends with OK, or names what is wrong and gives 1. It shares no code with the solver.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import sys
from collections import Counter
from fractions import Fraction
from pathlib import Path
from typing import Any

Facts = dict[str, Any]
ORDER = {
    "count": ["count"],
    "weight": ["weight"],
    "count-weight": ["count", "weight"],
    "again": ["count", "kept", "three-ways", "embedded", "waited", "weight", "worst-off", "lottery"],
    "round": ["count", "three-ways", "embedded", "waited", "weight", "worst-off", "lottery"],
}


class Wrong(Exception):
    """A file that is not what it should be."""


def must(holds: bool, why: str) -> None:
    if not holds:
        raise Wrong(why)


def shown(number: Any) -> str:
    return f"{float(number):.12g}" if isinstance(number, Fraction) else str(number)


def canonical(facts: Facts) -> bytes:
    return (json.dumps(facts, ensure_ascii=False, indent=2, sort_keys=True) + "\n").encode()


def check_files(place: Path) -> dict[str, Facts]:
    """Every byte is the byte that the manifest names, and the manifest is as it was sealed."""
    must((place / "manifest.json").is_file(), f"{place}: manifest.json is missing")
    manifest = json.loads((place / "manifest.json").read_bytes())
    seal = manifest.pop("seal", "")
    must(seal == hashlib.sha256(canonical(manifest)).hexdigest(), "manifest.json: its seal does not fit its content")
    for name, expected in manifest["files"].items():
        must((place / name).is_file(), f"{name}: is missing")
        found = hashlib.sha256((place / name).read_bytes()).hexdigest()
        must(found == expected, f"{name}: is not the file that the manifest names")
    must({"instance.json", "result.json"} <= set(manifest["files"]), "manifest.json: leaves a file out")
    seed = bytes.fromhex(manifest["parameters"]["seed"])
    commitment = hashlib.sha256(seed).hexdigest()
    must(
        commitment == manifest["parameters"]["seed_commitment"], "manifest.json: the seed is not that of its commitment"
    )
    files = {name: json.loads((place / name).read_bytes(), parse_float=Fraction) for name in manifest["files"]}
    return {**files, "manifest.json": manifest}


class Game:
    """The instance, read anew: arcs with exact weights, and every exchange it allows with its value a stage."""

    def __init__(self, instance: Facts, parameters: Facts, stages: list[str], scale: int) -> None:
        self.scale = scale
        self.vertices = {row["id"]: row for row in instance["vertices"]}
        self.place = {name: number for number, name in enumerate(self.vertices)}
        self.arcs = {(row["from"], row["to"]): self.whole(row["weight"]) for row in instance["edges"]}
        self.most = max(self.arcs.values(), default=0)
        self.groups, self.stages, self.parameters = instance["groups"], stages, parameters
        self.alone = bool(instance.get("alone", False))
        self.locks = [tuple(lock) for lock in instance["locks"]]
        turned = [(each, self.first(tuple(each))) for each in instance["proposed"]]
        self.proposed = {tuple(each[at:] + each[:at]) for each, at in turned}
        self.seed = bytes.fromhex(parameters["seed"])

    def whole(self, weight: Any) -> int:
        scaled = Fraction(weight) * self.scale
        must(scaled.denominator == 1, "certificate.json: the scale does not make every weight whole")
        return int(scaled)

    def unit(self, stage: str) -> int:
        return self.scale if stage in ("weight", "worst-off") else 1

    def first(self, path: tuple[Any, ...]) -> int:
        return 0 if self.altruistic(path[0]) else min(range(len(path)), key=lambda at: self.place[path[at]])

    def altruistic(self, vertex: Any) -> bool:
        return bool(self.vertices[vertex]["altruistic"])

    def arcs_of(self, path: tuple[Any, ...]) -> list[tuple[Any, Any]]:
        ends = path[1:] if self.altruistic(path[0]) else (*path[1:], path[0])
        return list(zip(path[: len(ends)], ends, strict=True))

    def value(self, stage: str, path: tuple[Any, ...]) -> int:
        arcs, cycle = self.arcs_of(path), not self.altruistic(path[0])
        if stage == "count":
            return len(path)
        if stage == "kept":
            return int(path[self.first(path) :] + path[: self.first(path)] in self.proposed)
        if stage in ("three-ways", "embedded"):
            three = cycle and len(path) > 2
            back = any((end, start) in self.arcs for start, end in arcs)
            return (-1 if stage == "three-ways" else int(back)) if three else 0
        if stage.startswith("waited-"):
            return sum(self.vertices[vertex].get("waited", 0) == int(stage[7:]) for vertex in path)
        if stage == "lottery":
            first = self.first(path)
            message = json.dumps(["ticket", *path[first:], *path[:first]], ensure_ascii=False, separators=(",", ":"))
            number = hmac.new(self.seed, message.encode(), hashlib.sha256).digest()[:8]
            return int.from_bytes(number, "big") % 2**20 + 1
        weights = [self.arcs[arc] for arc in arcs]
        return min(weights, default=self.most) if stage == "worst-off" else sum(weights)

    def total(self, stage: str, chosen: list[tuple[Any, ...]]) -> int:
        values = [self.value(stage, path) for path in chosen]
        return min(values, default=0) if stage == "worst-off" else sum(values)

    def exchanges(self) -> list[tuple[Any, ...]]:
        ahead: dict[Any, list[Any]] = {vertex: [] for vertex in self.vertices}
        for start, end in self.arcs:
            ahead[start].append(end)
        found: list[tuple[Any, ...]] = []
        for first in self.vertices:
            chain = self.altruistic(first)
            most = self.parameters["max_chain" if chain else "max_cycle"]
            if chain and self.alone and most > 0:
                found.append((first,))
            self._walk((first,), ahead, chain, most, found)
        return [path for path in found if self.allowed(path)]

    def allowed(self, path: tuple[Any, ...]) -> bool:
        return len(path) < 3 or all(self.vertices[vertex].get("three_way", True) for vertex in path)

    def _walk(
        self, path: tuple[Any, ...], ahead: dict[Any, list[Any]], chain: bool, most: int, found: list[Any]
    ) -> None:
        for end in ahead[path[-1]]:
            if end == path[0] and len(path) > 1:
                found.append(path)
            elif len(path) < most and end not in path and (chain or self.place[end] > self.place[path[0]]):
                if chain:
                    found.append((*path, end))
                if chain or len(path) + 1 < most or (end, path[0]) in self.arcs:
                    self._walk((*path, end), ahead, chain, most, found)


def check_exchanges(game: Game, result: Facts) -> list[tuple[Any, ...]]:
    """The exchanges are real, short enough, share nobody, keep every group's limit, and hold the locks."""
    label = {(row.get("label", name), bool(row["altruistic"])): name for name, row in game.vertices.items()}
    chosen = []
    must(len(result["kinds"]) == len(result["exchanges"]), "result.json: not every exchange has a kind")
    for names, kind in zip(result["exchanges"], result["kinds"], strict=True):
        known = [label.get((name, kind == "chain" and at == 0)) for at, name in enumerate(names)]
        alone = kind == "chain" and game.alone and game.parameters["max_chain"] > 0
        must(None not in known and len(known) > 1 - alone, f"result.json: {names} is not a {kind} of known vertices")
        path = tuple(known)
        must(all(arc in game.arcs for arc in game.arcs_of(path)), f"result.json: {names} has an edge that is not there")
        most = game.parameters["max_chain" if kind == "chain" else "max_cycle"]
        must(len(path) <= most and game.allowed(path), f"result.json: {names} is longer than it may be")
        chosen.append(path)
    used = Counter(vertex for path in chosen for vertex in path)
    must(all(count == 1 for count in used.values()), "result.json: somebody is in two exchanges")
    for group in game.groups:
        within = sum(used[member] for member in group["members"]) <= group["limit"]
        must(within, f"result.json: group {group['name']} is over its limit")
    turns = {path[at:] + path[:at] for path in chosen for at in range(1 if game.altruistic(path[0]) else len(path))}
    must(all(lock in turns for lock in game.locks), "result.json: a locked exchange is not in")
    return chosen


def check_values(game: Game, result: Facts, chosen: list[tuple[Any, ...]]) -> None:
    """The stages are those of the objective, each adds up, and nothing is optimal whose bound is not reached."""
    waits = sorted({row.get("waited", 0) for row in game.vertices.values()} - {0}, reverse=True)
    order = [
        [f"waited-{rounds}" for rounds in waits] if name == "waited" else [name]
        for name in ORDER[game.parameters["objective"]]
    ]
    must(
        game.stages == [name for names in order for name in names],
        "result.json: its stages are not those of the objective",
    )
    for stage in result["stages"]:
        total = Fraction(game.total(stage["name"], chosen), game.unit(stage["name"]))
        must(total == Fraction(stage["value"]), f"result.json: {stage['name']} is {total}, not {stage['value']}")
        must(
            (stage["status"] == "optimal") == (stage["bound"] == stage["value"]),
            f"result.json: {stage['name']} is called {stage['status']}",
        )
    closed = all(stage["status"] == "optimal" for stage in result["stages"])
    must(result["status"] == ("optimal" if closed else "feasible"), f"result.json: it is called {result['status']}")
    must(Fraction(result["weight"]) * game.scale == game.total("weight", chosen), "result.json: weight")
    must(result["count"] == sum(map(len, chosen)), "result.json: count")


def check_certificate(game: Game, proof: Facts, result: Facts, chosen: list[tuple[Any, ...]]) -> list[str]:
    """In every part the prices pay for every exchange, so that their sum is a bound. Gives what rests on a search."""
    locked = {vertex for lock in game.locks for vertex in lock}
    best: dict[frozenset[Any], tuple[tuple[int, ...], tuple[Any, ...]]] = {}
    for path in game.exchanges():
        if not locked & set(path):
            values = tuple(game.value(stage, path) for stage in game.stages)
            best[frozenset(path)] = max(best.get(frozenset(path), ((), ())), (values, path), key=lambda each: each[0])
    home = {vertex: number for number, part in enumerate(proof["parts"]) for vertex in part["vertices"]}
    limits = {g["name"]: g["limit"] - len(locked & set(g["members"])) for g in game.groups}
    member = {
        vertex: [g["name"] for g in game.groups if vertex in g["members"]]
        for g in game.groups
        for vertex in g["members"]
    }
    columns: list[list[tuple[frozenset[Any], tuple[int, ...]]]] = [[] for _ in proof["parts"]]
    for key, (values, path) in best.items():
        use = Counter(name for vertex in path for name in member.get(vertex, ()))
        if all(use[name] <= limits[name] for name in use):
            must(
                len({home.get(vertex, -1) for vertex in path}) == 1 and path[0] in home,
                f"certificate.json: {path} is in no part",
            )
            columns[home[path[0]]].append((key, values))
    bounds: list[list[int | None]] = [[] for _ in game.stages]
    searched: Counter[str] = Counter()
    for number, part in enumerate(proof["parts"]):
        own = [path for path in chosen if home.get(path[0]) == number and not locked & set(path)]
        check_part(game, part, columns[number], own, (limits, member), searched)
        for stage, outcome in enumerate(part["stages"]):
            bounds[stage].append(outcome["bound"])
    for stage, claimed in zip(result["stages"], bounds, strict=True):
        if stage["bound"] is not None and stage["name"] != "worst-off":
            must(
                len(claimed) == len(proof["parts"]) and None not in claimed,
                f"certificate.json: {stage['name']} lacks a bound",
            )
            fixed = game.total(stage["name"], game.locks)
            unit = game.unit(stage["name"])
            must(
                fixed + sum(bound or 0 for bound in claimed) == Fraction(stage["bound"]) * unit,
                f"certificate.json: {stage['name']} has another bound",
            )
    return [
        f"{name}: in {count} of {len(proof['parts'])} parts the last step rests on a search"
        for name, count in searched.items()
    ]


def check_part(
    game: Game, part: Facts, columns: list[Any], own: list[Any], groups: Any, searched: Counter[str]
) -> None:
    limits, member = groups
    for stage, outcome in enumerate(part["stages"]):
        name = f"certificate.json: {outcome['name']} of the part of {part['vertices'][0]}"
        total = game.total(outcome["name"], own)
        must(total == outcome["value"] and outcome["name"] == game.stages[stage], f"{name} has another value")
        if outcome["closed"] == "search":
            searched[outcome["name"]] += 1
        if "rows" not in outcome:
            must(outcome["closed"] != "duals", f"{name} has no prices")
            columns = (
                [each for each in columns if each[1][stage] >= total]
                if outcome["name"] == "worst-off" and own
                else columns
            )
            continue
        rows, group, sets = (
            dict(outcome["rows"]),
            dict(outcome["groups"]),
            [(set(m), price) for m, price in outcome["sets"]],
        )
        must(
            min([*rows.values(), *group.values(), *(price for _m, price in sets)], default=0) >= 0,
            f"{name} has a price below zero",
        )
        must(all(len(m) % 2 for m, _price in sets), f"{name} has an even set")
        at: dict[Any, list[int]] = {}
        for number, (members, _price) in enumerate(sets):
            for vertex in members:
                at.setdefault(vertex, []).append(number)
        reduced = []
        for key, worth in columns:
            met = Counter(number for vertex in key for number in at.get(vertex, ()))
            ask = sum(rows.get(vertex, 0) for vertex in key) + sum(
                sets[number][1] * (count // 2) for number, count in met.items()
            )
            ask += sum(group.get(each, 0) for vertex in key for each in member.get(vertex, ()))
            ask += sum(price * value for price, value in zip(outcome["earlier"], worth, strict=False))
            reduced.append(ask - outcome["denominator"] * worth[stage])
        must(min(reduced, default=0) >= 0, f"{name} has an exchange that its prices do not pay for")
        exact = (
            sum(rows.values())
            + sum(price * limits[each] for each, price in group.items())
            + sum(price * (len(m) // 2) for m, price in sets)
        )
        exact += sum(price * before["value"] for price, before in zip(outcome["earlier"], part["stages"], strict=False))
        floor = exact // outcome["denominator"]
        must(floor >= outcome["bound"] >= total, f"{name} has a bound that its prices do not give")
        must(outcome["closed"] != "duals" or floor == total, f"{name} is not closed by its prices")
        columns = [
            each for each, left in zip(columns, reduced, strict=True) if left <= exact - outcome["denominator"] * total
        ]


def verify(place: Path) -> list[str]:
    """Check a directory; give what was found, a sentence a check. Raises Wrong."""
    files = check_files(place)
    result, parameters = files["result.json"], files["manifest.json"]["parameters"]
    said = [f"{len(files) - 1} files, each as the manifest says"]
    if result["status"] == "infeasible":
        return [*said, f"the lock {result['lock']} cannot be kept: nothing was chosen"]
    must("certificate.json" in files, "manifest.json: leaves the certificate out")
    proof, stages = files["certificate.json"], [stage["name"] for stage in result["stages"]]
    must(isinstance(proof["scale"], int) and proof["scale"] > 0, "certificate.json: its scale is not a whole number")
    game = Game(files["instance.json"], parameters, stages, proof["scale"])
    chosen = check_exchanges(game, result)
    said.append(f"{len(chosen)} exchanges of {sum(map(len, chosen))} vertices, real, apart and within the limits")
    check_values(game, result, chosen)
    rests = check_certificate(game, proof, result, chosen)
    proven = ", ".join(
        f"{stage['name']} {shown(stage['value'])} ({stage['status']}, bound {shown(stage['bound'])})"
        for stage in result["stages"]
    )
    return [*said, proven, *rests]


def main(arguments: list[str] | None = None) -> int:
    given = sys.argv[1:] if arguments is None else arguments
    if len(given) != 1:
        sys.stdout.write("python3 verify_exchange.py DIR\n")
        return 1
    try:
        said = verify(Path(given[0]))
    except Wrong as wrong:
        sys.stdout.write(f"WRONG {wrong}\n")
        return 1
    except (KeyError, IndexError, TypeError, ValueError, AttributeError, OSError) as broken:
        sys.stdout.write(f"WRONG a file has another form than it should: {broken!r}\n")
        return 1
    sys.stdout.write("\n".join([*said, "OK", ""]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
