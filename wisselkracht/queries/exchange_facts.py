"""What the table of steps and its clocks need to know of an exchange."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

from django.utils import timezone

from wisselkracht.core.exchange_steps import Anchor, Facts, Goal, Party, Role, parties_of
from wisselkracht.models import (
    AgreementVersion,
    Applicant,
    EndReport,
    Exchange,
    LearningGoal,
    Moment,
    Place,
    ProposalAnswer,
    Review,
    Signature,
    Training,
)

# Who looks back at a moment: the teacher it is about, and two people of the host.
REVIEWERS: Final = (Role.TEACHER, Role.BUDDY, Role.DIRECTOR)


def current_version(exchange: Exchange) -> AgreementVersion | None:
    """Give the version of the agreement that counts."""
    return exchange.versions.filter(is_current=True).first()


def open_moments(exchange: Exchange, *, today: date) -> list[Moment]:
    """Give the moments that opened and that somebody of the three has not answered, the first to open first."""
    moments = Moment.objects.filter(place__exchange=exchange, opens_on__lte=today).select_related("place")
    answered: dict[int, int] = {}
    for number in Review.objects.filter(moment__place__exchange=exchange).values_list("moment", flat=True):
        answered[number] = answered.get(number, 0) + 1
    waiting = [one for one in moments if answered.get(one.pk, 0) < len(REVIEWERS)]
    return sorted(waiting, key=lambda one: (one.opens_on, one.place.number))


def facts_of(exchange: Exchange, *, today: date, blocking: int = 0) -> Facts:
    """Give the facts of an exchange. blocking: warnings that stop the agreement somebody is about to make."""
    places = list(exchange.places.all())
    codes = {place.pk: place.school_code for place in places}
    version = current_version(exchange)
    signed = Signature.objects.filter(version=version) if version else Signature.objects.none()
    yes = ProposalAnswer.objects.filter(place__in=places, is_yes=True)
    trainings = list(Training.objects.filter(place__in=places).values_list("finished_at", flat=True))
    planned = set(Moment.objects.filter(place__in=places).values_list("place", flat=True))
    return Facts(
        state=exchange.at,
        parties=parties_of(set(codes.values())),
        start=exchange.starts_on,
        end=exchange.ends_on,
        answer_until=exchange.answer_until,
        yes=frozenset(Party(codes[place], Role(role)) for place, role in yes.values_list("place", "role")),
        meeting_on=exchange.meeting_on,
        trainings=len(trainings),
        trained=sum(one is not None for one in trainings),
        goals=frozenset(
            (codes[place], Goal(kind))
            for place, kind in LearningGoal.objects.filter(place__in=places).values_list("place", "kind")
        ),
        buddies=buddies_of(places),
        blocking=blocking,
        agreement_hash=version.fingerprint if version else "",
        signed=frozenset(Party(codes[place], Role(role)) for place, role in signed.values_list("place", "role")),
        evaluations_planned=planned == set(codes),
        moment_open=bool(open_moments(exchange, today=today)),
        new_end=exchange.new_end,
        reports=frozenset(
            codes[place] for place in EndReport.objects.filter(place__in=places).values_list("place", flat=True)
        ),
    )


def buddies_of(places: list[Place]) -> frozenset[str]:
    """Give the schools that have a buddy who confirmed."""
    codes = {place.application_id: place.school_code for place in places}
    there = Applicant.objects.filter(application__in=list(codes), role=Role.BUDDY.value, confirmed_at__isnull=False)
    return frozenset(codes[number] for number in there.exclude(email="").values_list("application", flat=True))


def anchors_of(exchange: Exchange, *, today: date) -> Mapping[Anchor, date]:
    """Give the days from which the clocks of an exchange count."""
    found = {Anchor.ENTERED: timezone.localdate(exchange.entered_at)}
    if exchange.meeting_on is not None:
        found[Anchor.MEETING] = exchange.meeting_on
    if moments := open_moments(exchange, today=today):
        found[Anchor.MOMENT] = moments[0].opens_on
    lost = [place.buddy_lost_on for place in exchange.places.all() if place.buddy_lost_on is not None]
    if lost:
        found[Anchor.BUDDY_LOST] = min(lost)
    return found


def party_of(place: Place, applicant: Applicant) -> Party:
    """Give as whom somebody acts in an exchange."""
    return Party(place.school_code, Role(applicant.role))


def host_of(place: Place, places: list[Place]) -> Place:
    """Give the place whose job the teacher of this one takes over. places: all of the exchange."""
    ordered = sorted(places, key=lambda one: one.number)
    at = [one.pk for one in ordered].index(place.pk)
    return ordered[(at + 1) % len(ordered)]
