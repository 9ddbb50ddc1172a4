"""Solve a match round from a file and check what was written, without a database.

    manage.py match solve BUNDLE.json --out DIR
    manage.py match solve FILE --format hrt [--seed HEX] [--mode MODE] [--tie-breaking single|multiple] --out DIR
    manage.py match verify DIR

Exit codes of solve: 0 solved and checked, 2 bad input (`JSON pointer: sentence`, a line each). verify: 0, or 1 with the
first claim that fails.
"""

from __future__ import annotations

from argparse import ArgumentTypeError
from pathlib import Path
from typing import Any, Final

from django.core.management.base import BaseCommand, CommandError, CommandParser

from opleiding import verify_match
from opleiding.core import bundle, files, hrt
from opleiding.core.errors import BadBundle
from opleiding.core.market import MODES, NOWHERE, TIE_BREAKINGS

BAD_INPUT: Final = 2


class Command(BaseCommand):
    """Reads and writes files; the arithmetic is in the core."""

    help = "Solve a match round from a bundle, or check what was written. Needs no database."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        """Take what to do, and with which files."""
        actions = parser.add_subparsers(dest="action", required=True)
        solving = actions.add_parser("solve", help="find who is placed where")
        solving.add_argument("bundle", type=Path, help="the round, as JSON")
        solving.add_argument("--out", type=Path, required=True, help="directory to write to")
        solving.add_argument("--format", choices=("json", "hrt"), default="json")
        solving.add_argument("--seed", type=_hex, help="hrt: hexadecimal digits; absent, the SHA-256 of the file")
        solving.add_argument("--mode", choices=MODES, help="hrt: absent, candidate_optimal")
        solving.add_argument("--tie-breaking", choices=TIE_BREAKINGS, help="hrt: absent, single")
        verifying = actions.add_parser("verify", help="check a directory")
        verifying.add_argument("dir", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it. At a command line the words of an error stand alone, so that a line begins with its pointer."""
        try:
            self._do(options)
        except CommandError as problem:
            if not getattr(self, "_called_from_command_line", False):
                raise
            self.stderr.write(str(problem))
            raise SystemExit(problem.returncode) from None

    def _do(self, options: dict[str, Any]) -> None:
        if options["action"] == "verify":
            if verify_match.main([str(options["dir"])]):
                raise SystemExit(1)
            return
        try:
            content = _bundle(options)
            solved = files.settle(bundle.read(content))
            _save(options["out"], files.written(solved, content))
        except BadBundle as problem:
            raise CommandError(str(problem), returncode=BAD_INPUT) from None
        except OSError as problem:
            raise CommandError(f"{problem.filename}: {problem.strerror}.", returncode=BAD_INPUT) from None
        placed = sum(choice != NOWHERE for choice in solved.matching.placed)
        self.stdout.write(
            f"{placed} of {len(solved.matching.placed)} candidates are placed; nobody can contest it.\n"
            f"outcome_hash {solved.outcome_hash()}"
        )


def _bundle(options: dict[str, Any]) -> bytes:
    file: Path = options["bundle"]
    content = file.read_bytes()
    if options["format"] == "hrt":
        facts = hrt.bundle(
            content,
            seed=options["seed"] or bytes.fromhex(files.digest(content)),
            mode=options["mode"] or MODES[0],
            tie_breaking=options["tie_breaking"] or TIE_BREAKINGS[0],
        )
        return files.canonical(facts)
    if options["seed"] or options["mode"] or options["tie_breaking"]:
        raise CommandError("--seed, --mode and --tie-breaking go with --format hrt; a bundle says them itself.",
                           returncode=BAD_INPUT)  # fmt: skip
    return content


def _save(place: Path, written: dict[str, bytes]) -> None:
    """Write all files; what an earlier round left there goes first."""
    place.mkdir(parents=True, exist_ok=True)
    for name in files.NAMES:
        (place / name).unlink(missing_ok=True)
    for name, content in written.items():
        (place / name).write_bytes(content)


def _hex(text: str) -> bytes:
    try:
        return bytes.fromhex(text)
    except ValueError:
        raise ArgumentTypeError("must be hexadecimal digits, two a byte") from None
