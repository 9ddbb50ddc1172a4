#!/usr/bin/env python3
"""Check a run of WisselKracht. Needs Python 3.10 or newer and nothing else.

    python3 verify_exchange.py DIR

DIR holds what `manage.py exchange solve` wrote. Checked are: every byte of the files, by the manifest; the seed, by its
commitment; that the chosen exchanges are real, short enough, share nobody, keep the limits of groups and hold the locks;
that every stage adds up; and that nothing better was possible: all possible exchanges are listed anew, and in each part
the prices of the certificate must pay for every one of them, so that their sum bounds every choice. A stage whose last
step rests on a search and not on prices alone is named. Prints what was checked and ends with OK, or names what is wrong
and gives 1. It shares no code with the solver.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import math
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path as File
from typing import Any

Facts = dict[str, Any]
Path = tuple[Any, ...]
# An exchange as the prices see it: who is in it, and what it adds to each stage.
Column = tuple[frozenset[Any], tuple[int, ...]]
ORDER = {"count": ["count"], "weight": ["weight"], "count-weight": ["count", "weight"]}
ORDER["round"] = ["count", "three-ways", "embedded", "waited", "weight", "worst-off", "lottery"]
ORDER["again"] = ["count", "kept", *ORDER["round"][1:]]


class Wrong(Exception):
    """A file that is not what it should be."""


def must(holds: bool, why: str) -> None:
    if not holds:
        raise Wrong(why)


def canonical(facts: Facts) -> bytes:
    return (json.dumps(facts, ensure_ascii=False, indent=2, sort_keys=True) + "\n").encode()


def read_files(place: File) -> dict[str, Facts]:
    """Every byte is the byte that the manifest names, and the manifest is as it was sealed."""
    manifest = json.loads((place / "manifest.json").read_bytes())
    seal, parameters = manifest.pop("seal", ""), manifest["parameters"]
    must(seal == hashlib.sha256(canonical(manifest)).hexdigest(), "manifest.json: its seal does not fit its content")
    files = {}
    for name, expected in manifest["files"].items():
        content = (place / name).read_bytes()
        must(hashlib.sha256(content).hexdigest() == expected, f"{name}: is not the file that the manifest names")
        files[name] = json.loads(content, parse_float=Fraction)
    must({"instance.json", "result.json"} <= set(files), "manifest.json: leaves a file out")
    commitment = hashlib.sha256(bytes.fromhex(parameters["seed"])).hexdigest()
    must(commitment == parameters["seed_commitment"], "manifest.json: the seed is not that of its commitment")
    return {**files, "parameters": parameters}


class Game:
    """The instance, read anew: arcs with whole weights, and every exchange that it allows."""

    def __init__(self, instance: Facts, parameters: Facts, scale: int) -> None:
        self.vertices = {row["id"]: row for row in instance["vertices"]}
        self.place = {name: number for number, name in enumerate(self.vertices)}
        scaled = {(row["from"], row["to"]): Fraction(row["weight"]) * scale for row in instance["edges"]}
        must(
            all(one.denominator == 1 for one in scaled.values()), "certificate.json: a weight times the scale is broken"
        )
        self.arcs = {arc: int(weight) for arc, weight in scaled.items()}
        self.groups, self.alone, self.scale = instance["groups"], bool(instance.get("alone", False)), scale
        self.most = {True: parameters["max_chain"], False: parameters["max_cycle"]}
        self.locks = [self.turned(tuple(lock)) for lock in instance["locks"]]
        self.proposed = {self.turned(tuple(each)) for each in instance["proposed"]}
        self.seed = bytes.fromhex(parameters["seed"])

    def is_chain(self, path: Path) -> bool:
        return bool(self.vertices[path[0]]["altruistic"])

    def turned(self, path: Path) -> Path:
        """Give the same cycle from its first vertex on; a chain begins where it begins."""
        at = 0 if self.is_chain(path) else min(range(len(path)), key=lambda number: self.place[path[number]])
        return path[at:] + path[:at]

    def arcs_of(self, path: Path) -> list[tuple[Any, Any]]:
        return list(zip(path, path[1:] if self.is_chain(path) else (*path[1:], path[0]), strict=False))

    def is_allowed(self, path: Path) -> bool:
        has_three = len(path) < 3 or all(self.vertices[vertex].get("three_way", True) for vertex in path)
        return has_three and len(path) <= self.most[self.is_chain(path)]

    def exchanges(self) -> Iterator[Path]:
        ahead: dict[Any, list[Any]] = defaultdict(list)
        for start, end in self.arcs:
            ahead[start].append(end)
        todo: list[Path] = [(vertex,) for vertex in self.vertices]
        while todo:
            path = todo.pop()
            chain = self.is_chain(path)
            ends = chain and (len(path) > 1 or self.alone)
            if (ends or (len(path) > 1 and (path[-1], path[0]) in self.arcs)) and self.is_allowed(path):
                yield path
            for end in ahead[path[-1]] if len(path) < self.most[chain] else ():
                last = not chain and len(path) + 1 == self.most[chain]
                later = chain or self.place[end] > self.place[path[0]]
                if end not in path and later and not (last and (end, path[0]) not in self.arcs):
                    todo.append((*path, end))

    def value(self, stage: str, path: Path) -> int:
        if stage.startswith("waited-"):
            return sum(self.vertices[vertex].get("waited", 0) == int(stage[7:]) for vertex in path)
        return VALUES[stage](self, path)

    def total(self, stage: str, chosen: list[Path]) -> int:
        values = [self.value(stage, path) for path in chosen]
        return min(values, default=0) if stage == "worst-off" else sum(values)

    def unit(self, stage: str) -> int:
        return self.scale if stage in ("weight", "worst-off") else 1


def three_way(game: Game, path: Path) -> bool:
    return len(path) > 2 and not game.is_chain(path)


def embedded(game: Game, path: Path) -> int:
    return int(three_way(game, path) and any((end, start) in game.arcs for start, end in game.arcs_of(path)))


def worst_off(game: Game, path: Path) -> int:
    return min((game.arcs[arc] for arc in game.arcs_of(path)), default=max(game.arcs.values(), default=0))


def ticket(game: Game, path: Path) -> int:
    message = json.dumps(["ticket", *game.turned(path)], ensure_ascii=False, separators=(",", ":")).encode()
    return int.from_bytes(hmac.new(game.seed, message, hashlib.sha256).digest()[:8], "big") % 2**20 + 1


# What an exchange adds to a stage.
VALUES: dict[str, Callable[[Game, Path], int]] = {
    "count": lambda _game, path: len(path),
    "kept": lambda game, path: int(game.turned(path) in game.proposed),
    "three-ways": lambda game, path: -int(three_way(game, path)),
    "embedded": embedded,
    "weight": lambda game, path: sum(game.arcs[arc] for arc in game.arcs_of(path)),
    "worst-off": worst_off,
    "lottery": ticket,
}


def read_exchanges(game: Game, result: Facts) -> list[Path]:
    label = {(row.get("label", name), bool(row["altruistic"])): name for name, row in game.vertices.items()}
    chosen = []
    for names, kind in zip(result["exchanges"], result["kinds"], strict=True):
        path = tuple(label.get((name, kind == "chain" and at == 0)) for at, name in enumerate(names))
        must(None not in path and len(path) > (kind != "chain" or not game.alone), f"result.json: {names} is no {kind}")
        chosen.append(path)
    return chosen


def check_exchanges(game: Game, chosen: list[Path]) -> None:
    """The exchanges are real, short enough, share nobody, keep every group's limit, and hold the locks."""
    for path in chosen:
        must(all(arc in game.arcs for arc in game.arcs_of(path)), f"result.json: {path} has an edge that is not there")
        must(game.is_allowed(path), f"result.json: {path} is longer than it may be")
    used = Counter(vertex for path in chosen for vertex in path)
    must(set(used.values()) <= {1}, "result.json: somebody is in two exchanges")
    for group in game.groups:
        within = sum(used[member] for member in group["members"]) <= group["limit"]
        must(within, f"result.json: group {group['name']} is over its limit")
    must(set(game.locks) <= {game.turned(path) for path in chosen}, "result.json: a locked exchange is not in")


