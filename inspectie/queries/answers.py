"""What a norm of one's own does, in words and pictures; and the same from the bytes that were kept."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils import formats
from django.utils.translation import gettext as _

from inspectie.queries.country import Told
from inspectie.queries.wording import NAMES, Shown, Stat, hundred, number, shares_chart, span, told_table
from ndt.charts import hundreds
from ndt.charts.shapes import Chart


@dataclass(frozen=True, slots=True)
class Counts:
    """The counts of an answer, as they are kept and shown. by_column: (indicator, domain, told)."""

    now: Told
    then: Told
    falls: Told
    rises: Told
    pupils: Told
    by_column: tuple[tuple[str, str, Told], ...]

    def facts(self) -> dict[str, Any]:
        """Give the counts as JSON holds them."""
        named = {"now": self.now, "then": self.then, "falls": self.falls, "rises": self.rises, "pupils": self.pupils}
        return {
            **{name: _facts(told) for name, told in named.items()},
            "by_column": [
                {"indicator": indicator, "domain": domain, **_facts(told)} for indicator, domain, told in self.by_column
            ],
        }


def counts(facts: Mapping[str, Any]) -> Counts:
    """Read counts back from the facts of a JSON."""
    return Counts(
        now=_told(facts["now"]),
        then=_told(facts["then"]),
        falls=_told(facts["falls"]),
        rises=_told(facts["rises"]),
        pupils=_told(facts["pupils"]),
        by_column=tuple((one["indicator"], one["domain"], _told(one)) for one in facts["by_column"]),
    )


def _facts(told: Told) -> dict[str, int]:
    return {"certain": told.low, "possible": told.high, "of": told.of}


def _told(facts: Mapping[str, int]) -> Told:
    return Told(facts["certain"], facts["possible"], facts["of"])


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer, ready for its template."""

    finding: str
    hundreds: Chart
    stats: tuple[Stat, ...]
    chart: Chart
    table: Shown
    source: str


def answer(found: Counts, *, source: str) -> Answer:
    """Give the counts in the language of now."""
    rows = [(_column(indicator, domain), told) for indicator, domain, told in found.by_column]
    return Answer(
        finding=_("Met deze norm zit %(then)s scholen eronder") % {"then": hundred(found.then)},
        hundreds=_hundreds(found),
        stats=_stats(found),
        chart=shares_chart(rows, title=_("Zo zit het per onderdeel")),
        table=told_table(rows, caption=_("Scholen onder deze norm, per onderdeel"), first=_("Onderdeel")),
        source=source,
    )


def _column(indicator: str, domain: str) -> str:
    name = str(NAMES[domain])
    if indicator == "1F":
        return _("Basis (1F), %(domain)s") % {"domain": name}
    return name[:1].upper() + name[1:]


def _hundreds(found: Counts) -> Chart:
    now, then = found.now.of_hundred, found.then.of_hundred
    return hundreds.draw(
        [
            hundreds.Hundred(_("De norm van nu"), now[0], now[1] - now[0], hundred(found.now)),
            hundreds.Hundred(_("Deze norm"), then[0], then[1] - then[0], hundred(found.then)),
        ],
        title=_("Nu zit %(now)s scholen onder een norm, met deze norm %(then)s.")
        % {"now": hundred(found.now), "then": hundred(found.then)},
        description=_("Twee vlakken van honderd stippen. Een stip is een school."),
    )


def _stats(found: Counts) -> tuple[Stat, ...]:
    of = _("van %(of)s scholen") % {"of": number(found.then.of)}
    stats = [
        Stat(span(found.then), _("scholen onder een norm"), of),
        Stat(span(found.falls), _("scholen komen er nieuw onder"), _("vergeleken met nu")),
    ]
    if found.rises.high:
        stats.append(Stat(span(found.rises), _("scholen komen erboven"), _("vergeleken met nu")))
    stats.append(Stat(span(found.pupils), _("leerlingen op scholen die veranderen"), _("alle groepen samen")))
    return tuple(stats)


@dataclass(frozen=True, slots=True)
class Kept:
    """A kept answer: its counts and rows as they were, from the bytes themselves."""

    counts: Counts
    rows: Sequence[Mapping[str, Any]]
    years: tuple[int, ...]
    version: str
    is_demo: bool


def kept(document: bytes) -> Kept:
    """Read a kept answer back from its JSON."""
    content = json.loads(document)
    meta = content["meta"]
    return Kept(
        counts=counts(content["facts"]["counts"]),
        rows=content["tables"]["changed"],
        years=tuple(content["facts"]["years"]),
        version=meta["data_version"],
        is_demo=meta["demo_data"],
    )


def choices(parameters: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """Give what was chosen in words: name and value."""
    names = {"samen": _("Alles bij elkaar"), "lezen": _("Lezen"), "taal": _("Taal"), "rekenen": _("Rekenen")}
    counted = ("samen",) if parameters["telling"] == "samen" else ("lezen", "taal", "rekenen")
    rows = [(names[name], points(parameters[name])) for name in counted]
    basis = formats.number_format(Decimal(parameters["basis"]), decimal_pos=1)
    return (*rows, (_("Basis (1F)"), _("%(percent)s procent van de leerlingen") % {"percent": basis}))


def points(offset: str) -> str:
    """Say how a value differs from the norm of now."""
    value = Decimal(offset)
    if not value:
        return _("zoals nu")
    shown = formats.number_format(abs(value), decimal_pos=1)
    return (_("%(points)s punten hoger") if value > 0 else _("%(points)s punten lager")) % {"points": shown}
