"""From a frame to growth: who gets an estimate, from what, and what a norm set may ask of it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from inspectie.core import growth_table, masks
from inspectie.core.frame import Frame, check
from inspectie.core.growth_table import COLUMNS, Condition, Growth, grow, met, panel_of

YEARS = (2022, 2023, 2024)
LEVEL = 0


def frame(schools: int = 300, *, seed: int = 81, masked: bool = True) -> Frame:
    """Draw schools with levels of their own, count their pupils and mask 1-4 as DUO does."""
    rng = np.random.default_rng(seed)
    pupils = rng.integers(8, 60, size=(schools, 3))
    weging = np.round(np.clip(rng.normal(29.5, 3.6, schools), 20.0, 40.0), 2)
    level = rng.normal(0.0, 0.08, (schools, 1, 1)) - 0.015 * (weging - 29.5)[:, None, None]
    higher = np.clip(np.array([0.73, 0.55, 0.43]) + level + rng.normal(0.0, 0.06, (schools, 3, 3)), 0.02, 0.95)
    counts = np.empty((schools, 3, 3, 3), dtype=np.int16)
    counts[..., 2] = rng.binomial(pupils[:, :, None], higher)
    counts[..., 0] = rng.binomial(pupils[:, :, None] - counts[..., 2], 0.1)
    counts[..., 1] = pupils[:, :, None] - counts[..., 0] - counts[..., 2]
    hide = (counts > 0) & (counts < 5) & masked
    first = np.round(100.0 - 100.0 * counts[..., 0].sum(axis=2) / (3.0 * pupils), 2)
    percentage = np.round(100.0 * counts[..., 2].sum(axis=2) / (3.0 * pupils), 2)
    made = Frame(
        ovt=tuple(f"{number:04d}|C1" for number in range(schools)), years=YEARS,
        percentage=np.stack([first, percentage], axis=2), pupils=pupils.astype(np.int32),
        starred=np.zeros((schools, 3), dtype=np.bool_), pooled=np.full((schools, 2), np.nan),
        pooled_pupils=pupils.sum(axis=1).astype(np.int32), outcome=np.zeros((schools, 2), dtype=np.int8),
        weging=weging, mapped=np.ones(schools, dtype=np.bool_),
        low=np.where(hide, 1, counts).astype(np.int16), high=np.where(hide, 4, counts).astype(np.int16),
        enrolled=np.full(schools, 200, dtype=np.int32), board=np.zeros(schools, dtype=np.int32),
        municipality=np.zeros(schools, dtype=np.int32), boards=("1",), municipalities=("0363",), version="test",
    )  # fmt: skip
    check(made)
    return made


def at(whole: Frame, row: int, **changes: object) -> Frame:
    """Give the frame with other facts of one school."""
    changed = {}
    for name, value in changes.items():
        column = getattr(whole, name).copy()
        column[row] = value
        changed[name] = column
    return replace(whole, **changed)


def test_every_school_with_three_years_gets_level_and_change_in_every_column():
    found = grow(frame())

    assert found.value.shape == (300, len(COLUMNS), 2)
    assert np.isfinite(found.value).all()
    assert np.all(found.low < found.value)
    assert np.all(found.value < found.high)
    assert not found.providers_known


@pytest.mark.parametrize(
    ("facts", "without"),
    [
        ({"weging": np.nan}, {0, 1, 2, 3}),
        ({"starred": True}, {0}),
        ({"mapped": False}, {1, 2, 3}),
        ({"low": -1, "high": -1}, {1, 2, 3}),
        ({"pupils": 4}, {0}),
        ({"percentage": np.nan}, {0}),
    ],
)
def test_what_is_missing_gives_no_estimate_and_never_a_default(facts, without):
    found = grow(at(frame(), 5, **facts))

    empty = {column for column in range(4) if np.isnan(found.value[5, column]).any()}
    assert empty == without
    assert np.isfinite(found.value[4]).all()


def test_a_domain_is_estimated_from_what_may_be_told_of_a_school_and_nothing_else():
    whole = frame()
    told = masks.shown(whole)

    for domain in range(3):
        middle = 100 * (told.low + told.high)[..., domain, 1] / (told.fewest + told.largest)
        np.testing.assert_allclose(panel_of(whole, domain + 1).value, np.minimum(middle, 100))


def test_what_is_withheld_makes_more_noise(monkeypatch):
    whole = frame()
    told = masks.shown(whole)
    withheld = (told.low < told.high)[..., 2, 1] | (told.fewest < told.largest)
    before = panel_of(whole, 3)
    middle, pupils = (told.low + told.high) // 2, (told.fewest + told.largest) // 2
    monkeypatch.setattr(masks, "shown", lambda _frame: masks.Shown(middle, middle, pupils, pupils))
    exact = panel_of(whole, 3)

    assert 0 < withheld.sum() < withheld.size
    assert (before.variance - exact.variance)[withheld].mean() > 5.0
    np.testing.assert_array_equal(before.value[~withheld], exact.value[~withheld])


def test_a_school_with_everybody_at_the_higher_level_still_has_noise():
    whole = frame()
    panel = panel_of(at(whole, 7, percentage=100.0), 0)

    assert np.all(panel.variance[7] > 20.0)


def test_a_known_test_takes_away_what_the_test_did():
    whole = frame()
    providers = (np.arange(300)[:, None] % 2 * np.ones((1, 3))).astype(np.int8)
    generous = replace(whole, percentage=whole.percentage + 12.0 * providers[:, :, None])

    blind, seeing, fair = grow(generous), grow(generous, providers), grow(whole, providers)

    assert seeing.providers_known
    assert blind.version != seeing.version
    assert np.abs(blind.value - fair.value)[:, 0, LEVEL].mean() > 2.0
    assert np.abs(seeing.value - fair.value)[:, 0, LEVEL].mean() < 0.5


def test_the_order_of_schools_changes_nothing():
    whole = frame(120)
    order = np.random.default_rng(82).permutation(120)
    columns = (
        "percentage",
        "pupils",
        "starred",
        "pooled",
        "pooled_pupils",
        "outcome",
        "weging",
        "mapped",
        "low",
        "high",
    )
    turned = replace(whole, **{name: getattr(whole, name)[order] for name in columns})

    np.testing.assert_allclose(grow(turned).value, grow(whole).value[order], atol=1e-5)


def test_a_country_with_a_handful_of_schools_says_nothing():
    found = grow(frame(4))

    assert found.national == (None, None, None, None)
    assert np.isnan(found.value).all()


def test_a_frame_without_schools_gives_an_empty_table():
    whole = frame(20)
    none = replace(
        whole, ovt=(), **{name: getattr(whole, name)[:0] for name in (
            "percentage", "pupils", "starred", "pooled", "pooled_pupils", "outcome", "weging", "mapped", "low", "high",
            "enrolled", "board", "municipality",
        )}
    )  # fmt: skip

    assert grow(none).value.shape == (0, 4, 2)


def table(value: float, reach: float) -> Growth:
    shape = (1, 4, 2)
    return Growth(
        ovt=("0000|C1",), years=YEARS, value=np.full(shape, value), error=np.full(shape, reach / 1.96),
        reach=np.full(shape, reach), reliability=np.full(shape, 0.5), national=(None,) * 4, providers_known=False,
        version="",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("value", "side", "pp", "is_met"),
    [(3.0, "above", 0.0, True), (1.0, "above", 0.0, False), (-3.0, "below", 0.0, True), (3.0, "above", 1.5, False)],
)
def test_a_condition_holds_when_the_whole_interval_does(value, side, pp, is_met):
    assert met(table(value, 2.0), [Condition("level", side, pp)]).tolist() == [[is_met] * 4]


def test_without_an_estimate_no_condition_holds():
    unknown = table(np.nan, np.nan)

    assert not met(unknown, [Condition("level", "above", -100.0), Condition("change", "below", 100.0)]).any()


@pytest.mark.parametrize(
    ("measure", "side", "pp"), [("worth", "above", 0.0), ("level", "near", 0.0), ("level", "above", float("nan"))]
)
def test_a_condition_that_makes_no_sense_is_refused(measure, side, pp):
    with pytest.raises(ValueError, match="no condition on growth"):
        Condition(measure, side, pp)


def test_the_columns_are_those_of_the_norm_sets():
    assert growth_table.COLUMNS == ("samen", "lezen", "taalverzorging", "rekenen")
