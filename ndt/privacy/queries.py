"""What the pages show: the statement and the register, read from the registry."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _

from ndt.history import tracking
from ndt.privacy import registry, rows
from ndt.privacy.registry import Entry, Person, Personal
from ndt.web import registry as house


@dataclass(frozen=True, slots=True)
class Line:
    """One field in the art. 30 register."""

    field: str
    purpose: str
    ground: str
    retention: str
    erasure: str


@dataclass(frozen=True, slots=True)
class Record:
    """One kind of rows in the art. 30 register. part: the solution, or the platform."""

    part: str
    kind: str
    about: str
    shared: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Kept:
    """Some fields that are treated alike, in the statement."""

    fields: tuple[str, ...]
    purpose: str
    retention: str


@dataclass(frozen=True, slots=True)
class Group:
    """What we keep of one sort of people in one part of the platform."""

    about: str
    shared: tuple[str, ...]
    grounds: tuple[str, ...]
    kept: tuple[Kept, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """One solution, or the platform itself, in the statement."""

    anchor: str
    title: str
    groups: tuple[Group, ...]


@dataclass(frozen=True, slots=True)
class Holding:
    """How many rows of one kind we hold of somebody, and what it means to them when those go."""

    title: str
    number: int
    consequence: str


PLATFORM: Final = "platform"


def register_records() -> list[Record]:
    """Give the art. 30 register; the history of a table is a record of its own."""
    records = []
    tables = tracking.event_models()
    for entry in _in_order():
        shared = str(entry.shared) or _("niemand")
        lines = tuple(_line(entry, name, personal) for name, personal in entry.fields.items())
        records.append(Record(_title(_room(entry)), title_of(entry), str(entry.about), shared, lines))
        table = tables.get(rows.model_of(entry))
        if table is not None:
            name = str(table._meta.verbose_name_plural)
            records.append(Record(_title(_room(entry)), name, str(entry.about), shared, (_history_line(),)))
    return records


def statement() -> list[Section]:
    """Give the statement: the platform first, then each solution that keeps something."""
    sections: dict[str, dict[str, list[Entry]]] = {}
    for entry in _in_order():
        groups = sections.setdefault(_room(entry), {})
        groups.setdefault(str(entry.about), []).append(entry)
    return [
        Section(room, _title(room), tuple(_group(about, entries) for about, entries in groups.items()))
        for room, groups in sections.items()
    ]


def holdings(person: Person) -> list[Holding]:
    """Give what we hold of a person, as numbers that show nothing yet.

    What only keeps the doors working (sessions, limits, this very request) is left out: it goes by itself.
    """
    return [
        Holding(title_of(part.entry), len(part.keys), str(part.entry.consequence))
        for part in rows.find(person, of=is_told)
        if part.entry.model != "privacy.AccessRequest"
    ]


def is_told(entry: Entry) -> bool:
    """Say whether rows of this model tell their owner anything: not all of it is secret."""
    return bool(entry.shown) or not all(personal.secret for personal in entry.fields.values())


def title_of(entry: Entry) -> str:
    """Give what people call the rows of a model."""
    return str(entry.called or rows.model_of(entry)._meta.verbose_name_plural)


def field_title(entry: Entry, name: str) -> str:
    """Give what people call a field."""
    return str(entry.fields[name].title or rows.resolve(rows.model_of(entry), name).verbose_name)


def _in_order() -> list[Entry]:
    rooms = [PLATFORM, *(solution.room for solution in house.solutions())]
    entries = [entry for entry in registry.entries().values() if entry.fields]
    # What people did themselves comes first: an account, and what hangs on it.
    return sorted(entries, key=lambda entry: (rooms.index(_room(entry)), str(entry.about) != about_accounts()))


def about_accounts() -> str:
    """Give how the registry speaks of people with an account."""
    return str(registry.entries()[registry.ACCOUNT].about)


def _room(entry: Entry) -> str:
    label = entry.model.partition(".")[0]
    return label if label in {solution.room for solution in house.solutions()} else PLATFORM


def _title(room: str) -> str:
    return _("Het hele platform") if room == PLATFORM else str(house.solution(room).title)


def _group(about: str, entries: Iterable[Entry]) -> Group:
    alike: dict[tuple[str, str], list[str]] = {}
    shared, grounds = [], []
    for entry in entries:
        shared.append(str(entry.shared))
        for name, personal in entry.fields.items():
            grounds.append(str(personal.ground.label))
            # That a row belongs to an account goes without saying; the register says it all the same.
            if not rows.resolve(rows.model_of(entry), name).is_relation:
                alike.setdefault((str(personal.purpose), str(personal.retention)), []).append(field_title(entry, name))
    kept = tuple(Kept(tuple(dict.fromkeys(names)), *treatment) for treatment, names in alike.items())
    return Group(about, tuple(dict.fromkeys(filter(None, shared))), tuple(dict.fromkeys(grounds)), kept)


def _line(entry: Entry, name: str, personal: Personal) -> Line:
    erasure = str(personal.erase.label)
    return Line(
        field=field_title(entry, name),
        purpose=str(personal.purpose),
        ground=str(personal.ground.label),
        retention=str(personal.retention),
        erasure=f"{erasure}. {personal.reason}" if personal.reason else erasure,
    )


def _history_line() -> Line:
    return Line(
        field=_("dezelfde gegevens, van vroeger"),
        purpose=_("Weten wie iets wijzigde, wanneer en waarom."),
        ground=str(registry.Ground.LEGITIMATE_INTEREST.label),
        retention=_("5 jaar na de wijziging. 30 dagen nadat de rij zelf weg is."),
        erasure=_("leegmaken in elke oude versie"),
    )
