"""The bytes of a norm of one's own: what it gives on the data of now, as JSON and CSV, in Dutch, without a clock."""

from __future__ import annotations

import json
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from inspectie.core.frame import Frame
from inspectie.queries import comparisons, methods
from inspectie.queries.answers import Counts
from inspectie.queries.changes import Change
from inspectie.queries.exports import to_csv, to_json


def counted(found: Change) -> Counts:
    """Give the counts of a change."""
    return Counts(
        now=found.now,
        then=found.then,
        falls=found.falls,
        rises=found.rises,
        pupils=found.pupils,
        by_column=tuple((one.indicator, one.domain, one.below) for one in found.columns),
    )


def facts(found: Change, frame: Frame, *, parameters: dict[str, Any]) -> dict[str, Any]:
    """Give the norm itself, what was chosen and the counts, for a JSON."""
    return {
        "parameters": parameters,
        "norm_set": json.loads(found.after.body),
        "years": list(frame.years),
        "counts": counted(found).facts(),
    }


def contents(found: Change, frame: Frame, *, digest: str, parameters: dict[str, Any]) -> tuple[bytes, bytes]:
    """Give (JSON, CSV): the norm, what was chosen, the counts, and every school that changes."""
    tables = comparisons.tables(found, frame)
    with override("nl"):
        meta = methods.meta(
            title=_("Een norm van uzelf"),
            address=reverse("inspectie:saved", args=[digest]),
            version=frame.version,
            used=(found.before,),
        )
    single = {"digest": digest} | facts(found, frame, parameters=parameters)
    return to_json(meta, tables, single), to_csv(tables[0])
