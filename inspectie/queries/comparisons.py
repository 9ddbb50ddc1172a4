"""Two norms side by side: who moves, where, and how many pupils that touches. All in the public view."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from django.core.paginator import Page, Paginator
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from inspectie.core.frame import Frame
from inspectie.models import Board, Municipality, Ovt
from inspectie.queries.changes import ABOVE, BELOW, NONE, OPEN, STANDINGS, Change
from inspectie.queries.country import Told
from inspectie.queries.exports import Cell, Table
from inspectie.queries.wording import Shown, Stat, Text, number, span
from ndt.charts import matrices
from ndt.charts.shapes import Chart

PER_PAGE: Final = 20
FEWEST: Final = 10
NAMES: Final[dict[int, Text]] = {
    BELOW: gettext_lazy("Onder"),
    OPEN: gettext_lazy("Niet te zeggen"),
    ABOVE: gettext_lazy("Boven"),
    NONE: gettext_lazy("Geen uitkomst"),
}
SHAPES: Final = {BELOW: "stop", OPEN: "open", ABOVE: "ok", NONE: "draft"}


@dataclass(frozen=True, slots=True)
class Sign:
    """How a school stands: a word and a shape."""

    word: Text
    shape: str


@dataclass(frozen=True, slots=True)
class Moved:
    """One school whose standing changes. href: its page, or ""."""

    ovt: str
    name: str
    municipality: str
    board: str
    before: Sign
    after: Sign
    href: str
    codes: tuple[str, str]


@dataclass(frozen=True, slots=True)
class Kind:
    """A way to divide schools. key: int[S], the place of each school's group in `names`, -1 for none."""

    name: str
    caption: str
    table: str
    first: str
    key: npt.NDArray[np.int32]
    names: Sequence[str]


@dataclass(frozen=True, slots=True)
class Group:
    """Schools together: how many have an outcome in both, how many change, and the pupils on those that change."""

    name: str
    schools: int
    changes: Told
    pupils: Told


@dataclass(frozen=True, slots=True)
class Fold:
    """A kind of groups of schools. table: None while it is folded, since there are hundreds of boards and towns."""

    name: str
    caption: str
    number: int
    table: Shown | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """The page, ready for its template."""

    finding: str
    explanation: str
    stats: tuple[Stat, ...]
    matrix: Chart
    matrix_table: Shown
    schools: Page[Any]
    groups: tuple[Fold, ...]


def comparison(
    found: Change, frame: Frame, *, titles: tuple[str, str], page: str | None, unfolded: str | None = None
) -> Comparison:
    """Give what changes from the first norm to the second.

    page: number of the page of schools, unfolded: the group whose table is wanted; both as they were typed.
    """
    return Comparison(
        finding=_("%(falls)s scholen komen onder de norm, %(rises)s komen erboven")
        % {"falls": span(found.falls), "rises": span(found.rises)},
        explanation=_("Van '%(before)s' naar '%(after)s'.") % {"before": titles[0], "after": titles[1]},
        stats=_stats(found),
        matrix=_matrix(found, titles),
        matrix_table=_matrix_table(found),
        schools=schools(found, frame, page=page),
        groups=groups(found, frame, unfolded=unfolded),
    )


def _stats(found: Change) -> tuple[Stat, ...]:
    of = _("van %(of)s scholen met een uitkomst bij beide") % {"of": number(found.now.of)}
    return (
        Stat(span(found.now), _("scholen onder de eerste norm"), of),
        Stat(span(found.then), _("scholen onder de tweede norm"), of),
        Stat(span(found.pupils), _("leerlingen op scholen die veranderen"), _("alle groepen samen")),
    )


def _matrix(found: Change, titles: tuple[str, str]) -> Chart:
    return matrices.draw(
        [[matrices.Cell(cell, number(cell) if cell else "") for cell in row] for row in found.matrix],
        states=[str(NAMES[place]) for place in range(len(STANDINGS))],
        title=_("Hoe de uitkomst van scholen verandert"),
        description=_("Rijen: de eerste norm. Kolommen: de tweede norm. Een groter vlak is meer scholen."),
        before=_("eerste norm"),
        after=_("tweede norm"),
    )


