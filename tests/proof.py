"""`make proof`: every number of every issue at full size, and docs/proof.md with what was measured.

python tests/proof.py                   everything
python tests/proof.py tests/campaigns   one part; the report keeps what it says of the others

Interrupted, it goes on where it was: what holds on this commit is not measured again.
"""

from __future__ import annotations

import os
import shutil
import sys
import time
from itertools import groupby
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from ndt.demo.steps import Fault, complain, say
from tests.machine import Machine, commit, look_around
from tests.proofs import Notebook, Outcome
from tests.run import listen, run_apart, stage

ROOT = Path(__file__).resolve().parent.parent

NOTES = ROOT / "var" / "proof"
REPORT = ROOT / "docs" / "proof.md"
DATA = Path(os.environ.get("SHARED_DATA") or ROOT.parent / "shared" / "data")
COMMAND = ["pytest", "-vv", "--no-header", "-p", "tests.proofs", "-p", "no:randomly", "-m", "full or proof"]


def main() -> int:
    """Run what is not proven yet and write the report."""
    listen()
    try:
        check_needs()
        NOTES.mkdir(parents=True, exist_ok=True)
        notes = Notebook(NOTES / f"{commit()}.jsonl")
        if done := len(notes.outcomes()):
            say(f"- {done} proofs were measured on this commit before; those that hold are not measured again.")
        with stage(durable=True) as environment:
            return prove(environment, notes)
    except Fault as fault:
        return complain(fault)
    except KeyboardInterrupt:
        return complain("It was interrupted. `make proof` goes on where it was.")


def check_needs() -> None:
    """Raise Fault where something is missing without which nothing is proven."""
    if not os.environ.get("CHROMIUM") and not any(map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))):
        raise Fault("A proof needs Chromium. Debian: apt-get install chromium. Elsewhere: CHROMIUM=/path make proof")
    if not DATA.is_dir():
        raise Fault(f"A proof needs the data in {DATA}. Put it there, or name its place: SHARED_DATA=/path make proof")


def prove(environment: dict[str, str], notes: Notebook) -> int:
    """Run the tests; write the report when every one of them has an outcome."""
    begun = time.monotonic()
    facts = environment | {
        "FULL": "1",
        "REQUIRE_BROWSER": "1",
        "PROOF_NOTEBOOK": str(notes.file),
        "SHARED_DATA": str(DATA),
    }
    code = run_apart([*COMMAND, *sys.argv[1:]], facts)
    if code == 2:
        raise KeyboardInterrupt
    if code not in {0, 1, 5}:
        raise Fault(f"pytest ended with {code} before the proofs were run; its words stand above.")
    if missing := notes.missing():
        raise Fault(f"{len(missing)} proofs have not run, {missing[0]} is the first. `make proof` goes on.")
    outcomes = list(notes.outcomes().values())
    if not outcomes:
        raise Fault("There is no test marked proof or full, so nothing is proven.")
    REPORT.parent.mkdir(exist_ok=True)
    earlier = REPORT.read_text() if sys.argv[1:] and REPORT.exists() else ""
    REPORT.write_text(report(outcomes, look_around(environment["DATABASE_URL"]), earlier))
    failed = [outcome for outcome in outcomes if not outcome.holds]
    say(f"\nWritten: {REPORT.relative_to(ROOT)}, in {(time.monotonic() - begun) / 60:.1f} minutes.")
    for outcome in failed:
        say(f"DOES NOT HOLD {outcome.test}: {outcome.words}")
    say(f"{len(outcomes) - len(failed)} passed, {len(failed)} failed")
    return 1 if failed else 0


def report(outcomes: list[Outcome], machine: Machine, earlier: str = "") -> str:
    """Give docs/proof.md: each target beside the measured figure.

    earlier: a report of which the files that were not measured now are kept, each with its own commit.
    """
    held = sum(outcome.holds for outcome in outcomes)
    fresh = {
        file: _section(file, list(group), machine.commit)
        for file, group in groupby(outcomes, key=lambda outcome: outcome.test.partition("::")[0])
    }
    _head, *old = earlier.split("\n## ")
    kept = {text.partition("\n")[0]: f"## {text}".strip() for text in old}
    kept = {file: text for file, text in kept.items() if file not in fresh and (ROOT / file).exists()}
    lines = [
        "# Proof",
        "",
        "Written by `make proof`, which runs every number of every issue at full size. Do not edit by hand.",
        "",
        *machine.lines(),
        f"- outcome: {held} of {len(outcomes)} hold, measured in {sum(one.seconds for one in outcomes) / 60:.0f} minutes",
        *([f"- from earlier runs, each with its commit: {len(kept)} files"] if kept else []),
    ]
    sections = [text for _file, text in sorted((fresh | kept).items())]
    return "\n".join(lines) + "\n\n" + "\n\n".join(sections) + "\n"


def _section(file: str, outcomes: list[Outcome], measured_on: str) -> str:
    held = sum(outcome.holds for outcome in outcomes)
    lines = [f"## {file}", "", f"- commit: {measured_on}, {held} of {len(outcomes)} hold", ""]
    lines += ["| what | target | measured | holds |", "|---|---|---|---|"]
    return "\n".join([*lines, *(row for outcome in outcomes for row in _rows(outcome))])


def _rows(outcome: Outcome) -> list[str]:
    sentence = _cell(outcome.test.rpartition("::")[2].removeprefix("test_").replace("_", " "))
    verdict = "yes" if outcome.holds else f"**no**: {_cell(outcome.words)}"
    if not outcome.figures:
        return [f"| {sentence} | holds | in {outcome.seconds:.0f} s | {verdict} |"]
    rows = [
        f"| {_cell(figure.name)} | {_cell(figure.target)} | {_cell(figure.measured)} | |" for figure in outcome.figures
    ]
    return [f"| {sentence} | | in {outcome.seconds:.0f} s | {verdict} |", *rows]


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


if __name__ == "__main__":
    raise SystemExit(main())
