"""Which kind of table this is, by its header alone; the name of the file says nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from inspectie.core.reading import duo, inspection
from inspectie.core.reading.harvest import Context, Harvest
from inspectie.core.reading.tables import Table
from inspectie.core.refusals import Place, Refused, Why


@dataclass(frozen=True, slots=True)
class Layout:
    """A kind of table: the columns that give it away, and how it is read."""

    marks: frozenset[str]
    read: Callable[[Table, Context], Harvest]


# The first whose marks are all there counts; so what has more columns stands above.
LAYOUTS: Final = (
    Layout(frozenset({"OVT", "UITKOMST_INDICATOR_1F", "UITKOMST_INDICATOR_1S/2F"}), inspection.outcomes),
    Layout(frozenset({"OVT", "OORDEEL", "DATUM"}), inspection.judgements),
    Layout(frozenset({"OVT", "NAAM", "BGNR"}), inspection.weging),
    Layout(frozenset({"INSTELLINGSCODE", "VESTIGINGSCODE", "REKENEN_LAGER1F"}), duo.levels),
    Layout(frozenset({"INSTELLINGSCODE", "VESTIGINGSCODE", "LEEFTIJD_4"}), duo.enrolment),
    Layout(frozenset({"INSTELLINGSCODE", "VESTIGINGSCODE", "IEP_AANTAL"}), duo.scores),
    Layout(frozenset({"INSTELLINGSCODE", "VESTIGINGSCODE", "INSTELLINGSNAAM_VESTIGING"}), duo.schools),
    Layout(frozenset({"BEVOEGD_GEZAG_NUMMER", "BEVOEGD_GEZAG_NAAM"}), duo.boards),
    Layout(frozenset({"SCHOOL_ID", "LATITUDE", "LONGITUDE"}), duo.coordinates),
)
# Where a table looks like one of ours: one of these in its first row.
_OURS: Final = frozenset().union(*(layout.marks for layout in LAYOUTS)) - {"DATUM", "NAAM"}


def layout_of(table: Table) -> Layout | None:
    """Give the layout of a table, or None when its header is of no kind that we know."""
    names = set(table.names())
    return next((layout for layout in LAYOUTS if layout.marks <= names), None)


def read(table: Table, context: Context) -> Harvest:
    """Read a table. Raises Refused, with row and column, for a header or a value that nobody can be sure of."""
    layout = layout_of(table)
    if layout is None:
        raise unknown(table)
    harvest = layout.read(table, context)
    if not harvest.rows:
        raise duo.nothing_read(harvest)
    return harvest


def unknown(table: Table) -> Refused:
    """Give the refusal of a header, with the first column that is of no table we know, or else what is lacking."""
    names = table.names()
    strange = next((text for text, name in zip(table.header, names, strict=True) if name not in _OURS), "")
    lacking = sorted(_OURS & set(names))
    place = Place(row=table.first_row - 1, column=strange or (table.header[0] if table.header else ""))
    return Refused(Why.UNKNOWN_HEADER, place, value=strange, expected=", ".join(lacking))


def looks_like_ours(table: Table) -> bool:
    """Say whether a sheet of a workbook holds data, so that a sheet with an explanation is passed over in silence."""
    return len(table.header) > 1 and bool(_OURS & set(table.names()))