def _matrix_table(found: Change) -> Shown:
    names = [str(NAMES[place]) for place in range(len(STANDINGS))]
    return Shown(
        caption=_("Aantal scholen: van de eerste norm (rij) naar de tweede norm (kolom)"),
        columns=(_("Eerste norm"), *names),
        rows=tuple((name, *map(number, row)) for name, row in zip(names, found.matrix, strict=True)),
        numeric="2 3 4 5",
    )


def schools(found: Change, frame: Frame, *, page: str | None) -> Page[Any]:
    """Give one page of the schools that change, those that certainly do first, then by code."""
    paginator = Paginator([int(place) for place in found.changed], PER_PAGE)
    chosen = paginator.get_page(page)
    return _page(moved(found, frame, list(chosen.object_list)), chosen)


def moved(found: Change, frame: Frame, places: Sequence[int]) -> list[Moved]:
    """Give the schools at these places of the frame, with their names: one query."""
    codes = [frame.ovt[place] for place in places]
    known = {
        code: (name, town, board)
        for code, name, town, board in Ovt.objects.filter(code__in=codes).values_list(
            "code", "name", "municipality__name", "board__name"
        )
    }
    address = _school_address()
    rows = []
    for place, code in zip(places, codes, strict=True):
        name, town, board = known.get(code, (code, "", ""))
        before, after = int(found.stands[0, place]), int(found.stands[1, place])
        rows.append(
            Moved(
                ovt=code,
                name=name or code,
                municipality=town or "",
                board=board or "",
                before=Sign(NAMES[before], SHAPES[before]),
                after=Sign(NAMES[after], SHAPES[after]),
                href=address.format(code.replace("|", "-")),
                codes=(STANDINGS[before], STANDINGS[after]),
            )
        )
    return rows


def _school_address() -> str:
    """Give the address of a school's page with {} for its code, or "" while there is no such page."""
    try:
        return reverse("inspectie:school", args=["0000-C0"]).replace("0000-C0", "{}")
    except NoReverseMatch:
        return ""


def facts(found: Change) -> dict[str, object]:
    """Give the single figures of the comparison for its JSON."""
    return {
        name: {"certain": told.low, "possible": told.high, "of": told.of}
        for name, told in (
            ("below_before", found.now),
            ("below_after", found.then),
            ("falls", found.falls),
            ("rises", found.rises),
            ("pupils", found.pupils),
        )
    }


def _page(rows: list[Moved], like: Page[Any]) -> Page[Any]:
    """Give a page with other rows and the same place among the pages."""
    return Page(rows, like.number, like.paginator)


def reread(page: Page[Any]) -> Page[Any]:
    """Give a page of kept rows as schools that changed, by the names they had then."""
    address = _school_address()
    signs = {code: Sign(NAMES[place], SHAPES[place]) for place, code in enumerate(STANDINGS)}
    rows = [
        Moved(
            ovt=row["ovt"],
            name=row["name"],
            municipality=row["municipality"],
            board=row["board"],
            before=signs[row["before"]],
            after=signs[row["after"]],
            href=address.format(row["ovt"].replace("|", "-")),
            codes=(row["before"], row["after"]),
        )
        for row in page.object_list
    ]
    return _page(rows, page)


def groups(found: Change, frame: Frame, *, unfolded: str | None) -> tuple[Fold, ...]:
    """Give how many schools change by schoolweging, municipality and board, for groups of ten schools or more."""
    return tuple(
        _fold(kind, tallies(found, frame, kind), is_open=kind.name in {"schoolweging", unfolded})
        for kind in _kinds(frame)
    )


