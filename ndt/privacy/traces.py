"""What gives a person away where no column says so: in free text, in logs, in an older backup."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from ndt.privacy import patterns, registry, rows
from ndt.privacy.registry import Keyed, Person
from ndt.privacy.rows import Found
from ndt.privacy.values import GONE, MARK, NOWHERE

# A shorter name stands in too many words; it is only erased where it has a column of its own.
SHORTEST_NAME: Final = 3


@dataclass(frozen=True, slots=True)
class Traces:
    """Addresses, keyed hashes and names, as they stand in the person's rows."""

    addresses: frozenset[str]
    hashes: frozenset[str]
    names: frozenset[str]

    @property
    def marks(self) -> frozenset[str]:
        """Everything that belongs to nobody else, also as JSON escapes it."""
        return _also_escaped(self.addresses | self.hashes)

    @property
    def words(self) -> frozenset[str]:
        """The names that are long enough to be looked for in free text, also as JSON escapes them."""
        return _also_escaped(name for name in self.names if len(name) >= SHORTEST_NAME)


def traces_of(person: Person, found: list[Found]) -> Traces:
    """Collect what gives the person away in free text, before it is erased."""
    addresses, hashes, names = set(person.addresses), set(person.hashes), set[str]()
    for part in found:
        for owner in part.entry.owners:
            if isinstance(owner, Keyed):
                hashes.update(part.rows.values_list(owner.lookup, flat=True))
            elif isinstance(owner, str) and not rows.resolve(part.model, owner).is_relation:
                addresses.update(part.rows.values_list(owner, flat=True))
        for name in part.entry.fields:
            if patterns.is_name(name) and not rows.resolve(part.model, name).is_relation:
                names.update(part.rows.values_list(name, flat=True))
    for keyed in registry.keyed_owners():
        for address in addresses:
            hashes.update(rows.hashes(keyed, address) if "@" in address else ())
    return Traces(_known(addresses), _known(hashes), _known(names))


def _known(found: Iterable[str | None]) -> frozenset[str]:
    """Leave out what is empty or was erased before."""
    return frozenset(text for text in found if text and text != GONE and text[0] != MARK and NOWHERE not in text)


def _also_escaped(texts: Iterable[str]) -> frozenset[str]:
    return frozenset(spelling for text in texts for spelling in (text, json.dumps(text)[1:-1]))
