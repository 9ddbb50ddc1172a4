"""Read the bundle of a match round. Whatever is wrong is named by its JSON pointer, and then nothing is solved.

The schema is in opleiding/README.md. The order of candidates, of offerings, and within a class makes no difference.
"""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterable, Sequence
from itertools import chain, count, repeat
from operator import itemgetter
from typing import Any, Final, TypeVar

from opleiding.core import pools
from opleiding.core.errors import BadBundle, Fault
from opleiding.core.market import MODES, TIE_BREAKINGS, Lottery, Market, Pool

Json = dict[str, Any]
Choice = TypeVar("Choice", bound=str)
KEYS: Final = ("candidates", "offerings", "pools", "lottery", "tie_breaking", "mode")
MOST_PLACES_A_NUMBER_HOLDS: Final = 10**9


def read(content: bytes) -> Market:
    """Give the market of a bundle. Raises BadBundle with every fault found, fifty at most."""
    return market_of(_json(content))


def market_of(facts: Json) -> Market:
    """Give the market of a bundle that is parsed already. Raises BadBundle."""
    reader = _Reader()
    market = reader.market(facts)
    if market is None or reader.faults:
        raise BadBundle(reader.faults)
    return market


def point(*parts: object) -> str:
    """Give a JSON pointer: `/candidates/3/preferences/1`."""
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in parts)


def _json(content: bytes) -> Json:
    try:
        facts = json.loads(content.decode("utf-8-sig"), object_pairs_hook=_once)
    except BadBundle:
        raise
    except UnicodeDecodeError as problem:
        words = f"This is not UTF-8 text (byte {problem.start}). Save the file as UTF-8."
        raise BadBundle([Fault("", "not-utf8", words)]) from None
    except (ValueError, RecursionError) as problem:
        raise BadBundle([Fault("", "not-json", f"This is not JSON: {problem}.")]) from None
    if not isinstance(facts, dict):
        raise BadBundle([Fault("", "not-an-object", "A bundle is a JSON object: it begins with {.")])
    return facts


def _once(pairs: list[tuple[str, Any]]) -> Json:
    found = dict(pairs)
    if len(found) < len(pairs):
        seen: set[str] = set()
        twice = next(key for key, _value in pairs if key in seen or seen.add(key))  # type: ignore[func-returns-value]
        raise BadBundle([Fault("", "key-twice", f'The key "{twice}" stands twice in one object. Which one counts?')])
    return found


