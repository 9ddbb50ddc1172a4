"""All schools, boards and municipalities of the newest data, in memory: 6,200 rows that every page needs some of."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from inspectie.core.frame import Frame
from inspectie.core.search import Entry, Index, words
from inspectie.models import Ovt
from inspectie.queries import frames


@dataclass(frozen=True, slots=True)
class School:
    """What is known of a school apart from its results. latitude and longitude are both known or both None."""

    ovt: str
    name: str
    place: str = ""
    denomination: str = ""
    board: str = ""
    municipality: str = ""
    province: str = ""
    vestigingen: tuple[str, ...] = ()
    latitude: float | None = None
    longitude: float | None = None
    pupils: int | None = None

    @property
    def slug(self) -> str:
        """The code as it stands in an address."""
        return self.ovt.replace("|", "-")

    @property
    def brin(self) -> str:
        return self.ovt.partition("|")[0]


@dataclass(frozen=True, slots=True)
class Group:
    """A board or a municipality. members: places in `Directory.schools`, in the order of the schools' names."""

    code: str
    name: str
    province: str
    members: tuple[int, ...]


@dataclass(frozen=True)
class Directory:
    """The schools, in the order of the frame's rows, with the ways to find them."""

    version: str
    frame: Frame
    schools: tuple[School, ...]
    boards: dict[str, Group]
    municipalities: dict[str, Group]
    by_slug: dict[str, int]
    by_name: tuple[int, ...]
    index: Index
    board_names: tuple[Group, ...]
    board_index: Index
    municipality_names: tuple[Group, ...]
    municipality_index: Index

    def board(self, school: School) -> Group | None:
        return self.boards.get(school.board)

    def municipality(self, school: School) -> Group | None:
        return self.municipalities.get(school.municipality)

    def groups(self, kind: str) -> dict[str, Group]:
        """Give the boards or the municipalities. kind: 'board' or 'municipality'."""
        return {"board": self.boards, "municipality": self.municipalities}[kind]


def current() -> Directory:
    """Give the directory of the newest data; read once a process and data version. One small query."""
    return _of(frames.current().version)


def frame_of(version: str) -> Frame:
    """Give the data of a version; that of no version at all has no schools."""
    return frames.at(version) if version else frames.empty()


@lru_cache(maxsize=2)
def _of(version: str) -> Directory:
    frame = frame_of(version)
    rows = Ovt.objects.current().select_related("board", "municipality").prefetch_related("vestigingen")
    known = {row.code: row for row in rows}
    names: dict[tuple[str, str], tuple[str, str]] = {}
    schools = tuple(_school(code, known.get(code), names) for code in frame.ovt)
    boards = _groups("board", ((school.board, place) for place, school in enumerate(schools)), schools, names)
    municipalities = _groups(
        "municipality", ((school.municipality, place) for place, school in enumerate(schools)), schools, names
    )
    return Directory(
        version=version,
        frame=frame,
        schools=schools,
        boards=boards,
        municipalities=municipalities,
        by_slug={school.slug: place for place, school in enumerate(schools)},
        by_name=tuple(sorted(range(len(schools)), key=lambda place: (words(schools[place].name), schools[place].ovt))),
        index=Index([_entry(school, boards, municipalities) for school in schools]),
        board_names=tuple(boards.values()),
        board_index=Index([Entry(group.name, (group.code,)) for group in boards.values()]),
        municipality_names=tuple(municipalities.values()),
        municipality_index=Index([Entry(group.name, (group.code,)) for group in municipalities.values()]),
    )


def _school(code: str, row: Ovt | None, names: dict[tuple[str, str], tuple[str, str]]) -> School:
    if row is None:
        return School(ovt=code, name=code)
    board, municipality = row.board, row.municipality
    if board:
        names["board", str(board.number)] = (str(board), "")
    if municipality:
        names["municipality", municipality.code] = (str(municipality), municipality.province)
    placed = row.latitude is not None and row.longitude is not None
    return School(
        ovt=code,
        name=row.name or code,
        place=row.place,
        denomination=row.denomination,
        board=str(board.number) if board else "",
        municipality=municipality.code if municipality else "",
        province=municipality.province if municipality else "",
        vestigingen=tuple(sorted(vestiging.code for vestiging in row.vestigingen.all())),
        latitude=row.latitude if placed else None,
        longitude=row.longitude if placed else None,
        pupils=row.pupils,
    )


def _groups(
    kind: str,
    members: Iterable[tuple[str, int]],
    schools: tuple[School, ...],
    names: dict[tuple[str, str], tuple[str, str]],
) -> dict[str, Group]:
    found: dict[str, list[int]] = defaultdict(list)
    for code, place in members:
        if code:
            found[code].append(place)
    groups = [
        Group(code, *names[kind, code], tuple(sorted(places, key=lambda place: (words(schools[place].name), place))))
        for code, places in found.items()
    ]
    return {group.code: group for group in sorted(groups, key=lambda group: (words(group.name), group.code))}


def _entry(school: School, boards: dict[str, Group], municipalities: dict[str, Group]) -> Entry:
    board, municipality = boards.get(school.board), municipalities.get(school.municipality)
    return Entry(
        name=school.name,
        codes=(school.brin, school.ovt, *school.vestigingen),
        places=(school.place, municipality.name if municipality else ""),
        others=(board.name if board else "", school.board),
    )
