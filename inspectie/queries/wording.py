"""Counts, intervals and shares in words and pictures, for all pages of this room."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.utils import formats
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from inspectie.queries.country import Told
from ndt.charts import shares
from ndt.charts.shapes import Chart

Text = str | Promise
NAMES: Final = {
    "lezen": gettext_lazy("lezen"),
    "taalverzorging": gettext_lazy("taal"),
    "rekenen": gettext_lazy("rekenen"),
    "samen": gettext_lazy("alles bij elkaar"),
}


@dataclass(frozen=True, slots=True)
class Stat:
    """The one number of a claim. interval: how sure it is, in words."""

    value: str
    text: str
    interval: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """A table in words; the first cell of a row names it. numeric: places of the columns with figures."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: str


def number(value: int) -> str:
    """Give a number as people read it: 2.635."""
    return str(formats.number_format(value, use_l10n=True, force_grouping=True))


def school_year(first: int) -> str:
    """Give a school year as people write it: 2022/23."""
    return f"{first}/{(first + 1) % 100:02d}"


def span(told: Told) -> str:
    """Give an interval in words: 3.395 tot 4.010, or one number."""
    if told.is_certain:
        return number(told.low)
    return _("%(low)s tot %(high)s") % {"low": number(told.low), "high": number(told.high)}


def hundred(told: Told) -> str:
    low, high = told.of_hundred
    if low == high:
        return _("%(count)s van de 100") % {"count": low}
    return _("%(low)s tot %(high)s van de 100") % {"low": low, "high": high}


def _parts(told: Told) -> tuple[shares.Part, ...]:
    rest = told.of - told.high
    return (
        shares.Part(told.low, number(told.low)),
        shares.Part(told.high - told.low, number(told.high - told.low)),
        shares.Part(rest, number(rest)),
    )


def shares_chart(rows: Sequence[tuple[str, Told]], *, title: str) -> Chart:
    return shares.draw(
        [shares.Whole(label, _parts(told)) for label, told in rows],
        names=(_("zeker onder de norm"), _("niet zeker"), _("zeker niet onder de norm")),
        title=title,
        description=_("Balken van gelijke lengte. Elke balk is verdeeld in drie delen."),
    )


def told_table(rows: Sequence[tuple[str, Told]], *, caption: str, first: str) -> Shown:
    return Shown(
        caption=caption,
        columns=(first, _("Zeker eronder"), _("Niet zeker"), _("Zeker niet"), _("Scholen")),
        rows=tuple(
            (label, number(one.low), number(one.high - one.low), number(one.of - one.high), number(one.of))
            for label, one in rows
        ),
        numeric="2 3 4 5",
    )
