"""A pass, as it is typed from the card."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class PlainForm(forms.Form):
    """A form without colons behind its labels."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""


class KeyedForm(PlainForm):
    """A form with a key, so that a second press of its button does nothing twice."""

    key = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, initial={"key": uuid4()}, **kwargs)

    def clean_key(self) -> UUID:
        """Give the key of the form, or a new one when somebody took it away."""
        return self.cleaned_data["key"] or uuid4()


class PassForm(PlainForm):
    """The number of a pass and the birth date of its holder."""

    number = forms.CharField(
        label=_("Het nummer van de pas"),
        help_text=_("Het lange nummer op de pas. Spaties mogen."),
        max_length=40,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": _("Vul het nummer van de pas in.")},
    )
    born = forms.DateField(
        label=_("De geboortedatum van wie op de pas staat"),
        help_text=_("Meestal is dat de ouder. Staat uw kind op de pas? Vul dan de datum van uw kind in."),
        widget=forms.DateInput(attrs={"type": "date", "autocomplete": "off"}, format="%Y-%m-%d"),
        error_messages={
            "required": _("Vul de geboortedatum in."),
            "invalid": _("Schrijf de datum zo: 31-12-1985."),
        },
    )

    def clean_born(self) -> date:
        """Refuse a day that is still to come."""
        born: date = self.cleaned_data["born"]
        if not date(1900, 1, 1) <= born <= timezone.localdate():
            raise ValidationError(_("Kijk of het jaar klopt. De datum moet al geweest zijn."))
        return born
