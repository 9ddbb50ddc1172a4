"""The certificate: everything that is needed to check a lottery in exact fractions, without our software.

Schema `beraad-certificate-1`, one JSON object; every number that is not a count or a place is a "p/q" string.
- size, people; features: [{name, values}].
- rules: [{feature, value, min, max}]; group_rule: whether colleagues are kept apart.
- types: [{answers: one value a feature, group: number or null, rows: data rows}]: people who are alike.
- panels: [[type, ...]] with a type as often as the panel has people of it; weights: ["p/q"], summing to 1.
- levels: ["p/q"] per type: the chance of a person; deviation: the largest distance between a level and the chance in
  the mixture of panels; bound: no lottery has a least chance above it; minimum: the least chance.
- stages: [{level, types, weights, bound, proof}] in rising order (objective leximin: all; maximin: the first). No panel
  is worth more than `bound` by `weights` (an integer a type; absent: the multipliers of a single leaf, added up per
  type). Hence no lottery that keeps the earlier levels has all other types above `level`, and `types` have it exactly.
- proof: {multipliers, scale} | {multipliers, scale, empty} | {type, at, below, above}. Multipliers stand in the order
  quotas, groups (rising number), size. See `verify_certificate.py` for the arithmetic.
- gradient (objective nash): what bounds how much the sum of logarithms could still grow: {multipliers, scale} of the
  rules, or {weights, scale, bound, proof}: no panel is worth more than bound by the weights, both over scale.
- growth (objective nash): "p/q", by which part of itself the geometric mean of any lottery is above this one's at most;
  absent where somebody has no chance who may be in a panel.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any, Final

import numpy as np

from beraad.core.instance import NO_GROUP
from beraad.core.model import Ints
from beraad.core.solution import PARTS, Solution
from beraad.core.stages import Branch, Leaf, Proof, Slope, Stage

FORMAT: Final = "beraad-certificate-1"


def facts(solution: Solution) -> dict[str, Any]:
    """Give the certificate as an object for JSON."""
    instance, model = solution.instance, solution.model
    return {
        "format": FORMAT,
        "objective": solution.objective,
        "status": solution.status,
        "size": instance.size,
        "people": len(instance.pool),
        "features": [{"name": feature.name, "values": list(feature.values)} for feature in instance.pool.features],
        "rules": [
            {"feature": quota.feature, "value": quota.value, "min": quota.min, "max": quota.max}
            for quota in instance.quotas
        ],
        "group_rule": instance.pool.groups is not None,
        "types": [_kind(solution, kind) for kind in range(model.types)],
        "panels": [np.repeat(np.arange(model.types), panel).tolist() for panel in solution.panels],
        "weights": [text(Fraction(weight, PARTS)) for weight in solution.weights],
        "levels": [text(level) for level in solution.levels],
        "deviation": text(solution.deviation),
        "bound": text(solution.bound),
        "minimum": text(solution.minimum),
        "stages": [_stage(stage) for stage in solution.stages],
        **({"gradient": _gradient(solution.gradient)} if solution.gradient else {}),
        **({} if solution.growth is None else {"growth": text(solution.growth)}),
    }


def text(number: Fraction) -> str:
    """Write a fraction as p/q in lowest terms."""
    return f"{number.numerator}/{number.denominator}"


def _kind(solution: Solution, kind: int) -> dict[str, Any]:
    people = solution.model.members[kind]
    group = int(solution.model.profiles[kind, -1])
    return {
        "answers": list(solution.instance.pool.profile(people[0])),
        "group": None if group == NO_GROUP else group,
        "rows": solution.instance.pool.rows[list(people)].tolist(),
    }


def _stage(stage: Stage) -> dict[str, Any]:
    told: dict[str, Any] = {"level": text(stage.level), "types": list(stage.fixed)}
    if stage.proof is not None:
        told |= {"bound": stage.bound, "proof": _proof(stage.proof)}
        if not isinstance(stage.proof, Leaf) or stage.proof.scale != 1 or not stage.plain:
            assert stage.weights is not None
            told["weights"] = _numbers(stage.weights)
    return told


def _proof(proof: Proof) -> dict[str, Any]:
    if isinstance(proof, Branch):
        return {
            "type": proof.kind,
            "at": proof.at,
            "below": _proof(proof.below),
            "above": _proof(proof.above),
        }
    return _leaf(proof)


def _gradient(gradient: Leaf | Slope) -> dict[str, Any]:
    if isinstance(gradient, Leaf):
        return _leaf(gradient)
    return {
        "weights": _numbers(gradient.weights), "scale": gradient.scale, "bound": gradient.bound,
        "proof": _proof(gradient.proof),
    }  # fmt: skip


def _leaf(leaf: Leaf) -> dict[str, Any]:
    told: dict[str, Any] = {"multipliers": list(leaf.multipliers), "scale": leaf.scale}
    return told | {"empty": True} if leaf.empty else told


def _numbers(values: Ints) -> list[int]:
    numbers: list[int] = values.tolist()
    return numbers
