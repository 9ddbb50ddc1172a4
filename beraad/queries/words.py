"""The ready features, questions and values in the language of the reader.

Stored, hashed and published is the Dutch text of `core/features.py`; only what a person reads is translated. What an
organiser typed or imported stands as it is.
"""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext, gettext_noop

READY: Final = frozenset(
    {
        gettext_noop("Soort onderwijs"),
        gettext_noop("In welk soort onderwijs werk je het meest?"),
        gettext_noop("basisonderwijs"),
        gettext_noop("speciaal onderwijs"),
        gettext_noop("voortgezet onderwijs"),
        gettext_noop("mbo"),
        gettext_noop("Provincie"),
        gettext_noop("In welke provincie staat je school?"),
        gettext_noop("Groningen"),
        gettext_noop("Fryslân"),
        gettext_noop("Drenthe"),
        gettext_noop("Overijssel"),
        gettext_noop("Flevoland"),
        gettext_noop("Gelderland"),
        gettext_noop("Utrecht"),
        gettext_noop("Noord-Holland"),
        gettext_noop("Zuid-Holland"),
        gettext_noop("Zeeland"),
        gettext_noop("Noord-Brabant"),
        gettext_noop("Limburg"),
        gettext_noop("Deel van het land"),
        gettext_noop("In welk deel van het land staat je school?"),
        gettext_noop("noord"),
        gettext_noop("oost"),
        gettext_noop("zuid"),
        gettext_noop("west"),
        gettext_noop("Waar je school staat"),
        gettext_noop("Waar staat je school?"),
        gettext_noop("in een grote stad"),
        gettext_noop("in een andere stad"),
        gettext_noop("in een dorp"),
        gettext_noop("Wat je geeft"),
        gettext_noop("Wat geef je het meest?"),
        gettext_noop("alle vakken aan een groep"),
        gettext_noop("talen"),
        gettext_noop("rekenen, wiskunde en natuur"),
        gettext_noop("mens en maatschappij"),
        gettext_noop("kunst en bewegen"),
        gettext_noop("een beroep of praktijk"),
        gettext_noop("Je werk op school"),
        gettext_noop("Wat is je werk op school?"),
        gettext_noop("leraar"),
        gettext_noop("leraar met een extra taak"),
        gettext_noop("leraar in opleiding"),
        gettext_noop("invaller of zzp'er"),
        gettext_noop("Hoeveel je werkt"),
        gettext_noop("Hoeveel werk je?"),
        gettext_noop("minder dan 3 dagen"),
        gettext_noop("3 of 4 dagen"),
        gettext_noop("meer dan 4 dagen"),
        gettext_noop("Jaren voor de klas"),
        gettext_noop("Hoe lang sta je voor de klas?"),
        gettext_noop("korter dan 5 jaar"),
        gettext_noop("5 tot 15 jaar"),
        gettext_noop("15 tot 30 jaar"),
        gettext_noop("30 jaar of langer"),
        gettext_noop("Leeftijd"),
        gettext_noop("Hoe oud ben je?"),
        gettext_noop("jonger dan 30"),
        gettext_noop("30 tot en met 39"),
        gettext_noop("40 tot en met 49"),
        gettext_noop("50 tot en met 59"),
        gettext_noop("60 of ouder"),
        gettext_noop("Geslacht"),
        gettext_noop("Wat is je geslacht?"),
        gettext_noop("vrouw"),
        gettext_noop("man"),
        gettext_noop("X"),
        gettext_noop("Jouw mening"),
        gettext_noop("helemaal eens"),
        gettext_noop("eens"),
        gettext_noop("niet eens en niet oneens"),
        gettext_noop("oneens"),
        gettext_noop("helemaal oneens"),
        gettext_noop("zeg ik liever niet"),
    }
)


def shown(text: str) -> str:
    """Give a ready text in the language of now; any other text as it is."""
    return gettext(text) if text in READY else text
