"""What the commands that load one small file share."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from ndt.geo.errors import BadTable
from ndt.schools.management.refusals import table_sentence


class LoadCommand(BaseCommand):
    """Load one file; end with the number of rows that changed, or with 2 and a sentence when it is refused."""

    load: Callable[[bytes], int]

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the file."""
        parser.add_argument("file", type=Path, metavar="FILE", help=_("bestand"))

    def handle(self, *_args: Any, **options: Any) -> None:
        """Load the file, whole or not at all."""
        path: Path = options["file"]
        if not path.is_file():
            raise CommandError(_("{path} bestaat niet.").format(path=path), returncode=2)
        try:
            changed = type(self).load(path.read_bytes())
        except BadTable as problem:
            self.stderr.write(table_sentence(problem, path.name))
            sys.exit(2)
        self.stdout.write(f"rows changed: {changed}")
