"""The shape and wording of what people type."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Any, Final

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from beraad.core.features import STANDARD, USUAL
from beraad.core.targets import Bounds
from beraad.models import Assembly, FeatureValue, Party
from beraad.models.assembly import Objective
from beraad.models.draw import Beacon
from beraad.models.invitation import Why
from beraad.queries.words import shown
from beraad.services.inviting import Plan
from ndt.schools.core import domains

LARGEST_FILE: Final = 200_000
FILE_FAULTS: Final = {
    "columns": _("De eerste regel moet de kolommen feature, value en count hebben."),
    "csv": _("Deze regel is niet te lezen. Let op de aanhalingstekens."),
    "empty": _("Er staan geen aantallen in dit bestand."),
    "one-value": _("Een kenmerk heeft twee waarden of meer nodig."),
    "blank": _("Vul op deze regel het kenmerk en de waarde in."),
    "long": _("Maak de woorden op deze regel korter: hooguit 80 tekens."),
    "count": _("Schrijf het aantal op deze regel in cijfers."),
    "twice": _("Deze waarde staat al op een eerdere regel."),
    "many": _("Dit zijn te veel kenmerken of waarden. Voeg er een paar samen."),
}

REASONS: Final[dict[str, Any]] = {
    Why.DATES: _("De data komen niet uit."),
    Why.WORK: _("Ik krijg geen tijd van mijn werk."),
    Why.CARE: _("Ik zorg voor iemand thuis."),
    Why.TRAVEL: _("Ik kan er niet goed komen."),
    Why.MIND: _("Ik wil het toch niet."),
    Why.OTHER: _("Iets anders."),
}


class NoColonForm(forms.Form):
    """A form without colons behind its labels."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""


class AssemblyForm(forms.ModelForm[Assembly]):
    """A new assembly."""

    class Meta:
        model = Assembly
        fields = ("title", "slug", "question", "about", "size", "objective")
        labels = {
            "title": _("Titel"),
            "slug": _("Adres op deze website"),
            "question": _("De vraag aan de groep"),
            "about": _("Uitleg"),
            "size": _("Aantal plaatsen"),
            "objective": _("Doel van de loting"),
        }
        help_texts = {
            "slug": _("Kleine letters, cijfers en streepjes. Zoals: ons-vak."),
            "question": _("Eén open vraag, in gewone woorden."),
            "about": _("Waar gaat het om? En wat gebeurt er met het antwoord?"),
            "size": _("Van 2 tot en met 300."),
        }
        error_messages = {
            "slug": {"unique": _("Dit adres is al in gebruik. Kies een ander adres.")},
        }
        widgets = {"objective": forms.RadioSelect}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        self.fields["objective"] = forms.ChoiceField(
            label=_("Doel van de loting"),
            choices=[
                (Objective.LEXIMIN, _("Zo gelijk mogelijke kansen voor iedereen")),
                (Objective.MAXIMIN, _("De kleinste kans zo groot mogelijk")),
                (Objective.NASH, _("Het product van alle kansen zo groot mogelijk")),
            ],
            initial=Objective.LEXIMIN,
            widget=forms.RadioSelect,
            help_text=_("Kies bij twijfel de eerste."),
        )
        self.fields["features"] = forms.MultipleChoiceField(
            label=_("Wat wilt u van leraren weten?"),
            choices=[(question.code, f"{question.title}: {', '.join(question.values)}") for question in STANDARD],
            initial=USUAL,
            required=False,
            widget=forms.CheckboxSelectMultiple,
            help_text=_("Vraag alleen wat nodig is. Aantallen leest u later in."),
        )


