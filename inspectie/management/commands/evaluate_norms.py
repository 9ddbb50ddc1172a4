"""Judge every school by a norm set: manage.py evaluate_norms --norm-set SLUG."""

from __future__ import annotations

import csv
import json
import math
from argparse import ArgumentParser
from collections.abc import Iterator
from typing import Any, Final

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from inspectie.core.engine import View, evaluate, lines
from inspectie.queries import frames, norm_sets

HEADER: Final = ("ovt", "indicator", "domain", "status", "value_lo", "value_hi", "threshold", "n")
PLACES: Final = 4


class Command(BaseCommand):
    """Print one line per OVT, indicator and domain. The public view, unless an operator asks for the internal one."""

    help = "Beoordeelt elke school met een set normen en schrijft één regel per school, indicator en domein."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the norm set, the format and the view."""
        parser.add_argument("--norm-set", metavar="SLUG", help="naam van de set normen; zie --list")
        parser.add_argument("--list", action="store_true", help="schrijf de namen van alle sets, één per regel")
        parser.add_argument("--format", choices=("csv", "json"), default="csv", help="csv of json")
        parser.add_argument(
            "--view",
            choices=("public", "internal"),
            default="public",
            help="'internal' rekent met krappere grenzen; die mogen niet naar buiten",
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        """Print the slugs or the verdicts."""
        known = norm_sets.every()
        if options["list"]:
            for slug in known:
                self.stdout.write(slug)
            return
        slug = options["norm_set"]
        if slug is None:
            raise CommandError(_("Zeg welke set: --norm-set NAAM. Met --list ziet u de namen."), returncode=2)
        if slug not in known:
            text = _("De set '{slug}' bestaat niet. Kies uit: {slugs}.")
            raise CommandError(text.format(slug=slug, slugs=", ".join(known)), returncode=2)
        view = View.PUBLIC if options["view"] == "public" else View.INTERNAL
        if view is View.INTERNAL:
            self.stderr.write(
                _("Let op: krappe grenzen verraden afgeschermde aantallen. Deel deze regels met niemand.")
            )
        rows = _rows(lines(evaluate(known[slug], frames.current(), view=view)))
        if options["format"] == "json":
            self.stdout.write(json.dumps([dict(zip(HEADER, row, strict=True)) for row in rows], ensure_ascii=False))
            return
        writer = csv.writer(self.stdout, lineterminator="\n")
        writer.writerow(HEADER)
        writer.writerows(rows)


def _rows(verdicts: Iterator[tuple[str, str, str, str, float, float, float, int]]) -> Iterator[tuple[str, ...]]:
    """Give the rows as text, sorted; empty where nothing is known."""
    for ovt, indicator, domain, status, low, high, threshold, pupils in sorted(verdicts, key=lambda row: row[:3]):
        n = "" if pupils < 0 else str(pupils)
        yield ovt, indicator, domain, status, _decimal(low), _decimal(high), _decimal(threshold), n


def _decimal(number: float) -> str:
    return f"{number:.{PLACES}f}" if math.isfinite(number) else ""
