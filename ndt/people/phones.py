"""The phone of an account: found by its number, given, taken off, written anew after a new key."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Final

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext, override

from ndt.limits import turns
from ndt.mail import phone
from ndt.mail import services as mail
from ndt.people import emails, services
from ndt.people.models import SEALED, Phone, User
from ndt.privacy.keyed import candidates, keyed_hash

# What a code opens, by the word under which ndt.mail.phone keeps it.
LOGIN: Final = "people.login"
ACT: Final = "people.act"


def proving(user: User) -> str:
    """Give the purpose of a code that proves a phone to one account: another account's code is none for it."""
    return f"people.phone:{user.pk}"


def number_of(address: str) -> str:
    """Give the number for the address of an open account, "" where there is none."""
    held = Phone.objects.filter(user__email=address, user__is_active=True).first()
    return held.number if held is not None else ""


@transaction.atomic
def account_of(*, number: str, language: str, now: datetime) -> User:
    """Give the account of a phone that was proven; the first time it makes one."""
    _lock(number)
    held = _find(number)
    if held is not None:
        return held.user
    try:
        with transaction.atomic():
            user = services.make_without_mailbox(language=language)
            _write(Phone(user=user), number, now)
    except IntegrityError:  # somebody passed the lock: the account that stands is the one
        held = _find(number)
        if held is None:
            raise
        return held.user
    return user


@transaction.atomic
def give(*, user: User, number: str, now: datetime) -> bool:
    """Give an account the phone that was proven, instead of the one it had; False when another account has it.

    Its owner hears of it by mail; who has no mailbox, by a text to the phone it had.
    """
    _lock(number)
    held = _find(number)
    if held is not None and held.user_id != user.pk:
        return False
    locked = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    before = locked.phone_number
    try:
        with transaction.atomic():
            _write(Phone.objects.filter(user=locked).first() or Phone(user=locked), number, now)
    except IntegrityError:  # another account took it at this moment
        return False
    if before != number:
        _tell(locked, "people/phone_given", now, before)
    return True


@transaction.atomic
def take_off(*, user: User, now: datetime) -> bool:
    """Take the phone off an account and tell its owner; False when it is the last way in."""
    locked = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    if not locked.has_mailbox:
        return False
    if Phone.objects.filter(user=locked).delete()[0]:
        _tell(locked, "people/phone_taken_off", now)
    return True


def renew() -> int:
    """Hash and encrypt with the newest key what an earlier one did; give how many phones that were."""
    renewed = 0
    for pk in Phone.objects.values_list("pk", flat=True):
        with transaction.atomic():
            held = Phone.objects.select_for_update(of=("self",)).filter(pk=pk).first()
            if held is not None and held.number and held.number_hash != keyed_hash(SEALED, held.number):
                _write(held, held.number, held.verified_at)
                renewed += 1
    return renewed


def _tell(user: User, event: str, now: datetime, before: str = "") -> None:
    key = str(uuid.uuid4())
    if user.has_mailbox:
        mail.queue(emails.changed(to=user.email, event=event, at=now, language=user.language), key=f"people:{key}")
    elif before and phone.available():
        with override(user.language):
            words = gettext("U logt vanaf nu in met een ander telefoonnummer. Was u dit niet? Vraag hulp via %(site)s")
        phone.queue_notice(number=before, text=words % {"site": settings.SITE_URL}, key=key, now=now)


def _find(number: str) -> Phone | None:
    return Phone.objects.select_related("user").filter(number_hash__in=candidates(SEALED, number)).first()


def _write(held: Phone, number: str, now: datetime) -> None:
    held.number, held.number_hash, held.verified_at = number, keyed_hash(SEALED, number), now
    held.save()


def _lock(number: str) -> None:
    """Let one at a time look for a number and write it: two codes for one new phone make one account.

    The unique hash is the backstop. The lock also holds where two keys give two hashes.
    """
    turns.wait(f"{SEALED}:{number}")
