"""`make bench`: run every `bench/bench_*.py` and write bench/RESULTS.md from what they print.

A bench prints one JSON line a figure: name, ours, unit, peer (what it stands beside), peers (its
figure), ratio, target (the least ratio), holds, note. What it has to say besides goes to stderr.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from ndt.demo.services import throwaway
from ndt.demo.steps import Fault, complain, say
from tests.machine import Machine, look_around
from tests.run import listen

ROOT = Path(__file__).resolve().parent.parent

RESULTS = ROOT / "bench" / "RESULTS.md"
HEAD = (
    "# Speed",
    "",
    "Written by `make bench`: medians of several rounds, ours and the peer's turn by turn in the same run, on the",
    "same Postgres. The ratio is ours divided by the peer's; a target is the least ratio. Do not edit by hand.",
    "`.venv/bin/python bench/run.py signing` runs one bench and replaces its section.",
)


@dataclass(frozen=True)
class Figure:
    """One figure of a bench. target 0 means that it is shown and not judged."""

    name: str
    ours: float
    unit: str
    peer: str
    peers: float
    ratio: float
    target: float
    holds: bool
    note: str = ""

    def row(self) -> str:
        """Give its row of the table."""
        verdict = "-" if not self.target else "yes" if self.holds else "**no**"
        target = f"{self.target:.2f}" if self.target else "-"
        cells = [
            self.name, f"{self.ours:,g} {self.unit}", f"{self.peer}: {self.peers:,g}", f"{self.ratio:.2f}", target,
            verdict, self.note,
        ]  # fmt: skip
        return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def main() -> int:
    """Run the benches (all, or those named) and write the results."""
    listen()
    benches = sorted(file.stem for file in (ROOT / "bench").glob("bench_*.py"))
    chosen = [name for name in benches if not sys.argv[1:] or name.removeprefix("bench_") in sys.argv[1:]]
    try:
        if not chosen:
            raise Fault(f"There is no such bench. There are: {', '.join(benches) or 'none'}")
        machine = _machine()
        figures = []
        for name in chosen:
            found, seconds = _run(name)
            figures += found
            keep(name, section(found, seconds, machine))
    except Fault as fault:
        return complain(fault)
    except KeyboardInterrupt:
        return complain("It was interrupted; the benches that were done are written.")
    say(f"\nWritten: {RESULTS.relative_to(ROOT)}")
    failed = [figure for figure in figures if figure.target and not figure.holds]
    for figure in failed:
        say(f"TOO SLOW {figure.name}: {figure.ratio:.2f} of {figure.peer}, the target is {figure.target:.2f}")
    say(f"{len(figures) - len(failed)} passed, {len(failed)} failed")
    return 1 if failed else 0


def _machine() -> Machine:
    folder = Path(tempfile.mkdtemp(prefix="ndt-bench-"))
    folder.chmod(0o755)
    with throwaway(folder) as services:
        return look_around(services["DATABASE_URL"])


def _run(name: str) -> tuple[list[Figure], float]:
    say(f"- {name}")
    begun = time.monotonic()
    answer = subprocess.run(
        [sys.executable, "-m", f"bench.{name}"], cwd=ROOT, stdout=subprocess.PIPE, text=True, check=False
    )
    if answer.returncode:
        raise Fault(f"{name} stopped with {answer.returncode}; its words stand above.")
    figures = [Figure(**json.loads(line)) for line in answer.stdout.splitlines() if line.startswith('{"name"')]
    for figure in figures:
        say(f"  {figure.name}: {figure.ours:,g} {figure.unit}, {figure.ratio:.2f} of {figure.peer}")
    return figures, time.monotonic() - begun


def section(figures: list[Figure], seconds: float, machine: Machine) -> str:
    """Give what one bench measured, and on what."""
    lines = [
        *machine.lines(),
        f"- took: {seconds:.0f} s",
        "",
        "| what | ours | beside | ratio | target | holds | note |",
        "|---|---:|---|---:|---:|---|---|",
        *(figure.row() for figure in figures),
    ]
    return "\n".join(lines)


def keep(name: str, text: str, file: Path = RESULTS) -> None:
    """Write the section of one bench into the results; those of other benches stay, each with its own commit."""
    written = file.read_text() if file.exists() else ""
    parts = [part.partition("\n\n") for part in written.split("\n## ")[1:]]
    sections = {title: body.rstrip("\n") for title, _, body in parts} | {_title(name): text}
    # A bench that is no more takes its section along.
    known = sorted(_title(file.stem) for file in (ROOT / "bench").glob("bench_*.py"))
    file.write_text(
        "\n".join([*HEAD, *(f"\n## {title}\n\n{sections[title]}" for title in known if title in sections), ""])
    )


def _title(name: str) -> str:
    return name.removeprefix("bench_").replace("_", " ")


if __name__ == "__main__":
    raise SystemExit(main())
