"""A helper begins with the pass of a parent who sits beside them and says yes."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bijles.forms.proving import PassForm, PlainForm
from ndt.people.forms import AddressInput, PhoneForm


class BeginForm(PassForm):
    """The pass, and the yes of the parent."""

    agrees = forms.BooleanField(
        label=_("De ouder zit naast mij, hoorde deze tekst en zegt ja"),
        error_messages={"required": _("Lees de tekst voor. Zegt de ouder ja? Zet dan het vinkje.")},
    )


class AddressForm(PlainForm):
    """The address of a parent who wants an account at home."""

    email = AddressInput(
        label=_("E-mailadres van de ouder"),
        help_text=_("De ouder krijgt een link. Daarmee kan de ouder thuis verder."),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Vul het adres in."), "invalid": _("Schrijf het adres zo: naam@voorbeeld.nl.")},
    )


class ParentPhoneForm(PhoneForm):
    """The number of a parent who wants an account at home."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        self.fields["number"].label = _("Mobiel nummer van de ouder")
        self.fields["number"].help_text = _("De ouder krijgt een code per sms. Bijvoorbeeld: 06 12345678.")
        self.fields["number"].widget.attrs["autocomplete"] = "off"


class HelperForm(PlainForm):
    """Who helps, and for which library or team."""

    name = forms.CharField(
        label=_("Bibliotheek of buurtteam"),
        help_text=_("Met de plaats erbij."),
        max_length=200,
        error_messages={"required": _("Vul de naam van de organisatie in.")},
    )
    email = AddressInput(
        label=_("E-mailadres van wie helpt"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Vul het adres in."), "invalid": _("Schrijf het adres zo: naam@voorbeeld.nl.")},
    )
