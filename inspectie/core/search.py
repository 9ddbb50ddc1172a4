"""Finding a school, board or municipality by what people type."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

# Signs that people and registers use for the apostrophe of 't and 's; \x91 and \x92 are the ones of Windows.
APOSTROPHES: Final = "'’‘‛`´ʼ′\x91\x92\""
PLAIN: Final = str.maketrans(
    {**dict.fromkeys(APOSTROPHES, ""), "ø": "o", "œ": "oe", "æ": "ae", "ł": "l", "đ": "d", "ð": "d", "þ": "th"}
)
WORD: Final = re.compile(r"[^\W_]+")
ALSO: Final = {"s gravenhage": "den haag", "s hertogenbosch": "den bosch"}
MOST_LETTERS: Final = 80
MOST_WORDS: Final = 8
SHORTEST_GUESSED: Final = 4


def words(text: str) -> tuple[str, ...]:
    """Give the words of a text as they are compared: small letters, no accents, no apostrophes.

    "'s-Gravenhage" gives ("s", "gravenhage"); "Súdwest-Fryslân" gives ("sudwest", "fryslan").
    """
    apart = unicodedata.normalize("NFKD", text.casefold().translate(PLAIN))
    bare = "".join(sign for sign in apart if not unicodedata.combining(sign))
    return tuple(WORD.findall(bare.casefold()))


def asked(text: str) -> tuple[str, ...]:
    """Give the words of a query, at most `MOST_WORDS` of its first `MOST_LETTERS` letters."""
    return words(text[:MOST_LETTERS])[:MOST_WORDS]


@dataclass(frozen=True, slots=True)
class Entry:
    """What can be found. codes: its codes as printed; places and others: names that lead to it."""

    name: str
    codes: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Field:
    """One kind of text of an entry, ready to be looked through; every word begins after a space."""

    hay: str

    @classmethod
    def of(cls, *texts: str) -> _Field:
        spoken: list[str] = []
        for text in texts:
            parts = words(text)
            whole = " ".join(parts)
            spoken += [whole, "".join(parts) if len(parts) > 1 else ""]
            spoken += [other for known, other in ALSO.items() if known in whole]
        return cls(f" {' '.join(part for part in spoken if part)} ")

    def __contains__(self, word: str) -> bool:
        return f" {word}" in self.hay


@dataclass(frozen=True, slots=True)
class _Row:
    codes: _Field
    name: _Field
    places: _Field
    others: _Field
    hay: str

    def rank(self, asked_for: Sequence[str]) -> int:
        """Give how far this is from what was asked; 0 is the code itself."""
        whole = " ".join(asked_for)
        if f" {whole} " in self.codes.hay:
            return 0
        if self.name.hay.startswith(f" {whole} "):
            return 1
        return 2 + sum(self._distance(word) for word in asked_for)

    def _distance(self, word: str) -> int:
        if f" {word} " in self.name.hay:
            return 0
        if word in self.name or word in self.codes:
            return 1
        if f" {word} " in self.places.hay:
            return 2
        return 3 if word in self.places else 5


class Index:
    """All that can be found, in memory. Immutable after it is made, so threads may share it."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        """Make the index; the place of an entry in `entries` is what `find` gives back."""
        self._rows = [_row(entry) for entry in entries]
        self._names = [" ".join(words(entry.name)) for entry in entries]
        self._vocabulary: frozenset[str] = frozenset(
            word for row in self._rows for word in row.hay.split() if len(word) >= SHORTEST_GUESSED
        )
        self._shorter: dict[str, str] = {}

    def find(self, query: str) -> list[int]:
        """Give the entries that hold every word asked for as the beginning of a word, best first.

        A query without letters or digits finds nothing. Cost: one pass over all entries,
        about a millisecond for the 6,200 schools of the Netherlands.
        """
        asked_for = asked(query)
        if not asked_for:
            return []
        needles = [f" {word}" for word in asked_for]
        hits = [number for number, row in enumerate(self._rows) if all(needle in row.hay for needle in needles)]
        return sorted(hits, key=lambda number: (self._rows[number].rank(asked_for), self._names[number], number))

    def guess(self, query: str) -> str:
        """Give the query with each unknown word replaced by a known one: a letter less, more, other or swapped.

        Empty when nothing near is known, or when every word was known already.
        """
        mended = [self._mend(word) for word in asked(query)]
        guessed = " ".join(mended)
        return guessed if all(mended) and guessed != " ".join(asked(query)) and self.find(guessed) else ""

    def _mend(self, word: str) -> str:
        if any(f" {word}" in row.hay for row in self._rows):
            return word
        if len(word) < SHORTEST_GUESSED:
            return ""
        if not self._shorter:
            self._shorter = {less: known for known in sorted(self._vocabulary) for less in _one_less(known)}
        for near in (word, *_one_less(word)):
            if near in self._vocabulary:
                return near
            if near in self._shorter:
                return self._shorter[near]
        return ""


def _row(entry: Entry) -> _Row:
    codes, name = _Field.of(*entry.codes), _Field.of(entry.name)
    places, others = _Field.of(*entry.places), _Field.of(*entry.others)
    return _Row(codes, name, places, others, hay="".join(field.hay for field in (codes, name, places, others)))


def _one_less(word: str) -> Iterator[str]:
    """Give the word with each letter left out in turn."""
    return (word[:at] + word[at + 1 :] for at in range(len(word)))