def check_clash(instance: Facts, parameters: Facts) -> None:
    """The locks cannot all be kept."""
    game = Game(instance, parameters, math.lcm(*(Fraction(row["weight"]).denominator for row in instance["edges"])))
    try:
        check_exchanges(game, game.locks)
    except Wrong:
        return
    raise Wrong("result.json: the locks can all be kept")


def check_values(game: Game, result: Facts, objective: str, chosen: list[Path]) -> None:
    """The stages are those of the objective, each adds up, and nothing is optimal whose bound is not reached."""
    waits = sorted({row.get("waited", 0) for row in game.vertices.values()} - {0}, reverse=True)
    order: list[str] = []
    for name in ORDER[objective]:
        order += [f"waited-{rounds}" for rounds in waits] if name == "waited" else [name]
    must([stage["name"] for stage in result["stages"]] == order, "result.json: its stages are not of the objective")
    for stage in result["stages"]:
        name, closed = stage["name"], stage["bound"] == stage["value"]
        total = Fraction(game.total(name, chosen), game.unit(name))
        must(total == Fraction(stage["value"]), f"result.json: {name} is {total}, not {stage['value']}")
        must(stage["status"] == ("optimal" if closed else "feasible"), f"result.json: {name} is not {stage['status']}")
    closed = all(stage["status"] == "optimal" for stage in result["stages"])
    must(result["status"] == ("optimal" if closed else "feasible"), f"result.json: it is called {result['status']}")
    must(Fraction(result["weight"]) * game.scale == game.total("weight", chosen), "result.json: weight")
    must(result["count"] == sum(map(len, chosen)), "result.json: count")


