"""Good practices: offered after an exchange, agreed by the people of its schools, approved and made public."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from ndt.jobs.models import Priority
from wisselkracht import emails
from wisselkracht.core import exchange_steps, practices
from wisselkracht.core.exchange_steps import COORDINATOR, Party
from wisselkracht.core.lifecycle_errors import IllegalStep, NotReady, NotYours
from wisselkracht.models import Applicant, BestPractice, Place, PracticeConsent, Role
from wisselkracht.queries.vocabulary import vocabulary
from wisselkracht.services import carrying, inviting, telling

# In these a text waits for the yes of somebody.
WAITING: Final = (BestPractice.State.SUBMITTED, BestPractice.State.AGREED)
ASKED_AGAIN_AFTER: Final = timedelta(days=7)
# Whose yes a practice needs.
ASKED: Final = (exchange_steps.Role.DIRECTOR, exchange_steps.Role.TEACHER)


@transaction.atomic
def offer(*, place: Place, title: str, text: str, theme: str, now: datetime) -> BestPractice:
    """Write a practice and lay it before the coordinator and the others; its writer agrees to it by that.

    Raises NotReady with what its text lacks, e.g. when it names somebody.
    """
    # The exchange is locked, so that two at once cannot both be the last that a teacher may offer.
    carrying.locked(place.exchange_id)
    practice = BestPractice(
        exchange=place.exchange, place=place, title=title.strip(), text=text.strip(), theme=theme, offered_at=now
    )
    party = Party(place.school_code, exchange_steps.Role.TEACHER)
    practice.state = practices.advance(facts_of(practice), practices.Step.SUBMIT, by=party, themes=_themes()).value
    practice.save()
    _agree(practice, place, place.teacher, now=now)
    _ask(practice, now=now)
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
    practice.returned, practice.offered_at, practice.reminded_at = "", now, None
    practice.save()
    practice.consents.all().delete()
    _agree(practice, place, by, now=now)
    _ask(practice, now=now)
    return practice


@transaction.atomic
def agree(*, practice_id: int, by: Applicant, shown: str, now: datetime) -> BestPractice:
    """Let a director or a teacher of the exchange agree to these words. A second time changes nothing.

    shown: fingerprint of what the page showed. Raises NotReady when the words are others by now.
    """
    practice = _locked(practice_id)
    if practice.state not in WAITING:
        raise IllegalStep(practice.state, "agree")
    place = _place_of(practice, by)
    if by.role == Role.BUDDY:
        raise NotYours("agree", by.role)
    if shown != shown_words(practice):
        raise NotReady([practices.Need.SAME_WORDS])
    _agree(practice, place, by, now=now)
    return practice


def remind_due(*, now: datetime) -> int:
    """Ask once more, after a week, whose yes a text still lacks; give how many letters that made. Safe to run twice."""
    due = BestPractice.objects.filter(
        state__in=WAITING, reminded_at=None, offered_at__lte=now - ASKED_AGAIN_AFTER, exchange__isnull=False
    )
    return sum(_remind(pk, now=now) for pk in due.order_by("pk").values_list("pk", flat=True))


@transaction.atomic
def _remind(number: int, *, now: datetime) -> int:
    practice = _locked(number)
    if practice.state not in WAITING or practice.reminded_at is not None or practice.exchange is None:
        return 0
    missing = practices.missing_consent(facts_of(practice))
    people = [
        person
        for place, person in telling.people_of(practice.exchange, ASKED)
        if person.wants_reminders and Party(place.school_code, exchange_steps.Role(person.role)) in missing
    ]
    for person in people:
        inviting.write(person, emails.practice_asks, now=now, priority=Priority.BULK, practice=practice, again=True)
    practice.reminded_at = now
    practice.save(update_fields=["reminded_at"])
    return len(people)


@transaction.atomic
def withdraw(*, practice_id: int, by: Applicant, now: datetime) -> BestPractice:
    """Take a practice back, at any time and without a reason: by a director or a teacher of its exchange."""
    practice = _locked(practice_id)
    place = _place_of(practice, by)
    _move(practice, practices.Step.WITHDRAW, by=Party(place.school_code, exchange_steps.Role(by.role)))
    practice.save(update_fields=["state"])
    if by.pk != _writer(practice).pk:
        _tell_writer(practice, practices.Step.WITHDRAW, now=now)
    return practice


@transaction.atomic
def send_back(*, practice_id: int, reason: str, now: datetime) -> BestPractice:
    """Ask the writer for another text. Raises NotReady without a reason."""
    practice = _locked(practice_id)
    _move(practice, practices.Step.RETURN, by=COORDINATOR, reason=reason)
    practice.returned = reason.strip()
    practice.save(update_fields=["state", "returned"])
    _tell_writer(practice, practices.Step.RETURN, now=now)
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
    _tell_writer(practice, practices.Step.PUBLISH, now=now)
    return practice


@transaction.atomic
def take_down(*, practice_id: int, now: datetime) -> BestPractice:
    """Take a practice off the website, by the coordinator."""
    practice = _locked(practice_id)
    _move(practice, practices.Step.WITHDRAW, by=COORDINATOR)
    practice.save(update_fields=["state"])
    _tell_writer(practice, practices.Step.WITHDRAW, now=now)
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
        is_over=practice.exchange is not None and practice.exchange.is_over,
        others=_others(practice),
    )


def shown_words(practice: BestPractice) -> str:
    """Give the fingerprint of the words that a page shows."""
    return practices.fingerprint(practice.title, practice.text, practice.theme)


def drop_consents(mailbox: str) -> None:
    """Forget what somebody agreed to; a public text that they held up is taken down."""
    consents = PracticeConsent.objects.filter(mailbox=mailbox)
    held_up = BestPractice.objects.filter(consents__in=consents, state=BestPractice.State.PUBLISHED)
    held_up.update(state=BestPractice.State.WITHDRAWN)
    consents.delete()


def _names(places: Iterable[Place]) -> Iterable[str]:
    people = Applicant.objects.filter(application__places__in=list(places)).exclude(name="").distinct()
    return people.values_list("name", flat=True)


def _others(practice: BestPractice) -> int:
    same = BestPractice.objects.filter(place=practice.place_id).exclude(pk=practice.pk)
    return same.exclude(state=BestPractice.State.WITHDRAWN).count() if practice.place_id else 0


def _writer(practice: BestPractice) -> Applicant:
    assert practice.place is not None, "who acts in a practice stands in its exchange"
    return practice.place.teacher


def _ask(practice: BestPractice, *, now: datetime) -> None:
    """Ask the other directors and teachers whether these words may be public."""
    assert practice.exchange is not None, "it was just offered"
    for _place, person in telling.people_of(practice.exchange, ASKED):
        if person.pk != _writer(practice).pk:
            inviting.write(person, emails.practice_asks, now=now, practice=practice)


def _tell_writer(practice: BestPractice, step: practices.Step, *, now: datetime) -> None:
    """Tell the teacher what became of the text; nobody is told once the exchange is forgotten."""
    if practice.place is None:
        return
    writer = Applicant.objects.select_related("application__round", "application__school").get(pk=_writer(practice).pk)
    if writer.email:
        inviting.write(writer, emails.practice_news, now=now, practice=practice, step=step)


def _themes() -> frozenset[str]:
    return frozenset(theme.code for _top, below in vocabulary().choices() for theme in below)


def _locked(number: int) -> BestPractice:
    return (
        BestPractice.objects.select_for_update(of=("self",)).select_related("exchange", "place__teacher").get(pk=number)
    )


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
