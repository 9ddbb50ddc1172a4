"""The report about how far trainers came."""

from __future__ import annotations

from collections import defaultdict
from typing import Final

from django.db.models import Sum
from django.db.models.functions import ExtractYear
from django.utils.translation import gettext as _

from ndt.reports.core import suppression
from ndt.reports.core.paper import Column, Hidden, Kind, Number, Paper, Section, Selection, Table
from ndt.reports.display import count
from opleiding.core.funnel import reached
from opleiding.models import Batch, FunnelEvent

STAGES = tuple(FunnelEvent.Stage.values)
# Issue 6 asks for five; with ten a first year would show nothing.
FEWEST: Final = 5


def funnel(selection: Selection) -> Paper:
    """Give how far trainers came, by institute and university and year of joining."""
    events = FunnelEvent.objects.select_related("institute__organisation", "university__organisation")
    by_institute: dict[tuple[str, int], dict[str, str]] = defaultdict(dict)
    by_university: dict[tuple[str, int], dict[str, str]] = defaultdict(dict)
    for event in events.order_by("at", "pk"):
        who = str(event.pseudonym)
        _further(by_institute[str(event.institute), event.cohort], who, event.stage)
        if event.university is not None:
            _further(by_university[str(event.university), event.cohort], who, event.stage)
    invited = _invited()
    sections = [
        Section(title=_("Per instituut"), table=_table(_("Trainers per instituut"), _("Instituut"), by_institute, invited)),
        Section(title=_("Per universiteit"), table=_table(_("Trainers per universiteit"), _("Universiteit"), by_university)),
    ]  # fmt: skip
    # As the column of who made a profile may show it: beside the rows it would give away the hidden ones.
    followed = [len(by_institute.get(key, ())) for key in {*by_institute, *invited}]
    total = suppression.column(followed, threshold=FEWEST).total
    return Paper(
        finding=_("Zo ver komen examentrainers op weg naar de klas"),
        lead=_("Wie een stap bereikt, telt ook mee bij de stappen ervoor. Wij tellen alleen wie dat goed vond."),
        measured_at=selection.now,
        numbers=_numbers(total),
        sections=tuple(section for section in sections if section.table is not None and section.table.rows),
        notes=(
            _("Getallen onder %(fewest)d laten wij weg, en ook wat ze zou verraden.") % {"fewest": FEWEST},
            _("Vanaf ‘meldde zich aan’ vertellen trainers het zelf. Wie niets vertelt, blijft staan waar hij was."),
        ),
    )  # fmt: skip


def _numbers(total: int | Hidden) -> tuple[Number, ...]:
    """Give how many we follow, where that may be said."""
    if total is Hidden.OTHER:
        return ()
    few = _("minder dan %(fewest)d") % {"fewest": FEWEST}
    return (Number(few if isinstance(total, Hidden) else count(total), _("trainers die wij mogen volgen")),)


def _further(known: dict[str, str], who: str, stage: str) -> None:
    known[who] = max(known.get(who, stage), stage, key=STAGES.index)


def _invited() -> dict[tuple[str, int], int]:
    rows = Batch.objects.annotate(year=ExtractYear("made_at")).values("institute__organisation__name", "year")
    return {
        (row["institute__organisation__name"], row["year"]): row["codes"] for row in rows.annotate(codes=Sum("size"))
    }


def _table(
    caption: str,
    label: str,
    found: dict[tuple[str, int], dict[str, str]],
    invited: dict[tuple[str, int], int] | None = None,
) -> Table:
    """Give a row for each house and year; in each column small counts are hidden together."""
    keys = sorted({*found, *(invited or {})})
    counts = [reached(found.get(key, {}).values(), stages=STAGES) for key in keys]
    stages = [[row[place] for row in counts] for place in range(len(STAGES))]
    columns = [suppression.column(one, threshold=FEWEST).cells for one in stages]
    rows = [
        (name, str(year), *([invited.get((name, year), 0)] if invited is not None else []), *(column[at] for column in columns))
        for at, (name, year) in enumerate(keys)
    ]  # fmt: skip
    heads = [Column(label), Column(_("Jaar"))]
    if invited is not None:
        heads.append(Column(_("Codes gemaakt"), Kind.COUNT))
    heads += [Column(str(stage.label), Kind.COUNT) for stage in FunnelEvent.Stage]
    return Table(caption, tuple(heads), tuple(rows), threshold=FEWEST)
