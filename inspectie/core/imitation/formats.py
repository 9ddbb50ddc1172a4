"""The invented country in the formats of the Inspectie and DUO: headers, decimal commas, '*', '<5' and blanks."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from inspectie.core.imitation.world import DOMAINS, PROVIDERS, YEARS, Levels, Ovt, Vestiging, World

Cell = Any
Rows = list[list[Cell]]
# schoolweging -> category and value of the 1S/2F indicator
Norm = Callable[[float], tuple[str, float]]
THRESHOLD_1F: Final = 85.0
_ABOVE, _BELOW = "Boven de signaleringswaarde", "Onder de signaleringswaarde"
_LITTLE, _SMALL = "Te weinig gegevens", "Kleine school - Beoordeling over 5 jaar"


@dataclass(frozen=True, slots=True)
class File:
    """A file to be: a workbook of sheets, or one table as text when it has a single sheet without a name."""

    name: str
    sheets: Mapping[str, Rows]


def files(world: World, norm: Norm, rng: random.Random) -> list[File]:
    """Give every file that the country publishes, marked as an example in its name."""
    results = {ovt.code: _outcome(ovt, norm, rng) for ovt in world.ovts}
    return [
        File("voorbeeld-leerresultaten.ods", {"Toelichting": _about(), "Data": _outcomes(world, results)}),
        File("voorbeeld-schoolweging.ods", {"Toelichting": _about(), **_wegingen(world)}),
        *(File(f"voorbeeld-10.-leerlingen-bo-referentieniveaus-{year}-{year + 1}.csv", {"": _levels(world, year)}) for year in YEARS),
        File("voorbeeld-02.-alle-schoolvestigingen-basisonderwijs-2024-10-01.csv", {"": _register(world)}),
        File("voorbeeld-03.-alle-bevoegde-gezagen-basisonderwijs-2024-10-01.csv", {"": _boards(world)}),
        File("voorbeeld-01.-leerlingen-po-soort-po-cluster-leeftijd-2024-2025.csv", {"": _enrolment(world)}),
        *(File(f"voorbeeld-05.-gemiddelde-eindscores-bo-sbo-{year}-{year + 1}.csv", {"": _scores(world, year, rng)}) for year in YEARS),
        File("voorbeeld-coordinaten.csv", {"": _coordinates(world)}),
        File("voorbeeld-oordelen.csv", {"": _judgements(world, results, rng)}),
    ]  # fmt: skip


def _about() -> Rows:
    return [
        ["Voorbeeld: alle scholen, namen en cijfers in dit bestand zijn verzonnen"],
        ["De vorm is die van het bestand dat de Inspectie van het Onderwijs publiceert."],
    ]


@dataclass(frozen=True, slots=True)
class _Result:
    """What is published of an OVT."""

    cells: list[Cell]
    below: bool


def _outcome(ovt: Ovt, norm: Norm, rng: random.Random) -> _Result:
    yearly = [_year(ovt, year, rng) if year >= ovt.since else None for year in YEARS]
    known = [year for year in yearly if year is not None]
    pupils = sum(year[0] for year in known)
    starred = pupils < 5 or any(year[0] < 5 for year in known)
    pooled = [_share(sum(year[level] for year in known), pupils) for level in (1, 2)]
    weging = ovt.window()
    category, value = norm(weging) if weging is not None else ("", 0.0)
    outcomes = [
        _judged(yearly, pupils, pooled[0], THRESHOLD_1F, known_weging=True),
        _judged(yearly, pupils, pooled[1], value, known_weging=weging is not None),
    ]
    cells: list[Cell] = [ovt.code]
    for year in yearly:
        if year is None:
            cells += ["", "", ""]
        elif starred:
            cells += ["*", "*", "*"]
        else:
            cells += [_comma(_share(year[1], year[0])), _comma(_share(year[2], year[0])), str(year[0])]
    cells += [weging if weging is not None else "", category, THRESHOLD_1F, value if category else ""]
    cells += ["*", "*", "*"] if pupils < 5 else [*map(_comma, pooled), str(pupils)]
    return _Result([*cells, *outcomes], _BELOW in outcomes)


def _year(ovt: Ovt, year: int, rng: random.Random) -> tuple[int, int, int]:
    """Give test takers and the levels attained (1F or more; the higher one) in three domains together.

    In one school year of twelve a pupil counts for DUO and not for the Inspectie, as in the real files.
    """
    cells = {domain: list(ovt.levels(year, domain)) for domain in DOMAINS}
    pupils = sum(cells["lezen"])
    if pupils > 5 and rng.random() < 1 / 12:
        pupils -= 1
        for counts in cells.values():
            counts[rng.choices(range(3), weights=counts)[0]] -= 1
    higher = sum(counts[2] for counts in cells.values())
    return pupils, higher + sum(counts[1] for counts in cells.values()), higher


def _share(attained: int, pupils: int) -> float:
    return round(100 * attained / (3 * pupils), 2) if pupils else 0.0


def _judged(yearly: Sequence[object], pupils: int, percentage: float, value: float, *, known_weging: bool) -> str:
    if None in yearly or not known_weging:
        return _LITTLE
    if pupils < 15:
        return _SMALL
    return _ABOVE if percentage >= value else _BELOW


def _comma(number: float) -> str:
    return f"{number:.2f}".rstrip("0").rstrip(".").replace(".", ",")


def _outcomes(world: World, results: Mapping[str, _Result]) -> Rows:
    header: list[Cell] = ["ovt"]
    for year in YEARS:
        code = f"{year % 100}{year % 100 + 1}"
        header += [f"Gemiddelde %1F {code}", f"Gemiddelde %1S/2F {code}", f"Aantal leerlingen {code}"]
    header += [
        "Schoolweging", "Schoolwegingscategorie", "Signaleringswaarde 1F", "Signaleringswaarde 1S/2F",
        "Gewogen driejaarsgemiddelde %1F", "Gewogen driejaarsgemiddelde %1S/2F", "Totaal aantal leerlingen 3 jaar",
        "Uitkomst indicator 1F", "Uitkomst indicator 1S/2F",
    ]  # fmt: skip
    return [header, *(results[ovt.code].cells for ovt in world.ovts)]


def _wegingen(world: World) -> dict[str, Rows]:
    years = [year - 1 for year in YEARS]
    window = ", ".join(f"{year}-{year + 1}" for year in years)
    sheets: dict[str, Rows] = {
        "Driejaarsgemiddelde": [
            ["OVT", "Naam", "BGNR", f"schoolweging {window}"],
            *([ovt.code, ovt.name, _board(ovt), _or_blank(ovt.window())] for ovt in world.ovts),
        ]
    }
    for year in reversed(years):
        sheets[f"{year}-{year + 1}"] = [
            ["OVT", "Naam", "BGNR", "schoolweging", "aantal_leerlingen", "spreiding"],
            *(
                [ovt.code, ovt.name, _board(ovt), _or_blank(ovt.weging[year]), _pupils(ovt), ovt.spread[year] if ovt.weging[year] is not None else ""]
                for ovt in world.ovts
            ),
        ]  # fmt: skip
    return sheets


def _board(ovt: Ovt) -> int:
    return ovt.vestigingen[0].board.number


def _pupils(ovt: Ovt) -> int:
    return sum(vestiging.pupils for vestiging in ovt.vestigingen)


def _or_blank(value: float | None) -> Cell:
    return "" if value is None else value


def _masked(number: int) -> Cell:
    return "<5" if 0 < number < 5 else str(number)


def _school(vestiging: Vestiging) -> list[Cell]:
    """Give the columns that DUO's tables share: capitals for places, codes of municipalities padded with a space."""
    place = vestiging.place
    return [
        vestiging.code[:4], vestiging.code[4:], vestiging.name, f"{place.code}XX", place.name.upper(),
        f"{place.code:>4}", place.municipality, place.province, "Bo", vestiging.denomination, vestiging.board.number,
    ]  # fmt: skip


