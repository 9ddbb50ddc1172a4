"""Import official files: manage.py import_inspectie PATH..."""

from __future__ import annotations

import sys
import time
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from inspectie.core.refusals import Place, Refused, Why
from inspectie.management.refusals import sentence
from inspectie.services import importing
from inspectie.services.files import SUFFIXES


class Command(BaseCommand):
    """Read files and folders, one publication a file. Ends with 2 when a file was refused; the others are stored."""

    help = (
        "Leest de open bestanden van de Inspectie en DUO in. Geef bestanden of mappen. "
        "Een bestand dat niet klopt, wordt geweigerd; daarvan wordt niets bewaard."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the paths."""
        parser.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="bestand of map")
        parser.add_argument("--check", action="store_true", help="lees alles, bewaar niets")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Import, show progress, and end with the number of rows that changed."""
        now = timezone.now()
        files = list(self._files(options["paths"]))
        if not files:
            text = _("Hier staat geen bestand dat ik kan lezen. Ik lees .ods, .xlsx, .csv en .parquet.")
            raise CommandError(text, returncode=2)
        changed = refused = 0
        for number, path in enumerate(files, start=1):
            self._say(_("[{number}/{total}] {file} …").format(number=number, total=len(files), file=path.name))
            started = time.monotonic()
            try:
                content = _content(path)
                if options["check"]:
                    harvests = importing.read(content, name=path.name, now=now)
                    self._say(_("      {rows} rijen, in orde").format(rows=sum(one.rows for one in harvests)))
                    continue
                done = importing.import_file(content, name=path.name, now=now)
            except Refused as problem:
                refused += 1
                self.stderr.write(sentence(problem))
                continue
            changed += done.changed
            self._report(done, time.monotonic() - started)
        if not options["check"]:
            self._say(_("Cijfers per school bijwerken …"))
            importing.finish(now=now)
        self.stdout.write(f"rows changed: {changed}")
        if refused:
            self.stdout.flush()
            sys.exit(2)

    def _files(self, paths: list[Path]) -> Iterator[Path]:
        """Give the files: those named, and from a folder those that may be tables, by name."""
        for path in paths:
            if path.is_dir():
                for found in sorted(path.rglob("*")):
                    if found.is_file() and found.suffix.lower() in SUFFIXES and not found.name.startswith((".", "~")):
                        yield found
            elif path.is_file():
                yield path
            else:
                raise CommandError(_("{path} bestaat niet.").format(path=path), returncode=2)

    def _report(self, done: importing.Imported, seconds: float) -> None:
        if done.known:
            self._say(_("      al ingelezen op {day}").format(day=done.publication.imported_at.date()))
            return
        text = _("      {kind}: {rows} rijen gelezen, {changed} gewijzigd, {seconds} s")
        self._say(
            text.format(
                kind=done.publication.get_kind_display(),
                rows=done.rows,
                changed=done.changed,
                seconds=f"{seconds:.1f}",
            )
        )

    def _say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()


def _content(path: Path) -> bytes:
    """Read a file. One that the system does not give is refused like any other."""
    try:
        return path.read_bytes()
    except OSError as problem:
        raise Refused(Why.UNREADABLE, Place(file=path.name), value=problem.strerror or "") from problem
