"""A small invented country for tests of pages: schools with levels per year and domain, masked as DUO masks them."""

from __future__ import annotations

import hashlib

import numpy as np

from inspectie.core.engine import Status
from inspectie.core.frame import Frame
from inspectie.core.packing import pack
from inspectie.models import Board, DataVersion, Municipality, Ovt, Publication, School

YEARS = (2022, 2023, 2024)
TOWNS = ("Almere", "'s-Gravenhage", "Súdwest-Fryslân", "Ede")
# Where schools stand against the values of now: reading well above, arithmetic below.
LIFT = {"lezen": 0.17, "taalverzorging": 0.02, "rekenen": -0.06}


def frame(schools: int = 400, *, seed: int = 1, version: str = "") -> Frame:
    """Give a country of so many schools, always the same for the same seed."""
    rng = np.random.default_rng(seed)
    weging = np.clip(rng.normal(29.5, 3.5, schools), 20, 40).round(2)
    pupils = np.clip(rng.normal(28, 12, (schools, len(YEARS))), 5, 90).astype(np.int32)
    level = 0.66 - (weging - 20) * 0.016 + rng.normal(0, 0.06, schools)
    counts = np.zeros((schools, len(YEARS), 3, 3), np.int16)
    for place, lift in enumerate(LIFT.values()):
        share = np.clip(level + lift + rng.normal(0, 0.03, schools), 0.05, 0.97)
        below = np.clip(0.05 + rng.normal(0, 0.03, schools), 0.0, 0.4)
        for year in range(len(YEARS)):
            higher = rng.binomial(pupils[:, year], share)
            under = rng.binomial(pupils[:, year] - higher, np.clip(below / np.maximum(1 - share, 0.05), 0, 1))
            counts[:, year, place] = np.stack([under, pupils[:, year] - higher - under, higher], axis=1)
    marks = 3 * pupils
    first = 100 * (1 - counts[..., 0].sum(axis=2) / marks)
    second = 100 * counts[..., 2].sum(axis=2) / marks
    percentage = np.stack([first, second], axis=2).round(2)
    total = pupils.sum(axis=1)
    pooled = ((percentage * pupils[..., None]).sum(axis=1) / total[:, None]).round(2)
    masked = (counts > 0) & (counts < 5)
    codes = [f"{10 + place // 26:02d}{chr(65 + place % 26)}{chr(65 + place // 26 % 26)}|C1" for place in range(schools)]
    order = np.argsort(np.array(codes))
    arrays = {
        "percentage": percentage, "pupils": pupils, "starred": np.zeros((schools, len(YEARS)), np.bool_),
        "pooled": pooled, "pooled_pupils": total.astype(np.int32),
        "outcome": np.full((schools, 2), Status.BOVEN, np.int8), "weging": weging,
        "mapped": np.ones(schools, np.bool_), "low": np.where(masked, 1, counts).astype(np.int16),
        "high": np.where(masked, 4, counts).astype(np.int16), "enrolled": (total * 2).astype(np.int32),
        "board": (np.arange(schools) % 8).astype(np.int32), "municipality": (np.arange(schools) % 4).astype(np.int32),
    }  # fmt: skip
    return Frame(
        ovt=tuple(codes[place] for place in order),
        years=YEARS,
        boards=tuple(str(40000 + place) for place in range(8)),
        municipalities=tuple(f"{place + 1:04d}" for place in range(4)),
        version=version or hashlib.sha256(f"{schools} {seed}".encode()).hexdigest(),
        **{name: array[order] for name, array in arrays.items()},
    )


def store(made: Frame, *, names: bool = True) -> DataVersion:
    """Put a country into the database as the newest data version."""
    file = Publication.objects.create(kind="levels", file="voorbeeld.csv", sha256=made.version, is_demo=True)
    row = DataVersion.objects.create(version=made.version, frame=pack(made))
    row.publications.add(file)
    if names:
        towns = [
            Municipality.objects.get_or_create(code=code, defaults={"name": name})[0]
            for code, name in zip(made.municipalities, TOWNS, strict=True)
        ]
        boards = [
            Board.objects.get_or_create(number=int(code), defaults={"name": f"Bestuur {code}"})[0]
            for code in made.boards
        ]
        School.objects.bulk_create([School(brin=code[:4]) for code in made.ovt], ignore_conflicts=True)
        schools = School.objects.in_bulk([code[:4] for code in made.ovt], field_name="brin")
        places = [
            Ovt(
                code=code,
                school=schools[code[:4]],
                name=f"De Linde {place}",
                board=boards[int(made.board[place])],
                municipality=towns[int(made.municipality[place])],
                is_current=True,
                latitude=52 + place % 7 / 10,
                longitude=5 + place % 5 / 10,
            )
            for place, code in enumerate(made.ovt)
        ]
        Ovt.objects.bulk_create(places, ignore_conflicts=True)
    return row
