"""Read admission rules from JSON. Every fault is named by its JSON pointer; nothing is guessed.

[{"id": "master", "kind": "degree", "level": "master", "most_years": 7},
 {"id": "minor", "kind": "credits", "level": "bachelor", "ec": 90},
 {"id": "vak", "kind": "related", "table": "verwantschap", "subject": "wiskunde", "most_short_ec": 18},
 {"id": "taal", "kind": "language", "language": "nl"},
 {"id": "cijfer", "kind": "grade", "level": "master", "least": 7},
 {"id": "ervaring", "kind": "hours", "hours": 100, "subject": "wiskunde"},
 {"id": "een-van", "kind": "any", "rules": [...]}, {"id": "samen", "kind": "all", "rules": [...]}]
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from opleiding.core.admission import AllOf, AnyOf, Credits, Degree, Grade, Hours, Language, Related, Rule
from opleiding.core.dossier import LEVELS, Level
from opleiding.core.errors import BadRules, Fault

DEEPEST: Final = 4
MOST_EC: Final = 360
MOST_HOURS: Final = 5000

Json = dict[str, Any]


def read(facts: object) -> tuple[Rule, ...]:
    """Give the rules of a list. Raises BadRules with every fault found."""
    reader = _Reader()
    found = reader.rules(facts, "", 0)
    if reader.faults:
        raise BadRules(reader.faults)
    return found


class _Reader:
    def __init__(self) -> None:
        self.faults: list[Fault] = []
        self.ids: set[str] = set()
        self.kinds: dict[str, Callable[[Json, str, str], Rule]] = {
            "degree": self._degree,
            "credits": lambda one, name, at: Credits(name, self._level(one, at), self._number(one, "ec", at)),
            "related": lambda one, name, at: Related(
                name, self._text(one, "table", at), self._text(one, "subject", at),
                self._number(one, "most_short_ec", at),
            ),
            "language": lambda one, name, at: Language(name, self._text(one, "language", at)),
            "grade": lambda one, name, at: Grade(name, self._level(one, at), self._grade(one, at)),
            "hours": lambda one, name, at: Hours(
                name, self._text(one, "subject", at) if one.get("subject") is not None else "",
                self._number(one, "hours", at, most=MOST_HOURS),
            ),
        }  # fmt: skip

    def rules(self, facts: object, at: str, depth: int) -> tuple[Rule, ...]:
        """Give the rules that are right, and note the others."""
        if not isinstance(facts, list):
            self.faults.append(Fault(at, "not-a-list", "Give a list of rules."))
            return ()
        found = (self._rule(one, f"{at}/{number}", depth) for number, one in enumerate(facts))
        return tuple([rule for rule in found if rule is not None])

    def _rule(self, one: object, at: str, depth: int) -> Rule | None:
        if not isinstance(one, dict):
            self.faults.append(Fault(at, "not-an-object", 'Give an object with "id" and "kind".'))
            return None
        name, kind = self._text(one, "id", at), one.get("kind")
        if name in self.ids:
            self.faults.append(Fault(f"{at}/id", "id-twice", f'"{name}" is the id of another rule too.'))
        self.ids.add(name)
        if kind in ("any", "all"):
            return self._several(one, name, at, depth)
        if not isinstance(kind, str) or kind not in self.kinds:
            words = f"Give one of {', '.join([*self.kinds, 'any', 'all'])}."
            self.faults.append(Fault(f"{at}/kind", "not-a-kind", words))
            return None
        return self.kinds[kind](one, name, at)

    def _several(self, one: Json, name: str, at: str, depth: int) -> Rule | None:
        if depth == DEEPEST:
            self.faults.append(Fault(at, "too-deep", f"Rules lie at most {DEEPEST} deep inside each other."))
            return None
        inside = self.rules(one.get("rules"), f"{at}/rules", depth + 1)
        if not inside:
            self.faults.append(Fault(f"{at}/rules", "no-rules", "Give at least one rule."))
            return None
        return AnyOf(name, inside) if one["kind"] == "any" else AllOf(name, inside)

    def _degree(self, one: Json, name: str, at: str) -> Rule:
        years = self._number(one, "most_years", at) if one.get("most_years") is not None else None
        return Degree(name, self._level(one, at), years)

    def _level(self, one: Json, at: str) -> Level:
        for level in LEVELS:
            if one.get("level") == level.value:
                return level
        self.faults.append(Fault(f"{at}/level", "not-a-level", f"Give one of {', '.join(LEVELS)}."))
        return Level.BACHELOR

    def _number(self, one: Json, key: str, at: str, *, most: int = MOST_EC) -> int:
        value = one.get(key)
        if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= most:
            self.faults.append(Fault(f"{at}/{key}", "not-a-number", f"Give a whole number from 0 to {most}."))
            return 0
        return value

    def _grade(self, one: Json, at: str) -> float:
        value = one.get("least")
        if isinstance(value, bool) or not isinstance(value, int | float) or not 1 <= value <= 10:
            self.faults.append(Fault(f"{at}/least", "not-a-grade", "Give a grade from 1 to 10."))
            return 10.0
        return float(value)

    def _text(self, one: Json, key: str, at: str) -> str:
        value = one.get(key)
        if not isinstance(value, str) or not value:
            self.faults.append(Fault(f"{at}/{key}", "no-text", "Give a text that is not empty."))
            return ""
        return value
