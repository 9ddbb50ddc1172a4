"""A letter to many people of a round."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from wisselkracht.core import mailing
from wisselkracht.core.mailing import BadPlaceholder
from wisselkracht.forms import NoColonForm
from wisselkracht.queries import cockpit
from wisselkracht.services.mailing import Draft

WHOM: Final = (
    ("", _("Alle drie")),
    ("teacher", _("Alleen leraren")),
    ("director", _("Alleen schoolleiders")),
    ("buddy", _("Alleen buddy's")),
)
WHICH: Final = (
    (cockpit.GOING, _("Alle die nog lopen")),
    ("mist-teacher", _("De leraar bevestigde niet")),
    ("mist-director", _("De schoolleider bevestigde niet")),
    ("mist-buddy", _("De buddy bevestigde niet")),
    (cockpit.TO_CHECK, _("De schoolleider is nog niet nagegaan")),
    (cockpit.READY, _("Klaar voor de ronde")),
)
PURPOSES: Final = (
    ("service", _("Over de aanmelding. Iedereen krijgt dit.")),
    ("news", _("Nieuws. Wie geen nieuws wil, krijgt dit niet. Afmelden kan in de mail.")),
)


class MailingForm(NoColonForm):
    """Whom it is for, and what it says."""

    kind = forms.ChoiceField(label=_("Welke aanmeldingen?"), choices=WHICH)
    role = forms.ChoiceField(label=_("Wie van de drie?"), choices=WHOM, required=False)
    purpose = forms.ChoiceField(label=_("Wat voor mail is het?"), choices=PURPOSES, widget=forms.RadioSelect)
    subject = forms.CharField(
        label=_("Onderwerp"), max_length=100, error_messages={"required": _("Vul een onderwerp in.")}
    )
    text = forms.CharField(
        label=_("Tekst"),
        max_length=mailing.LONGEST,
        help_text=_(
            "Een lege regel begint een nieuwe alinea. Wij vullen in: {naam}, {school}, {ronde} en {laatste_dag}."
        ),
        error_messages={"required": _("Schrijf de tekst van de mail.")},
        widget=forms.Textarea(attrs={"rows": 10}),
    )

    def clean_subject(self) -> str:
        return _checked(" ".join(self.cleaned_data["subject"].split()))

    def clean_text(self) -> str:
        return _checked(self.cleaned_data["text"].replace("\r\n", "\n").strip())

    def draft(self) -> Draft:
        """Give the letter."""
        data: dict[str, Any] = self.cleaned_data
        return Draft(
            kind=data["kind"],
            role=data["role"],
            is_news=data["purpose"] == "news",
            subject=data["subject"],
            text=data["text"],
        )


def _checked(text: str) -> str:
    try:
        mailing.check(text)
    except BadPlaceholder as problem:
        words = gettext(
            "Tussen { en } staat '%(word)s'. Dat kennen wij niet. Gebruik {naam}, {school}, {ronde} of {laatste_dag}."
        )
        raise forms.ValidationError(words % {"word": problem.placeholder}) from problem
    return text
