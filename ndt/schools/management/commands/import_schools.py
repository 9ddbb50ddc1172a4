"""Import files of the school register: manage.py import_schools PATH..."""

from __future__ import annotations

import sys
import time
from argparse import ArgumentParser
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from ndt.schools.core.errors import Refused
from ndt.schools.core.reading import Sector
from ndt.schools.management.refusals import sentence
from ndt.schools.services import importing
from ndt.schools.services.files import SUFFIXES


class Command(BaseCommand):
    """Read files and folders. Ends with 2 when a file was refused; the others are stored."""

    help = "Leest bestanden van DUO met adressen van scholen in. Van een bestand dat niet klopt, wordt niets bewaard."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the paths and what the files do not say themselves."""
        parser.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="bestand of map")
        parser.add_argument("--sector", choices=[one.value for one in Sector], default="", help="soort onderwijs")
        parser.add_argument("--date", type=date.fromisoformat, help="stand van deze dag, als 2026-11-01 (nu: vandaag)")
        parser.add_argument("--accept-closures", action="store_true", help="veel scholen tegelijk sluiten mag")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Import, show progress, and end with the number of rows that changed."""
        files = list(self._files(options["paths"]))
        if not files:
            raise CommandError(
                _("Hier staat geen bestand dat ik kan lezen. Ik lees .csv, .xlsx, .ods en .parquet."), returncode=2
            )
        changed = refused = 0
        for number, path in enumerate(files, start=1):
            self._say(_("[{number}/{total}] {file} …").format(number=number, total=len(files), file=path.name))
            started = time.monotonic()
            try:
                done = importing.import_file(
                    path.read_bytes(),
                    name=path.name,
                    day=options["date"] or timezone.localdate(),
                    now=timezone.now(),
                    sector=options["sector"],
                    accepts_closures=options["accept_closures"],
                )
            except Refused as problem:
                refused += 1
                self.stderr.write(sentence(problem, path.name))
                continue
            changed += done.changed
            self._report(done, time.monotonic() - started)
        self.stdout.write(f"rows changed: {changed}")
        if refused:
            self.stdout.flush()
            sys.exit(2)

    def _files(self, paths: list[Path]) -> Iterator[Path]:
        for path in paths:
            if path.is_dir():
                yield from (
                    found
                    for found in sorted(path.rglob("*"))
                    if found.is_file() and found.suffix.lower() in SUFFIXES and not found.name.startswith((".", "~"))
                )
            elif path.is_file():
                yield path
            else:
                raise CommandError(_("{path} bestaat niet.").format(path=path), returncode=2)

    def _report(self, done: importing.Imported, seconds: float) -> None:
        if done.known:
            self._say(_("      dit bestand was al ingelezen"))
            return
        text = _("      {rows} scholen gelezen, {changed} gewijzigd, {closed} gesloten, {seconds} s")
        self._say(text.format(rows=done.rows, changed=done.changed, closed=done.closed, seconds=f"{seconds:.1f}"))

    def _say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()
