"""Why a file of the register is refused, with a stable code and the place where it is wrong."""

from __future__ import annotations

from enum import StrEnum


class What(StrEnum):
    """What is wrong."""

    UNREADABLE = "unreadable"
    EMPTY = "empty"
    COLUMN_MISSING = "column-missing"
    CODE = "code"
    CODE_MIXED = "code-mixed"
    TWICE = "twice"
    BLANK = "blank"
    LONG = "long"
    POSTCODE = "postcode"
    PLACE = "place"
    NUMBER = "number"
    EMAIL = "email"
    SECTOR = "sector"
    SECTOR_UNKNOWN = "sector-unknown"
    OLDER = "older"
    MANY_CLOSURES = "many-closures"


class Refused(Exception):
    """A file is not stored. row: as a spreadsheet counts them, the header is 1; 0 where it is about the whole file.

    column: its name as in the file, "" without. value: what stood there, or a number that the sentence needs.
    """

    def __init__(self, what: What, *, row: int = 0, column: str = "", value: str = "") -> None:
        super().__init__(f"{what}: row {row}, column {column!r}, {value!r}")
        self.what, self.row, self.column, self.value = what, row, column, value