def _kinds(frame: Frame) -> tuple[Kind, ...]:
    towns = dict(Municipality.objects.values_list("code", "name"))
    boards = {str(key): name for key, name in Board.objects.values_list("number", "name")}
    bands = np.where(np.isfinite(frame.weging), np.clip(frame.weging, 20, 39.99) // 2 - 10, -1).astype(np.int32)
    return (
        Kind(
            "schoolweging",
            _("Per soort school, van makkelijk naar moeilijk"),
            _("Zoveel scholen veranderen per soort"),
            _("Schoolweging (hoe moeilijk de leerlingen het hebben)"),
            bands,
            [_("%(low)s tot %(high)s") % {"low": 20 + 2 * place, "high": 22 + 2 * place} for place in range(10)],
        ),
        Kind(
            "gemeente",
            _("Per gemeente met tien scholen of meer"),
            _("Zoveel scholen veranderen per gemeente"),
            _("Gemeente"),
            frame.municipality,
            [towns.get(code) or code for code in frame.municipalities],
        ),
        Kind(
            "bestuur",
            _("Per bestuur met tien scholen of meer"),
            _("Zoveel scholen veranderen per bestuur"),
            _("Bestuur"),
            frame.board,
            [boards.get(code) or code for code in frame.boards],
        ),
    )


def _fold(kind: Kind, rows: list[Group], *, is_open: bool) -> Fold:
    if not is_open:
        return Fold(kind.name, kind.caption, len(rows), None)
    shown = Shown(
        caption=kind.table,
        columns=(kind.first, _("Scholen"), _("Zeker anders"), _("Hooguit anders"), _("Leerlingen op die scholen")),
        rows=tuple(
            (row.name, number(row.schools), number(row.changes.low), number(row.changes.high), span(row.pupils))
            for row in rows
        ),
        numeric="2 3 4 5",
    )
    return Fold(kind.name, kind.caption, len(rows), shown)


def tallies(found: Change, frame: Frame, kind: Kind) -> list[Group]:
    """Give each group of ten schools or more, in the order of their names. Unknown numbers of pupils count as none."""
    has = found.both & (kind.key >= 0)
    possible = np.zeros(has.shape, dtype=np.bool_)
    possible[found.changed] = True
    pupils = np.maximum(frame.enrolled, 0)

    def counted(flags: npt.NDArray[np.bool_], weights: npt.NDArray[np.int32] | None = None) -> list[int]:
        among = has & flags
        own = None if weights is None else weights[among]
        return [int(one) for one in np.bincount(kind.key[among], weights=own, minlength=len(kind.names))]

    columns = zip(
        kind.names, counted(has), counted(found.certain), counted(possible), counted(has, pupils),
        counted(found.certain, pupils), counted(possible, pupils), strict=True,
    )  # fmt: skip
    rows = [
        Group(name, schools, Told(sure, maybe, schools), Told(low, high, every))
        for name, schools, sure, maybe, every, low, high in columns
        if schools >= FEWEST
    ]
    return sorted(rows, key=lambda row: row.name.casefold())


def group_tables(found: Change, frame: Frame) -> list[Table]:
    """Give the groups for the JSON, all of them."""
    names = {"schoolweging": "by_schoolweging", "gemeente": "by_municipality", "bestuur": "by_board"}
    columns = ("group", "schools", "changes_certain", "changes_possible", "pupils_certain", "pupils_possible")
    return [
        Table(
            names[kind.name],
            columns,
            [
                (row.name, row.schools, row.changes.low, row.changes.high, row.pupils.low, row.pupils.high)
                for row in tallies(found, frame, kind)
            ],
        )
        for kind in _kinds(frame)
    ]


def tables(found: Change, frame: Frame) -> list[Table]:
    """Give the comparison for its CSV and JSON: every school that changes, and the matrix."""
    rows: list[tuple[Cell, ...]] = [
        (one.ovt, one.name, one.municipality, one.board, *one.codes)
        for one in moved(found, frame, [int(place) for place in found.changed])
    ]
    matrix: list[tuple[Cell, ...]] = [
        (STANDINGS[row], STANDINGS[column], count)
        for row, counts in enumerate(found.matrix)
        for column, count in enumerate(counts)
    ]
    return [
        Table("changed", ("ovt", "name", "municipality", "board", "before", "after"), rows),
        Table("matrix", ("before", "after", "schools"), matrix),
    ]
