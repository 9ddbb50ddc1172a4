"""Every day: who must do something for a school this fortnight, and who is late."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from inspectie import emails
from inspectie.core.tracks import Urgency
from inspectie.emails import Line
from inspectie.models import ImprovementTrack, TrackMoment
from inspectie.queries import tracks as queries
from ndt.mail import services as mail
from ndt.people.models import User


@dataclass(slots=True)
class Due:
    """What one track asks for today. soon, late: moments; deadline: whether to speak of it."""

    track: ImprovementTrack
    soon: list[TrackMoment] = field(default_factory=list)
    late: list[TrackMoment] = field(default_factory=list)
    deadline: Urgency = Urgency.LATER

    @property
    def lines(self) -> list[Line]:
        """Give the moments as a letter shows them, late ones first."""
        return [Line(moment, True) for moment in self.late] + [Line(moment, False) for moment in self.soon]


@transaction.atomic
def remind(*, now: datetime) -> int:
    """Write what every running track asks for today, each thing once; give how many letters.

    The one who guides a track gets it, or all coordinators while nobody does. The school gets its own moments. A
    deadline that passed goes to all coordinators.
    """
    today = timezone.localdate(now)
    running = (
        ImprovementTrack.objects.running().select_for_update(of=("self",), no_key=True).select_related("ovt", "lead")
    )
    team = queries.coordinators(today)
    return sum(_write(_mark(track, today), team, today) for track in running.order_by("pk"))


def _mark(track: ImprovementTrack, today: date) -> Due:
    """Give what is new today and remember that it was said."""
    due = Due(track)
    for moment in track.moments.filter(done_on=None):
        urgency = moment.urgency(today)
        if urgency == Urgency.LATE and moment.late_on is None:
            moment.late_on = today
            due.late.append(moment)
        elif urgency == Urgency.SOON and moment.soon_on is None:
            moment.soon_on = today
            due.soon.append(moment)
    TrackMoment.objects.bulk_update([*due.late, *due.soon], ["late_on", "soon_on"])
    urgency = track.urgency(today)
    if urgency == Urgency.LATE and track.deadline_late_on is None:
        due.deadline, track.deadline_late_on = urgency, today
    elif urgency == Urgency.SOON and track.deadline_soon_on is None:
        due.deadline, track.deadline_soon_on = urgency, today
    if due.deadline != Urgency.LATER:
        track.save(update_fields=["deadline_late_on", "deadline_soon_on"])
    return due


def _write(due: Due, team: Iterable[User], today: date) -> int:
    track, written = due.track, 0
    everybody = list(team)
    guides = [track.lead] if track.lead is not None and track.lead.is_active else everybody
    if due.lines:
        for user in guides:
            written += mail.queue(
                emails.due(track, user, due.lines), key=f"inspectie:track:{track.pk}:{today}:{user.pk}"
            )
        if track.contact_email:
            written += mail.queue(
                emails.due_for_school(track, due.lines), key=f"inspectie:track:{track.pk}:{today}:school"
            )
    if due.deadline != Urgency.LATER:
        late = due.deadline == Urgency.LATE
        for user in everybody if late else guides:
            letter = emails.deadline(track, user, late=late)
            written += mail.queue(letter, key=f"inspectie:deadline:{track.pk}:{track.deadline}:{late}:{user.pk}")
    return written
