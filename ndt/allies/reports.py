"""The report about who wants to take part, and how soon they are answered."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from django.db.models import Count, F, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ndt.allies.models import Offer, State
from ndt.charts import bars
from ndt.reports.core import suppression
from ndt.reports.core.paper import Cell, Column, Hidden, Kind, Number, Paper, Section, Selection, Table
from ndt.reports.display import cell, count
from ndt.reports.platform import period
from ndt.web.registry import solutions

# An offer that a coordinator closed without an answer and that raised doubts was no offer.
REAL = ~Q(state=State.HELD) & ~Q(state=State.CLOSED, answered_at=None, doubts__gt="")
IN_TIME = Q(answered_at__date__lte=F("answer_by"))


def received(since: date | None, until: date | None) -> int:
    """Count the offers of the period, over all plans."""
    return Offer.objects.filter(REAL, **period("created_at", since, until)).count()


def taking_part(selection: Selection) -> Paper:
    """Give how many people offered to take part in each plan, and how many had their answer in time."""
    offers = Offer.objects.filter(REAL, **period("created_at", selection.since, selection.until))
    today = timezone.localdate(selection.now)
    facts = offers.aggregate(
        all=Count("pk"),
        answered=Count("pk", filter=Q(answered_at__isnull=False)),
        due=Count("pk", filter=Q(answer_by__lt=today) | Q(answered_at__isnull=False)),
        in_time=Count("pk", filter=IN_TIME),
    )
    total, share = facts["all"], _share(facts["in_time"], facts["due"])
    return Paper(
        finding=ngettext(
            "%(number)s bericht van iemand die wil meedoen", "%(number)s berichten van mensen die willen meedoen", total
        ) % {"number": count(suppression.one(total))},
        lead=_("De berichten kwamen binnen via 'Doe mee'. Coördinatoren antwoorden binnen twee weken."),
        measured_at=selection.now,
        numbers=(
            Number(count(suppression.one(total)), _("berichten")),
            Number(cell(share, Kind.PERCENT), _("kreeg op tijd antwoord")),
        ),
        sections=(_by_plan(offers.order_by().values_list("solution").annotate(Count("pk"))),),
        notes=(
            _("Wie twee keer schrijft, telt twee keer."),
            _("Een bericht telt als op tijd als het antwoord er binnen 14 dagen was."),
            _("Aantallen onder de 10 laten we niet zien. Soms verbergen we er nog een, om terugrekenen te voorkomen."),
        ),
    )  # fmt: skip


def _share(part: int, whole: int) -> Decimal | Hidden | None:
    """Give the percentage; nothing of nothing, and nothing that would show a small count."""
    if not whole:
        return None
    if whole < suppression.THRESHOLD:
        return Hidden.FEW
    return round(Decimal(100 * part) / Decimal(whole), 1)


def _by_plan(counted: Iterable[tuple[str, int]]) -> Section:
    counts = dict(counted)
    plans = solutions()
    shown = suppression.column([counts.get(plan.room, 0) for plan in plans])
    lines = list(zip(plans, shown.cells, strict=True))
    known = [value for _plan, value in lines if isinstance(value, int)]
    most = max(known, default=None)
    chart = bars.draw(
        [
            bars.Bar(
                str(plan.title),
                value if isinstance(value, int) else None,
                count(value),
                accent=value == most,
            )
            for plan, value in lines
        ],
        title=_finding([str(plan.title) for plan, value in lines if value == most and most is not None]),
        description=_("Staafdiagram. De tabel eronder heeft dezelfde cijfers."),
    )
    rows: tuple[tuple[Cell, ...], ...] = tuple((str(plan.title), value) for plan, value in lines)
    table = Table(
        _("Berichten per plan"),
        (Column(_("Plan")), Column(_("Berichten"), Kind.COUNT)),
        rows,
        total=(_("Samen"), shown.total),
    )
    return Section(_("Per plan"), chart=chart, table=table)


def _finding(leading: list[str]) -> str:
    if len(leading) == 1:
        return _("%(plan)s krijgt de meeste berichten") % {"plan": leading[0]}
    return _("Geen plan krijgt duidelijk de meeste berichten")
