"""The pages of a brief: one question each, with what it comes to, a chart and its table."""

from __future__ import annotations

from decimal import Decimal
from math import hypot
from typing import Final

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from inspectie.core.briefing import RARE, SURE, State, Tally, Year, reach
from inspectie.queries.briefs import words
from inspectie.queries.briefs.facts import Domain, Facts
from inspectie.queries.briefs.words import amount, of_schools, share, span
from inspectie.queries.words import DOMAINS, school_year
from ndt.charts import dumbbells, funnels, maps, matrices, shares, trends
from ndt.charts.shapes import Chart
from ndt.reports.core.paper import Column, Kind, Section, Table

# Where the middle of the norms lies: only the width of the funnel depends on it.
MIDDLE: Final = 50.0
STEPS: Final = tuple(range(10, 40, 2)) + tuple(range(40, 600, 10))
MARKS: Final = {
    State.BELOW: maps.Mark.ACCENT,
    State.OPEN: maps.Mark.OPEN,
    State.ABOVE: maps.Mark.CONTEXT,
    State.OUTSIDE: maps.Mark.CONTEXT,
}


def pages(facts: Facts) -> tuple[Section, ...]:
    """Give the pages in order. A page about nothing is left out."""
    made = (
        _today(facts), _apart(facts), _moving(facts), _height(facts), _certainty(facts), _where(facts), _four(facts),
        listed(facts),
    )  # fmt: skip
    return tuple(page for page in made if page is not None)


def _today(facts: Facts) -> Section | None:
    if not facts.years:
        return None
    finding = _change(facts.years[0], facts.years[-1])
    chart = trends.draw(
        [_with_chance(year) for year in facts.years],
        title=finding,
        description=_("Lijn door de schooljaren, met strepen voor toeval. De as begint niet bij nul."),
    )
    table = Table(
        _("Wat kinderen in groep 8 halen, per schooljaar"),
        (
            Column(_("Schooljaar")),
            Column(_("Leerlingen met toets"), Kind.COUNT),
            Column(_("Haalt het basisniveau"), Kind.PERCENT),
            Column(_("Haalt het hogere niveau"), Kind.PERCENT),
        ),
        tuple(
            (school_year(year.first), year.pupils, _decimal(year.basic), _decimal(year.higher)) for year in facts.years
        ),
    )
    return Section(
        _("Wat halen kinderen nu?"),
        (
            _(
                "Elk kind maakt in groep 8 een toets voor lezen, taal en rekenen. Bijna iedereen haalt het "
                "basisniveau (1F). Om goed mee te doen, is het hogere niveau nodig. Dat heet 2F, en bij rekenen 1S."
            ),
            _(
                "De inspectie telt drie schooljaren bij elkaar op. Ook telt zij de drie vakken bij elkaar op. "
                "Elke school krijgt een norm die past bij haar leerlingen."
            ),
        ),
        chart,
        table,
    )


def _change(first: Year, last: Year) -> str:
    """Say how the higher level changed, and only where that is more than chance."""
    change = last.higher - first.higher
    if abs(change) <= hypot(*(reach(year.pupils, year.higher) for year in (first, last))):
        return _("%(share)s%% haalt het hogere niveau. Verschillen kunnen toeval zijn") % {
            "share": words.one(last.higher)
        }
    shares_ = {"first": words.one(first.higher), "last": words.one(last.higher)}
    if change < 0:
        return _("Het hogere niveau daalde van %(first)s%% naar %(last)s%%") % shares_
    return _("Het hogere niveau steeg van %(first)s%% naar %(last)s%%") % shares_


def _with_chance(year: Year) -> trends.Year:
    room = reach(year.pupils, year.higher)
    low, high = max(year.higher - room, 0.0), min(year.higher + room, 100.0)
    return trends.Year(school_year(year.first), year.higher, f"{words.one(year.higher)}%", low, high)


