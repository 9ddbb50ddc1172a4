"""Norm sets are data: the files that ship, and what is refused."""

from __future__ import annotations

import copy
import itertools
import json

import numpy as np
import pytest

from inspectie.core.norms import SLUGS, NormError, parse
from inspectie.queries import norm_sets

# Published norm sets never change: another value is another version of another file.
HASHES = {
    "current-2020": "d9de4b7d8bab960e441c61d6642c6f16fbb1786d05a96ddc0da3357f3a0fb801",
    "transition-2022": "cc5012f078ccbed46a32e5f05ac1dbf74b030da1f94aaf217d390c14c1adc169",
    "r1-same-table": "4a2c77af3ac0e1af122e450b9c933318e41389031c3e001c319b29ebb484e611",
    "r1-calibrated-90": "4c7b066fa08ecae476152873f5fe571ef279958a15977d701fd08adcb6c72b61",
    "r2-track": "63ca0748b9089d65370d6cae0a56d2b80f239af135219063d782b80f2672dda4",
    "r3-reading": "cf51fd6bd4c9584cc29313eec188b9527734f102a7afeb8bb5d5acd916779158",
    "r4-growth": "ba9555aa2b3f7fa5e9b4c5db0faf1e8dd2dc0b1563a23949e398189306399126",
    "all-four": "0259488658a70195c7726da92822cc51f13a5b06b716d926fd1145e56ea82938",
}


@pytest.fixture
def document():
    return json.loads((norm_sets.FOLDER / "r1-same-table.json").read_text())


def refusal(document) -> NormError:
    text = document if isinstance(document, str) else json.dumps(document)
    with pytest.raises(NormError) as refused:
        parse(text, norm_sets.schema())
    return refused.value


def test_the_eight_norm_sets_ship_in_their_order():
    assert tuple(norm_sets.every())[:8] == SLUGS


def test_a_published_norm_set_never_changes():
    assert {slug: norm_sets.named(slug).sha256 for slug in SLUGS} == HASHES


def test_a_norm_set_is_read_back_from_its_own_body():
    for norm_set in norm_sets.every().values():
        assert parse(norm_set.body, norm_sets.schema()) == norm_set


def test_a_fifth_reform_is_one_file_and_no_code(document):
    document |= {"slug": "half-way"}
    document["judges"][3]["threshold"] = {"table": "schoolweging", "offset": -8.5}

    reform = parse(json.dumps(document), norm_sets.schema())

    assert reform.column("1S/2F", "rekenen").threshold.offset == -85


def test_a_hole_in_a_table_is_refused_by_the_name_of_its_band(document):
    del document["tables"]["schoolweging"][13]

    refused = refusal(document)

    assert (refused.code, refused.where, refused.value) == ("hole", "tables.schoolweging", "33-34")


@pytest.mark.parametrize(("row", "name"), [(0, "20-21"), (19, "39-40")])
def test_a_table_that_begins_late_or_ends_early_has_a_hole(document, row, name):
    del document["tables"]["schoolweging"][row]

    assert (refusal(document).code, refusal(document).value) == ("hole", name)


def test_bands_that_overlap_are_refused(document):
    document["tables"]["schoolweging"][4]["to"] = 25.5

    assert (refusal(document).code, refusal(document).value) == ("overlap", "25-26")


@pytest.mark.parametrize(
    "value", ["NaN", "Infinity", "-Infinity", "1e9", "1e999999999", "-1", "101", "true", '"85"', "null", "[]"]
)
def test_a_value_that_is_no_percentage_is_refused(document, value):
    text = json.dumps(document).replace('"constant": 85.0', f'"constant": {value}')
    assert value in text

    assert refusal(text).code in {"schema", "not-json"}


def test_a_value_between_two_tenths_is_refused(document):
    document["judges"][0]["threshold"]["constant"] = 85.05

    assert (refusal(document).code, refusal(document).where) == ("grid", "judges[0].constant")


def test_ten_thousand_bands_are_refused_at_once(document):
    edges = np.round(np.linspace(20, 40, 1001), 2).tolist()
    document["tables"]["schoolweging"] = [
        {"from": low, "to": high, "value": 50} for low, high in itertools.pairwise(edges)
    ]

    assert refusal(document).code == "too-many-bands"
    assert refusal("[" * 99_999).code == "not-json"
    assert refusal(" " * 100_001).code == "too-long"


def test_the_same_thing_judged_twice_is_refused(document):
    document["judges"].append(copy.deepcopy(document["judges"][1]))

    assert refusal(document).code == "twice"


def test_a_table_that_is_not_there_is_refused(document):
    document["judges"][1]["threshold"]["table"] = "elsewhere"

    assert (refusal(document).code, refusal(document).value) == ("no-table", "elsewhere")


def test_a_field_that_the_schema_does_not_know_is_refused(document):
    document["colour"] = "blue"

    assert refusal(document).code == "schema"


def test_no_file_may_pass_for_the_norm_of_a_visitor(document):
    document["slug"] = "eigen-norm"

    assert refusal(document).code == "reserved"
