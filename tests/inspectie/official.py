"""The official files, read for the tests of the engine: plainly and apart from the importer, so that the two check each other."""

from __future__ import annotations

import os
from collections import defaultdict
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq
import pytest
from python_calamine import CalamineWorkbook

from inspectie.core.engine import Status
from inspectie.core.frame import Frame, check
from tests.sizes import FULL

ROOT = Path(__file__).resolve().parent.parent.parent
FOLDER = Path(os.environ.get("SHARED_DATA", ROOT.parent / "shared" / "data")) / "inspectie"
YEARS = {"2022-2023": 0, "2023-2024": 1, "2024-2025": 2}
CELLS = (
    ("LV_LAGER1F", "LV_1F", "LV_2F"),
    ("TV_LAGER1F", "TV_1F", "TV_2F"),
    ("REKENEN_LAGER1F", "REKENEN_1F", "REKENEN_1S"),
)
OUTCOMES = {
    "Boven de signaleringswaarde": Status.BOVEN,
    "Onder de signaleringswaarde": Status.ONDER,
    "Te weinig gegevens": Status.TE_WEINIG_GEGEVENS,
    "Kleine school - Beoordeling over 5 jaar": Status.KLEINE_SCHOOL,
}


def frame() -> Frame:
    """Give the national frame; without the files the test is skipped, or fails when numbers are proven."""
    if not (FOLDER / "leerresultaten.ods").exists():
        words = f"The official files are not in {FOLDER} (SHARED_DATA names another place)."
        if FULL:
            pytest.fail(words)
        pytest.skip(words)
    return _frame()


@lru_cache(maxsize=1)
def _frame() -> Frame:
    sheet = CalamineWorkbook.from_path(FOLDER / "leerresultaten.ods").get_sheet_by_name("Data").to_python()[1:]
    rows = sorted((row for row in sheet if row[0]), key=lambda row: row[0])
    years = [[row[1 + 3 * year : 4 + 3 * year] for year in range(3)] for row in rows]
    numbers = np.array([[[_number(cell) for cell in year] for year in school] for school in years])
    low, high, place = _counts([row[0] for row in rows])
    towns = sorted(set(place.values()))
    found = Frame(
        ovt=tuple(row[0] for row in rows),
        years=(2022, 2023, 2024),
        percentage=numbers[..., :2],
        pupils=_whole(numbers[..., 2]),
        starred=np.array([[any(str(cell).strip() == "*" for cell in year) for year in school] for school in years]),
        pooled=np.array([[_number(row[14]), _number(row[15])] for row in rows]),
        pooled_pupils=_whole(np.array([_number(row[16]) for row in rows])),
        outcome=np.array([[OUTCOMES[row[17]], OUTCOMES[row[18]]] for row in rows], np.int8),
        weging=np.array([_number(row[10]) for row in rows]),
        mapped=low[:, 0, 0, 0] >= 0,
        low=low,
        high=high,
        enrolled=np.full(len(rows), -1, np.int32),
        board=np.full(len(rows), -1, np.int32),
        municipality=np.array([towns.index(place[row[0]]) if row[0] in place else -1 for row in rows], np.int32),
        boards=(),
        municipalities=tuple(towns),
        version="official",
    )
    check(found)
    return found


def _counts(codes: list[str]) -> tuple[Any, Any, dict[str, str]]:
    """Give the bounds of the schools that have one OVT and one vestiging, and their municipality."""
    table = pq.read_table(FOLDER / "scores_3year.parquet").to_pylist()
    locations: dict[str, set[int]] = defaultdict(set)
    for row in table:
        locations[row["INSTELLINGSCODE"]].add(int(row["VESTIGINGSCODE"]))
    objects: dict[str, list[int]] = defaultdict(list)
    for position, code in enumerate(codes):
        objects[code[:4]].append(position)
    low = np.full((len(codes), 3, 3, 3), -1, np.int16)
    high = low.copy()
    place = {}
    for row in table:
        brin = row["INSTELLINGSCODE"]
        if len(locations[brin]) == 1 and len(objects.get(brin, ())) == 1:
            at, year = objects[brin][0], YEARS[row["school_year"]]
            place[codes[at]] = f"{int(row['GEMEENTENUMMER']):04}"
            for domain, names in enumerate(CELLS):
                for level, name in enumerate(names):
                    text = str(row[name]).strip()
                    low[at, year, domain, level], high[at, year, domain, level] = (
                        (1, 4) if text == "<5" else (int(text),) * 2
                    )
    return low, high, place


def _number(cell: Any) -> float:
    text = str(cell).strip()
    return float("nan") if text in {"", "*"} else float(text.replace(",", "."))


def _whole(numbers: Any) -> Any:
    return np.where(np.isnan(numbers), -1, np.nan_to_num(numbers)).astype(np.int32)
