"""Good practices: offered with an end report, agreed by the people of both schools, approved and made public."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from wisselkracht.core import exchange_steps, practices
from wisselkracht.core.exchange_steps import COORDINATOR, Party
from wisselkracht.core.lifecycle_errors import IllegalStep, NotYours
from wisselkracht.models import Applicant, BestPractice, Place, PracticeConsent, Role
from wisselkracht.queries.vocabulary import vocabulary


@transaction.atomic
def offer(*, place: Place, title: str, text: str, theme: str, now: datetime) -> BestPractice:
    """Write a practice and lay it before the coordinator; its writer agrees to it by that.

    Raises NotReady with what its text lacks, e.g. when it names somebody.
    """
    practice = BestPractice(
        exchange=place.exchange, place=place, title=title.strip(), text=text.strip(), theme=theme, offered_at=now
    )
    party = Party(place.school_code, exchange_steps.Role.TEACHER)
    practice.state = practices.advance(facts_of(practice), practices.Step.SUBMIT, by=party, themes=_themes()).value
    practice.save()
    _agree(practice, place, place.teacher, now=now)
    return practice


@transaction.atomic
def rewrite(*, practice_id: int, by: Applicant, title: str, text: str, theme: str, now: datetime) -> BestPractice:
    """Change a practice that came back, and offer it again. Every consent to the old words falls."""
    practice = _locked(practice_id)
    place = _place_of(practice, by)
    if place.pk != practice.place_id:
        raise NotYours(practices.Step.SUBMIT, by.role)
    practice.title, practice.text, practice.theme = title.strip(), text.strip(), theme
    _move(practice, practices.Step.SUBMIT, by=Party(place.school_code, exchange_steps.Role.TEACHER))
    practice.returned, practice.offered_at = "", now
    practice.save()
    practice.consents.all().delete()
    _agree(practice, place, by, now=now)
    return practice


@transaction.atomic
def agree(*, practice_id: int, by: Applicant, now: datetime) -> BestPractice:
    """Let a director or a teacher of the exchange agree to these words. A second time changes nothing."""
    practice = _locked(practice_id)
    if practice.state not in (BestPractice.State.SUBMITTED, BestPractice.State.AGREED):
        raise IllegalStep(practice.state, "agree")
    place = _place_of(practice, by)
    if by.role == Role.BUDDY:
        raise NotYours("agree", by.role)
    _agree(practice, place, by, now=now)
    return practice


@transaction.atomic
def withdraw(*, practice_id: int, by: Applicant) -> BestPractice:
    """Take a practice back, at any time and without a reason: by a director or a teacher of its exchange."""
    practice = _locked(practice_id)
    place = _place_of(practice, by)
    _move(practice, practices.Step.WITHDRAW, by=Party(place.school_code, exchange_steps.Role(by.role)))
    practice.save(update_fields=["state"])
    return practice


@transaction.atomic
def send_back(*, practice_id: int, reason: str) -> BestPractice:
    """Ask the writer for another text. Raises NotReady without a reason."""
    practice = _locked(practice_id)
    _move(practice, practices.Step.RETURN, by=COORDINATOR, reason=reason)
    practice.returned = reason.strip()
    practice.save(update_fields=["state", "returned"])
    return practice


@transaction.atomic
def approve(*, practice_id: int) -> BestPractice:
    """Find a text fit for the public. Raises NotReady with what it lacks."""
    practice = _locked(practice_id)
    _move(practice, practices.Step.APPROVE, by=COORDINATOR)
    practice.save(update_fields=["state"])
    return practice


@transaction.atomic
def publish(*, practice_id: int, now: datetime) -> BestPractice:
    """Make a practice public. Raises NotReady while a director or teacher has not agreed."""
    practice = _locked(practice_id)
    _move(practice, practices.Step.PUBLISH, by=COORDINATOR)
    practice.published_at = now
    practice.save(update_fields=["state", "published_at"])
    return practice


@transaction.atomic
def take_down(*, practice_id: int) -> BestPractice:
    """Take a practice off the website, by the coordinator."""
    practice = _locked(practice_id)
    _move(practice, practices.Step.WITHDRAW, by=COORDINATOR)
    practice.save(update_fields=["state"])
    return practice


def facts_of(practice: BestPractice) -> practices.Practice:
    """Give a practice as the core knows it. Without its exchange there is nobody left to name or to ask."""
    places = list(practice.exchange.places.all()) if practice.exchange else []
    consents = practice.consents.select_related("place") if practice.pk else ()
    return practices.Practice(
        state=practices.State(practice.state),
        title=practice.title,
        text=practice.text,
        theme=practice.theme,
        schools=frozenset(place.school_code for place in places),
        names=tuple(_names(places)),
        consented=frozenset(one.party for one in consents),
    )


def drop_consents(mailbox: str) -> None:
    """Forget what somebody agreed to; a public text that they held up is taken down."""
    consents = PracticeConsent.objects.filter(mailbox=mailbox)
    held_up = BestPractice.objects.filter(consents__in=consents, state=BestPractice.State.PUBLISHED)
    held_up.update(state=BestPractice.State.WITHDRAWN)
    consents.delete()


def _names(places: Iterable[Place]) -> Iterable[str]:
    people = Applicant.objects.filter(application__places__in=list(places)).exclude(name="").distinct()
    return people.values_list("name", flat=True)


def _themes() -> frozenset[str]:
    return frozenset(theme.code for _top, below in vocabulary().choices() for theme in below)


def _locked(number: int) -> BestPractice:
    return BestPractice.objects.select_for_update(of=("self",)).select_related("exchange", "place").get(pk=number)


def _place_of(practice: BestPractice, by: Applicant) -> Place:
    """Give the place from which somebody speaks. Raises NotYours for who is not in the exchange."""
    place = Place.objects.filter(exchange=practice.exchange_id, application=by.application_id).first()
    if place is None or practice.exchange_id is None:
        raise NotYours("practice", by.role)
    return place


def _move(practice: BestPractice, step: practices.Step, *, by: Party, reason: str = "") -> None:
    after = practices.advance(facts_of(practice), step, by=by, themes=_themes(), reason=reason)
    practice.state = after.value


def _agree(practice: BestPractice, place: Place, by: Applicant, *, now: datetime) -> None:
    PracticeConsent.objects.get_or_create(
        practice=practice, place=place, role=by.role, defaults={"mailbox": by.mailbox, "at": now}
    )
