"""What commands share that solve from files, or check what was written, without a database."""

from __future__ import annotations

import json
import math
import os
import platform
import tempfile
from argparse import ArgumentTypeError
from collections.abc import Collection, Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

from django.core.management.base import BaseCommand, CommandError

BAD_INPUT: Final = 2


class SolverCommand(BaseCommand):
    """A command whose errors are sentences of their own. A room gives `act`."""

    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it. At a command line the words of an error stand alone, so that a line begins with its file."""
        try:
            self.act(options)
        except CommandError as problem:
            if not getattr(self, "_called_from_command_line", False):
                raise
            self.stderr.write(str(problem))
            raise SystemExit(problem.returncode) from None

    def act(self, options: dict[str, Any]) -> None:
        """Solve or check. Raises CommandError with the exit code."""
        raise NotImplementedError


def bad_input(words: str) -> CommandError:
    """Give the error for what cannot be read, solved or written as it is. words: `file:line: sentence`."""
    return CommandError(words, returncode=BAD_INPUT)


def content_of(file: Path) -> bytes:
    """Read a file. Raises CommandError when it cannot be read."""
    try:
        return file.read_bytes()
    except OSError as problem:
        raise bad_input(f"{file.name}:0: {problem.strerror}.") from None


def check_place(place: Path, *, only: Collection[str] | None = None) -> None:
    """Refuse, before hours of solving, a place that cannot be written to, or that holds something else.

    only: the names of all files of an outcome, where a checker refuses others beside them; without it anything may
    stand there. An earlier outcome may be written over. Raises CommandError.
    """
    try:
        place.mkdir(parents=True, exist_ok=True)
        beside = () if only is None else place.iterdir()
        strange = sorted(file.name for file in beside if file.name not in (only or ()) or not file.is_file())
        with tempfile.TemporaryFile(dir=place):
            pass
    except OSError as problem:
        raise bad_input(f"{place}:0: {problem.strerror}. Give --out a directory that can be written to.") from None
    if strange:
        raise bad_input(f"{place}:0: There is something else here ({strange[0]}). Give --out a new or empty directory.")


def save(place: Path, written: Mapping[str, bytes], *, ours: Collection[str]) -> None:
    """Write all files; what an earlier outcome left there goes first. Raises CommandError."""
    try:
        place.mkdir(parents=True, exist_ok=True)
        for name in ours:
            (place / name).unlink(missing_ok=True)
        for name, content in written.items():
            (place / name).write_bytes(content)
    except OSError as problem:
        raise bad_input(f"{place}:0: {problem.strerror}.") from None


def run_facts(*, timings: Mapping[str, float], libraries: Collection[str], **more: object) -> bytes:
    """Give run.json: seconds, versions and the machine, which stand in no hash and no comparison."""
    run = more | {
        "seconds": {name: round(seconds, 3) for name, seconds in timings.items()},
        "versions": {"python": platform.python_version(), **{name: version(name) for name in libraries}},
        "machine": f"{platform.platform()}, {os.cpu_count()} cores",
    }
    return (json.dumps(run, indent=2, sort_keys=True) + "\n").encode()


def seconds(text: str) -> float:
    """Read a time limit: a number above 0. Raises ArgumentTypeError."""
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if not 0 < number < math.inf:
        raise ArgumentTypeError(f"'{text[:40]}' is not a number of seconds above 0; leave it out for no limit")
    return number


def hexadecimal(text: str) -> bytes:
    """Read a seed. Raises ArgumentTypeError."""
    try:
        return bytes.fromhex(text)
    except ValueError:
        raise ArgumentTypeError("must be hexadecimal digits, two a byte") from None
