"""A page's CSV and JSON say what the page says, harmless to open, and equal for equal content."""

from __future__ import annotations

import csv
import io
import json
import math
from decimal import Decimal

import pytest

from inspectie.queries.exports import Meta, Source, Table, to_csv, to_json

META = Meta(
    title="Het land",
    address="/kwaliteit-in-zicht/",
    version="abc",
    is_demo=True,
    sources=(Source("DUO", "Referentieniveaus", "2025-10-01"),),
    caveats=("Een signaal is geen oordeel.",),
    norm_sets={"current-2020": "f" * 64},
)


def test_a_csv_has_points_and_commas_and_leaves_what_is_unknown_empty():
    table = Table("schools", ("name", "share"), [("De Ark, Ede", 31.47), ("'t Zand", math.nan), ("Ë", None)])

    assert to_csv(table).decode() == 'name,share\n"De Ark, Ede",31.4700\n\'t Zand,\nË,\n'


@pytest.mark.parametrize("name", ["=1+1", "+31", "-2", "@SUM(A1)", " =1", "\t=1", "＝1"])
def test_a_name_that_a_spreadsheet_would_run_is_made_harmless(name: str):
    rows = list(csv.reader(io.StringIO(to_csv(Table("t", ("name",), [(name,)])).decode())))

    assert rows[1][0].startswith("'")


def test_a_negative_number_stays_a_number():
    assert to_csv(Table("t", ("margin",), [(-3.25,)])) == b"margin\n-3.2500\n"


def test_a_json_carries_its_sources_its_version_and_its_caveats():
    document = json.loads(to_json(META, [Table("t", ("a", "b"), [(1, Decimal("2.5"))])], {"below": 12.34567}))

    assert document["meta"]["data_version"] == "abc"
    assert document["meta"]["demo_data"] is True
    assert document["meta"]["sources"][0]["publisher"] == "DUO"
    assert document["meta"]["caveats"] == ["Een signaal is geen oordeel."]
    assert document["meta"]["norm_sets"] == {"current-2020": "f" * 64}
    assert document["tables"]["t"] == [{"a": 1, "b": 2.5}]
    assert document["facts"] == {"below": 12.3457}


def test_equal_content_is_equal_bytes():
    one = to_json(META, [], {"a": 1, "b": math.inf})
    other = to_json(META, [], {"b": math.inf, "a": 1})

    assert one == other
    assert b"Infinity" not in one


def test_a_row_with_too_few_cells_is_refused():
    with pytest.raises(ValueError, match="zip"):
        to_json(META, [Table("t", ("a", "b"), [(1,)])])
