"""Reports that exist only in tests."""

from __future__ import annotations

from decimal import Decimal

from ndt.charts import bars
from ndt.reports.core.paper import Column, Hidden, Kind, Number, Paper, Section, Selection, Table

ROWS = (("'t Hart", 1234, Decimal("12.5")), ("=1+1", Hidden.FEW, None), ("محمد عبد الله", Hidden.OTHER, Decimal(3)))
changing = {"figure": 1}


def places() -> list[str]:
    return ["Nergenshuizen", "Verzonnen aan Zee"]


def count(_since: object, _until: object) -> int:
    return 4


def build(selection: Selection) -> Paper:
    """A report with one of everything."""
    place = selection.municipality or "heel Nederland"
    chart = bars.draw([bars.Bar("A", 1234, "1.234", accent=True)], title="A is het grootst", description="Staven")
    table = Table(
        "Namen", (Column("Naam"), Column("Aantal", Kind.COUNT), Column("Aandeel", Kind.PERCENT)), ROWS,
        total=("Samen", 1240, None),
    )  # fmt: skip
    return Paper(
        finding=f"1 op de 9 in {place}",
        lead="Een kort verhaal over deze cijfers.",
        measured_at=selection.now,
        numbers=(Number(str(changing["figure"]), "dingen"),),
        sections=(Section("Per naam", ("Een alinea.",), chart, table), Section("Alleen woorden", ("Nog een.",))),
        notes=("Zo telden wij.",),
    )