class PartyForm(NoColonForm):
    """A party that gives the startschot."""

    kind = forms.ChoiceField(label=_("Soort partij"), choices=Party.Kind.choices, widget=forms.RadioSelect)
    title = forms.CharField(label=_("Naam van de organisatie"), max_length=160)
    mandate = forms.CharField(
        label=_("Opdracht"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Waarover mag de groep beslissen of advies geven?"),
    )
    commitment = forms.CharField(
        label=_("Toezegging"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Wat doet deze partij met het antwoord, en wanneer?"),
    )
    signed_on = forms.DateField(
        label=_("Getekend op"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        initial=timezone.localdate,
    )


class PopulationForm(NoColonForm):
    """Figures about all teachers, with their source."""

    file = forms.FileField(
        label=_("Bestand met aantallen (CSV)"),
        help_text=_("Met drie kolommen: feature, value en count. Eén regel per waarde."),
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}),
    )
    source = forms.CharField(
        label=_("Bron"),
        max_length=200,
        help_text=_("Wie telde dit, en waar staat het? Zoals: DUO, Onderwijspersoneel."),
    )
    source_date = forms.DateField(
        label=_("Peildatum"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def clean_file(self) -> str:
        file = self.cleaned_data["file"]
        if file.size > LARGEST_FILE:
            raise forms.ValidationError(_("Dit bestand is te groot. Gebruik een bestand met alleen de aantallen."))
        content: bytes = file.read()
        try:
            return content.decode("utf-8-sig")
        except UnicodeDecodeError:
            raise forms.ValidationError(_("Bewaar het bestand als CSV met UTF-8 en kies het opnieuw.")) from None


class QuotasForm(NoColonForm):
    """Seats, and at least and at most for each value."""

    size = forms.IntegerField(label=_("Aantal plaatsen"), min_value=2, max_value=300)

    def __init__(self, values: Sequence[FeatureValue], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.values = values
        for value in values:
            for part, label, initial in (
                ("least", _("minstens"), value.least),
                ("most", _("hooguit"), value.most),
            ):
                self.fields[f"{part}_{value.pk}"] = forms.IntegerField(
                    label=f"{shown(value.title)}, {label}",
                    min_value=0,
                    max_value=300,
                    initial=initial,
                    widget=forms.NumberInput(attrs={"class": "seats", "aria-label": f"{shown(value.title)}, {label}"}),
                )

    def bounds(self) -> dict[int, Bounds]:
        """Give what was typed, by the id of the value."""
        data = self.cleaned_data
        return {value.pk: Bounds(data[f"least_{value.pk}"], data[f"most_{value.pk}"]) for value in self.values}


class SlackForm(NoColonForm):
    """How much wider than the target the proposed quotas are."""

    slack = forms.IntegerField(
        label=_("Speling in plaatsen"),
        min_value=0,
        max_value=20,
        initial=0,
        help_text=_("Hoe meer speling, hoe gelijker de kansen. Maar de groep lijkt dan minder op alle leraren."),
    )


class SourceForm(NoColonForm):
    """Where the randomness will come from, and when."""

    beacon = forms.ChoiceField(
        label=_("Bron van het toeval"),
        choices=[
            (Beacon.BALLS, _("Balletjes trekken in het openbaar")),
            (Beacon.QUICKNET, _("drand: getallen van een groep organisaties")),
            (Beacon.TEST, _("Proefketen: alleen om te oefenen")),
        ],
        initial=Beacon.BALLS,
        widget=forms.RadioSelect,
    )
    moment = forms.DateTimeField(
        label=_("Moment van de loting"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"],
        help_text=_("Dit moment moet nog komen. Geef mensen de tijd om alles te bekijken."),
    )
    place = forms.CharField(
        label=_("Plaats van de trekking"),
        max_length=160,
        required=False,
        help_text=_("Alleen bij balletjes. Zoals: grote zaal van het stadhuis in Utrecht."),
    )

    def clean_moment(self) -> datetime:
        moment: datetime = self.cleaned_data["moment"]
        if moment < timezone.now() + timedelta(seconds=30):
            raise forms.ValidationError(_("Dit moment is voorbij. Kies een later moment."), code="late")
        return moment

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("beacon") == Beacon.BALLS and not data.get("place"):
            self.add_error("place", _("Vul in waar de trekking is."))
        return data


class RecordingForm(NoColonForm):
    """What the source gave."""

    recording = forms.CharField(
        label=_("Uitkomst"), max_length=4000, widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false"})
    )


class PlanForm(NoColonForm):
    """How long invited people have to answer, and when the group meets."""

    days = forms.IntegerField(
        label=_("Dagen om te antwoorden"),
        min_value=3,
        max_value=60,
        initial=14,
        help_text=_("Twee weken is vaak genoeg. Wij herinneren mensen halverwege en twee dagen voor het einde."),
    )
    meetings = forms.CharField(
        label=_("Bijeenkomsten"),
        max_length=2000,
        required=False,
        help_text=_("Elke bijeenkomst op een eigen regel. Zoals: zaterdag 9 januari, 10.00 uur, stadhuis Utrecht."),
        widget=forms.Textarea(attrs={"rows": 5}),
    )

    def plan(self) -> Plan:
        """Give what was chosen."""
        return Plan(self.cleaned_data["days"], self.cleaned_data["meetings"].strip())


class ChangePlanForm(PlanForm):
    """The same, later, with more time for who waits."""

    until = forms.DateField(
        label=_("Geef wie nog niet antwoordde tijd tot en met"),
        required=False,
        help_text=_("Laat dit leeg als er niets verandert. Korter kan niet: niemand verliest tijd."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    reason = forms.CharField(
        label=_("Waarom verandert u dit?"), max_length=200, help_text=_("Dit staat straks in de geschiedenis.")
    )

    def moment(self) -> datetime | None:
        """Give the last minute of the chosen day, or None."""
        day = self.cleaned_data["until"]
        return None if day is None else timezone.make_aware(datetime.combine(day, time(23, 59)))


class ApproveForm(SourceForm):
    """Where a round's randomness will come from, and why the round is right."""

    reason = forms.CharField(
        label=_("Waarom geeft u akkoord?"),
        max_length=240,
        help_text=_("Iedereen kan dit lezen. Schrijf niets over mensen."),
        error_messages={"required": _("Schrijf waarom u akkoord geeft.")},
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class DeliberateForm(NoColonForm):
    """The group begins, perhaps with empty seats."""

    reason = forms.CharField(
        label=_("Waarom begint de groep nu?"),
        max_length=240,
        required=False,
        help_text=_("Alleen nodig als er plaatsen leeg blijven. Iedereen kan dit lezen."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class DeclineForm(NoColonForm):
    """Why somebody does not take part."""

    why = forms.ChoiceField(
        label=_("Waarom doe je niet mee?"),
        choices=list(REASONS.items()),
        widget=forms.RadioSelect,
        error_messages={"required": _("Kies wat het best bij je past.")},
    )
    text = forms.CharField(
        label=_("Wil je er iets bij zeggen?"),
        max_length=400,
        required=False,
        help_text=_("Dit hoeft niet. Wij wissen het als het beraad begint."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class SchoolForm(NoColonForm):
    """A school that says who its teachers are."""

    title = forms.CharField(label=_("Naam van de school"), max_length=120)
    staff = forms.IntegerField(
        label=_("Aantal leraren"),
        min_value=1,
        max_value=2000,
        help_text=_("Zo veel codes kan de school hooguit krijgen."),
    )
    mail_domain = forms.CharField(
        label=_("Maildomein"),
        max_length=120,
        required=False,
        help_text=_("Wie een mailadres van de school heeft, is leraar. Zoals: deschool.nl."),
    )

    def clean_mail_domain(self) -> str:
        domain: str = self.cleaned_data["mail_domain"].strip().lower().removeprefix("@")
        if domains.is_free(domain):
            raise forms.ValidationError(_("Iedereen kan hier een adres krijgen. Laat dit leeg en gebruik codes."))
        if domain and not domains.is_domain(domain):
            raise forms.ValidationError(_("Dit is geen maildomein. Schrijf het zoals deschool.nl."))
        return domain


class CodesForm(NoColonForm):
    """How many codes a school gets."""

    number = forms.IntegerField(label=_("Aantal codes"), min_value=1, max_value=2000)


class CodeForm(NoColonForm):
    """The code of a school, afterwards."""

    code = forms.CharField(
        label=_("Code van je school"),
        max_length=40,
        error_messages={"required": _("Vul de code in die je van je school kreeg.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
