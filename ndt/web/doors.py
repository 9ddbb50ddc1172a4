"""The doors on the front page: who you are, and what you can do here."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from ndt.web import registry
from ndt.web.registry import Solution, Words

# Who comes in, what they find, and the room where they find it.
DOORS: tuple[tuple[Words, Words, str], ...] = (
    (_("Ik vind het oneerlijk"), _("Teken de petitie. Het kost u een minuut."), "campaigns"),
    (_("Ik ben ouder"), _("Lees hoe uw kind gratis bijles krijgt met uw stadspas."), "bijles"),
    (_("Ik geef examentraining"), _("Vind een opleiding tot leraar die bij je past."), "opleiding"),
    (_("Ik werk op een school"), _("Ruil een half schooljaar van baan met een leraar in de buurt."), "wisselkracht"),
    (_("Ik ben leraar"), _("Praat mee over je vak. Het lot kiest wie meedoet."), "beraad"),
    (_("Ik maak beleid"), _("Bekijk per school wat andere normen doen."), "inspectie"),
)


@dataclass(frozen=True, slots=True)
class Door:
    """One door: a kind of visitor, what there is for them, and where."""

    who: Words
    what: Words
    solution: Solution


def doors() -> list[Door]:
    """Give the doors in the order of the report."""
    return [Door(who, what, registry.solution(room)) for who, what, room in DOORS]
