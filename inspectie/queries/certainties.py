"""How much of an outcome may be chance: from what the inspection published of every school, and nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
from django.utils.translation import gettext as _

from inspectie.core.engine import Status, View, evaluate
from inspectie.core.frame import Frame
from inspectie.queries import methods, norm_sets
from inspectie.queries.country import Told
from inspectie.queries.exports import Cell, Table
from inspectie.queries.wording import Shown, Stat, number, span
from ndt.charts import bars, funnels
from ndt.charts.shapes import Chart

HIGHER: Final = ("1S/2F", "samen")
# Beyond so many standard errors chance alone brings one school in forty, on each side.
SURE: Final = 1.96
SIZES: Final = ((15, 29), (30, 59), (60, 99), (100, None))
DOMAINS: Final = 3
GRID_PUPILS: Final = 2
GRID_POINTS: Final = 0.5
LONGEST_AXIS: Final = 300
REACHED: Final = (20, 40, 80, 160, 320)


@dataclass(frozen=True)
class Chances:
    """What chance may have done. margin: points above the value; error: standard error in points, n pupils.

    below: schools below now. sure: of those, below beyond chance; low when every pupil is one draw, high when every
    pupil's three marks are three draws. by_size: per size (first, last or None), schools and how many are below.
    """

    pupils: npt.NDArray[np.int32]
    margin: npt.NDArray[np.float64]
    error: npt.NDArray[np.float64]
    below: int
    sure: Told
    by_size: tuple[tuple[int, int | None, int, int], ...]


@dataclass(frozen=True, slots=True)
class CertaintyPage:
    """The page's figures in words and pictures."""

    finding: str
    stats: tuple[Stat, ...]
    small_finding: str
    sizes: Shown
    sizes_chart: Chart
    funnel: Chart
    funnel_table: Shown
    source: str


def chances(frame: Frame) -> Chances:
    """Compute what chance may have done to the higher level, over the schools with a published outcome."""
    verdicts = evaluate(norm_sets.named(methods.CURRENT), frame, view=View.PUBLIC)
    place = verdicts.columns.index(HIGHER)
    status = verdicts.status[:, place]
    has = ((status == Status.BOVEN) | (status == Status.ONDER)) & (frame.pooled_pupils > 0)
    has &= np.isfinite(frame.pooled[:, 1])
    pupils, value = frame.pooled_pupils[has], frame.pooled[has, 1]
    threshold, is_below = verdicts.threshold[has, place], status[has] == Status.ONDER
    error = np.sqrt(value * (100 - value) / pupils)
    margin = value - threshold
    counts = [int((is_below & (margin < -SURE * error / divisor)).sum()) for divisor in (1, np.sqrt(DOMAINS))]
    by_size = []
    for first, last in SIZES:
        among = (pupils >= first) & (pupils <= (last or np.inf))
        by_size.append((first, last, int(among.sum()), int((among & is_below).sum())))
    below = int(is_below.sum())
    return Chances(pupils, margin, error, below, Told(counts[0], counts[1], below), tuple(by_size))


def page(found: Chances, *, source: str) -> CertaintyPage:
    """Give the page in the language of now."""
    smallest, largest = _share(found.by_size[0]), _share(found.by_size[-1])
    return CertaintyPage(
        finding=_("Van de %(below)s scholen onder de norm is dat bij %(sure)s vrijwel zeker geen toeval")
        % {"below": number(found.below), "sure": span(found.sure)},
        stats=(
            Stat(number(found.below), _("scholen onder de norm voor het hogere niveau")),
            Stat(
                span(found.sure),
                _("daarvan zeker niet door toeval"),
                _("Het laagste getal rekent het strengst."),
            ),
            Stat(number(found.below - found.sure.high), _("daarvan misschien door toeval")),
        ),
        small_finding=_small(smallest, largest),
        sizes=_sizes(found),
        sizes_chart=_sizes_chart(found),
        funnel=_funnel(found),
        funnel_table=_funnel_table(),
        source=source,
    )


def _share(size: tuple[int, int | None, int, int]) -> float:
    return 100 * size[3] / size[2] if size[2] else 0.0


