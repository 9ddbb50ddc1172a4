"""The words of an exchange: its steps, who is waited for, why something cannot be done, and what its letters say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from wisselkracht.core.exchange_steps import AT_SCHOOL, DeclineReason, Item, Need, Role, State, Step, StopReason
from wisselkracht.core.jobs import Level

STATES: Final[Mapping[State, Promise]] = {
    State.PROPOSED: _("Voorgesteld"),
    State.ACCEPTED: _("Iedereen zei ja"),
    State.MEETING_PLANNED: _("Kennismaking gepland"),
    State.MET: _("Kennisgemaakt"),
    State.TRAINING: _("In scholing"),
    State.TRAINED: _("Klaar met scholing"),
    State.GOALS_SET: _("Leerdoelen klaar"),
    State.SIGNING: _("Wordt getekend"),
    State.SIGNED: _("Getekend"),
    State.RUNNING: _("De ruil loopt"),
    State.PAUSED: _("Staat stil"),
    State.EXTENDING: _("Wordt verlengd"),
    State.ENDED: _("Voorbij"),
    State.STOPPED: _("Eerder gestopt"),
    State.REPORTED: _("Verslagen binnen"),
    State.PUBLISHED: _("Ervaringen gedeeld"),
    State.CLOSED: _("Afgesloten"),
    State.DECLINED: _("Iemand zei nee"),
    State.VETOED: _("Tegengehouden"),
    State.EXPIRED: _("Te laat beantwoord"),
    State.WITHDRAWN: _("Teruggetrokken"),
}
# The shape beside a state: what is open, what goes on, what stands still, what is settled, what is over.
SHAPES: Final[Mapping[State, str]] = (
    dict.fromkeys(State, "busy")
    | {State.PROPOSED: "open", State.PAUSED: "wait"}
    | dict.fromkeys((State.SIGNED, State.RUNNING, State.REPORTED, State.PUBLISHED), "ok")
    | dict.fromkeys((State.CLOSED, State.DECLINED, State.VETOED, State.EXPIRED, State.WITHDRAWN), "closed")
)
# What a button says.
STEPS: Final[Mapping[Step, Promise]] = {
    Step.SAY_YES: _("Ja zeggen"),
    Step.DECLINE: _("Nee zeggen"),
    Step.ACCEPT: _("Iedereen zei ja"),
    Step.EXPIRE: _("Niet op tijd beantwoord"),
    Step.VETO: _("Tegenhouden"),
    Step.PLAN_MEETING: _("Kennismaking plannen"),
    Step.HOLD_MEETING: _("Kennismaking vastleggen"),
    Step.ASSIGN_TRAINING: _("Scholing geven"),
    Step.FINISH_TRAINING: _("Scholing afronden"),
    Step.SET_GOALS: _("Leerdoelen vastleggen"),
    Step.DRAFT_AGREEMENT: _("Overeenkomst maken"),
    Step.SIGN: _("Tekenen"),
    Step.COMPLETE_SIGNING: _("Iedereen tekende"),
    Step.START: _("De ruil begint"),
    Step.EVALUATE: _("Terugkijken"),
    Step.REPORT_ILL: _("Ziek melden"),
    Step.RESUME: _("Weer verder"),
    Step.EXTEND: _("Verlengen"),
    Step.COMPLETE_EXTENSION: _("De verlenging geldt"),
    Step.DROP_EXTENSION: _("Niet verlengen"),
    Step.WITHDRAW: _("Terugtrekken"),
    Step.STOP_EARLY: _("Eerder stoppen"),
    Step.END: _("De ruil is voorbij"),
    Step.HAND_IN_REPORT: _("Eindverslag inleveren"),
    Step.COMPLETE_REPORTS: _("Alle verslagen zijn er"),
    Step.PUBLISH: _("Ervaringen delen"),
    Step.CLOSE: _("Afsluiten"),
    Step.LOSE_BUDDY: _("Buddy valt uit"),
    Step.REPLACE_BUDDY: _("Nieuwe buddy kiezen"),
}
# What a line of the history says.
TAKEN: Final[Mapping[Step, Promise]] = {
    Step.SAY_YES: _("Zei ja"),
    Step.DECLINE: _("Zei nee"),
    Step.ACCEPT: _("Iedereen zei ja"),
    Step.EXPIRE: _("Niet op tijd beantwoord"),
    Step.VETO: _("Tegengehouden"),
    Step.PLAN_MEETING: _("Kennismaking gepland"),
    Step.HOLD_MEETING: _("Kennisgemaakt"),
    Step.ASSIGN_TRAINING: _("Scholing gekozen"),
    Step.FINISH_TRAINING: _("Scholing afgerond"),
    Step.SET_GOALS: _("Leerdoelen vastgelegd"),
    Step.DRAFT_AGREEMENT: _("Nieuwe versie van de overeenkomst"),
    Step.SIGN: _("Tekende"),
    Step.COMPLETE_SIGNING: _("Iedereen tekende"),
    Step.START: _("De ruil begon"),
    Step.EVALUATE: _("Keek terug"),
    Step.REPORT_ILL: _("Ziek gemeld"),
    Step.RESUME: _("Weer verder gegaan"),
    Step.EXTEND: _("Verlenging gevraagd"),
    Step.COMPLETE_EXTENSION: _("De verlenging geldt"),
    Step.DROP_EXTENSION: _("Niet verlengd"),
    Step.WITHDRAW: _("Teruggetrokken"),
    Step.STOP_EARLY: _("Eerder gestopt"),
    Step.END: _("De ruil was voorbij"),
    Step.HAND_IN_REPORT: _("Leverde een verslag in"),
    Step.COMPLETE_REPORTS: _("Alle verslagen zijn er"),
    Step.PUBLISH: _("Ervaringen gedeeld"),
    Step.CLOSE: _("Afgesloten"),
    Step.LOSE_BUDDY: _("Buddy viel uit"),
    Step.REPLACE_BUDDY: _("Nieuwe buddy gekozen"),
}
DECLINES: Final[Mapping[DeclineReason, Promise]] = {
    DeclineReason.TRAVEL: _("De reis is te lang"),
    DeclineReason.PERIOD: _("De periode past niet"),
    DeclineReason.JOB: _("De baan past niet"),
    DeclineReason.TEAM: _("Het team kan het nu niet aan"),
    DeclineReason.PARTNER: _("Deze school past niet bij ons"),
    DeclineReason.PERSONAL: _("Om een reden van mijzelf"),
    DeclineReason.OTHER: _("Iets anders"),
}
STOPS: Final[Mapping[StopReason, Promise]] = {
    StopReason.LONG_ILLNESS: _("Iemand is lang ziek"),
    StopReason.NO_SHOW: _("Iemand kwam niet"),
    StopReason.NO_MATCH: _("Het klikt niet"),
    StopReason.SCHOOL_NEEDS: _("De school kan de leraar niet missen"),
    StopReason.NEW_JOB: _("Iemand krijgt ander werk"),
    StopReason.PERSONAL: _("Om een reden van iemand zelf"),
    StopReason.OTHER: _("Iets anders"),
}
# Why a step that is allowed cannot be taken now, with what to do.
NEEDS: Final[Mapping[Need, Promise]] = {
    Need.IN_TIME: _("De tijd om te antwoorden is voorbij."),
    Need.TOO_LATE: _("De tijd om te antwoorden is nog niet voorbij."),
    Need.ALL_SAID_YES: _("Nog niet iedereen zei ja."),
    Need.MEETING_AHEAD: _("Deze dag is al voorbij. Kies een latere dag."),
    Need.MEETING_BEFORE_START: _("Maak kennis vóór de ruil begint. Kies een eerdere dag."),
    Need.MEETING_OVER: _("De kennismaking is nog niet geweest. Leg haar daarna vast."),
    Need.ALL_TRAINED: _("Nog niet alle scholing is klaar."),
    Need.ALL_GOALS: _("Nog niet elke leraar heeft drie leerdoelen."),
    Need.ALL_BUDDIES: _("Een school heeft nog geen buddy die bevestigde. Kies eerst een buddy."),
    Need.A_BUDDY_MISSING: _("Elke school heeft een buddy. Er is er geen nodig."),
    Need.NOTHING_BLOCKS: _("Er staat nog iets in de weg. Lees de waarschuwingen."),
    Need.THIS_VERSION: _("De overeenkomst is veranderd nadat u haar las. Lees de nieuwe versie en teken die."),
    Need.ALL_SIGNED: _("Nog niet iedereen tekende."),
    Need.EVALUATIONS_PLANNED: _("De momenten om terug te kijken zijn nog niet gepland."),
    Need.START_REACHED: _("De eerste dag is nog niet gekomen."),
    Need.END_REACHED: _("De laatste dag is nog niet voorbij."),
    Need.MOMENT_OPEN: _("Er is nu niets om in te vullen. Wij mailen u als het zover is."),
    Need.LATER_END: _("De nieuwe laatste dag is niet later dan de oude. Kies een latere dag."),
    Need.WITHIN_PERIOD: _("De laatste werkdag ligt tussen vandaag en het einde van de ruil. Kies een andere dag."),
    Need.ALL_REPORTED: _("Nog niet elke leraar leverde een verslag in."),
}
# What is missing in a step, by what it must carry.
ITEMS: Final[Mapping[Item, Promise]] = {
    Item.REASON: _("Schrijf op waarom."),
    Item.MEETING_ON: _("Kies een dag."),
    Item.PLACE: _("Schrijf op waar."),
    Item.NOTES: _("Schrijf op wat jullie afspraken."),
    Item.TRAININGS: _("Schrijf op welke scholing."),
    Item.COVER: _("Schrijf op wie de lessen overneemt."),
    Item.RETURN_PLAN: _("Schrijf op hoe iedereen weer teruggaat."),
}


@dataclass(frozen=True, slots=True)
class News:
    """What the others hear of a step. to: the roles at the schools that get it; asks: something is asked of them."""

    title: Promise
    text: Promise
    to: tuple[Role, ...] = AT_SCHOOL
    asks: bool = False


NEWS: Final[Mapping[Step, News]] = {
    Step.ACCEPT: News(
        _("Iedereen zei ja: maak kennis"),
        _("Iedereen wil deze ruil. Plan nu een afspraak om kennis te maken. De leraar of de schoolleider doet dat op de eigen pagina."),
        asks=True,
    ),
    Step.DECLINE: News(
        _("Deze ruil gaat niet door"),
        _("Iemand zei nee. Wij zeggen niet wie en niet waarom. Jullie aanmelding blijft staan, en wij zoeken verder."),
    ),
    Step.EXPIRE: News(
        _("Deze ruil gaat niet door"),
        _("Niet iedereen antwoordde op tijd. Jullie aanmelding blijft staan, en wij zoeken verder."),
    ),
    Step.VETO: News(
        _("Deze ruil gaat niet door"),
        _("De coördinator houdt deze ruil tegen. Jullie aanmelding blijft staan. Zijn er vragen? Neem contact op met de coördinator."),
    ),
    Step.PLAN_MEETING: News(
        _("De kennismaking is gepland"),
        _("Op uw eigen pagina staat waar en wanneer. U kunt de afspraak daar in uw agenda zetten."),
    ),
    Step.HOLD_MEETING: News(
        _("Jullie maakten kennis"),
        _("De coördinator kijkt nu welke scholing de leraren nodig hebben. Daarna kiezen zij hun leerdoelen."),
    ),
    Step.ASSIGN_TRAINING: News(
        _("Er staat scholing voor u klaar"),
        _("Op uw eigen pagina staat welke. Bent u klaar? Geef dat daar aan."),
        (Role.TEACHER,),
        asks=True,
    ),
    Step.FINISH_TRAINING: News(
        _("Kies je leerdoelen"),
        _("De scholing is klaar. Elke leraar kiest nu drie leerdoelen: voor de eigen school, voor de andere school en voor zichzelf."),
        (Role.TEACHER,),
        asks=True,
    ),
    Step.SET_GOALS: News(
        _("Maak de overeenkomst"),
        _("Alle leerdoelen zijn er. Eén van de schoolleiders vult nu de overeenkomst in. Daarna tekent iedereen."),
        (Role.DIRECTOR,),
        asks=True,
    ),
    Step.DRAFT_AGREEMENT: News(
        _("Teken de overeenkomst"),
        _("Er is een nieuwe versie van de overeenkomst. Lees haar en teken op uw eigen pagina. Wie een oudere versie tekende, tekent opnieuw."),
        asks=True,
    ),
    Step.COMPLETE_SIGNING: News(
        _("De overeenkomst is getekend"),
        _("Iedereen tekende. De ruil begint vanzelf op de eerste dag. Ook de momenten om terug te kijken zijn gepland."),
    ),
    Step.START: News(
        _("De ruil begint"),
        _("Vandaag is de eerste dag. Wij wensen jullie een mooie tijd. In de derde schoolweek vragen wij hoe het gaat."),
    ),
    Step.REPORT_ILL: News(
        _("De ruil staat stil"),
        _("Een leraar is ziek. De scholen regelen wie de lessen overneemt. Meld het op de eigen pagina als het weer verder gaat."),
    ),
    Step.RESUME: News(
        _("De ruil gaat verder"),
        _("De leraar is er weer. Momenten om terug te kijken die voorbij gingen, plannen wij opnieuw."),
    ),
    Step.EXTEND: News(
        _("Teken de verlenging"),
        _("Er is gevraagd om de ruil te verlengen. Lees de nieuwe versie van de overeenkomst en teken haar. Wilt u dat niet? Zeg dat op uw eigen pagina."),
        asks=True,
    ),
    Step.COMPLETE_EXTENSION: News(
        _("De ruil is verlengd"),
        _("Iedereen tekende. De nieuwe laatste dag staat op uw eigen pagina."),
    ),
    Step.DROP_EXTENSION: News(
        _("De ruil wordt niet verlengd"),
        _("De ruil eindigt op de dag die al was afgesproken."),
    ),
    Step.WITHDRAW: News(
        _("Deze ruil gaat niet door"),
        _("Een van de scholen trok zich terug. Zijn er vragen? Neem contact op met de coördinator."),
    ),
    Step.STOP_EARLY: News(
        _("De ruil stopt eerder"),
        _("Op uw eigen pagina staat de laatste dag. De leraren leveren daarna nog een kort verslag in."),
    ),
    Step.END: News(
        _("De ruil is voorbij: schrijf je verslag"),
        _("Wat heb je geleerd, en wat neem je mee naar je eigen school? Schrijf het op je eigen pagina."),
        (Role.TEACHER,),
        asks=True,
    ),
    Step.COMPLETE_REPORTS: News(
        _("Alle verslagen zijn er"),
        _("Dank jullie wel. De coördinator kijkt of andere scholen van jullie ervaringen kunnen leren."),
    ),
    Step.PUBLISH: News(
        _("Jullie ervaringen staan online"),
        _("Andere scholen kunnen er nu van leren. Wilt u dat niet meer? U kunt uw toestemming altijd intrekken."),
    ),
    Step.CLOSE: News(
        _("De ruil is afgesloten"),
        _("U hoeft niets meer te doen. Dank u wel voor het meedoen."),
    ),
    Step.LOSE_BUDDY: News(
        _("Er is een nieuwe buddy nodig"),
        _("De buddy van een school is uitgevallen. De schoolleider van die school kiest een nieuwe op de eigen pagina."),
        (Role.DIRECTOR, Role.TEACHER),
        asks=True,
    ),
}  # fmt: skip
# What people read on the day that the forms of a moment open.
LOOK_BACK: Final = News(
    _("Hoe gaat de ruil?"),
    _("Het is tijd om terug te kijken. De leraar, de buddy en de schoolleider vullen elk een kort formulier in. Dat kost vijf minuten."),
    asks=True,
)  # fmt: skip
# What a reminder asks, by the step that is waited for.
REMINDERS: Final[Mapping[Step, Promise]] = {
    Step.SAY_YES: _("Er wacht een voorstel op uw antwoord."),
    Step.PLAN_MEETING: _("Plan de afspraak om kennis te maken."),
    Step.HOLD_MEETING: _("Leg vast wat jullie bij de kennismaking afspraken."),
    Step.FINISH_TRAINING: _("Is de scholing klaar? Geef het aan."),
    Step.SET_GOALS: _("Kies de leerdoelen."),
    Step.DRAFT_AGREEMENT: _("Vul de overeenkomst in."),
    Step.SIGN: _("Lees de overeenkomst en teken haar."),
    Step.EVALUATE: _("Vertel hoe het gaat. Dat kost vijf minuten."),
    Step.RESUME: _("Gaat de ruil weer verder? Laat het weten."),
    Step.HAND_IN_REPORT: _("Schrijf je eindverslag."),
    Step.REPLACE_BUDDY: _("Kies een nieuwe buddy."),
}


def job_words(groups: Sequence[int], subject: str, level: str) -> str:
    """Give a job in words. subject, level: codes; "" in a primary school."""
    if groups:
        named = gettext("groep %(groups)s") % {"groups": gettext(" en ").join(str(one) for one in sorted(groups))}
        return gettext("Leraar van %(groups)s") % {"groups": named}
    where = gettext("bovenbouw havo of vwo") if level == Level.UPPER else gettext("onderbouw of vmbo")
    return gettext("Leraar %(subject)s, %(where)s") % {"subject": subject.replace("_", " "), "where": where}
