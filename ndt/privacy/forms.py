"""What people fill in about their own data."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from ndt.mail.addresses import canonical
from ndt.privacy.models import Why


class AskForm(forms.Form):
    """Ask for a link to what we hold."""

    email = forms.EmailField(
        label=_("Uw e-mailadres"),
        help_text=_("Wij sturen een link naar dit adres. Zo weten wij zeker dat het van u is."),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={
            "required": _("Vul uw e-mailadres in."),
            "invalid": _("Dit is geen e-mailadres. Schrijf het zo: naam@voorbeeld.nl."),
        },
    )

    def clean_email(self) -> str:
        """Refuse what no mailbox can have."""
        email: str = self.cleaned_data["email"]
        try:
            canonical(email)
        except ValueError as problem:
            raise forms.ValidationError(self.fields["email"].error_messages["invalid"], code="invalid") from problem
        return email


class NameForm(forms.Form):
    """Say who of the people at a mailbox you are."""

    name = forms.CharField(
        label=_("Onder welke naam vulde u iets in?"),
        help_text=_("Schrijf uw naam zoals u dat toen deed."),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("Vul uw naam in.")},
    )


class EraseForm(forms.Form):
    """Be sure about it, and say why if you like."""

    why = forms.ChoiceField(
        label=_("Waarom wilt u weg?"),
        help_text=_("Wij bewaren alleen uw keuze. Niet dat u het was."),
        choices=Why.choices,
        widget=forms.RadioSelect,
        required=False,
    )
    sure = forms.BooleanField(
        label=_("Ik weet dat mijn gegevens hierna echt weg zijn."),
        error_messages={"required": _("Zet een vinkje als u het zeker weet.")},
    )
