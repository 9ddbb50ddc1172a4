"""The bounds against brute force: every way to fill in the masks, by counting, and by no formula of the engine."""

from __future__ import annotations

import itertools
from dataclasses import replace
from decimal import Decimal

import numpy as np
import pytest

from inspectie.core import scenarios
from inspectie.core.engine import Status, View, evaluate
from inspectie.core.frame import DOMAINS
from tests.inspectie import official
from tests.inspectie.core.worlds import CURRENT, SHIPPED, fillings, take, world
from tests.sizes import FULL, size, sized

pytestmark = [sized]
SCHOOLS = size(60, 1200)


def shares(years, domain, level):
    """Give every percentage that a domain can have over the years, each with its numbers of pupils."""
    options = [
        sorted({(number, row[level]) for number, by_domain in merged(year) for row in by_domain[domain]})
        for year in years
    ]
    pupils, counts = (np.array([0]) for _ in range(2))
    for option in options:
        numbers, reached = (np.array(column) for column in zip(*option, strict=True))
        pairs = np.unique(np.stack([(pupils[:, None] + numbers).ravel(), (counts[:, None] + reached).ravel()]), axis=1)
        pupils, counts = pairs
    return 100 * counts / pupils if level else 100 * (pupils - counts) / pupils


def merged(year):
    return [(number, [row[number] for row in year]) for number in year[0]]


def all_at_once(years, thresholds):
    """Say whether one filling-in reaches every domain's value: try the pupils of every year together."""
    for chosen in itertools.product(*(merged(year) for year in years)):
        pupils = sum(number for number, _rows in chosen)
        best = [sum(max(row[2] for row in rows[domain]) for _number, rows in chosen) for domain in range(3)]
        if all(100 * count / pupils >= value for count, value in zip(best, thresholds, strict=True)):
            return True
    return False


def frames():
    yield world(7, SCHOOLS, largest=24).frame
    if FULL:
        national = official.frame()
        masked = np.flatnonzero(national.mapped & (national.high > national.low).any(axis=(1, 2, 3)))
        yield take(national, np.random.default_rng(11).choice(masked, 1000, replace=False))


@pytest.mark.parametrize("view", list(View))
def test_no_filling_in_contradicts_a_verdict_and_every_open_one_has_two_witnesses(view, record_figure):
    checked = contradicted = loose = open_ = 0
    for frame in frames():
        offsets = {"lezen": Decimal("14.3"), "taalverzorging": Decimal("-6.7"), "rekenen": Decimal("-17.7")}
        judged = scenarios.build(CURRENT, offsets=offsets, basis=Decimal(85))
        found = evaluate(judged, frame, view=view)
        for row in range(len(frame)):
            years = None
            for column, (_indicator, domain) in enumerate(found.columns):
                status = Status(found.status[row, column])
                if domain == "samen" or status not in {Status.BOVEN, Status.ONDER, Status.ONBEPAALD}:
                    continue
                years = years or fillings(frame.low[row], frame.high[row])
                possible = shares(years, DOMAINS.index(domain), 2)
                reached = possible >= found.threshold[row, column]
                checked += 1
                open_ += status is Status.ONBEPAALD
                contradicted += bool(
                    (status is Status.BOVEN and not reached.all()) or (status is Status.ONDER and reached.any())
                )
                contradicted += bool(
                    possible.min() < found.low[row, column] - 1e-9 or possible.max() > found.high[row, column] + 1e-9
                )
                if view is View.INTERNAL:
                    loose += status is Status.ONBEPAALD and not (reached.any() and not reached.all())
                    loose += bool(abs(possible.min() - found.low[row, column]) > 1e-9)
                    loose += bool(abs(possible.max() - found.high[row, column]) > 1e-9)

    record_figure(f"Contradicted by brute force, {view.value}", target=0, measured=f"{contradicted} of {checked}")
    assert checked >= 3 * SCHOOLS * 0.9
    assert contradicted == 0
    if view is View.INTERNAL:
        record_figure("Open without two witnesses", target=0, measured=f"{loose} of {open_}")
        assert open_ > SCHOOLS // 20
        assert loose == 0


def test_a_school_that_is_open_can_reach_everything_at_once_and_can_fail():
    frame = world(8, SCHOOLS, largest=20).frame
    for slug in ("r1-same-table", "r1-calibrated-90"):
        found = evaluate(SHIPPED[slug], frame, view=View.INTERNAL)
        apart = [column for column, key in enumerate(found.columns) if key[1] != "samen"]
        for row in np.flatnonzero(found.by_indicator["1S/2F"] == Status.ONBEPAALD):
            years = fillings(frame.low[row], frame.high[row])
            assert all_at_once(years, found.threshold[row, apart])
            assert (found.low[row, apart] < found.threshold[row, apart]).any()


def test_a_school_that_no_filling_in_lifts_everywhere_is_below():
    frame = world(9, 40 * SCHOOLS, largest=12).frame
    found = evaluate(SHIPPED["r1-calibrated-90"], frame, view=View.INTERNAL)
    apart = [column for column, key in enumerate(found.columns) if key[1] != "samen"]
    told = found.by_indicator["1S/2F"]
    only_together = np.flatnonzero((told == Status.ONDER) & ~(found.status[:, apart] == Status.ONDER).any(axis=1))

    assert only_together.size
    for row in only_together:
        assert not all_at_once(fillings(frame.low[row], frame.high[row]), found.threshold[row, apart])


def test_bounds_of_the_first_level_are_tight_too():
    frame = world(10, SCHOOLS, largest=20).frame
    from_below = SHIPPED["current-2020"]
    basis = from_below.column("1F", "samen").threshold
    columns = tuple(type(from_below.columns[0])("1F", domain, basis) for domain in DOMAINS)
    found = evaluate(replace(from_below, columns=columns), frame, view=View.INTERNAL)

    for row in range(len(frame)):
        if found.status[row, 0] == Status.KLEINE_SCHOOL:
            continue
        years = fillings(frame.low[row], frame.high[row])
        for domain in range(3):
            possible = shares(years, domain, 0)
            assert possible.min() == pytest.approx(found.low[row, domain])
            assert possible.max() == pytest.approx(found.high[row, domain])
