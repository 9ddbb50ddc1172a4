"""The words for statuses, domains, shares and chances, in plain Dutch. Pages, papers and letters say the same."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from inspectie.core.engine import Status

Text = str | Promise


@dataclass(frozen=True, slots=True)
class Sign:
    """A status as people see it: a word and a shape, never a colour alone."""

    code: str
    word: Text
    shape: str


SIGNS: Final = {
    Status.BOVEN: Sign("boven", gettext_lazy("Boven de norm"), "ok"),
    Status.ONDER: Sign("onder", gettext_lazy("Onder de norm"), "stop"),
    Status.ONBEPAALD: Sign("onbepaald", gettext_lazy("Niet te zeggen"), "open"),
    Status.TE_WEINIG_GEGEVENS: Sign("te_weinig_gegevens", gettext_lazy("Te weinig gegevens"), "draft"),
    Status.KLEINE_SCHOOL: Sign("kleine_school", gettext_lazy("Kleine school"), "draft"),
}
DOMAINS: Final = {
    "samen": gettext_lazy("Lezen, taal en rekenen samen"),
    "lezen": gettext_lazy("Lezen"),
    "taalverzorging": gettext_lazy("Taal"),
    "rekenen": gettext_lazy("Rekenen"),
}
INDICATORS: Final = {"1F": gettext_lazy("Basisniveau (1F)"), "1S/2F": gettext_lazy("Hoger niveau (1S of 2F)")}
WHOLE: Final = 100


def number(value: float, places: int = 1) -> str:
    """Give a number in the reader's language, rounded: number_format alone cuts off what is too long."""
    # No negative zero, so that equal numbers are one word.
    return _written(round(value, places) + 0, places, get_language() or "")


@lru_cache(maxsize=20_000)
def _written(value: float, places: int, language: str) -> str:
    del language  # the signs are its own; the key only keeps languages apart
    return number_format(value, decimal_pos=places, use_l10n=True, force_grouping=True)


def percent(value: float, places: int = 1) -> str:
    """Give a percentage; '' where it is unknown."""
    return "" if math.isnan(value) else f"{number(value, places)}%"


def between(low: float, high: float, places: int = 1) -> str:
    """Give the percentage, or the two ends where it is not known exactly; '' where there is none.

    Between 0 and 100 says nothing, and is said so.
    """
    if math.isnan(low) or math.isnan(high):
        return ""
    if low <= 0 and high >= WHOLE:
        return _("niet te zeggen")
    first, last = number(low, places), number(high, places)
    return f"{first}%" if first == last else _("%(low)s tot %(high)s%%") % {"low": first, "high": last}


def school_year(first: int) -> str:
    """Give a school year as people write it: 2022/23."""
    return f"{first}/{(first + 1) % 100:02d}"
