"""What an operator fills in."""

from django import forms
from django.utils.translation import gettext_lazy as _


class DropForm(forms.Form):
    """Why jobs are given up."""

    reason = forms.CharField(
        label=_("Waarom laat u deze taken vallen?"),
        help_text=_("Schrijf geen naam of adres op. Uw collega's lezen dit later terug."),
        max_length=200,
        widget=forms.TextInput(attrs={"class": "vTextField"}),
        error_messages={"required": _("Schrijf op waarom u deze taken laat vallen.")},
    )
