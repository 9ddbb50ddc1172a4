"""The command: a file in, files out, and an exit code that says what is proven. It needs no database."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from tests.wisselkracht.core import rounds
from wisselkracht import verify_exchange

ROOT = Path(__file__).resolve().parents[3]
EDGES = "p edge 4 3\ne 1 2 5\ne 2 3 8\ne 3 4 5.5\n"


def solving(place: Path, text: str | bytes, *more: str, name: str = "x.edge") -> Path:
    (place / name).write_bytes(text.encode() if isinstance(text, str) else text)
    call_command("exchange", "solve", str(place / name), "--out", str(place / "out"), *more)
    return place / "out"


def result(out: Path) -> dict[str, object]:
    facts: dict[str, object] = json.loads((out / "result.json").read_bytes())
    return facts


def test_an_instance_is_solved_and_the_checker_finds_it_in_order(tmp_path: Path) -> None:
    out = solving(tmp_path, EDGES)

    call_command("exchange", "verify", str(out))
    found = result(out)
    assert (found["status"], found["objective"], found["value"], found["bound"]) == ("optimal", "weight", 10.5, 10.5)
    assert found["exchanges"] == [[1, 2], [3, 4]]
    assert "versions" in json.loads((out / "run.json").read_bytes())


def test_the_objective_is_count_unless_it_is_asked_otherwise(tmp_path: Path) -> None:
    rows = "3 4 3\n0 1 1\n1 0 1\n1 2 9\n2 1 9\n"

    assert result(solving(tmp_path, rows, name="x.txt"))["value"] == 2
    assert result(solving(tmp_path, rows, "--objective", "weight", name="x.txt"))["value"] == 18


def test_the_same_input_in_any_order_gives_the_same_bytes_and_only_the_run_may_differ(tmp_path: Path) -> None:
    first, *rows = EDGES.strip().split("\n")
    runs = []
    for seed in range(3):
        random.Random(seed).shuffle(rows)
        out = solving(tmp_path, "\n".join([first, *rows]), "--seed", "aa", name=f"{seed}.edge")
        runs.append({file.name: file.read_bytes() for file in out.iterdir() if file.name != "run.json"})

    assert runs[0] == runs[1] == runs[2]


def test_bad_input_ends_with_2_and_the_line(tmp_path: Path) -> None:
    with pytest.raises(CommandError) as caught:
        solving(tmp_path, EDGES.replace("e 2 3 8", "e 2 9 8"))

    assert caught.value.returncode == 2
    assert str(caught.value).startswith("x.edge:3: There is no vertex '9'.")
    assert not (tmp_path / "out").exists()


def test_time_that_ends_gives_3_and_the_best_found(tmp_path: Path) -> None:
    facts = json.dumps(rounds.some(random.Random(2), vertices=120, density=0.08).facts())

    with pytest.raises(CommandError) as caught:
        solving(tmp_path, facts, "--objective", "round", "--time-limit", "0.02", name="x.json")

    assert caught.value.returncode == 3
    assert result(tmp_path / "out")["status"] == "feasible"
    assert verify_exchange.main([str(tmp_path / "out")]) == 0


def test_locks_that_clash_are_infeasible(tmp_path: Path) -> None:
    facts = {"vertices": [{"id": 1}, {"id": 2}], "edges": [{"from": 1, "to": 2}], "locks": [[1, 2]]}

    out = solving(tmp_path, json.dumps(facts), name="x.json")

    assert result(out)["status"] == "infeasible"
    assert verify_exchange.main([str(out)]) == 0


def test_altruists_are_read_from_the_file_beside(tmp_path: Path) -> None:
    (tmp_path / "x.ndds").write_text("1 1\n0 0 1\n-1 -1 -1\n")

    out = solving(tmp_path, "2 1\n0 1 1\n-1 -1 -1\n", "--max-chain", "3", name="x.input")

    assert (result(out)["exchanges"], result(out)["kinds"]) == ([[0, 0, 1]], ["chain"])


def test_at_a_command_line_an_error_is_one_line_that_begins_with_its_file(tmp_path: Path) -> None:
    (tmp_path / "x.edge").write_text("p edge 2 1\ne 1 1 5\n")
    place = {"ENVIRONMENT": "test", "SECRET_KEY": "x", "HASH_KEYS": "x", "DATABASE_URL": "postgresql://localhost/none"}

    ended = subprocess.run(
        [sys.executable, ROOT / "manage.py", "exchange", "solve", tmp_path / "x.edge", "--out", tmp_path / "out"],
        env=os.environ | place, capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert ended.returncode == 2
    assert ended.stderr == "x.edge:2: Vertex 1 leads to itself.\n"
