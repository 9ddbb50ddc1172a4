"""How a brief puts its figures in words, so that each page says the same thing the same way."""

from __future__ import annotations

import math
from collections.abc import Callable
from decimal import Decimal
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from inspectie.core.briefing import State, Tally
from inspectie.queries import norm_sets
from inspectie.queries.words import number

HUNDRED: Final = 100
FIGURES: Final = 3
STATES: Final[dict[State, str | Promise]] = {
    State.BELOW: gettext_lazy("onder de norm"),
    State.OPEN: gettext_lazy("niet te zeggen"),
    State.ABOVE: gettext_lazy("boven de norm"),
    State.OUTSIDE: gettext_lazy("geen uitkomst"),
}
# In a list of schools, where the column says which norm.
SHORT: Final[dict[State, str | Promise]] = {
    State.BELOW: gettext_lazy("onder"),
    State.OPEN: gettext_lazy("niet te zeggen"),
    State.ABOVE: gettext_lazy("boven"),
    State.OUTSIDE: gettext_lazy("geen uitkomst"),
}


def rule(slug: str) -> str:
    """Give the title of a norm set in the reader's language."""
    return norm_sets.named(slug).title.within(get_language() or "nl")


def amount(count: int) -> str:
    """Give a count with its thousands apart."""
    return number(count, 0)


def span(low: int, high: int) -> str:
    """Give a count that is not known exactly: '3.395 tot 4.010'."""
    return amount(low) if low == high else _("%(low)s tot %(high)s") % {"low": amount(low), "high": amount(high)}


def pupils(low: int, high: int) -> str:
    """Give a number of pupils between two ends, no finer than they are worth: three figures, outward."""
    return span(_coarse(low, math.floor), _coarse(high, math.ceil))


def _coarse(count: int, towards: Callable[[float], int]) -> int:
    step: int = 10 ** max(len(str(count)) - FIGURES, 0)
    return towards(count / step) * step


def share(count: int, total: int) -> Decimal:
    """Give a share in percent, for a table."""
    return Decimal(round(HUNDRED * count / total, 1)) if total else Decimal(0)


def one(value: float) -> str:
    """Give a share to one decimal, rounded."""
    return number(round(value, 1))


def those(low: int, high: int, total: int) -> int:
    """Give the number that a verb after `of_schools` agrees with."""
    return high if total < HUNDRED or low != high else round(HUNDRED * high / total)


def of_schools(low: int, high: int, total: int) -> str:
    """Give how many of the schools: of every hundred where there are that many, else of all."""
    if total == 1:
        return _("de enige school") if low else _("misschien de enige school") if high else _("geen school")
    if total < HUNDRED:
        return _("%(some)s van de %(total)s scholen") % {"some": span(low, high), "total": amount(total)}
    least, most = round(HUNDRED * low / total), round(HUNDRED * high / total)
    return _("%(some)s van de 100 scholen") % {"some": span(least, most)}


def below(tally: Tally) -> str:
    """Give how many of the schools are below, or may be."""
    return of_schools(tally.below, tally.most, tally.judged)
