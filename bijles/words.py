"""What people read for the codes of this room."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from bijles.core.contact_data import Contact
from bijles.core.errors import (
    BijlesError,
    CodeSpent,
    NoRoomOnPass,
    NotBookable,
    NotWritable,
    PrivateContact,
    Refused,
    SourceFails,
    TooLate,
)

SUBJECTS: Final[dict[str, Promise]] = {
    "rekenen": gettext_lazy("rekenen"),
    "taal": gettext_lazy("taal"),
    "lezen": gettext_lazy("lezen"),
    "nederlands": gettext_lazy("Nederlands"),
    "engels": gettext_lazy("Engels"),
    "frans": gettext_lazy("Frans"),
    "duits": gettext_lazy("Duits"),
    "wiskunde": gettext_lazy("wiskunde"),
    "natuurkunde": gettext_lazy("natuurkunde"),
    "scheikunde": gettext_lazy("scheikunde"),
    "biologie": gettext_lazy("biologie"),
    "economie": gettext_lazy("economie"),
    "geschiedenis": gettext_lazy("geschiedenis"),
    "aardrijkskunde": gettext_lazy("aardrijkskunde"),
    "huiswerk": gettext_lazy("huiswerk"),
}
LEVELS: Final[dict[str, Promise]] = {
    "groep-1": gettext_lazy("groep 1"),
    "groep-2": gettext_lazy("groep 2"),
    "groep-3": gettext_lazy("groep 3"),
    "groep-4": gettext_lazy("groep 4"),
    "groep-5": gettext_lazy("groep 5"),
    "groep-6": gettext_lazy("groep 6"),
    "groep-7": gettext_lazy("groep 7"),
    "groep-8": gettext_lazy("groep 8"),
    "vmbo-b": gettext_lazy("vmbo basis"),
    "vmbo-k": gettext_lazy("vmbo kader"),
    "vmbo-gt": gettext_lazy("vmbo gemengd of mavo"),
    "havo": gettext_lazy("havo"),
    "vwo": gettext_lazy("vwo"),
    "praktijk": gettext_lazy("praktijkonderwijs"),
    "mbo": gettext_lazy("mbo"),
}
# Codes of ISO 639; Papiament has none of two letters.
LANGUAGES: Final[dict[str, Promise]] = {
    "nl": gettext_lazy("Nederlands"),
    "en": gettext_lazy("Engels"),
    "tr": gettext_lazy("Turks"),
    "ar": gettext_lazy("Arabisch"),
    "pl": gettext_lazy("Pools"),
    "uk": gettext_lazy("Oekraïens"),
    "ti": gettext_lazy("Tigrinya"),
    "pap": gettext_lazy("Papiament"),
}
STATES: Final[dict[str, Promise]] = {
    "held": gettext_lazy("vastgehouden"),
    "confirmed": gettext_lazy("geboekt"),
    "expired": gettext_lazy("niet op tijd bevestigd"),
    "cancelled": gettext_lazy("afgezegd"),
    "cancelled_late": gettext_lazy("laat afgezegd"),
    "dropped": gettext_lazy("ging niet door"),
    "attended": gettext_lazy("de les was er"),
    "no_show": gettext_lazy("uw kind was er niet"),
    "unpaid": gettext_lazy("de les was er niet"),
}
WHY: Final[dict[str, Promise]] = {
    "gone": gettext_lazy("Iemand anders was net iets eerder. Deze tijd is bezet."),
    "busy": gettext_lazy("Uw kind heeft op deze tijd al een les."),
    "past": gettext_lazy("Deze tijd is voorbij. Kies een latere tijd."),
    "lapsed": gettext_lazy("De tien minuten zijn om. De tijd is weer vrij. Kies opnieuw."),
    "tutor": gettext_lazy("Deze bijlesgever geeft nu geen les. Kies een ander."),
    "agreement": gettext_lazy("Op die dag geeft deze organisatie geen les voor uw gemeente. Kies een andere dag."),
    "pass": gettext_lazy("Uw pas geldt niet meer op die dag. Kies een eerdere dag, of vraag een nieuwe pas aan."),
    "budget": gettext_lazy("Het geld voor dit kind is op tot het nieuwe jaar van de regeling."),
    "pot": gettext_lazy("De gemeente heeft nu geen geld meer voor nieuwe lessen. Zet uw kind op de wachtlijst."),
    "decided": gettext_lazy("Over deze les is al beslist."),
}
LATE: Final[dict[str, Promise]] = {
    "early": gettext_lazy("U kunt antwoorden zodra de bijlesgever zegt of de les was."),
    "answer": gettext_lazy("U had zeven dagen om te antwoorden. Die zijn voorbij. De gemeente beslist nu."),
    "tick": gettext_lazy("Na 48 uur kan dit niet meer."),
}
# Why a tutor was proposed; that somebody teaches the subject goes without saying.
REASONS: Final[dict[str, Promise]] = {
    "continuity": gettext_lazy("Uw kind had al eerder les van deze bijlesgever."),
    "language": gettext_lazy("De bijlesgever spreekt ook uw taal."),
    "waiting": gettext_lazy("Uw kind staat al een tijd op de lijst."),
}
NO_SIGNAL: Final = gettext_lazy(
    "Wij kennen deze code van school niet, of hij is al gebruikt. U mag dit ook leeg laten."
)
NOT_PRINTABLE: Final = gettext_lazy(
    "Dit kan nu niet. De tekst is net ingetrokken, of de school hoort niet meer bij de pas. Kies iets anders, of vraag het de gemeente."
)
MISSED: Final = gettext_lazy(
    "U vulde vandaag te vaak een code in die niet klopt. Laat de code leeg, of probeer het morgen."
)
TALK: Final[dict[str, Promise]] = {
    "tutor": gettext_lazy("Deze bijlesgever geeft nu geen les. Schrijven kan niet."),
    "account": gettext_lazy("Deze bijlesgever heeft nog geen account en kan uw bericht niet lezen."),
    "over": gettext_lazy("De lessen zijn voorbij. Boekt u weer een les, dan kunt u weer schrijven."),
    "often": gettext_lazy("Er zijn vandaag al veel berichten geschreven. Ga morgen verder."),
}
CONTACT: Final[dict[str, Promise]] = {
    Contact.LINK: gettext_lazy("een link"),
    Contact.MAIL: gettext_lazy("een adres"),
    Contact.PHONE: gettext_lazy("een nummer"),
    Contact.APP: gettext_lazy("de naam van een app"),
}
# What a parent agrees to. Another text is another version; the words themselves are kept with each visit.
CONSENT_VERSION: Final = 1
CONSENT: Final = gettext_lazy(
    "%(organisation)s mag mij nu helpen met bijles voor mijn kind. De medewerker mag een half uur lang mijn lessen zien en "
    "boeken. Alles wat de medewerker doet, staat daarna op mijn bladzijde. Ik kan altijd stoppen. Daarna ziet de "
    "medewerker niets meer van mij."
)
# What a helper did: by the page whose button was pressed.
STEPS: Final[dict[str, Promise]] = {
    "began": gettext_lazy("De hulp begon"),
    "ended": gettext_lazy("De hulp stopte"),
    "bijles:new-child": gettext_lazy("Een kind toegevoegd"),
    "bijles:edit-child": gettext_lazy("Gegevens van een kind gewijzigd"),
    "bijles:book": gettext_lazy("Een tijd gekozen"),
    "bijles:confirm": gettext_lazy("Lessen bevestigd of losgelaten"),
    "bijles:cancel": gettext_lazy("Een les afgezegd"),
    "bijles:move": gettext_lazy("Een les verzet"),
    "bijles:answer": gettext_lazy("Ja of nee gezegd over een les"),
    "bijles:wait": gettext_lazy("De wachtlijst gewijzigd"),
    "bijles:help-phone": gettext_lazy("Een account gemaakt met een telefoonnummer"),
    "bijles:help-account-offer": gettext_lazy("Een link gestuurd voor een eigen account"),
    "bijles:help-slip": gettext_lazy("Een briefje gemaakt"),
}
DAYS: Final[dict[str, Promise]] = {
    "1": gettext_lazy("maandag"),
    "2": gettext_lazy("dinsdag"),
    "3": gettext_lazy("woensdag"),
    "4": gettext_lazy("donderdag"),
    "5": gettext_lazy("vrijdag"),
    "6": gettext_lazy("zaterdag"),
    "7": gettext_lazy("zondag"),
}

# What is wrong in a list of passes, and what to do.
LISTS: Final[dict[str, Promise]] = {
    "not-text": gettext_lazy("Dit bestand kan ik niet lezen. Maak het opnieuw met hash_passes.py."),
    "csv": gettext_lazy("Hier begint een tekst tussen aanhalingstekens die niet ophoudt. Haal het teken weg."),
    "heading": gettext_lazy("De eerste regel is anders. Maak het bestand opnieuw met hash_passes.py."),
    "empty-list": gettext_lazy("Er staan geen passen in. Geef een bestand met passen."),
    "cells": gettext_lazy("Deze rij heeft te veel of te weinig vakken. Er horen er evenveel te zijn als boven."),
    "hash": gettext_lazy("Dit is geen hash van 64 tekens. Maak het bestand opnieuw met hash_passes.py."),
    "double": gettext_lazy("Deze pas stond al op een eerdere rij. Haal een van de twee weg."),
    "date": gettext_lazy("Dit is geen datum. Schrijf het zo: 2027-07-31."),
    "pc4": gettext_lazy("Dit is geen postcode van vier cijfers. Schrijf hem zo: 1012. Of laat het vak leeg."),
    "children": gettext_lazy("Dit is geen aantal kinderen. Schrijf een getal tot 20, of maanden zoals 2015-03."),
}
# Why a municipality's computer gave no list.
SOURCES: Final[dict[str, Promise]] = {
    "away": gettext_lazy(
        "De computer van uw gemeente antwoordt niet. Er is niets veranderd. Probeer het straks opnieuw."
    ),
    "refused": gettext_lazy("De computer van uw gemeente laat ons niet toe. Vraag de beheerder om een nieuwe sleutel."),
    "shape": gettext_lazy("De computer van uw gemeente gaf geen lijst die wij kennen. Er is niets veranderd."),
    "long": gettext_lazy("De lijst van uw gemeente houdt niet op. Er is niets veranderd. Bel uw leverancier."),
    "slow": gettext_lazy(
        "De computer van uw gemeente geeft de lijst te langzaam. Er is niets veranderd. Lees een bestand in, of bel de beheerder."
    ),
    "stuck": gettext_lazy("Het ophalen is vastgelopen. Probeer het opnieuw. Lukt het weer niet? Bel de beheerder."),
}


def subject(code: str) -> str:
    """Give a subject in words."""
    return str(SUBJECTS.get(code, code))


def level(code: str) -> str:
    """Give a level in words."""
    return str(LEVELS.get(code, code))


def languages(codes: Sequence[str]) -> str:
    """Give languages in words, in their order."""
    return ", ".join(str(LANGUAGES.get(code, code)) for code in codes)


def source_fails(error: SourceFails) -> str:
    """Say why a list could not be fetched."""
    return str(SOURCES[error.why])


def problem(error: BijlesError) -> str:
    """Say what is wrong, and what can be done instead."""
    if isinstance(error, NotBookable):
        return str(WHY[error.why])
    if isinstance(error, TooLate):
        return str(LATE[error.what])
    if isinstance(error, NoRoomOnPass):
        return ngettext(
            "Uw pas geldt voor %(count)d kind. Klopt dat niet? Bel dan uw gemeente.",
            "Uw pas geldt voor %(count)d kinderen. Klopt dat niet? Bel dan uw gemeente.",
            error.children,
        ) % {"count": error.children}
    if isinstance(error, CodeSpent):
        return str(NO_SIGNAL)
    if isinstance(error, NotWritable):
        return str(TALK[error.why])
    if isinstance(error, PrivateContact):
        kinds = _(" en ").join(str(CONTACT[kind]) for kind in error.kinds)
        if error.together:
            told = _("Samen met uw vorige berichten staat er %(what)s. Haal dat eruit. Zo blijft ieders adres geheim.")
            return told % {"what": kinds}
        return _("In uw bericht staat %(what)s. Haal dat eruit. Zo blijft ieders adres geheim.") % {"what": kinds}
    assert isinstance(error, Refused)
    return " ".join(_refusal(rule, left) for rule, left in error.rules)


def _refusal(rule: str, left: int) -> str:
    if rule == "age":
        return _("De gemeente betaalt geen lessen voor kinderen van deze leeftijd.")
    if rule == "level":
        return _("De gemeente betaalt geen lessen op dit niveau.")
    if rule == "signal":
        return _("Voor deze lessen is een code van school nodig. Vraag school erom. Vul hem daarna in bij uw kind.")
    span, of, unit = rule.split("-")
    whose = _("uw gezin") if of == "household" else _("dit kind")
    if span == "hour":
        return _("Deze les is duurder of langer dan de gemeente betaalt. Kies een andere bijlesgever.")
    when = {"week": _("die week"), "month": _("die maand"), "year": _("dit jaar")}[span]
    room = _("%(count)d minuten") % {"count": left} if unit == "minutes" else _("%(euro)d euro") % {"euro": left // 100}
    return _("Er is voor %(whose)s nog %(room)s over in %(when)s. Kies een andere week, of een kortere les.") % {
        "whose": whose,
        "room": room,
        "when": when,
    }
