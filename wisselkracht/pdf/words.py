"""Facts of an exchange as people read them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from decimal import Decimal
from fractions import Fraction
from typing import Final

from django.utils import formats
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wisselkracht.core.evaluations import Moment
from wisselkracht.core.exchange_steps import Goal, Role

ROLES: Final[dict[Role, Promise]] = {
    Role.DIRECTOR: gettext_lazy("Directeur"),
    Role.TEACHER: gettext_lazy("Leraar"),
    Role.BUDDY: gettext_lazy("Buddy"),
    Role.COORDINATOR: gettext_lazy("Coördinator"),
    Role.SYSTEM: gettext_lazy("Het systeem"),
}
GOALS: Final[dict[Goal, Promise]] = {
    Goal.OWN_SCHOOL: gettext_lazy("Voor de eigen school"),
    Goal.HOST_SCHOOL: gettext_lazy("Voor de andere school"),
    Goal.PERSONAL: gettext_lazy("Voor de leraar zelf"),
}
MOMENTS: Final[dict[Moment, Promise]] = {
    Moment.WEEK_3: gettext_lazy("In de derde schoolweek"),
    Moment.MIDDLE: gettext_lazy("Halverwege"),
    Moment.LAST_WEEKS: gettext_lazy("In de laatste weken"),
}
WEEKDAYS: Final = (
    gettext_lazy("maandag"), gettext_lazy("dinsdag"), gettext_lazy("woensdag"), gettext_lazy("donderdag"),
    gettext_lazy("vrijdag"),
)  # fmt: skip
_CENT: Final = 100


def euros(cents: int) -> str:
    """Give an amount, with its cents only where there are any."""
    places = 0 if cents % _CENT == 0 else 2
    return f"€\N{NO-BREAK SPACE}{formats.number_format(Decimal(cents) / _CENT, places, force_grouping=True)}"


def part(fraction: Fraction) -> str:
    """Give a part of a full job: 0,8; a fraction that has no end in three decimals as 3/7."""
    if (1000 * fraction).denominator != 1:
        return f"{fraction.numerator}/{fraction.denominator}"
    exact = Decimal(fraction.numerator) / Decimal(fraction.denominator)
    return formats.number_format(exact.normalize() if exact != int(exact) else int(exact))


def weekdays(days: Collection[int]) -> str:
    """Give the days of a week in a sentence."""
    return series(str(WEEKDAYS[day]) for day in sorted(days))


def series(words: Iterable[str]) -> str:
    """Give words as a series: a, b en c."""
    *most, last = list(words)
    return _("%(these)s en %(last)s") % {"these": ", ".join(most), "last": last} if most else last
