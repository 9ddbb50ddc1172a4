"""Which code is what, and whom it reached. Everybody sees counts only, and small ones are hidden."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Q, QuerySet, Sum

from bijles import words
from bijles.core import codes
from bijles.models import Batch, CampaignCode, ParentText, PassScheme, School, Signal
from bijles.models.lesson import BookingState
from ndt.privacy.keyed import keyed_hash
from ndt.reports import display
from ndt.reports.core import suppression

# A hold of ten minutes is no lesson yet.
_STANDS = (BookingState.CONFIRMED, BookingState.ATTENDED, BookingState.NO_SHOW)
_BOOKED = Count(
    "families__family__children", filter=Q(families__family__children__bookings__state__in=_STANDS), distinct=True
)


@dataclass(frozen=True, slots=True)
class Found:
    """What a code leads to. code: tidied. school, text, signal: of a school's paper, where it is one."""

    code: str
    scheme: PassScheme
    text: ParentText | None = None
    school: School | None = None
    signal: Signal | None = None


@dataclass(frozen=True, slots=True)
class Reached:
    """A batch with its counts as they may be read. what: kind and language in words."""

    batch: Batch
    what: str
    families: str
    children: str


@dataclass(frozen=True, slots=True)
class Area:
    """A neighbourhood with its counts as they may be read. made: how many codes, which its municipality knows."""

    postcode: str
    made: int
    proved: str
    children: str


@dataclass(frozen=True, slots=True)
class Areas:
    """Neighbourhoods, and their sums."""

    rows: tuple[Area, ...]
    made: int
    proved: str
    children: str


def digest(code: str) -> str:
    """Give a code of a signal as it is kept."""
    return keyed_hash("bijles.signal", codes.tidy(code))


def find(typed: str, *, today: date) -> Found | None:
    """Give what a code leads to, as somebody typed it; None for what is no code, or is too old.

    A slip that was used still leads on: whoever wrote its code down does not see whether that child's parent typed it.
    """
    code = codes.tidy(typed)
    if not codes.is_code(code):
        return None
    known = (
        CampaignCode.objects.filter(code=code)
        .select_related("batch__scheme__municipality", "batch__text", "batch__school__organisation")
        .first()
    )
    if known:
        return Found(code, known.batch.scheme, known.batch.text, known.batch.school)
    signal = _signals(code, today).first()
    return Found(code, signal.school.scheme, school=signal.school, signal=signal) if signal else None


def open_signal(code: str, *, today: date, scheme: int) -> Signal | None:
    """Give the signal of a code that can still be used with a pass."""
    if not codes.is_code(codes.tidy(code)):
        return None
    return _signals(code, today).filter(used_on=None, school__scheme=scheme).first()


def _signals(code: str, today: date) -> QuerySet[Signal]:
    found = Signal.objects.filter(digest=digest(code), expires_on__gte=today)
    return found.select_related("school__scheme__municipality", "school__organisation")


def orders(school: School) -> list[Reached]:
    """Give what a school ordered, newest first, with whom it reached. One query."""
    found = list(
        school.batches.select_related("text").annotate(reached=Count("families", distinct=True), booked=_BOOKED)
    )
    families, children = _columns([one.reached for one in found], [one.booked for one in found])
    return [Reached(one, _what(one), *counts) for one, *counts in zip(found, families[0], children[0], strict=True)]


def signals(school: School) -> tuple[int, str]:
    """Give how many slips a school made, and how many of them a parent typed."""
    counted = school.signals.aggregate(made=Count("pk"), used=Count("pk", filter=~Q(used_on=None)))
    return counted["made"], display.count(suppression.one(counted["used"]))


def areas(scheme: PassScheme) -> Areas:
    """Give the neighbourhoods of a municipality's codes, by postcode. Two queries."""
    batches: QuerySet[Batch] = Batch.objects.filter(scheme=scheme, school=None)
    codes_of_place = batches.order_by("postcode").values_list("postcode")
    counted = list(codes_of_place.annotate(made=Count("codes"), proved=Count("codes", filter=Q(codes__used=True))))
    booked = dict(batches.order_by().values_list("postcode").annotate(total=_BOOKED))
    (proofs, all_proofs), (children, all_children) = _columns(
        [proved for _place, _made, proved in counted], [booked[place] for place, _made, _proved in counted]
    )
    rows = tuple(Area(row[0], row[1], *counts) for row, *counts in zip(counted, proofs, children, strict=True))
    return Areas(rows, sum(row[1] for row in counted), all_proofs, all_children)


def schools(scheme: PassScheme) -> list[tuple[str, int, str, str]]:
    """Give each school that belongs or belonged to a pass: name, papers, families and children. Two queries."""
    found = list(
        Batch.objects.filter(scheme=scheme)
        .exclude(school=None)
        .order_by("school__organisation__name")
        .values_list("school__organisation__name")
        .annotate(reached=Count("families", distinct=True), booked=_BOOKED)
    )
    copies = dict(
        Batch.objects.filter(scheme=scheme).exclude(school=None).order_by()
        .values_list("school__organisation__name").annotate(total=Sum("copies"))
    )  # fmt: skip
    families, children = _columns([row[1] for row in found], [row[2] for row in found])
    return [(row[0], copies[row[0]], *counts) for row, *counts in zip(found, families[0], children[0], strict=True)]


def codes_of(scheme: PassScheme) -> Iterable[tuple[str, str, datetime]]:
    """Give the codes of a municipality's neighbourhoods: postcode, code, and when it was made."""
    found = CampaignCode.objects.filter(batch__scheme=scheme, batch__school=None)
    return found.order_by("batch__postcode", "pk").values_list("batch__postcode", "code", "batch__at")


def _what(batch: Batch) -> str:
    assert batch.text is not None, "a school orders a text"
    return f"{str(batch.text.get_kind_display()).capitalize()}, {words.LANGUAGES[batch.text.language]}"


def _columns(families: Sequence[int], children: Sequence[int]) -> list[tuple[list[str], str]]:
    """Give families and children as they may be read, each with their total: children tell of how many families they are."""
    shown = suppression.within(families, children)
    return [([display.count(cell) for cell in column.cells], display.count(column.total)) for column in shown]
