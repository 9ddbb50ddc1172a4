"""Admission rules as rows of a form, one rule a row, and back. The JSON of `core/rules.py` stays what is kept.

Rows with the same letter are alternatives: one of them is enough. A rule that holds more than that goes as a row of its
own kind, with its JSON in it, so nothing is lost.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

Json = dict[str, Any]
# The kind of a row, and what stands in it.
Row = tuple[str, Json]

FIELDS: Final[Mapping[str, tuple[str, ...]]] = {
    "degree": ("level", "most_years"),
    "credits": ("level", "ec"),
    "related": ("table", "subject", "most_short_ec"),
    "language": ("language",),
    "grade": ("level", "least"),
    "hours": ("subject", "hours"),
}
NESTED: Final = "nested"
LETTERS: Final = "abcdef"


def rows(rules: Iterable[Json]) -> list[Row]:
    """Give the rows of rules that `rules.read` takes."""
    found: list[Row] = []
    letters = iter(LETTERS)
    for one in rules:
        inside = one["rules"] if one["kind"] == "any" else ()
        plain = bool(inside) and all(inner["kind"] in FIELDS for inner in inside)
        letter = next(letters, "") if plain else ""
        if one["kind"] in FIELDS:
            found.append(_row(one, ""))
        elif letter:
            found += [_row(inner, letter) for inner in inside]
        else:
            found.append((NESTED, {"json": json.dumps(one, ensure_ascii=False)}))
    return found


def rules(of: Sequence[Row]) -> list[Json]:
    """Give the rules of rows. A rule keeps its id; one without, or with an id that is taken, gets a new one."""
    taken: set[str] = set()
    found: list[Json] = []
    groups: dict[str, Json] = {}
    for kind, values in of:
        if kind == NESTED:
            found.append(_named(json.loads(values["json"]), taken))
            continue
        one: Json = {"id": values.get("id") or kind, "kind": kind}
        one |= {name: values[name] for name in FIELDS[kind] if values.get(name) not in (None, "")}
        letter = values.get("group") or ""
        if letter and letter in groups:
            groups[letter]["rules"].append(_named(one, taken))
        elif letter:
            groups[letter] = _named({"id": f"keuze-{letter}", "kind": "any", "rules": []}, taken)
            groups[letter]["rules"].append(_named(one, taken))
            found.append(groups[letter])
        else:
            found.append(_named(one, taken))
    return found


def _row(one: Json, letter: str) -> Row:
    values = {name: one.get(name) for name in FIELDS[one["kind"]]}
    return one["kind"], values | {"id": one["id"], "group": letter}


def _named(one: Json, taken: set[str]) -> Json:
    """Give a rule, and those inside it, an id that no other has."""
    name, number = one["id"], 2
    while name in taken:
        name, number = f"{one['id']}-{number}", number + 1
    taken.add(name)
    inside = {"rules": [_named(inner, taken) for inner in one["rules"]]} if one.get("rules") else {}
    return one | {"id": name} | inside
