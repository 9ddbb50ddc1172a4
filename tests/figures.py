"""Measured figures: a proof or a test says what it measured, and the report shows it beside its target."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import Any, Protocol

import pytest

PROPERTY = "figure"


@dataclass(frozen=True)
class Figure:
    """One number of an issue. target and measured: as a person reads them, with their unit."""

    name: str
    target: str
    measured: str


class RecordFigure(Protocol):
    """How the fixture `record_figure` is called."""

    def __call__(self, name: str, *, target: object, measured: object) -> None: ...


@pytest.fixture
def record_figure(record_property: Any) -> RecordFigure:
    """Note a measured figure: `record_figure("AUC new/pending", target="<= 0.55", measured=0.51)`."""

    def record(name: str, *, target: object, measured: object) -> None:
        shown = f"{measured:.4g}" if isinstance(measured, float) else str(measured)
        record_property(PROPERTY, json.dumps(asdict(Figure(name, str(target), shown))))

    return record


def figures_of(report: pytest.TestReport) -> list[Figure]:
    """Give the figures that a test noted."""
    return [Figure(**json.loads(value)) for name, value in report.user_properties if name == PROPERTY]
