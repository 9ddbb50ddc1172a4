"""Take a municipality's list of passes, whole or not at all."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from django.db import transaction
from django.db.models import QuerySet

from bijles.core import enrolment_lists
from bijles.models import EnrolledPass, EnrolmentList, Pass, PassScheme
from bijles.models.family import HOLDS_NUMBER
from ndt.people.models import User

BATCH = 2000


class EnrolmentSource(Protocol):
    """Where a municipality's list of passes comes from."""

    def fetch(self) -> Fetched:
        """Give the whole list. Raises ListRefused with every fault, or SourceFails when there is none to read."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """A list as it came. sha256: its fingerprint."""

    rows: tuple[enrolment_lists.Row, ...]
    sha256: str


@dataclass(frozen=True, slots=True)
class CsvFile:
    """A file that `hash_passes.py` made."""

    data: bytes

    def fetch(self) -> Fetched:
        """Read the file."""
        return Fetched(enrolment_lists.read(self.data), hashlib.sha256(self.data).hexdigest())


def take_list(*, scheme: PassScheme, data: bytes, by: User | None, now: datetime) -> EnrolmentList:
    """Take the passes of a file. Raises ListRefused, and then nothing has changed."""
    return take(scheme=scheme, source=CsvFile(data), by=by, now=now)


def take(*, scheme: PassScheme, source: EnrolmentSource, by: User | None, now: datetime) -> EnrolmentList:
    """Add the passes of a list, and change those that were known; passes that it does not name stay as they are.

    A pass ends by its last valid day, so a list of a part of a city takes nothing from the rest. The passes of families
    follow at once. Raises what the source raises, and then nothing has changed.
    """
    return _take(scheme, source.fetch(), by, now)


@transaction.atomic
def _take(scheme: PassScheme, fetched: Fetched, by: User | None, now: datetime) -> EnrolmentList:
    # Two lists at once wait for each other, so that the later one holds.
    PassScheme.objects.select_for_update().get(pk=scheme.pk)
    taken = EnrolmentList.objects.create(scheme=scheme, sha256=fetched.sha256, passes=len(fetched.rows), by=by, at=now)
    EnrolledPass.objects.bulk_create(
        [
            EnrolledPass(
                scheme=scheme,
                source=taken,
                pass_hmac=row.pass_hmac,
                birth_date_hmac=row.birth_date_hmac,
                valid_until=row.valid_until,
                children=row.children,
                birth_months=list(row.birth_months),
                pc4=row.pc4,
            )
            for row in fetched.rows
        ],
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["scheme", "pass_hmac"],
        update_fields=[
            *("source", "birth_date_hmac", "valid_until", "children", "birth_months"),
            # A list without neighbourhoods leaves those of an earlier one.
            *(["pc4"] if any(row.pc4 for row in fetched.rows) else []),
        ],
    )
    _follow(taken)
    return taken


def _follow(taken: EnrolmentList) -> None:
    named = {row.pass_hmac: row for row in taken.rows.filter(pass_hmac__in=_held(taken.scheme).values("pass_hmac"))}
    changed = []
    for held in _held(taken.scheme).filter(pass_hmac__in=named).select_for_update().order_by("pk"):
        row = named[held.pass_hmac]
        if (held.valid_until, held.children) != (row.valid_until, row.children):
            held.valid_until, held.children = row.valid_until, row.children
            changed.append(held)
    Pass.objects.bulk_update(changed, ["valid_until", "children"], batch_size=BATCH)


def _held(scheme: PassScheme) -> QuerySet[Pass]:
    return Pass.objects.filter(scheme=scheme, state__in=HOLDS_NUMBER)
