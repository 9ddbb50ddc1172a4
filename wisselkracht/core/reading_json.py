"""Read the JSON formats: our own, and that of kidney-exchange programmes."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Final

from wisselkracht.core.faults import Fault, Found, Source, fits, text_of
from wisselkracht.core.instance import Id, instance_of
from wisselkracht.core.located import lines_of

Path = tuple[str | int, ...]
MOST_ROUNDS: Final = 1000


class _Json:
    """A JSON file, and what is wrong with it by path; lines are looked up once all is read."""

    def __init__(self, source: Source, faults: list[Fault]) -> None:
        self.source, self.faults = source, faults
        self.wrong: list[tuple[Path, str, str]] = []
        self.text = text_of(source, faults)
        self.twice: list[str] = []

    def top(self) -> dict[str, Any] | None:
        """Give the object that the file is, or None."""
        if self.text is None:
            return None
        try:
            facts = json.loads(self.text, parse_float=Decimal, parse_constant=Decimal, object_pairs_hook=self._pairs)
        except json.JSONDecodeError as problem:
            self.faults.append(Fault(self.source.name, problem.lineno, "not-json", f"This is not JSON: {problem.msg}."))
            return None
        except (RecursionError, ValueError):
            self.faults.append(Fault(self.source.name, 1, "not-json", "This JSON is nested or numbered beyond reason."))
            return None
        if not isinstance(facts, dict):
            self.faults.append(Fault(self.source.name, 1, "not-object", "The file must be one JSON object."))
            return None
        return facts

    def _pairs(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        made = dict(pairs)
        if len(made) < len(pairs):
            self.twice.append("again")
        return made

    def fault(self, path: Path, code: str, sentence: str) -> None:
        self.wrong.append((path, code, sentence))

    def rows(self, facts: dict[str, Any], name: str, *, needed: bool = True) -> list[Any]:
        """Give the list under a name."""
        found = facts.get(name, None if needed else [])
        if isinstance(found, list):
            return found
        self.fault((name,) if name in facts else (), "list", f'The file needs a list "{name}".')
        return []

    def weight(self, path: Path, found: object) -> Decimal | None:
        """Read a weight exactly, or say what is wrong with it."""
        if isinstance(found, int | Decimal) and not isinstance(found, bool):
            weight = Decimal(found)
            if fits(weight):
                return weight
        self.fault(path, "weight", f"The weight {_shown(found)} is not a number of at most 12 digits.")
        return None

    def close(self) -> bool:
        """Add what is wrong to the faults, with lines. Is all well?"""
        if self.text is None or not (self.wrong or self.twice):
            return not self.faults
        lines = lines_of(self.text)
        for path, line in lines.items() if self.twice else ():
            if path and path[-1] == "again":
                self.faults.append(Fault(self.source.name, line, "twice", f'"{path[-2]}" stands twice in one object.'))
        for path, code, sentence in self.wrong:
            at = path
            while at not in lines:
                at = at[:-1]
            self.faults.append(Fault(self.source.name, lines[at], code, sentence))
        return False


def native(sources: Sequence[Source], faults: list[Fault]) -> Found | None:
    """Read `{"vertices": [{"id", "altruistic", "waited"}], "edges": [{"from", "to", "weight"}], "groups", "locks"}`.

    ids: text or whole numbers. altruistic, waited, groups and locks may be left out; a weight then is 1.
    """
    file = _Json(sources[0], faults)
    facts = file.top()
    if facts is None:
        return None
    ids: dict[str, Id] = {}
    altruistic: list[Id] = []
    waited: dict[Id, int] = {}
    labels: dict[Id, Id] = {}
    pairs_only: list[Id] = []
    for number, row in enumerate(file.rows(facts, "vertices")):
        name = _vertex(file, number, row, ids)
        if name is None:
            continue
        ids[str(name)] = name
        if row.get("altruistic", False):
            altruistic.append(name)
        waited[name] = row.get("waited", 0)
        if not row.get("three_way", True):
            pairs_only.append(name)
        if "label" in row:
            labels[name] = row["label"]
    weights = _edges(file, file.rows(facts, "edges"), ids, set(altruistic))
    groups = [
        group
        for number, row in enumerate(file.rows(facts, "groups", needed=False))
        if (group := _group(file, number, row, ids)) is not None
    ]
    locks, proposed = (_locks(file, facts, name, ids) for name in ("locks", "proposed"))
    alone = facts.get("alone", False)
    if not isinstance(alone, bool):
        file.fault(("alone",), "alone", '"alone" must be true or false.')
    if not file.close():
        return None
    return Found(
        instance_of(
            ids.values(), weights, altruistic=altruistic, waited=waited, groups=groups, locks=locks, labels=labels,
            alone=alone, pairs_only=pairs_only, proposed=proposed,
        )
    )  # fmt: skip


def _vertex(file: _Json, number: int, row: object, ids: dict[str, Id]) -> Id | None:
    path: Path = ("vertices", number)
    if not isinstance(row, dict) or not _is_id(row.get("id")):
        file.fault(path, "id", 'A vertex needs an "id": text or a whole number.')
        return None
    name: Id = row["id"]
    if str(name) in ids:
        file.fault((*path, "id"), "twice", f"Vertex {_shown(name)} stands in the file already.")
        return None
    if not isinstance(row.get("altruistic", False), bool):
        file.fault((*path, "altruistic"), "altruistic", '"altruistic" must be true or false.')
        return None
    if not isinstance(row.get("three_way", True), bool):
        file.fault((*path, "three_way"), "three-way", '"three_way" must be true or false.')
        return None
    waited = row.get("waited", 0)
    if not isinstance(waited, int) or isinstance(waited, bool) or not 0 <= waited <= MOST_ROUNDS:
        file.fault((*path, "waited"), "waited", f'"waited" must be a whole number from 0 to {MOST_ROUNDS}.')
        return None
    if "label" in row and not _is_id(row["label"]):
        file.fault((*path, "label"), "label", 'A "label" must be text or a whole number.')
        return None
    return name


def _edges(file: _Json, rows: list[Any], ids: dict[str, Id], altruistic: set[Id]) -> dict[tuple[Id, Id], Decimal | int]:
    weights: dict[tuple[Id, Id], Decimal | int] = {}
    for number, row in enumerate(rows):
        path: Path = ("edges", number)
        if not isinstance(row, dict):
            file.fault(path, "edge", 'An edge needs "from" and "to".')
            continue
        start, end = (_known(file, (*path, side), row.get(side), ids) for side in ("from", "to"))
        weight = file.weight((*path, "weight"), row.get("weight", 1))
        if start is None or end is None or weight is None:
            continue
        if start == end:
            file.fault(path, "self-loop", f"Vertex {_shown(start)} leads to itself.")
        elif end in altruistic:
            file.fault((*path, "to"), "to-altruistic", f"Vertex {_shown(end)} is altruistic: nothing leads to it.")
        elif (start, end) in weights:
            file.fault(path, "twice", f"The edge from {_shown(start)} to {_shown(end)} stands in the file already.")
        else:
            weights[start, end] = weight
    return weights


def _known(file: _Json, path: Path, found: object, ids: dict[str, Id]) -> Id | None:
    if _is_id(found) and str(found) in ids:
        return ids[str(found)]
    file.fault(path, "vertex", f'There is no vertex {_shown(found)} for "{path[-1]}".')
    return None


def _group(file: _Json, number: int, row: object, ids: dict[str, Id]) -> tuple[Id, list[Id], int] | None:
    path: Path = ("groups", number)
    if not isinstance(row, dict) or not _is_id(row.get("name")) or not isinstance(row.get("members"), list):
        file.fault(path, "group", 'A group needs a "name", a "limit" and a list "members".')
        return None
    limit = row.get("limit", 1)
    if not isinstance(limit, int) or isinstance(limit, bool) or not 0 <= limit < 10**6:
        file.fault((*path, "limit"), "limit", "The limit of a group must be a whole number from 0.")
        return None
    members = [_known(file, (*path, "members"), member, ids) for member in row["members"]]
    known = [member for member in members if member is not None]
    if len(set(known)) < len(known):
        file.fault((*path, "members"), "twice", f"Group {_shown(row['name'])} names a vertex twice.")
    return row["name"], known, limit


def _locks(file: _Json, facts: dict[str, Any], name: str, ids: dict[str, Id]) -> list[list[Id]]:
    locks = []
    for number, row in enumerate(file.rows(facts, name, needed=False)):
        path: Path = (name, number)
        if not isinstance(row, list) or len(row) < 2:
            file.fault(path, "lock", f'An exchange in "{name}" is a list of two or more vertices, in order.')
            continue
        members = [_known(file, path, member, ids) for member in row]
        locks.append([member for member in members if member is not None])
    return locks


def kep(sources: Sequence[Source], faults: list[Fault]) -> Found | None:
    """Read `{"data": {donor: {"sources": [recipient], "matches": [{"recipient", "score"}], "altruistic"}}}`.

    A vertex is a donor. Of the donors of one recipient one at most gives. An altruist outside every chain counts as one of one.
    """
    file = _Json(sources[0], faults)
    facts = file.top()
    if facts is None:
        return None
    data = facts.get("data")
    if not isinstance(data, dict):
        file.fault(("data",) if "data" in facts else (), "data", 'The file needs an object "data" of donors.')
        file.close()
        return None
    donors: defaultdict[str, list[Id]] = defaultdict(list)
    altruistic: list[Id] = []
    for donor, row in data.items():
        recipient = _recipient_of(file, donor, row)
        if recipient is not None:
            donors[recipient].append(donor)
        elif isinstance(row, dict):
            altruistic.append(donor)
    weights: dict[tuple[Id, Id], Decimal | int] = {}
    for donor, row in data.items():
        for number, match in enumerate(_matches(file, donor, row)):
            _match(file, donor, number, match, donors, weights)
    if not file.close():
        return None
    groups = [(f"recipient {name}", members, 1) for name, members in donors.items() if len(members) > 1]
    return Found(instance_of(list(data), weights, altruistic=altruistic, groups=groups, alone=True))


def _recipient_of(file: _Json, donor: str, row: object) -> str | None:
    path: Path = ("data", donor)
    if not isinstance(row, dict):
        file.fault(path, "donor", f"Donor {donor} must be an object.")
        return None
    gives = row.get("altruistic", False)
    found = row.get("sources", [])
    if not isinstance(gives, bool) or not isinstance(found, list) or not all(map(_is_id, found)):
        file.fault(path, "donor", f'Donor {donor}: "altruistic" is true or false, "sources" a list of recipients.')
        return None
    if len(found) != (0 if gives else 1):
        words = "is altruistic and has no source" if gives else "needs exactly one source"
        file.fault(path, "sources", f"Donor {donor} {words}; there are {len(found)}.")
        return None
    return str(found[0]) if found else None


def _matches(file: _Json, donor: str, row: object) -> list[Any]:
    found = row.get("matches", []) if isinstance(row, dict) else []
    if isinstance(found, list):
        return found
    file.fault(("data", donor, "matches"), "matches", f'Donor {donor}: "matches" must be a list.')
    return []


def _match(
    file: _Json, donor: str, number: int, match: object, donors: dict[str, list[Id]],
    weights: dict[tuple[Id, Id], Decimal | int],
) -> None:  # fmt: skip
    path: Path = ("data", donor, "matches", number)
    if not isinstance(match, dict) or not _is_id(match.get("recipient")):
        file.fault(path, "match", 'A match needs a "recipient" and a "score".')
        return
    recipient, score = str(match["recipient"]), file.weight((*path, "score"), match.get("score"))
    if recipient not in donors:
        file.fault((*path, "recipient"), "recipient", f"Recipient {recipient} has no donor in the file.")
        return
    if score is None:
        return
    if donor in donors[recipient]:
        file.fault(path, "self-loop", f"Donor {donor} matches its own recipient {recipient}.")
    elif (donor, donors[recipient][0]) in weights:
        file.fault(path, "twice", f"Donor {donor} matches recipient {recipient} twice.")
    else:
        weights |= {(donor, end): score for end in donors[recipient]}


def _is_id(found: object) -> bool:
    if isinstance(found, str):
        return 0 < len(found) <= 100
    return isinstance(found, int) and not isinstance(found, bool) and abs(found) < 10**18


def _shown(found: object) -> str:
    text = json.dumps(found, ensure_ascii=False, default=str)
    return text if len(text) <= 40 else f"{text[:37]}..."
