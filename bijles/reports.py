"""The report of a municipality about one programme: reach, minutes, money and waiting, without a small count."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Final

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bijles.money import euros
from bijles.queries.figures import Count, Figures
from ndt.charts import bars
from ndt.charts.shapes import Chart
from ndt.reports.core import suppression
from ndt.reports.core.paper import Cell, Column, Hidden, Kind, Number, Paper, Section, Table
from ndt.reports.core.suppression import THRESHOLD, one, rounded
from ndt.reports.display import cell, count

# More bars than this are a list, not a picture.
MOST_BARS: Final = 12
# What is told of a neighbourhood is rounded to so many; minutes and cents are of eight lessons or so.
CHILDREN: Final = 5
MINUTES: Final = 500
CENTS: Final = 20_000
NO_LENGTH: Final = Hidden.OTHER


def figures(of: Figures) -> Paper:
    """Give the report about a programme, in the language of the moment."""
    whole = of.whole
    return Paper(
        finding=_finding(whole),
        lead=_("%(programme)s bij de %(scheme)s, van %(first)s tot en met %(last)s.")
        % {
            "programme": of.programme.title,
            "scheme": of.programme.scheme.title,
            "first": date_format(of.programme.first_day, "j F Y"),
            "last": date_format(of.programme.last_day, "j F Y"),
        },
        measured_at=of.measured_at,
        numbers=_numbers(of),
        sections=(_reach(whole), *_places(of), *_months(of), *_waiting(of)),
        notes=tuple(_notes(of)),
    )


def _finding(whole: Count) -> str:
    taught = one(whole.taught)
    if isinstance(taught, Hidden):
        return _("Nog minder dan %(few)d kinderen kregen les") % {"few": THRESHOLD}
    if whole.listed >= max(taught, THRESHOLD):
        return _("%(taught)s van de %(listed)s kinderen met een pas kregen les") % {
            "taught": count(taught),
            "listed": count(whole.listed),
        }
    return _("%(taught)s kinderen kregen les") % {"taught": count(taught)}


def _numbers(of: Figures) -> tuple[Number, ...]:
    whole, found = of.whole, []
    if whole.taught >= THRESHOLD:
        found = [
            Number(count(whole.minutes), _("minuten les gegeven")),
            Number(euros(whole.cents), _("voor lessen, zonder btw")),
        ]
    return (*found, Number(count(one(whole.waiting)), _("kinderen wachten op een bijlesgever")))


def _reach(whole: Count) -> Section:
    steps = [
        (_("Staat op de lijst van passen"), one(whole.listed)),
        (_("Heeft een plek: het gezin heeft een account"), _placed(whole)),
        (_("Kreeg een les of meer"), one(whole.taught)),
    ]
    # Who is on the list is the municipality's own count; without a list there is nothing to hold the others against.
    steps = steps if whole.listed else steps[1:]
    chart = bars.draw(
        [_bar(label, number, accent=place == len(steps)) for place, (label, number) in enumerate(steps, 1)],
        title=_finding(whole),
        description=_("Staafdiagram. De tabel eronder heeft dezelfde cijfers."),
    )
    rows = tuple((label, number, _share(number, whole.listed)) for label, number in steps)
    columns = (Column(_("Kinderen")), Column(_("Aantal"), Kind.COUNT), Column(_("Van de lijst"), Kind.PERCENT))
    return Section(_("Bereik"), chart=chart, table=Table(_("Bereikte kinderen"), columns, rows))


def _placed(whole: Count) -> int | Hidden:
    """Give the children with a place, but not where few lie between them and those on the list, or those with a lesson."""
    shown = one(whole.placed)
    told = [number for number in (whole.listed, whole.taught) if number >= THRESHOLD]
    near = any(abs(number - whole.placed) < THRESHOLD for number in told)
    return Hidden.OTHER if near and not isinstance(shown, Hidden) else shown


def _places(of: Figures) -> Iterable[Section]:
    """Give the neighbourhoods. Those with a small count stand together in one row: cells that lie within each other cannot
    be hidden one by one."""
    places = sorted(of.by_place)
    counts = [of.by_place[place] for place in places]
    merged = suppression.merge([_people(counted, of) for counted in counts])
    title = _("Per wijk")
    if not merged.shown:
        text = _(
            "Per wijk zijn de aantallen nog te klein om te laten zien. De cijfers van de hele stad staan hierboven."
        )
        return [Section(title, paragraphs=(text,))]
    heads = [_("Met een plek"), _("Met les"), _("Minuten")]
    columns = [
        Column(_("Wijk")),
        *([Column(_("Met een pas"), Kind.COUNT)] if of.lists_places else []),
        *(Column(head, Kind.COUNT) for head in heads),
        Column(_("Kosten in euro"), Kind.DECIMAL),
    ]
    shown = [(_named(places[at]), counts[at]) for at in merged.shown]
    if merged.together:
        rest = _("%(number)d andere wijken samen") % {"number": len(merged.together)}
        shown.append((rest, _sum(counts[at] for at in merged.together)))
    rows = tuple((name, *_row(counted, of)) for name, counted in shown)
    table = Table(
        _("Kinderen, lessen en kosten per wijk"), tuple(columns), rows, total=(_("Samen"), *_row(_sum(counts), of))
    )
    return [Section(title, chart=_places_chart(shown[: len(merged.shown)], of), table=table)]


def _people(counted: Count, of: Figures) -> Sequence[int]:
    counts = [counted.placed, counted.taught]
    return [counted.listed, *counts] if of.lists_places else counts


def _row(counted: Count, of: Figures) -> tuple[Cell, ...]:
    """Give a row rounded: few children lie between those with a place and those with a lesson, and between today and tomorrow."""
    people = (rounded(number, to=CHILDREN) for number in _people(counted, of))
    return (*people, rounded(counted.minutes, to=MINUTES), _euro(rounded(counted.cents, to=CENTS)))


def _places_chart(exact: Sequence[tuple[str, Count]], of: Figures) -> Chart:
    shown = [
        (name, rounded(counted.taught, to=CHILDREN), rounded(counted.listed, to=CHILDREN)) for name, counted in exact
    ]

    def value(taught: int, listed: int) -> float:
        return 100 * taught / listed if of.lists_places else taught

    best = sorted(shown, key=lambda bar: -value(*bar[1:]))[:MOST_BARS]
    first = best[0]
    share = _share(*first[1:])
    title = (
        _("In %(place)s kreeg %(share)s van de kinderen met een pas les")
        % {"place": first[0], "share": cell(share, Kind.PERCENT)}
        if of.lists_places
        else _("In %(place)s kregen de meeste kinderen les") % {"place": first[0]}
    )
    return bars.draw(
        [
            bars.Bar(
                name,
                value(taught, listed),
                cell(_share(taught, listed), Kind.PERCENT) if of.lists_places else count(taught),
                accent=name == first[0],
            )
            for name, taught, listed in best
        ],
        title=title,
        description=_("Staafdiagram, de hoogste bovenaan. De tabel eronder heeft alle wijken."),
    )


def _months(of: Figures) -> Iterable[Section]:
    """Give the months of the whole city. Where one month is hidden, one with enough children is hidden with it: the sum less
    the others is then never of a few children."""
    months = sorted(of.by_month)
    if not months or of.whole.taught < THRESHOLD:
        return []
    few = [month for month in months if of.by_month[month].taught < THRESHOLD]
    enough = [month for month in months if month not in few]
    hidden = {*few, *([min(enough, key=lambda month: (of.by_month[month].taught, month))] if few and enough else [])}
    rows: list[tuple[Cell, ...]] = []
    for month in months:
        counted = of.by_month[month]
        if month in hidden:
            why = Hidden.FEW if month in few else Hidden.OTHER
            rows.append((_month(month), why, *[Hidden.OTHER] * 3))
        else:
            rows.append((_month(month), counted.taught, counted.lessons, counted.minutes, _euro(counted.cents)))
    whole = of.whole
    most = max(
        (month for month in months if month not in hidden), key=lambda month: of.by_month[month].minutes, default=None
    )
    columns = (
        Column(_("Maand")),
        *(Column(head, Kind.COUNT) for head in (_("Kinderen met les"), _("Lessen"), _("Minuten"))),
        Column(_("Kosten in euro"), Kind.DECIMAL),
    )
    table = Table(
        _("Lessen en kosten per maand"),
        columns,
        tuple(rows),
        total=(_("Samen"), whole.taught, whole.lessons, whole.minutes, _euro(whole.cents)),
    )
    chart = bars.draw(
        [
            _bar(
                _month(month),
                NO_LENGTH if month in hidden else of.by_month[month].minutes,
                accent=month == most,
            )
            for month in months[-MOST_BARS:]
        ],
        title=_("In %(month)s is de meeste les gegeven") % {"month": _month(most)}
        if most
        else _("Per maand zijn het nog te weinig kinderen"),
        description=_("Staafdiagram van de minuten les per maand. De tabel eronder heeft dezelfde cijfers."),
    )
    return [Section(_("Per maand"), chart=chart, table=table)]


def _waiting(of: Figures) -> Iterable[Section]:
    whole = of.whole
    if whole.waiting < THRESHOLD:
        return []
    text = ngettext(
        "De helft van deze kinderen wacht %(days)d dag of langer.",
        "De helft van deze kinderen wacht %(days)d dagen of langer.",
        of.median_days or 0,
    ) % {"days": of.median_days or 0}
    places = sorted(place for place in of.by_place if of.by_place[place].placed)
    counts = [of.by_place[place] for place in places]
    merged = suppression.merge(
        [(counted.waiting,) for counted in counts], room=[counted.placed for counted in counts]
    )  # fmt: skip
    if not merged.shown:
        return [Section(_("Wachten"), paragraphs=(text, _("Per wijk zijn de aantallen te klein om te laten zien.")))]
    rows: list[tuple[Cell, ...]] = [
        (_named(places[at]), rounded(counts[at].waiting, to=CHILDREN)) for at in merged.shown
    ]
    if merged.together:
        rows.append((_("Andere wijken samen"), rounded(sum(counts[at].waiting for at in merged.together), to=CHILDREN)))
    columns = (Column(_("Wijk")), Column(_("Wachtende kinderen"), Kind.COUNT))
    table = Table(
        _("Wachtende kinderen per wijk"), columns, tuple(rows), total=(_("Samen"), rounded(whole.waiting, to=CHILDREN))
    )
    return [Section(_("Wachten"), paragraphs=(text,), table=table)]


def _notes(of: Figures) -> Iterable[str]:
    yield _("Een kind telt een keer mee, hoeveel lessen het ook kreeg. Per maand telt het in elke maand met les.")
    yield _("Kosten zijn de declaraties die niet zijn afgewezen. Ook wie niet kwam of laat afzegde kost een deel.")
    if not of.whole.listed:
        yield _("Er is geen lijst van passen ingelezen. Daarom weten wij niet hoeveel kinderen mogen meedoen.")
    elif of.lists_places:
        yield _("De wijk is die van de pas, uit de lijst van de gemeente.")
    else:
        yield _(
            "De lijst van passen noemt geen wijken. Daarom is alleen voor de hele stad bekend hoeveel kinderen mogen meedoen. "
            "De wijk is hier de postcode die het gezin opgaf."
        )
    yield _(
        "Wijken met minder dan %(few)d kinderen in een kolom staan samen in een rij. Per wijk ronden wij naar beneden af: kinderen op "
        "%(children)d, minuten op %(minutes)d, kosten op %(euros)d euro. Zo is niemand te herkennen, ook niet als u twee verslagen "
        "vergelijkt. Per wijk en maand geven wij geen cijfers."
    ) % {"few": THRESHOLD, "children": CHILDREN, "minutes": MINUTES, "euros": CENTS // 100}


def _bar(label: str, value: int | Hidden, *, accent: bool) -> bars.Bar:
    return bars.Bar(label, None if isinstance(value, Hidden) else value, count(value), accent=accent)


def _share(part: int | Hidden, whole: int) -> Decimal | Hidden | None:
    if not whole:
        return None
    if isinstance(part, Hidden):
        return part
    return None if part > whole else round(Decimal(100 * part) / whole, 1)


def _euro(cents: int) -> Decimal:
    return (Decimal(cents) / 100).quantize(Decimal("0.01"))


def _sum(counts: Iterable[Count]) -> Count:
    whole = Count()
    for counted in counts:
        whole.listed += counted.listed
        whole.placed += counted.placed
        whole.taught += counted.taught
        whole.minutes += counted.minutes
        whole.cents += counted.cents
    return whole


def _named(place: str) -> str:
    return place or _("Wijk onbekend")


def _month(month: date) -> str:
    return date_format(month, "F Y")
