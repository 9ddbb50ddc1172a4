"""A child: what a tutor needs to help it, and no more."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.dates import MONTHS
from django.utils.translation import gettext_lazy as _

from bijles import words
from bijles.core.errors import CodesTried
from bijles.forms.proving import PlainForm
from bijles.models import Signal
from bijles.queries import supply
from bijles.services import signals
from ndt.geo.errors import BadPostcode
from ndt.geo.postcodes import pc4

OLDEST: Final = 25
# What a code of school says, so that a parent need not.
SIGNALLED: Final = ("subject", "level")


class ChildForm(PlainForm):
    """A child of a family. by: the account that types; its codes of school that are none are counted."""

    first_name = forms.CharField(
        label=_("Voornaam van uw kind"),
        help_text=_("De achternaam hoeft niet."),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Vul de voornaam in.")},
    )
    birth_month = forms.TypedChoiceField(
        label=_("Geboren in de maand"),
        choices=[("", _("Kies de maand")), *MONTHS.items()],
        coerce=int,
        error_messages={"required": _("Kies de maand."), "invalid_choice": _("Kies een maand uit de lijst.")},
    )
    birth_year = forms.TypedChoiceField(
        label=_("Geboren in het jaar"),
        coerce=int,
        error_messages={"required": _("Kies het jaar."), "invalid_choice": _("Kies een jaar uit de lijst.")},
    )
    level = forms.ChoiceField(
        label=_("In welke klas zit uw kind?"),
        choices=[("", _("Kies de groep of het niveau")), *words.LEVELS.items()],
        error_messages={"required": _("Kies de groep of het niveau."), "invalid_choice": _("Kies uit de lijst.")},
    )
    postcode = forms.CharField(
        label=_("Uw postcode"),
        help_text=_("De vier cijfers zijn genoeg. Zo vinden wij les dichtbij."),
        max_length=10,
        widget=forms.TextInput(attrs={"autocomplete": "postal-code"}),
        error_messages={"required": _("Vul de postcode in.")},
    )
    languages = forms.MultipleChoiceField(
        label=_("Welke talen spreekt uw kind?"),
        choices=words.LANGUAGES.items(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": _("Kies talen uit de lijst.")},
    )

    signal = forms.CharField(
        label=_("Code van school"),
        help_text=_("Gaf school u een briefje met een code? Vul hem dan in."),
        max_length=20,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def __init__(self, scheme: int, by: int, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.scheme, self.by = scheme, by
        self.signalled: Signal | None = None
        this_year = timezone.localdate().year
        years = [(str(year), str(year)) for year in range(this_year - 3, this_year - OLDEST, -1)]
        field = self.fields["birth_year"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("Kies het jaar")), *years]

    def clean_postcode(self) -> str:
        """Give the four figures of a postcode of which we know where it lies."""
        typed: str = self.cleaned_data["postcode"]
        try:
            code = pc4(typed)
        except BadPostcode:
            raise ValidationError(_("Schrijf een postcode zoals 1012 of 1012 AB.")) from None
        if not supply.knows_place(code):
            raise ValidationError(_("Wij weten niet waar deze postcode ligt. Vul een postcode dichtbij in."))
        return code

    def clean_signal(self) -> str:
        """Give a code of school that can still be used."""
        typed: str = self.cleaned_data["signal"]
        if typed:
            try:
                self.signalled = signals.seek(code=typed, scheme=self.scheme, by=self.by, now=timezone.now())
            except CodesTried:
                raise ValidationError(words.MISSED) from None
            if self.signalled is None:
                raise ValidationError(words.NO_SIGNAL)
        return typed

    def facts(self) -> dict[str, Any]:
        """Give the child as services take it."""
        data = dict(self.cleaned_data)
        month, year = data.pop("birth_month"), data.pop("birth_year")
        data.pop("subject", None)
        return data | {"birth_month": date(year, month, 1)}


class NewChildForm(ChildForm):
    """A child, and what it needs help with: what was asked once leads to lessons at once. A code of school says it too."""

    subject = forms.ChoiceField(
        label=_("Waar wil uw kind hulp bij?"),
        choices=[("", _("Kies een vak")), *words.SUBJECTS.items()],
        error_messages={"required": _("Kies een vak."), "invalid_choice": _("Kies een vak uit de lijst.")},
    )
    field_order = ("first_name", "birth_month", "birth_year", "level", "postcode", "languages", "subject", "signal")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.data.get("signal"):
            for name in SIGNALLED:
                self.fields[name].required = False

    def clean(self) -> dict[str, Any]:
        """Take from a code of school what was not chosen."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if self.signalled is not None:
            for name in SIGNALLED:
                data[name] = data.get(name) or getattr(self.signalled, name)
        return data
