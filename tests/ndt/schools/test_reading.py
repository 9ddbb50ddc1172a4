"""A file of the register becomes schools, or is refused with the place where it is wrong."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ndt.schools.core import domains, reading
from ndt.schools.core.errors import Refused, What
from ndt.schools.core.reading import Sector, Table
from ndt.schools.management.refusals import SENTENCES, TABLES, sentence
from tests.ndt.schools import listing

HEADER = ("VESTIGINGSCODE", "VESTIGINGSNAAM", "BEVOEGD GEZAG NUMMER", "POSTCODE", "PLAATSNAAM")
ROW = ("90AA00", "De Vlieger", "90001", "4950 AB", "NERGENSHUIZEN")


def read(*rows, header=HEADER, sector=Sector.BO):
    return reading.read(Table(header, rows), sector=sector)


def refusal(*rows, **facts):
    with pytest.raises(Refused) as caught:
        read(*rows, **facts)
    return caught.value


def changed(column, value):
    return tuple(value if name == column else cell for name, cell in zip(HEADER, ROW, strict=True))


def test_a_row_becomes_a_school():
    (school,) = read(ROW)

    assert (school.code, school.title, school.board, school.pc4, school.sector) == (
        "90AA00", "De Vlieger", "90001", "4950", "bo",
    )  # fmt: skip


def test_numbers_spaces_and_other_spellings_of_the_header_are_understood():
    header = ("vestigingscode", "VESTIGINGSNAAM", "BEVOEGD_GEZAG_NUMMER", "Postcode", "plaatsnaam")

    (school,) = read(
        (" 90aa00 ", "De   Vlieger", 90001.0, "4950ab", "Nergens"), (None, "", " ", None, ""), header=header
    )

    assert (school.code, school.title, school.board, school.postcode) == ("90AA00", "De Vlieger", "90001", "4950 AB")


@pytest.mark.parametrize(
    ("row", "what", "column"),
    [
        (changed("VESTIGINGSCODE", "90AA"), What.CODE, "VESTIGINGSCODE"),
        (changed("VESTIGINGSNAAM", "  "), What.BLANK, "VESTIGINGSNAAM"),
        (changed("POSTCODE", "12 AB"), What.POSTCODE, "POSTCODE"),
        (changed("BEVOEGD GEZAG NUMMER", "x1"), What.NUMBER, "BEVOEGD GEZAG NUMMER"),
        (changed("VESTIGINGSNAAM", "x" * 121), What.LONG, "VESTIGINGSNAAM"),
        (ROW, What.TWICE, "VESTIGINGSCODE"),
    ],
)
def test_what_is_wrong_is_refused_with_row_and_column(row, what, column):
    problem = refusal(ROW, row)

    assert (problem.what, problem.row, problem.column) == (what, 3, column)


def test_a_branch_of_another_school_is_refused():
    problem = refusal((*ROW, "90AB"), header=(*HEADER, "INSTELLINGSCODE"))

    assert problem.what == What.CODE_MIXED


def test_a_column_that_is_missing_is_named():
    problem = refusal(ROW[:4], header=HEADER[:4])

    assert (problem.what, problem.column, problem.row) == (What.COLUMN_MISSING, "PLAATSNAAM", 1)
    assert refusal().what == What.EMPTY


@pytest.mark.parametrize(("typed", "sector"), [("BO", "bo"), ("SBO", "sbo"), ("vso", "so"), ("VO", "vo"), ("", "bo")])
def test_the_sector_stands_in_the_row_or_is_told(typed, sector):
    (school,) = read((*ROW, typed), header=(*HEADER, "SECTOR"))

    assert school.sector == sector


def test_a_sector_that_nobody_tells_is_asked_for():
    assert refusal(ROW, sector=None).what == What.SECTOR_UNKNOWN
    assert refusal((*ROW, "hbo"), header=(*HEADER, "SECTOR")).what == What.SECTOR


@pytest.mark.parametrize(
    ("name", "sector"),
    [
        ("02-alle-schoolvestigingen-basisonderwijs.csv", "bo"),
        ("03. Alle vestigingen SBO.xlsx", "sbo"),
        ("alle_vestigingen_speciaal_onderwijs.csv", "so"),
        ("alle-vestigingen-vo.csv", "vo"),
        ("scholen.csv", None),
    ],
)
def test_a_files_name_may_say_the_sector(name, sector):
    assert reading.sector_by_name(name) == sector


def test_a_place_outside_the_country_is_refused():
    header = (*HEADER, "LATITUDE", "LONGITUDE")

    assert read((*ROW, "52,1", "5.2"), header=header)[0].lat == 52.1
    assert refusal((*ROW, "5.2", "52.1"), header=header).what == What.PLACE
    assert refusal((*ROW, "noord", "5"), header=header).what == What.PLACE


@given(st.lists(st.lists(st.one_of(st.none(), st.text(), st.floats(), st.integers()), max_size=7), max_size=4))
def test_any_cells_are_read_or_refused(rows):
    said = "x.csv"
    try:
        read(*rows)
    except Refused as problem:
        said = sentence(problem, "x.csv")

    assert said.startswith("x.csv")


def test_every_refusal_has_a_sentence():
    assert set(SENTENCES) == set(What)
    assert sentence(Refused(What.POSTCODE, row=12, column="POSTCODE", value="12 AB"), "a.csv") == (
        "a.csv, rij 12, kolom POSTCODE: ‘12 AB’ is geen postcode. Schrijf vier cijfers en twee letters, zoals 1234 AB."
    )
    assert set(TABLES) == {"columns", "csv", "postcode", "place", "mode", "minutes", "twice"}


@pytest.mark.parametrize(
    ("website", "host"),
    [
        ("www.deschool.example", "deschool.example"),
        ("https://deschool.example/groep-8?x=1", "deschool.example"),
        ("HTTP://WWW.DeSchool.example:80", "deschool.example"),
        ("school.bestuur.example", "school.bestuur.example"),
        ("www.facebook.com/deschool", ""),
        ("driemaster.klaskompas.nl/", ""),
        ("info@deschool.example", ""),
        ("gmail.com", ""),
        ("localhost", ""),
        ("", ""),
    ],
)
def test_a_website_stands_for_a_host_or_for_none(website, host):
    assert domains.host_of(website) == host


@given(st.text())
def test_any_website_gives_a_usable_domain_or_none(website):
    host = domains.host_of(website)

    assert host == "" or domains.is_domain(host)


def test_the_header_of_the_tests_is_one_that_is_read():
    assert set(reading.NEEDED) <= {
        meaning for meaning, names in reading.COLUMNS.items() if set(names) & set(listing.HEADER)
    }


@pytest.mark.parametrize("domain", ["gmail.com", "Hotmail.NL", "x.gmail.com"])
def test_free_mail_is_no_school(domain):
    assert domains.is_free(domain)
    assert not domains.is_free("deschool.nl")
