"""Shape and wording of what senders and coordinators fill in."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.utils.text import slugify
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from ndt.allies.core import has_link
from ndt.allies.models import State
from ndt.web import registry

OPENED: Final = "allies.opened"


def slug_of(sought: registry.Sought) -> str:
    """Give the Dutch word for a role in an address, whatever language the page is in."""
    with override("nl"):
        return slugify(str(sought.title))


class OfferForm(forms.Form):
    """What somebody tells who wants to take part. `website` is bait: people do not see it."""

    sought = forms.ChoiceField(
        label=_("Welke rol past het best?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Kies een rol.")},
    )
    name = forms.CharField(
        label=_("Naam"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("Vul een naam in.")},
    )
    email = forms.EmailField(
        label=_("E-mailadres"),
        help_text=_("Hier komt het antwoord binnen."),
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
        error_messages={
            "required": _("Vul een e-mailadres in."),
            "invalid": _("Vul een e-mailadres in zoals naam@voorbeeld.nl."),
        },
    )
    organisation = forms.CharField(
        label=_("Organisatie"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    message = forms.CharField(
        label=_("Bericht"),
        help_text=_("Kort: wat is het plan of de vraag?"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    consent = forms.BooleanField(
        label=_("Deze gegevens mogen bewaard worden om te antwoorden."),
        help_text=_("We verwijderen ze 12 maanden nadat het contact is afgesloten. Eerder weghalen kan altijd."),
        error_messages={"required": _("Zonder toestemming kunnen we niet antwoorden. Zet het vinkje aan.")},
    )
    website = forms.CharField(required=False)
    opened = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, solution: registry.Solution, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["sought"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(one.code, f"{one.title}: {one.text}") for one in solution.sought]

    def clean_name(self) -> str:
        """Refuse a name with a web address in it; every other name is a name."""
        name: str = " ".join(self.cleaned_data["name"].split())
        if has_link(name):
            raise ValidationError(gettext("Vul alleen een naam in, zonder link."))
        return name

    def clean_email(self) -> str:
        """Refuse what our post cannot reach."""
        email: str = self.cleaned_data["email"]
        if not email.rpartition("@")[0].isascii():
            raise ValidationError(gettext("Dit adres heeft letters die onze post niet kent. Vul een ander adres in."))
        return email

    def took(self, now: datetime) -> timedelta | None:
        """Give how long the form was open, as far as its own signature proves."""
        try:
            opened = signing.loads(self.cleaned_data["opened"], salt=OPENED)
        except signing.BadSignature:
            return None
        return now - datetime.fromisoformat(opened)


def opening_mark(now: datetime) -> str:
    """Give what the form carries to tell later when it was opened."""
    return signing.dumps(now.isoformat(), salt=OPENED)


class DeskFilter(forms.Form):
    """Which offers the desk shows."""

    STATES: Final = (("", _("Te doen")), *State.choices, ("all", _("Alles")))
    stand = forms.ChoiceField(label=_("Stand"), choices=STATES, required=False)
    oplossing = forms.ChoiceField(label=_("Oplossing"), required=False)

    def __init__(self, *args: Any, solutions: tuple[str, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["oplossing"]
        assert isinstance(field, forms.ChoiceField)
        titles = [(one.room, one.title) for one in registry.solutions() if one.room in solutions]
        field.choices = [("", _("Alle oplossingen")), *titles]


class AnswerForm(forms.Form):
    """The answer to an offer."""

    answer = forms.CharField(
        label=_("Uw antwoord"),
        help_text=_("We mailen dit antwoord meteen. De ontvanger kan u terugmailen."),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 10}),
        error_messages={"required": _("Schrijf uw antwoord.")},
    )


class CloseForm(forms.Form):
    """Why an offer is closed."""

    reason = forms.CharField(
        label=_("Waarom sluit u dit af?"),
        help_text=_("Dit staat in de geschiedenis. Schrijf geen naam of adres op."),
        max_length=200,
        error_messages={"required": _("Schrijf op waarom u dit afsluit.")},
    )
