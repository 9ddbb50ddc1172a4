"""Solve a match round from a file and check what was written, without a database.

    manage.py match solve BUNDLE.json --out DIR
    manage.py match solve FILE --format hrt [--seed HEX] [--mode MODE] [--tie-breaking single|multiple] --out DIR
    manage.py match verify DIR

Exit codes of solve: 0 solved and checked, 2 bad input (`JSON pointer: sentence`, a line each). verify: 0, or 1 with the
first claim that fails.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from ndt.solvers.commands import SolverCommand, bad_input, check_place, content_of, hexadecimal, save
from opleiding import verify_match
from opleiding.core import bundle, files, hrt
from opleiding.core.errors import BadBundle
from opleiding.core.market import MODES, NOWHERE, TIE_BREAKINGS


class Command(SolverCommand):
    """Reads and writes files; the arithmetic is in the core."""

    help = "Solve a match round from a bundle, or check what was written. Needs no database."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take what to do, and with which files."""
        actions = parser.add_subparsers(dest="action", required=True)
        solving = actions.add_parser("solve", help="find who is placed where")
        solving.add_argument("bundle", type=Path, help="the round, as JSON")
        solving.add_argument("--out", type=Path, required=True, help="directory to write to")
        solving.add_argument("--format", choices=("json", "hrt"), default="json")
        solving.add_argument(
            "--seed", type=hexadecimal, help="hrt: hexadecimal digits; absent, the SHA-256 of the file"
        )
        solving.add_argument("--mode", choices=MODES, help="hrt: absent, candidate_optimal")
        solving.add_argument("--tie-breaking", choices=TIE_BREAKINGS, help="hrt: absent, single")
        verifying = actions.add_parser("verify", help="check a directory")
        verifying.add_argument("dir", type=Path)

    def act(self, options: dict[str, Any]) -> None:
        """Solve, or check."""
        if options["action"] == "verify":
            if verify_match.main([str(options["dir"])]):
                raise SystemExit(1)
            return
        try:
            content = _bundle(options)
            market = bundle.read(content)
            check_place(options["out"])
            solved = files.settle(market)
        except BadBundle as problem:
            raise bad_input(str(problem)) from None
        save(options["out"], files.written(solved, content), ours=files.NAMES)
        placed = sum(choice != NOWHERE for choice in solved.matching.placed)
        self.stdout.write(
            f"{placed} of {len(solved.matching.placed)} candidates are placed; nobody can contest it.\n"
            f"outcome_hash {solved.outcome_hash()}"
        )


def _bundle(options: dict[str, Any]) -> bytes:
    content = content_of(options["bundle"])
    if options["format"] == "hrt":
        facts = hrt.bundle(
            content,
            seed=options["seed"] or bytes.fromhex(files.digest(content)),
            mode=options["mode"] or MODES[0],
            tie_breaking=options["tie_breaking"] or TIE_BREAKINGS[0],
        )
        return files.canonical(facts)
    if options["seed"] or options["mode"] or options["tie_breaking"]:
        raise bad_input("--seed, --mode and --tie-breaking go with --format hrt; a bundle says them itself.")
    return content
