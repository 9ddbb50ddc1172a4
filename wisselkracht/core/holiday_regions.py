"""In which holiday regions the schools of a province lie.

Source: rijksoverheid.nl, "Regio-indeling schoolvakanties" (read 2026-11-29). The border runs by municipality. Where it
runs through a province every region counts of which a municipality lies there: then no moment falls into a holiday of
either, and at worst a week is skipped in which one of the schools was open.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from wisselkracht.core.school_holidays import Region

_N, _M, _S = Region.NORTH, Region.MIDDLE, Region.SOUTH
BY_PROVINCE: Final[Mapping[str, frozenset[Region]]] = {
    "groningen": frozenset({_N}),
    "friesland": frozenset({_N}),
    "fryslân": frozenset({_N}),
    "drenthe": frozenset({_N}),
    "overijssel": frozenset({_N}),
    "noord-holland": frozenset({_N}),
    "flevoland": frozenset({_N, _M}),
    "utrecht": frozenset({_N, _M}),
    "gelderland": frozenset({_N, _M, _S}),
    "zuid-holland": frozenset({_M}),
    "noord-brabant": frozenset({_M, _S}),
    "zeeland": frozenset({_S}),
    "limburg": frozenset({_S}),
}


def regions_of(province: str) -> frozenset[Region]:
    """Give the holiday regions that schools of a province may lie in; all three for a province that we do not know."""
    return BY_PROVINCE.get(province.strip().casefold(), frozenset(Region))
