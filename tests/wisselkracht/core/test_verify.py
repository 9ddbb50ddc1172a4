"""The checker shares no code with the solver, and finds whatever was changed in a result."""

from __future__ import annotations

import hashlib
import json
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.wisselkracht.core import rounds
from wisselkracht import verify_exchange
from wisselkracht.core import files
from wisselkracht.core.solving import solve

Facts = dict[str, Any]


@pytest.fixture
def run(tmp_path: Path) -> Path:
    instance = rounds.some(random.Random(3), vertices=30, density=0.12, altruists=2, groups=True)
    solution = solve(instance, objective="round", longest_chain=3, seed=b"seed")
    for name, content in files.solved(solution).items():
        (tmp_path / name).write_bytes(content)
    return tmp_path


def sealed_again(place: Path, name: str, change: Callable[[Facts], object]) -> None:
    """Change a file as a forger would who knows the manifest."""
    facts = json.loads((place / name).read_bytes())
    change(facts)
    (place / name).write_bytes(verify_exchange.canonical(facts))
    manifest = json.loads((place / "manifest.json").read_bytes())
    del manifest["seal"]
    manifest["files"][name] = hashlib.sha256((place / name).read_bytes()).hexdigest()
    seal = hashlib.sha256(verify_exchange.canonical(manifest)).hexdigest()
    (place / "manifest.json").write_bytes(verify_exchange.canonical(manifest | {"seal": seal}))


def test_a_run_as_it_was_written_is_in_order(run: Path) -> None:
    said = verify_exchange.verify(run)

    assert "optimal" in said[2]


def test_any_changed_byte_is_found(run: Path) -> None:
    for name in ("instance.json", "result.json", "certificate.json", "manifest.json"):
        whole = (run / name).read_bytes()
        (run / name).write_bytes(whole.replace(b"1", b"2", 1))
        assert verify_exchange.main([str(run)]) == 1, name
        (run / name).write_bytes(whole)


def cheaper(proof: Facts) -> None:
    outcome = max((part["stages"][0] for part in proof["parts"]), key=lambda each: len(each["rows"]))
    outcome["rows"][0][1] = 0


MUTATIONS: dict[str, tuple[str, Callable[[Facts], object]]] = {
    "an exchange less": ("result.json", lambda r: (r["exchanges"].pop(), r["kinds"].pop())),
    "an exchange twice": ("result.json", lambda r: (r["exchanges"].append(r["exchanges"][0]), r["kinds"].append(r["kinds"][0]))),
    "an exchange turned round": ("result.json", lambda r: r["exchanges"].__setitem__(0, [0, 29])),
    "a higher value": ("result.json", lambda r: r["stages"][0].update(value=r["stages"][0]["value"] + 1)),
    "a lower bound": ("result.json", lambda r: r["stages"][3].update(bound=0)),
    "another weight": ("result.json", lambda r: r.update(weight=r["weight"] + 1)),
    "called open": ("result.json", lambda r: r.update(status="feasible")),
    "a price too low": ("certificate.json", cheaper),
    "a part less": ("certificate.json", lambda c: c["parts"].pop()),
    "a bound too low": ("certificate.json", lambda c: c["parts"][0]["stages"][0].update(bound=0)),
    "an even set": (
        "certificate.json", lambda c: c["parts"][0]["stages"][0].update(sets=[[c["parts"][0]["vertices"][:2], 1]])
    ),
    "a price below zero": ("certificate.json", lambda c: c["parts"][0]["stages"][0]["rows"][0].__setitem__(1, -1)),
    "prices for nothing": ("certificate.json", lambda c: c["parts"][0]["stages"][0].update(denominator=0)),
    "a stage of a part less": ("certificate.json", lambda c: c["parts"][0]["stages"].pop()),
    "another value of a part": ("certificate.json", lambda c: c["parts"][0]["stages"][0].update(value=0)),
    "closed by nothing": (
        "certificate.json", lambda c: [c["parts"][0]["stages"][0].pop(key) for key in ("rows", "groups", "sets")]
    ),
    "more people": ("result.json", lambda r: r.update(count=r["count"] + 1)),
    "a stage less": ("result.json", lambda r: r["stages"].pop()),
    "a stage called open": ("result.json", lambda r: r["stages"][0].update(status="feasible")),
    "a chain called a cycle": ("result.json", lambda r: r.update(kinds=["cycle" for _kind in r["kinds"]])),
    "nothing possible": ("result.json", lambda r: r.update(status="infeasible", lock=[])),
    "a smaller group": ("instance.json", lambda i: [group.update(limit=0) for group in i["groups"]]),
    "a lock that is not in": ("instance.json", lambda i: i.update(locks=[[i["vertices"][-1]["id"], i["vertices"][-2]["id"]]])),
    "nobody wants three": ("instance.json", lambda i: [vertex.update(three_way=False) for vertex in i["vertices"]]),
    "smaller exchanges": ("manifest.json", lambda m: m["parameters"].update(max_cycle=1, max_chain=1)),
    "another commitment": ("manifest.json", lambda m: m["parameters"].update(seed_commitment="00")),
    "another edge": ("instance.json", lambda i: [edge.update(weight=50) for edge in i["edges"]]),
    "another seed": ("manifest.json", lambda m: m["parameters"].update(seed="00")),
    "another objective": ("manifest.json", lambda m: m["parameters"].update(objective="count")),
}  # fmt: skip


@pytest.mark.parametrize("name", MUTATIONS)
def test_a_forged_run_is_found_though_its_seal_is_right(
    run: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    file, change = MUTATIONS[name]
    sealed_again(run, file, change)

    assert verify_exchange.main([str(run)]) == 1
    assert capsys.readouterr().out.startswith("WRONG ")


def test_a_better_choice_that_was_missed_is_found(run: Path) -> None:
    """A result that is worse than the best, with a certificate made to fit, fails on the prices."""

    def worse(facts: Facts) -> None:
        for stage in facts["stages"]:
            stage.update(value=0, bound=0)
        facts.update(exchanges=[], kinds=[], count=0, weight=0)

    def fitting(facts: Facts) -> None:
        for part in facts["parts"]:
            for stage in part["stages"]:
                stage.update(value=0, bound=0, rows=[], groups=[], sets=[], earlier=[])

    sealed_again(run, "result.json", worse)
    sealed_again(run, "certificate.json", fitting)

    assert verify_exchange.main([str(run)]) == 1


def test_a_folder_with_nothing_in_it_is_no_run(tmp_path: Path) -> None:
    assert verify_exchange.main([str(tmp_path)]) == 1
    assert verify_exchange.main([]) == 1
