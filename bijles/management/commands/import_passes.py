"""`manage.py import_passes SCHEME FILE`: take a municipality's list of hashed passes, whole or not at all."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any, Final

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bijles.core.errors import Fault, KeyMissing, ListRefused
from bijles.models import PassScheme
from bijles.services import enrolling, proving

SENTENCES: Final = {
    "not-text": gettext_lazy("Dit bestand kan ik niet lezen. Maak het opnieuw met hash_passes.py."),
    "heading": gettext_lazy("De eerste regel is anders. Maak het bestand opnieuw met hash_passes.py."),
    "empty-list": gettext_lazy("Er staan geen passen in. Geef een bestand met passen."),
    "cells": gettext_lazy("Deze rij heeft te veel of te weinig vakken. Er horen er vier te zijn."),
    "hash": gettext_lazy("Dit is geen hash van 64 tekens. Maak het bestand opnieuw met hash_passes.py."),
    "double": gettext_lazy("Deze pas stond al op een eerdere rij. Haal een van de twee weg."),
    "date": gettext_lazy("Dit is geen datum. Schrijf het zo: 2027-07-31."),
    "children": gettext_lazy("Dit is geen aantal kinderen. Schrijf een getal tot 20, of maanden zoals 2015-03."),
}


class Command(BaseCommand):
    """Import a list of passes."""

    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the scheme and the file."""
        parser.add_argument("scheme", metavar="SCHEME", help=_("adres van de pas, zoals stadspas"))
        parser.add_argument("file", type=Path, metavar="FILE", help=_("bestand van hash_passes.py"))

    def handle(self, *_args: Any, **options: Any) -> None:
        """Take the list, or name every fault and end with 2."""
        scheme = PassScheme.objects.filter(slug=options["scheme"]).first()
        path: Path = options["file"]
        if scheme is None:
            raise CommandError(_("Er is geen pas {slug}.").format(slug=options["scheme"]), returncode=2)
        if not path.is_file():
            raise CommandError(_("{path} bestaat niet.").format(path=path), returncode=2)
        try:
            proving.key_of(scheme)
            taken = enrolling.take_list(scheme=scheme, data=path.read_bytes(), by=None, now=timezone.now())
        except KeyMissing as problem:
            raise CommandError(
                _("Pas {slug} heeft geen sleutel. Zet hem in PASS_KEYS.").format(slug=problem.scheme), returncode=2
            ) from None
        except ListRefused as refused:
            self.stderr.write("\n".join(sentence(fault, path.name) for fault in refused.faults))
            sys.exit(2)
        self.stdout.write(f"passes taken: {taken.passes}")


def sentence(fault: Fault, file: str) -> str:
    """Give the sentence about one fault: where, what, and what to do."""
    where = _("{file}, rij {row}, kolom {column}").format(file=file, row=fault.row, column=fault.column)
    return f"{where}: {SENTENCES[fault.code]}"
