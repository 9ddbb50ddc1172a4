"""Invented schools in the official formats, through the same importer as the real files."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext as _

from inspectie.core.imitation.formats import File, Norm, files
from inspectie.core.imitation.world import World, world
from inspectie.queries import norm_sets
from inspectie.services import importing, workbooks

SCHOOLS = 600


def load(now: datetime, rng: random.Random) -> Iterator[str]:
    """Import an invented country."""
    country = world(rng, schools=SCHOOLS)
    rows = 0
    for file in imitated(country, rng):
        rows += importing.import_file(content(file), name=file.name, now=now, is_demo=True).rows
    importing.finish(now=now)
    yield _("{schools} verzonnen scholen, {rows} rijen").format(schools=len(country.ovts), rows=rows)


def imitated(country: World, rng: random.Random) -> list[File]:
    """Give the files of the invented country, judged by the rules of today."""
    return files(country, _norm(), rng)


def content(file: File) -> bytes:
    """Give the bytes of a file: a workbook, or text for a single table."""
    return workbooks.text(file.sheets[""]) if "" in file.sheets else workbooks.ods(file.sheets)


def _norm() -> Norm:
    column = norm_sets.named("current-2020").column("1S/2F", "samen")
    assert column is not None
    bands = column.threshold.bands

    def norm(weging: float) -> tuple[str, float]:
        hundredths = round(weging * 100)
        band = next((one for one in bands if hundredths < one.high), bands[-1])
        return f"[{band.name.replace('-', ',')})", band.value

    return norm
