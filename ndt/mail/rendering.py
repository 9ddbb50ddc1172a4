"""From a letter to the words that go out: subject, plain text and HTML."""

from __future__ import annotations

import re
import textwrap
from dataclasses import dataclass
from typing import Any, Final

from django.conf import settings
from django.template import Context, engines
from django.template.backends.django import DjangoTemplates
from django.utils import translation

from ndt.mail.letters import Letter

LINE: Final = 72
# RFC 3676, 4.3: what comes after this line is no part of the message itself.
_SIGNATURE: Final = "-- "
_LIST_ITEM: Final = re.compile(r"(?:[-*]|\d+\.) ")


@dataclass(frozen=True, slots=True)
class Rendered:
    """A letter as it goes out."""

    subject: str
    text: str
    html: str


def render(letter: Letter) -> Rendered:
    """Write the letter in its language. Names are escaped in the HTML and nowhere else."""
    facts = letter.context | {
        "site_name": settings.SITE_NAME,
        "site_url": settings.SITE_URL,
        "language": letter.language,
        "unsubscribe": letter.unsubscribe,
    }
    with translation.override(letter.language):
        subject = " ".join(_write(f"{letter.template}.subject.txt", facts, escape=False).split())
        facts["subject"] = subject
        text = fold(_write(f"{letter.template}.txt", facts, escape=False))
        html = _write(f"{letter.template}.html", facts, escape=True)
    return Rendered(subject, text, html)


def render_text(letter: Letter) -> str:
    """Write the letter as a text message, in one line: templates/emails/<room>/<letter>.sms.txt."""
    facts = letter.context | {"site_name": settings.SITE_NAME, "site_url": settings.SITE_URL}
    with translation.override(letter.language):
        return " ".join(_write(f"{letter.template}.sms.txt", facts, escape=False).split())


def fold(text: str) -> str:
    """Break long lines at 72 characters, never inside a link, and leave one empty line between paragraphs."""
    lines = [folded for line in text.strip().splitlines() for folded in _fold_line(line.rstrip())]
    lines = [_SIGNATURE if line == _SIGNATURE.rstrip() else line for line in lines]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)) + "\n"


def _fold_line(line: str) -> list[str]:
    if len(line) <= LINE or line.startswith((" ", ">")):
        return [line]
    marker = _LIST_ITEM.match(line)
    return textwrap.wrap(
        line,
        LINE,
        break_long_words=False,
        break_on_hyphens=False,
        subsequent_indent=" " * len(marker.group()) if marker else "",
    )


def _write(name: str, facts: dict[str, Any], *, escape: bool) -> str:
    engine = engines["django"]
    assert isinstance(engine, DjangoTemplates)
    template = engine.engine.get_template(f"emails/{name}")
    return str(template.render(Context(facts, autoescape=escape)))
