"""The chances: the least as high as can be, then the next; checked by writing out every panel of tiny pools."""

from __future__ import annotations

import json
import time
from collections import Counter

import numpy as np
import pytest

from beraad import verify_certificate
from beraad.core import certificate, columns
from beraad.core.errors import Infeasible
from beraad.core.instance import Instance
from beraad.core.leximin import solve
from beraad.core.solution import LIMIT, OPTIMAL
from tests.beraad.core import oracle
from tests.beraad.core.pools import proportional
from tests.figures import RecordFigure
from tests.sizes import FULL, size, sized

pytestmark = [sized]
TINY = size(60, 300)


def difference(instance: Instance) -> float | None:
    """Give the largest difference with writing out every panel; None where there is no panel, and we say so too."""
    types, panels = oracle.every_panel(instance)
    if not panels:
        with pytest.raises(Infeasible):
            solve(instance)
        return None
    solution = solve(instance)
    assert solution.status == OPTIMAL
    best = oracle.leximin([count for _kind, count in types], panels)
    wanted = {kind: chance for (kind, _count), chance in zip(types, best, strict=True)}
    groups = instance.pool.groups
    keys = [
        (*answers, -1 if groups is None else int(groups[person]))
        for person, answers in enumerate(instance.pool.codes.tolist())
    ]
    return max(abs(wanted[key] - got) for key, got in zip(keys, solution.probabilities.tolist(), strict=True))


def test_on_tiny_pools_the_chances_are_those_of_writing_out_every_panel(
    record_figure: RecordFigure, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: Counter[str] = Counter()
    ordinary = columns.stages

    def counted(*given: object, **named: object) -> object:
        seen["outside"] += 1
        return ordinary(*given, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(columns, "stages", counted)
    worst, seed = 0.0, 0
    while seen["solved"] < TINY:
        seen["outside before"] = seen["outside"]
        found = difference(oracle.tiny(seed, colleagues=seed % 3 == 2))
        if found is None:
            seen["outside"] = seen["outside before"]
        else:
            worst, seen["solved"] = max(worst, found), seen["solved"] + 1
        seed += 1

    assert worst < 1e-6
    assert seen["outside"] > TINY // 50
    record_figure("leximin against every panel", target="<= 1e-6", measured=worst)
    record_figure("tiny pools where columns took over", target="about 1 in 10", measured=f"{seen['outside']} of {TINY}")


@pytest.mark.parametrize(("people", "members"), [(300, 45), (500, 75), (750, 112)])
def test_a_generated_pool_is_solved_and_proven_in_two_seconds(
    people: int, members: int, record_figure: RecordFigure
) -> None:
    instance = proportional(people=people, size=members, seed=1)

    begun = time.process_time()
    solution = solve(instance)
    seconds = time.process_time() - begun

    assert solution.status == OPTIMAL
    assert solution.deviation < 1e-9
    assert np.isclose(solution.probabilities.sum(), members)
    record_figure(f"full leximin {people}/{members}", target="<= 2 s", measured=f"{seconds:.2f} s")
    assert seconds < (2 if FULL else 20)


def test_when_time_ends_the_solution_says_so_with_its_bound() -> None:
    ticks = iter(range(10_000))

    solution = solve(proportional(people=750, size=112, seed=1), time_limit=1.0, clock=lambda: float(next(ticks)))

    assert solution.status == LIMIT
    assert 0 <= solution.minimum <= solution.bound


def test_the_seed_changes_the_panels_and_never_the_chances() -> None:
    instance = proportional(people=120, size=20, seed=3)

    one, same, other = (solve(instance, seed=seed) for seed in (b"1", b"1", b"2"))

    assert one.chances == other.chances
    assert [panel.tolist() for panel in one.panels] == [panel.tolist() for panel in same.panels]
    assert one.weights == same.weights


def test_a_lottery_that_columns_found_has_a_certificate_that_branches_and_holds() -> None:
    branched = 0
    for seed in range(TINY):
        instance = oracle.tiny(seed, people=11)
        try:
            solution = solve(instance)
        except Infeasible:
            continue
        proof = certificate.facts(solution)
        checked = verify_certificate.Certificate(json.loads(json.dumps(proof)))
        chances, _sentence = verify_certificate.check_mixture(checked)
        verify_certificate.check_panels(checked)
        verify_certificate.check_stages(checked)
        verify_certificate.check_claims(checked, chances)
        branched += any("weights" in stage for stage in proof["stages"])

    assert branched > 0