def check_certificate(game: Game, proof: Facts, result: Facts, chosen: list[Path]) -> list[str]:
    """In every part the prices pay for every exchange, so that their sum is a bound. Gives what rests on a search."""
    stages = [stage["name"] for stage in result["stages"]]
    locked = {vertex for lock in game.locks for vertex in lock}
    limits = {group["name"]: group["limit"] - len(locked & set(group["members"])) for group in game.groups}
    member: dict[Any, list[str]] = defaultdict(list)
    for group in game.groups:
        for vertex in group["members"]:
            member[vertex].append(group["name"])
    best: dict[frozenset[Any], tuple[int, ...]] = {}
    for path in game.exchanges():
        use = Counter(name for vertex in path for name in member[vertex])
        if not locked & set(path) and all(use[name] <= limits[name] for name in use):
            values = tuple(game.value(stage, path) for stage in stages)
            best[frozenset(path)] = max(best.get(frozenset(path), values), values)
    home = {vertex: number for number, part in enumerate(proof["parts"]) for vertex in part["vertices"]}
    columns: list[list[Column]] = [[] for _part in proof["parts"]]
    for inside, values in best.items():
        parts = {home.get(vertex, -1) for vertex in inside}
        must(len(parts) == 1 and parts != {-1}, f"certificate.json: {sorted(inside, key=str)} is in no part")
        columns[parts.pop()].append((inside, values))
    searched: Counter[str] = Counter()
    for number, part in enumerate(proof["parts"]):
        own = [path for path in chosen if home.get(path[0]) == number and not locked & set(path)]
        must(
            [outcome["name"] for outcome in part["stages"]] == stages[: len(part["stages"])], "certificate.json: stages"
        )
        check_part(game, part["stages"], columns[number], own, (limits, member))
        searched.update(outcome["name"] for outcome in part["stages"] if outcome["closed"] == "search")
    for at, stage in enumerate(result["stages"]):
        if stage["bound"] is not None and stage["name"] != "worst-off":
            bounds = [part["stages"][at]["bound"] for part in proof["parts"]]
            must(None not in bounds, f"certificate.json: {stage['name']} lacks a bound")
            whole = Fraction(stage["bound"]) * game.unit(stage["name"])
            right = game.total(stage["name"], game.locks) + sum(bounds) == whole
            must(right, f"certificate.json: {stage['name']} has another bound")
    parts_of = f"of {len(proof['parts'])} parts the last step rests on a search"
    return [f"{name}: in {count} {parts_of}" for name, count in searched.items()]


