"""Schools at a pass, what they order, the codes of a municipality, and families that came by one."""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import datetime
from typing import Final
from uuid import UUID, uuid5

from django.db import transaction

from bijles.core import codes, letters
from bijles.core.errors import NotPrintable
from bijles.models import Batch, CameBy, CampaignCode, ParentText, Pass, PassScheme, School
from bijles.queries import letters as texts
from ndt.people.models import Organisation

_dice: Final = random.SystemRandom()


def invite(*, scheme: PassScheme, organisation: Organisation, now: datetime) -> School:
    """Let a school tell parents of a pass. Twice is once."""
    return School.objects.get_or_create(
        scheme=scheme, organisation=organisation, ended_at=None, defaults={"since": now}
    )[0]


@transaction.atomic
def part(*, school: School, now: datetime) -> None:
    """Let a school order no more. Paper that is out there still works."""
    locked = School.objects.select_for_update().get(pk=school.pk)
    if locked.ended_at is None:
        locked.ended_at = now
        locked.save(update_fields=["ended_at"])


@transaction.atomic
def order(*, school: School, text: ParentText, copies: int, key: UUID, now: datetime) -> Batch:
    """Give a school a code for so many copies of a text. key: of the form; sent twice, it orders once. Raises NotPrintable."""
    may = School.objects.active().select_for_update().filter(pk=school.pk).exists()
    if (
        not may
        or text.kind not in letters.ORDERED
        or (text.kind, text.language) not in texts.printable(*letters.ORDERED)
    ):
        raise NotPrintable
    asked = uuid5(key, f"{school.pk} {text.pk} {copies}")
    made, is_new = Batch.objects.get_or_create(
        key=asked,
        defaults={"scheme_id": school.scheme_id, "school": school, "text": text, "copies": copies, "at": now},
    )
    if is_new:
        _give_codes(made, 1)
    return made


@transaction.atomic
def make_codes(*, scheme: PassScheme, areas: Mapping[str, int], key: UUID, now: datetime) -> list[Batch]:
    """Make codes for letters of a municipality. areas: how many for each postcode of four figures.

    key: of the form. Sent twice, it makes codes once: who comes second waits for the first and gets what it made.
    """
    made = []
    for postcode, count in sorted(areas.items()):
        batch, is_new = Batch.objects.get_or_create(
            key=uuid5(key, f"{scheme.pk} {postcode} {count}"),
            defaults={"scheme": scheme, "postcode": postcode, "copies": count, "at": now},
        )
        if is_new:
            _give_codes(batch, count)
        made.append(batch)
    return made


@transaction.atomic
def came_by(*, held: Pass, code: str) -> None:
    """Count a family that proved its pass after a code. Its first code counts; another pass's code does not."""
    tidied = codes.tidy(code)
    if not codes.is_code(tidied):
        return
    found = CampaignCode.objects.filter(code=tidied, batch__scheme=held.scheme_id).first()
    if found is None:
        return
    _known, is_new = CameBy.objects.get_or_create(family_id=held.family_id, defaults={"batch_id": found.batch_id})
    if is_new:
        CampaignCode.objects.filter(pk=found.pk).update(used=True)


def _give_codes(batch: Batch, count: int) -> None:
    """Draw codes that no paper has yet."""
    drawn: set[str] = set()
    while len(drawn) < count:
        drawn |= codes.draw(count - len(drawn), _dice)
        drawn -= set(CampaignCode.objects.filter(code__in=drawn).values_list("code", flat=True))
    CampaignCode.objects.bulk_create((CampaignCode(batch=batch, code=code) for code in sorted(drawn)), batch_size=5_000)
