"""The life of an improvement track: rules, start, what is recorded about its moments, end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from inspectie.core import tracks
from inspectie.core.tracks import Finding, Kind, Rules, TrackError, Trigger
from inspectie.models import ImprovementTrack, Judgement, Ovt, TrackMoment, TrackPolicy
from inspectie.models.tracks import Moment, Stage
from ndt.people.models import User


@dataclass(frozen=True, slots=True)
class People:
    """Who works with a track: the coordinator who guides it, and somebody at the school."""

    lead: User | None = None
    contact_name: str = ""
    contact_email: str = ""


@dataclass(frozen=True, slots=True)
class Chosen:
    """The rules that somebody chose: those of this norm set, and why."""

    norm_set: str
    digest: str
    rules: Rules
    reason: str
    by: User | None


@transaction.atomic
def choose_rules(*, chosen: Chosen, now: datetime) -> TrackPolicy:
    """Let these rules hold from now on. Tracks that run keep the rules they started with."""
    return TrackPolicy.objects.create(
        norm_set=chosen.norm_set,
        digest=chosen.digest,
        insufficient=Trigger.INSUFFICIENT in chosen.rules.triggers,
        very_weak=Trigger.VERY_WEAK in chosen.rules.triggers,
        months=chosen.rules.months,
        reason=chosen.reason,
        chosen_by=chosen.by,
        since=now,
    )


@transaction.atomic
def start(*, judgement: Judgement, people: People, now: datetime, deadline: date | None = None) -> ImprovementTrack:
    """Start the track that follows a judgement, with the moments of the house's plan.

    deadline: an earlier one than the rules give. Raises TrackError: no_rules, superseded, already_started,
    already_running, or what the core checks.
    """
    # The school first: two judgements, or two coordinators, cannot start two tracks for it.
    Ovt.objects.select_for_update(no_key=True).get(pk=judgement.ovt_id)
    policy = TrackPolicy.objects.first()
    if policy is None:
        raise TrackError("no_rules")
    today, rules = timezone.localdate(now), policy.rules()
    _check_judgement(judgement)
    tracks.check_start(label=judgement.label, judged=judgement.dated, today=today, rules=rules)
    if ImprovementTrack.objects.running().filter(ovt_id=judgement.ovt_id).exists():
        raise TrackError("already_running")
    last = deadline or tracks.deadline(judgement.dated, rules)
    tracks.check_deadline(judged=judgement.dated, chosen=last, today=today, rules=rules)
    track = ImprovementTrack.objects.create(
        ovt_id=judgement.ovt_id,
        judgement=judgement,
        label=judgement.label,
        policy=policy,
        judged_on=judgement.dated,
        deadline=last,
        lead=people.lead,
        contact_name=people.contact_name,
        contact_email=people.contact_email,
        created_at=now,
    )
    # Planned from today: what should have been done before anybody started would only be late at once.
    TrackMoment.objects.bulk_create(
        TrackMoment(track=track, code=planned.code, kind=planned.kind, due_on=planned.due)
        for planned in tracks.plan(max(today, judgement.dated), last)
    )
    return track


@transaction.atomic
def take_over(*, track: ImprovementTrack, judgement: Judgement, now: datetime) -> ImprovementTrack:
    """Go on with a running track under a newer judgement of its school. It gets no extra time.

    Raises TrackError: wrong_stage, superseded, already_started, other_school, or not_triggered.
    """
    track = _locked(track, Stage.RUNNING)
    _check_judgement(judgement)
    if judgement.ovt_id != track.ovt_id:
        raise TrackError("other_school")
    if judgement.label not in track.policy.rules().triggers or judgement.dated > timezone.localdate(now):
        raise TrackError("not_triggered")
    track.judgement, track.label = judgement, judgement.label
    track.save(update_fields=["judgement", "label"])
    return track


def _check_judgement(judgement: Judgement) -> None:
    if judgement.superseded_by_id is not None:
        raise TrackError("superseded")
    if ImprovementTrack.objects.filter(judgement=judgement).exists():
        raise TrackError("already_started")


@transaction.atomic
def record(*, moment: TrackMoment, done_on: date, finding: str, note: str, now: datetime) -> TrackMoment:
    """Record that a step was taken or a review was held. Raises TrackError."""
    track = _locked(moment.track, Stage.RUNNING)
    moment = TrackMoment.objects.select_for_update().get(pk=moment.pk)
    tracks.check_done(
        kind=Kind(moment.kind),
        done=done_on,
        finding=Finding(finding) if finding else None,
        first=track.judged_on,
        today=timezone.localdate(now),
    )
    moment.done_on, moment.finding, moment.note = done_on, finding, note
    moment.save(update_fields=["done_on", "finding", "note"])
    return moment


@transaction.atomic
def move(*, moment: TrackMoment, due_on: date, now: datetime) -> TrackMoment:
    """Give a moment that is not done another date; its reminders start anew. Raises TrackError."""
    track = _locked(moment.track, Stage.RUNNING)
    moment = TrackMoment.objects.select_for_update().get(pk=moment.pk)
    if moment.done_on is not None:
        raise TrackError("already_done")
    tracks.check_due(due=due_on, today=timezone.localdate(now), last=track.deadline)
    moment.due_on, moment.soon_on, moment.late_on = due_on, None, None
    moment.save(update_fields=["due_on", "soon_on", "late_on"])
    return moment


@transaction.atomic
def add(*, track: ImprovementTrack, title: str, kind: str, due_on: date, now: datetime) -> TrackMoment:
    """Add a moment of the coordinator's own. Raises TrackError."""
    track = _locked(track, Stage.RUNNING)
    tracks.check_due(due=due_on, today=timezone.localdate(now), last=track.deadline)
    return TrackMoment.objects.create(track=track, code=Moment.OWN, title=title, kind=kind, due_on=due_on)


