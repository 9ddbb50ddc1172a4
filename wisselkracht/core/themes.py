"""The vocabulary of themes: controlled, versioned, a tree; what is no longer used says what took its place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from wisselkracht.core.refusals import BadVocabulary, UnknownTheme


@dataclass(frozen=True, slots=True)
class Theme:
    """One theme. parent: the code of the theme above, "" at the top. replacement: of a deprecated theme.

    labels: words by language, "nl" and "en". synonyms: Dutch words by which people look for it. since: the version
    in which it came.
    """

    code: str
    labels: Mapping[str, str]
    parent: str = ""
    synonyms: tuple[str, ...] = ()
    since: int = 1
    replacement: str = ""

    def label(self, language: str) -> str:
        """Give the words in a language; Dutch where it lacks them."""
        return self.labels.get(language[:2], self.labels["nl"])


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """All themes of a version, in the order of the file. source: where they come from."""

    version: int
    source: str
    themes: Sequence[Theme]
    _by_code: Mapping[str, Theme] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_code", {theme.code: theme for theme in self.themes})

    def theme(self, code: str) -> Theme:
        """Give the theme that a code stands for today: of a deprecated one what took its place. Raises UnknownTheme."""
        found = self._by_code.get(code)
        if found is None:
            raise UnknownTheme(code)
        return self.theme(found.replacement) if found.replacement else found

    def choices(self) -> Iterator[tuple[Theme, tuple[Theme, ...]]]:
        """Give each theme at the top with those below it that can be chosen."""
        for top in self.themes:
            if not top.parent and not top.replacement:
                yield top, tuple(one for one in self.themes if one.parent == top.code and not one.replacement)

    def can_be_chosen(self, code: str) -> bool:
        """Say whether a code is one of those that `choices` gives below the top."""
        found = self._by_code.get(code)
        return found is not None and bool(found.parent) and not found.replacement


def parse(stored: Mapping[str, Any]) -> Vocabulary:
    """Read a vocabulary and check that it holds together. Raises BadVocabulary.

    Codes are unique, parents exist and stand at the top, a replacement can be chosen itself in the end, nothing goes
    in a circle, and each theme has Dutch and English words.
    """
    themes = tuple(
        Theme(
            code=one["code"],
            labels={"nl": one.get("nl", ""), "en": one.get("en", "")},
            parent=one.get("parent", ""),
            synonyms=tuple(one.get("synonyms", ())),
            since=one.get("since", 1),
            replacement=one.get("replacement", ""),
        )
        for one in stored["themes"]
    )
    by_code: dict[str, Theme] = {}
    for theme in themes:
        if theme.code in by_code:
            raise BadVocabulary(theme.code, "twice")
        by_code[theme.code] = theme
    for theme in themes:
        _check(theme, by_code)
    return Vocabulary(version=stored["version"], source=stored["source"], themes=themes)


def _check(theme: Theme, by_code: Mapping[str, Theme]) -> None:
    if not all(theme.labels.values()):
        raise BadVocabulary(theme.code, "words")
    if theme.parent and (theme.parent not in by_code or by_code[theme.parent].parent):
        raise BadVocabulary(theme.code, "parent")
    seen, now = {theme.code}, theme
    while now.replacement:
        if now.replacement not in by_code:
            raise BadVocabulary(theme.code, "replacement")
        now = by_code[now.replacement]
        if now.code in seen:
            raise BadVocabulary(theme.code, "loop")
        seen.add(now.code)
