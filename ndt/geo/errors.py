"""What can be wrong with a postcode or a table of travel times, each with a stable code and its facts."""

from __future__ import annotations


class GeoError(Exception):
    """Any error of this room. code: stable, for texts and tests."""

    code = "geo"


class BadPostcode(GeoError):
    """A typed text holds no Dutch postcode. typed: that text."""

    code = "bad-postcode"

    def __init__(self, typed: str) -> None:
        super().__init__(typed)
        self.typed = typed


class BadTable(GeoError):
    """A row of a table cannot be read. line: from 1, the header included. column: its name. what: a stable code.

    what: columns (the header lacks one), csv (the row cannot be split), postcode, place, mode, minutes, or twice
    (another row says something else about the same).
    """

    code = "bad-table"

    def __init__(self, line: int, column: str, what: str, value: str = "") -> None:
        super().__init__(f"line {line}, {column}: {what} {value}".strip())
        self.line, self.column, self.what, self.value = line, column, what, value
