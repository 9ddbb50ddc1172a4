"""The country's figures from the frame: the engine's internal view, let through by disclosure control.

All counts are over the schools that can be judged per domain: those with an outcome now and exactly one vestiging.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
from django.utils.translation import gettext_lazy

from inspectie.core import disclosure, scenarios
from inspectie.core.engine import Status, Verdicts, View, evaluate
from inspectie.core.frame import DOMAINS, Flags, Frame
from inspectie.core.norms import NormSet
from inspectie.models import JudgementCount
from inspectie.queries import frames, methods, norm_sets
from inspectie.queries.country import Country, Judged, Raised, Told

CURRENT: Final = methods.CURRENT
SAME: Final = "r1-same-table"
MILD: Final = "r1-calibrated-90"
READING: Final = "r3-reading"
USED: Final = (CURRENT, SAME, MILD, READING)
DECIDED: Final = (Status.BOVEN, Status.ONDER)
JUDGED: Final = (*DECIDED, Status.ONBEPAALD)
HIGHER: Final = "1S/2F"
ROUNDED: Final = gettext_lazy("Aantallen gaan over tien scholen of meer en zijn afgerond op 5.")


@lru_cache(maxsize=2)
def country(version: str) -> Country:
    """Give the figures of a data version, kept in the process."""
    frame = frames.at(version)
    now, same, mild = (Both.of(norm_sets.named(slug), frame) for slug in (CURRENT, SAME, MILD))
    # Who is counted depends on what everybody may know only.
    among = np.isin(now.public.school, DECIDED) & np.isin(same.public.school, JUDGED)
    every = np.isin(now.public.school, DECIDED)
    signals = (now.public.school == Status.ONDER) & (frame.pooled_pupils > 0)
    hidden = disclosure.together(
        disclosure.standing(now.public, now.internal, Status.BOVEN),
        disclosure.below(same.public, same.internal, (HIGHER, "rekenen")),
        disclosure.standing(same.public, same.internal, Status.BOVEN, (HIGHER, "lezen")),
    )
    return Country(
        version=version,
        is_demo=methods.holds_demo(),
        years=frame.years,
        now=now.below(among),
        signals=now.below(every),
        signal_pupils=int(frame.pooled_pupils[signals].sum()),
        apart=same.below(among),
        apart_by_domain=same.by_domain(among),
        hidden=_told(hidden, among),
        calibrated=mild.below(among),
        calibrated_by_domain=mild.by_domain(among),
        reading=tuple(
            Raised(points, Both.of(scenarios.raised(now.norm_set, points), frame).below(among, (HIGHER, "lezen")))
            for points in scenarios.RAISES
        ),
    )


@dataclass(frozen=True, slots=True)
class Both:
    """A published norm set, judged with what pages may tell of one school and with the tight bounds."""

    norm_set: NormSet
    public: Verdicts
    internal: Verdicts

    @classmethod
    def of(cls, norm_set: NormSet, frame: Frame) -> Both:
        """Judge all schools twice."""
        return cls(norm_set, *(evaluate(norm_set, frame, view=view) for view in (View.PUBLIC, View.INTERNAL)))

    def below(self, among: Flags, column: tuple[str, str] | None = None) -> Told:
        """Give how many schools are below, over all columns or in one."""
        return _told(disclosure.below(self.public, self.internal, column), among)

    def by_domain(self, among: Flags) -> tuple[Told, Told, Told]:
        """Give how many schools are below per domain, for the higher level."""
        lezen, taal, rekenen = (self.below(among, (HIGHER, domain)) for domain in DOMAINS)
        return lezen, taal, rekenen


def _told(asked: disclosure.Asked, among: Flags) -> Told:
    released = disclosure.country(asked, among=among)
    return Told(int(released.low[0]), int(released.high[0]), int(released.schools[0]))


def judged() -> list[Judged]:
    """Give the published counts of judgements, oldest first."""
    return [
        Judged(
            period=one.period,
            dated=one.dated,
            label=one.label,
            schools=one.schools,
            share=float(one.share) if one.share is not None else None,
            total=one.total,
            visits=one.visits,
            about=one.approximate,
            source=one.source,
        )
        for one in JudgementCount.objects.all()
    ]
