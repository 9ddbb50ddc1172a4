"""What `lottery solve` writes, as names and bytes: the same for the same input and seed, byte for byte."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import ceil
from typing import Any, Final

import numpy as np

from beraad.core import certificate
from beraad.core.bundle import table
from beraad.core.certificate import text
from beraad.core.instance import Quota
from beraad.core.relaxation import Diagnosis, Relaxation, no_panel_for
from beraad.core.solution import Solution
from ndt.draws.commitments import canonical, digest

FORMAT: Final = "beraad-lottery-1"
DIGITS: Final = 12


def solved(solution: Solution, panels: Sequence[Sequence[int]]) -> dict[str, bytes]:
    """Give the files of a lottery: probabilities, panels, certificate and report."""
    rows = solution.instance.pool.rows.tolist()
    chances = [decimal(solution.chances[kind]) for kind in solution.types.tolist()]
    return {
        "probabilities.csv": table(("row", "probability"), sorted(zip(rows, chances, strict=True))),
        "panels.csv": table(("panel", "row"), ((number, row) for number, panel in enumerate(panels) for row in panel)),
        "certificate.json": canonical(certificate.facts(solution)),
        "report.json": canonical(report(solution, panels)),
    }


def report(solution: Solution, panels: Sequence[Sequence[int]]) -> dict[str, Any]:
    """Give what a person wants to know of a lottery."""
    counts = solution.model.counts
    return {
        "status": solution.status,
        "objective": solution.objective,
        "people": len(solution.instance.pool),
        "panel_size": solution.instance.size,
        "distinct_profiles": solution.model.types,
        "bound": decimal(solution.bound),
        "bound_exact": text(solution.bound),
        "minimum": decimal(solution.minimum),
        "minimum_exact": text(solution.minimum),
        "gap": decimal(solution.bound - solution.minimum),
        "maximum": decimal(max(solution.chances)),
        "gini": round(max(solution.gini, 0.0), 9),
        "geometric_mean": round(solution.geometric_mean, 9),
        **_growth(solution),
        "stages": [
            {"level": decimal(stage.level), "exact": text(stage.level), "people": int(counts[list(stage.fixed)].sum())}
            for stage in solution.stages
        ],
        "panels_in_mixture": len(solution.panels),
        "panels_numbered": len(panels),
        "without_chance": _without_chance(solution),
    }


def infeasible(diagnosis: Diagnosis, chances: Sequence[Fraction | None]) -> dict[str, bytes]:
    """Give report.json where no panel keeps the quotas. chances: per relaxation, the least chance it would give."""
    conflict = "same-group" if diagnosis.colleagues else "quota-conflict"
    facts = {
        "status": "infeasible",
        "cause": "pool-shortage" if diagnosis.shortages else conflict,
        "features": sorted(
            {shortage.feature for shortage in diagnosis.shortages} | {quota.feature for quota in diagnosis.conflict}
        ),
        "shortages": [
            {"feature": short.feature, "value": short.value, "need": short.need, "have": short.have}
            for short in diagnosis.shortages
        ],
        "conflict": [_quota(quota) for quota in diagnosis.conflict],
        "relaxations": [
            _relaxation(relaxation, chance) for relaxation, chance in zip(diagnosis.relaxations, chances, strict=True)
        ],
    }
    return {"report.json": canonical(facts)}


def sealed(
    files: Mapping[str, bytes], *, inputs: Mapping[str, bytes], parameters: Mapping[str, Any]
) -> dict[str, bytes]:
    """Add manifest.json: the SHA-256 of every file and of the inputs, and a seal over the manifest itself."""
    content: dict[str, Any] = {
        "format": FORMAT,
        "files": {name: digest(files[name]) for name in sorted(files)},
        "inputs": {name: digest(inputs[name]) for name in sorted(inputs)},
        "parameters": dict(parameters),
    }
    return dict(files) | {"manifest.json": canonical(content | {"seal": digest(canonical(content))})}


def decimal(number: Fraction) -> str:
    """Write a fraction with 12 decimals, rounded half to even: exact, so the same everywhere."""
    scaled = round(number * 10**DIGITS)
    sign = "-" if scaled < 0 else ""
    return f"{sign}{abs(scaled) // 10**DIGITS}.{abs(scaled) % 10**DIGITS:0{DIGITS}d}"


def _growth(solution: Solution) -> dict[str, Any]:
    """Say, for nash, by which part of itself the geometric mean may at most be below the best: rounded up."""
    if solution.objective != "nash":
        return {}
    if solution.growth is None:
        return {"geometric_mean_gap": None}
    return {"geometric_mean_gap": decimal(Fraction(ceil(solution.growth * 10**DIGITS), 10**DIGITS))}


def _without_chance(solution: Solution) -> list[dict[str, Any]]:
    kinds = np.flatnonzero([chance == 0 for chance in solution.chances]).tolist()
    reasons = no_panel_for(solution.instance, kinds)
    pool = solution.instance.pool
    return [
        {
            "rows": pool.rows[list(solution.model.members[kind])].tolist(),
            "reason": [_quota(quota) for quota in reasons[kind]],
        }
        for kind in kinds
    ]


def _quota(quota: Quota) -> dict[str, Any]:
    return {"feature": quota.feature, "value": quota.value, "min": quota.min, "max": quota.max}


def _relaxation(relaxation: Relaxation, chance: Fraction | None) -> dict[str, Any]:
    return {
        "cost": text(relaxation.cost),
        "minimum_chance": None if chance is None else decimal(chance),
        "changes": [
            {
                "feature": change.feature, "value": change.value, "old_min": change.old_min, "old_max": change.old_max,
                "min": change.min, "max": change.max,
            }
            for change in relaxation.changes
        ],
    }  # fmt: skip
