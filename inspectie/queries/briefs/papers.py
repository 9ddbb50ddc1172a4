"""A brief as a whole: its finding, its numbers, what one can decide, its pages and how it was counted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from inspectie.core.briefing import Tally
from inspectie.queries.briefs import sections, words
from inspectie.queries.briefs.facts import Facts, Scope
from inspectie.queries.briefs.words import of_schools, span
from inspectie.queries.words import school_year
from ndt.reports.core.paper import Number, Paper


@dataclass(frozen=True, slots=True)
class Ask:
    """One thing that its reader can decide or do, with the figure behind it."""

    title: str
    text: str


def about(facts: Facts) -> str:
    """Say what the brief is about: 'Nederland', 'Gemeente Utrecht', the name of a board."""
    match facts.scope:
        case Scope.COUNTRY:
            return _("Nederland")
        case Scope.MUNICIPALITY:
            return _("Gemeente %(name)s") % {"name": facts.name}
    return facts.name


def paper(facts: Facts, *, now: datetime) -> Paper:
    """Give the brief. now: when it is made."""
    return Paper(
        finding=finding(facts),
        lead=_lead(facts),
        measured_at=now,
        numbers=_numbers(facts),
        sections=sections.pages(facts),
        notes=_notes(facts),
    )


def finding(facts: Facts) -> str:
    """Say in one sentence what the figures say."""
    if not facts.now.judged:
        return _("Over deze scholen is nog niets te zeggen")
    certain, possible = facts.newly
    if certain:
        said = ngettext(
            "%(some)s slaagt nu, maar zakt als elk vak telt",
            "%(some)s slagen nu, maar zakken als elk vak telt",
            words.those(certain, certain, facts.apart.judged),
        ) % {"some": of_schools(certain, certain, facts.apart.judged)}
        return capfirst(said)
    if possible:
        return _("Misschien zakt een school als elk vak telt. Zeker is het niet")
    return _("Elke school die nu slaagt, slaagt ook als elk vak telt")


def _lead(facts: Facts) -> str:
    if not facts.now.judged:
        return _("Er zijn te weinig leerlingen of cijfers. Wacht op een volgend jaar.")
    if facts.is_country:
        return _(
            "De inspectie kijkt naar het gemiddelde van lezen, taal en rekenen. Dat verbergt scholen waar kinderen "
            "slecht leren rekenen. Deze brief laat zien wat vier andere normen doen."
        )
    return _(
        "De inspectie kijkt naar het gemiddelde van lezen, taal en rekenen. Deze brief laat zien wat er gebeurt als elk "
        "vak telt, bij de scholen van %(name)s."
    ) % {"name": about(facts)}


def _numbers(facts: Facts) -> tuple[Number, ...]:
    if not facts.now.judged:
        return ()
    return (
        Number(_part(facts.now), _("zit nu onder de norm")),
        Number(_part(facts.apart), _("zit onder de norm als elk vak apart telt")),
        Number(words.pupils(*facts.pupils), _("leerlingen op scholen die nu slagen en dan niet")),
    )


def _part(tally: Tally) -> str:
    """Give a short form of how many: '61 tot 72%' of many, '3 tot 5 van 12' of few."""
    if tally.judged < words.HUNDRED:
        return _("%(some)s van %(total)s") % {"some": span(tally.below, tally.most), "total": tally.judged}
    low, high = round(100 * tally.below / tally.judged), round(100 * tally.most / tally.judged)
    return f"{span(low, high)}%"


def asks(facts: Facts) -> tuple[Ask, ...]:
    """Give what the reader can decide (country) or do (municipality, board)."""
    return _for_the_country(facts) if facts.is_country else _nearby(facts)


def _for_the_country(facts: Facts) -> tuple[Ask, ...]:
    rules = {rule.slug: rule for rule in facts.rules}
    signals = facts.now.below
    reading = rules.get("r3-reading")
    asked = [
        Ask(
            _("Kijk naar elk vak apart"),
            _("Kies eerst hoe hoog elke norm is. Met de norm van nu voor elk vak gaat het om %(some)s.")
            % {"some": words.below(facts.apart)},
        ),
        Ask(
            _("Help elke onvoldoende school zo snel als een zeer zwakke"),
            _("Nu geven %(schools)s scholen een signaal. Een signaal is nog geen oordeel.")
            % {"schools": words.amount(signals)},
        ),
    ]
    if reading is not None:
        asked.append(
            Ask(
                _("Maak de norm voor lezen hoger"),
                _("Bijna elke school haalt hem nu. Met de hogere norm blijven %(some)s eronder.")
                % {"some": words.below(reading.tally)},
            )
        )
    asked.append(Ask(_("Kijk ook naar groei"), _("Dit is een proef. Het is geen leerwinst per leerling.")))
    return tuple(asked)


def _nearby(facts: Facts) -> tuple[Ask, ...]:
    ask_board = facts.scope is Scope.MUNICIPALITY
    return (
        Ask(
            _("Kijk bij elke school naar elk vak"),
            _("Vraag uw besturen welk vak achterblijft. De lijst achterin helpt u.")
            if ask_board
            else _("Zie welk vak achterblijft. De lijst achterin helpt u."),
        ),
        Ask(
            _("Help een school met een signaal meteen"),
            _("Wacht niet tot een school zeer zwak is. Spreek af wat er binnen een jaar beter gaat."),
        ),
        Ask(
            _("Maak geen ranglijst"),
            _("Op kleine scholen is een verschil vaak toeval. Kijk naar meer jaren."),
        ),
    )


def _notes(facts: Facts) -> tuple[str, ...]:
    own = (
        _("Aantallen over het hele land zijn op vijf afgerond. Zo is geen kind te herkennen.")
        if facts.is_country
        else _("Aantallen komen uit wat per school openbaar is. Verborgen cijfers zijn niet gebruikt.")
    )
    return (
        _("Drie schooljaren tellen samen: %(years)s. Zo doet de inspectie het ook.")
        % {"years": ", ".join(school_year(year.first) for year in facts.years) or "–"},
        _(
            "De schoolweging (cijfer dat zegt hoe moeilijk de leerlingen het hebben) bepaalt de norm van een school. "
            "Zo is de norm eerlijk voor elke school."
        ),
        _("Een school met minder dan 15 leerlingen in drie jaar krijgt geen uitkomst."),
        own,
        _("Toeval is berekend met één toets per leerling. Dat is aan de ruime kant."),
        _("Dit zijn signalen. Alleen de inspectie geeft een oordeel, na een bezoek."),
    )
