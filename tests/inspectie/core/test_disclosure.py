"""Nobody gets a masked count from what pages tell, however they subtract, sweep or compare.

The attacker has all that pages tell of a school, in any window and under any norm, and the percentages that the
inspection publishes. They do not have DUO's own file: whoever has that can subtract in it, without us.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import numpy as np
import pytest

from inspectie.core import disclosure, masks, scenarios
from inspectie.core.compare import compare
from inspectie.core.engine import Status, View, evaluate
from inspectie.core.frame import DOMAINS, Frame
from inspectie.core.norms import Column
from tests.inspectie import official
from tests.inspectie.core.attack import Published, Told, all_tables, inverted, ranges, tables_with
from tests.inspectie.core.worlds import CURRENT, SHIPPED, published, twins, world
from tests.sizes import FULL, size, sized

pytestmark = [sized]
SCHOOLS = size(120, 2000)
BANDS = CURRENT.column("1S/2F", "samen").threshold.bands
EACH = [("1S/2F", domain) for domain in DOMAINS]


def frames() -> list[Frame]:
    """Invented schools, and when numbers are proven every school of the country."""
    invented = [world(41, SCHOOLS).frame, world(42, SCHOOLS, largest=12, gaps=True).frame]
    return [*invented, official.frame()] if FULL else invented


def totals(frame: Frame, row: int, year: int) -> Published:
    """Read the published totals as an attacker does: a percentage of three marks a pupil."""
    pupils, percentage = int(frame.pupils[row, year]), frame.percentage[row, year]
    if pupils <= 0 or np.isnan(percentage).any():
        return Published(-1, -1, -1)
    first, higher = np.rint(percentage / 100 * 3 * pupils).astype(int)
    return Published(pupils, 3 * pupils - int(first), int(higher))


def recovered(frame: Frame, shown: masks.Shown, *, with_totals: bool) -> tuple[int, int, int]:
    """Attack every masked cell. Give how many there are, are known exactly, and have lost a value of their mask."""
    cells = known = narrower = 0
    masked = frame.masked
    for row, year in np.argwhere(masked.any(axis=(2, 3))):
        hidden = masked[row, year]
        told = Told(
            shown.low[row, year], shown.high[row, year], int(shown.fewest[row, year]), int(shown.largest[row, year])
        )
        found = ranges(told, totals(frame, row, year) if with_totals else Published(-1, -1, -1))
        cells += int(hidden.sum())
        if found is not None:
            least, most = found
            known += int((hidden & (least == most) & (least >= 1) & (most <= 4)).sum())
            narrower += int((hidden & ((least > 1) | (most < 4))).sum())
    return cells, known, narrower


@pytest.mark.parametrize("with_totals", [True, False], ids=["with published totals", "without"])
def test_no_masked_count_follows_from_what_pages_tell(with_totals, record_figure):
    found = np.array([recovered(frame, masks.shown(frame), with_totals=with_totals) for frame in frames()]).sum(axis=0)

    words = "with published totals" if with_totals else "from pages alone"
    record_figure(f"Masked cells recovered, {words}", target=0, measured=f"{found[1]} of {found[0]}")
    assert found[0] > SCHOOLS
    assert found[1] == 0


def test_the_same_attack_works_on_the_masks_of_the_source():
    for frame in frames():
        shown = masks.shown(frame)
        levels = [0, 2]
        naive = replace(
            shown, low=np.maximum(frame.low, 0)[..., levels].astype(np.int32),
            high=np.maximum(frame.high, 0)[..., levels].astype(np.int32),
        )  # fmt: skip

        cells, known, _narrower = recovered(frame, naive, with_totals=True)

        assert known > cells / 5


def test_the_same_attack_works_when_only_masked_counts_are_withheld():
    # Without a margin and without pieces, one subtraction is enough.
    truth = np.array([[[[0, 10, 10], [0, 12, 8], [0, 17, 3]]]])
    frame = published(truth)
    told = masks.shown(frame)
    alone = replace(told, low=np.array([[[[0, 10], [0, 8], [0, 1]]]]), high=np.array([[[[0, 10], [0, 8], [0, 4]]]]))

    assert recovered(frame, alone, with_totals=True)[1] == 1
    assert recovered(frame, told, with_totals=True)[1] == 0
    assert told.low[0, 0, :, 1].tolist() == [9, 6, 0]
    assert told.high[0, 0, :, 1].tolist() == [11, 8, 5]


def everything_told(tables, shown: masks.Shown):
    """Give all that is told of each table and all that is published of it, int[N, K]."""
    number = len(tables)
    told = [getattr(shown, name).reshape(number, -1) for name in ("low", "high", "fewest", "largest")]
    totals = [tables[:, 0].sum(axis=1, keepdims=True), tables[:, :, 0].sum(axis=1, keepdims=True),
              tables[:, :, 2].sum(axis=1, keepdims=True)]  # fmt: skip
    return np.hstack([*told, *totals])


def test_who_knows_our_rules_and_tries_every_small_school_finds_nothing(record_figure):
    cells = known = 0
    for pupils in range(5, size(7, 11) + 1):
        tables = all_tables(pupils)
        found = inverted(tables, everything_told(tables, masks.shown(published(tables[:, None]))))
        cells, known = cells + found[0], known + found[1]

    record_figure("Masked counts that follow from our own rules, every small school", target=0,
                  measured=f"{known} of {cells}")  # fmt: skip
    assert cells > 100_000
    assert known == 0


def by_rules(truth, tell) -> tuple[int, int]:
    """Attack each year of these schools with our own rules. Give the masked counts, and how many follow."""
    cells = known = 0
    for table in truth.reshape(-1, 3, 3):
        tables = tables_with(Published(int(table[0].sum()), int(table[:, 0].sum()), int(table[:, 2].sum())))
        told = tell(tables)
        own = np.flatnonzero((tables == table).all(axis=(1, 2)))[0]
        same = tables[(told == told[own]).all(axis=1)]
        masked = (table >= 1) & (table <= 4)
        cells, known = cells + int(masked.sum()), known + int((masked & (same.min(axis=0) == same.max(axis=0))).sum())
    return cells, known


def by_our_rules(tables):
    return everything_told(tables, masks.shown(published(tables[:, None])))


def by_hiding_masks_alone(tables):
    """Tell everything but the masked counts and one more beside each, chosen by where the masks are."""
    masked = (tables >= 1) & (tables <= 4)
    beside = np.roll(masked, 1, axis=1) & (masked.sum(axis=1, keepdims=True) == 1)
    return np.where(masked | beside, -1, tables).reshape(len(tables), -1)


@pytest.mark.parametrize("largest", [14, 28, 40])
def test_who_knows_our_rules_finds_no_masked_count(largest, record_figure):
    cells, known = by_rules(world(51, size(16, 200), largest=largest).truth, by_our_rules)

    record_figure(f"Masked counts that follow from our own rules, to {largest} pupils", target=0,
                  measured=f"{known} of {cells}")  # fmt: skip
    assert cells > 30
    assert known == 0


def test_the_same_attack_inverts_a_rule_that_looks_at_the_masks():
    cells, known = by_rules(world(51, 16, largest=14).truth, by_hiding_masks_alone)

    assert known > cells / 20


def per_domain(years: int):
    """Give a norm set that judges both levels in each domain, over so many years."""
    columns = tuple(
        Column(indicator, domain, CURRENT.column(indicator, "samen").threshold)
        for indicator in ("1F", "1S/2F")
        for domain in DOMAINS
    )
    return replace(CURRENT, columns=columns, window_years=years, small_fewer_than=0)


@pytest.mark.parametrize("years", [1, 2, 3])
def test_every_window_holds_no_more_than_what_is_told_of_its_years(years):
    for frame in frames():
        shown = masks.shown(frame)
        fewest, largest = (bound[:, -years:].sum(axis=1)[:, None] for bound in (shown.fewest, shown.largest))
        fewest = np.maximum(fewest, 1)
        below, higher = (
            (shown.low[:, -years:, :, level].sum(axis=1), shown.high[:, -years:, :, level].sum(axis=1))
            for level in (0, 1)
        )
        with np.errstate(divide="ignore", invalid="ignore"):
            least = np.hstack([100 - 100 * np.minimum(below[1] / fewest, 1), 100 * higher[0] / largest])
            most = np.hstack([100 - 100 * below[0] / largest, 100 * np.minimum(higher[1] / fewest, 1)])

        found = evaluate(per_domain(years), frame, view=View.PUBLIC)

        known = ~np.isnan(found.low)
        np.testing.assert_allclose(found.low[known], least[known], atol=1e-9)
        np.testing.assert_allclose(found.high[known], most[known], atol=1e-9)


def test_norm_sets_and_scenarios_differ_in_thresholds_only():
    for frame in frames():
        own = scenarios.build(CURRENT, offsets={name: Decimal(9) for name in DOMAINS}, basis=Decimal(85))
        values = {}
        for norm_set in (*SHIPPED.values(), own):
            found = evaluate(norm_set, frame, view=View.PUBLIC)
            for place, key in enumerate(found.columns):
                first = values.setdefault(key, (found.low[:, place], found.high[:, place]))
                np.testing.assert_array_equal(found.low[:, place], first[0])
                np.testing.assert_array_equal(found.high[:, place], first[1])


def test_a_sweep_of_every_threshold_finds_only_the_bounds_that_are_told(record_figure):
    step = size(5, 1)
    for frame in frames():
        told = evaluate(SHIPPED["r1-same-table"], frame, view=View.PUBLIC)
        places = [told.columns.index(key) for key in EACH]
        above, below = np.full((len(frame), 3), -np.inf), np.full((len(frame), 3), np.inf)
        for tenths in range(-700, 701, step):
            offsets = {name: Decimal(tenths) / 10 for name in DOMAINS}
            found = evaluate(scenarios.build(CURRENT, offsets=offsets, basis=Decimal(85)), frame, view=View.PUBLIC)
            columns = [found.columns.index(key) for key in EACH]
            status, threshold = found.status[:, columns], found.threshold[:, columns]
            above = np.where(status == Status.BOVEN, np.maximum(above, threshold), above)
            below = np.where(status == Status.ONDER, np.minimum(below, threshold), below)

        narrower = (above > told.low[:, places]) | (below < told.high[:, places])
        record_figure("Bounds narrowed by a sweep", target=0, measured=f"{narrower.sum()} of {narrower.size}")
        assert not narrower.any()


def test_a_group_minus_a_school_is_what_is_told_of_that_school():
    for frame in frames():
        found = compare(CURRENT, SHIPPED["r1-same-table"], frame)
        whole = found.by_municipality()
        for row in range(0, len(frame), max(len(frame) // 50, 1)):
            others = np.where(np.arange(len(frame)) == row, -1, frame.municipality).astype(np.int32)
            rest = found.moves(others, groups=len(frame.municipalities))
            if (group := frame.municipality[row]) >= 0:
                assert whole.fall_low[group] - rest.fall_low[group] == found.falls[row]
                assert whole.fall_high[group] - rest.fall_high[group] == found.may_fall[row]


# Two worlds that differ in masked counts and look the same.


def test_worlds_that_differ_behind_the_masks_give_the_same_pages(record_figure):
    first, second, changed = twins(51, size(12, 150))

    assert changed > 12
    record_figure("Masked counts changed without a trace", target="> 0", measured=changed)
    for norm_set in (*SHIPPED.values(), per_domain(1), per_domain(2), per_domain(3)):
        here, there = (evaluate(norm_set, frame, view=View.PUBLIC) for frame in (first, second))
        for name in ("status", "low", "high", "threshold", "reason", "margin", "school", "pupils"):
            np.testing.assert_array_equal(getattr(here, name), getattr(there, name), err_msg=name)


# What leaves the internal view.


def released(frame: Frame):
    """Give every internal figure that may stand on a page: what was asked, of whom, and what came out."""
    now = evaluate(CURRENT, frame, view=View.PUBLIC)
    judged = np.isin(now.school, (Status.BOVEN, Status.ONDER))
    norm_sets = [*SHIPPED.values(), *(scenarios.raised(CURRENT, points) for points in scenarios.RAISES)]
    for norm_set in norm_sets:
        public, internal = (evaluate(norm_set, frame, view=view) for view in (View.PUBLIC, View.INTERNAL))
        among = judged & np.isin(public.school, (Status.BOVEN, Status.ONDER, Status.ONBEPAALD))
        for column in (None, *public.columns):
            yield public, disclosure.below(public, internal, column), among


def test_what_leaves_the_internal_view_is_true_and_in_fives():
    for frame in frames():
        for _public, asked, among in released(frame):
            told = disclosure.country(asked, among=among)
            low, high = int((asked.tight & among).sum()), int((asked.tight_perhaps & among).sum())
            assert told.low[0] <= low <= high <= told.high[0]
            assert low - told.low[0] < 2 * disclosure.STEP + 4
            if (asked.told_perhaps & ~asked.told & among).any():
                assert told.low[0] % 5 == 0
                assert told.high[0] % 5 == 0 or told.high[0] == told.schools[0]


def test_no_school_that_is_open_in_public_is_settled_by_a_count():
    for frame in frames():
        for public, asked, among in released(frame):
            open_ = asked.told_perhaps & ~asked.told & among
            bands = disclosure.by_band(asked, public, BANDS, among=among)
            whole = disclosure.country(asked, among=among)
            places = np.array([_possible(bands, asked, among, public, band) for band in range(len(BANDS))])
            number = np.array([int((open_ & (_band(public) == band)).sum()) for band in range(len(BANDS))])
            # Each band alone, and with the country minus all the others.
            known = int((asked.told & among & (_band(public) < len(BANDS))).sum())
            outside = int((open_ & (_band(public) >= len(BANDS))).sum())
            least = np.maximum(places[:, 0], whole.low[0] - known - outside - (places[:, 1].sum() - places[:, 1]))
            most = np.minimum(places[:, 1], whole.high[0] - known - (places[:, 0].sum() - places[:, 0]))
            for band in np.flatnonzero(number):
                assert least[band] < number[band], "all are"
                assert most[band] > 0, "none is"


def _band(verdicts):
    return disclosure.band_of(tuple(band.high for band in BANDS), verdicts.frame.weging)


def _possible(bands, asked, among, public, band):
    """Give the least and most open schools of a band that the released lower count leaves possible."""
    here = among & (_band(public) == band)
    known, open_ = int((asked.told & here).sum()), int((asked.told_perhaps & ~asked.told & here).sum())
    fits = []
    for number in range(open_ + 1):
        start, end = (int(edge) for edge in disclosure.steps(np.array(number), np.array(open_)))
        if open_ == 0 or (known + start) // 5 * 5 == bands.low[band]:
            fits += [start, end]
    return min(fits), max(fits)


@pytest.mark.parametrize("open_", range(30))
def test_a_step_never_shows_all_or_none(open_):
    numbers = np.arange(open_ + 1)
    start, end = disclosure.steps(numbers, np.full_like(numbers, open_))

    assert ((start <= numbers) & (numbers <= end) & (end <= open_)).all()
    assert (end - start >= min(open_, 4)).all()


def test_a_visitors_norm_never_leaves_the_internal_view():
    frame = world(1, 20).frame
    own = scenarios.build(CURRENT, offsets={"lezen": Decimal(1)}, basis=Decimal(85))
    public, internal = (evaluate(own, frame, view=view) for view in (View.PUBLIC, View.INTERNAL))

    with pytest.raises(disclosure.Undisclosable):
        disclosure.below(public, internal)
    with pytest.raises(disclosure.Undisclosable):
        disclosure.below(internal, public)
