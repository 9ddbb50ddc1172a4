"""Which phone belongs to an account without a mailbox. The room that has accounts tells it here."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.template import TemplateDoesNotExist, engines
from django.template.backends.django import DjangoTemplates

from ndt.mail.letters import Letter

# The address of an account in, the number of its phone out, "" where there is none.
Lookup = Callable[[str], str]
_lookups: list[Lookup] = []


def register(lookup: Lookup) -> None:
    """Let `lookup` say which phone belongs to an account."""
    assert not _lookups, "somebody keeps the numbers already"
    _lookups.append(lookup)


def number_of(address: str) -> str:
    """Give the number for an account's address, "" where there is none."""
    return next((number for lookup in _lookups if (number := lookup(address))), "")


def can_text(letter: Letter) -> bool:
    """Say whether this letter can go to a phone: it has a short text, and its reader a phone."""
    return bool(settings.SMS_URL) and has_text(letter.template) and bool(number_of(letter.to))


def has_text(template: str) -> bool:
    """Say whether the letter has a short text: templates/emails/<room>/<letter>.sms.txt."""
    engine = engines["django"]
    assert isinstance(engine, DjangoTemplates)
    try:
        engine.engine.get_template(f"emails/{template}.sms.txt")
    except TemplateDoesNotExist:
        return False
    return True
