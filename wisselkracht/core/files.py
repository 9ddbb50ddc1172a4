"""What a run writes, as bytes: the same for the same instance, seed and limits, whatever the order in the files."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from ndt.draws.commitments import canonical, digest
from wisselkracht.core.instance import FORMAT, Id, Instance, number
from wisselkracht.core.lottery import commitment
from wisselkracht.core.objectives import COUNT, WEIGHT, WORST, value_of
from wisselkracht.core.part import Outcome
from wisselkracht.core.solving import INFEASIBLE, PartProof, Solution, StageResult

SCALED: Final = (WEIGHT, WORST)
WRITTEN: Final = ("instance.json", "result.json", "certificate.json", "manifest.json", "run.json")


def solved(solution: Solution) -> dict[str, bytes]:
    """Give the files of a run: the instance, the result, the certificate, and the manifest that seals them."""
    made = {
        "instance.json": solution.instance.content(),
        "result.json": canonical(result(solution)),
        "certificate.json": canonical(certificate(solution)),
    }
    return sealed(
        made, parameters_of(solution.objective, solution.longest_cycle, solution.longest_chain, solution.seed)
    )


def infeasible(
    instance: Instance, clash: tuple[Id, ...], *, objective: str, longest_cycle: int, longest_chain: int, seed: bytes
) -> dict[str, bytes]:
    """Give the files where the locked exchanges cannot all be kept. clash: the lock that does not fit."""
    facts = {
        "format": FORMAT, "status": INFEASIBLE, "objective": objective, "exchanges": [], "kinds": [], "stages": [],
        "value": None, "bound": None, "gap": None, "count": 0, "weight": 0, "lock": list(clash),
    }  # fmt: skip
    made = {"instance.json": instance.content(), "result.json": canonical(facts)}
    return sealed(made, parameters_of(objective, longest_cycle, longest_chain, seed))


def result(solution: Solution) -> dict[str, Any]:
    """Give what was found, in the unit of the file."""
    instance, weights = solution.instance, solution.instance.weights
    totals = {
        name: sum(
            value_of(name, instance, weights, each.vertices, chain=each.chain, seed=b"") for each in solution.exchanges
        )
        for name in (COUNT, WEIGHT)
    }
    stages = [_stage(instance, stage) for stage in solution.stages]
    first = stages[0]
    return {
        "format": FORMAT,
        "status": solution.status,
        "objective": solution.objective,
        "value": first["value"],
        "bound": first["bound"],
        "gap": first["gap"],
        "stages": stages,
        "count": totals[COUNT],
        "weight": number(totals[WEIGHT], instance.scale),
        "exchanges": [instance.labelled(each.vertices) for each in solution.exchanges],
        "kinds": ["chain" if each.chain else "cycle" for each in solution.exchanges],
        "possible": {"cycles": solution.counts[0], "chains": solution.counts[1]},
    }


def _stage(instance: Instance, stage: StageResult) -> dict[str, Any]:
    scale = instance.scale if stage.name in SCALED else 1
    known = stage.bound is not None
    return {
        "name": stage.name,
        "status": "optimal" if stage.closed else "feasible",
        "value": number(stage.value, scale),
        "bound": number(stage.bound, scale) if stage.bound is not None else None,
        "gap": number(stage.bound - stage.value, scale) if known and stage.bound is not None else None,
    }


def certificate(solution: Solution) -> dict[str, Any]:
    """Give the prices that bound every stage of every part; whole numbers, weights times the scale.

    For every exchange of a part the prices of its vertices, its groups, the odd sets that it meets (once per two members)
    and what it adds to earlier stages come to at least `denominator` times what it adds to the stage.
    """
    parts = [_part(solution.instance, proof) for proof in solution.parts]
    return {
        "format": FORMAT,
        "scale": solution.instance.scale,
        "stages": [stage.name for stage in solution.stages],
        "parts": sorted(parts, key=lambda facts: [str(name) for name in facts["vertices"]]),
    }


def _part(instance: Instance, proof: PartProof) -> dict[str, Any]:
    vertices = [row for row in proof.rows if row < proof.vertices]
    return {
        "vertices": instance.names(sorted(vertices)),
        "stages": [_outcome(instance, proof, outcome) for outcome in proof.outcomes],
    }


def _outcome(instance: Instance, part: PartProof, outcome: Outcome) -> dict[str, Any]:
    facts: dict[str, Any] = {
        "name": outcome.stage, "value": outcome.value, "bound": outcome.bound, "closed": outcome.closed,
    }  # fmt: skip
    if outcome.proof is None:
        return facts
    proof = outcome.proof
    rows = [(row, price) for row, price in zip(part.rows, proof.rows.tolist(), strict=True) if price]
    sets = [(sorted(part.rows[member] for member in members), price) for members, price in proof.sets]
    return facts | {
        "denominator": proof.denominator,
        "rows": [[instance.ids[row], price] for row, price in sorted(rows) if row < part.vertices],
        "groups": [
            [instance.groups[row - part.vertices].name, price] for row, price in sorted(rows) if row >= part.vertices
        ],
        "sets": [[instance.names(members), price] for members, price in sorted(sets)],
        "earlier": list(proof.earlier),
    }


def parameters_of(objective: str, longest_cycle: int, longest_chain: int, seed: bytes) -> dict[str, Any]:
    """Give what besides the instance decides the result."""
    return {
        "objective": objective, "max_cycle": longest_cycle, "max_chain": longest_chain, "seed": seed.hex(),
        "seed_commitment": commitment(seed),
    }  # fmt: skip


def sealed(files: Mapping[str, bytes], parameters: Mapping[str, Any]) -> dict[str, bytes]:
    """Add manifest.json: the SHA-256 of every file, and a seal over the manifest itself."""
    content: dict[str, Any] = {
        "format": FORMAT,
        "files": {name: digest(files[name]) for name in sorted(files)},
        "parameters": dict(parameters),
    }
    return dict(files) | {"manifest.json": canonical(content | {"seal": digest(canonical(content))})}
