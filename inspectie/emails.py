"""One function a letter. Who coordinates gets a link to the track; a school gets its own moments and no account."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.formats import date_format

from inspectie.models import ImprovementTrack, TrackMoment
from ndt.mail.letters import Letter
from ndt.people.models import User

SCHOOLS_LANGUAGE = "nl"


@dataclass(frozen=True, slots=True)
class Line:
    """One moment in a letter."""

    moment: TrackMoment
    late: bool


def due(track: ImprovementTrack, to: User, lines: list[Line]) -> Letter:
    """Tell a coordinator which moments come up or are late."""
    return _letter("track_due", track, to=to.email, language=to.language, lines=lines, name=to.name)


def due_for_school(track: ImprovementTrack, lines: list[Line]) -> Letter:
    """Tell the school which moments come up or are late. An answer goes to who guides the track."""
    reply_to = track.lead.email if track.lead is not None and track.lead.is_active else ""
    return _letter(
        "track_school",
        track,
        to=track.contact_email,
        language=SCHOOLS_LANGUAGE,
        lines=lines,
        reply_to=reply_to,
        name=track.contact_name,
        lead=track.lead.name if reply_to and track.lead is not None else "",
    )


def deadline(track: ImprovementTrack, to: User, *, late: bool) -> Letter:
    """Tell a coordinator that the end of a track comes near, or passed without an outcome."""
    return _letter("track_deadline", track, to=to.email, language=to.language, name=to.name, late=late)


def _letter(
    template: str,
    track: ImprovementTrack,
    *,
    to: str,
    language: str,
    lines: list[Line] | None = None,
    reply_to: str = "",
    **more: Any,
) -> Letter:
    with translation.override(language):
        context = {
            "school": str(track.ovt),
            "ovt": track.ovt.code,
            "deadline": date_format(track.deadline, "j F Y"),
            "moments": [
                {"title": str(line.moment), "day": date_format(line.moment.due_on, "j F"), "late": line.late}
                for line in lines or ()
            ],
            "url": f"{settings.SITE_URL}{track.get_absolute_url()}",
            **more,
        }
    return Letter(to=to, template=f"inspectie/{template}", context=context, language=language, reply_to=reply_to)
