"""The numbered panels: quotas hold in each, and everybody is in as many as the chance says."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from beraad.core.instance import Instance
from beraad.core.leximin import solve
from beraad.core.panels import uniform
from tests.beraad.core import oracle
from tests.beraad.core.pools import proportional
from tests.figures import RecordFigure
from tests.sizes import size, sized

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


@pytest.mark.parametrize(("people", "members"), [(150, 22), (300, 45)])
def test_quotas_hold_in_each_panel_and_everybody_is_in_as_many_as_the_chance_says(
    people: int, members: int, record_figure: RecordFigure
) -> None:
    instance = proportional(people=people, size=members, seed=1)
    solution = solve(instance)

    panels = uniform(solution, 1000)

    assert all(keeps(instance, panel) for panel in panels)
    times = Counter(row for panel in panels for row in panel)
    apart = max(abs(times[row] - 1000 * chance) for row, chance in enumerate(solution.probabilities.tolist()))
    assert apart <= 2
    record_figure(f"frequency in 1,000 panels, {people}/{members}", target="within 2", measured=float(apart))


def test_colleagues_are_never_in_one_panel() -> None:
    for seed in range(40):
        instance = oracle.tiny(seed, colleagues=True)
        if not oracle.every_panel(instance)[1]:
            continue
        assert instance.pool.groups is not None
        for panel in uniform(solve(instance), 300):
            groups = [instance.pool.groups[row] for row in panel]
            assert len(set(groups)) == len(groups)


def test_drawn_often_everybody_comes_up_as_often_as_the_chance_says() -> None:
    instance = proportional(people=100, size=15, seed=2)
    panels = uniform(solve(instance), 1000)
    chances = np.zeros(100)
    for panel in panels:
        chances[list(panel)] += 1 / 1000

    drawn = np.random.default_rng(5).integers(0, 1000, DRAWS)
    times = np.zeros(100)
    for number in drawn.tolist():
        times[list(panels[number])] += 1

    sigma = np.sqrt(chances * (1 - chances) / DRAWS)
    assert np.all(np.abs(times / DRAWS - chances) < 4 * sigma + 1e-9)
