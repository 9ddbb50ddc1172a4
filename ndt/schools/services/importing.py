"""Import a file of the register: whole or not at all. The same file a second time changes nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any, Final

from django.db import connection, transaction

from ndt.schools.core import reading
from ndt.schools.core.errors import Refused, What
from ndt.schools.core.reading import Listed
from ndt.schools.models import Board, Edition, LocationState, SchoolLocation
from ndt.schools.services import files

# One import at a time: two would make the same new schools.
_LOCK: Final = 6_004_002
_BATCH: Final = 1_000
# A file that leaves out more than this share of the known schools is more likely a part of a file.
MOST_CLOSURES: Final = 0.05
FEW: Final = 20
_PLAIN: Final = (
    *("title", "structure", "street", "house_number", "postcode", "pc4", "place", "municipality", "province"),
    *("denomination", "area", "holidays", "website", "web_domain"),
)


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of a file. changed: schools and boards that are new, other, open again, or closed."""

    rows: int
    changed: int
    closed: int = 0
    known: bool = False


def import_file(
    content: bytes,
    *,
    name: str,
    day: date,
    now: datetime,
    sector: str = "",
    accepts_closures: bool = False,
) -> Imported:
    """Store a file. sector: of rows that do not say it; "" to take it from the file's name.

    Schools of the sectors in the file that it no longer lists are closed on `day`. Raises Refused: for what is wrong
    in a row, for a file older than what is known, and for one that closes many schools unless that is accepted.
    """
    digest = hashlib.sha256(content).hexdigest()
    meant = reading.Sector(sector) if sector else reading.sector_by_name(name)
    listed = reading.read(files.table(content), sector=meant)
    sectors = sorted({one.sector.value for one in listed})
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        newest = Edition.objects.filter(sectors__overlap=sectors).first()
        if newest is not None and newest.sha256 == digest:
            return Imported(rows=len(listed), changed=0, known=True)
        known = Edition.objects.filter(sha256=digest).first()
        if newest is not None and (known.day if known else day) < newest.day:
            raise Refused(What.OLDER, value=newest.day.isoformat())
        changed = _boards(listed)
        boards = dict(Board.objects.values_list("number", "pk"))
        changed += _locations(listed, boards, day)
        closed = _close(listed, sectors, day, accepts_closures=accepts_closures)
        Edition.objects.update_or_create(
            sha256=digest,
            defaults={
                "file": name[-200:],
                "sectors": sectors,
                "day": day,
                "rows": len(listed),
                "changed": changed + closed,
                "imported_at": now,
            },
        )
    return Imported(rows=len(listed), changed=changed + closed, closed=closed)


def _boards(listed: Sequence[Listed]) -> int:
    titles = {one.board: one.board_title for one in sorted(listed, key=lambda one: one.board_title)}
    known = {board.number: board for board in Board.objects.filter(number__in=titles)}
    new = [Board(number=number, title=title) for number, title in titles.items() if number not in known]
    other = [board for board in known.values() if titles[board.number] and board.title != titles[board.number]]
    for board in other:
        board.title = titles[board.number]
    Board.objects.bulk_create(new, batch_size=_BATCH)
    Board.objects.bulk_update(other, ["title"], batch_size=_BATCH)
    return len(new) + len(other)


def _facts(one: Listed, boards: dict[str, int]) -> dict[str, Any]:
    values = asdict(one)
    facts: dict[str, Any] = {name: values[name] for name in _PLAIN}
    facts |= {"board_id": boards[one.board], "sector": one.sector.value}
    # What a file does not say stays as it is known: not every publication has these columns.
    if one.email:
        facts["email"] = one.email
    if one.lat is not None:
        facts |= {"lat": one.lat, "lon": one.lon}
    return facts


def _locations(listed: Sequence[Listed], boards: dict[str, int], day: date) -> int:
    known = SchoolLocation.objects.in_bulk([one.code for one in listed], field_name="code")
    new, other = [], []
    for one in listed:
        facts = _facts(one, boards)
        found = known.get(one.code)
        if found is None:
            new.append(SchoolLocation(code=one.code, first_seen=day, **facts))
            continue
        facts |= {"state": LocationState.OPEN.value, "closed_on": None}
        if any(getattr(found, name) != value for name, value in facts.items()):
            for name, value in facts.items():
                setattr(found, name, value)
            other.append(found)
    SchoolLocation.objects.bulk_create(new, batch_size=_BATCH)
    fields = [*_PLAIN, "board", "sector", "email", "lat", "lon", "state", "closed_on"]
    SchoolLocation.objects.bulk_update(other, fields, batch_size=_BATCH)
    return len(new) + len(other)


def _close(listed: Sequence[Listed], sectors: Sequence[str], day: date, *, accepts_closures: bool) -> int:
    standing = SchoolLocation.objects.open().filter(sector__in=sectors)
    gone = standing.exclude(code__in=[one.code for one in listed])
    number = gone.count()
    if number > max(FEW, MOST_CLOSURES * standing.count()) and not accepts_closures:
        raise Refused(What.MANY_CLOSURES, value=str(number))
    return gone.update(state=LocationState.CLOSED, closed_on=day)
