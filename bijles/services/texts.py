"""Texts for parents: bring in what comes with the platform, write a next version, say who read it, approve it."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.db.models import Max

from bijles.models import ParentText
from bijles.queries import letters
from ndt.limits import turns
from ndt.people.models import User


def bring_in(*, now: datetime) -> int:
    """Write the texts that come with the platform and are not there yet; give how many."""
    lacking = letters.lacking()
    for one in lacking:
        write(kind=one.kind, language=one.language, title=one.title, body=one.body, now=now)
    return len(lacking)


@transaction.atomic
def write(*, kind: str, language: str, title: str, body: str, now: datetime) -> ParentText:
    """Write the next version of a text. Nobody read it yet, and nobody approved it; the version before stays in use.

    Two who write at once wait for each other, so that each gets a number of its own.
    """
    turns.wait(f"bijles.text:{kind}:{language}")
    before = ParentText.objects.filter(kind=kind, language=language).aggregate(last=Max("version"))["last"] or 0
    return ParentText.objects.create(
        kind=kind, language=language, version=before + 1, title=title, body=body, since=now
    )


def read(*, text: ParentText, reader: str, on: date) -> bool:
    """Write down that somebody with this mother tongue read a text. reader: a role, never a name.

    False when it was written down before: who read it first stands.
    """
    return ParentText.objects.filter(pk=text.pk, reader="").update(reader=reader, read_on=on) == 1


def approve(*, text: ParentText, by: User | None, now: datetime) -> None:
    """Let a text be printed from now on."""
    text.approved_at, text.approved_by = now, by
    text.save(update_fields=["approved_at", "approved_by"])


def withdraw(*, text: ParentText) -> None:
    """Let a text be ordered no more. What was ordered stays as it was."""
    text.approved_at = text.approved_by = None
    text.save(update_fields=["approved_at", "approved_by"])
