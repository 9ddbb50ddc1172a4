"""CSV files: right in a Dutch Excel, harmless in any, and a name is a name."""

from __future__ import annotations

import csv
import io
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ndt.reports.core import sheet
from ndt.reports.core.paper import Column, Hidden, Kind, Table

WORDS = {Hidden.FEW: "<10", Hidden.OTHER: "niet getoond"}
COLUMNS = (
    Column("Naam"),
    Column("Aantal", Kind.COUNT),
    Column("Aandeel", Kind.PERCENT),
    Column("Dag", Kind.DAY),
    Column("Bedrag", Kind.DECIMAL),
)
ROW = ("'t Hart", 1234, Decimal("12.34"), date(2026, 11, 24), Decimal("-3.50"))


def text(*rows: tuple[object, ...], language: str = "nl", total: tuple[object, ...] = ()) -> str:
    return sheet.write(Table("T", COLUMNS, rows, total), language=language, word=WORDS.__getitem__)


def test_dutch_has_semicolons_and_decimal_commas():
    assert text(ROW) == (
        "\ufeffNaam;Aantal;Aandeel;Dag;Bedrag\r\n'\x74 Hart;1234;12,3;2026-11-24;-3,50\r\n"
    )  # fmt: skip


def test_english_has_commas_and_points():
    assert text(ROW, language="en").splitlines()[1] == "'t Hart,1234,12.3,2026-11-24,-3.50"


def test_hidden_counts_have_their_words_and_a_total_comes_last():
    lines = text(
        ("a", Hidden.FEW, None, None, None),
        ("b", Hidden.OTHER, None, None, None),
        total=("Samen", 20, None, None, None),
    )

    assert lines.splitlines()[1:] == ["a;<10;;;", "b;niet getoond;;;", "Samen;20;;;"]


@pytest.mark.parametrize(
    "cell", ["=1+1", "+31 6", "-5", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "＝1", "=HYPERLINK(\"x\")", "\u00a0=1"]
)  # fmt: skip
def test_a_text_that_a_spreadsheet_would_run_is_made_harmless(cell):
    row = next(iter(list(csv.reader(io.StringIO(text((cell, 1, None, None, None))), delimiter=";"))[1:]))

    assert row[0] == f"'{cell}"


@pytest.mark.parametrize(
    "name", ["'t Hart", "’t Hart", "Jan-Piet", "Ömer", "محمد", "5 mei-school", "O'Neill; en zoon", 'De "Vlieger"']
)
def test_a_name_stays_as_it_is(name):
    rows = list(csv.reader(io.StringIO(text((name, 1, None, None, None))), delimiter=";"))

    assert rows[1][0] == name


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r\n\0")), st.sampled_from(["nl", "en"]))
def test_every_text_reads_back_and_none_can_run(cell, language):
    delimiter = ";" if language == "nl" else ","
    written = text((cell, 1, None, None, None), language=language)

    back = list(csv.reader(io.StringIO(written), delimiter=delimiter))[1][0]

    assert back in {cell, f"'{cell}"}
    assert not back.lstrip(" \u00a0").startswith(sheet.RUNS)


def test_a_row_that_does_not_fit_is_refused():
    with pytest.raises(ValueError, match="columns"):
        Table("T", COLUMNS, (("a",),))
