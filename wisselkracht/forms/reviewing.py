"""The form of an evaluation: made of the questions of its moment and role."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from wisselkracht.core import evaluation_forms
from wisselkracht.core.evaluation_forms import Asked, Kind
from wisselkracht.core.evaluations import Moment as Which
from wisselkracht.core.exchange_steps import Role
from wisselkracht.forms.exchange import Act, StepForm
from wisselkracht.models import Moment
from wisselkracht.services import living

SCALE: Final = ((5, _("Heel goed")), (4, _("Goed")), (3, _("Gaat wel")), (2, _("Niet goed")), (1, _("Slecht")))
QUESTIONS: Final = {
    "settled": _("Hoe gaat het wennen?"),
    "lessons": _("Hoe gaan de lessen?"),
    "guidance": _("Hoe is de hulp van de buddy?"),
    "talks": _("Spreken leraar en buddy elkaar elke week?"),
    "load": _("Is het werk vol te houden?"),
    "team": _("Hoe gaat het in het team?"),
    "goal": _("Hoe ver is dit leerdoel?"),
    "goal-seen": _("Hoe ver ziet u dit leerdoel?"),
    "go-on": _("Gaan jullie zo door?"),
    "learned": _("Wat is er geleerd?"),
    "take-home": _("Wat nemen jullie mee?"),
    "unexpected": _("Was er iets dat je niet verwachtte?"),
    "recommend": _("Raadt u anderen een ruil aan?"),
    "need": _("Wat is er nodig?"),
}


class ReviewForm(StepForm):
    """What somebody answers at a moment."""

    button = _("Verstuur")

    def __init__(self, act: Act, moment: Moment, *args: Any, **kwargs: Any) -> None:
        self.moment = moment
        super().__init__(act, *args, **kwargs)

    def build(self) -> None:
        _place, applicant = self.act.party()
        goals = {one.kind: one.text for one in self.moment.place.goals.all()}
        asked = evaluation_forms.form(
            Which(self.moment.which), Role(applicant.role), living.goals_of(self.moment.place)
        )
        for one in asked:
            words: Any = QUESTIONS[one.question.code]
            self.fields[one.key] = self._field(one, f"{words} {goals[one.goal.value]}" if one.goal else words)

    def _field(self, one: Asked, label: Any) -> forms.Field:
        missing = {"required": _("Kies een antwoord."), "invalid_choice": _("Kies een antwoord uit de lijst.")}
        if one.question.kind is Kind.SCALE:
            return forms.TypedChoiceField(
                label=label, choices=SCALE, coerce=int, widget=forms.RadioSelect, error_messages=missing
            )
        if one.question.kind is Kind.YES_NO:
            return forms.TypedChoiceField(
                label=label,
                choices=(("ja", _("Ja")), ("nee", _("Nee"))),
                coerce=lambda value: value == "ja",
                widget=forms.RadioSelect,
                error_messages=missing,
            )
        return forms.CharField(
            label=label,
            required=one.question.is_required,
            max_length=evaluation_forms.MOST_LETTERS,
            error_messages={"required": _("Schrijf hier iets op.")},
            widget=forms.Textarea(attrs={"rows": 4}),
        )

    def do(self) -> None:
        place, applicant = self.act.party()
        answers = {key: value for key, value in self.cleaned_data.items() if value != ""}
        living.evaluate(moment=self.moment, place=place, applicant=applicant, answers=answers, now=self.act.now)
