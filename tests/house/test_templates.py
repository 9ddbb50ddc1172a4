"""The rules that templates keep: rooms stay apart, nothing inline, every text marked, short and tidy."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
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


@pytest.mark.parametrize("path", TEMPLATES, ids=ident)
def test_no_template_uses_another_rooms_template(path: Path):
    own = room(ident(path))
    shared = own is None or own == "web"  # error pages and bases belong to the house itself
    used = re.findall(r"\{%\s*(?:extends|include)\s+[\"']([^\"']+)[\"']", path.read_text(encoding="utf-8"))
    others = {name for name in used if room(name) not in {None, own} and not (shared and room(name) == "web")}

    assert not others


@pytest.mark.parametrize("path", TEMPLATES, ids=ident)
def test_a_template_is_200_lines_at_most(path: Path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 200


@pytest.mark.parametrize("path", PAGES, ids=ident)
def test_nothing_is_inline(path: Path):
    source = path.read_text(encoding="utf-8")
    scripts = re.findall(r"<script\b[^>]*>", source)

    assert not re.search(r"<style\b|\sstyle\s*=", source)
    assert not re.search(r"<[a-z][^>]*\son[a-z]+\s*=", source)
    assert not re.search(r"\bhx-on\b|hx-vals\s*=\s*['\"]js:|javascript:", source)
    assert not [tag for tag in scripts if "src=" not in tag and "application/json" not in tag]


@pytest.mark.parametrize("path", TEMPLATES, ids=ident)
def test_nothing_is_marked_safe(path: Path):
    assert not re.search(r"\|\s*safe\b|\{%\s*autoescape off", path.read_text(encoding="utf-8")) or path.suffix == ".txt"


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


@pytest.mark.parametrize("path", PAGES, ids=ident)
def test_every_text_is_marked_for_translation(path: Path):
    assert not unmarked(path.read_text(encoding="utf-8"))


def test_an_unmarked_text_is_found():
    assert unmarked('<p>Hallo {{ name }}</p><img alt="Een foto">') == ["Hallo", "Een foto"]
    assert unmarked('<p class="lead">{% translate "Hallo" %}</p>') == []


@pytest.mark.parametrize("path", PAGES, ids=ident)
def test_a_page_has_one_main_heading_at_most(path: Path):
    source = path.read_text(encoding="utf-8")
    branches = source.count("{% else %}") + source.count("{% elif ") + source.count("{% empty %}")

    assert len(re.findall(r"<h1\b", source)) <= 1 + branches


def run(tool: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [str(Path(sys.executable).parent / tool), *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def test_djlint_has_nothing_to_say():
    answer = run("djlint", "templates", "--lint", "--quiet")

    assert answer.returncode == 0, answer.stdout


def test_djade_would_change_nothing(tmp_path: Path):
    copy = tmp_path / "templates"
    shutil.copytree(FOLDER, copy)
    answer = run("djade", "--target-version", "5.2", *map(str, sorted(copy.rglob("*.html"))))

    changed = [ident(path) for path in TEMPLATES if path.read_bytes() != (copy / ident(path)).read_bytes()]
    assert not changed, f"run `make format`: {changed}\n{answer.stderr}"
