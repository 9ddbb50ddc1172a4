"""The links to somebody's own page: a random token in the mail, its keyed hash in the database."""

from __future__ import annotations

import secrets
from typing import Final

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from ndt.privacy.keyed import candidates, keyed_hash
from wisselkracht.models import Applicant, Link

PURPOSE: Final = "wisselkracht.link"


def new_token() -> str:
    """Draw a token: 192 bits."""
    return secrets.token_urlsafe(24)


def token_hash(token: str) -> str:
    """Give the keyed hash under which a token is kept."""
    return keyed_hash(PURPOSE, token)


def applicant_of(token: str) -> Applicant | None:
    """Give whose page a token opens; None when it is not ours or its owner is gone."""
    found = (
        Link.objects.filter(token_hash__in=candidates(PURPOSE, token))
        .select_related("applicant__application__round__region", "applicant__application__school__board")
        .first()
    )
    return found.applicant if found else None


def address(token: str, *more: int, language: str, name: str = "mine") -> str:
    """Give the absolute address of a page, for a mail. name: of the page, which more belongs to."""
    with translation.override(language):
        found: str = settings.SITE_URL + reverse(f"wisselkracht:{name}", args=[token, *more])
    return found
