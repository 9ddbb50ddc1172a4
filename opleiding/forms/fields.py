"""Fields that more forms of this room have, with their sentences."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

WHOLE: Final = _("Schrijf een heel getal, zoals {example}.")
BETWEEN: Final = _("Schrijf een getal van {low} tot en met {high}.")


def whole(
    label: Any, low: int, high: int, *, hint: Any = "", required: bool = True, initial: Any = None, example: int = 120
) -> forms.IntegerField:
    """Give a field for a whole number from low to high."""
    between, number = format_lazy(BETWEEN, low=low, high=high), format_lazy(WHOLE, example=example)
    return forms.IntegerField(
        label=label,
        min_value=low,
        max_value=high,
        help_text=hint,
        required=required,
        initial=initial,
        error_messages={
            "invalid": number,
            "min_value": between,
            "max_value": between,
            "required": _("Vul een getal in."),
        },
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )


def day(label: Any, *, required: bool = True, hint: Any = "") -> forms.DateField:
    """Give a field for a day, as browsers want it."""
    return forms.DateField(
        label=label,
        required=required,
        help_text=hint,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("Kies een dag, zoals 31-8-2027."), "required": _("Kies een dag.")},
    )
