"""What people choose: a norm of their own, two norms to compare, a school to imagine."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

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

    def clean(self) -> dict[str, Any]:
        """Fill in what an address leaves out, so that a short address is a whole norm."""
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
