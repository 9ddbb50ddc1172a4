"""`make proof` and `make bench`: they tell the truth, also when they were interrupted."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

from bench import run as bench
from ndt.demo.steps import Fault
from tests import proof
from tests.figures import Figure
from tests.machine import Machine
from tests.proofs import Notebook, Outcome
from tests.run import ROOT

SUITE = """
import pytest

pytestmark = pytest.mark.proof


def test_a_law_holds(record_figure):
    record_figure("lag", target="<= 2 s", measured=1.23456)


def test_a_law_does_not_hold():
    assert 1 == 2, "te traag"


def test_a_law_cannot_be_tried():
    pytest.skip("geen gegevens")
"""
MACHINE = Machine("abc", "two cores", "Python 3")


@pytest.fixture
def notes(tmp_path: Path) -> Notebook:
    return Notebook(tmp_path / "notes.jsonl")


@pytest.fixture
def prove(tmp_path: Path, notes: Notebook):
    """Run the proofs of a small suite as `make proof` does; give what pytest printed."""
    suite = ROOT / "tests" / f"proofs_of_{os.getpid()}"
    suite.mkdir()
    (suite / "test_laws.py").write_text(SUITE)

    def run() -> str:
        command = [*proof.COMMAND, "-p", "no:cacheprovider", str(suite)]
        facts = os.environ | {"PROOF_NOTEBOOK": str(notes.file)}
        return subprocess.run(command, env=facts, cwd=ROOT, capture_output=True, text=True, check=False).stdout

    yield run
    for file in sorted(suite.rglob("*"), reverse=True):
        file.rmdir() if file.is_dir() else file.unlink()
    suite.rmdir()


def test_what_holds_is_not_measured_again_and_what_does_not_is(prove, notes: Notebook):
    prove()
    first = {outcome.test.rpartition("::")[2]: outcome for outcome in notes.outcomes().values()}
    again = prove()

    assert first["test_a_law_holds"].figures == [Figure("lag", "<= 2 s", "1.235")]
    assert not first["test_a_law_does_not_hold"].holds
    assert not first["test_a_law_cannot_be_tried"].holds
    assert "test_a_law_holds" not in again
    assert "test_a_law_does_not_hold" in again
    assert notes.missing() == []


def test_a_proof_that_has_not_run_is_missed(notes: Notebook):
    notes.list_of_all.write_text(json.dumps(["a::test_one", "a::test_two"]))
    notes.add(Outcome("a::test_one", True, 1))

    assert notes.missing() == ["a::test_two"]


def test_a_bench_replaces_its_own_section_and_leaves_the_others(tmp_path):
    results = tmp_path / "RESULTS.md"
    figure = bench.Figure("count", 50.0, "requests/s", "plain answer", 100.0, 0.5, 0.8, holds=False)
    bench.keep("bench_signing", bench.section([figure], 3, MACHINE), results)
    bench.keep("bench_beraad_lottery", "another", results)

    bench.keep("bench_signing", bench.section([figure], 4, MACHINE), results)

    written = results.read_text()
    assert written.count("## signing") == written.count("# Speed") == 1
    assert "- took: 4 s" in written
    assert "- took: 3 s" not in written
    assert "## beraad lottery\n\nanother\n\n## signing" in written


def test_the_report_shows_each_target_beside_what_was_measured():
    outcomes = [
        Outcome("tests/a.py::test_it_is_fast", True, 3, [Figure("lag", "<= 2 s", "1.2 s")]),
        Outcome("tests/a.py::test_it_is_right", False, 2, [], "te | traag"),
    ]

    written = proof.report(outcomes, MACHINE)

    assert "| lag | <= 2 s | 1.2 s | |" in written
    assert "| it is right | holds | in 2 s | **no**: te \\| traag |" in written
    assert "1 of 2 hold" in written
    assert "commit: abc" in written


def test_a_report_of_a_part_keeps_the_other_files_with_their_commit():
    here, gone, other = "tests/house/test_proof.py", "tests/gone.py", "tests/run.py"
    earlier = [Outcome(f"{file}::test_it_is_right", True, 2) for file in (gone, here, other)]
    again = [Outcome(f"{here}::test_it_is_right", False, 3)]

    written = proof.report(again, MACHINE, proof.report(earlier, Machine("old", "one core", "Python 2")))

    assert "0 of 1 hold" in written
    assert f"## {here}\n\n- commit: abc, 0 of 1 hold\n\n| what" in written
    assert f"## {other}\n\n- commit: old, 1 of 1 hold\n\n| what" in written
    assert "from earlier runs, each with its commit: 1 files" in written
    assert gone not in written
    assert "one core" not in written


@pytest.mark.parametrize("missing", ["browser", "data"])
def test_a_proof_fails_where_something_is_missing(monkeypatch, tmp_path: Path, missing: str):
    monkeypatch.delenv("CHROMIUM", raising=False)
    monkeypatch.setattr(proof.shutil, "which", lambda name: None if missing == "browser" else "/usr/bin/chromium")
    monkeypatch.setattr(proof, "DATA", tmp_path / "none" if missing == "data" else tmp_path)

    with pytest.raises(Fault, match="A proof needs"):
        proof.check_needs()


def test_a_bench_that_misses_its_target_is_said_to():
    slow = bench.Figure("count", 50.0, "requests/s", "plain answer", 100.0, 0.5, 0.8, holds=False)
    shown = bench.Figure("worker", 50.0, "jobs/s", "nothing", 100.0, 0.5, 0, holds=True)

    assert slow.row() == "| count | 50 requests/s | plain answer: 100 | 0.50 | 0.80 | **no** |  |"
    assert shown.row().endswith("| 0.50 | - | - |  |")
