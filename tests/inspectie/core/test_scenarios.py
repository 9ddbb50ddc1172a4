"""A norm of one's own, and the choices that make none."""

from __future__ import annotations

from decimal import Decimal

import pytest

from inspectie.core import scenarios
from inspectie.core.norms import parse
from inspectie.queries import norm_sets
from tests.inspectie.core.worlds import CURRENT

EIGHTY_FIVE = Decimal(85)


def test_the_norm_of_today_can_be_built():
    built = scenarios.build(CURRENT, offsets={"samen": Decimal(0)}, basis=EIGHTY_FIVE)

    assert built.columns == CURRENT.columns
    assert built.is_scenario


def test_domains_apart_are_the_first_reform():
    offsets = dict.fromkeys(("rekenen", "lezen", "taalverzorging"), Decimal("0.0"))

    built = scenarios.build(CURRENT, offsets=offsets, basis=EIGHTY_FIVE)

    assert built.columns == norm_sets.named("r1-same-table").columns


def test_equal_choices_are_the_same_norm_set():
    first, second = (
        scenarios.build(CURRENT, offsets={"lezen": Decimal(text)}, basis=EIGHTY_FIVE) for text in ("1.5", "1.50")
    )

    assert first == second


def test_a_norm_of_ones_own_is_a_norm_set_that_the_schema_knows():
    built = scenarios.build(CURRENT, offsets={"lezen": Decimal("-14.3")}, basis=Decimal("90.5"))

    again = parse(built.body.replace('"eigen-norm"', '"another"'), norm_sets.schema())

    assert again.columns == built.columns


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("NaN", "number"), ("sNaN", "number"), ("Infinity", "number"), ("1e9", "range"), ("1E+999999", "range"),
        ("100.1", "range"), ("-100.1", "range"), ("0.05", "grid"), ("1E-999999", "grid"),
    ],
)  # fmt: skip
def test_a_hostile_offset_is_refused_by_name(text, code):
    with pytest.raises(scenarios.ScenarioError) as refused:
        scenarios.build(CURRENT, offsets={"rekenen": Decimal(text)}, basis=EIGHTY_FIVE)

    assert (refused.value.code, refused.value.field) == (code, "rekenen")


@pytest.mark.parametrize("offsets", [{}, {"samen": 0, "lezen": 0}, {"gym": 0}])
def test_domains_that_make_no_norm_are_refused(offsets):
    with pytest.raises(scenarios.ScenarioError):
        scenarios.build(CURRENT, offsets={name: Decimal(value) for name, value in offsets.items()}, basis=EIGHTY_FIVE)


def test_only_the_published_raises_of_reading_are_figures_of_the_country():
    assert not scenarios.raised(CURRENT, 5).is_scenario
    with pytest.raises(scenarios.ScenarioError):
        scenarios.raised(CURRENT, 6)
