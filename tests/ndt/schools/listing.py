"""Invented files of the register. A test names the cells that matter to it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from ndt.schools.models import Board, SchoolLocation
from ndt.schools.services import importing

NOON = datetime(2026, 11, 29, 12, tzinfo=UTC)
DAY = date(2026, 11, 1)
HEADER = (
    *("INSTELLINGSCODE", "VESTIGINGSCODE", "VESTIGINGSNAAM", "POSTCODE", "PLAATSNAAM", "BEVOEGD GEZAG NUMMER"),
    *("INTERNETADRES", "SECTOR"),
)


def row(number: int = 1, **cells: str) -> dict[str, str]:
    code = f"{90 + number // 100}{'ABCDEFGHIJ'[number // 10 % 10]}{'ABCDEFGHIJ'[number % 10]}"
    return {
        "INSTELLINGSCODE": code,
        "VESTIGINGSCODE": f"{code}00",
        "VESTIGINGSNAAM": f"School {number}",
        "POSTCODE": "4950 AB",
        "PLAATSNAAM": "NERGENSHUIZEN",
        "BEVOEGD GEZAG NUMMER": "90001",
        "INTERNETADRES": "",
        "SECTOR": "bo",
    } | {name.replace("_", " "): value for name, value in cells.items()}


def file(*rows: dict[str, str], header: tuple[str, ...] = HEADER) -> bytes:
    lines = [";".join(header), *(";".join(one.get(name, "") for name in header) for one in rows)]
    return "\n".join(lines).encode()


def take(content: bytes, **facts: Any) -> importing.Imported:
    return importing.import_file(content, **{"name": "scholen.csv", "day": DAY, "now": NOON} | facts)


def board(number: str = "90001", **facts: Any) -> Board:
    return Board.objects.get_or_create(number=number, defaults={"title": "Bestuur Voorbeeld"} | facts)[0]


def location(number: int = 1, **facts: Any) -> SchoolLocation:
    """An open school that stands in the register."""
    return SchoolLocation.objects.create(
        **{
            "code": row(number)["VESTIGINGSCODE"],
            "title": f"School {number}",
            "board": facts.get("board") or board(),
            "sector": "bo",
            "postcode": "4950 AB",
            "pc4": "4950",
            "place": "NERGENSHUIZEN",
            "first_seen": DAY,
        }
        | facts
    )
