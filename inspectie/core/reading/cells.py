"""From a cell to a value, one reader a column. What cannot be read with certainty is refused, never guessed.

The classic bug of this field strips the dot of "31.47" and stores 3147. So a column keeps to one decimal sign, a number
keeps to its range, and a point or comma in a count is refused.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Final

from inspectie.core.reading.tables import Cell, Column, is_blank
from inspectie.core.refusals import Place, Refused, Why

STAR: Final = "*"
_WHOLE: Final = re.compile(r"\d{1,9}")
_DECIMAL: Final = re.compile(r"\d{1,6}([.,])\d{1,15}")
_BELOW_5: Final = re.compile(r"<\s*5")
_BRIN: Final = re.compile(r"\d{2}[A-Z]{2}")
_VESTIGING: Final = re.compile(r"\d{2}[A-Z]{2}\d{2}")
_OVT: Final = re.compile(r"\d{2}[A-Z]{2}\|C\d{1,2}")
_YEARS: Final = re.compile(r"(20\d\d)\D?(20\d\d)")


class Reader:
    """Read the cells of one column."""

    def __init__(self, column: Column) -> None:
        self.name = column.name
        self.take = column.take

    def refuse(self, why: Why, row: int, value: object, expected: str = "") -> Refused:
        """Give the refusal of a cell of this column."""
        return Refused(why, Place(row=row, column=self.name), value=value, expected=expected)

    def cell(self, row: int, cells: Sequence[Cell]) -> Cell:
        """Take the cell, and say in which row a broken double column contradicts itself."""
        try:
            return self.take(cells)
        except Refused as problem:
            raise self.refuse(problem.why, row, problem.value) from None

    def text(self, row: int, cells: Sequence[Cell]) -> str:
        """Give a text without spaces around it, "" where there is none."""
        cell = self.cell(row, cells)
        return "" if is_blank(cell) else str(cell).strip()


class Words(Reader):
    """Read a text that must be one of a few, whatever the capitals."""

    def __init__(self, column: Column, words: Mapping[str, str]) -> None:
        super().__init__(column)
        self.words = words

    def word(self, row: int, cells: Sequence[Cell]) -> str:
        """Give the meaning of the word."""
        text = self.text(row, cells)
        found = self.words.get(text.casefold())
        if found is None:
            raise self.refuse(Why.UNKNOWN_WORD, row, text, ", ".join(self.words))
        return found


class Counts(Reader):
    """Read numbers of pupils: whole, at least 0, and "<5" where the source masks."""

    def __init__(self, column: Column, *, highest: int = 9_999) -> None:
        super().__init__(column)
        self.highest = highest
        self.zeros = False
        self.masks = False

    def count(self, row: int, cells: Sequence[Cell]) -> int | None:
        """Give the number, or None where the cell is empty. Raises Refused."""
        cell = self.cell(row, cells)
        return None if is_blank(cell) else self._whole(row, cell)

    def masked(self, row: int, cells: Sequence[Cell]) -> int | None:
        """Give the number, or -1 for "<5", or None where the cell is empty. Raises Refused."""
        cell = self.cell(row, cells)
        if isinstance(cell, str) and _BELOW_5.fullmatch(cell.strip()):
            self.masks = True
            return -1
        if is_blank(cell):
            return None
        number = self._whole(row, cell)
        self.zeros = self.zeros or number == 0
        return number

    def starred(self, row: int, cells: Sequence[Cell]) -> tuple[int | None, bool]:
        """Give the number or None, and whether the source wrote "*". Raises Refused."""
        cell = self.cell(row, cells)
        if isinstance(cell, str) and cell.strip() == STAR:
            return None, True
        return (None if is_blank(cell) else self._whole(row, cell)), False

    def _whole(self, row: int, cell: Cell) -> int:
        if isinstance(cell, str):
            text = cell.strip()
            if _DECIMAL.fullmatch(text):
                raise self.refuse(Why.MIXED_DECIMAL, row, text)
            if not _WHOLE.fullmatch(text):
                raise self.refuse(Why.NOT_A_NUMBER, row, text)
            number = int(text)
        elif isinstance(cell, float) and cell.is_integer():
            number = int(cell)
        elif isinstance(cell, int) and not isinstance(cell, bool):
            number = cell
        else:
            raise self.refuse(Why.NOT_A_NUMBER, row, cell)
        if not 0 <= number <= self.highest:
            raise self.refuse(Why.OUT_OF_RANGE, row, cell, f"0-{self.highest}")
        return number


class Decimals(Reader):
    """Read numbers with two decimals in a range. A column keeps to one way of writing: comma, point, or real numbers."""

    def __init__(self, column: Column, *, lowest: int, highest: int) -> None:
        super().__init__(column)
        self.lowest = Decimal(lowest)
        self.highest = Decimal(highest)
        self.range = f"{lowest}-{highest}"
        self.sign = ""

    def starred(self, row: int, cells: Sequence[Cell]) -> tuple[Decimal | None, bool]:
        """Give the number or None, and whether the source wrote "*". Raises Refused."""
        cell = self.cell(row, cells)
        if isinstance(cell, str) and cell.strip() == STAR:
            return None, True
        return self._number(row, cell), False

    def number(self, row: int, cells: Sequence[Cell]) -> Decimal | None:
        """Give the number, or None where the cell is empty. Raises Refused."""
        return self._number(row, self.cell(row, cells))

    def _number(self, row: int, cell: Cell) -> Decimal | None:
        if is_blank(cell):
            return None
        number = self._written(row, cell.strip()) if isinstance(cell, str) else self._real(row, cell)
        if not self.lowest <= number <= self.highest:
            raise self.refuse(Why.OUT_OF_RANGE, row, cell, self.range)
        return number.quantize(Decimal("0.01"))

    def _written(self, row: int, text: str) -> Decimal:
        if _WHOLE.fullmatch(text):
            return Decimal(text)
        found = _DECIMAL.fullmatch(text)
        if found is None:
            raise self.refuse(Why.NOT_A_NUMBER, row, text)
        self._keep_to(found[1], row, text)
        return Decimal(text.replace(",", "."))

    def _real(self, row: int, cell: Cell) -> Decimal:
        if isinstance(cell, bool) or not isinstance(cell, (int, float, Decimal)):
            raise self.refuse(Why.NOT_A_NUMBER, row, cell)
        try:
            number = Decimal(repr(cell)) if isinstance(cell, float) else Decimal(cell)
        except InvalidOperation:
            raise self.refuse(Why.NOT_A_NUMBER, row, cell) from None
        if not number.is_finite():
            raise self.refuse(Why.NOT_A_NUMBER, row, cell)
        if number != number.to_integral_value():
            self._keep_to("number", row, cell)
        return number

    def _keep_to(self, sign: str, row: int, value: object) -> None:
        self.sign = self.sign or sign
        if self.sign != sign:
            raise self.refuse(Why.MIXED_DECIMAL, row, value, self.sign)


class Codes(Reader):
    """Read codes of schools, boards and municipalities, with whatever was lost or padded by a spreadsheet."""

    def ovt(self, row: int, cells: Sequence[Cell]) -> str:
        """Give an OVT, '00AP|C1'. Raises Refused."""
        return self._match(_OVT, row, self.text(row, cells).upper(), "00AP|C1")

    def brin(self, row: int, cells: Sequence[Cell]) -> str:
        """Give a BRIN, '00AP'. Raises Refused."""
        return self._match(_BRIN, row, self.text(row, cells).upper(), "00AP")

    def vestiging(self, row: int, cells: Sequence[Cell], brin: str) -> str:
        """Give a vestiging, '00AP00', from a whole code or from the number under a BRIN. Raises Refused."""
        text = self.text(row, cells).upper()
        if text.isdigit() and int(text) <= 99 and len(text) <= 2:
            text = f"{brin}{int(text):02d}"
        code = self._match(_VESTIGING, row, text, "00AP00")
        if brin and not code.startswith(brin):
            raise self.refuse(Why.CONTRADICTION, row, text, brin)
        return code

    def place_of_school(self, row: int, cells: Sequence[Cell]) -> str:
        """Give a vestiging from a school id of four signs (the first vestiging) or six. Raises Refused."""
        text = self.text(row, cells).upper()
        return self._match(_VESTIGING, row, f"{text}00" if len(text) == 4 else text, "00AP00")

    def municipality(self, row: int, cells: Sequence[Cell]) -> str:
        """Give a CBS code of four digits, '0518', or "" where there is none. Raises Refused."""
        number = self.number(row, cells)
        return "" if number is None else f"{number:04d}"

    def number(self, row: int, cells: Sequence[Cell]) -> int | None:
        """Give a number that is a code, or None. Raises Refused."""
        cell = self.cell(row, cells)
        if is_blank(cell):
            return None
        if isinstance(cell, float) and cell.is_integer():
            cell = int(cell)
        text = str(cell).strip()
        if not _WHOLE.fullmatch(text):
            raise self.refuse(Why.NOT_A_CODE, row, cell)
        return int(text)

    def _match(self, pattern: re.Pattern[str], row: int, text: str, example: str) -> str:
        if not pattern.fullmatch(text):
            raise self.refuse(Why.NOT_A_CODE, row, text, example)
        return text


class Degrees(Reader):
    """Read a latitude or longitude."""

    def __init__(self, column: Column, *, lowest: float, highest: float) -> None:
        super().__init__(column)
        self.lowest, self.highest = lowest, highest

    def degrees(self, row: int, cells: Sequence[Cell]) -> float | None:
        """Give degrees, or None where the cell is empty. Raises Refused."""
        cell = self.cell(row, cells)
        if is_blank(cell):
            return None
        try:
            number = float(str(cell).strip().replace(",", "."))
        except ValueError:
            raise self.refuse(Why.NOT_A_NUMBER, row, cell) from None
        if not self.lowest <= number <= self.highest:
            raise self.refuse(Why.OUT_OF_RANGE, row, cell, f"{self.lowest}-{self.highest}")
        return round(number, 6)


class Days(Reader):
    """Read dates: 20241001, 01-10-2024, 2024-10-01, or a real date."""

    def day(self, row: int, cells: Sequence[Cell]) -> date | None:
        """Give the date, or None where the cell is empty. Raises Refused."""
        cell = self.cell(row, cells)
        if is_blank(cell):
            return None
        if isinstance(cell, datetime):
            return cell.date()
        if isinstance(cell, date):
            return cell
        text = str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell).strip()
        found = as_date(text)
        if found is None:
            raise self.refuse(Why.NOT_A_DATE, row, text, "20241001")
        return found


def as_date(text: str) -> date | None:
    """Give the date that a text writes, or None."""
    for pattern, order in (
        (r"(\d{4})(\d{2})(\d{2})", (1, 2, 3)),
        (r"(\d{4})-(\d{1,2})-(\d{1,2})", (1, 2, 3)),
        (r"(\d{1,2})-(\d{1,2})-(\d{4})", (3, 2, 1)),
    ):
        if found := re.fullmatch(pattern, text):
            year, month, day = (int(found[part]) for part in order)
            try:
                return date(year, month, day)
            except ValueError:
                return None
    return None


def school_year(text: str) -> int | None:
    """Give the first calendar year of the school year that a text names ('2022-2023'), or None."""
    for first, second in _YEARS.findall(text):
        if int(second) == int(first) + 1:
            return int(first)
    return None
