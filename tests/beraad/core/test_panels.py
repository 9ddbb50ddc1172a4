"""The numbered panels: quotas hold in each, and everybody is in as many as the chance says."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from scipy.stats import chisquare

from beraad.core.instance import Instance
from beraad.core.leximin import solve
from beraad.core.panels import uniform
from ndt.draws import index
from tests.beraad.core import oracle
from tests.beraad.core.pools import proportional
from tests.beraad.core.real import published
from tests.figures import RecordFigure
from tests.sizes import FULL, size, sized

pytestmark = [sized]
DRAWS = size(2000, 20_000)


def keeps(instance: Instance, panel: tuple[int, ...]) -> bool:
    place = {feature.name: at for at, feature in enumerate(instance.pool.features)}
    members = [instance.pool.profile(row) for row in panel]
    inside = [
        quota.min <= sum(member[place[quota.feature]] == quota.value for member in members) <= quota.max
        for quota in instance.quotas
    ]
    return all(inside) and len(set(panel)) == len(panel) == instance.size


def check_panels(name: str, instance: Instance, record_figure: RecordFigure) -> None:
    solution = solve(instance)

    panels = uniform(solution, 1000)

    kept = sum(keeps(instance, panel) for panel in panels)
    record_figure(f"{name}: numbered panels that keep every quota", target=1000, measured=kept)
    assert kept == len(panels) == 1000
    times = Counter(row for panel in panels for row in panel)
    apart = max(abs(times[row] - 1000 * chance) for row, chance in enumerate(solution.probabilities.tolist()))
    record_figure(f"{name}: frequency in 1,000 panels", target="within 2", measured=float(apart))
    assert apart <= 2 + 1e-6


@pytest.mark.parametrize(("people", "members"), [(150, 22), (300, 45), *([(500, 75), (750, 112)] if FULL else [])])
def test_quotas_hold_in_each_panel_and_everybody_is_in_as_many_as_the_chance_says(
    people: int, members: int, record_figure: RecordFigure
) -> None:
    check_panels(f"generated {people}/{members}", proportional(people=people, size=members, seed=1), record_figure)


@pytest.mark.parametrize("name", ["example_small_20", "example_large_200", "fixture_150_22"])
def test_quotas_hold_in_each_panel_of_the_published_instances(name: str, record_figure: RecordFigure) -> None:
    check_panels(name, published(name), record_figure)


def test_colleagues_are_never_in_one_panel() -> None:
    for seed in range(40):
        instance = oracle.tiny(seed, colleagues=True)
        if not oracle.every_panel(instance)[1]:
            continue
        assert instance.pool.groups is not None
        for panel in uniform(solve(instance), 300):
            groups = [instance.pool.groups[row] for row in panel]
            assert len(set(groups)) == len(groups)


def test_drawn_often_everybody_comes_up_as_often_as_the_chance_says(record_figure: RecordFigure) -> None:
    instance = proportional(people=100, size=15, seed=2)
    panels = uniform(solve(instance), 1000)
    chances = np.bincount(np.concatenate(panels), minlength=100) / 1000

    drawn = Counter(
        index.by_hmac(key=b"secret" + number.to_bytes(32, "big"), message=b"a draw", choices=1000).index
        for number in range(DRAWS)
    )

    times = np.zeros(100)
    for number, often in drawn.items():
        times[list(panels[number])] += often
    surprise = float(chisquare([drawn[number] for number in range(1000)]).pvalue)
    sigma = np.sqrt(chances * (1 - chances) / DRAWS)
    apart = float(np.max(np.abs(times / DRAWS - chances) / np.maximum(sigma, 1e-12)))
    record_figure(f"chi-square of {DRAWS} drawn panels", target="p > 0.001", measured=surprise)
    record_figure(f"furthest frequency in {DRAWS} draws", target="< 4 sigma", measured=f"{apart:.2f} sigma")
    assert surprise > 0.001
    assert apart < 4
