"""The files of the Inspectie: leerresultaten and schoolweging, and judgements in a format of our own."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Final

from inspectie.core.names import clean
from inspectie.core.reading.cells import Codes, Counts, Days, Decimals, Reader, Words, school_year
from inspectie.core.reading.harvest import Context, Harvest
from inspectie.core.reading.tables import Columns, Table
from inspectie.core.refusals import Place, Refused, Why

OUTCOMES: Final = re.compile(
    r"OVT|GEMIDDELDE?_%1(?:F|S/2F)_\d{4}|AANTAL_LEERLINGEN_\d{4}|SCHOOLWEGING(?:SCATEGORIE)?"
    r"|SIGNALERINGSWAARDE_1(?:F|S/2F)|GEWOGEN_DRIEJAARSGEMIDDELDE_%1(?:F|S/2F)|TOTAAL_AANTAL_LEERLINGEN_3_JAAR"
    r"|UITKOMST_INDICATOR_1(?:F|S/2F)"
)
WEGING: Final = re.compile(r"OVT|NAAM|BGNR|SCHOOLWEGING(?:_\d{4}_\d{4},?)*|AANTAL_LEERLINGEN|SPREIDING")
JUDGEMENTS: Final = re.compile(r"OVT|OORDEEL|DATUM|AANLEIDING|RAPPORT")

_OUTCOME_WORDS: Final[Mapping[str, str]] = {
    "boven de signaleringswaarde": "boven",
    "onder de signaleringswaarde": "onder",
    "te weinig gegevens": "te_weinig_gegevens",
    "kleine school - beoordeling over 5 jaar": "kleine_school",
}
_LABELS: Final[Mapping[str, str]] = {
    "zeer zwak": "zeer_zwak",
    "onvoldoende": "onvoldoende",
    "voldoende": "voldoende",
    "goed": "goed",
}
_VISITS: Final[Mapping[str, str]] = {
    "": "overig",
    "overig": "overig",
    "risico": "risico",
    "steekproef": "steekproef",
    "herstel": "herstel",
}


def year_of_code(code: str) -> int | None:
    """Give the first calendar year behind '2223' (2022) or '2023' (the school year that ends in it, 2022), or None."""
    first, second = int(code[:2]), int(code[2:])
    if second == first + 1:
        return 2000 + first
    return int(code) - 1 if code.startswith("20") else None


def outcomes(table: Table, _context: Context) -> Harvest:
    """Read leerresultaten: three years and their outcome for each OVT. Raises Refused."""
    columns = Columns(table, known=OUTCOMES)
    years = _years(table, columns)
    last = max(years)
    harvest = Harvest("outcomes", f"leerresultaten {years[0]}-{last}", table.title, published_on=date(last + 1, 9, 1))
    ovt = Codes(columns.column("OVT"))
    spelled = {name.replace("GEMIDDELD_%", "GEMIDDELDE_%"): name for name in columns.names()}
    code = {year: suffix for suffix in _codes(columns) if (year := year_of_code(suffix)) is not None}
    yearly = [
        (
            year,
            Decimals(columns.column(spelled[f"GEMIDDELDE_%1F_{code[year]}"]), lowest=0, highest=100),
            Decimals(columns.column(spelled[f"GEMIDDELDE_%1S/2F_{code[year]}"]), lowest=0, highest=100),
            Counts(columns.column(f"AANTAL_LEERLINGEN_{code[year]}")),
        )
        for year in years
    ]
    window = _Window(columns)
    for number, row in columns.rows():
        key = ovt.ovt(number, row)
        for year, first, higher, pupils in yearly:
            cells = (first.starred(number, row), higher.starred(number, row), pupils.starred(number, row))
            values = (*(value for value, _ in cells), any(star for _, star in cells))
            harvest.add("PublishedYear", number, (key, last, year), values)
        harvest.add("PublishedAggregate", number, (key, last), window.values(number, row))
        harvest.rows += 1
    return harvest


class _Window:
    """The columns about three years together."""

    def __init__(self, columns: Columns) -> None:
        def percent(name: str) -> Decimals:
            return Decimals(columns.column(name), lowest=0, highest=100)

        self.weging = Decimals(columns.column("SCHOOLWEGING"), lowest=20, highest=40)
        self.category = Reader(columns.column("SCHOOLWEGINGSCATEGORIE"))
        self.thresholds = (percent("SIGNALERINGSWAARDE_1F"), percent("SIGNALERINGSWAARDE_1S/2F"))
        self.pooled = (percent("GEWOGEN_DRIEJAARSGEMIDDELDE_%1F"), percent("GEWOGEN_DRIEJAARSGEMIDDELDE_%1S/2F"))
        self.pupils = Counts(columns.column("TOTAAL_AANTAL_LEERLINGEN_3_JAAR"))
        self.outcomes = tuple(
            Words(columns.column(f"UITKOMST_INDICATOR_{indicator}"), _OUTCOME_WORDS) for indicator in ("1F", "1S/2F")
        )

    def values(self, number: int, row: object) -> tuple[object, ...]:
        assert isinstance(row, (list, tuple))
        first, first_star = self.pooled[0].starred(number, row)
        higher, higher_star = self.pooled[1].starred(number, row)
        pupils, pupils_star = self.pupils.starred(number, row)
        return (
            self.weging.number(number, row),
            self.category.text(number, row),
            self.thresholds[0].number(number, row),
            self.thresholds[1].number(number, row),
            first,
            higher,
            pupils,
            first_star or higher_star or pupils_star,
            *(outcome.word(number, row) for outcome in self.outcomes),
        )


def _codes(columns: Columns) -> list[str]:
    return sorted({found[1] for name in columns.names() if (found := re.search(r"_(\d{4})$", name))})


def _years(table: Table, columns: Columns) -> list[int]:
    years = sorted({year for code in _codes(columns) if (year := year_of_code(code)) is not None})
    if len(years) != 3 or years != list(range(years[0], years[0] + 3)):
        raise Refused(Why.NO_YEAR, Place(row=table.first_row - 1), value=", ".join(map(str, years)))
    return years


def weging(table: Table, context: Context) -> Harvest:
    """Read a sheet of schoolweging: a year, or the mean of three. Raises Refused."""
    columns = Columns(table, known=WEGING)
    window = [name for name in columns.names() if re.fullmatch(r"SCHOOLWEGING(_\d{4}_\d{4},?)+", name)]
    if window:
        return _weging_window(columns, window[0])
    year = school_year(table.title) or school_year(context.file)
    if year is None:
        raise Refused(Why.NO_YEAR, Place(row=table.first_row - 1), value=table.title or context.file)
    return _weging_year(columns, year)


def _weging_window(columns: Columns, name: str) -> Harvest:
    years = [int(year) for year in re.findall(r"(\d{4})_\d{4}", name)]
    last = max(years)
    harvest = Harvest("weging", "schoolweging drie jaar", columns.table.title, published_on=date(last + 1, 2, 1))
    ovt, value = Codes(columns.column("OVT")), Decimals(columns.column(name), lowest=20, highest=40)
    for number, row in columns.rows():
        harvest.add("WegingWindow", number, (ovt.ovt(number, row), last), (value.number(number, row),))
        harvest.rows += 1
    return harvest


def _weging_year(columns: Columns, year: int) -> Harvest:
    harvest = Harvest("weging", "schoolweging één jaar", columns.table.title, published_on=date(year + 1, 2, 1))
    ovt, board = Codes(columns.column("OVT")), Codes(columns.column("BGNR"))
    name = Reader(columns.column("NAAM"))
    value = Decimals(columns.column("SCHOOLWEGING"), lowest=15, highest=45)
    pupils = Counts(columns.column("AANTAL_LEERLINGEN"))
    spread = Decimals(columns.column("SPREIDING"), lowest=0, highest=20)
    for number, row in columns.rows():
        key = (ovt.ovt(number, row), year)
        values = (value.number(number, row), pupils.count(number, row), spread.number(number, row))
        harvest.add("Weging", number, key, values)
        harvest.add("OvtRecord", number, key, (clean(name.text(number, row)), board.number(number, row)))
        harvest.rows += 1
    return harvest


def judgements(table: Table, _context: Context) -> Harvest:
    """Read judgements: ovt;oordeel;datum;aanleiding;rapport. Raises Refused."""
    columns = Columns(table, known=JUDGEMENTS)
    ovt, day = Codes(columns.column("OVT")), Days(columns.column("DATUM"))
    label, visit = Words(columns.column("OORDEEL"), _LABELS), Words(columns.optional("AANLEIDING"), _VISITS)
    report = Reader(columns.optional("RAPPORT"))
    harvest = Harvest("judgements", "oordelen", table.title)
    for number, row in columns.rows():
        dated = day.day(number, row)
        if dated is None:
            raise day.refuse(Why.NOT_A_DATE, number, "", "20241001")
        link = report.text(number, row)
        if link and not link.startswith(("https://", "http://")):
            raise report.refuse(Why.UNKNOWN_WORD, number, link, "https://")
        values = (label.word(number, row), visit.word(number, row), link)
        harvest.add("Judgement", number, (ovt.ovt(number, row), dated), values)
        harvest.published_on = max(dated, harvest.published_on or dated)
        harvest.rows += 1
    return harvest
