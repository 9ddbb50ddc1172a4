"""A library books with a parent: consent, half an hour, every step written down, and an end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from django.db import transaction
from django.utils import timezone

from bijles import emails
from bijles.core.errors import HelpersMailbox, NameTaken
from bijles.models import Booking, Family, HelpDesk, HelpStep, HelpVisit, PassScheme
from bijles.queries import helping as queries
from bijles.services import proving
from bijles.services.proving import Typed
from ndt.mail import phone
from ndt.mail import services as mail
from ndt.mail.phone import Check
from ndt.people import phones
from ndt.people import services as people
from ndt.people.models import Kind, Organisation, Role, User
from ndt.privacy import rows
from ndt.privacy.models import Cause
from ndt.privacy.services import erasing

LASTS: Final = timedelta(minutes=30)
BEGAN: Final = "began"
ENDED: Final = "ended"
# A round is one job, and each person takes a look through the whole database.
A_ROUND: Final = 50


@dataclass(frozen=True, slots=True)
class Consent:
    """What a parent agreed to. version: of the text. words: the text as it stood on the screen."""

    version: int
    words: str


@transaction.atomic
def begin(
    *, desk: HelpDesk, helper: User, typed: Typed, consent: Consent, language: str, now: datetime
) -> HelpVisit | None:
    """Open a visit for the family of a pass; a pass that nobody holds yet makes a family, on an account without an address.

    None for everything that is not so, as when a family proves its own pass; the wrong tries of the helper count. Earlier
    visits of the helper end. A family with an address gets word of it.
    """
    User.objects.select_for_update(no_key=True).get(pk=helper.pk)
    family = proving.family_of_pass(
        scheme=desk.scheme,
        by=helper,
        typed=typed,
        account=lambda: people.make_without_mailbox(language=language),
        now=now,
    )
    if family is None:
        return None
    for earlier in HelpVisit.objects.filter(helper=helper, closed_at=None):
        _close(earlier, now=now)
    made = HelpVisit.objects.create(
        family=family, desk=desk, helper=helper, version=consent.version, words=consent.words, since=now, ends_at=now + LASTS
    )  # fmt: skip
    HelpStep.objects.create(visit=made, what=BEGAN, done=True, at=now)
    if family.user.is_reachable:
        mail.queue(emails.helped(family.user, desk), key=f"bijles.helped:{made.pk}")
    return made


def step(*, visit: HelpVisit, what: str, booking: int | None, now: datetime) -> HelpStep:
    """Write down what a helper is about to do, before it is done."""
    found = Booking.objects.filter(pk=booking, child__family=visit.family).first() if booking else None
    return HelpStep.objects.create(visit=visit, what=what[:40], booking=found, at=now)


def did(step: HelpStep) -> None:
    """Write down that it worked."""
    step.done = True
    step.save(update_fields=["done"])


@transaction.atomic
def end(*, visit: HelpVisit, now: datetime, by_family: bool = False) -> None:
    """End a visit. A second time changes nothing."""
    locked = HelpVisit.objects.select_for_update(no_key=True).get(pk=visit.pk)
    if locked.closed_at is None:
        locked.stopped_by_family = by_family
        _close(locked, now=now)


@transaction.atomic
def offer_account(*, visit: HelpVisit, address: str, now: datetime) -> bool:
    """Send a parent without an address the link with which the account becomes theirs. False when it is theirs already.

    Raises HelpersMailbox for a mailbox of who helped the family, or helps where it was helped.
    """
    family = visit.family
    if queries.helps(family, address, on=timezone.localdate(now)):
        raise HelpersMailbox
    if family.user.is_reachable:
        return False
    letter = emails.take_home(family, to=address, language=family.user.language, now=now)
    mail.queue(letter, key=f"bijles.take_home:{visit.pk}:{now.isoformat()}")
    return True


def text_code(*, visit: HelpVisit, number: str, now: datetime) -> bool:
    """Send a code to the phone of a parent who has no account of the own yet. False when there is one.

    Raises TooManyCodes and BudgetSpent, as `phone.queue_code` does.
    """
    user = visit.family.user
    if user.is_reachable:
        return False
    phone.queue_code(number=number, purpose=phones.proving(user), now=now, language=user.language)
    return True


@transaction.atomic
def take_home_by_phone(*, visit: HelpVisit, number: str, typed: str, now: datetime) -> Check | None:
    """Make the account of a family the one of the parent's phone, when the code is right; None when another account has it."""
    user = visit.family.user
    found = phone.check_code(number=number, purpose=phones.proving(user), typed=typed, now=now)
    if found == Check.RIGHT and not phones.give(user=user, number=number, now=now):
        return None
    return found


@transaction.atomic
def take_home(*, family: Family, address: str) -> bool:
    """Give a family to the account of the mailbox that opened the link.

    False when that has a family with passes, or helps at a desk where the family was helped.

    Who opened the link proved the mailbox, so the account stays. Opened again by the same mailbox it changes nothing.
    """
    locked = Family.objects.select_for_update(of=("self",)).select_related("user").get(pk=family.pk)
    before = locked.user
    if before.has_mailbox:
        return before.email == address
    if queries.helps(locked, address, on=timezone.localdate()):
        return False
    account = User.objects.select_for_update().filter(email=address).first()
    if account is None:
        return people.give_mailbox(user=before, address=address)
    own = Family.objects.select_for_update().filter(user=account).first()
    if (own is not None and own.passes.exists()) or not people.prove_mailbox(user=account):
        return False
    if own is not None:
        own.delete()
    locked.user = account
    locked.save(update_fields=["user"])
    before.delete()
    return True


def forget(now: datetime) -> int:
    """Erase families that only helpers could reach, a year after their passes ended; give how many. The rest follows a day later."""
    families = list(queries.left(now=now)[:A_ROUND])
    for family in families:
        erasing.erase(person=rows.by_account(family.user), cause=Cause.ROOM, now=now)
    return len(families)


@transaction.atomic
def add_helper(*, scheme: PassScheme, name: str, email: str, today: date) -> HelpDesk:
    """Let somebody help families with a pass, from today on. name: of the library or the team, made when there is none.

    Raises NameTaken when the organisation of that name is not of this pass: a city lets nobody in at another's.
    """
    house, made = Organisation.objects.get_or_create(name=name, kind=Kind.HELP, solution="bijles")
    desk = HelpDesk.objects.filter(organisation=house).first()
    if not made and (desk is None or desk.scheme_id != scheme.pk):
        raise NameTaken
    desk = desk or HelpDesk.objects.create(organisation=house, scheme=scheme)
    user, _made = User.objects.get_or_create(email=email)
    people.grant(user=user, organisation=house, role=Role.HELPER, today=today, reason="bijles: helper")
    return desk


def _close(visit: HelpVisit, *, now: datetime) -> None:
    visit.closed_at = min(now, visit.ends_at)
    visit.save(update_fields=["closed_at", "stopped_by_family"])
    HelpStep.objects.create(visit=visit, what=ENDED, done=True, at=visit.closed_at)
