"""What people found of a meeting or a module: asked once, kept apart from who said it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.core import signing
from django.db import transaction

from opleiding.core.errors import OpleidingError
from opleiding.emails import OPINION_SALT
from opleiding.models import ModuleSeat, Opinion, Registration

LINK_LASTS: Final = timedelta(days=60)
# Both have a random public_id, may_say() and gave_opinion.
Asked = Registration | ModuleSeat


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


def asked(token: str, *, now: datetime) -> Asked:
    """Give who is asked by a link. Raises UnknownLink."""
    try:
        public_id = signing.loads(token, salt=OPINION_SALT, max_age=LINK_LASTS)
    except signing.BadSignature as problem:
        raise UnknownLink from problem
    of_meeting = Registration.objects.select_related("meeting__series").filter(public_id=public_id).first()
    found = of_meeting or ModuleSeat.objects.select_related("module").filter(public_id=public_id).first()
    if found is None or not found.may_say(now):
        raise UnknownLink
    return found


@transaction.atomic
def give(*, token: str, found: Found, now: datetime) -> Opinion:
    """Keep an answer; afterwards it only stands who answered. Raises UnknownLink or GivenAlready."""
    person = asked(token, now=now)
    person = type(person).objects.select_for_update(no_key=True).get(pk=person.pk)
    if person.gave_opinion:
        raise GivenAlready
    person.gave_opinion = True
    person.save(update_fields=["gave_opinion"])
    about = {"meeting_id": person.meeting_id} if isinstance(person, Registration) else {"module_id": person.module_id}
    return Opinion.objects.create(grade=found.grade, clearer=found.clearer, words=found.words, **about)
