"""Pass numbers and the list that a municipality makes of them."""

import csv
import subprocess
import sys
from contextlib import suppress
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bijles import hash_passes
from bijles.core import enrolment_lists, passes
from bijles.core.errors import ListRefused

STADSPAS, ROTTERDAMPAS, OOIEVAARSPAS = passes.PRESETS
KEY = bytes(range(32))
SCRIPT = Path(hash_passes.__file__)
HEADING = "pass_hmac,birth_date_hmac,valid_until,children\n"
GOOD = f"{'a' * 64},{'b' * 64},2027-07-31,2\n"


def faults(text: str) -> list[tuple[int, str, str]]:
    with pytest.raises(ListRefused) as refused:
        enrolment_lists.read(text.encode())
    return [(fault.row, fault.column, fault.code) for fault in refused.value.faults]


@pytest.mark.parametrize(
    "typed", ["6064 3660 1234 5678", "6064.3660.1234.5678", "6064-3660-1234-5678", " 6064366012345678 "]
)
def test_a_number_is_read_as_people_copy_it_from_the_card(typed):
    assert passes.tidy(typed, STADSPAS) == "6064366012345678"


@pytest.mark.parametrize("typed", ["", "123456789012", "1" * 20, "606436601234567a", "٦٠٦٤٣٦٦٠١٢٣٤٥٦٧٨"])
def test_what_no_pass_can_have_is_no_number(typed):
    assert passes.tidy(typed, STADSPAS) is None


def test_a_scheme_can_name_the_digits_that_each_number_begins_with():
    scheme = passes.Scheme("pas", "Pas", "Stad", digits=(4, 6), prefix="77")

    assert passes.tidy("7712", scheme) == "7712"
    assert passes.tidy("1277", scheme) is None


@pytest.mark.parametrize(
    ("scheme", "day", "year"),
    [
        (STADSPAS, date(2026, 7, 31), (date(2025, 8, 1), date(2026, 7, 31))),
        (STADSPAS, date(2026, 8, 1), (date(2026, 8, 1), date(2027, 7, 31))),
        (ROTTERDAMPAS, date(2028, 2, 29), (date(2027, 3, 1), date(2028, 2, 29))),
        (OOIEVAARSPAS, date(2026, 1, 1), (date(2026, 1, 1), date(2026, 12, 31))),
    ],
)
def test_a_pass_year_begins_where_the_scheme_says(scheme, day, year):
    assert passes.pass_year(scheme, day) == year


@given(st.dates(date(2000, 1, 1), date(2090, 12, 31)))
def test_every_day_lies_in_exactly_one_pass_year(day):
    for scheme in passes.PRESETS:
        first, last = passes.pass_year(scheme, day)

        assert first <= day <= last
        assert passes.pass_year(scheme, last) == (first, last)


def test_equal_birth_dates_do_not_look_equal_on_the_list():
    born = date(1988, 5, 3)

    assert passes.birth_date_hmac("1" * 13, born, KEY) != passes.birth_date_hmac("2" * 13, born, KEY)


def test_the_municipality_makes_the_list_with_the_file_alone(tmp_path):
    key, source, target = tmp_path / "key", tmp_path / "passes.csv", tmp_path / "hashed.csv"
    source.write_text(
        "pass_number;birth_date;valid_until;children\n"
        "6064 3660 1234 5678;1988-05-03;2027-07-31;2\n6064366012345679;1990-01-31;2027-07-31;2018-11 2015-03\n"
    )
    run = [sys.executable, "-I", str(SCRIPT)]
    subprocess.run([*run, "--new-key", str(key)], check=True)
    subprocess.run([*run, "--key", str(key), str(source), str(target)], check=True)

    rows = {row.pass_hmac: row for row in enrolment_lists.read(target.read_bytes())}
    secret = bytes.fromhex(key.read_text())
    row = rows[passes.pass_hmac("6064366012345679", secret)]
    assert row.birth_date_hmac == passes.birth_date_hmac("6064366012345679", date(1990, 1, 31), secret)
    assert (row.valid_until, row.children, row.birth_months) == (date(2027, 7, 31), 2, ("2015-03", "2018-11"))
    assert "60643660" not in target.read_text()
    assert key.stat().st_mode & 0o077 == 0


def test_a_key_is_never_written_over(tmp_path, capsys):
    key = tmp_path / "key"
    key.write_text("mine")

    assert hash_passes.main(["--new-key", str(key)]) == 1
    assert key.read_text() == "mine"
    assert "File exists" in capsys.readouterr().err


