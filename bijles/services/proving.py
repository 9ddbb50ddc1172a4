"""The pass as proof: a number and the holder's birth date make an account a family, and a wrong guess tells nothing."""

from __future__ import annotations

import hmac
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from bijles.core import passes
from bijles.core.errors import KeyMissing, NoRoomOnPass
from bijles.models import Child, EnrolledPass, Family, Pass, PassScheme, SecondClaim, WrongTry
from bijles.models.family import HOLDS_NUMBER, PassState
from bijles.services import signals
from ndt.limits import turns
from ndt.people.models import User
from ndt.privacy.keyed import keyed_hash

TRIES: Final = 5
WINDOW: Final = timedelta(hours=24)
_NOBODY: Final = "0" * 64


@dataclass(frozen=True, slots=True)
class Typed:
    """What somebody typed, and from where. block: of the address, as `ndt.web.client.address_block` gives it."""

    number: str
    born: date
    block: str


def key_of(scheme: PassScheme) -> bytes:
    """Give the scheme's key from PASS_KEYS. Raises KeyMissing."""
    try:
        return bytes.fromhex(settings.PASS_KEYS[scheme.slug])
    except (KeyError, ValueError):
        raise KeyMissing(scheme.slug) from None


def has_key(scheme: PassScheme) -> bool:
    """Say whether the operator gave the key of a scheme; without it no family can show its pass."""
    try:
        key_of(scheme)
    except KeyMissing:
        return False
    return True


@transaction.atomic
def prove(*, scheme: PassScheme, user: User, typed: Typed, now: datetime) -> Pass | None:
    """Bind a pass to an account; give None for everything that is not so.

    Wrong number, wrong birth date, expired, blocked, held by somebody else, too many tries: the caller learns nothing
    but None. Five wrong tries of a pass, an account or an address block in 24 hours are enough; the sixth is None even when
    it is right. The same family may prove its pass again.
    """
    listed, last_three = _listed(scheme, user, typed, now=now)
    return _bind(listed, user, last_three=last_three, now=now) if listed else None


@transaction.atomic
def family_of_pass(
    *, scheme: PassScheme, by: User, typed: Typed, account: Callable[[], User], now: datetime
) -> Family | None:
    """Give the family of a pass that somebody else types with its holder beside them; None for everything that is not so.

    by: who types; their wrong tries count. account: makes the account of a pass that no family holds yet.
    """
    listed, last_three = _listed(scheme, by, typed, now=now)
    if listed is None:
        return None
    held = _holder(listed)
    if held is None:
        held = _bind(listed, account(), last_three=last_three, now=now)
    return held.family if held and held.state == PassState.VERIFIED else None


@transaction.atomic
def place_child(
    *,
    held: Pass,
    first_name: str,
    birth_month: date,
    level: str,
    postcode: str,
    languages: Iterable[str],
    today: date,
    signal: str = "",
) -> Child:
    """Add a child of a pass. signal: a code of school. Raises NoRoomOnPass when the list says no more, and CodeSpent."""
    locked = Pass.objects.select_for_update().get(pk=held.pk)
    used = set(locked.placed.values_list("place", flat=True))
    free = [place for place in range(1, locked.children + 1) if place not in used]
    if not free or locked.state != PassState.VERIFIED:
        raise NoRoomOnPass(locked.children)
    child = Child.objects.create(
        family_id=locked.family_id,
        shown=locked,
        place=free[0],
        first_name=first_name,
        birth_month=birth_month.replace(day=1),
        level=level,
        postcode=postcode,
        languages=sorted(set(languages)),
    )
    if signal:
        signals.take(child=child, code=signal, today=today)
    return child


@transaction.atomic
def change_child(
    *,
    child: Child,
    first_name: str,
    birth_month: date,
    level: str,
    postcode: str,
    languages: Iterable[str],
    today: date,
    signal: str = "",
) -> None:
    """Change what a family says about its child. signal: a code of school. Raises CodeSpent."""
    child.first_name, child.birth_month = first_name, birth_month.replace(day=1)
    child.level, child.postcode, child.languages = level, postcode, sorted(set(languages))
    child.save(update_fields=["first_name", "birth_month", "level", "postcode", "languages"])
    if signal:
        signals.take(child=child, code=signal, today=today)


def forget_tries(now: datetime) -> int:
    """Delete the tries that count no more."""
    return WrongTry.objects.filter(at__lte=now - WINDOW).delete()[0]


def _listed(scheme: PassScheme, by: User, typed: Typed, *, now: datetime) -> tuple[EnrolledPass | None, str]:
    """Give the pass on the list when all that was typed is so, with its last three digits. A wrong try is written down."""
    key = key_of(scheme)
    number = passes.tidy(typed.number, scheme.facts())
    hashed = passes.pass_hmac(number or typed.number, key)
    subjects = sorted(
        keyed_hash("bijles.try", subject)
        for subject in (f"pass:{scheme.pk}:{hashed}", f"account:{by.pk}", f"block:{typed.block}")
    )
    _queue(subjects)
    if _spent(subjects, now=now):
        return None, ""
    listed = EnrolledPass.objects.filter(scheme=scheme, pass_hmac=hashed).first()
    # The same work for a number that is on no list, so that time tells nothing either.
    wanted = listed.birth_date_hmac if listed else _NOBODY
    same = hmac.compare_digest(wanted, passes.birth_date_hmac(number or typed.number, typed.born, key))
    if listed is None or not same or listed.valid_until < timezone.localdate(now):
        WrongTry.objects.bulk_create(WrongTry(subject=subject, at=now) for subject in subjects)
        return None, ""
    return listed, passes.last_three(number or "")


def _holder(listed: EnrolledPass) -> Pass | None:
    return (
        Pass.objects.filter(scheme=listed.scheme_id, pass_hmac=listed.pass_hmac, state__in=HOLDS_NUMBER)
        .select_related("family__user")
        .first()
    )


def _bind(listed: EnrolledPass, user: User, *, last_three: str, now: datetime) -> Pass | None:
    held = _holder(listed)
    if held is None:
        # Locked: an empty family may be going at this moment, because its account gets another.
        families = Family.objects.select_for_update(no_key=True)
        family, _made = families.get_or_create(user=user, defaults={"since": now})
        return Pass.objects.create(
            scheme_id=listed.scheme_id,
            family=family,
            pass_hmac=listed.pass_hmac,
            last_three=last_three,
            valid_until=listed.valid_until,
            children=listed.children,
            since=now,
        )
    if held.family.user_id != user.pk:
        SecondClaim.objects.get_or_create(held=held, user=user, handled_at=None, defaults={"at": now})
        return None
    return held if held.state == PassState.VERIFIED else None


def _queue(subjects: list[str]) -> None:
    """Let who tries for the same pass, account or block wait, so that ten at once are not ten first tries."""
    for subject in subjects:
        turns.wait(subject)


def _spent(subjects: list[str], *, now: datetime) -> bool:
    recent = WrongTry.objects.filter(at__gt=now - WINDOW)
    return any(recent.filter(subject=subject).count() >= TRIES for subject in subjects)