_SCHOOL: Final = [
    "INSTELLINGSCODE", "VESTIGINGSCODE", "INSTELLINGSNAAM_VESTIGING", "POSTCODE_VESTIGING", "PLAATSNAAM",
    "GEMEENTENUMMER", "GEMEENTENAAM", "PROVINCIE", "SOORT_PO", "DENOMINATIE_VESTIGING", "BEVOEGD_GEZAG_NUMMER",
]  # fmt: skip
_LEVELS: Final = (
    ("rekenen", ("REKENEN_LAGER1F", "REKENEN_1F", "REKENEN_1S")),
    ("lezen", ("LV_LAGER1F", "LV_1F", "LV_2F")),
    ("taalverzorging", ("TV_LAGER1F", "TV_1F", "TV_2F")),
)


def _levels(world: World, year: int) -> Rows:
    header: list[Cell] = ["PEILDATUM", *_SCHOOL]
    for domain, names in _LEVELS:
        header += [*names, "REKENEN_2F"] if domain == "rekenen" else names
    rows: Rows = [header]
    for vestiging in world.vestigingen():
        cells: list[Cell] = [f"{year}1001", *_school(vestiging)]
        for domain, _names in _LEVELS:
            levels: Levels = vestiging.levels[year][domain]
            cells += map(_masked, levels)
            if domain == "rekenen":
                cells.append("0")
        rows.append(cells)
    return rows


