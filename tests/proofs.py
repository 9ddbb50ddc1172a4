"""A pytest plugin for `make proof`: notes each outcome with its figures, and leaves out what was proven before."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass, field
from pathlib import Path

import pytest

from tests.figures import Figure, figures_of


@dataclass(frozen=True)
class Outcome:
    """How one proof went. words: why it did not hold, "" when it did."""

    test: str
    holds: bool
    seconds: float
    figures: list[Figure] = field(default_factory=list)
    words: str = ""


class Notebook:
    """The outcomes of this commit, one JSON line each, written as they come."""

    def __init__(self, file: Path) -> None:
        self.file = file

    @property
    def list_of_all(self) -> Path:
        return self.file.with_suffix(".all")

    def add(self, outcome: Outcome) -> None:
        with self.file.open("a") as lines:
            lines.write(json.dumps(asdict(outcome)) + "\n")

    def outcomes(self) -> dict[str, Outcome]:
        """Give the latest outcome of each proof, in the order of the tests."""
        found: dict[str, Outcome] = {}
        for line in self.file.read_text().splitlines() if self.file.exists() else []:
            facts = json.loads(line)
            figures = [Figure(**figure) for figure in facts.pop("figures")]
            found[facts["test"]] = Outcome(**facts, figures=figures)
        return {test: found[test] for test in sorted(found)}

    def missing(self) -> list[str]:
        """Give the proofs that have not run yet."""
        every = json.loads(self.list_of_all.read_text()) if self.list_of_all.exists() else []
        return sorted(set(every) - set(self.outcomes()))


def notebook() -> Notebook:
    return Notebook(Path(os.environ["PROOF_NOTEBOOK"]))


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what holds already on this commit."""
    notes = notebook()
    notes.list_of_all.write_text(json.dumps([item.nodeid for item in items]))
    proven = {outcome.test for outcome in notes.outcomes().values() if outcome.holds}
    config.hook.pytest_deselected(items=[item for item in items if item.nodeid in proven])
    items[:] = [item for item in items if item.nodeid not in proven]


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Note a proof when its test ran, or when it could not. A skipped proof does not hold."""
    if report.when != "call" and report.passed:
        return
    words = "" if report.passed else str(report.longrepr).strip().splitlines()[-1]
    notebook().add(Outcome(report.nodeid, report.passed, round(report.duration, 1), figures_of(report), words))
