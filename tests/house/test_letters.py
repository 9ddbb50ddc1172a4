"""Every letter is complete: subject, text and HTML, on the house's own base."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.house.tree import CODE, ROOT, modules

EMAILS = ROOT / "templates" / "emails"
LETTERS = sorted(
    str(path.relative_to(EMAILS)).split(".")[0] for path in EMAILS.glob("*/*") if not path.name.startswith("_")
)
ENDINGS = (".subject.txt", ".txt", ".html")


def source(letter: str, ending: str) -> str:
    return (EMAILS / f"{letter}{ending}").read_text(encoding="utf-8")


@pytest.mark.parametrize("letter", sorted(set(LETTERS)))
def test_a_letter_has_subject_text_and_html(letter):
    assert [ending for ending in ENDINGS if not (EMAILS / f"{letter}{ending}").exists()] == []


@pytest.mark.parametrize("letter", sorted(set(LETTERS)))
def test_a_letter_stands_on_the_base_and_says_why_it_came(letter):
    for ending in (".txt", ".html"):
        text = source(letter, ending)
        assert f'{{% extends "emails/base{ending}" %}}' in text
        assert "{% block why %}" in text


@pytest.mark.parametrize("letter", sorted(set(LETTERS)))
def test_text_and_html_hold_the_same_links_and_facts(letter):
    def names(ending: str) -> set[str]:
        text = source(letter, ending)
        text = re.sub(
            r"emails/(code|button)\.html", lambda part: f"{{{{ {'code' if part[1] == 'code' else ''} }}}}", text
        )
        used = re.findall(r"{{\s*([a-z_.]+)", text) + re.findall(r"(?:url|code)=([a-z_]+)", text)
        return {name for name in used if name.endswith(("_url", "url", "code"))}

    assert names(".txt") == names(".html")


def test_every_letter_that_code_sends_is_there_and_every_letter_is_sent():
    named = {
        found
        for module in modules(*CODE)
        for found in re.findall(r"[\"']([a-z_]+/[a-z_]+)[\"']", module.text)
        if (EMAILS / f"{found}.html").exists()
    }
    by_room = {
        f"{Path(module.path).relative_to(ROOT).parts[0]}/{found}"
        for module in modules(*CODE)
        for found in re.findall(r"_letter\(\s*[\"']([a-z_]+)[\"']", module.text)
    }

    assert sorted(set(LETTERS) - named - by_room) == []
