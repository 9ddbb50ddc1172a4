"""What people found of a meeting: asked once, kept apart from who said it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from django.core import signing
from django.db import transaction

from opleiding.core.errors import OpleidingError
from opleiding.emails import OPINION_SALT
from opleiding.models import Opinion, Registration

LINK_LASTS: Final = timedelta(days=60)


class UnknownLink(OpleidingError):
    """A link that is not ours, is too old, or of somebody who was not there."""

    code = "unknown-link"


class GivenAlready(OpleidingError):
    """Somebody answered before; the answer cannot be found again, so it cannot be changed."""

    code = "given-already"


@dataclass(frozen=True, slots=True)
class Found:
    """What somebody answers."""

    grade: int
    clearer: str
    words: str


def asked(token: str) -> Registration:
    """Give who is asked by a link. Raises UnknownLink."""
    try:
        public_id = signing.loads(token, salt=OPINION_SALT, max_age=LINK_LASTS)
    except signing.BadSignature as problem:
        raise UnknownLink from problem
    found = Registration.objects.select_related("meeting__series").filter(public_id=public_id).first()
    if found is None or found.attended_at is None:
        raise UnknownLink
    return found


@transaction.atomic
def give(*, token: str, found: Found) -> Opinion:
    """Keep an answer; afterwards it only stands who answered. Raises UnknownLink or GivenAlready."""
    person = Registration.objects.select_for_update(no_key=True).get(pk=asked(token).pk)
    if person.gave_opinion:
        raise GivenAlready
    person.gave_opinion = True
    person.save(update_fields=["gave_opinion"])
    return Opinion.objects.create(
        meeting_id=person.meeting_id, grade=found.grade, clearer=found.clearer, words=found.words
    )
