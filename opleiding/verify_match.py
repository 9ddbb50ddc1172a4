#!/usr/bin/env python3
"""Check a match round. Needs Python 3.9 or newer and nothing else: python3 verify_match.py DIR [OUTCOME_HASH]

DIR holds a round as published, OUTCOME_HASH its number as published elsewhere. Prints what was checked and ends with OK,
or says the first claim that fails and gives 1. It shares no code with the software that made the round.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import sys
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

Contract = tuple[Any, ...]  # (class, -promotions, options, number, tie by id, offering, candidate, outermost pool)
Facts = dict[str, Any]
PROMOTIONS = 2  # how often, in mode most_places, who is at the end of the list asks again before others of the class


def must(holds: bool, why: str) -> None:
    if not holds:
        raise ValueError(why)


class Round:  # a bundle, and what follows from it
    def __init__(self, facts: Facts) -> None:
        offerings, pools = ({one["id"]: one for one in facts.get(key) or []} for key in ("offerings", "pools"))
        self.mode, self.many = facts.get("mode"), facts.get("tie_breaking") == "multiple"
        self.again = PROMOTIONS if self.mode == "most_places" else 0  # there, who has fewer options goes first too
        self.lists = {one["id"]: one["preferences"] for one in facts["candidates"]}
        self.classes: dict[str, dict[str, int]] = {o: {} for o in offerings}
        for o, one in offerings.items():
            self.classes[o].update((c, number) for number, group in enumerate(one["priorities"], 1) for c in group)

        def within(name: str) -> set[str]:
            own = {o for o, one in offerings.items() if name in (o, one.get("pool"))}
            return own.union(*(within(member) for member in pools.get(name, {}).get("members", [])))

        both = (*offerings.items(), *pools.items())
        self.caps: dict[str, int] = {name: 0 if one.get("withdrawn") else one["places"] for name, one in both}
        self.within = {name: within(name) for name in self.caps}
        inner_first = sorted(self.caps, key=lambda name: (name in pools, len(self.within[name]), self.caps[name], name))
        self.sets = {o: [name for name in inner_first if o in self.within[name]] for o in offerings}
        names = [f"{o}|{c}" for o, who in self.classes.items() for c in who] if self.many else list(self.lists)
        self.options = Counter(c for o, who in self.classes.items() if self.again and self.caps[o] for c in who)
        drawn = {"seed": "", "numbers": {}, **(facts.get("lottery") or {})}
        key, self.numbers = bytes.fromhex(drawn["seed"]), {name: drawn["numbers"].get(name, 0) for name in names}
        self.numbers.update({n: hmac.new(key, n.encode(), hashlib.sha256).hexdigest() for n in names if key})

    def contract(self, c: str, o: str, promotions: int) -> Contract:
        tie, number = (o, c) if self.many else (c, o), self.numbers[f"{o}|{c}" if self.many else c]
        return self.classes[o][c], -promotions, self.options[c], number, tie, o, c, self.sets[o][-1]

    def choose(self, contracts: list[Contract]) -> list[Contract]:
        used, kept = Counter[str](), []
        for contract in sorted(contracts):
            if all(used[name] < self.caps[name] for name in self.sets[contract[5]]):
                used.update(self.sets[contract[5]])
                kept.append(contract)
        return kept

    def solve(self) -> list[Contract]:
        """Deferred acceptance, round by round. Offerings that share a pool choose together, by their outermost pool."""
        wanted = {c: [o for o in ranked if c in self.classes[o]] for c, ranked in self.lists.items()}
        held: dict[str, list[Contract]] = defaultdict(list)
        if self.mode == "offering_optimal":
            for c, o in ((c, o) for c, ranked in wanted.items() for o in ranked):
                held[self.sets[o][-1]].append(self.contract(c, o, 0))
            made, offers, changed = list[Contract](), dict[str, list[Contract]](), set(held)
            while changed:
                offers.update({root: self.choose(held[root]) for root in changed})
                made = [offer for chosen in offers.values() for offer in chosen]
                best = {offer[6]: offer for offer in sorted(made, key=lambda one: -wanted[one[6]].index(one[5]))}
                gone = set(made) - set(best.values())
                changed = {offer[7] for offer in gone}
                held.update({root: [one for one in held[root] if one not in gone] for root in changed})
            return made
        turns = {c: [(o, n) for n in range(self.again + 1) for o in ranked] for c, ranked in wanted.items()}
        left = {c: iter([self.contract(c, *ask) for ask in asks]) for c, asks in turns.items()}
        asking = list(left)
        while asking:
            asked = [contract for contract in (next(left[c], None) for c in asking) if contract]
            for contract in asked:
                held[contract[7]].append(contract)
            kept = {root: self.choose(held[root]) for root in {contract[7] for contract in asked}}
            asking = [one[6] for root in kept for one in set(held[root]) - set(kept[root])]
            held.update(kept)
        return [contract for contracts in held.values() for contract in contracts]

    def cutoff(self, o: str, placed: list[Contract]) -> Contract | None:
        """The last who got in, in the smallest full set of places around an offering; None where there is room."""
        for name in self.sets[o]:
            kept = [contract for contract in placed if contract[5] in self.within[name]]
            if len(kept) >= self.caps[name]:
                return max(kept, default=(0, 0, 0, None, ("", ""), o, None))
        return None


def verify(place: Path, published: str = "") -> str:
    """Check a directory; give what was found. Raises ValueError with the first claim that fails."""
    names = ("bundle", "numbers", "outcome", "cutoffs", "explanations", "certificate")
    raw = {f"{name}.json": (place / f"{name}.json").read_bytes() for name in names}
    facts, numbers, outcome, cutoffs, told, certificate = (json.loads(raw[name].decode("utf-8-sig")) for name in raw)
    for name, expected in certificate["files"].items():
        must(hashlib.sha256(raw[name]).hexdigest() == expected, f"{name}: is not the file that certificate.json names")
    found = hashlib.sha256(json.dumps(outcome, sort_keys=True, separators=(",", ":")).encode()).hexdigest()
    for claimed in (certificate["outcome_hash"], published.lower() or found):
        must(claimed == found, f"outcome.json: its outcome_hash is {found}, not {claimed}")
    this, placements = Round(facts), outcome["placements"]
    must(numbers == this.numbers, "numbers.json: is not the draw that the bundle says")
    must(sorted([*placements, *outcome["unplaced"]]) == sorted(this.lists), "outcome.json: names not everybody once")
    for c, o in placements.items():
        must(o in this.lists[c] and c in this.classes[o], f"outcome.json: {c} may not be placed at {o}")
    for name, cap in this.caps.items():
        must(sum(o in this.within[name] for o in placements.values()) <= cap, f"outcome.json: {name} has too many")
    solved = {contract[6]: contract for contract in this.solve()}
    promotions = {c: -solved[c][1] if c in solved else this.again for c in this.lists}
    placed = [this.contract(c, o, promotions[c]) for c, o in placements.items()]
    last = {o: this.cutoff(o, placed) for o in this.classes}
    above = {c: ranked[: [*ranked, None].index(placements.get(c))] for c, ranked in this.lists.items()}
    for c, o, cut in ((c, o, last[o]) for c, ranked in above.items() for o in ranked if c in this.classes[o]):
        blocks = cut is None or this.contract(c, o, promotions[c]) < cut
        must(not blocks, f"outcome.json: {c} and {o} would both rather have each other")
    must(placements == {c: one[5] for c, one in solved.items()}, "outcome.json: the rules give another outcome")
    keys = ("class", "promotions", "number", "offering", "candidate")
    shown = {o: one and dict(zip(keys, (one[0], -one[1], one[3], *one[5:7]))) for o, one in last.items()}  # noqa: B905
    must({o: one["cutoff"] for o, one in cutoffs.items()} == shown, "cutoffs.json: a cutoff is not that of the outcome")
    for c, ranked in above.items():
        one, menu = told[c], told[c]["menu"]
        right = [(why["offering"], why["cutoff"]) for why in one["why_not"]] == [(o, shown[o]) for o in ranked]
        best = placements.get(c) if menu is None else next((o for o in this.lists[c] if o in menu), None)
        must(right and one["placed"] == best == placements.get(c), f"explanations.json: what {c} is told is not so")
    return f"{len(this.lists)} candidates, {len(placed)} placed, 0 blocking pairs, cutoffs hold\noutcome_hash {found}"


def main(arguments: list[str]) -> int:
    try:
        sys.stdout.write(verify(Path(arguments[0]), *arguments[1:2]) + "\nOK\n")
    except (ValueError, OSError, LookupError, TypeError, AttributeError, RecursionError) as wrong:
        sys.stdout.write(f"WRONG {wrong if isinstance(wrong, (ValueError, OSError)) else repr(wrong)}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
