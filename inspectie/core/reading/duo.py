"""The files of DUO: reference levels, locations, boards, pupils, scores; and coordinates of schools."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Final

from inspectie.core.names import clean, place_name
from inspectie.core.reading.cells import Codes, Counts, Days, Decimals, Degrees, Reader, as_date, school_year
from inspectie.core.reading.harvest import Context, Harvest
from inspectie.core.reading.tables import Cell, Columns, Table
from inspectie.core.refusals import Place, Refused, Why

_SCHOOL: Final = (
    r"INSTELLINGSCODE|VESTIGINGSCODE|INSTELLINGSNAAM_VESTIGING|POSTCODE_VESTIGING|PLAATSNAAM|GEMEENTENUMMER"
    r"|GEMEENTENAAM|PROVINCIE|SOORT_PO|DENOMINATIE_VESTIGING|BEVOEGD_GEZAG_NUMMER"
)
_ADDRESS: Final = (
    r"STRAATNAAM|HUISNUMMER_TOEVOEGING|TELEFOONNUMMER|INTERNETADRES|STRAATNAAM_CORRESPONDENTIEADRES"
    r"|HUISNUMMER_TOEVOEGING_CORRESPONDENTIEADRES|POSTCODE_CORRESPONDENTIEADRES|PLAATSNAAM_CORRESPONDENTIEADRES"
)
LEVELS: Final = re.compile(rf"PEILDATUM|SCHOOLJAAR|{_SCHOOL}|REKENEN_(?:LAGER1F|1F|1S|2F)|(?:LV|TV)_(?:LAGER1F|1F|2F)")
SCHOOLS: Final = re.compile(
    rf"PEILDATUM|{_SCHOOL}|{_ADDRESS}|(?:NODAAL_GEBIED|(?:RPA|WGR)_GEBIED|COROPGEBIED|ONDERWIJSGEBIED|RMC_REGIO)"
    r"_(?:CODE|NAAM)|VAKANTIEREGIO"
)
BOARDS: Final = re.compile(
    rf"PEILDATUM|BEVOEGD_GEZAG_(?:NUMMER|NAAM)|POSTCODE_VESTIGING|PLAATSNAAM|GEMEENTENUMMER|GEMEENTENAAM|{_ADDRESS}"
    r"|DENOMINATIE_VESTIGING|ADMINISTRATIEKANTOORNUMMER|KVK_NUMMER|RECHTSVORM|PROVINCIE"
)
ENROLMENT: Final = re.compile(rf"PEILDATUM|{_SCHOOL}|CLUSTER|LEEFTIJD_(?:JONGER|OUDER|\d{{1,2}})")
SCORES: Final = re.compile(
    rf"PEILDATUM|PEILDATUM_LEERLINGEN|PRIKDATUM|{_SCHOOL}|LEERJAAR_8|ONTHEFFING_REDEN_ND|[A-Z0-9]+_(?:AANTAL|GEM)"
)
COORDINATES: Final = re.compile(r"SCHOOL_ID|LATITUDE|LONGITUDE")

# Domain and level -> the columns that count together. 1S and 2F of arithmetic are both "higher".
_CELLS: Final = (
    ("rekenen", "below_1f", ("REKENEN_LAGER1F",)),
    ("rekenen", "at_1f", ("REKENEN_1F",)),
    ("rekenen", "higher", ("REKENEN_1S", "REKENEN_2F")),
    ("lezen", "below_1f", ("LV_LAGER1F",)),
    ("lezen", "at_1f", ("LV_1F",)),
    ("lezen", "higher", ("LV_2F",)),
    ("taalverzorging", "below_1f", ("TV_LAGER1F",)),
    ("taalverzorging", "at_1f", ("TV_1F",)),
    ("taalverzorging", "higher", ("TV_2F",)),
)
# What DUO hides is 1 to 4 in a table that prints its zeros, and 0 to 4 in one that has none.
MASK_HIGH: Final = 4


class _School:
    """The columns that most tables of DUO begin with."""

    def __init__(self, columns: Columns, kind: str) -> None:
        self.kind = kind
        self.brin = Codes(columns.column("INSTELLINGSCODE"))
        self.number = Codes(columns.column("VESTIGINGSCODE"))
        self.name = Reader(columns.column("INSTELLINGSNAAM_VESTIGING"))
        self.place = Reader(columns.optional("PLAATSNAAM"))
        self.municipality = Codes(columns.optional("GEMEENTENUMMER"))
        self.municipality_name = Reader(columns.optional("GEMEENTENAAM"))
        self.province = Reader(columns.optional("PROVINCIE"))
        self.board = Codes(columns.optional("BEVOEGD_GEZAG_NUMMER"))
        self.denomination = Reader(columns.optional("DENOMINATIE_VESTIGING"))
        self.sector = Reader(columns.optional("SOORT_PO"))

    def code(self, number: int, row: Sequence[Cell]) -> str:
        """Give the code of the vestiging."""
        return self.number.vestiging(number, row, self.brin.brin(number, row))

    def add(self, harvest: Harvest, number: int, row: Sequence[Cell], code: str, dated: date) -> None:
        """Add what the row says about the vestiging and its municipality."""
        municipality = self.municipality.municipality(number, row)
        values = (
            clean(self.name.text(number, row)),
            place_name(self.place.text(number, row)),
            municipality or None,
            self.board.number(number, row),
            clean(self.denomination.text(number, row)),
            self.sector.text(number, row),
        )
        harvest.add_same("VestigingRecord", number, (code, self.kind, dated), values)
        if municipality:
            called = (clean(self.municipality_name.text(number, row)), clean(self.province.text(number, row)))
            harvest.add_same("MunicipalityRecord", number, (municipality, self.kind, dated), called)


class _Bounds:
    """Turn "<5" into an interval once the whole table tells whether it prints its zeros."""

    def __init__(self, counts: Sequence[Counts]) -> None:
        self.counts = counts

    @property
    def low(self) -> int:
        """Give the least that hides behind "<5"."""
        return 1 if any(count.zeros for count in self.counts) else 0


def levels(table: Table, context: Context) -> Harvest:
    """Read reference levels: per vestiging and year the pupils at each level of each domain. Raises Refused."""
    columns = Columns(table, known=LEVELS)
    school = _School(columns, "levels")
    years = _Years(columns, context)
    counts = {name: Counts(columns.column(name)) for _, _, names in _CELLS for name in names if name != "REKENEN_2F"}
    counts["REKENEN_2F"] = Counts(columns.optional("REKENEN_2F"))
    harvest = Harvest("levels", _dialect("referentieniveaus", table), table.title)
    read = []
    for number, row in columns.rows():
        year = years.year(number, row)
        code = school.code(number, row)
        dated = date(year, 10, 1)
        school.add(harvest, number, row, code, dated)
        read.append((number, code, year, {name: count.masked(number, row) for name, count in counts.items()}))
        harvest.published_on = max(dated, harvest.published_on or dated)
        harvest.rows += 1
    harvest.mask_low = _Bounds(list(counts.values())).low
    for number, code, year, cells in read:
        for domain, level, names in _CELLS:
            found = [cells[name] for name in names if cells[name] is not None]
            if not found:
                raise counts[names[0]].refuse(Why.NOT_A_NUMBER, number, "")
            low = sum(harvest.mask_low if cell == -1 else cell for cell in found if cell is not None)
            high = sum(MASK_HIGH if cell == -1 else cell for cell in found if cell is not None)
            harvest.add("ResultCell", number, (code, year, domain, level), (low, high, -1 in found))
    return harvest


class _Years:
    """The school year of a row: from its own column, its date, or the name of the file."""

    def __init__(self, columns: Columns, context: Context) -> None:
        self.named = Reader(columns.optional("SCHOOLJAAR"))
        self.dated = Days(columns.optional("PEILDATUM"))
        self.file_year = school_year(context.file)

    def year(self, number: int, row: Sequence[Cell]) -> int:
        """Give the first calendar year. Raises Refused when the row contradicts itself or says nothing."""
        text, day = self.named.text(number, row), self.dated.day(number, row)
        named = school_year(text) if text else None
        if text and named is None:
            raise self.named.refuse(Why.NO_YEAR, number, text, "2024-2025")
        dated = None if day is None else day.year - (day.month < 8)
        if named is not None and dated is not None and named != dated:
            raise self.named.refuse(Why.CONTRADICTION, number, text, str(day))
        for year in (named, dated, self.file_year):
            if year is not None:
                return year
        raise self.dated.refuse(Why.NO_YEAR, number, "", "20241001")


def schools(table: Table, context: Context) -> Harvest:
    """Read the register of locations. Raises Refused."""
    columns = Columns(table, known=SCHOOLS)
    school, day = _School(columns, "schools"), Days(columns.optional("PEILDATUM"))
    harvest = Harvest("schools", _dialect("schoolvestigingen", table), table.title)
    fallback = _date_in(context.file) or context.today
    for number, row in columns.rows():
        dated = day.day(number, row) or fallback
        school.add(harvest, number, row, school.code(number, row), dated)
        harvest.published_on = dated
        harvest.rows += 1
    return harvest


def boards(table: Table, context: Context) -> Harvest:
    """Read the register of boards. Raises Refused."""
    columns = Columns(table, known=BOARDS)
    board, name = Codes(columns.column("BEVOEGD_GEZAG_NUMMER")), Reader(columns.column("BEVOEGD_GEZAG_NAAM"))
    day = Days(columns.optional("PEILDATUM"))
    harvest = Harvest("boards", _dialect("bevoegde gezagen", table), table.title)
    fallback = _date_in(context.file) or context.today
    for number, row in columns.rows():
        code = board.number(number, row)
        if code is None:
            raise board.refuse(Why.NOT_A_CODE, number, "", "41646")
        dated = day.day(number, row) or fallback
        harvest.add("BoardRecord", number, (code, dated), (clean(name.text(number, row)),))
        harvest.published_on = dated
        harvest.rows += 1
    return harvest


def enrolment(table: Table, context: Context) -> Harvest:
    """Read pupils by age; the sum is an interval where ages are masked. Raises Refused."""
    columns = Columns(table, known=ENROLMENT)
    school, day = _School(columns, "enrolment"), Days(columns.optional("PEILDATUM"))
    cluster = Reader(columns.optional("CLUSTER"))
    ages = [Counts(columns.column(name)) for name in columns.names() if name.startswith("LEEFTIJD_")]
    harvest = Harvest("enrolment", _dialect("leerlingen", table), table.title)
    fallback = _date_in(context.file) or context.today
    read = []
    for number, row in columns.rows():
        dated = day.day(number, row) or fallback
        code = school.code(number, row)
        school.add(harvest, number, row, code, dated)
        key = (code, dated, school.sector.text(number, row) or "Bo", cluster.text(number, row))
        read.append((number, key, [age.masked(number, row) or 0 for age in ages]))
        harvest.published_on = dated
        harvest.rows += 1
    harvest.mask_low = _Bounds(ages).low
    for number, key, cells in read:
        hidden, seen = cells.count(-1), sum(cell for cell in cells if cell > 0)
        harvest.add("Enrolment", number, key, (seen + harvest.mask_low * hidden, seen + MASK_HIGH * hidden))
    return harvest


def scores(table: Table, context: Context) -> Harvest:
    """Read how many pupils took the test of which provider, and their mean on its own scale. Raises Refused."""
    columns = Columns(table, known=SCORES)
    school, day = _School(columns, "scores"), Days(columns.optional("PRIKDATUM"))
    providers = sorted(name.removesuffix("_AANTAL") for name in columns.names() if name.endswith("_AANTAL"))
    counts = {name: Counts(columns.column(f"{name}_AANTAL")) for name in providers}
    means = {name: Decimals(columns.optional(f"{name}_GEM"), lowest=0, highest=999) for name in providers}
    harvest = Harvest("scores", _dialect("scores", table), table.title)
    fallback = school_year(context.file)
    read = []
    for number, row in columns.rows():
        day_read = day.day(number, row)
        year = fallback if fallback is not None else (day_read.year - 1 if day_read else None)
        if year is None:
            raise day.refuse(Why.NO_YEAR, number, "", "2024-2025")
        code = school.code(number, row)
        school.add(harvest, number, row, code, date(year, 10, 1))
        for name in providers:
            count = counts[name].masked(number, row)
            if count:
                read.append((number, (code, year, name), count, means[name].number(number, row)))
        harvest.published_on = date(year, 10, 1)
        harvest.rows += 1
    harvest.mask_low = 1  # a provider without pupils has a 0 or nothing, never "<5"
    for number, key, count, mean in read:
        low, high = (1, MASK_HIGH) if count == -1 else (count, count)
        harvest.add("ProviderScore", number, key, (low, high, mean))
    return harvest


def coordinates(table: Table, _context: Context) -> Harvest:
    """Read where schools stand. Raises Refused for a place outside the Netherlands, the islands overseas included."""
    columns = Columns(table, known=COORDINATES)
    school = Codes(columns.column("SCHOOL_ID"))
    latitude = Degrees(columns.column("LATITUDE"), lowest=12, highest=54)
    longitude = Degrees(columns.column("LONGITUDE"), lowest=-70, highest=8)
    harvest = Harvest("coordinates", "coördinaten", table.title)
    whole: set[str] = set()
    for number, row in columns.rows():
        code = school.place_of_school(number, row)
        north, east = latitude.degrees(number, row), longitude.degrees(number, row)
        harvest.rows += 1
        if north is None or east is None:
            continue
        if len(school.text(number, row)) == 6:
            whole.add(code)
            harvest.facts.setdefault("Location", {})[(code,)] = (number, code, north, east)
        elif code not in whole:  # a BRIN stands for its first vestiging, unless that has a row of its own
            harvest.add("Location", number, (code,), (north, east))
    return harvest


def _dialect(name: str, table: Table) -> str:
    header = " ".join(table.header).upper()
    if "BRIN_NUMMER" in header:
        return f"{name}, tot 2019"
    return f"{name}, register" if "BEVOEGD GEZAG NUMMER" in header else f"{name}, vanaf 2020"


def _date_in(file: str) -> date | None:
    found = re.search(r"(20\d{2})-?(\d{2})-?(\d{2})(?!\d)", file)
    return as_date("".join(found.groups())) if found else None


def nothing_read(harvest: Harvest) -> Refused:
    """Give the refusal of a table without a single row."""
    return Refused(Why.EMPTY, Place(sheet=harvest.title))
