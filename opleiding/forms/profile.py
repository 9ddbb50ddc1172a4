"""The questions to a trainer, one a page. All but the consents may stay empty."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ndt.geo.errors import BadPostcode
from ndt.geo.postcodes import pc4
from opleiding.forms.fields import day, whole
from opleiding.models import Goal, Offering, Programme, Study, StudyProgramme, Subject, Trainer, University, Use
from opleiding.services.following import TOLD, Place, Stage

MINUTES: Final = (30, 45, 60, 75, 90, 120)
UPPER: Final = (("upper", _("bovenbouw havo of vwo (leerjaar 4, 5, 6)")), ("lower", _("onderbouw of vmbo")))


class PlainForm(forms.Form):
    """A form without colons behind its labels."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""


class StudyForm(PlainForm):
    """A study."""

    programme = forms.ModelChoiceField(
        StudyProgramme.objects.all(),
        label=_("Welke studie?"),
        empty_label=_("Kies je studie"),
        error_messages={"required": _("Kies je studie."), "invalid_choice": _("Kies een studie uit de lijst.")},
    )
    level = forms.ChoiceField(
        label=_("Welk niveau?"),
        choices=Study.Level.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Kies het niveau.")},
    )
    ec = whole(_("Hoeveel punten (EC) heb je gehaald?"), 0, 360, hint=_("Een hele bachelor is 180 EC."))
    finished_on = day(
        _("Wanneer ben je klaar?"),
        required=False,
        hint=_("Al klaar? Vul dan die dag in. Anders de dag waarop je klaar denkt te zijn."),
    )
    mean_grade = forms.DecimalField(
        label=_("Wat is je gemiddelde cijfer?"),
        required=False,
        min_value=1,
        max_value=10,
        max_digits=3,
        decimal_places=1,
        localize=True,
        error_messages={
            "invalid": _("Schrijf een cijfer, zoals 7,3."),
            "min_value": _("Schrijf een cijfer van 1 tot en met 10."),
            "max_value": _("Schrijf een cijfer van 1 tot en met 10."),
            "max_decimal_places": _("Schrijf één cijfer achter de komma, zoals 7,3."),
        },
    )


class ExperienceForm(PlainForm):
    """Hours of a subject."""

    subject = forms.ModelChoiceField(
        Subject.objects.all(),
        label=_("Welk vak gaf je?"),
        empty_label=_("Kies een vak"),
        error_messages={"required": _("Kies een vak."), "invalid_choice": _("Kies een vak uit de lijst.")},
    )
    level = forms.ChoiceField(
        label=_("Aan welke leerlingen?"),
        choices=UPPER,
        initial="upper",
        widget=forms.RadioSelect,
        error_messages={"required": _("Kies aan welke leerlingen.")},
    )
    hours = whole(_("Hoeveel uur samen?"), 1, 5000, hint=_("Een schatting is goed."))


class CreditsForm(PlainForm):
    """Loose EC."""

    subject = forms.ModelChoiceField(
        Subject.objects.all(),
        label=_("In welk vak?"),
        empty_label=_("Kies een vak"),
        error_messages={"required": _("Kies een vak."), "invalid_choice": _("Kies een vak uit de lijst.")},
    )
    ec = whole(_("Hoeveel punten (EC)?"), 1, 120)


class DidacticForm(PlainForm):
    """Training in teaching."""

    didactic_hours = whole(
        _("Hoeveel uur les in lesgeven kreeg je?"),
        0,
        2000,
        hint=_("Van je instituut of van een universiteit. Een dag is 8 uur."),
        required=False,
    )


class WishForm(PlainForm):
    """Beside something else, or full-time."""

    wish = forms.ChoiceField(
        label=_("Hoe wil je lesgeven?"), choices=Trainer.Wish.choices, widget=forms.RadioSelect, required=False
    )


