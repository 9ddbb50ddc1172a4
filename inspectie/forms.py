"""What people choose and type: norms of their own, norms to compare, and what coordinators record of a track."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from inspectie.models.tracks import MAY_TRIGGER, Finding, Kind, Stage
from ndt.people.models import User

LOWEST: Final = Decimal(-30)
HIGHEST: Final = Decimal(30)
STEP: Final = Decimal("0.1")
# Longer than any number with one decimal that lies in range, and short enough to refuse at once what is hostile.
LONGEST: Final = 8


_PERCENT: Final[dict[str, Any]] = {
    "min_value": Decimal(0),
    "max_value": Decimal(100),
    "max_digits": 4,
    "decimal_places": 1,
    "error_messages": {
        "required": _("Vul een percentage in."),
        "invalid": _("Vul een getal in, zoals 45,5."),
        "min_value": _("Vul 0 of meer in."),
        "max_value": _("Vul 100 of minder in."),
        "max_decimal_places": _("Vul hooguit één cijfer achter de komma in."),
        "max_digits": _("Vul hooguit één cijfer achter de komma in."),
        "max_whole_digits": _("Vul 100 of minder in."),
    },
}


class Points(forms.DecimalField):
    """A slider. Without a script it is a slider as well, whose value the answer shows."""

    def __init__(self, *, low: Decimal, high: Decimal, start: Decimal, label: Any) -> None:
        super().__init__(
            min_value=low,
            max_value=high,
            initial=start,
            required=False,
            decimal_places=1,
            max_digits=4,
            label=label,
            widget=forms.NumberInput(attrs={"type": "range", "step": str(STEP), "class": "slider"}),
            error_messages={
                "invalid": _("Kies een getal met hooguit één cijfer achter de komma."),
                "min_value": _("Kies een getal van %(limit_value)s of hoger."),
                "max_value": _("Kies een getal van %(limit_value)s of lager."),
                "max_decimal_places": _("Kies een getal met hooguit één cijfer achter de komma."),
                "max_digits": _("Kies een getal met hooguit één cijfer achter de komma."),
                "max_whole_digits": _("Kies een kleiner getal."),
            },
        )
        self.localize = False

    def to_python(self, value: Any) -> Any:
        """Refuse what is longer than any answer before anybody computes with it."""
        if isinstance(value, str) and len(value) > LONGEST:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return super().to_python(value)


def _offset(label: Any) -> Points:
    return Points(low=LOWEST, high=HIGHEST, start=Decimal("0.0"), label=label)


class ScenarioForm(forms.Form):
    """A norm of one's own: what is counted together, and how much higher or lower each value lies than now."""

    APART: Final = "apart"
    TOGETHER: Final = "samen"

    telling = forms.ChoiceField(
        label=_("Hoe telt u?"),
        choices=[(TOGETHER, _("Lezen, taal en rekenen bij elkaar, zoals nu")), (APART, _("Elk vak apart"))],
        initial=APART,
        required=False,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": _("Kies 'bij elkaar' of 'apart'.")},
    )
    samen = _offset(_("Alles bij elkaar"))
    lezen = _offset(_("Lezen"))
    taal = _offset(_("Taal"))
    rekenen = _offset(_("Rekenen"))
    basis = Points(low=Decimal(50), high=Decimal(100), start=Decimal("85.0"), label=_("Hoeveel leerlingen halen 1F?"))

    def __init__(self, *args: Any, is_too_much: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.is_too_much = is_too_much

    def clean(self) -> dict[str, Any]:
        """Fill in what an address leaves out, so that a short address is a whole norm."""
        if self.is_too_much:
            raise forms.ValidationError(
                _("Dit adres heeft te veel keuzes, of twee keer dezelfde. Kies hieronder opnieuw."), code="too_much"
            )
        data = super().clean() or self.cleaned_data
        for name, field in self.fields.items():
            if name not in self.errors and data.get(name) in (None, ""):
                data[name] = field.initial
        return data


class ComparisonForm(forms.Form):
    """Which two norms."""

    van = forms.ChoiceField(
        label=_("Van deze norm"), error_messages={"invalid_choice": _("Kies een norm uit de lijst.")}
    )
    naar = forms.ChoiceField(
        label=_("Naar deze norm"), error_messages={"invalid_choice": _("Kies een norm uit de lijst.")}
    )

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("van", "naar"):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = choices


class ChanceForm(forms.Form):
    """A school to imagine: its pupils in three years, how many of every hundred reach the level, and the norm."""

    leerlingen = forms.IntegerField(
        label=_("Leerlingen in drie jaar"),
        min_value=1,
        max_value=2000,
        initial=60,
        error_messages={
            "required": _("Vul een aantal leerlingen in."),
            "invalid": _("Vul een heel getal in, zoals 60."),
            "min_value": _("Vul 1 of meer in."),
            "max_value": _("Vul 2000 of minder in."),
        },
    )
    score = forms.DecimalField(label=_("Hoeveel procent haalt het niveau?"), **_PERCENT, initial=Decimal(45))
    norm = forms.DecimalField(label=_("Wat is de norm, in procent?"), **_PERCENT, initial=Decimal(50))


class NoColonForm(forms.Form):
    """A form without colons behind its labels."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""


def day_field(label: Any, help_text: Any = "") -> forms.DateField:
    """Give a field for a day, with the browser's own calendar."""
    return forms.DateField(
        label=label,
        help_text=help_text,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d", "%d-%m-%Y"],
        error_messages={
            "required": _("Vul een datum in."),
            "invalid": _("Deze datum klopt niet. Schrijf hem zo: 31-12-2026."),
        },
    )


class ReasonForm(NoColonForm):
    """Why a coordinator does something; kept in the history."""

    reason = forms.CharField(
        label=_("Waarom?"),
        help_text=_("Dit komt in de geschiedenis. Noem geen namen."),
        max_length=200,
        error_messages={
            "required": _("Schrijf kort waarom u dit doet."),
            "max_length": _("Dit is te lang. Gebruik hooguit 200 tekens."),
        },
    )


class PersonField(forms.ModelChoiceField[User]):
    """Choose an account by the name of its owner."""

    def label_from_instance(self, obj: User) -> str:
        return obj.name or obj.email


class TrackPeopleForm(NoColonForm):
    """Who works with a track, and by when it ends."""

    lead = PersonField(
        label=_("Wie begeleidt de school?"),
        queryset=User.objects.none(),
        required=False,
        empty_label=_("Nog niemand: alle coördinatoren krijgen mail"),
        error_messages={"invalid_choice": _("Deze persoon is geen coördinator. Kies iemand uit de lijst.")},
    )
    contact_name = forms.CharField(label=_("Met wie praten wij op de school?"), max_length=120, required=False)
    contact_email = forms.EmailField(
        label=_("E-mailadres van de school"),
        help_text=_("De school krijgt hier een mail als een stap of gesprek dichtbij komt."),
        required=False,
        error_messages={"invalid": _("Dit e-mailadres klopt niet. Controleer het, zoals naam@voorbeeld.nl.")},
    )
    deadline = day_field(_("Klaar voor"))

    def __init__(self, *args: Any, coordinators: list[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["lead"]
        assert isinstance(field, PersonField)
        field.queryset = User.objects.filter(pk__in=[user.pk for user in coordinators]).order_by("name", "pk")


class TrackChangeForm(TrackPeopleForm, ReasonForm):
    """Change who works with a track, with a reason."""

    field_order = ("lead", "contact_name", "contact_email", "deadline", "reason")


class RecordForm(NoColonForm):
    """What came of a step or a review."""

    done_on = day_field(_("Wanneer was dit?"))
    finding = forms.ChoiceField(
        label=_("Hoe gaat het?"),
        choices=Finding.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Kies hoe het gaat."), "invalid_choice": _("Kies hoe het gaat.")},
    )
    note = forms.CharField(
        label=_("Wat spraken jullie af?"),
        help_text=_("Schrijf niets over leerlingen of over de gezondheid van mensen."),
        required=False,
        max_length=4_000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if kind == Kind.STEP:
            del self.fields["finding"]
            self.fields["note"].label = _("Wat is er gedaan?")


class MoveForm(ReasonForm):
    """Another date for a moment."""

    due_on = day_field(_("Nieuwe datum"))
    field_order = ("due_on", "reason")


class OwnMomentForm(ReasonForm):
    """A moment of the coordinator's own."""

    title = forms.CharField(
        label=_("Wat moet er gebeuren?"),
        max_length=120,
        error_messages={"required": _("Schrijf kort wat er moet gebeuren.")},
    )
    kind = forms.ChoiceField(
        label=_("Is het een stap of een gesprek?"),
        choices=Kind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Kies stap of gesprek.")},
    )
    due_on = day_field(_("Klaar voor"))
    field_order = ("title", "kind", "due_on", "reason")


class EndForm(ReasonForm):
    """How a track ended."""

    to = forms.ChoiceField(
        label=_("Hoe eindigt het traject?"),
        choices=[
            (Stage.RECOVERED, _("De school is hersteld: de inspectie geeft weer een voldoende")),
            (Stage.FAILED, _("De school is niet hersteld op de laatste dag")),
            (Stage.ENDED, _("Het traject stopt om een andere reden, zoals een fusie")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Kies hoe het traject eindigt.")},
    )
    closed_on = day_field(_("Op welke dag?"))
    field_order = ("to", "closed_on", "reason")


class RulesForm(ReasonForm):
    """Which norm set rules the tracks."""

    norm_set = forms.ChoiceField(
        label=_("Welke normen gelden voor trajecten?"),
        help_text=_("Trajecten die al lopen, houden hun eigen regels."),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Kies welke normen gelden."),
            "invalid_choice": _("Deze normen kennen wij niet. Kies uit de lijst."),
        },
    )
    field_order = ("norm_set", "reason")

    def __init__(self, *args: Any, choices: list[tuple[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["norm_set"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices


class TrackFilter(NoColonForm):
    """Which tracks the list shows."""

    stand = forms.ChoiceField(
        label=_("Trajecten"), choices=[("", _("die lopen")), ("klaar", _("die klaar zijn"))], required=False
    )
    oordeel = forms.ChoiceField(label=_("Oordeel"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["oordeel"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("alle")), *((label.value, label.label) for label in MAY_TRIGGER)]


class NormForm(forms.Form):
    """Choose the norm that schools are held against."""

    norm = forms.ChoiceField(
        label=_("Norm"),
        required=False,
        error_messages={"invalid_choice": _("Deze norm kennen wij niet. Kies een norm uit de lijst.")},
    )

    def __init__(self, *args: Any, choices: list[tuple[str, Any]], start: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["norm"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices
        field.initial = start
        self._start = start

    def chosen(self) -> str:
        """Give the slug that was chosen; the one to start with when nothing was, or nothing we know."""
        chosen = self.cleaned_data.get("norm") if self.is_valid() else None
        return str(chosen or self._start)
