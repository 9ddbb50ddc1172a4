"""Whom a letter to many reaches, and which were sent."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.formats import date_format

from wisselkracht.models import Applicant, ApplicantQuerySet, Mailing, Round
from wisselkracht.queries import cockpit


def recipients(found: Round, *, kind: str, role: str, is_news: bool) -> ApplicantQuerySet:
    """Give whom a letter is for, one row a mailbox, in the order of the mailboxes.

    Only people who heard from us before: nobody gets mail because a stranger typed an address. News goes to nobody
    who stopped it in any of their applications.
    """
    people: ApplicantQuerySet = Applicant.objects.filter(
        application__in=cockpit.narrowed(found, kind, "").order_by().values("pk"), invited_at__isnull=False
    ).exclude(email="")
    if role:
        people = people.filter(role=role)
    if is_news:
        people = people.exclude(mailbox__in=Applicant.objects.filter(wants_news=False).values("mailbox"))
    return people.order_by("mailbox", "pk").distinct("mailbox")


def values_of(person: Applicant) -> Mapping[str, str]:
    """Give what stands in the place of each placeholder for one person, in their language."""
    application = person.application
    return {
        "naam": person.name,
        "school": str(application.school),
        "ronde": application.round.title,
        "laatste_dag": date_format(application.round.last_day, "j F Y"),
    }


def history_of(found: Round) -> list[Mailing]:
    """Give the letters to many of a round, the last one first."""
    return list(found.mailings.select_related("by"))
