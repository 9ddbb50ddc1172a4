"""What a text about a practice lacks, and what became of it, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from wisselkracht.core.practices import Need, Step

NEEDS: Final[Mapping[Need, Promise]] = {
    Need.TITLE: _("De titel is leeg of te lang."),
    Need.LENGTH: _("De tekst is te kort of te lang."),
    Need.THEME: _("Het thema staat niet meer in de lijst."),
    Need.NO_NAMES: _("Er staat een naam van iemand uit de ruil in de tekst."),
    Need.NO_CONTACTS: _("Er staat een mailadres of telefoonnummer in de tekst."),
    Need.CONSENT: _("Nog niet alle leraren en schoolleiders zeiden ja."),
    Need.REASON: _("Schrijf op wat er anders moet."),
    Need.OVER: _("Jullie ruil is nog niet voorbij. Na de laatste dag kun je dit delen."),
    Need.FEW: _("Je deelde al drie ervaringen van deze ruil. Trek er eerst een terug."),
    Need.SAME_WORDS: _("De tekst is veranderd. Lees hem opnieuw en zeg dan of het mag."),
}
# What the writer hears: the head of the letter, and what it says.
NEWS: Final[Mapping[Step, tuple[Promise, Promise]]] = {
    Step.RETURN: (
        _("Je tekst kan nog iets beter"),
        _("De coördinator las je tekst. Er moet nog iets anders. Pas de tekst aan en stuur hem opnieuw."),
    ),
    Step.PUBLISH: (
        _("Jullie ervaring staat op de website"),
        _("Iedereen zei ja. Andere scholen kunnen je tekst nu lezen. Dank je wel."),
    ),
    Step.WITHDRAW: (
        _("Je tekst komt niet op de website"),
        _("Iemand van de ruil of de coördinator wil de tekst niet openbaar. Dat mag altijd, ook zonder reden."),
    ),
}
