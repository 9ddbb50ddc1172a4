"""One function a letter; those about a meeting differ in their words alone."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import Any, Final

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format

from ndt.mail.letters import Letter
from ndt.people.models import User
from opleiding import links
from opleiding.models import Batch, Candidate, Module, ModuleSeat, Registration

OPINION_SALT: Final = "opleiding.opinion"


class What(StrEnum):
    """What a letter tells about a meeting; its template."""

    SEAT = "opleiding/meeting_seat"
    LINE = "opleiding/meeting_line"
    OFFER = "opleiding/meeting_offer"
    EXPIRED = "opleiding/meeting_expired"
    REMINDER = "opleiding/meeting_reminder"
    MOVED = "opleiding/meeting_moved"
    CANCELLED = "opleiding/meeting_cancelled"
    OPINION = "opleiding/meeting_opinion"


class ModuleLetter(StrEnum):
    """What a letter tells a trainer about a module; its template."""

    SEAT = "opleiding/module_seat"
    STOPPED = "opleiding/module_stopped"
    OPINION = "opleiding/module_opinion"


class ModuleNews(StrEnum):
    """What a letter tells the side that did not do it; a word of its template."""

    SHARED = "shared"
    CHANGED = "changed"
    APPROVED = "approved"


def invitation(batch: Batch, code: str, *, to: str, language: str = "nl") -> Letter:
    """Invite a trainer for his institute, with a code of his own."""
    return Letter(
        to=to,
        template="opleiding/invitation",
        context={
            "institute": str(batch.institute),
            "url": links.address(code, language=language),
            "until": date_format(timezone.localtime(batch.expires_at), "j F Y"),
        },
        language=language,
    )


def about_meeting(to: Registration, what: What) -> Letter:
    """Tell somebody something about a meeting."""
    user, meeting = to.trainer.user, to.meeting
    with translation.override(user.language):
        starts = timezone.localtime(meeting.starts_at)
        context: dict[str, Any] = {
            "meeting": meeting.series.title,
            "day": date_format(starts, "l j F Y"),
            "hour": date_format(starts, "H:i"),
            "place": meeting.place,
            "code": to.code,
            "mine_url": settings.SITE_URL + reverse("opleiding:my-meeting", args=[meeting.pk]),
            "list_url": settings.SITE_URL + reverse("opleiding:meetings"),
        }
        if what == What.OFFER and to.offer_until is not None:
            context["until"] = date_format(timezone.localtime(to.offer_until), "l j F, H:i")
        if what == What.OPINION:
            context["opinion_url"] = settings.SITE_URL + reverse("opleiding:opinion", args=[opinion_token(to)])
    return Letter(to=user.email, template=what.value, context=context, language=user.language)


def opinion_token(of: Registration | ModuleSeat) -> str:
    """Give what opens the questions afterwards, for who was there."""
    return signing.dumps(str(of.public_id), salt=OPINION_SALT)


def about_module(to: ModuleSeat, what: ModuleLetter) -> Letter:
    """Tell a trainer something about a module."""
    user, module = to.trainer.user, to.module
    with translation.override(user.language):
        context: dict[str, Any] = {
            "module": module.title,
            "makers": module.makers,
            "begins": date_format(module.starts_on, "j F Y"),
            "place": module.place,
            "parts": [one["part"] for one in to.spared],
            "reason": module.stopped_why,
            "mine_url": settings.SITE_URL + reverse("opleiding:my-module", args=[module.pk]),
            "list_url": settings.SITE_URL + reverse("opleiding:modules"),
        }
        if what == ModuleLetter.OPINION:
            context["opinion_url"] = settings.SITE_URL + reverse("opleiding:opinion", args=[opinion_token(to)])
    return Letter(to=user.email, template=what.value, context=context, language=user.language)


def module_news(module: Module, to: User, what: ModuleNews) -> Letter:
    """Tell who works for the other side what happened to a module."""
    with translation.override(to.language):
        context = {
            "what": what.value,
            "module": module.title,
            "version": module.version,
            "desk_url": settings.SITE_URL + reverse("opleiding:module-cockpit", args=[module.pk]),
        }
    return Letter(to=to.email, template="opleiding/module_news", context=context, language=to.language)


def list_received(candidate: Candidate, choices: Sequence[str]) -> Letter:
    """Say which list we have. choices: the names of its offerings, best first."""
    user, found = _user(candidate), candidate.round
    with translation.override(user.language):
        until = date_format(timezone.localtime(found.closes_at), "j F Y, H:i")
    facts = {"choices": list(choices), "until": until, "ticket": candidate.code}
    return _letter("list_received", candidate, facts | {"list_url": _page("my-list", candidate)})


def outcome(candidate: Candidate, placed: str, *, rank: int, may_change: bool) -> Letter:
    """Say what a round meant for somebody. placed: the name of an offering, or ""; may_change: it can be run again."""
    facts = {"placed": placed, "rank": rank, "may_change": may_change}
    return _letter("outcome", candidate, facts | {"place_url": _page("my-place", candidate)})


def place_changed(candidate: Candidate, placed: str, *, rank: int, was: str) -> Letter:
    """Say that a place that was given back brought somebody higher. was: the place before, or ""."""
    facts = {"placed": placed, "rank": rank, "was": was}
    return _letter("place_changed", candidate, facts | {"place_url": _page("my-place", candidate)})


def _letter(template: str, candidate: Candidate, facts: dict[str, Any]) -> Letter:
    user = _user(candidate)
    context = {"round": candidate.round.title} | facts
    return Letter(to=user.email, template=f"opleiding/{template}", context=context, language=user.language)


def _page(name: str, candidate: Candidate) -> str:
    with translation.override(_user(candidate).language):
        found: str = settings.SITE_URL + reverse(f"opleiding:{name}", args=[candidate.round.slug])
    return found


def _user(candidate: Candidate) -> User:
    assert candidate.trainer is not None, "a letter goes to somebody"
    return candidate.trainer.user