def _small(smallest: float, largest: float) -> str:
    if largest and smallest / largest >= 1.5:
        return _("Kleine scholen zitten %(times)s keer zo vaak onder de norm") % {
            "times": number(round(smallest / largest))
        }
    return _("Kleine scholen schommelen meer dan grote")


def _size(first: int, last: int | None) -> str:
    if last is None:
        return _("%(first)s leerlingen of meer") % {"first": first}
    return _("%(first)s tot en met %(last)s leerlingen") % {"first": first, "last": last}


def _sizes(found: Chances) -> Shown:
    return Shown(
        caption=_("Scholen onder de norm, naar leerlingen van groep 8 in drie jaar"),
        columns=(_("Leerlingen in drie jaar"), _("Scholen"), _("Onder de norm"), _("Van elke 100")),
        rows=tuple(
            (_size(one[0], one[1]), number(one[2]), number(one[3]), number(round(_share(one)))) for one in found.by_size
        ),
        numeric="2 3 4",
    )


def _sizes_chart(found: Chances) -> Chart:
    return bars.draw(
        [
            bars.Bar(
                _size(one[0], one[1]),
                _share(one),
                _("%(count)s van de 100") % {"count": round(_share(one))},
                accent=at == 0,
            )
            for at, one in enumerate(found.by_size)
        ],
        title=_("Van elke 100 scholen onder de norm"),
        description=_("Balken naar het aantal leerlingen van een school."),
    )


def _funnel(found: Chances) -> Chart:
    spots = [funnels.Spot(size, points) for size, points in _spots(found)]
    steps = np.linspace(15, LONGEST_AXIS, 58)
    reach = _reach(steps)
    curves = [
        funnels.Limit(
            tuple(funnels.Spot(float(size), float(sign * value)) for size, value in zip(steps, reach, strict=True)),
            _("kan toeval zijn") if sign > 0 else "",
            dashed=True,
        )
        for sign in (1, -1)
    ]
    return funnels.draw(
        spots,
        title=_("Bij weinig leerlingen kan het verschil met de norm groot zijn, ook door toeval"),
        description=_("Een stip per school. Opzij: leerlingen in drie jaar. Omhoog: punten boven de norm."),
        axes=funnels.Axes(_("leerlingen in drie jaar"), _("punten boven of onder de norm")),
        centre=0.0,
        centre_label=_("de norm"),
        curves=curves,
    )


def _spots(found: Chances) -> list[tuple[float, float]]:
    """Give (pupils, points above the norm) of every dot of the funnel."""
    kept = found.pupils <= LONGEST_AXIS
    # On a grid, since thousands of dots in almost the same place only make the page heavy.
    sizes = np.rint(found.pupils[kept] / GRID_PUPILS) * GRID_PUPILS
    points = np.rint(found.margin[kept] / GRID_POINTS) * GRID_POINTS
    return sorted({(float(size), float(value)) for size, value in zip(sizes, points, strict=True)})


def _reach(pupils: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Give how far chance reaches around a norm of half the pupils, in points."""
    reach: npt.NDArray[np.float64] = SURE * np.sqrt(50 * 50 / pupils)
    return reach


def _funnel_table() -> Shown:
    sizes = np.array(REACHED)
    return Shown(
        caption=_("Zo ver kan toeval een school van de norm brengen"),
        columns=(_("Leerlingen in drie jaar"), _("Punten boven of onder de norm")),
        rows=tuple((number(int(size)), number(round(reach))) for size, reach in zip(sizes, _reach(sizes), strict=True)),
        numeric="1 2",
    )


def tables(found: Chances) -> list[Table]:
    """Give the page for its CSV and JSON."""
    rows: list[tuple[Cell, ...]] = [(first, last, schools, below) for first, last, schools, below in found.by_size]
    reach = _reach(np.array(REACHED))
    return [
        Table("by_size", ("pupils_from", "pupils_to", "schools", "below"), rows),
        Table("funnel", ("pupils", "points_above_norm"), _spots(found)),
        Table("chance_reaches", ("pupils", "points"), list(zip(REACHED, map(float, reach), strict=True))),
    ]


def facts(found: Chances) -> dict[str, object]:
    """Give the single figures for the JSON."""
    return {"below": found.below, "surely_below": {"certain": found.sure.low, "possible": found.sure.high}}
