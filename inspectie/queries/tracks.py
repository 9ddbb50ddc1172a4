"""What the screens about improvement tracks show."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext as _

from inspectie.core import tracks
from inspectie.core.tracks import Urgency
from inspectie.models import ImprovementTrack, Judgement, TrackMoment, TrackPolicy
from inspectie.models.tracks import Kind, Moment, Stage
from ndt.history import queries as history
from ndt.people.models import Membership, Role, User

ROOM = "inspectie"
LONGEST = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A judgement that starts a track, and nobody started it. running: the track its school is in already."""

    judgement: Judgement
    deadline: date
    days_left: int
    running: ImprovementTrack | None


@dataclass(frozen=True, slots=True)
class Row:
    """A track in the list. next: the first moment that is not done. late: how many moments are."""

    track: ImprovementTrack
    next: TrackMoment | None
    next_urgency: Urgency
    urgency: Urgency
    done: int
    total: int
    late: int


@dataclass(frozen=True, slots=True)
class Numbers:
    """All tracks in numbers."""

    running: int
    late: int
    recovered: int
    failed: int


@dataclass(frozen=True, slots=True)
class Step:
    """A moment on the page of its track."""

    moment: TrackMoment
    urgency: Urgency


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the history of a track. title: what changed; differences: how, empty for a beginning."""

    at: datetime
    who: str
    reason: str
    title: str
    differences: tuple[history.Difference, ...]


def policy() -> TrackPolicy | None:
    """Give the rules in force."""
    return TrackPolicy.objects.select_related("chosen_by").first()


def policies() -> list[TrackPolicy]:
    """Give all rules there ever were, newest first."""
    return list(TrackPolicy.objects.select_related("chosen_by"))


def coordinators(today: date) -> list[User]:
    """Give who coordinates this room on a day."""
    held = Membership.objects.active(today).of(Role.COORDINATOR, solution=ROOM)
    return list(User.objects.filter(is_active=True, memberships__in=held).distinct().order_by("name", "pk"))


def candidates(today: date) -> list[Candidate]:
    """Give the newest judgement of each school that starts a track under the rules in force, soonest deadline first."""
    chosen = policy()
    if chosen is None:
        return []
    rules = chosen.rules()
    newest = Judgement.objects.live().filter(dated__lte=today).order_by("ovt_id", "-dated", "-pk").distinct("ovt_id")
    recent = (
        Judgement.objects.filter(pk__in=newest.values("pk"), track=None, dated__gt=today - LONGEST)
        .filter(label__in=[trigger.value for trigger in rules.triggers])
        .select_related("ovt__board", "ovt__municipality")
    )
    running = {track.ovt_id: track for track in ImprovementTrack.objects.running().select_related("ovt")}
    found = [
        Candidate(judgement, last, (last - today).days, running.get(judgement.ovt_id))
        for judgement in recent
        if (last := tracks.deadline(judgement.dated, rules)) > today
    ]
    return sorted(found, key=lambda candidate: (candidate.deadline, candidate.judgement.pk))


def listed(*, closed: bool, label: str = "") -> QuerySet[ImprovementTrack]:
    """Give the tracks of one list, with what a row needs."""
    wanted = ImprovementTrack.objects.closed() if closed else ImprovementTrack.objects.running()
    if label:
        wanted = wanted.filter(label=label)
    order = ("-closed_on", "-pk") if closed else ("deadline", "pk")
    moments = Prefetch("moments", TrackMoment.objects.order_by("due_on", "pk"))
    return wanted.select_related("ovt__board", "lead").prefetch_related(moments).order_by(*order)


def row(track: ImprovementTrack, today: date) -> Row:
    """Give one row. The moments of the track are read already."""
    moments = list(track.moments.all())
    following = next((moment for moment in moments if moment.done_on is None), None)
    urgencies = [moment.urgency(today) for moment in moments]
    return Row(
        track=track,
        next=following if track.is_running else None,
        next_urgency=following.urgency(today) if following is not None else Urgency.DONE,
        urgency=track.urgency(today),
        done=urgencies.count(Urgency.DONE),
        total=len(moments),
        late=urgencies.count(Urgency.LATE) if track.is_running else 0,
    )


def numbers(today: date) -> Numbers:
    """Count all tracks. late: running ones with a moment or a deadline that passed."""
    running = ImprovementTrack.objects.running()
    moments = TrackMoment.objects.filter(done_on=None, due_on__lt=today, track__stage=Stage.RUNNING)
    late = set(moments.values_list("track", flat=True)) | set(
        running.filter(deadline__lt=today).values_list("pk", flat=True)
    )
    return Numbers(
        running=running.count(),
        late=len(late),
        recovered=ImprovementTrack.objects.filter(stage=Stage.RECOVERED).count(),
        failed=ImprovementTrack.objects.filter(stage=Stage.FAILED).count(),
    )


def steps(track: ImprovementTrack, today: date) -> list[Step]:
    """Give the moments of a track in the order of their dates."""
    return [Step(moment, moment.urgency(today)) for moment in track.moments.order_by("due_on", "pk")]


def reviews_held(track: ImprovementTrack) -> int:
    """Count the talks that were held."""
    return track.moments.filter(kind=Kind.REVIEW, done_on__isnull=False).count()


def changes(track: ImprovementTrack) -> list[Entry]:
    """Give what people changed about a track and its moments, newest first; of a beginning only that it began."""
    *later, began = history.of_object(track)
    entries = [_entry(change, _("Het traject")) for change in later]
    for moment in track.moments.all():
        *later, made = history.of_object(moment)
        entries += [_entry(change, str(moment)) for change in later]
        if moment.code == Moment.OWN:
            entries.append(Entry(made.at, made.who, made.reason, str(moment), ()))
    entries.append(Entry(began.at, began.who, began.reason, _("Het traject begon"), ()))
    return sorted(entries, key=lambda entry: entry.at, reverse=True)


def _entry(change: history.Change, title: str) -> Entry:
    return Entry(change.at, change.who, change.reason, title, change.differences)