class TravelForm(PlainForm):
    """From where, how, and how long at most."""

    pc4 = forms.CharField(
        label=_("Wat zijn de vier cijfers van je postcode?"),
        required=False,
        max_length=7,
        help_text=_("Daarmee schatten wij je reis. Verder gebruiken wij je postcode niet."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "postal-code"}),
    )
    mode = forms.ChoiceField(
        label=_("Hoe reis je?"), choices=Trainer.ModeOfTravel.choices, widget=forms.RadioSelect, required=False
    )
    most_minutes = forms.TypedChoiceField(
        label=_("Hoe lang wil je hoogstens reizen?"),
        choices=[("", _("maakt niet uit")), *((count, _("%(count)s minuten") % {"count": count}) for count in MINUTES)],
        coerce=int,
        empty_value=None,
        required=False,
    )

    def clean_pc4(self) -> str:
        """Give the four digits, also of a whole postcode."""
        typed: str = self.cleaned_data["pc4"].strip()
        if not typed:
            return ""
        try:
            return pc4(typed)
        except BadPostcode as problem:
            raise ValidationError(_("Schrijf vier cijfers, zoals 3511.")) from problem


class StartForm(PlainForm):
    """When, and in which language."""

    starts = forms.MultipleChoiceField(
        label=_("Wanneer kun je beginnen?"),
        choices=Offering.Term.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    languages = forms.MultipleChoiceField(
        label=_("In welke talen kun je een opleiding volgen?"),
        choices=Offering.Language.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )


class GoalsForm(PlainForm):
    """What somebody wants to become better at."""

    goals = forms.MultipleChoiceField(
        label=_("Waar wil je beter in worden?"),
        choices=Goal.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )


TOLD_BY_ME: Final = {
    Stage.APPLIED: _("Ik meldde mij aan"),
    Stage.ADMITTED: _("Ik ben toegelaten"),
    Stage.STARTED: _("Ik ben begonnen"),
    Stage.QUALIFIED: _("Ik heb mijn bevoegdheid"),
    Stage.TEACHING: _("Ik sta voor de klas"),
}


def places() -> list[tuple[str, Any]]:
    """Give where somebody can be: the programmes of each university, and what is not in our list."""
    found: list[tuple[str, Any]] = [("", gettext("zeg ik niet"))]
    for university in University.objects.select_related("organisation").prefetch_related("programmes"):
        programmes = [(f"programme:{one.pk}", one.title) for one in university.programmes.all()]
        other = (f"university:{university.pk}", gettext("Een andere, of dat zeg ik niet"))
        found.append((str(university), [*programmes, other]))
    return found


class ProgressForm(PlainForm):
    """How far somebody came."""

    stage = forms.ChoiceField(
        label=_("Hoe ver ben je?"),
        choices=[(stage.value, TOLD_BY_ME[stage]) for stage in TOLD],
        widget=forms.RadioSelect,
        error_messages={"required": _("Kies hoe ver je bent.")},
    )
    place = forms.ChoiceField(
        label=_("Bij welke opleiding?"),
        choices=places,
        required=False,
        error_messages={"invalid_choice": _("Kies een opleiding uit de lijst.")},
    )

    def clean_place(self) -> Place:
        """Give the programme, or the university alone, or nothing where somebody does not say."""
        kind, _colon, number = str(self.cleaned_data["place"]).partition(":")
        if kind == "programme":
            return Programme.objects.select_related("university").filter(pk=number).first()
        return University.objects.filter(pk=number).first() if kind == "university" else None


class ConsentForm(PlainForm):
    """What is allowed, use by use; nothing is ticked beforehand."""

    uses = forms.MultipleChoiceField(
        label=_("Wat mag met je profiel?"),
        choices=Use.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("Zonder het eerste vinkje kunnen wij je geen advies geven. De andere hoeven niet."),
    )
    visible_to = forms.ModelMultipleChoiceField(
        University.objects.select_related("organisation"),
        label=_("Welke universiteiten mogen je profiel zien?"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("Alleen met het vinkje erboven. Je naam en mailadres zien zij niet."),
    )