@transaction.atomic
def arrange(*, track: ImprovementTrack, people: People, deadline: date, now: datetime) -> ImprovementTrack:
    """Change who works with a track, and its deadline within the twelve months.

    Moments that would come after an earlier deadline move to it. Raises TrackError.
    """
    track = _locked(track, Stage.RUNNING)
    fields = ["lead", "contact_name", "contact_email"]
    if deadline != track.deadline:
        tracks.check_deadline(
            judged=track.judged_on, chosen=deadline, today=timezone.localdate(now), rules=track.policy.rules()
        )
        track.deadline, track.deadline_soon_on, track.deadline_late_on = deadline, None, None
        fields += ["deadline", "deadline_soon_on", "deadline_late_on"]
        track.moments.filter(done_on=None, due_on__gt=deadline).update(due_on=deadline, soon_on=None, late_on=None)
    track.lead, track.contact_name, track.contact_email = people.lead, people.contact_name, people.contact_email
    track.save(update_fields=fields)
    return track


@transaction.atomic
def close(*, track: ImprovementTrack, to: str, closed_on: date, now: datetime) -> ImprovementTrack:
    """End a track: recovered, not recovered by its deadline, or for another reason. Raises TrackError."""
    track = _locked(track)
    held = track.moments.filter(kind=Kind.REVIEW, done_on__isnull=False).count()
    tracks.check_move(now=tracks.Stage(track.stage), to=tracks.Stage(to), reviews_held=held)
    tracks.check_closed(
        closed=closed_on,
        first=track.judged_on,
        last=track.deadline,
        to=tracks.Stage(to),
        today=timezone.localdate(now),
    )
    track.stage, track.closed_on, track.closed_at = Stage(to), closed_on, now
    track.save(update_fields=["stage", "closed_on", "closed_at"])
    return track


@transaction.atomic
def reopen(*, track: ImprovementTrack, now: datetime) -> ImprovementTrack:
    """Go on with a track that was closed by mistake. Raises TrackError: wrong_stage, already_running or too_old."""
    Ovt.objects.select_for_update(no_key=True).get(pk=track.ovt_id)
    track = _locked(track)
    tracks.check_move(now=tracks.Stage(track.stage), to=tracks.Stage.RUNNING, reviews_held=0)
    if ImprovementTrack.objects.running().filter(ovt_id=track.ovt_id).exists():
        raise TrackError("already_running")
    track.stage, track.closed_on, track.closed_at = Stage.RUNNING, None, None
    track.save(update_fields=["stage", "closed_on", "closed_at"])
    return track


def _locked(track: ImprovementTrack, *stages: Stage) -> ImprovementTrack:
    locked = (
        ImprovementTrack.objects.select_for_update(of=("self",), no_key=True).select_related("policy").get(pk=track.pk)
    )
    if stages and locked.stage not in stages:
        raise TrackError("wrong_stage")
    return locked