def _register(world: World) -> Rows:
    header: list[Cell] = [
        "PROVINCIE", "BEVOEGD GEZAG NUMMER", "INSTELLINGSCODE", "VESTIGINGSCODE", "VESTIGINGSNAAM", "POSTCODE",
        "PLAATSNAAM", "GEMEENTENUMMER", "GEMEENTENAAM", "DENOMINATIE",
    ]  # fmt: skip
    return [header, *map(_registered, world.vestigingen())]


def _registered(one: Vestiging) -> list[Cell]:
    place = one.place
    return [
        place.province, one.board.number, one.code[:4], one.code, one.name, f"{place.code} XX", place.name.upper(),
        place.code, place.municipality.upper(), one.denomination,
    ]  # fmt: skip


def _boards(world: World) -> Rows:
    return [
        ["BEVOEGD GEZAG NUMMER", "BEVOEGD GEZAG NAAM", "PLAATSNAAM"],
        *([board.number, board.name, board.home.name.upper()] for board in world.boards),
    ]


def _enrolment(world: World) -> Rows:
    ages = [f"LEEFTIJD_{age}" for age in range(4, 13)]
    rows: Rows = [["PEILDATUM", *_SCHOOL[:9], "CLUSTER", *_SCHOOL[9:], *ages]]
    for one in world.vestigingen():
        school = _school(one)
        rows.append(["20241001", *school[:9], "nvt", *school[9:], *map(_masked, one.ages)])
    return rows


def _scores(world: World, year: int, rng: random.Random) -> Rows:
    """Give table 05. Until 2022/23 the date has a longer name, and Leerling in beeld is called CET."""
    early = year < 2023
    names = ["CET" if early and name == "LIB" else name for name, *_ in PROVIDERS]
    header: list[Cell] = ["PEILDATUM_LEERLINGEN", "PRIKDATUM_SCORES" if early else "PRIKDATUM", *_SCHOOL, "LEERJAAR_8"]
    header += [f"{name}_{what}" for name in names for what in ("AANTAL", "GEM")]
    rows: Rows = [header]
    for one in world.vestigingen():
        pupils = sum(one.levels[year]["lezen"])
        if not pupils:
            continue
        higher = sum(one.levels[year][domain][2] for domain in DOMAINS) / (3 * pupils)
        cells: list[Cell] = [f"{year + 1}0201", f"{year + 1}0715", *_school(one), str(pupils)]
        for name, _weight, mean, spread in PROVIDERS:
            if name == one.provider[year]:
                value = mean + spread * (2.4 * (higher - 0.58) + rng.gauss(0, 0.2))
                cells += [_masked(pupils), "" if pupils < 5 else f"{value:.4f}".replace(".", ",")]
            else:
                cells += ["0", ""]
        rows.append(cells)
    return rows


def _coordinates(world: World) -> Rows:
    return [["school_id", "latitude", "longitude"], *_spots(world)]


def _spots(world: World) -> Iterator[list[Cell]]:
    for one in world.vestigingen():
        short = one.code[:4] if one.code.endswith("00") else one.code
        yield [short, f"{one.latitude:.6f}", f"{one.longitude:.6f}"]


def _judgements(world: World, results: Mapping[str, _Result], rng: random.Random) -> Rows:
    """Give judgements of some years: most visits go to schools with low results, and some to a sample."""
    rows: Rows = [["ovt", "oordeel", "datum", "aanleiding", "rapport"]]
    for ovt in world.ovts:
        below = results[ovt.code].below
        if rng.random() > (0.6 if below else 0.06):
            continue
        labels = ("voldoende", "onvoldoende", "zeer zwak", "goed")
        label = rng.choices(labels, weights=(46, 40, 13, 1) if below else (84, 6, 0, 10))[0]
        visit = "risico" if below else rng.choice(("steekproef", "steekproef", "overig"))
        year, month, day = rng.choice((2024, 2025, 2026)), rng.randint(1, 9), rng.randint(1, 28)
        rows.append([ovt.code, label, f"{year}{month:02d}{day:02d}", visit, ""])
        if label in {"onvoldoende", "zeer zwak"} and year < 2026 and rng.random() < 0.6:
            rows.append([ovt.code, "voldoende", f"{year + 1}{month:02d}{day:02d}", "herstel", ""])
    return rows
