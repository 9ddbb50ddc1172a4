"""Who came in: scans from several phones, some of them hours late, kept once each and told back one by one."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from django.db import transaction

from ndt.people.models import User
from opleiding.core import checkin
from opleiding.core.meetings import counted_moment
from opleiding.models import Meeting, Registration, Scan
from opleiding.services import following, seats

# A phone whose clock is further off than this is not believed.
OPENS_BEFORE: Final = timedelta(days=1)


class Outcome(StrEnum):
    """What came of a scan. AGAIN: somebody who was in already; NO_SEAT: came in without a seat."""

    IN = "in"
    NO_SEAT = "no-seat"
    AGAIN = "again"
    UNKNOWN = "unknown"
    UNDONE = "undone"


@dataclass(frozen=True, slots=True)
class Read:
    """One scan as it comes in. code: as it was read or typed, also the whole address of a QR code."""

    nonce: str
    code: str
    device: str
    scanned_at: datetime


@dataclass(frozen=True, slots=True)
class Answer:
    """What the phone is told about one scan. registration: 0 where the code leads to nobody."""

    nonce: str
    outcome: Outcome
    registration: int
    name: str


def tidy(typed: str) -> str:
    """Give a code as it is kept: of an address its last part; O is 0, and I and L are 1, as on paper."""
    last = (
        "".join(sign for sign in typed if sign.isprintable())
        .strip()
        .rstrip("/")
        .rpartition("/")[2]
        .upper()
        .translate(str.maketrans("OIL", "011"))
    )
    signs = "".join(sign for sign in last if sign in seats.READABLE)
    return f"{signs[:4]}-{signs[4:8]}" if len(signs) == 8 else last[:40]


@transaction.atomic
def check_in(*, meeting: Meeting, scans: Sequence[Read], by: User, now: datetime) -> list[Answer]:
    """Keep scans and say of each what came of it. A scan that arrives again changes nothing and gets the same answer.

    The number of statements does not grow with the number of scans, but for who is followed on the way.
    """
    meeting = seats.locked(meeting.pk)
    people = _people(meeting, {tidy(one.code) for one in scans})
    Scan.objects.bulk_create(
        [
            Scan(
                nonce=one.nonce, meeting=meeting, registration=people.get(tidy(one.code)), code=tidy(one.code),
                device=one.device, scanned_at=one.scanned_at, received_at=now, by=by,
            )
            for one in _once(scans)
        ],
        ignore_conflicts=True,
    )  # fmt: skip
    _count(meeting, people.values())
    return _answers(scans)


@transaction.atomic
def undo(*, registration: Registration, now: datetime) -> None:
    """Take back that somebody came in, after a wrong press. A later scan counts again; the same one does not."""
    seats.locked(registration.meeting_id)
    Scan.objects.filter(registration=registration, undone_at=None).update(undone_at=now)
    Registration.objects.filter(pk=registration.pk).update(attended_at=None)


def _once(scans: Iterable[Read]) -> list[Read]:
    return list({one.nonce: one for one in reversed(list(scans))}.values())


def _people(meeting: Meeting, codes: Collection[str]) -> dict[str, Registration]:
    """Give whom each code leads to: of who left and came back, the registration of now, also by the old code."""
    asked = meeting.registrations.filter(code__in=codes).values("trainer")
    rows = list(meeting.registrations.filter(trainer__in=asked).select_related("trainer__institute").order_by("turn"))
    last = {one.trainer_id: one for one in rows}
    return {one.code: last[one.trainer_id] for one in rows if one.code in codes}


def _count(meeting: Meeting, people: Iterable[Registration]) -> None:
    """Work out anew who is in, from all scans that stand: so it does not matter in what order they came."""
    known, opens_at = {str(one.pk): one for one in people}, meeting.starts_at - OPENS_BEFORE
    standing = Scan.objects.filter(registration__in=list(known), undone_at=None).values_list(
        "nonce", "registration_id", "device", "scanned_at", "received_at"
    )
    rows = [
        checkin.Scan(nonce, str(number), device, counted_moment(scanned, opens_at=opens_at, received_at=received))
        for nonce, number, device, scanned, received in standing
    ]
    merged = checkin.merge(rows, registrations=frozenset(known))
    changed = []
    for number, scan in merged.present.items():
        person = known[number]
        if person.attended_at != scan.scanned_at:
            if person.attended_at is None:
                following.note(trainer=person.trainer, stage=following.Stage.ORIENTED, at=scan.scanned_at)
            person.attended_at = scan.scanned_at
            changed.append(person)
    Registration.objects.bulk_update(changed, ["attended_at"])


def _answers(scans: Sequence[Read]) -> list[Answer]:
    """Give the answers in the order of the scans, from what is kept now."""
    kept = {
        one.nonce: one
        for one in Scan.objects.filter(nonce__in=[scan.nonce for scan in scans]).select_related(
            "registration__trainer__user"
        )
    }
    theirs = [one.registration_id for one in kept.values() if one.registration_id]
    standing = Scan.objects.filter(registration__in=theirs, undone_at=None)
    # The first that arrived comes last here, so that it stays in the dictionary.
    in_order = standing.order_by("-received_at", "-scanned_at", "-pk").values_list("registration_id", "nonce")
    first = dict(in_order)
    return [_answer(kept[scan.nonce], first) for scan in scans]


def _answer(scan: Scan, first: dict[int, str]) -> Answer:
    person = scan.registration
    if person is None:
        return Answer(scan.nonce, Outcome.UNKNOWN, 0, "")
    if scan.undone_at is not None:
        outcome = Outcome.UNDONE
    elif first.get(person.pk) != scan.nonce:
        outcome = Outcome.AGAIN
    else:
        outcome = Outcome.IN if person.has_seat else Outcome.NO_SEAT
    return Answer(scan.nonce, outcome, person.pk, str(person.trainer.user))
