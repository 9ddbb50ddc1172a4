"""Take a municipality's list of passes, whole or not at all."""

from __future__ import annotations

import hashlib
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from bijles.core import enrolment_lists
from bijles.models import EnrolledPass, EnrolmentList, Pass, PassScheme
from bijles.models.family import HOLDS_NUMBER
from ndt.people.models import User

BATCH = 2000


@transaction.atomic
def take_list(*, scheme: PassScheme, data: bytes, by: User | None, now: datetime) -> EnrolmentList:
    """Add the passes of a list, and change those that were known; passes that it does not name stay as they are.

    A pass ends by its last valid day, so a list of a part of a city takes nothing from the rest. The passes of families
    follow at once. Raises ListRefused, and then nothing has changed.
    """
    rows = enrolment_lists.read(data)
    # Two lists at once wait for each other, so that the later one holds.
    PassScheme.objects.select_for_update().get(pk=scheme.pk)
    taken = EnrolmentList.objects.create(
        scheme=scheme, sha256=hashlib.sha256(data).hexdigest(), passes=len(rows), by=by, at=now
    )
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
            )
            for row in rows
        ],
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["scheme", "pass_hmac"],
        update_fields=["source", "birth_date_hmac", "valid_until", "children", "birth_months"],
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
