"""The numbers of the sum about the shortage, in words for people: names, units, sources."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.utils import formats
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from opleiding.core.shortage import ASSUMPTION, CHOSEN, Parameter
from opleiding.core.shortage_facts import CENTERDATA_2025, PRIMARY, TROUW_2021

Words = str | Promise


@dataclass(frozen=True, slots=True)
class Slider:
    """How people set a parameter. name: in an address. scale: 100 where they see percents. step, highest: as they see it."""

    name: str
    label: Words
    unit: str
    scale: int
    step: str
    highest: int
    lowest: int = 0

    @property
    def decimals(self) -> int:
        """Give how many decimals its values have."""
        return len(self.step.partition(".")[2])

    def shown(self, value: float) -> str:
        """Give a value of the sum as people read it: '10 %'."""
        return " ".join([number(value * self.scale, self.decimals), self.unit]).strip().replace(" ", "\u00a0")


def number(value: float, decimals: int = 0) -> str:
    """Give a number with the separators of the language, and a real minus."""
    shown = round(value, decimals) + 0.0
    return str(formats.number_format(shown, decimals, use_l10n=True, force_grouping=True)).replace("-", "−")


def _part(name: str, label: Words, step: str = "1", highest: int = 100, lowest: int = 0) -> Slider:
    return Slider(name, label, "%", 100, step, highest, lowest)


MOST: Final = 20_000

MAIN: Final = {
    "pool": Slider("trainers", gettext_lazy("Examentrainers die per jaar afstuderen"), "", 1, "50", MOST),
    "conversion": _part("kiest", gettext_lazy("Van hen wil leraar worden")),
    "places": Slider("plaatsen", gettext_lazy("Plaatsen op de opleidingen, per jaar"), "", 1, "50", MOST),
    "fte": _part("baan", gettext_lazy("Zij werken dit deel van een volle baan")),
    "lag": Slider("duur", gettext_lazy("Zo lang duurt het tot de eerste baan, in jaren"), "", 1, "0.5", 5),
}
OTHERS: Final = {
    "diploma": _part("diploma", gettext_lazy("Haalt het diploma")),
    "takes_job": _part("school", gettext_lazy("Gaat daarna echt op een school werken")),
    "leaves_first": _part("stopt-eerst", gettext_lazy("Starters die in het eerste jaar stoppen"), "0.1"),
    "leaves_later": _part("stopt-later", gettext_lazy("Starters die daarna stoppen, per jaar"), "0.1"),
    "outflow": _part("uitstroom", gettext_lazy("Leraren van nu die stoppen, per jaar"), "0.5"),
    "inflow": _part("instroom", gettext_lazy("Nieuwe leraren van elders, voor elke 100 die stoppen"), highest=200),
    "growth": _part("groei", gettext_lazy("Groei van het aantal lessen, per jaar"), "0.1", 5, -5),
}
SLIDERS: Final = MAIN | OTHERS

SUBJECTS: Final = {
    "wiskunde": gettext_lazy("wiskunde"),
    "Nederlands": gettext_lazy("Nederlands"),
    "Duits": gettext_lazy("Duits"),
    "klassieke talen": gettext_lazy("klassieke talen"),
    "Frans": gettext_lazy("Frans"),
    "natuurkunde": gettext_lazy("natuurkunde"),
    "scheikunde": gettext_lazy("scheikunde"),
    "informatica": gettext_lazy("informatica"),
    "geschiedenis": gettext_lazy("geschiedenis"),
}
SHARES: Final = {
    f"share:{name}": _part(f"vak-{name.lower().replace(' ', '-')}", words) for name, words in SUBJECTS.items()
}
EVERY: Final = SLIDERS | SHARES

_SOURCES: Final = {
    ASSUMPTION: gettext_lazy("aanname"),
    CHOSEN: gettext_lazy("door u gekozen"),
    CENTERDATA_2025: gettext_lazy("Centerdata 2021, prognose voor 2025; gezien in de Volkskrant van augustus 2022"),
    TROUW_2021: gettext_lazy(
        "Trouw, december 2021: 10 % wil het zeker; van de 60 % die erover denkt, is ongeveer de helft te bereiken"
    ),
    PRIMARY: gettext_lazy(
        "wij-leren.nl, cijfers van de basisschool; van de middelbare school hebben wij geen cijfer gevonden"
    ),
    "duur van de routes: half jaar (module) tot twee jaar (master)": gettext_lazy(
        "de duur van de opleidingen: van een half jaar (module) tot twee jaar (master)"
    ),
}


def source(parameter: Parameter) -> str:
    """Give where a number comes from."""
    return str(_SOURCES.get(parameter.source, parameter.source))


def subject(name: str) -> str:
    """Give the name of a school subject."""
    return str(SUBJECTS.get(name, name))


def fte(value: float) -> str:
    """Give full-time jobs in words."""
    return _("%(number)s voltijdbanen") % {"number": number(value)} if round(value) != 1 else _("1 voltijdbaan")
