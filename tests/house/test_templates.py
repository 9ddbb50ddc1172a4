"""The rules that templates keep: rooms stay apart, nothing inline, every text marked, short.

How they are laid out djlint and djade say: `make test` runs both before the tests.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
from django.conf import settings

from ndt.web import registry

ROOT = Path(settings.BASE_DIR)
FOLDER = ROOT / "templates"
TEMPLATES = sorted(path for path in FOLDER.rglob("*") if path.suffix in {".html", ".txt"})
PAGES = [
    path for path in TEMPLATES if path.suffix == ".html" and path.relative_to(FOLDER).parts[0] not in {"emails", "pdf"}
]
ROOMS = {name.rpartition(".")[2] for name in (*settings.SOLUTIONS, *settings.PLATFORM)} | {"demo"}

# Words that are names, not texts: the wordmark in three parts, the plans, and names of others.
NAMES = {
    *("Onder", "wijs", "heid", "Onderwijsheid"),
    *(solution.title for solution in registry.solutions()),
    *("Bricolage Grotesque", "Atkinson Hyperlegible Next", "NL Design System", "htmx", "Django", "SHA-256"),
}


def ident(path: Path) -> str:
    return str(path.relative_to(FOLDER))


def room(name: str) -> str | None:
    """Give the room that a template belongs to; None for what all share."""
    parts = Path(name).parts
    if parts[0] in {"emails", "pdf", "admin"}:
        parts = parts[1:]
    return parts[0] if len(parts) > 1 and parts[0] in ROOMS else None


def wrong(paths: Iterable[Path], faults: Callable[[str], object]) -> dict[str, object]:
    """Give the paths in whose text something is wrong, with what."""
    found = {ident(path): faults(path.read_text(encoding="utf-8")) for path in paths}
    return {name: fault for name, fault in found.items() if fault}


def of_other_rooms(path: Path) -> set[str]:
    """Give the templates that this one uses and that belong to another room."""
    own = room(ident(path))
    shared = own is None or own == "web"  # error pages and bases belong to the house itself
    used = re.findall(r"\{%\s*(?:extends|include)\s+[\"']([^\"']+)[\"']", path.read_text(encoding="utf-8"))
    return {name for name in used if room(name) not in {None, own} and not (shared and room(name) == "web")}


def test_no_template_uses_another_rooms_template():
    assert not {ident(path): others for path in TEMPLATES if (others := of_other_rooms(path))}


def test_a_template_is_200_lines_at_most():
    assert not wrong(TEMPLATES, lambda source: max(len(source.splitlines()) - 200, 0))


def inline(source: str) -> list[str]:
    """Give styles and scripts that stand in a page."""
    scripts = re.findall(r"<script\b[^>]*>", source)
    return [
        *re.findall(r"<style\b|\sstyle\s*=", source),
        *re.findall(r"<[a-z][^>]*\son[a-z]+\s*=", source),
        *re.findall(r"\bhx-on\b|hx-vals\s*=\s*['\"]js:|javascript:", source),
        *(tag for tag in scripts if "src=" not in tag and "application/json" not in tag),
    ]


def test_nothing_is_inline():
    assert not wrong(PAGES, inline)


@pytest.mark.parametrize(
    "source",
    ['<p style="color:red">', "<style>", '<a onclick="x()">', '<b hx-on:click="x">', "<script>x()</script>",
     '<a href="javascript:x()">'],
)  # fmt: skip
def test_what_is_inline_is_found(source: str):
    assert inline(source)


def test_nothing_is_marked_safe():
    pages = [path for path in TEMPLATES if path.suffix != ".txt"]

    assert not wrong(pages, lambda source: re.findall(r"\|\s*safe\b|\{%\s*autoescape off", source))


def unmarked(source: str) -> list[str]:
    """Give the words that a template shows and that no translator would find."""
    text = re.sub(r"\{#.*?#\}|\{%\s*comment.*?endcomment\s*%\}|<!--.*?-->", " ", source, flags=re.DOTALL)
    text = re.sub(r"\{%\s*blocktrans.*?endblocktrans(?:late)?\s*%\}", " ", text, flags=re.DOTALL)
    text = re.sub(r"\{%\s*block (?:body_class|title_head)\s*%\}.*?endblock.*?%\}", " ", text, flags=re.DOTALL)
    text = re.sub(r"<(script|style|svg|code|title)\b.*?</\1>", " ", text, flags=re.DOTALL)
    text = re.sub(r"\{%.*?%\}|\{\{.*?\}\}", "\0", text, flags=re.DOTALL)
    shown = re.split(r"<[^>]*>|\0", text)
    shown += re.findall(r"\b(?:alt|title|placeholder|aria-label)=\"([^\"\0]*)\"", text)
    shown = [re.sub(r"&#?\w+;", " ", part).strip() for part in shown]
    return [part for part in shown if re.search(r"[A-Za-zÀ-ÿ]{2,}", part) and part not in NAMES]


def test_every_text_is_marked_for_translation():
    assert not wrong(PAGES, unmarked)


def test_an_unmarked_text_is_found():
    assert unmarked('<p>Hallo {{ name }}</p><img alt="Een foto">') == ["Hallo", "Een foto"]
    assert unmarked('<p class="lead">{% translate "Hallo" %}</p>') == []


def told_twice(source: str) -> list[str]:
    """Give the forms that a template draws whole, with their errors, in a branch where it names these errors by itself too."""
    source = re.sub(r"\{%\s*comment.*?endcomment\s*%\}", "", source, flags=re.DOTALL)
    named, drawn, path = [], [], []
    for tag in re.finditer(r"\{%\s*(if|elif|else|endif|include)\b(.*?)%\}|\{\{\s*(\w+)\s*\}\}", source):
        word, rest, variable = tag.groups()
        if word == "if":
            path.append((tag.start(), 0))
        elif word == "endif":
            path.pop()
        elif word in {"elif", "else"} and path:
            path[-1] = (path[-1][0], path[-1][1] + 1)
        elif word == "include" and '"components/error_summary.html"' in rest:
            form = re.search(r"\bform=(\w+)", rest)
            named.append((form[1] if form else "form", tuple(path)))
        elif variable:
            drawn.append((variable, tuple(path)))
    return [one for one, here in named for other, there in drawn if one == other and _same_branch(here, there)]


def _same_branch(here: tuple[object, ...], there: tuple[object, ...]) -> bool:
    shared = min(len(here), len(there))
    return here[:shared] == there[:shared]


def test_no_page_names_the_errors_of_a_form_twice():
    assert not wrong(PAGES, told_twice)


def test_errors_that_stand_twice_are_found():
    summary = '{% include "components/error_summary.html" %}'
    assert told_twice(summary + "{% if may %}{{ form }}{% endif %}") == ["form"]
    assert told_twice("{% if may %}{{ form }}{% else %}" + summary + "{% endif %}") == []
    assert told_twice('{% include "components/error_summary.html" with form=one only %}{{ form }}{{ one.name }}') == []


def main_headings(source: str) -> int:
    """Give how many headings of the first rank there are beside one in each branch."""
    branches = source.count("{% else %}") + source.count("{% elif ") + source.count("{% empty %}")
    return max(len(re.findall(r"<h1\b", source)) - 1 - branches, 0)


def test_a_page_has_one_main_heading_at_most():
    assert not wrong(PAGES, main_headings)
