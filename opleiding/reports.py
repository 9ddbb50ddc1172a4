"""Two reports: how far trainers came, and how scarce places were given out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from django.db.models import Sum
from django.db.models.functions import ExtractYear
from django.utils import timezone
from django.utils.translation import gettext as _

from ndt.reports.core import suppression
from ndt.reports.core.paper import Cell, Column, Hidden, Kind, Number, Paper, Section, Selection, Table
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
BY_PROGRAMME: Final = "opleiding"

# An institute or a university, and a year of joining.
House = tuple[str, int]


@dataclass(frozen=True, slots=True)
class _Followed:
    """How far everybody came. programmes: the title that somebody told last, by university and year."""

    institutes: defaultdict[House, dict[str, str]]
    universities: defaultdict[House, dict[str, str]]
    programmes: defaultdict[House, dict[str, str]]


def divisions() -> list[tuple[str, str]]:
    """Give the ways in which the funnel is divided."""
    return [("instituut", _("Instituut en universiteit")), (BY_PROGRAMME, _("Opleiding"))]


def funnel(selection: Selection) -> Paper:
    """Give how far trainers came, by year of joining, and by institute and university or by programme."""
    found = _followed()
    sections = _by_programme(found) if selection.division == BY_PROGRAMME else _by_house(found)
    # As the column of who made a profile may show it: beside the rows it would give away the hidden ones.
    followed = [len(found.institutes.get(key, ())) for key in {*found.institutes, *_invited()}]
    total = suppression.column(followed, threshold=FEWEST).total
    return Paper(
        finding=_("Zo ver komen examentrainers op weg naar de klas"),
        lead=_("Wie een stap bereikt, telt ook mee bij de stappen ervoor. Wij tellen alleen wie dat goed vond."),
        measured_at=selection.now,
        numbers=_numbers(total),
        sections=tuple(sections),
        notes=(
            _("Getallen onder %(fewest)d laten wij weg, en ook wat ze zou verraden.") % {"fewest": FEWEST},
            _("Vanaf ‘meldde zich aan’ vertellen trainers het zelf. Wie niets vertelt, blijft staan waar hij was."),
            _("Wie via een ronde op deze site een plaats vroeg of kreeg, telt ook mee."),
            _("Wie bij twee opleidingen van een universiteit was, telt bij de laatste."),
        ),
    )  # fmt: skip


def _numbers(total: int | Hidden) -> tuple[Number, ...]:
    """Give how many we follow, where that may be said."""
    if total is Hidden.OTHER:
        return ()
    few = _("minder dan %(fewest)d") % {"fewest": FEWEST}
    return (Number(few if isinstance(total, Hidden) else count(total), _("trainers die wij mogen volgen")),)


def _followed() -> _Followed:
    """Give how far everybody came, with the programme that was told last."""
    found = _Followed(defaultdict(dict), defaultdict(dict), defaultdict(dict))
    related = ("institute__organisation", "university__organisation", "programme")
    for event in FunnelEvent.objects.select_related(*related).order_by("at", "pk"):
        who = str(event.pseudonym)
        _further(found.institutes[str(event.institute), event.cohort], who, event.stage)
        if event.university is not None:
            house = (str(event.university), event.cohort)
            _further(found.universities[house], who, event.stage)
            if event.programme is not None:
                found.programmes[house][who] = event.programme.title
    return found


def _further(known: dict[str, str], who: str, stage: str) -> None:
    known[who] = max(known.get(who, stage), stage, key=STAGES.index)


def _invited() -> dict[House, int]:
    rows = Batch.objects.annotate(year=ExtractYear("made_at")).values("institute__organisation__name", "year")
    return {
        (row["institute__organisation__name"], row["year"]): row["codes"] for row in rows.annotate(codes=Sum("size"))
    }


def _by_house(found: _Followed) -> list[Section]:
    """Give a row for each house and year; all stages of an institute side by side are too wide for paper.

    Of a university only what comes after the advice: who is counted there came that far.
    """
    invited = _invited()
    keys = sorted({*found.institutes, *invited})
    columns = _columns(found.institutes, keys)
    begun = [(*key, invited.get(key, 0), *cells[:TOLD_FROM]) for key, cells in zip(keys, columns, strict=True)]
    codes = (Column(_("Instituut")), Column(_("Jaar")), Column(_("Codes gemaakt"), Kind.COUNT))
    schools = sorted(found.universities)
    told = _columns(found.universities, schools)
    return [
        *_section(_("Per instituut"), _("Trainers per instituut"), (*codes, *_heads(0, TOLD_FROM)), begun),
        *_section(
            _("Per instituut, na het advies"), _("Trainers per instituut, na het advies"),
            (*codes[:2], *_heads(TOLD_FROM, None)),
            [(*key, *cells[TOLD_FROM:]) for key, cells in zip(keys, columns, strict=True)],
        ),
        *_section(
            _("Per universiteit"), _("Trainers per universiteit"),
            (Column(_("Universiteit")), Column(_("Jaar")), *_heads(TOLD_FROM, None)),
            [(*key, *cells[TOLD_FROM:]) for key, cells in zip(schools, told, strict=True)],
        ),
    ]  # fmt: skip


def _by_programme(found: _Followed) -> list[Section]:
    """Give a table for each university, with a row for each programme and year. Its sums stand in the other division."""
    keys = sorted(found.universities)
    rows: dict[str, list[tuple[Cell, ...]]] = defaultdict(list)
    for key, whole in zip(keys, _columns(found.universities, keys), strict=True):
        people, chosen = found.universities[key], found.programmes.get(key, {})
        stages: dict[str, list[str]] = defaultdict(list)
        for who, stage in people.items():
            stages[chosen.get(who, "")].append(stage)
        titles = sorted(stages, key=lambda title: (not title, title))
        counts = [reached(stages[title], stages=STAGES) for title in titles]
        columns = [_parts(whole[place], [row[place] for row in counts]) for place in range(TOLD_FROM, len(STAGES))]
        for at, title in enumerate(titles):
            rows[key[0]].append((title or _("andere, of niet gezegd"), str(key[1]), *(cells[at] for cells in columns)))
    if not rows:
        return [Section(title=_("Per opleiding"), paragraphs=(_("Nog niemand vertelde bij welke opleiding hij is."),))]
    heads = (Column(_("Opleiding")), Column(_("Jaar")), *_heads(TOLD_FROM, None))
    return [
        section
        for university, of in rows.items()
        for section in _section(university, _("Trainers bij %(university)s") % {"university": university}, heads, of)
    ]


def _parts(whole: int | Hidden, counts: list[int]) -> tuple[int | Hidden, ...]:
    """Give the parts of a count that is shown in the other division: with it they give no hidden part away."""
    if isinstance(whole, Hidden):
        return (whole,) * len(counts)
    found = suppression.column(counts, threshold=FEWEST)
    # Where even hiding all parts with their marks would tell too much, the marks go too.
    return (Hidden.OTHER,) * len(counts) if isinstance(found.total, Hidden) else found.cells


def _columns(found: Mapping[House, Mapping[str, str]], keys: list[House]) -> list[tuple[int | Hidden, ...]]:
    """Give what may be shown for each key, stage by stage: in each column small counts are hidden together."""
    counts = [reached(found.get(key, {}).values(), stages=STAGES) for key in keys]
    columns = [
        suppression.column([row[place] for row in counts], threshold=FEWEST).cells for place in range(len(STAGES))
    ]
    return [tuple(column[at] for column in columns) for at in range(len(keys))]


def _heads(first: int, last: int | None) -> tuple[Column, ...]:
    return tuple([Column(str(stage.label), Kind.COUNT) for stage in list(FunnelEvent.Stage)[first:last]])


def _section(
    title: str, caption: str, heads: tuple[Column, ...], rows: Iterable[tuple[Cell, ...]]
) -> Iterator[Section]:
    """Give a table with its years in words, where it has a row."""
    shown = tuple([(row[0], str(row[1]), *row[2:]) for row in rows])
    if shown:
        yield Section(title=title, table=Table(caption, heads, shown, threshold=FEWEST))


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
