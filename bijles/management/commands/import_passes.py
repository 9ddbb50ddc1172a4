"""`manage.py import_passes SCHEME [FILE]`: take a municipality's list of hashed passes, whole or not at all.

Without a file the list is fetched from the computer of the municipality, where `PASS_APIS` names one.
"""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from bijles import words
from bijles.core.errors import Fault, KeyMissing, ListRefused, SourceFails
from bijles.models import PassScheme
from bijles.services import enrolling, pass_api, proving


class Command(BaseCommand):
    """Import a list of passes."""

    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the scheme and the file."""
        parser.add_argument("scheme", metavar="SCHEME", help=_("adres van de pas, zoals stadspas"))
        parser.add_argument("file", type=Path, nargs="?", metavar="FILE", help=_("bestand van hash_passes.py"))

    def handle(self, *_args: Any, **options: Any) -> None:
        """Take the list, or name every fault and end with 2."""
        scheme = PassScheme.objects.filter(slug=options["scheme"]).first()
        if scheme is None:
            raise CommandError(_("Er is geen pas {slug}.").format(slug=options["scheme"]), returncode=2)
        path: Path | None = options["file"]
        source = _source(scheme, path)
        try:
            proving.key_of(scheme)
            taken = enrolling.take(scheme=scheme, source=source, by=None, now=timezone.now())
        except KeyMissing as problem:
            raise CommandError(
                _("Pas {slug} heeft geen sleutel. Zet hem in PASS_KEYS.").format(slug=problem.scheme), returncode=2
            ) from None
        except SourceFails as problem:
            raise CommandError(words.source_fails(problem), returncode=2) from None
        except ListRefused as refused:
            name = path.name if path else scheme.slug
            self.stderr.write("\n".join(sentence(fault, name) for fault in refused.faults))
            sys.exit(2)
        self.stdout.write(f"passes taken: {taken.passes}")


def _source(scheme: PassScheme, path: Path | None) -> enrolling.EnrolmentSource:
    """Give where the list comes from."""
    if path is None:
        source = pass_api.of(scheme)
        if source is None:
            raise CommandError(_("Geef een bestand, of zet het adres van de lijst in PASS_APIS."), returncode=2)
        return source
    if not path.is_file():
        raise CommandError(_("{path} bestaat niet.").format(path=path), returncode=2)
    return enrolling.CsvFile(path.read_bytes())


def sentence(fault: Fault, file: str) -> str:
    """Give the sentence about one fault: where, what, and what to do."""
    where = _("{file}, rij {row}, kolom {column}").format(file=file, row=fault.row, column=fault.column)
    return f"{where}: {words.LISTS[fault.code]}"
