"""Two reports: how far trainers came, and how scarce places were given out."""

from __future__ import annotations

from collections import defaultdict
from typing import Final

from django.db.models import Sum
from django.db.models.functions import ExtractYear
from django.utils import timezone
from django.utils.translation import gettext as _

from ndt.reports.core import suppression
from ndt.reports.core.paper import Column, Hidden, Kind, Number, Paper, Section, Selection, Table
from ndt.reports.display import count
from opleiding.core.funnel import reached
from opleiding.models import Batch, FunnelEvent, MatchRound
from opleiding.models.rounds import Beacon
from opleiding.queries import rounds as outcomes
from opleiding.queries.rounds import Report

STAGES = tuple(FunnelEvent.Stage.values)
# Five and not ten, as elsewhere: with ten a first year would show nothing.
FEWEST: Final = 5
# From here on trainers tell it themselves.
TOLD_FROM: Final = STAGES.index(FunnelEvent.Stage.APPLIED)
# So many rounds are told about in full.
IN_FULL: Final = 3


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
        *_sections(_("Per instituut"), _("Trainers per instituut"), _("Instituut"), by_institute, invited),
        *_sections(_("Per universiteit"), _("Trainers per universiteit"), _("Universiteit"), by_university),
    ]
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


def _sections(
    title: str,
    caption: str,
    label: str,
    found: dict[tuple[str, int], dict[str, str]],
    invited: dict[tuple[str, int], int] | None = None,
) -> list[Section]:
    """Give a row for each house and year, in two tables: all stages side by side are too wide for paper.

    In each column small counts are hidden together.
    """
    keys = sorted({*found, *(invited or {})})
    counts = [reached(found.get(key, {}).values(), stages=STAGES) for key in keys]
    columns = [
        suppression.column([row[place] for row in counts], threshold=FEWEST).cells for place in range(len(STAGES))
    ]
    heads = [Column(str(stage.label), Kind.COUNT) for stage in FunnelEvent.Stage]
    codes = [] if invited is None else [Column(_("Codes gemaakt"), Kind.COUNT)]

    def table(name: str, first: list[Column], places: range) -> Table:
        rows = [
            (house, str(year), *([invited.get((house, year), 0)] if first and invited is not None else []), *(columns[place][at] for place in places))
            for at, (house, year) in enumerate(keys)
        ]  # fmt: skip
        named = (Column(label), Column(_("Jaar")), *first, *(heads[place] for place in places))
        return Table(name, named, tuple(rows), threshold=FEWEST)

    later = _("%(title)s, na het advies")
    return [
        Section(title=title, table=table(caption, codes, range(TOLD_FROM))),
        Section(
            title=later % {"title": title}, table=table(later % {"title": caption}, [], range(TOLD_FROM, len(STAGES)))
        ),
    ]


def rounds(selection: Selection) -> Paper:
    """Give how scarce places were given out, by round and by offering. All of it stands on the public pages already."""
    found = [(one, outcomes.report(one, run)) for one in MatchRound.objects.with_outcome() if (run := one.last_run())]
    if not found:
        return Paper(
            finding=_("Er is nog geen ronde bekendgemaakt"),
            lead=_("Zodra plaatsen zijn verdeeld, staat hier hoe dat ging."),
            measured_at=selection.now,
        )
    people, placed, first = (
        sum(getattr(one, name) for _round, one in found) for name in ("candidates", "placed", "first")
    )
    sections = [Section(title=_("Alle rondes"), table=_all_rounds(found))]
    for one, told in found[:IN_FULL]:
        sections += _one_round(one, told)
    return Paper(
        finding=_("%(placed)s van de %(all)s kandidaten kregen een plaats") % {"placed": count(placed), "all": count(people)},
        lead=_("Open regels en het lot verdelen de plaatsen. Iedereen kan de uitkomst narekenen."),
        measured_at=selection.now,
        numbers=(
            Number(count(people), _("kandidaten leverden een lijst in")),
            Number(count(placed), _("kandidaten kregen een plaats")),
            Number(count(first), _("kandidaten kregen hun eerste keuze")),
        ),
        sections=tuple(sections),
        notes=(
            _("Wie in twee rondes een lijst inleverde, telt twee keer."),
            _("Is een plaats teruggegeven en opnieuw verdeeld? Dan telt de laatste uitkomst."),
            _("Kandidaten staan overal onder een lot, zonder naam. Daarom laten wij hier geen kleine getallen weg."),
        ),
    )  # fmt: skip


def _all_rounds(found: list[tuple[MatchRound, Report]]) -> Table:
    heads = (
        Column(_("Ronde")), Column(_("Geloot op"), Kind.DAY), Column(_("Kandidaten"), Kind.COUNT),
        Column(_("Geplaatst"), Kind.COUNT), Column(_("Eerste keuze"), Kind.COUNT), Column(_("Geen plaats"), Kind.COUNT),
    )  # fmt: skip
    rows = [
        (one.title, one.drawn_at and timezone.localdate(one.drawn_at), told.candidates, told.placed, told.first, told.unplaced)
        for one, told in found
    ]  # fmt: skip
    return Table(_("Plaatsen verdeeld, per ronde"), heads, tuple(rows))


def _one_round(one: MatchRound, told: Report) -> list[Section]:
    """Give who got which choice, and how each offering filled."""
    named = {"round": one.title}
    practice = (_("Dit was een ronde om te oefenen."),) if one.beacon == Beacon.TEST else ()
    choices = Table(
        _("%(round)s: welke keuze mensen kregen") % named, (Column(_("Keuze")), Column(_("Kandidaten"), Kind.COUNT)),
        told.choices,
    )  # fmt: skip
    offerings = Table(
        _("%(round)s: plaatsen per opleiding") % named,
        (Column(_("Opleiding")), Column(_("Plaatsen"), Kind.COUNT), Column(_("Staat op zoveel lijsten"), Kind.COUNT), Column(_("Geplaatst"), Kind.COUNT)),
        tuple([(row.title, row.places, row.asked, row.placed) for row in told.offerings]),
    )  # fmt: skip
    return [
        Section(title=one.title, paragraphs=practice, chart=told.chart, table=choices),
        Section(title=_("%(round)s, per opleiding") % named, table=offerings),
    ]
