"""The sliders of the sum about the shortage. An address that leaves one out has its start."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Final

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from opleiding.core.shortage import BadScenario, Scenario
from opleiding.core.shortage_facts import AS_NOW
from opleiding.queries.shortage_words import EVERY, MAIN, OTHERS, SHARES, Slider

# Longer than any value in range, and short enough to refuse at once what is hostile.
LONGEST: Final = 8
LONGEST_ADDRESS: Final = 1500
YEAR: Final = "jaar"
YEARS: Final = tuple(range(AS_NOW.first_year + 1, AS_NOW.first_year + AS_NOW.years + 1))
CLAIMED: Final = 2029
NAMES: Final = frozenset({slider.name for slider in EVERY.values()} | {YEAR})


class SliderField(forms.DecimalField):
    """A number between two ends, drawn as a slider. Without a script it is one too, and the answer says its value."""

    def __init__(self, slider: Slider, start: Decimal) -> None:
        low, high = slider.lowest, slider.highest
        ends = {"low": low, "high": high}
        between = _("Kies een getal van %(low)s tot en met %(high)s.") % ends
        super().__init__(
            label=str(slider.label),
            initial=start,
            required=False,
            min_value=low,
            max_value=high,
            decimal_places=slider.decimals,
            max_digits=len(str(high)) + slider.decimals,
            widget=forms.NumberInput(
                attrs={
                    "type": "range",
                    "step": slider.step,
                    "class": "slider",
                    "data-decimals": slider.decimals,
                    "data-unit": slider.unit,
                }
            ),
            error_messages=dict.fromkeys(
                ("invalid", "min_value", "max_value", "max_digits", "max_decimal_places", "max_whole_digits"), between
            ),
        )
        self.localize = False
        self.slider = slider

    def to_python(self, value: Any) -> Any:
        """Refuse what is longer than any answer before anybody computes with it."""
        if isinstance(value, str) and len(value) > LONGEST:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return super().to_python(value)


def _start(code: str) -> Decimal:
    """Give the value that a slider starts at, as people see it."""
    kind, _colon, name = code.partition(":")
    if kind == "share":
        value = next(subject.share.value for subject in AS_NOW.subjects if subject.name == name)
    else:
        value = AS_NOW.general[code].value
    slider = EVERY[code]
    return Decimal(str(round(value * slider.scale, slider.decimals))).quantize(Decimal(10) ** -slider.decimals)


class ShortageForm(forms.Form):
    """Every slider, and the year that the answer is about."""

    jaar = forms.TypedChoiceField(
        label=_("Over welk jaar gaat de vraag?"),
        coerce=int,
        initial=CLAIMED,
        required=False,
        choices=[(year, str(year)) for year in YEARS],
    )

    def __init__(self, typed: QueryDict) -> None:
        self.starts = {slider.name: _start(code) for code, slider in EVERY.items()}
        known = {name: str(value) for name, value in typed.items() if name in NAMES and value != ""}
        super().__init__({name: str(value) for name, value in self.starts.items()} | {YEAR: str(CLAIMED)} | known)
        for slider in EVERY.values():
            self.fields[slider.name] = SliderField(slider, self.starts[slider.name])
        self.fields[YEAR].error_messages["invalid_choice"] = _("Kies een jaar van %(first)s tot en met %(last)s.") % {
            "first": YEARS[0],
            "last": YEARS[-1],
        }
        letters = sum(len(name) + len(value) for name, values in typed.lists() for value in values)
        self.is_too_much = letters > LONGEST_ADDRESS or any(len(typed.getlist(name)) > 1 for name in NAMES)
        self.scenario: Scenario = AS_NOW

    def clean(self) -> dict[str, Any]:
        """Set the sliders. What stands at its start keeps its band."""
        data = super().clean() or self.cleaned_data
        if self.is_too_much:
            raise forms.ValidationError(
                _("Dit adres heeft te veel getallen, of twee keer hetzelfde getal. Kies hieronder opnieuw.")
            )
        if not self.errors:
            try:
                self.scenario = AS_NOW.chosen(
                    {
                        code: float(data[slider.name]) / slider.scale
                        for code, slider in EVERY.items()
                        if data[slider.name] != self.starts[slider.name]
                    }
                )
            except BadScenario:
                raise forms.ValidationError(
                    _("De vakken zijn samen meer dan 100 procent. Zet een of meer vakken lager.")
                ) from None
        return data

    def address(self) -> dict[str, str]:
        """Give what differs from the start, as an address says it."""
        changed = {
            name: str(self.cleaned_data[name])
            for name, start in self.starts.items()
            if self.cleaned_data[name] != start
        }
        year = self.cleaned_data[YEAR]
        return changed if year == CLAIMED else changed | {YEAR: str(year)}

    def drawn(self, codes: dict[str, Slider]) -> list[tuple[forms.BoundField, str]]:
        """Give sliders with the value beside them in words."""
        found = []
        for slider in codes.values():
            value = self.cleaned_data.get(slider.name)
            found.append((self[slider.name], "" if value is None else slider.shown(float(value) / slider.scale)))
        return found

    @property
    def main(self) -> list[tuple[forms.BoundField, str]]:
        """Give the sliders that matter most."""
        return self.drawn(MAIN)

    @property
    def others(self) -> list[tuple[forms.BoundField, str]]:
        """Give the sliders that stand in the fold."""
        return self.drawn(OTHERS)

    @property
    def shares(self) -> list[tuple[forms.BoundField, str]]:
        """Give a slider for each subject."""
        return self.drawn(SHARES)

    @property
    def has_folded_errors(self) -> bool:
        """Tell whether a slider in a fold is wrong: then the folds open."""
        return any(slider.name in self.errors for slider in (OTHERS | SHARES).values())
