"""The waiting list: who waits gets a tutor proposed, by the best sum over all who wait."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from bijles import emails
from bijles.core import matching
from bijles.core.matching import Pair, Pupil
from bijles.core.matching import Tutor as Candidate
from bijles.models import Booking, Child, Tutor, WaitingEntry
from bijles.models.lesson import BookingState
from bijles.queries import supply
from bijles.queries.supply import Offer, Wanted
from ndt.mail import services as mail

# A proposal that was not booked in a week goes to the next.
PROPOSED_FOR: Final = timedelta(days=7)
MOST: Final = 200


def join(*, child: Child, subject: str, online: bool, now: datetime) -> WaitingEntry:
    """Put a child on the list. A second time changes nothing."""
    return WaitingEntry.objects.get_or_create(
        child=child, subject=subject, ended_at=None, defaults={"online": online, "since": now}
    )[0]


def leave(*, child: Child, subject: str, now: datetime) -> None:
    """Take a child off the list of a subject. Safe to run twice."""
    WaitingEntry.objects.filter(child=child, subject=subject, ended_at=None).update(ended_at=now)


@transaction.atomic
def propose(*, now: datetime) -> list[Pair]:
    """Match who waits longest to tutors with room, and tell each family; give the pairs, with their reasons.

    A pair that was proposed and not booked is not proposed again. Who has a proposal of this week keeps it.
    """
    entries = {
        entry.pk: entry
        for entry in WaitingEntry.objects.filter(ended_at=None)
        .select_for_update(of=("self",), skip_locked=True)
        .select_related("child__shown", "child__family__user")
        .order_by("since", "pk")[:MOST]
        if entry.offered_at is None or entry.offered_at <= now - PROPOSED_FOR
    }
    tutors: dict[int, Tutor] = {}
    candidates: dict[int, Candidate] = {}
    pupils = []
    for entry in entries.values():
        _pass_over(entry)
        wanted = Wanted(entry.subject, where="" if entry.online else "near")
        offers = supply.offers(entry.child, wanted, now=now)
        tutors |= {offer.tutor.pk: offer.tutor for offer in offers}
        _add(candidates, entry, offers)
        pupils.append(_pupil(entry, [offer.tutor.pk for offer in offers], now=now))
    found = matching.match(pupils, candidates.values()).pairs
    for pair in found:
        entry, tutor = entries[pair.pupil], tutors[pair.tutor]
        entry.offered, entry.offered_at = tutor, now
        entry.save(update_fields=["offered", "offered_at"])
        mail.queue(emails.offered(entry, tutor, pair.reasons), key=f"bijles.offered:{entry.pk}:{tutor.pk}")
    return list(found)


def _pass_over(entry: WaitingEntry) -> None:
    if entry.offered_id is not None:
        entry.passed_over = [*entry.passed_over, entry.offered_id]
        entry.offered, entry.offered_at = None, None
        entry.save(update_fields=["passed_over", "offered", "offered_at"])


def _add(candidates: dict[int, Candidate], entry: WaitingEntry, offers: list[Offer]) -> None:
    """Let the offers to one child count as what their tutors teach, and where: a place is a child that can come there."""
    by_tutor: dict[int, list[Offer]] = defaultdict(list)
    for offer in offers:
        by_tutor[offer.tutor.pk].append(offer)
    for pk, own in by_tutor.items():
        known = candidates.get(pk)
        taught = frozenset({(entry.subject, entry.child.level)})
        place = frozenset({str(entry.pk)})
        # Each of three days with a free time is room for one child.
        room = max(len(offer.next_times) for offer in own)
        if known is None:
            candidates[pk] = Candidate(pk, taught, frozenset(own[0].tutor.languages), place, room)
        else:
            candidates[pk] = replace(
                known, teaches=known.teaches | taught, places=known.places | place, room=max(known.room, room)
            )


def _pupil(entry: WaitingEntry, offered: list[int], *, now: datetime) -> Pupil:
    had = Booking.objects.filter(child=entry.child, state=BookingState.ATTENDED, lesson__tutor__in=offered)
    return Pupil(
        entry.pk,
        frozenset({entry.subject}),
        entry.child.level,
        # Everybody here speaks Dutch; what counts is a language that is not common.
        frozenset(entry.child.languages) - {"nl"},
        (now - entry.since).days,
        frozenset({str(entry.pk)}),
        before=frozenset(had.values_list("lesson__tutor", flat=True)),
        failed=frozenset(entry.passed_over),
    )
