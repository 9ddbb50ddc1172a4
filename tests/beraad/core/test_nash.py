"""The highest product of chances, also where the best of the relaxation is no lottery: against every panel."""

from __future__ import annotations

import json
from collections import Counter
from fractions import Fraction
from math import prod

import numpy as np
import pytest

from beraad import verify_certificate
from beraad.core import branching, certificate, files, nash
from beraad.core.errors import Infeasible
from beraad.core.instance import Instance
from beraad.core.leximin import solve
from beraad.core.solution import LIMIT, OPTIMAL, UNPROVEN, Solution
from beraad.core.stages import Branch
from tests.beraad.core import oracle
from tests.figures import RecordFigure
from tests.sizes import size, sized

pytestmark = [sized]
TINY = size(60, 300)
MODES = {"plain": {}, "colleagues": {"colleagues": True}, "more people": {"people": 11}}


def solved(seed: int, **shape: object) -> tuple[Instance, Solution] | None:
    instance = oracle.tiny(seed, **shape)  # type: ignore[arg-type]
    try:
        return instance, solve(instance, objective="nash")
    except Infeasible:
        return None


def outside() -> tuple[Instance, Solution]:
    """Give the first tiny pool of which only cases prove the optimum: that of the relaxation is no lottery."""
    for seed in range(1000):
        found = solved(seed, people=11)
        if found is not None and isinstance(getattr(found[1].gradient, "proof", None), Branch):
            return found
    raise AssertionError("no such pool")


def checked(solution: Solution) -> str:
    proof = verify_certificate.Certificate(json.loads(json.dumps(certificate.facts(solution))))
    verify_certificate.check_types(proof)
    verify_certificate.check_panels(proof)
    chances, _sentence = verify_certificate.check_mixture(proof)
    verify_certificate.check_stages(proof)
    return verify_certificate.check_claims(proof, chances)


def left_to_gain(instance: Instance, solution: Solution) -> float:
    """Give, as a part of the geometric mean, what any lottery could still gain: over every panel written out.

    The sum of logarithms is concave, so its slope towards the best panel bounds every lottery.
    """
    types, panels = oracle.every_panel(instance)
    groups = instance.pool.groups
    chance = {
        (*answers, -1 if groups is None else int(groups[person])): solution.reached[kind]
        for (person, answers), kind in zip(
            enumerate(instance.pool.codes.tolist()), solution.types.tolist(), strict=True
        )
    }
    alive = [kind for kind in range(len(types)) if any(panel[kind] for panel in panels)]
    assert all(chance[types[kind][0]] > 0 for kind in alive)
    best = max(sum(panel[kind] / chance[types[kind][0]] for kind in alive) for panel in panels)
    return float(best / sum(types[kind][1] for kind in alive) - 1)


def test_on_tiny_pools_no_lottery_of_all_panels_has_a_higher_product(record_figure: RecordFigure) -> None:
    seen: Counter[str] = Counter()
    worst, stated, seed = 0.0, Fraction(0), 0
    while seen["solved"] < TINY:
        found = solved(seed, **list(MODES.values())[seed % 3])
        seed += 1
        if found is None:
            continue
        instance, solution = found
        assert solution.status == OPTIMAL
        assert solution.growth is not None
        assert "of itself below the best" in checked(solution)
        seen["solved"] += 1
        seen["outside"] += hasattr(solution.gradient, "proof")
        worst, stated = max(worst, left_to_gain(instance, solution)), max(stated, solution.growth)

    assert worst < 1e-6
    assert stated < Fraction(1, 10**6)
    assert seen["outside"] > TINY // 50
    record_figure("nash: what any panel could add", target="<= 1e-6", measured=worst)
    record_figure("nash: tiny pools outside the relaxation", target="some", measured=f"{seen['outside']} of {TINY}")


def test_where_columns_took_over_the_gap_is_a_billionth() -> None:
    instance, solution = outside()

    assert solution.growth is not None
    assert 0 <= solution.growth < Fraction(2, 10**9)
    assert left_to_gain(instance, solution) < 2e-9


def test_it_is_the_lottery_that_slow_multiplication_finds() -> None:
    instance, solution = outside()
    types, panels = oracle.every_panel(instance)
    counts, every = np.array([count for _kind, count in types], float), np.array(panels, float)

    weights = np.full(len(panels), 1 / len(panels))
    alive = every.any(axis=0)
    for _round in range(20_000):
        weights *= every[:, alive] @ (counts[alive] / (weights @ every[:, alive])) / counts[alive].sum()

    slow = np.sort(np.repeat((weights @ every) / counts, counts.astype(int)))
    assert np.allclose(np.sort(solution.probabilities), slow, atol=1e-5)
    assert np.log(np.sort(solution.probabilities)[slow > 0]).sum() >= np.log(slow[slow > 0]).sum() - 1e-7


def test_a_false_claim_about_the_product_is_refused() -> None:
    _instance, solution = outside()
    facts = certificate.facts(solution)
    lower = facts["gradient"] | {"bound": facts["gradient"]["bound"] - 2**20}
    lies = [
        {name: value for name, value in facts.items() if name != "growth"} | {"gradient": lower},
        facts | {"growth": "0/1"},
        facts | {"gradient": lower},
        facts | {"gradient": facts["gradient"] | {"weights": facts["gradient"]["weights"][1:]}},
        facts | {"gradient": facts["gradient"] | {"scale": 0}},
    ]

    for lie in lies:
        proof = verify_certificate.Certificate(lie)
        chances, _sentence = verify_certificate.check_mixture(proof)
        with pytest.raises(verify_certificate.Wrong, match=r"certificate\.json"):
            verify_certificate.check_claims(proof, chances)


def test_a_lottery_that_is_not_the_best_is_refused_as_the_best() -> None:
    instance, best = outside()
    other = solve(instance, objective="leximin")
    facts = certificate.facts(other) | {"objective": "nash", "gradient": certificate.facts(best)["gradient"]}
    proof = verify_certificate.Certificate(facts)
    chances, _sentence = verify_certificate.check_mixture(proof)

    assert prod(filter(None, other.chances)) < prod(filter(None, best.chances))
    with pytest.raises(verify_certificate.Wrong, match="could still grow"):
        verify_certificate.check_claims(proof, chances)


def test_without_a_proof_the_status_and_the_gap_say_so(monkeypatch: pytest.MonkeyPatch) -> None:
    instance, best = outside()
    leximin = solve(instance, objective="leximin")
    monkeypatch.setattr(branching, "CASES", 0)
    unproven = nash.raised(leximin, out_of_time=lambda: False)
    late = nash.raised(leximin, out_of_time=lambda: True)

    for solution, status in ((unproven, UNPROVEN), (late, LIMIT)):
        assert solution.status == status
        assert solution.growth is not None
        assert "NOT proven optimal" in checked(solution)
        told = files.report(solution, ())["geometric_mean_gap"]
        assert Fraction(told) >= solution.growth > Fraction(1, 10**6)
    assert np.allclose(unproven.probabilities, best.probabilities, atol=1e-8)
