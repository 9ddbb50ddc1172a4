"""A school to imagine: how sure is it that it is really below the norm?"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils import formats
from django.utils.translation import gettext as _

from inspectie.core import uncertainty
from inspectie.queries import reasons
from inspectie.queries.wording import Shown
from ndt.charts import intervals
from ndt.charts.bars import Norm
from ndt.charts.shapes import Chart


@dataclass(frozen=True, slots=True)
class Imagined:
    """The answer in words and a picture, and as numbers: chance between 0 and 1, low and high in percent."""

    sentence: str
    chart: Chart
    table: Shown
    chance: float
    low: float
    high: float


def school(*, pupils: int, percentage: float, norm: float) -> Imagined:
    """Give the chance that a school with this result is really below the norm, and its 95 % interval."""
    chance = float(uncertainty.chance_below(percentage, pupils, norm))
    low, high = (float(edge) for edge in uncertainty.interval(percentage, pupils))
    shown = _("%(low)s tot %(high)s procent") % {"low": _one(low), "high": _one(high)}
    return Imagined(
        sentence=reasons.chance(chance),
        chart=intervals.draw(
            [
                intervals.Interval(
                    _("Deze school"), min(low, percentage), percentage, max(high, percentage), shown, accent=True
                )
            ],
            title=_("Het echte cijfer ligt waarschijnlijk tussen %(low)s en %(high)s procent")
            % {"low": _one(low), "high": _one(high)},
            description=_("Een streep met een stip, en een lijntje op de norm."),
            norm=Norm(norm, _("de norm")),
        ),
        table=Shown(
            caption=_("Dezelfde cijfers"),
            columns=(_("Cijfer"), _("Procent")),
            rows=(
                (_("Gemeten"), _one(percentage)),
                (_("Ondergrens"), _one(low)),
                (_("Bovengrens"), _one(high)),
                (_("De norm"), _one(norm)),
            ),
            numeric="2",
        ),
        chance=chance,
        low=low,
        high=high,
    )


def _one(value: float) -> str:
    return str(formats.number_format(value, decimal_pos=1))
