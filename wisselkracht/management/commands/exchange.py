"""Solve an instance of exchanges from a file and check what was written, without a database.

    manage.py exchange solve INSTANCE --out DIR [--objective round|count|weight|count-weight] [--max-cycle N]
        [--max-chain N] [--time-limit S] [--seed HEX] [--format native|kep|kidney|wmd|coco|edge]
    manage.py exchange verify DIR

Exit codes of solve: 0 solved (or proven infeasible), 2 bad input (`file:line: sentence`), 3 stopped by time with the best
found, its bound and its gap. verify: 0 or 1. The altruists of INSTANCE.input (kidney) are read from INSTANCE.ndds.
"""

from __future__ import annotations

import time
from argparse import ArgumentTypeError
from pathlib import Path
from typing import Any, Final

from django.core.management.base import CommandError, CommandParser

from ndt.solvers.commands import (
    SolverCommand,
    bad_input,
    check_place,
    content_of,
    hexadecimal,
    run_facts,
    save,
    seconds,
)
from wisselkracht import verify_exchange
from wisselkracht.core import files
from wisselkracht.core.errors import LocksClash, TooManyExchanges
from wisselkracht.core.objectives import OBJECTIVES
from wisselkracht.core.reading import FORMATS, BadInput, Found, Source, guess, read
from wisselkracht.core.solving import OPTIMAL, solve

STOPPED: Final = 3
CYCLE: Final = 3
LIBRARIES: Final = ("numpy", "scipy", "highspy", "rustworkx")


class Command(SolverCommand):
    """Reads and writes files; the arithmetic is in the core."""

    help = "Solve an instance of exchanges from a file, or check what was written. Needs no database."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take what to do, and with which file."""
        actions = parser.add_subparsers(dest="action", required=True)
        solving = actions.add_parser("solve", help="find the best exchanges")
        solving.add_argument("instance", type=Path)
        solving.add_argument("--out", type=Path, required=True, help="directory to write to")
        solving.add_argument("--objective", choices=tuple(OBJECTIVES), help="count; weight for edge")
        solving.add_argument(
            "--max-cycle", type=_length, help="vertices in the longest cycle: 3, or what the file says"
        )
        solving.add_argument("--max-chain", type=_length, default=0, help="vertices in the longest chain")
        solving.add_argument("--time-limit", type=seconds, help="in seconds")
        solving.add_argument("--seed", type=hexadecimal, default=b"", help="hexadecimal digits")
        solving.add_argument("--format", choices=FORMATS, help="else it is guessed")
        verifying = actions.add_parser("verify", help="check a directory")
        verifying.add_argument("dir", type=Path)

    def act(self, options: dict[str, Any]) -> None:
        """Solve, or check."""
        if options["action"] == "verify":
            if verify_exchange.main([str(options["dir"])]):
                raise SystemExit(1)
        else:
            self._solve(options)

    def _solve(self, options: dict[str, Any]) -> None:
        begun = time.monotonic()
        file: Path = options["instance"]
        kind, found = _read(file, options["format"])
        check_place(options["out"])
        timings = {"read": time.monotonic() - begun}
        asked = {
            "objective": options["objective"] or ("weight" if kind == "edge" else "count"),
            "longest_cycle": _cycle(options["max_cycle"], found, kind),
            "longest_chain": options["max_chain"],
            "seed": options["seed"],
        }
        left = options["time_limit"] and max(options["time_limit"] - timings["read"], 0.01)
        try:
            solution = solve(found.instance, **asked, time_limit=left, clock=time.monotonic)
        except LocksClash as clash:
            _save(options, files.infeasible(found.instance, clash.exchange, **asked), timings, kind)
            self.stdout.write(f"Infeasible: the locked exchange {list(clash.exchange)} cannot be kept.")
            return
        except TooManyExchanges as many:
            words = f"{file.name}:0: There are more than {many.most:,} exchanges; ask for shorter cycles or chains."
            raise bad_input(words) from None
        timings["solve"] = time.monotonic() - begun - timings["read"]
        _save(options, files.solved(solution), timings, kind)
        facts = files.result(solution)
        told = ", ".join(f"{stage['name']} {stage['value']}" for stage in facts["stages"])
        if solution.status == OPTIMAL:
            self.stdout.write(f"Proven optimal: {told}.")
            return
        open_one = next(stage for stage in facts["stages"] if stage["status"] != OPTIMAL)
        raise CommandError(
            f"Stopped by time: {told}. The bound of {open_one['name']} is {open_one['bound']}, the gap {open_one['gap']}.",
            returncode=STOPPED,
        )


def _read(file: Path, asked: str | None) -> tuple[str, Found]:
    sources = [Source(file.name, content_of(file))]
    kind = asked or guess(sources[0])
    altruists = file.with_suffix(".ndds")
    if kind == "kidney" and altruists != file and altruists.exists():
        sources.append(Source(altruists.name, content_of(altruists)))
    try:
        return kind, read(sources, kind)
    except BadInput as problem:
        raise bad_input(str(problem)) from None


def _cycle(asked: int | None, found: Found, kind: str) -> int:
    """Choose the longest cycle: as asked, or as the file says; an edge without direction is an exchange of two."""
    if asked is None or kind == "edge":
        return found.longest or CYCLE
    return asked


def _save(options: dict[str, Any], written: dict[str, bytes], timings: dict[str, float], kind: str) -> None:
    run = run_facts(
        timings=timings,
        libraries=LIBRARIES,
        instance=options["instance"].name,
        format=kind,
        time_limit=options["time_limit"],
    )
    save(options["out"], written | {"run.json": run}, ours=files.WRITTEN)


def _length(text: str) -> int:
    number = int(text)
    if not 0 <= number <= 1000:
        raise ArgumentTypeError("must be from 0 to 1000")
    return number
