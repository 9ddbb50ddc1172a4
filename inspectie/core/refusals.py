"""Why a file is refused: where it went wrong and what stood there. The sentence is made at the edge."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from inspectie.core.errors import InspectieError


class Why(StrEnum):
    """Kinds of refusal."""

    UNREADABLE = "unreadable"
    UNKNOWN_HEADER = "unknown_header"
    MISSING_COLUMN = "missing_column"
    DOUBLE_COLUMN = "double_column"
    CONTRADICTION = "contradiction"
    MIXED_DECIMAL = "mixed_decimal"
    NOT_A_NUMBER = "not_a_number"
    OUT_OF_RANGE = "out_of_range"
    NOT_A_CODE = "not_a_code"
    NOT_A_DATE = "not_a_date"
    NO_YEAR = "no_year"
    UNKNOWN_WORD = "unknown_word"
    TWICE = "twice"
    EMPTY = "empty"
    RAGGED = "ragged"


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the files: row counts from 1 and includes the header; 0 and "" where it does not apply."""

    file: str = ""
    sheet: str = ""
    row: int = 0
    column: str = ""


class Refused(InspectieError):
    """A file that is not stored. value: what stood there; expected: what would have been right, if one can say."""

    code = "refused"

    def __init__(self, why: Why, place: Place, *, value: object = "", expected: str = "") -> None:
        super().__init__(f"{why} at {place}: {value!r}")
        self.why = why
        self.place = place
        self.value = str(value)
        self.expected = expected

    def at(self, *, file: str, sheet: str = "") -> Refused:
        """Give the same refusal, now that the file and sheet are known."""
        place = replace(self.place, file=self.place.file or file, sheet=self.place.sheet or sheet)
        return Refused(self.why, place, value=self.value, expected=self.expected)
