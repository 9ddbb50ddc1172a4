"""An organisation names its safeguarding contacts itself, and always keeps one."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from bijles import emails
from bijles.core.errors import NotNamed
from bijles.queries.safety import contacts
from ndt.mail import services as mail
from ndt.people import services as people
from ndt.people.models import Membership, Organisation, Role, User


@transaction.atomic
def name(*, organisation: Organisation, email: str, by: User, today: date) -> User:
    """Make the account of an address a safeguarding contact, made when there is none, and write to it.

    Who leads an organisation reads no reports about its own tutors. Raises NotNamed: "self", "leads", "known".
    """
    address = email.strip().lower()
    if address == by.email:
        raise NotNamed("self")
    # Two who name the same person at once wait for each other, so that one letter goes out.
    Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)
    user, _made = User.objects.get_or_create(email=address)
    if user in contacts(organisation, Role.PROVIDER, Role.POLICYMAKER):
        raise NotNamed("leads")
    if user in contacts(organisation, Role.CONFIDANT):
        raise NotNamed("known")
    held = people.grant(
        user=user, organisation=organisation, role=Role.CONFIDANT, today=today, reason="bijles: safeguarding contact"
    )
    mail.queue(emails.confidant(user, str(organisation)), key=f"bijles.confidant:{held.pk}:{held.since:%Y-%m-%d}")
    return user


@transaction.atomic
def stop(*, organisation: Organisation, user: int, today: date) -> None:
    """End the role of a safeguarding contact. Raises NotNamed: "last" for the only one, "unknown"."""
    Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)
    named = contacts(organisation, Role.CONFIDANT)
    if user not in [one.pk for one in named]:
        raise NotNamed("unknown")
    if len(named) == 1:
        raise NotNamed("last")
    held = Membership.objects.get(organisation=organisation, user=user, role=Role.CONFIDANT)
    people.end(membership=held, today=today, reason="bijles: safeguarding contact")
