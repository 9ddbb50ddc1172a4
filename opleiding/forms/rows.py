"""Forms with rows that are added and taken away without JavaScript. What was typed stays; errors stand at their row."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import Any, ClassVar, Final, Self

from django import forms
from django.forms.boundfield import BoundField
from django.http import QueryDict
from django.utils.functional import Promise

ROW: Final = "rij"
MOST_ROWS: Final = 30
_NAME: Final = re.compile(rf"{ROW}-\d+-")

# The kind of a row, and what stands in it by field.
Filled = tuple[str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Row:
    """A row as a page draws it. number: from 1; hidden: inputs that nobody sees."""

    number: int
    kind: str
    title: Promise | str
    fields: tuple[BoundField, ...]
    hidden: tuple[BoundField, ...]

    @property
    def index(self) -> int:
        """Give what the button to take it away says."""
        return self.number - 1


class RowForm(forms.Form):
    """What a row of a kind asks. title: what the row is, as its heading says; is_offered: it can be added."""

    title: ClassVar[Promise | str]
    is_offered: ClassVar[bool] = True


class WithRows(forms.BaseForm):
    """A form with rows after its own fields. kinds: what a row can be, by name.

    rows: what stands in an unbound form. A bound form has the rows that were sent.
    """

    kinds: ClassVar[Mapping[str, type[RowForm]]]

    def __init__(self, *args: Any, rows: Sequence[Filled] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.filled = _sent(self.data) if self.is_bound else list(rows)
        self.filled = [(kind, values) for kind, values in self.filled if kind in self.kinds][:MOST_ROWS]
        for number, (kind, values) in enumerate(self.filled):
            for name, field in self.kinds[kind].base_fields.items():
                own = deepcopy(field)
                own.initial = values.get(name)
                if len(self.filled) > 1:
                    own.label = f"{field.label} ({number + 1})"
                self.fields[f"{ROW}-{number}-{name}"] = own

    @classmethod
    def is_touched(cls, data: QueryDict) -> bool:
        """Say whether a button for a row was pressed, and not the one that keeps everything."""
        return any(f"{ROW}-{what}" in data for what in ("erbij", "weg"))

    @classmethod
    def touched(cls, data: QueryDict, *args: Any, rows: Sequence[Filled] | None = None, **kwargs: Any) -> Self:
        """Give the form with a row more or less, and everything as it was typed. rows: other rows instead."""
        typed = {name: data[name] for name in data if not name.startswith(f"{ROW}-")}
        return cls(*args, initial=typed, rows=_changed(data) if rows is None else rows, **kwargs)

    @property
    def own_fields(self) -> list[BoundField]:
        """Give the fields that belong to no row."""
        return [self[name] for name in self.fields if not _NAME.match(name)]

    @property
    def rows(self) -> list[Row]:
        """Give the rows as a page draws them."""
        return [self._row(number, kind) for number, (kind, _values) in enumerate(self.filled)]

    @property
    def choices_of_rows(self) -> list[tuple[str, Promise | str]]:
        """Give the kinds that can be added, with their names."""
        return [(name, kind.title) for name, kind in self.kinds.items() if kind.is_offered]

    @property
    def is_full(self) -> bool:
        """Say whether no row can be added any more."""
        return len(self.filled) >= MOST_ROWS

    def cleaned_rows(self) -> list[tuple[str, dict[str, Any]]]:
        """Give what stands in the rows of a form without errors."""
        return [
            (kind, {name: self.cleaned_data[f"{ROW}-{number}-{name}"] for name in self.kinds[kind].base_fields})
            for number, (kind, _values) in enumerate(self.filled)
        ]

    def _row(self, number: int, kind: str) -> Row:
        bound = [self[f"{ROW}-{number}-{name}"] for name in self.kinds[kind].base_fields]
        return Row(
            number + 1, kind, self.kinds[kind].title,
            tuple([one for one in bound if not one.is_hidden]), tuple([one for one in bound if one.is_hidden]),
        )  # fmt: skip


def _sent(data: Any) -> list[Filled]:
    """Give the rows that a browser sent, each with its raw texts."""
    found: list[Filled] = []
    while f"{ROW}-{len(found)}-soort" in data and len(found) < MOST_ROWS:
        begin = f"{ROW}-{len(found)}-"
        found.append(
            (data[f"{begin}soort"], {name.removeprefix(begin): data[name] for name in data if name.startswith(begin)})
        )
    return found


def _changed(data: QueryDict) -> list[Filled]:
    """Give the rows as the pressed button wants them."""
    rows = _sent(data)
    gone = data.get(f"{ROW}-weg", "")
    if gone.isdecimal() and gone.isascii() and len(gone) < 4 and int(gone) < len(rows):
        del rows[int(gone)]
    elif f"{ROW}-erbij" in data:
        rows.append((data.get(f"{ROW}-nieuw", ""), {}))
    return rows