class _Reader:
    """Reads what is right and notes what is wrong."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []

    def fault(self, pointer: str, code: str, sentence: str) -> None:
        self.faults.append(Fault(pointer, code, sentence))

    def market(self, facts: Json) -> Market | None:
        """Give the market, or None where its parts are of another form."""
        self._check_keys(facts)
        candidates, offerings = self._objects(facts, "candidates"), self._objects(facts, "offerings")
        if self.faults:
            return None
        people, places = self._ids(candidates, "candidates"), self._ids(offerings, "offerings")
        preferences = self._preferences(candidates, people, places, _withdrawn(offerings))
        capacities = self._capacities(offerings, places)
        classes = self._classes(offerings, places, people)
        shared = self._pools(facts, offerings, places)
        breaking = self._choice(facts, "tie_breaking", TIE_BREAKINGS)
        mode = self._choice(facts, "mode", MODES)
        if self.faults:
            return None
        needed = bool(shared) or any(_has_ties(found) for found in classes)
        lottery = self._lottery(
            facts, tuple(people), tuple(places), classes, many=breaking == "multiple", needed=needed
        )
        return Market(
            candidates=tuple(people), preferences=preferences, offerings=tuple(places), places=capacities,
            classes=classes, pools=shared, lottery=lottery, tie_breaking=breaking, mode=mode,
        )  # fmt: skip

    def _check_keys(self, facts: Json) -> None:
        """Refuse what is almost a key, or a round would run by other rules than its owner wrote."""
        for key in facts:
            meant = difflib.get_close_matches(key, KEYS, n=1, cutoff=0.8)
            if meant and key not in KEYS:
                self.fault(point(key), "almost-a-key", f'There is no key "{key}". Do you mean "{meant[0]}"?')

    def _objects(self, facts: Json, key: str, *, optional: bool = False) -> list[Json]:
        found = facts.get(key, [] if optional else None)
        if optional and found is None:
            return []
        if not isinstance(found, list):
            self.fault(point(key), "not-a-list", f'Give "{key}" as a list of objects.')
            return []
        for number, entry in enumerate(found):
            if not isinstance(entry, dict):
                self.fault(point(key, number), "not-an-object", 'Give an object with an "id".')
        return found

    def _ids(self, entries: Sequence[Json], key: str) -> dict[str, int]:
        """Give the ids in order, each with its index."""
        first: dict[str, int] = {}
        for number, entry in enumerate(entries):
            name = entry.get("id")
            if not isinstance(name, str) or not name:
                self.fault(point(key, number, "id"), "no-id", "Give an id: a text that is not empty.")
            elif name in first:
                self.fault(point(key, number, "id"), "id-twice", f'"{name}" is the id of number {first[name]} too.')
            elif not name.isascii() and not _is_text(name):
                self.fault(point(key, number, "id"), "no-id", "This id holds half a character (a lone surrogate).")
            else:
                first[name] = number
        return {name: index for index, name in enumerate(sorted(first))}

    def _preferences(
        self, entries: Sequence[Json], people: dict[str, int], places: dict[str, int], withdrawn: set[str]
    ) -> tuple[tuple[int, ...], ...]:
        found: list[tuple[int, ...]] = [()] * len(people)
        known = {name: index for name, index in places.items() if name not in withdrawn}
        for number, entry in enumerate(entries):
            ranked, name = entry.get("preferences"), entry.get("id")
            try:
                choices = tuple(map(known.__getitem__, ranked)) if isinstance(ranked, list) else None
            except (KeyError, TypeError):
                choices = None
            if choices is None or len({*choices}) < len(choices):
                self._say_what_is_wrong(ranked, places, withdrawn, number)
            elif isinstance(name, str) and name in people:
                found[people[name]] = choices
        return tuple(found)

    def _say_what_is_wrong(self, ranked: object, places: dict[str, int], withdrawn: set[str], number: int) -> None:
        if not isinstance(ranked, list) or not all(isinstance(choice, str) for choice in ranked):
            words = "Give a list of offering ids, best first; it may be empty."
            self.fault(point("candidates", number, "preferences"), "not-a-list", words)
            return
        for rank, choice in enumerate(ranked):
            at = point("candidates", number, "preferences", rank)
            if choice not in places:
                self.fault(at, "unknown-offering", f'Offering "{choice}" is unknown.')
            elif choice in withdrawn:
                self.fault(at, "withdrawn-offering", f'Offering "{choice}" was withdrawn. Take it off the list.')
            elif choice in ranked[:rank]:
                earlier = ranked.index(choice)
                self.fault(at, "ranked-twice", f'Offering "{choice}" is ranked twice; it is number {earlier} already.')

    def _capacities(self, entries: Sequence[Json], places: dict[str, int]) -> tuple[int, ...]:
        found = [0] * len(places)
        for number, entry in enumerate(entries):
            gone = entry.get("withdrawn", False)
            if not isinstance(gone, bool):
                self.fault(point("offerings", number, "withdrawn"), "not-yes-or-no", "Give true or false.")
            seats = self._places(entry, point("offerings", number, "places"))
            name = entry.get("id")
            if isinstance(name, str) and name in places:
                found[places[name]] = 0 if gone else seats
        return tuple(found)

    def _places(self, entry: Json, at: str) -> int:
        seats = entry.get("places")
        if isinstance(seats, bool) or not isinstance(seats, int) or not 0 <= seats <= MOST_PLACES_A_NUMBER_HOLDS:
            self.fault(at, "not-a-number", "Give a whole number of places, 0 or more.")
            return 0
        return seats

    def _classes(
        self, entries: Sequence[Json], places: dict[str, int], people: dict[str, int]
    ) -> tuple[dict[int, int], ...]:
        found: list[dict[int, int]] = [{} for _place in places]
        for number, entry in enumerate(entries):
            ordered = entry.get("priorities")
            at = point("offerings", number, "priorities")
            if not isinstance(ordered, list) or not all(isinstance(group, list) for group in ordered):
                self.fault(at, "not-a-list", "Give a list of classes, best first; each is a list of candidate ids.")
                continue
            name = entry.get("id")
            classes = _quickly(ordered, people)
            if classes is None:
                classes = {}
                for rank, group in enumerate(ordered):
                    self._class(group, rank, classes, people, f"{at}/{rank}")
            if isinstance(name, str) and name in places:
                found[places[name]] = classes
        return tuple(found)

    def _class(self, group: list[Any], rank: int, classes: dict[int, int], people: dict[str, int], at: str) -> None:
        for number, name in enumerate(group):
            index = people.get(name) if isinstance(name, str) else None
            if index is None:
                self.fault(f"{at}/{number}", "unknown-candidate", f"Candidate {json.dumps(name)} is unknown.")
            elif index in classes:
                self.fault(f"{at}/{number}", "classed-twice",
                           f'Candidate "{name}" stands in class {classes[index]} of this offering already.')  # fmt: skip
            else:
                classes[index] = rank

    def _pools(self, facts: Json, offerings: Sequence[Json], places: dict[str, int]) -> tuple[Pool, ...]:
        entries = self._objects(facts, "pools", optional=True)
        if self.faults:
            return ()
        ids = self._ids(entries, "pools")
        named = []
        for number, entry in enumerate(entries):
            at = point("pools", number)
            seats, name, members = self._places(entry, f"{at}/places"), entry.get("id"), entry.get("members", [])
            if not isinstance(members, list) or not all(isinstance(member, str) for member in members):
                self.fault(f"{at}/members", "not-a-list", "Give a list of ids of offerings or pools.")
            elif name in places:
                self.fault(f"{at}/id", "id-twice", f'"{name}" is the id of an offering too.')
            elif isinstance(name, str) and name in ids:
                named.append(pools.Named(name, seats, tuple(members), at))
        claims: dict[int, tuple[str, str]] = {}
        for number, entry in enumerate(offerings):
            claim, at, name = entry.get("pool"), point("offerings", number, "pool"), entry.get("id")
            if claim is not None and not isinstance(claim, str):
                self.fault(at, "not-an-id", "Give the id of a pool, or null.")
            elif claim is not None and isinstance(name, str) and name in places:
                claims[places[name]] = (claim, at)
        return () if self.faults else pools.resolve(named, places, claims, self.faults)

    def _choice(self, facts: Json, key: str, allowed: tuple[Choice, ...]) -> Choice:
        found = facts.get(key, allowed[0])
        for value in allowed:
            if found == value:
                return value
        words = ", ".join(f'"{value}"' for value in allowed)
        self.fault(point(key), "not-a-choice", f"Give one of {words}.")
        return allowed[0]

    def _lottery(
        self, facts: Json, people: tuple[str, ...], places: tuple[str, ...], classes: tuple[dict[int, int], ...],
        *, many: bool, needed: bool,
    ) -> Lottery:  # fmt: skip
        found = facts.get("lottery")
        if found is None or found == {}:
            if needed:
                self.fault("/lottery", "no-lottery", "Somebody is equal to somebody else: give a seed, or numbers.")
            return Lottery()
        if not isinstance(found, dict) or ("seed" in found) == ("numbers" in found):
            self.fault("/lottery", "not-a-lottery", 'Give {"seed": "hexadecimal digits"} or {"numbers": {id: number}}.')
            return Lottery()
        if "seed" in found:
            return Lottery(seed=self._seed(found["seed"]))
        wanted = [f"{places[o]}|{people[c]}" for o, group in enumerate(classes) for c in group] if many else people
        return Lottery(numbers=self._numbers(found["numbers"], wanted))

    def _seed(self, seed: object) -> bytes:
        try:
            found = bytes.fromhex(seed) if isinstance(seed, str) and seed.isascii() and " " not in seed else b""
        except ValueError:
            found = b""
        if not found:
            self.fault("/lottery/seed", "not-hex", "Give hexadecimal digits, two for each byte, at least one byte.")
        return found

    def _numbers(self, numbers: object, wanted: Sequence[str]) -> dict[str, int]:
        if not isinstance(numbers, dict):
            self.fault("/lottery/numbers", "not-an-object", "Give an object: id to number.")
            return {}
        for name, number in numbers.items():
            if isinstance(number, bool) or not isinstance(number, int):
                self.fault(point("lottery", "numbers", name), "not-a-number", "Give a whole number; lower wins.")
        for name in wanted:
            if name not in numbers:
                self.fault(point("lottery", "numbers", name), "no-number", f'"{name}" has no number.')
        return numbers


def _withdrawn(entries: Sequence[Json]) -> set[str]:
    return {entry["id"] for entry in entries if entry.get("withdrawn") is True and isinstance(entry.get("id"), str)}


def _quickly(ordered: Sequence[list[Any]], people: dict[str, int]) -> dict[int, int] | None:
    """Give the classes of an offering, or None where a name is unknown or stands twice: then it is read one by one."""
    names: Iterable[Any] = chain.from_iterable(ordered)
    ranks: Iterable[int] = chain.from_iterable(map(repeat, count(), map(len, ordered)))
    if {*map(len, ordered)} == {1}:
        # Where nobody is equal, an iterator for each class would take most of the time.
        names, ranks = map(itemgetter(0), ordered), range(len(ordered))
    try:
        found = list(map(people.__getitem__, names))
    except (KeyError, TypeError):
        return None
    classes = dict(zip(found, ranks, strict=True))
    return classes if len(classes) == len(found) else None


def _has_ties(classes: dict[int, int]) -> bool:
    return len(set(classes.values())) < len(classes)


def _is_text(name: str) -> bool:
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True
