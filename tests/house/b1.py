"""Finds every text for people, and measures how hard it is to read."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

from tests.house.tree import CODE, ROOT, Module, modules

MARKS = {"_", "gettext", "gettext_lazy", "gettext_noop", "ngettext", "ngettext_lazy", "pgettext", "pgettext_lazy"}

# What stands for a value in a text.
PLACEHOLDER = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|%\(\w+\)[sd]|%[sd]|\{\w*\}")
TRANSLATE = re.compile(r"""\{%-?\s*(?:translate|trans)\s+(?:"([^"]*)"|'([^']*)')""")
BLOCK = re.compile(r"\{%\s*blocktrans(?:late)?\b.*?%\}(.*?)\{%\s*endblocktrans(?:late)?.*?%\}", re.DOTALL)
FILTER = re.compile(r"""\b_\((?:"([^"]*)"|'([^']*)')\)""")
COMMENT = re.compile(r"\{#.*?#\}|\{%\s*comment.*?endcomment\s*%\}", re.DOTALL)


@dataclass(frozen=True)
class Text:
    """A text for people and where it stands."""

    words: str
    file: str

    @cached_property
    def plain(self) -> str:
        """Give the text without tags, with a word for each value."""
        text = re.sub(r"<[^>]+>", " ", PLACEHOLDER.sub("waarde", self.words))
        return re.sub(r"\s+", " ", text).strip()

    @cached_property
    def sentences(self) -> list[str]:
        """Split at the end of sentences; a colon ends one too when a new sentence follows."""
        parts = re.split(r"(?<=[.!?])[\"')]*\s+|:\s+(?=[A-Z])|\n", self.plain)
        return [part for part in parts if re.search(r"\w", part)]

    @property
    def tokens(self) -> list[str]:
        return tokens(self.plain)


def tokens(sentence: str) -> list[str]:
    """Give the words of a sentence; a number is one, a dash between two words joins them."""
    return re.findall(r"[^\W_][\w'’.,:/@-]*", sentence)


def template_texts(path: Path) -> Iterator[Text]:
    """Give the marked texts of a template."""
    source = COMMENT.sub("", path.read_text(encoding="utf-8"))
    name = str(path.relative_to(ROOT))
    for pattern in (TRANSLATE, FILTER):
        for one, other in pattern.findall(source):
            yield Text(one or other, name)
    for body in BLOCK.findall(source):
        for form in re.split(r"\{%\s*plural\s*%\}", body):
            yield Text(form, name)


def python_texts(module: Module) -> Iterator[Text]:
    """Give the marked texts of a module."""
    for node in ast.walk(module.tree()):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name | ast.Attribute):
            called = node.func.id if isinstance(node.func, ast.Name) else node.func.attr
            if called in MARKS:
                arguments = node.args[1:] if called.startswith("pgettext") else node.args
                for argument in arguments:
                    if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                        yield Text(argument.value, module.name)


@cache
def texts() -> tuple[Text, ...]:
    """Give every marked text of the platform."""
    found: list[Text] = []
    for path in sorted((ROOT / "templates").rglob("*")):
        if path.suffix in {".html", ".txt"}:
            found += template_texts(path)
    for module in modules(*CODE):
        found += python_texts(module)
    return tuple(text for text in found if text.plain)


BUTTON = re.compile(r"<(button|a)\b([^>]*(?:\{%.*?%\}[^>]*)*)>(.*?)</\1>", re.DOTALL)
LABEL = re.compile(
    r"""\{%\s*translate\s+(?:"([^"]*)"|'([^']*)')\s+as\s+label\s*%\}\s*\{%\s*include\s+"components/button"""
)
ELEMENT = re.compile(r"\{%\s*element button\b.*?%\}(.*?)\{%\s*endelement\s*%\}", re.DOTALL)


def buttons() -> list[Text]:
    """Give the texts on buttons, and on links that look like one."""
    found = []
    for path in sorted((ROOT / "templates").rglob("*.html")):
        source = COMMENT.sub("", path.read_text(encoding="utf-8"))
        name = str(path.relative_to(ROOT))
        inner = [
            body for tag, attributes, body in BUTTON.findall(source) if tag == "button" or "nl-button" in attributes
        ]
        inner += ELEMENT.findall(source)
        for body in inner:
            found += [Text(one or other, name) for one, other in TRANSLATE.findall(body)]
            found += [Text(text, name) for text in BLOCK.findall(body)]
        found += [Text(one or other, name) for one, other in LABEL.findall(source)]
    return found


def word_list(name: str) -> list[str]:
    """Give the lines of a list in docs/, without comments."""
    lines = (ROOT / "docs" / name).read_text(encoding="utf-8").splitlines()
    return [line.strip() for line in lines if line.strip() and not line.startswith("#")]


def hard_words() -> dict[str, str]:
    """Give each hard word and what to write instead."""
    return {
        hard.strip(): simple.strip()
        for hard, _, simple in (line.partition("=") for line in word_list("b1-woorden.txt"))
    }


def exceptions(rule: str) -> list[str]:
    """Give the starts of the texts that may break a rule. A line without a reason counts for nothing."""
    parts = [[part.strip() for part in line.split("|")] for line in word_list("b1-uitzonderingen.txt")]
    return [start for kind, start, reason in parts if kind == rule and len(reason) >= 10]


def without_exceptions(rule: str, found: Iterable[Text]) -> list[Text]:
    """Leave out the texts that may break a rule."""
    allowed = tuple(exceptions(rule))
    return [text for text in found if not text.plain.startswith(allowed)]


def hard_words_in(text: str, hard: dict[str, str]) -> list[str]:
    """Give the hard words of a text that it does not explain itself."""
    lower = text.lower()
    found = []
    for word in hard:
        if word not in lower:  # a search for each of hundreds of words in each text takes long
            continue
        for match in re.finditer(rf"\b{re.escape(word)}(?:e|en|s)?\b", lower):
            after = lower[match.end() :]
            explained = re.match(
                r"['’\"]?\s*(?:\(|\.?\s*(?:dat|dit) (?:is|zijn|betekent)\b|betekent|is de|is het)", after
            )
            if not explained:
                found.append(word)
                break
    return found