def _apart(facts: Facts) -> Section | None:
    wholes = [(_("Nu: drie vakken samen"), facts.now)]
    wholes += [(str(DOMAINS[one.domain]), one.same) for one in facts.domains]
    seen = [(label, tally) for label, tally in wholes if tally.judged]
    if not facts.domains or len(seen) < 2:
        return None
    worst = max(facts.domains, key=lambda one: (one.same.below, one.same.most))
    chart = shares.draw(
        [_whole(label, tally) for label, tally in seen],
        names=[str(words.STATES[state]) for state in (State.BELOW, State.OPEN, State.ABOVE)],
        title=_("%(domain)s: %(some)s onder de norm")
        % {"domain": DOMAINS[worst.domain], "some": words.below(worst.same)},
        description=_("Balken in drie delen: onder de norm, niet te zeggen, boven de norm."),
    )
    return Section(
        _("Wat verbergt het gemiddelde?"),
        (
            _(
                "Wie goed leest, kan slecht rekenen goedmaken. Dat zie je pas als je elk vak apart bekijkt. Hier krijgt "
                "elk vak dezelfde norm als nu de drie vakken samen."
            ),
            _(
                "DUO verbergt kleine aantallen, zodat niemand een kind kan herkennen. Daarom is het soms niet te zeggen. "
                "Wij vullen dan niets in."
            ),
        ),
        chart,
        _split_table(_("Scholen per vak, met de norm van nu"), seen),
    )


def _whole(label: str, tally: Tally) -> shares.Whole:
    counts = (tally.below, tally.open, tally.above)
    return shares.Whole(label, tuple(shares.Part(count, amount(count)) for count in counts))


def _split_table(caption: str, rows: list[tuple[str, Tally]]) -> Table:
    return Table(
        caption,
        (
            Column(_("Norm")),
            Column(_("Onder de norm"), Kind.COUNT),
            Column(_("Niet te zeggen"), Kind.COUNT),
            Column(_("Boven de norm"), Kind.COUNT),
            Column(_("Zeker onder"), Kind.PERCENT),
        ),
        tuple((label, tally.below, tally.open, tally.above, share(tally.below, tally.judged)) for label, tally in rows),
    )


def _moving(facts: Facts) -> Section | None:
    befores = [state for state in State if any(facts.moves[state])]
    if not befores:
        return None
    afters = [state for state in State if any(row[state] for row in facts.moves)]
    names, was = ([str(words.STATES[state]) for state in states] for states in (afters, befores))
    rows = [[facts.moves[before][after] for after in afters] for before in befores]
    low, high = facts.newly
    chart = matrices.draw(
        [[matrices.Cell(count, amount(count)) for count in row] for row in rows],
        states=names,
        rows=was,
        title=_newly_finding(facts),
        description=_("Tabel met vierkanten. De rij is nu, de kolom is elk vak apart. Grijs blijft gelijk."),
        before=_("nu"),
        after=_("elk vak apart"),
    )
    table = Table(
        _("Van nu naar elk vak apart, aantal scholen"),
        (Column(_("Nu")), *(Column(_("Straks %(state)s") % {"state": name}, Kind.COUNT) for name in names)),
        tuple((name, *row) for name, row in zip(was, rows, strict=True)),
    )
    return Section(
        _("Welke scholen veranderen?"),
        (
            _(
                "De scholen die nu slagen en dan niet meer, staan hier in kleur. Het zijn er %(schools)s. Samen hebben "
                "zij %(pupils)s leerlingen."
            )
            % {"schools": span(low, high), "pupils": words.pupils(*facts.pupils)},
            _("Dit is een signaal en geen oordeel. De inspectie kijkt altijd eerst zelf op een school."),
        ),
        chart,
        table,
    )


def _newly_finding(facts: Facts) -> str:
    low, high = facts.newly
    if not high:
        return _("Elke school die nu slaagt, slaagt ook per vak")
    said = ngettext(
        "%(some)s slaagt nu, maar niet voor elk vak",
        "%(some)s slagen nu, maar niet voor elk vak",
        words.those(low, high, facts.apart.judged),
    ) % {"some": of_schools(low, high, facts.apart.judged)}
    return capfirst(said)


