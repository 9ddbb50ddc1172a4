"""Practices that work: what everybody may read, by theme, and what waits for a coordinator."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Case, When

from ndt.people.models import User
from wisselkracht.core import exchange_steps, mailing
from wisselkracht.models import Applicant, BestPractice, BestPracticeQuerySet, Place, Role
from wisselkracht.queries import rights
from wisselkracht.queries.vocabulary import choices, label


@dataclass(frozen=True, slots=True)
class Story:
    """A public practice as a page shows it. Nobody's name is in it, and no school's."""

    number: int
    title: str
    theme: str
    theme_words: str
    paragraphs: list[str]
    published_at: datetime | None

    @property
    def beginning(self) -> str:
        """Give the first paragraph, cut at a word."""
        first = self.paragraphs[0] if self.paragraphs else ""
        return first if len(first) <= 200 else first[:200].rsplit(" ", 1)[0] + " …"


@dataclass(frozen=True, slots=True)
class Theme:
    """A theme with at least one practice."""

    code: str
    words: str
    number: int


def story(practice: BestPractice) -> Story:
    """Give a practice for a page."""
    return Story(
        number=practice.pk,
        title=practice.title,
        theme=practice.theme,
        theme_words=label(practice.theme),
        paragraphs=mailing.paragraphs(practice.text),
        published_at=practice.published_at,
    )


def stories(theme: str = "", *, most: int | None = None) -> list[Story]:
    """Give the public practices, the newest first; of one theme when it is named."""
    found = BestPractice.objects.public().order_by("-published_at", "-pk")
    if theme:
        found = found.filter(theme=theme)
    return [story(one) for one in (found if most is None else found[:most])]


def themes() -> list[Theme]:
    """Give the themes that have public practices, in the order of the vocabulary."""
    counted = Counter(BestPractice.objects.public().values_list("theme", flat=True))
    return [Theme(code, words, counted[code]) for _top, below in choices() for code, words in below if counted[code]]


def practices_of(user: User) -> BestPracticeQuerySet:
    """Give the practices from exchanges in somebody's regions."""
    found: BestPracticeQuerySet = BestPractice.objects.filter(
        exchange__round__region__in=rights.regions_of(user)
    ).select_related("exchange__round")
    return found


def waiting(user: User) -> int:
    """Count the practices that wait for a coordinator."""
    return practices_of(user).filter(state=BestPractice.State.SUBMITTED).count()


def in_order(user: User) -> BestPracticeQuerySet:
    """Give the practices of somebody's regions: what waits for a judgement first, then what waits for a yes."""
    states = (BestPractice.State.SUBMITTED, BestPractice.State.AGREED, BestPractice.State.PUBLISHED)
    turn = Case(*(When(state=state, then=place) for place, state in enumerate(states)), default=len(states))
    return practices_of(user).order_by(turn, "-offered_at", "-pk")


@dataclass(frozen=True, slots=True)
class Stands:
    """How somebody of an exchange stands to a text. may_read: not while it is back with its writer."""

    is_writer: bool
    said_yes: bool
    may_say_yes: bool
    may_change: bool
    may_withdraw: bool
    may_read: bool


def of_exchanges(applicant: Applicant) -> BestPracticeQuerySet:
    """Give the texts about exchanges of somebody's application, the newest first."""
    found: BestPracticeQuerySet = (
        BestPractice.objects.filter(exchange__places__application=applicant.application_id)
        .select_related("exchange", "place")
        .order_by("-offered_at", "-pk")
    )
    return found


def stands_for(applicant: Applicant, practice: BestPractice) -> Stands:
    """Give how somebody of its exchange stands to a text."""
    state, asked = practice.state, applicant.role != Role.BUDDY
    is_writer = practice.place is not None and practice.place.teacher_id == applicant.pk
    said_yes = practice.consents.filter(place__application=applicant.application_id, role=applicant.role).exists()
    waits = state in (BestPractice.State.SUBMITTED, BestPractice.State.AGREED)
    return Stands(
        is_writer=is_writer,
        said_yes=said_yes,
        may_say_yes=asked and waits and not said_yes,
        may_change=is_writer and state == BestPractice.State.DRAFT,
        may_withdraw=asked and state != BestPractice.State.WITHDRAWN,
        may_read=is_writer or waits or state == BestPractice.State.PUBLISHED,
    )


def place_to_share(applicant: Applicant) -> Place | None:
    """Give the place from whose exchange a teacher may write: the newest that is over; None for everybody else."""
    if applicant.role != Role.TEACHER:
        return None
    over = Place.objects.filter(teacher=applicant, exchange__state__in=[state.value for state in exchange_steps.OVER])
    return over.select_related("exchange").order_by("-exchange__ends_on", "-exchange").first()


def place_of(applicant: Applicant, practice: BestPractice) -> Place | None:
    """Give the place of a text for who wrote it; None for everybody else."""
    return practice.place if stands_for(applicant, practice).is_writer else None


def schools_of(practice: BestPractice) -> dict[str, str]:
    """Give the names of the schools of a practice's exchange, by their code."""
    places = practice.exchange.places.select_related("application__school") if practice.exchange else ()
    return {place.school_code: str(place.application.school) for place in places}
