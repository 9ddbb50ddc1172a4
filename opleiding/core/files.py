"""What `match solve` writes, as names and bytes: the same for the same bundle, byte for byte, on every machine."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from opleiding.core import offering_side
from opleiding.core.explanation import Explanation, WhyNot, explain, filling
from opleiding.core.lottery import Draw, Order, draw, order
from opleiding.core.market import NOWHERE, Market, Matching
from opleiding.core.matching import solve
from opleiding.core.stability import Cutoff, blocking_pairs, cutoffs

NAMES: Final = ("bundle.json", "numbers.json", "outcome.json", "cutoffs.json", "explanations.json", "certificate.json")

Json = dict[str, Any]


def canonical(facts: Json) -> bytes:
    """Give facts as bytes in one way only: sorted keys, no spaces, ASCII."""
    return json.dumps(facts, sort_keys=True, separators=(",", ":")).encode()


def digest(content: bytes) -> str:
    """Give the SHA-256 of bytes as hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()


def outcome(market: Market, matching: Matching) -> Json:
    """Give `outcome.json`; its hash is the digest of its canonical form."""
    people = list(zip(market.candidates, matching.placed, strict=True))
    return {
        "placements": {name: market.offerings[choice] for name, choice in people if choice != NOWHERE},
        "unplaced": [name for name, choice in people if choice == NOWHERE],
    }


@dataclass(frozen=True, slots=True)
class Solved:
    """A round that was solved and checked: its parts, for pages and for files."""

    market: Market
    drawn: Draw
    by: Order
    matching: Matching
    cutoffs: tuple[Cutoff | None, ...]
    explanations: tuple[Explanation, ...]

    def outcome_hash(self) -> str:
        """Give the SHA-256 by which the outcome is named."""
        return digest(canonical(outcome(self.market, self.matching)))


def settle(market: Market) -> Solved:
    """Draw, solve, check and explain. An outcome that somebody could contest is a fault of ours and stops here."""
    drawn = draw(market)
    by = order(market, drawn)
    matching = solve(market, by)
    assert not blocking_pairs(market, by, matching)
    last = cutoffs(market, by, matching)
    menus = offering_side.menus(market, by) if market.mode == "candidate_optimal" else None
    return Solved(market, drawn, by, matching, last, explain(market, by, matching, last, menus))


def parts(solved: Solved) -> dict[str, Json]:
    """Give what stands in the files that are made of an outcome, by their names."""
    return {
        "numbers.json": solved.drawn.shown(),
        "outcome.json": outcome(solved.market, solved.matching),
        "cutoffs.json": _offerings(solved),
        "explanations.json": {
            solved.market.candidates[one.candidate]: _told(solved, one) for one in solved.explanations
        },
    }


def written(solved: Solved, bundle: bytes, found: Mapping[str, Json] | None = None) -> dict[str, bytes]:
    """Give the files of a round. bundle: as it came, byte for byte. found: its parts, where they are known already."""
    made = {"bundle.json": bundle}
    made |= {name: canonical(facts) for name, facts in (found or parts(solved)).items()}
    certificate = {
        "files": {name: digest(content) for name, content in made.items()},
        "outcome_hash": solved.outcome_hash(),
    }
    return made | {"certificate.json": canonical(certificate)}


def _offerings(solved: Solved) -> Json:
    market = solved.market
    filled = filling(market, solved.matching, solved.cutoffs)
    placed = Counter(solved.matching.placed)
    return {
        name: {
            "places": market.places[number],
            "placed": placed[number],
            "filling": str(filled[number]),
            "cutoff": _cutoff(solved, solved.cutoffs[number]),
        }
        for number, name in enumerate(market.offerings)
    }


def _cutoff(solved: Solved, cutoff: Cutoff | None) -> Json | None:
    """Give a cutoff with classes counted from 1; class 0 stands where there are no places."""
    if cutoff is None:
        return None
    market, none = solved.market, cutoff.candidate == NOWHERE
    return {
        "class": cutoff.rank + 1,
        "candidate": None if none else market.candidates[cutoff.candidate],
        "offering": market.offerings[cutoff.offering],
        "promotions": cutoff.promotions,
        "number": None if none else _number(solved, cutoff.turn),
    }


def _told(solved: Solved, told: Explanation) -> Json:
    offerings = solved.market.offerings
    return {
        "placed": None if told.placed == NOWHERE else offerings[told.placed],
        "case": str(told.case),
        "why_not": [_missing(solved, why) for why in told.why_not],
        "menu": None if told.menu is None else [offerings[choice] for choice in told.menu],
    }


def _missing(solved: Solved, why: WhyNot) -> Json:
    return {
        "offering": solved.market.offerings[why.offering],
        "reason": str(why.reason),
        "class": None if why.rank == NOWHERE else why.rank + 1,
        "number": None if why.rank == NOWHERE else _number(solved, why.turn),
        "cutoff": _cutoff(solved, why.cutoff),
    }


def _number(solved: Solved, turn: int) -> str | int:
    number = solved.drawn.numbers[solved.by.tickets[turn]]
    return number.hex() if isinstance(number, bytes) else number