def _height(facts: Facts) -> Section | None:
    known = [one for one in facts.domains if one.same.judged and one.eased.judged]
    if not known:
        return None
    most = max(known, key=lambda one: abs(_percent(one.same) - _percent(one.eased)))
    if facts.is_country:
        finding = _("De hoogte van de norm bepaalt alles: bij %(domain)s scheelt het %(points)s punten") % {
            "domain": str(DOMAINS[most.domain]).lower(),
            "points": amount(round(abs(_percent(most.same) - _percent(most.eased)))),
        }
    else:
        finding = _("Met een norm die 9 van de 10 scholen halen, verandert %(domain)s het meest") % {
            "domain": str(DOMAINS[most.domain]).lower()
        }
    chart = dumbbells.draw(
        [_pair(one) for one in known],
        title=finding,
        description=_("Per vak een ring en een stip: het deel van de scholen onder de norm, met twee normen."),
        ends=dumbbells.Ends(_("zelfde norm als nu"), _("9 van de 10 scholen halen het")),
        from_zero=True,
    )
    rows = [
        (f"{DOMAINS[one.domain]}, {label}", tally)
        for one in known
        for label, tally in ((_("zelfde norm"), one.same), (_("9 van de 10"), one.eased))
    ]
    return Section(
        _("Hoe hoog moet de norm zijn?"),
        (
            _(
                "De norm van nu is gemaakt voor drie vakken samen. Zo koos de inspectie hem: 9 van de 10 scholen halen "
                "hem. Gebruikt u hem voor elk vak apart, dan klopt dat niet meer."
            ),
            _(
                "De stip laat een norm zien die past bij elk vak. Rekenen krijgt dan een lagere norm, en lezen een "
                "hogere. Hoe hoog de norm is, blijft een keuze van de politiek."
            ),
        ),
        chart,
        _split_table(_("Scholen per vak, met twee soorten normen"), rows),
    )


def _percent(tally: Tally) -> float:
    return 100 * tally.below / tally.judged


def _pair(one: Domain) -> dumbbells.Pair:
    before, after = _percent(one.same), _percent(one.eased)
    return dumbbells.Pair(str(DOMAINS[one.domain]), before, after, f"{words.one(before)}%", f"{words.one(after)}%")


def _certainty(facts: Facts) -> Section | None:
    if not facts.dots:
        return None
    below, clear = facts.below_now, facts.clear_now
    if not below:
        finding = _("Geen school zit nu onder haar norm")
    elif clear < below:
        finding = ngettext(
            "Bij de enige school onder de norm kan het toeval zijn",
            "Bij %(some)s van de %(total)s scholen onder de norm kan het toeval zijn",
            below,
        ) % {"some": amount(below - clear), "total": amount(below)}
    else:
        finding = _("Onder de norm zitten is hier geen toeval")
    table = Table(
        _("Scholen onder hun eigen norm voor het hogere niveau, naar grootte"),
        (
            Column(_("Leerlingen in drie jaar")),
            Column(_("Scholen"), Kind.COUNT),
            Column(_("Onder de norm"), Kind.COUNT),
            Column(_("Deel onder de norm"), Kind.PERCENT),
            Column(_("Duidelijk onder de norm"), Kind.COUNT),
        ),
        tuple(
            (_class(size.low, size.high), size.judged, size.below, share(size.below, size.judged), size.clear)
            for size in facts.sizes
        ),
    )
    return Section(
        _("Hoe zeker is dit?"),
        (
            _(
                "Op een kleine school telt elk kind zwaar mee. Een goed of slecht jaar is dan snel toeval. Tussen de "
                "lijnen van de trechter kan een verschil toeval zijn."
            ),
            _("Maak daarom nooit een ranglijst van scholen. Kijk naar meer jaren en vraag wat er speelt."),
        ),
        _funnel(facts, finding),
        table,
    )


def _class(low: int, high: int | None) -> str:
    return _("%(low)s of meer") % {"low": low} if high is None else f"{low}–{high}"


def _funnel(facts: Facts, finding: str) -> Chart:
    most = max(dot.pupils for dot in facts.dots)
    steps = [step for step in STEPS if step <= most] or [STEPS[0]]

    def limit(times: float, label: str, *, dashed: bool) -> list[funnels.Limit]:
        return [
            funnels.Limit(
                tuple(funnels.Spot(step, side * reach(step, MIDDLE, times)) for step in steps),
                label if side < 0 else "",
                dashed,
            )
            for side in (-1, 1)
        ]

    return funnels.draw(
        [funnels.Spot(dot.pupils, dot.margin) for dot in facts.dots],
        title=finding,
        description=_("Elke stip is een school: het aantal leerlingen en de afstand tot de eigen norm."),
        axes=funnels.Axes(_("leerlingen in drie jaar"), _("punten boven of onder de eigen norm")),
        centre=0.0,
        centre_label=_("de norm van de school"),
        curves=[*limit(SURE, _("1 op de 20"), dashed=True), *limit(RARE, _("1 op de 500"), dashed=False)],
    )