def test_a_faulty_source_gives_no_list_and_tells_no_number(tmp_path, capsys):
    key, source, target = tmp_path / "key", tmp_path / "passes.csv", tmp_path / "hashed.csv"
    hash_passes.new_key(key)
    with source.open("w", newline="") as file:
        csv.writer(file).writerows(
            [
                hash_passes.INPUT,
                ["606436", "1988-02-30", "2027-07-31", "2"],
                ["60 64 36", "1988-02-28", "x", "30"],
                ["1"],
            ]
        )

    assert hash_passes.main(["--key", str(key), str(source), str(target)]) == 1
    said = capsys.readouterr().err
    assert said.splitlines() == [
        "row 2, column birth_date: not valid",
        "row 3, column valid_until: not valid",
        "row 3, column children: not valid",
        "row 3, column pass_number: the same as in row 2",
        "row 4: 4 columns are needed, this row has 1",
    ]
    assert not target.exists()


def test_a_good_list_is_read_whole():
    rows = enrolment_lists.read(("\ufeff" + HEADING + GOOD + "\n").encode())

    assert rows == (enrolment_lists.Row("a" * 64, "b" * 64, date(2027, 7, 31), 2),)


def test_a_list_with_bad_rows_is_refused_whole_with_row_and_column():
    bad = f"{'A' * 64},{'b' * 63},2027-7-31,21\n{'c' * 64},{'b' * 64},2027-07-31\n{'a' * 64},{'b' * 64},2027-02-29,2015-13\n"

    assert faults(HEADING + GOOD + bad) == [
        (3, "pass_hmac", "hash"),
        (3, "birth_date_hmac", "hash"),
        (3, "valid_until", "date"),
        (3, "children", "children"),
        (4, "children", "cells"),
        (5, "pass_hmac", "double"),
        (5, "valid_until", "date"),
        (5, "children", "children"),
    ]


def test_another_heading_an_empty_list_and_another_alphabet_are_refused():
    assert faults(GOOD) == [(1, "pass_hmac", "heading")]
    assert faults("") == [(1, "pass_hmac", "heading")]
    assert faults(HEADING) == [(2, "pass_hmac", "empty-list")]
    with pytest.raises(ListRefused):
        enrolment_lists.read(b"\xff\xfe\x00")


@given(st.binary(max_size=300) | st.text(alphabet='abc,;"\n\r0123456789-', max_size=300).map(str.encode))
def test_no_file_breaks_the_reader(data):
    with suppress(ListRefused):
        enrolment_lists.read(HEADING.encode() + data)


def test_a_list_may_name_the_neighbourhood_of_each_pass():
    rows = [GOOD.strip() + ",1012", f"{'c' * 64},{'b' * 64},2027-07-31,1,"]

    read = enrolment_lists.read((HEADING.strip() + ",pc4\n" + "\n".join(rows)).encode())

    assert [row.pc4 for row in read] == ["1012", ""]


def test_a_neighbourhood_has_four_digits_and_stands_in_a_column_of_its_own():
    assert faults(HEADING.strip() + ",pc4\n" + GOOD.strip() + ",0012\n") == [(2, "pc4", "pc4")]
    assert faults(HEADING.strip() + ",pc4\n" + GOOD) == [(2, "pc4", "cells")]
    assert faults(HEADING + GOOD.strip() + ",1012\n") == [(2, "children", "cells")]
    assert faults(HEADING.strip() + ",wijk\n" + GOOD) == [(1, "pass_hmac", "heading")]


def test_the_municipality_hands_over_four_digits_of_a_postcode(tmp_path, capsys):
    key, source, target = tmp_path / "key", tmp_path / "passes.csv", tmp_path / "hashed.csv"
    hash_passes.new_key(key)
    heading = "pass_number;birth_date;valid_until;children;pc4\n"
    row = "6064 3660 1234 5678;1988-05-03;2027-07-31;2;"
    source.write_text(f"{heading}{row}1012 AB\n{row.replace('78;', '79;')}\n")

    assert hash_passes.main(["--key", str(key), str(source), str(target)]) == 0
    assert sorted(row.pc4 for row in enrolment_lists.read(target.read_bytes())) == ["", "1012"]
    assert "AB" not in target.read_text()

    source.write_text(f"{heading}{row}Dam 1\n")
    assert hash_passes.main(["--key", str(key), str(source), str(target)]) == 1
    assert capsys.readouterr().err.splitlines() == ["row 2, column pc4: not valid"]
