"""A small country of invented schools, with a frame as the importer would make it. Shared by tests of pages."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from inspectie.core.engine import Status
from inspectie.core.frame import Frame
from inspectie.core.packing import pack
from inspectie.models import Board, DataVersion, Municipality, Ovt, OvtVestiging, School, Vestiging

YEARS = (2022, 2023, 2024)
LETTERS = "VWXYZABCDEFGHIJKLMNOPQRSTU"
# What a table of source's own masks may hold: between these two numbers.
MASK = (1, 4)


@dataclass(frozen=True)
class Town:
    """A municipality, with a place in it and where that lies."""

    code: str
    name: str
    place: str
    latitude: float
    longitude: float


TOWNS = (
    Town("0518", "'s-Gravenhage", "'s-Gravenhage", 52.08, 4.31),
    Town("1900", "Súdwest-Fryslân", "Sneek", 53.03, 5.66),
    Town("0363", "Amsterdam", "Amsterdam", 52.37, 4.89),
)


def build(number: int = 24, *, names: Sequence[str] = (), seed: int = 7) -> Frame:
    """Make `number` schools over three towns and two boards, and the data version that pages read."""
    # Pages keep what they computed by version, so another country must be another version.
    version = hashlib.sha256(repr((number, names, seed)).encode()).hexdigest()
    boards = [
        Board.objects.get_or_create(number=40_000 + each, defaults={"name": f"Stichting Voorbeeld {each}"})[0]
        for each in (1, 2)
    ]
    towns = [
        Municipality.objects.get_or_create(code=town.code, defaults={"name": town.name, "province": "Voorbeeldland"})[0]
        for town in TOWNS
    ]
    codes = sorted(_code(each) for each in range(number))
    for each, code in enumerate(codes):
        town = TOWNS[each % 3]
        ovt = _school(code, name=names[each] if each < len(names) else f"De Ark {each}", town=town, each=each)
        Ovt.objects.filter(pk=ovt.pk).update(board=boards[each % 2], municipality=towns[each % 3])
    frame = frame_of(codes, version=version, seed=seed)
    DataVersion.objects.create(version=version, frame=pack(frame))
    return frame


def _code(each: int) -> str:
    """Give an invented code: 00VA|C1, 00VB|C1 ... enough for 26,000 schools."""
    return f"{each // 260:02d}{LETTERS[each // 10 % 26]}{chr(65 + each % 10)}|C1"


def _school(code: str, *, name: str, town: Town, each: int) -> Ovt:
    school = School.objects.create(brin=code[:4])
    vestiging = Vestiging.objects.create(code=f"{code[:4]}00", school=school, name=name)
    ovt = Ovt.objects.create(
        code=code,
        school=school,
        is_current=True,
        name=name,
        place=town.place,
        latitude=town.latitude + (each % 7) / 100,
        longitude=town.longitude + (each % 5) / 100,
        pupils=180 + each,
    )
    OvtVestiging.objects.create(
        ovt=ovt, vestiging=vestiging, source="only_one", confidence="certain", valid_from="2022-10-01"
    )
    return ovt


def frame_of(codes: Sequence[str], *, version: str, seed: int = 7) -> Frame:
    """Make plausible results: the fourth school hides a year, the fifth is small, the sixth has no weging."""
    rng = np.random.default_rng(seed)
    size, shape = len(codes), (len(codes), 3, 3, 3)
    pupils = rng.integers(12, 60, (size, 3)).astype(np.int32)
    exact = np.stack([rng.multinomial(n, [0.06, 0.44, 0.5], size=3) for n in pupils.ravel()]).reshape(shape)
    masked = (exact > 0) & (exact < MASK[1] + 1)
    low = np.where(masked, MASK[0], exact).astype(np.int16)
    high = np.where(masked, MASK[1], exact).astype(np.int16)
    taken = 3 * pupils
    reached = np.stack([exact[..., 1:].sum((2, 3)), exact[..., 2].sum(2)], axis=-1)
    percentage = np.round(100 * reached / taken[..., None], 2)
    pooled = np.round(100 * reached.sum(1) / taken.sum(1)[:, None], 2)
    weging = np.round(rng.uniform(21, 39, size), 2)
    total = pupils.sum(1).astype(np.int32)
    outcome = np.full((size, 2), Status.BOVEN, np.int8)
    starred = np.zeros((size, 3), np.bool_)
    if size > 5:
        starred[3], percentage[3], pooled[3] = True, np.nan, np.nan
        outcome[3] = Status.TE_WEINIG_GEGEVENS
        total[4], pupils[4] = 12, 4
        outcome[4] = Status.KLEINE_SCHOOL
        weging[5] = np.nan
    return Frame(
        ovt=tuple(codes),
        years=YEARS,
        percentage=percentage,
        pupils=pupils,
        starred=starred,
        pooled=pooled,
        pooled_pupils=total,
        outcome=outcome,
        weging=weging,
        mapped=np.ones(size, np.bool_),
        low=low,
        high=high,
        enrolled=np.full(size, 180, np.int32),
        board=np.arange(size, dtype=np.int32) % 2,
        municipality=np.arange(size, dtype=np.int32) % 3,
        boards=("40001", "40002"),
        municipalities=tuple(town.code for town in TOWNS),
        version=version,
    )
