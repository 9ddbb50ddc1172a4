"""Links that stop a series of letters: by a person on a page, or by a mail provider in one POST (RFC 8058)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils import translation
from django.utils.functional import Promise

from ndt.mail.errors import UnknownLink

Stop = Callable[[str, datetime], object]
_SALT: Final = "mail.unsubscribe"


@dataclass(frozen=True, slots=True)
class Series:
    """Letters that somebody can stop. title: in Dutch, to follow 'U krijgt mails over: '."""

    name: str
    title: str | Promise
    stop: Stop


_series: dict[str, Series] = {}


def register(name: str, *, title: str | Promise, stop: Stop) -> None:
    """Let people stop a series of letters. Rooms call this from `registrations.py`.

    stop(subject, now) ends it for the subject that was given to `address`, e.g. a signature's number.
    It runs in a transaction, is safe to run twice, and does nothing for a subject that is gone.
    """
    assert name not in _series, f"{name} is registered already"
    _series[name] = Series(name, title, stop)


def address(name: str, subject: str, *, language: str = "nl") -> str:
    """Give the absolute address for Letter.unsubscribe. It works for as long as the keys do."""
    assert name in _series, f"nobody registered {name}"
    token = signing.dumps([name, subject], salt=_SALT)
    with translation.override(language):
        return f"{settings.SITE_URL}{reverse('mail:unsubscribe', kwargs={'token': token})}"


def read(token: str) -> tuple[Series, str]:
    """Give the series and the subject of a link. Raises UnknownLink."""
    try:
        name, subject = signing.loads(token, salt=_SALT)
        return _series[name], subject
    except (signing.BadSignature, KeyError) as problem:
        raise UnknownLink from problem
