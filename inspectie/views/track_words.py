"""What a track does not allow, in words that say what to do."""

from __future__ import annotations

from typing import Final

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from inspectie.core.tracks import TrackError, Trigger
from inspectie.queries.track_rules import Option

WORDS: Final = {
    "no_rules": gettext_noop("Kies eerst de spelregels. Dan weten wij welke scholen een traject krijgen."),
    "not_triggered": gettext_noop("Dit oordeel start geen traject onder de spelregels van nu. Bekijk de spelregels."),
    "not_yet": gettext_noop("Dit oordeel is van %(day)s. Start het traject op die dag of later."),
    "too_old": gettext_noop(
        "De tijd van dit traject was al voorbij op %(day)s. Vraag de inspectie om een nieuw oordeel."
    ),
    "superseded": gettext_noop(
        "Dit oordeel is verbeterd door een nieuwer bestand. Kies het nieuwe oordeel in de lijst."
    ),
    "already_started": gettext_noop("Een collega heeft dit traject al gestart. Bekijk het in de lijst."),
    "already_running": gettext_noop("Deze school heeft al een traject dat loopt. Bekijk het in de lijst."),
    "other_school": gettext_noop("Dit oordeel is van een andere school. Kies een oordeel van deze school."),
    "deadline_past": gettext_noop("Deze dag is al voorbij. Kies een dag na vandaag."),
    "deadline_too_late": gettext_noop("Dat is te lang. Het traject moet klaar zijn op %(day)s of eerder."),
    "due_past": gettext_noop("Deze dag is al voorbij. Kies vandaag of later."),
    "due_after_deadline": gettext_noop("Het traject eindigt op %(day)s. Kies die dag of eerder."),
    "done_in_future": gettext_noop("Deze dag komt nog. Kies vandaag of eerder."),
    "done_before_start": gettext_noop("Het traject begon pas op %(day)s. Kies die dag of later."),
    "needs_finding": gettext_noop("Kies hoe het gaat."),
    "already_done": gettext_noop("Dit moment is al klaar. U kunt de datum niet meer veranderen."),
    "wrong_stage": gettext_noop("Deze stap kan nu niet. Misschien was een collega u voor. Bekijk het traject opnieuw."),
    "no_review": gettext_noop("Leg eerst een gesprek met de school vast. Zonder gesprek weten wij niet hoe het gaat."),
    "too_early": gettext_noop("De school heeft nog tijd tot %(day)s. Kies een andere uitkomst of wacht tot die dag."),
    "closed_in_future": gettext_noop("Deze dag komt nog. Kies vandaag of eerder."),
    "closed_before_start": gettext_noop("Het traject begon pas op %(day)s. Kies die dag of later."),
}


def explain(problem: TrackError) -> str:
    """Give the sentence for a refusal."""
    day = date_format(problem.day, "j F Y") if problem.day is not None else ""
    return _(WORDS[problem.code]) % {"day": day}


def rule_words(option: Option) -> str:
    """Say what a norm set means for tracks."""
    if option.both:
        who = _("Onvoldoende en zeer zwak starten een traject")
    elif Trigger.VERY_WEAK in option.rules.triggers:
        who = _("Alleen zeer zwak start een traject")
    else:
        who = _("Alleen onvoldoende start een traject")
    words = ngettext(
        "%(who)s, van hooguit %(months)s maand", "%(who)s, van hooguit %(months)s maanden", option.rules.months
    )
    return _("%(rule)s (%(norm_set)s)") % {
        "rule": words % {"who": who, "months": option.rules.months},
        "norm_set": option.title,
    }