def check_part(game: Game, stages: list[Facts], columns: list[Column], own: list[Path], groups: Any) -> None:
    """Each stage has its value and a bound that its prices give; what cannot be in a best choice drops out for the next."""
    for at, outcome in enumerate(stages):
        name, total = f"certificate.json: {outcome['name']}", game.total(outcome["name"], own)
        must(total == outcome["value"], f"{name} has another value")
        if "rows" not in outcome:
            must(outcome["closed"] != "duals", f"{name} has no prices")
            if outcome["name"] == "worst-off" and own:
                columns = [each for each in columns if each[1][at] >= total]
            continue
        exact, asked = prices(outcome, stages, columns, groups)
        times = outcome["denominator"]
        left = [ask - times * worth[at] for ask, (_inside, worth) in zip(asked, columns, strict=True)]
        must(times > 0 and min(left, default=0) >= 0, f"{name} has an exchange that its prices do not pay for")
        must(exact // times >= outcome["bound"] >= total, f"{name} has a bound that its prices do not give")
        must(outcome["closed"] != "duals" or exact // times == total, f"{name} is not closed by its prices")
        columns = [each for each, more in zip(columns, left, strict=True) if more <= exact - times * total]


def prices(outcome: Facts, stages: list[Facts], columns: list[Column], groups: Any) -> tuple[int, list[int]]:
    """Give what all prices come to, and what each exchange must pay: its people, their groups, the odd sets that it
    meets, once per two members, and what it adds to the stages before.
    """
    limits, member = groups
    rows, group, sets = (
        dict(outcome["rows"]),
        dict(outcome["groups"]),
        [(set(one), price) for one, price in outcome["sets"]],
    )
    lowest = min([*rows.values(), *group.values(), *(price for _inside, price in sets)], default=0)
    must(lowest >= 0, f"certificate.json: {outcome['name']} has a price below zero")
    must(all(len(inside) % 2 for inside, _price in sets), f"certificate.json: {outcome['name']} has an even set")
    at: dict[Any, list[int]] = defaultdict(list)
    for number, (inside, _price) in enumerate(sets):
        for vertex in inside:
            at[vertex].append(number)
    exact = sum(rows.values()) + sum(price * limits[name] for name, price in group.items())
    exact += sum(price * (len(inside) // 2) for inside, price in sets)
    exact += sum(price * before["value"] for price, before in zip(outcome["earlier"], stages, strict=False))
    asked = []
    for people, worth in columns:
        met = Counter(number for vertex in people for number in at[vertex])
        ask = sum(rows.get(vertex, 0) + sum(group.get(name, 0) for name in member[vertex]) for vertex in people)
        ask += sum(sets[number][1] * (count // 2) for number, count in met.items())
        asked.append(ask + sum(price * value for price, value in zip(outcome["earlier"], worth, strict=False)))
    return exact, asked


def verify(place: File) -> list[str]:
    """Check a directory; give what was found, a sentence a check. Raises Wrong."""
    files = read_files(place)
    result, parameters = files["result.json"], files["parameters"]
    said = [f"{len(files) - 1} files, each as the manifest says"]
    if result["status"] == "infeasible":
        check_clash(files["instance.json"], parameters)
        return [*said, f"the lock {result['lock']} cannot be kept: nothing was chosen"]
    proof = files["certificate.json"]
    must(isinstance(proof["scale"], int) and proof["scale"] > 0, "certificate.json: its scale is not a whole number")
    game = Game(files["instance.json"], parameters, proof["scale"])
    chosen = read_exchanges(game, result)
    check_exchanges(game, chosen)
    said.append(f"{len(chosen)} exchanges of {sum(map(len, chosen))} vertices, real, apart and within the limits")
    check_values(game, result, parameters["objective"], chosen)
    rests = check_certificate(game, proof, result, chosen)
    proven = [f"{one['name']} {one['value']} ({one['status']}, bound {one['bound']})" for one in result["stages"]]
    return [*said, ", ".join(proven), *rests]


def main(arguments: list[str] | None = None) -> int:
    given = sys.argv[1:] if arguments is None else arguments
    if len(given) != 1:
        sys.stdout.write("python3 verify_exchange.py DIR\n")
        return 1
    try:
        said = verify(File(given[0]))
    except Wrong as wrong:
        sys.stdout.write(f"WRONG {wrong}\n")
        return 1
    except (KeyError, IndexError, TypeError, ValueError, AttributeError, OSError, ArithmeticError) as broken:
        sys.stdout.write(f"WRONG a file has another form than it should: {broken!r}\n")
        return 1
    sys.stdout.write("\n".join([*said, "OK", ""]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
