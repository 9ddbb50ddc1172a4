"""The log of erasures outside the database: show it, carry it along, and do it again after a restore."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from ndt.privacy.services import remembering, restoring


class Command(BaseCommand):
    """`manage.py erasures apply` right after a backup is put back, before anybody may visit."""

    help = "list, export, import or apply the erasures that are remembered outside the database"

    def add_arguments(self, parser: CommandParser) -> None:
        what = parser.add_subparsers(dest="what", required=True)
        what.add_parser("list", help="the erasures of the log, and which this database does not know")
        what.add_parser("apply", help="erase again whom this database should not know any more")
        what.add_parser("export", help="the whole log as lines of JSON, to keep elsewhere")
        importing = what.add_parser("import", help="add the lines of an export to the log")
        importing.add_argument("file", help="a file made by export, - for standard input")

    def handle(self, *args: Any, **options: Any) -> None:
        getattr(self, f"_{options['what']}")(**options)

    def _list(self, **_options: Any) -> None:
        unknown = {memory.id for memory in remembering.unknown_here()}
        for memory in remembering.memories():
            self.stdout.write(f"{memory.at:%Y-%m-%d %H:%M}  {memory.id}{'  TO DO' if memory.id in unknown else ''}")
        self.stdout.write(f"{len(unknown)} to do.")

    def _apply(self, **_options: Any) -> None:
        receipts = restoring.apply(now=timezone.now(), progress=self.stdout.write)
        self.stdout.write(f"Done: {len(receipts)} erasures done again.")

    def _export(self, **_options: Any) -> None:
        for memory in remembering.memories():
            self.stdout.write(json.dumps(remembering.as_json(memory)))

    def _import(self, *, file: str, **_options: Any) -> None:
        text = sys.stdin.read() if file == "-" else Path(file).read_text(encoding="utf-8")
        try:
            lines = [json.loads(line) for line in text.splitlines() if line.strip()]
            added = sum(remembering.keep(line) for line in lines)
        except (ValueError, KeyError) as problem:
            raise CommandError(f"This is no export of erasures: {problem}") from problem
        self.stdout.write(f"Done: {added} of {len(lines)} were new.")