def _where(facts: Facts) -> Section | None:
    if not facts.pins:
        return None
    table = _parts_table(facts) if facts.is_country else _pins_table(facts)
    below = sum(pin.state == State.BELOW for pin in facts.pins)
    chart = maps.draw(
        [maps.Place(pin.latitude, pin.longitude, MARKS[State(pin.state)]) for pin in facts.pins],
        title=_("Scholen onder de norm staan in het hele land")
        if facts.is_country
        else _("Op de kaart: %(some)s onder de norm voor een vak")
        % {"some": of_schools(below, below, len(facts.pins))},
        description=_("Kaart met een stip voor elke school, het noorden boven. De tabel staat ernaast of eronder."),
        key={
            maps.Mark.ACCENT: _("onder de norm voor een vak"),
            maps.Mark.OPEN: _("niet te zeggen"),
            maps.Mark.CONTEXT: _("boven de norm, of geen uitkomst"),
        },
    )
    return Section(
        _("Waar zijn deze scholen?"),
        (_("Hier telt elk vak apart, met een norm die past bij het vak. 9 van de 10 scholen halen die norm."),),
        chart,
        table,
    )


def _parts_table(facts: Facts) -> Table:
    return Table(
        _("Scholen onder de norm, per provincie"),
        (
            Column(_("Provincie")),
            Column(_("Scholen"), Kind.COUNT),
            Column(_("Nu"), Kind.COUNT),
            Column(_("Per vak"), Kind.COUNT),
        ),
        tuple(
            (part.name, part.now.judged, part.now.below, span(part.apart.below, part.apart.most))
            for part in facts.parts
        ),
    )


def _pins_table(facts: Facts) -> Table:
    counts = [(str(words.STATES[state]), sum(pin.state == state for pin in facts.pins)) for state in State]
    return Table(
        _("Scholen op de kaart, elk vak apart met een norm die past bij het vak"),
        (Column(_("Uitkomst")), Column(_("Scholen"), Kind.COUNT)),
        tuple(counts),
    )


def listed(facts: Facts) -> Section | None:
    """Give the list of all schools, with what may be told of each; None for the country."""
    if not facts.lines:
        return None
    table = Table(
        _("Alle scholen: nu, en elk vak apart met een norm die past bij het vak"),
        (Column(_("School")), Column(_("Nu samen")), *(Column(str(DOMAINS[one.domain])) for one in facts.domains)),
        tuple(
            (f"{line.name}, {line.place}" if line.place else line.name, line.now, *line.domains) for line in facts.lines
        ),
    )
    return Section(
        _("Alle scholen op een rij"),
        (_("De volgorde is het alfabet. Een signaal is geen oordeel, en kleine verschillen zijn vaak toeval."),),
        None,
        table,
    )


def _four(facts: Facts) -> Section:
    table = Table(
        _("Wat elke norm doet"),
        (
            Column(_("Norm")),
            Column(_("Zeker onder de norm"), Kind.COUNT),
            Column(_("Mogelijk onder de norm"), Kind.COUNT),
            Column(_("Leerlingen op scholen die zakken"), Kind.COUNT),
        ),
        tuple(
            (
                words.rule(rule.slug),
                rule.tally.below if rule.known else None,
                rule.tally.most if rule.known else None,
                words.pupils(*rule.pupils) if rule.known else _("waarde onbekend"),
            )
            for rule in facts.rules
        ),
    )
    return Section(
        _("Wat doen de vier voorstellen?"),
        (
            _(
                "Elke rij is een andere norm voor dezelfde scholen. Een school zakt als zij op één punt onder de norm "
                "zit. De leerlingen zijn alle leerlingen van scholen die nu slagen en dan niet."
            ),
            _("Groei is een proef. Het is geen leerwinst per leerling."),
        ),
        None,
        table,
    )


def _decimal(value: float) -> Decimal:
    return Decimal(f"{value:.1f}")
