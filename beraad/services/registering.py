"""A teacher registers, confirms, is known as a teacher, and may withdraw."""

from __future__ import annotations

import ipaddress
import random
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.utils import timezone

from beraad import emails
from beraad.core import tickets
from beraad.core.consents import NEEDED, VERSIONS, Use
from beraad.core.errors import Closed, NoConsent, NotATeacher
from beraad.models import Assembly, Consent, Registration, School, SchoolCode, Ticket
from beraad.models.assembly import State as AssemblyState
from beraad.models.registration import State
from beraad.services import counting, inviting
from ndt.limits import services as limits
from ndt.mail import services as mail
from ndt.mail.addresses import ascii_domain, mailbox, mailboxes
from ndt.privacy.keyed import candidates, keyed_hash
from ndt.schools.core import domains

LETTERS_A_DAY: Final = 3
DAY: Final = timedelta(days=1)
UNCONFIRMED_KEPT: Final = timedelta(weeks=3)
_rng: Final = random.SystemRandom()


@dataclass(frozen=True, slots=True)
class Form:
    """What a teacher typed, tidied. code: of the school, "" without.

    agreed: what the teacher said yes to. opinion: the answer to a statement for the report. address, browser: where
    the form came from, for alerts; only keyed hashes are kept. link: the counted link that it began with.
    """

    name: str
    email: str
    code: str
    profile: Mapping[str, str]
    language: str
    agreed: frozenset[Use] = NEEDED
    opinion: str = ""
    address: str = ""
    browser: str = ""
    link: str = ""


def features_of(assembly: Assembly) -> dict[str, list[str]]:
    """Give the values of each feature, by title."""
    return {
        feature.title: [value.title for value in feature.values.all()]
        for feature in assembly.features.prefetch_related("values")
    }


def code_hash(code: str) -> str:
    """Give the keyed hash under which a school code is kept."""
    return keyed_hash("beraad.school_code", tickets.tidy_code(code))


@transaction.atomic
def register(*, assembly: Assembly, form: Form, now: datetime) -> None:
    """Keep a registration and write its letter. The page says the same whatever the address did before.

    A mailbox has one registration: who confirmed before gets the letter with the own page, and the answers
    stay what they were. Raises Closed, NoConsent or BadProfile.
    """
    if assembly.state != AssemblyState.OPEN:
        raise Closed
    if not form.agreed >= NEEDED:
        raise NoConsent
    tickets.check_profile(form.profile, features_of(assembly))
    known = (
        Registration.objects.select_for_update()
        .filter(assembly=assembly, mailbox__in=mailboxes(form.email))
        .select_related("assembly")
        .first()
    )
    is_new = known is None
    if known is None:
        known = Registration(assembly=assembly, mailbox=mailbox(form.email), ticket=_free_ticket(assembly))
    if known.state in (State.PENDING, State.WITHDRAWN):
        known.state = State.PENDING
        known.name, known.email, known.language = form.name, form.email, form.language
        known.profile, known.created_at = dict(form.profile), now
        known.code_hash = code_hash(form.code) if form.code else ""
        known.opinion = form.opinion
        known.block, known.device = _traces(form)
        known.save()
        agree(registration=known, uses=form.agreed, now=now)
    if is_new and form.link:
        counting.count_registration(assembly=assembly, slug=form.link, day=timezone.localdate(now))
    if limits.allow(purpose="beraad.letters", subject=known.mailbox, limit=LETTERS_A_DAY, window=DAY, now=now):
        pending = known.state == State.PENDING
        letter = emails.confirm(known) if pending else emails.welcome(known)
        mail.queue(letter, key=f"beraad:{letter.template}:{known.public_id}:{now.isoformat()}")


def _traces(form: Form) -> tuple[str, str]:
    """Give the keyed hashes of the network and of the device that a form came from; "" where that is not known.

    A device is an address with the name that its browser gives: no cookie, nothing is kept in the browser.
    """
    if not form.address:
        return "", ""
    address = ipaddress.ip_address(form.address)
    network = ipaddress.ip_network((address, 24 if address.version == 4 else 64), strict=False)
    return (
        keyed_hash("beraad.block", str(network)),
        keyed_hash("beraad.device", f"{address}\0{form.browser}"),
    )


