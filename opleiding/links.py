"""Codes of invitations: made from the batch with a key outside the database, kept as a keyed hash."""

from __future__ import annotations

import hmac
from typing import Final

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from ndt.privacy.keyed import candidates, keyed_hash
from opleiding.models import Batch, Invitation

SOURCE: Final = "opleiding.code"
KEPT: Final = "opleiding.invitation"
# No 0 and O, no 1, I and L, no U: nobody misreads a code from paper.
LETTERS: Final = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH: Final = 12


def tidy(typed: str) -> str:
    """Give a code as it is kept, however it was typed."""
    return "".join(sign for sign in typed.upper() if sign in LETTERS)


def shown(code: str) -> str:
    """Give a code in groups of four."""
    return "-".join(code[at : at + 4] for at in range(0, LENGTH, 4))


def new_code(batch: Batch, number: int) -> str:
    """Give the code of a number in a batch, under the newest key. About 59 bits."""
    return _code(keyed_hash(SOURCE, f"{batch.public_id}|{number}"))


def code_of(invitation: Invitation) -> str:
    """Give the code of an invitation again, also after the key was renewed. Raises LookupError when its key is gone."""
    for digest in candidates(SOURCE, f"{invitation.batch.public_id}|{invitation.number}"):
        code = _code(digest)
        if any(hmac.compare_digest(one, invitation.code_hash) for one in candidates(KEPT, code)):
            return code
    raise LookupError


def code_hash(code: str) -> str:
    """Give the hash under which a code is kept."""
    return keyed_hash(KEPT, code)


def code_hashes(typed: str) -> list[str]:
    """Give under which hashes a typed code may be kept."""
    return candidates(KEPT, tidy(typed))


def address(code: str, *, language: str) -> str:
    """Give the absolute address of an invitation, for a sheet or a mail."""
    with translation.override(language):
        found: str = settings.SITE_URL + reverse("opleiding:invitation", args=[shown(code)])
    return found


def _code(digest: str) -> str:
    number, signs = int(digest, 16), ""
    for _place in range(LENGTH):
        number, rest = divmod(number, len(LETTERS))
        signs += LETTERS[rest]
    return signs
