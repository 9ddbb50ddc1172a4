"""One function a letter."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any, Final

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format

from ndt.mail import unsubscribe
from ndt.mail.letters import Letter
from ndt.people.models import User
from ndt.schools.models import SchoolLocation
from wisselkracht import exchange_words as words
from wisselkracht.core import mailing as texts
from wisselkracht.core.exchange_steps import Step
from wisselkracht.core.practices import Step as PracticeStep
from wisselkracht.links import address
from wisselkracht.models import Applicant, Application, BestPractice, Exchange, Mailing, Role, Round
from wisselkracht.practice_words import NEWS as PRACTICE_NEWS

REMINDERS: Final = "wisselkracht.reminders"
NEWS: Final = "wisselkracht.news"
SAMPLE: Final = "voorbeeld"


def _letter(template: str, to: Applicant, *, token: str = "", stop: str = "", **context: Any) -> Letter:
    application = to.application
    with translation.override(to.language):
        closes = date_format(application.round.last_day, "j F Y")
        begin_url = settings.SITE_URL + reverse("wisselkracht:front")
    return Letter(
        to=to.email,
        template=f"wisselkracht/{template}",
        context={
            "name": to.name,
            "role": to.role,
            "school": str(application.school),
            "round": application.round.title,
            "closes": closes,
            "begin_url": begin_url,
            "mine_url": address(token, language=to.language) if token else "",
            **context,
        },
        language=to.language,
        unsubscribe=stop,
    )


def start(to: Applicant, token: str) -> Letter:
    """Ask who began to open the own page; the other two hear nothing before."""
    return _letter("start", to, token=token)


def invite(to: Applicant, token: str, *, by: str) -> Letter:
    """Ask one of the other two. by: the name of who asks."""
    return _letter("invite", to, token=token, by=by)


def reminder(to: Applicant, token: str) -> Letter:
    """Ask again, kindly; this letter can be stopped."""
    stop = unsubscribe.address(REMINDERS, to.public_id.hex, language=to.language)
    return _letter("reminder", to, token=token, stop=stop)


def complete(to: Applicant, token: str, *, is_verified: bool, moved_from: str, waits: bool) -> Letter:
    """Say that all three confirmed, and what happens next. moved_from: the round that it was too late for."""
    return _letter("complete", to, token=token, is_verified=is_verified, moved_from=moved_from, waits=waits)


def verified(to: Applicant, token: str, *, moved_from: str, waits: bool) -> Letter:
    """Say that the director is known, so that the application enters the round."""
    return _letter("verified", to, token=token, moved_from=moved_from, waits=waits)


def moved(to: Applicant, token: str) -> Letter:
    """Say that an application that waited for a round has one."""
    return _letter("moved", to, token=token)


def withdrawn(to: Applicant, *, by: str) -> Letter:
    """Tell the others that the application was withdrawn. by: the role of who did it."""
    return _letter("withdrawn", to, by=by)


def buddy_left(to: Applicant, token: str) -> Letter:
    """Ask the teacher to find another buddy."""
    return _letter("buddy_left", to, token=token)


def expired(to: Applicant) -> Letter:
    """Say that the application ended because somebody did not confirm, without reproach."""
    return _letter("expired", to)


def _ours(to: Applicant, token: str) -> str:
    """Give the address of the page of an exchange."""
    return address(token, language=to.language, name="exchange_mine")


def proposal(to: Applicant, token: str, *, until: date) -> Letter:
    """Say that there is a proposal, and ask everybody for an answer. until: the last day for it."""
    with translation.override(to.language):
        last = date_format(until, "j F Y")
    return _letter("proposal", to, token=token, until=last, mine_url=_ours(to, token))


def exchange_news(to: Applicant, token: str, *, exchange: Exchange, news: words.News) -> Letter:
    """Say what happened to an exchange, and what comes next or is asked now."""
    with translation.override(to.language):
        title, text = str(news.title), str(news.text)
    return _letter(
        "exchange_news", to, token=token, title=title, text=text, number=exchange.number, mine_url=_ours(to, token)
    )


def exchange_waits(to: Applicant, token: str, *, exchange: Exchange, step: Step) -> Letter:
    """Remind somebody kindly that an exchange waits for them."""
    with translation.override(to.language):
        text = str(words.REMINDERS[step])
    stop = unsubscribe.address(REMINDERS, to.public_id.hex, language=to.language)
    return _letter(
        "exchange_waits",
        to,
        token=token,
        stop=stop,
        text=text,
        number=exchange.number,
        mine_url=_ours(to, token),
    )


def practice_asks(to: Applicant, token: str, *, practice: BestPractice, again: bool = False) -> Letter:
    """Ask a director or teacher whether a text about their exchange may be public. again: as a reminder."""
    url = address(token, practice.pk, language=to.language, name="shared")
    stop = unsubscribe.address(REMINDERS, to.public_id.hex, language=to.language) if again else ""
    return _letter("practice_asks", to, token=token, stop=stop, title=practice.title, mine_url=url)


def practice_news(to: Applicant, token: str, *, practice: BestPractice, step: PracticeStep) -> Letter:
    """Tell a teacher what became of a text. reason: what the coordinator wants otherwise."""
    with translation.override(to.language):
        head, text = (str(words) for words in PRACTICE_NEWS[step])
    return _letter(
        "practice_news",
        to,
        token=token,
        head=head,
        text=text,
        title=practice.title,
        reason=practice.returned if step is PracticeStep.RETURN else "",
        mine_url=address(token, practice.pk, language=to.language, name="shared"),
    )


def exchange_late(to: User, *, exchange: Exchange, steps: list[str]) -> Letter:
    """Tell a coordinator what an exchange waits for too long. steps: in words."""
    return Letter(
        to=to.email,
        template="wisselkracht/exchange_late",
        context={
            "number": exchange.number,
            "round": exchange.round.title,
            "steps": steps,
            "exchange_url": settings.SITE_URL + reverse("wisselkracht:exchange", args=[exchange.pk]),
        },
    )


def register_code(application: Application, *, code: str, director: str) -> Letter:
    """Give the code to the school itself, at its address in the register."""
    return Letter(
        to=application.school.email,
        template="wisselkracht/register_code",
        context={"school": str(application.school), "code": code, "director": director},
    )


def sample_reminder(found: Round, school: SchoolLocation) -> Letter:
    """Give the reminder as a coordinator sees it before sending many: to an invented person, with no real link."""
    invented = Applicant(
        application=Application(round=found, school=school),
        role=Role.BUDDY,
        name="Bo Voorbeeld",
        email="bo@school.example",
    )
    return _letter("reminder", invented, token=SAMPLE)


def mailing(to: Applicant, token: str, *, made: Mailing, facts: Mapping[str, str]) -> Letter:
    """Give a coordinator's letter to many, filled in for one person; only news can be stopped."""
    stop = unsubscribe.address(NEWS, to.public_id.hex, language=to.language) if made.is_news else ""
    letter = _letter(
        "mailing",
        to,
        token=token,
        stop=stop,
        subject=texts.fill(made.subject, facts),
        paragraphs=[texts.fill(part, facts) for part in texts.paragraphs(made.text)],
        sender=made.by.name if made.by else "",
    )
    return replace(letter, reply_to=made.by.email if made.by else "")


def school_moved(to: Applicant, token: str, *, before: str) -> Letter:
    """Say that the application went to another school, because its own closed. before: the one that closed."""
    return _letter("school_moved", to, token=token, before=before)


def school_closed(to: Applicant) -> Letter:
    """Say that the application ended because its school closed, without reproach."""
    return _letter("school_closed", to)