@transaction.atomic
def agree(*, registration: Registration, uses: Collection[Use], now: datetime) -> None:
    """Keep what a teacher agrees to, and let go of what not any more. Taking part stays until withdrawal."""
    wanted = {str(use) for use in (*uses, *NEEDED)}
    registration.consents.exclude(use__in=wanted).delete()
    kept = set(registration.consents.values_list("use", flat=True))
    Consent.objects.bulk_create(
        Consent(registration=registration, use=use, version=VERSIONS[Use(use)], given_at=now)
        for use in sorted(wanted - kept)
    )
    if Use.REPORT not in wanted and registration.opinion:
        registration.opinion = ""
        registration.save(update_fields=["opinion"])


def _free_ticket(assembly: Assembly) -> str:
    while True:
        ticket = tickets.ticket(_rng)
        if not Registration.objects.filter(assembly=assembly, ticket=ticket).exists():
            return ticket


@transaction.atomic
def confirm(*, registration: Registration, now: datetime) -> Registration:
    """Confirm the mailbox; who is known as a teacher is in. A second time changes nothing. Raises Closed."""
    registration = _locked(registration)
    if registration.state != State.PENDING:
        return registration
    _must_be_open(registration)
    registration.state, registration.confirmed_at = State.CONFIRMED, now
    registration.save(update_fields=["state", "confirmed_at"])
    school = _school_by_domain(registration) or _school_by_code(registration.code_hash, now=now)
    if school is not None:
        _verify(registration, school, now=now)
    mail.queue(emails.welcome(registration), key=f"beraad:welcome:{registration.public_id}:{now.isoformat()}")
    return registration


@transaction.atomic
def use_code(*, registration: Registration, code: str, now: datetime) -> Registration:
    """Become known as a teacher by the code of a school. Raises NotATeacher or Closed."""
    registration = _locked(registration)
    if registration.state == State.VERIFIED:
        return registration
    _must_be_open(registration)
    school = _school_by_code(code_hash(code), now=now, also=candidates("beraad.school_code", tickets.tidy_code(code)))
    if registration.state != State.CONFIRMED or school is None:
        raise NotATeacher
    _verify(registration, school, now=now)
    return registration


def _locked(registration: Registration) -> Registration:
    # The assembly first, as freeze() does: who confirms while the pool is frozen is in it or is told.
    Assembly.objects.select_for_update(no_key=True).get(pk=registration.assembly_id)
    return Registration.objects.select_for_update(of=("self",)).select_related("assembly").get(pk=registration.pk)


def _must_be_open(registration: Registration) -> None:
    if registration.assembly.state != AssemblyState.OPEN:
        raise Closed


def _school_by_domain(registration: Registration) -> School | None:
    domain = ascii_domain(registration.email.rpartition("@")[2])
    if domains.is_free(domain):
        return None
    return School.objects.filter(mail_domain=domain).first()


def _school_by_code(hashed: str, *, now: datetime, also: list[str] | None = None) -> School | None:
    """Use up a code; None when it is unknown or was used. The row lock lets one of two have it."""
    if not hashed:
        return None
    found = (
        SchoolCode.objects.select_for_update(of=("self",))
        .filter(code_hash__in=[hashed, *(also or [])], used_at=None)
        .select_related("school")
        .first()
    )
    if found is None:
        return None
    found.used_at = now
    found.save(update_fields=["used_at"])
    return found.school


def _verify(registration: Registration, school: School, *, now: datetime) -> None:
    registration.state, registration.verified_at, registration.school = State.VERIFIED, now, school
    registration.code_hash = ""
    registration.save(update_fields=["state", "verified_at", "school", "code_hash"])


@transaction.atomic
def withdraw(*, registration: Registration, now: datetime) -> None:
    """Let a teacher go. Before the freeze the row goes; after it the ticket stays and the person is blanked."""
    registration = _locked(registration)
    erase_one(registration, now=now)


def erase_one(registration: Registration, *, now: datetime) -> None:
    """Take a person out of a locked registration, so that the draw still verifies."""
    if Ticket.objects.filter(registration=registration).exists():
        registration.wipe()
        registration.state, registration.withdrawn_at = State.WITHDRAWN, now
        # The frozen answers stay under the ticket, for auditors; nothing leads from them to a person any more.
        registration.profile = {}
        registration.save()
        inviting.let_go(registration, now=now)
        registration.consents.all().delete()
    else:
        registration.delete()


@transaction.atomic
def forget_unconfirmed(*, now: datetime) -> int:
    """Delete registrations that nobody confirmed for three weeks; give how many."""
    old = Registration.objects.filter(state=State.PENDING, created_at__lt=now - UNCONFIRMED_KEPT)
    _all, by_model = old.delete()
    return by_model.get("beraad.Registration", 0)
