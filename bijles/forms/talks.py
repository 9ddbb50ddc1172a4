"""A message between a family and a tutor."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from bijles.forms.proving import KeyedForm
from bijles.models.talk import Sender

MOST: Final = 1_000


class MessageForm(KeyedForm):
    """The text of a message."""

    text = forms.CharField(
        label=_("Uw bericht"),
        help_text=_("Schrijf geen nummer, adres of link. Schrijf niets over gezondheid of geloof."),
        max_length=MOST,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={
            "required": _("Schrijf eerst een bericht."),
            "max_length": _("Maak het bericht korter: hoogstens %(limit_value)d tekens."),
        },
    )

    @property
    def sender(self) -> Sender:
        """Who wrote it."""
        return Sender.TUTOR


class FamilyMessageForm(MessageForm):
    """A message of a parent, or of the child beside it."""

    by = forms.ChoiceField(
        label=_("Wie schrijft dit?"),
        choices=[(Sender.PARENT.value, _("Ik, de ouder")), (Sender.CHILD.value, _("Mijn kind"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Kies wie dit schrijft."), "invalid_choice": _("Kies wie dit schrijft.")},
    )
    field_order = ("text", "by", "key")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["by"] = Sender.PARENT.value

    @property
    def sender(self) -> Sender:
        """Who wrote it."""
        return Sender(self.cleaned_data["by"])
