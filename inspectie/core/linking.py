"""Which vestigingen an OVT is made of. The number of an OVT says nothing: C2 need not be vestiging 02."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Final

from inspectie.core.names import fold

# Names of different schools under one BRIN are alike ("De Ark, locatie Noord"), so both must be each other's best.
_ALIKE: Final = 0.6


class Confidence(StrEnum):
    """How sure a link is."""

    CERTAIN = "certain"
    LIKELY = "likely"
    POSSIBLE = "possible"


class Source(StrEnum):
    """What a link rests on."""

    ONLY_ONE = "only_one"
    NAME = "name"
    BRIN = "brin"


@dataclass(frozen=True, slots=True)
class Link:
    """One OVT and one vestiging that it is, may be, or may be part of."""

    ovt: str
    vestiging: str
    source: Source
    confidence: Confidence


def link(ovts: Mapping[str, str], vestigingen: Mapping[str, str]) -> list[Link]:
    """Link OVTs ('00AP|C1') to vestigingen ('00AP00') under the same BRIN, each given with its name.

    Certain where a BRIN has one of both. Otherwise likely where two names are each other's best, and what is then
    left is possible in every combination. Sorted by OVT and vestiging.
    """
    by_brin: dict[str, tuple[list[str], list[str]]] = defaultdict(lambda: ([], []))
    for code in ovts:
        by_brin[code[:4]][0].append(code)
    for code in vestigingen:
        by_brin[code[:4]][1].append(code)
    links: list[Link] = []
    for ours, theirs in by_brin.values():
        if len(ours) == 1 and len(theirs) == 1:
            links.append(Link(ours[0], theirs[0], Source.ONLY_ONE, Confidence.CERTAIN))
        elif ours and theirs:
            links += _by_name({code: ovts[code] for code in ours}, {code: vestigingen[code] for code in theirs})
    return sorted(links, key=lambda found: (found.ovt, found.vestiging))


def _by_name(ovts: Mapping[str, str], vestigingen: Mapping[str, str]) -> list[Link]:
    alike = {
        (ovt, vestiging): SequenceMatcher(None, fold(name), fold(other), autojunk=False).ratio()
        for ovt, name in ovts.items()
        for vestiging, other in vestigingen.items()
    }
    links = []
    for (ovt, vestiging), ratio in alike.items():
        rivals = [other for pair, other in alike.items() if pair != (ovt, vestiging) and _shares(pair, ovt, vestiging)]
        if ratio >= _ALIKE and ratio > max(rivals, default=0.0):
            links.append(Link(ovt, vestiging, Source.NAME, Confidence.LIKELY))
    named = {found.ovt for found in links}
    links += [
        Link(ovt, vestiging, Source.BRIN, Confidence.POSSIBLE)
        for ovt in ovts
        if ovt not in named
        for vestiging in vestigingen
    ]
    return links


def _shares(pair: tuple[str, str], ovt: str, vestiging: str) -> bool:
    return pair[0] == ovt or pair[1] == vestiging
