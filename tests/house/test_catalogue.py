"""English is complete: every text for people in code and templates is in the catalogue, translated."""

import ast
import re
from functools import cache
from gettext import GNUTranslations
from pathlib import Path

import pytest
from django import conf
from django.contrib import admin
from django.utils.translation import gettext, override
from django.utils.translation.template import templatize

from ndt.web import catalogue
from tests.house.tree import CODE, ROOT, modules

pytestmark = pytest.mark.xdist_group("tree")

CATALOGUE = ROOT / "locale" / "en" / "LC_MESSAGES" / "django.po"
CALLS = {"_", "gettext", "gettext_lazy", "gettext_noop", "ngettext", "ngettext_lazy", "pgettext", "pgettext_lazy"}
IN_TEMPLATE = re.compile(
    r"\b(?:_|gettext|ngettext|pgettext|npgettext)\(((?:u?'(?:[^'\\]|\\.)*'|u?\"(?:[^\"\\]|\\.)*\"|[^()])*)\)"
)
LITERAL = re.compile(r"u?('(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\")")
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")


@cache
def in_python():
    return tuple(_in_python())


def _in_python():
    for module in modules(*CODE):
        for node in ast.walk(module.tree()):
            if isinstance(node, ast.Call):
                name = getattr(node.func, "id", getattr(node.func, "attr", ""))
                first = node.args[0] if node.args else None
                if name in CALLS and isinstance(first, ast.Constant) and isinstance(first.value, str) and first.value:
                    yield module.name, node.args[1].value if name.startswith("pgettext") else first.value


@cache
def in_templates():
    return tuple(_in_templates())


def _in_templates():
    for path in sorted((ROOT / "templates").rglob("*")):
        if path.suffix in {".html", ".txt"}:
            for call in IN_TEMPLATE.findall(templatize(path.read_text(encoding="utf-8"))):
                literal = LITERAL.search(call)
                if literal:
                    yield str(path.relative_to(ROOT)), ast.literal_eval(literal[1])


def djangos_own():
    """Give the English texts that our copies of admin templates took over: Django brings their Dutch."""
    brought = set()
    for folder in (Path(admin.__file__).parent, Path(conf.__file__).parent):
        with (folder / "locale" / "nl" / "LC_MESSAGES" / "django.mo").open("rb") as file:
            brought |= {key if isinstance(key, str) else key[0] for key in GNUTranslations(file)._catalog}
    return brought


@pytest.fixture(scope="module")
def translated():
    return catalogue.read(CATALOGUE.read_text(encoding="utf-8"))


def test_translation_has_no_other_name_that_the_collector_does_not_know():
    aliases = [
        f"{module.name}: {alias.asname}"
        for module in modules(*CODE)
        for node in ast.walk(module.tree())
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation"
        for alias in node.names
        if alias.asname not in {None, "_"}
    ]

    assert not aliases, "call it gettext, or its texts stay Dutch: " + ", ".join(aliases)


def test_every_text_has_its_english(translated):
    known = {key.split("\x04")[-1].split("\0")[0] for key in translated}
    known |= djangos_own()
    missing = {f"{where}: {text}" for where, text in [*in_python(), *in_templates()] if text not in known}

    assert not missing, "run `make messages` and translate: " + "\n".join(sorted(missing))


def test_texts_are_found_at_all():
    assert len({text for _where, text in in_python()}) > 300
    assert len({text for _where, text in in_templates()}) > 300


def test_a_translation_keeps_every_placeholder(translated):
    lost = []
    for key, english in translated.items():
        if key:
            dutch = set(PLACEHOLDER.findall(key))
            if not set(PLACEHOLDER.findall(english)) <= dutch or len(dutch - set(PLACEHOLDER.findall(english))) > 0:
                lost.append(key)

    assert lost == []


def test_no_text_of_ours_is_taken_for_a_text_of_a_library():
    """Our Dutch is a msgid, and so is the English of Django and allauth: "Log in" would become "Aanmelden"."""
    ours = {text for where, text in [*in_python(), *in_templates()] if not where.startswith("templates/admin/")}
    with override("nl"):
        changed = {text: gettext(text) for text in ours if gettext(text) != text}

    assert not changed
