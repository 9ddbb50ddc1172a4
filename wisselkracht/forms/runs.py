"""What a coordinator types around a run."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from wisselkracht.core.candidates import Weights
from wisselkracht.models import Round
from wisselkracht.models.run import LONGEST_S
from wisselkracht.queries.facts import Parameters
from wisselkracht.services.running import Wish

MOST_POINTS = 1000


class RunForm(forms.Form):
    """How a run weighs and how long it may take; what stands there is how most rounds do it."""

    largest = forms.TypedChoiceField(label=_("Grootste ruil"), coerce=int, choices=Round.Largest.choices)
    expertise = forms.IntegerField(
        label=_("Punten voor kennis van de school bij een doel"),
        min_value=0,
        max_value=MOST_POINTS,
        help_text=_("Keer het niveau (1 tot 3), keer het gewicht van het doel (1 tot 3)."),
    )
    strengths = forms.IntegerField(
        label=_("Punten voor wat de leraar goed kan"), min_value=0, max_value=MOST_POINTS
    )  # fmt: skip
    personal = forms.IntegerField(
        label=_("Punten voor wat de leraar wil leren"), min_value=0, max_value=MOST_POINTS
    )  # fmt: skip
    minute = forms.IntegerField(label=_("Punten eraf per minuut reizen"), min_value=0, max_value=MOST_POINTS)
    day = forms.IntegerField(label=_("Punten eraf per dag verschil"), min_value=0, max_value=MOST_POINTS)
    least = forms.IntegerField(
        label=_("Minstens zoveel punten, voor elke kant"),
        min_value=-10 * MOST_POINTS,
        max_value=10 * MOST_POINTS,
        help_text=_("Minder dan dit is slechter dan blijven."),
    )
    fte_apart = forms.IntegerField(
        label=_("Banen mogen zoveel verschillen, in honderdsten van een hele baan"), min_value=0, max_value=100
    )
    other_boards = forms.BooleanField(label=_("Alleen tussen verschillende besturen"), required=False)
    longest_s = forms.IntegerField(
        label=_("Hooguit zoveel seconden rekenen"),
        min_value=1,
        max_value=LONGEST_S,
        help_text=_("Is het dan niet bewezen? Dan telt het beste tot dan toe, en dat staat erbij."),
    )

    def wish(self) -> Wish:
        """Give what was asked; the form is valid."""
        typed = self.cleaned_data
        weights = Weights(**{name: typed[name] for name in Weights.__slots__})
        own = Parameters(weights, typed["least"], typed["fte_apart"], typed["other_boards"])
        return Wish(typed["largest"], own, typed["longest_s"])


def initial(found: Round) -> dict[str, Any]:
    """Give what a run of a round asks when nobody changes anything."""
    own = Parameters()
    weights = {name: getattr(own.weights, name) for name in Weights.__slots__}
    return weights | {
        "largest": found.largest,
        "least": own.least,
        "fte_apart": own.fte_apart,
        "other_boards": own.other_boards,
        "longest_s": LONGEST_S,
    }


class ReasonForm(forms.Form):
    """Why somebody fixes or forbids something: a colleague reads it, and the history keeps it."""

    reason = forms.CharField(
        label=_("Waarom"), min_length=8, max_length=300, help_text=_("Een collega leest dit. Noem geen privézaken.")
    )
