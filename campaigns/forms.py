"""The shape and wording of what people type."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.validators import EmailValidator
from django.utils.translation import gettext_lazy as _

from campaigns.core import names, places

NAME_FAULTS = {
    "empty": _("Vul uw naam in."),
    "long": _("Uw naam is te lang. Gebruik hooguit 100 tekens."),
    "address": _("Dit lijkt op een webadres. Vul alleen uw naam in."),
    "letters": _("Hier staan tekens die niet in een naam horen. Vul alleen uw naam in."),
}
PLACE_FAULTS = {
    "empty": _("Vul uw postcode of woonplaats in."),
    "long": _("Dit is te lang. Vul alleen uw postcode of woonplaats in."),
    "postcode": _("Deze postcode klopt niet. Schrijf vier cijfers en twee letters, zoals 1012 AB."),
    "letters": _("Hier staan tekens die niet in een plaatsnaam horen. Vul uw postcode of woonplaats in."),
}
AGES = [("16", _("Ik ben 16 jaar of ouder")), ("young", _("Ik ben jonger dan 16"))]


class NoColonForm(forms.Form):
    """A form without colons behind its labels."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""


class SignForm(NoColonForm):
    """Sign the petition: who you are, and what may be done with your name."""

    name = forms.CharField(
        label=_("Uw naam"),
        max_length=300,
        strip=False,
        error_messages={"required": NAME_FAULTS["empty"], "max_length": NAME_FAULTS["long"]},
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    email = forms.CharField(
        label=_("Uw e-mailadres"),
        max_length=254,
        help_text=_("Wij sturen u één mail om uw handtekening te bevestigen."),
        validators=[EmailValidator(message=_("Dit e-mailadres klopt niet. Controleer het, zoals naam@voorbeeld.nl."))],
        error_messages={
            "required": _("Vul uw e-mailadres in."),
            "max_length": _("Dit e-mailadres is te lang. Controleer het."),
        },
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    place = forms.CharField(
        label=_("Uw postcode of woonplaats"),
        max_length=300,
        error_messages={"required": PLACE_FAULTS["empty"], "max_length": PLACE_FAULTS["long"]},
        widget=forms.TextInput(attrs={"autocomplete": "postal-code"}),
    )
    age = forms.ChoiceField(
        label=_("Hoe oud bent u?"),
        choices=AGES,
        widget=forms.RadioSelect,
        error_messages={"required": _("Kies hoe oud u bent.")},
    )
    consent = forms.BooleanField(
        label=_("Ja, ik teken deze petitie"),
        help_text=_(
            "Een handtekening kan laten zien wat u van politiek vindt. "
            "Daarom vragen wij uw toestemming. U kunt die altijd intrekken."
        ),
        error_messages={"required": _("Zet een vinkje als u wilt tekenen.")},
    )
    show_name = forms.BooleanField(
        label=_("Mijn naam mag op deze website staan"),
        help_text=_("Met uw plaats, zonder uw e-mailadres."),
        required=False,
    )
    deliver_name = forms.BooleanField(
        label=_("Mijn naam mag op de lijst die wij aanbieden"),
        help_text=_("De mensen die over het onderwijs beslissen, zien dan uw naam en plaats."),
        required=False,
    )
    keep_informed = forms.BooleanField(
        label=_("Houd mij op de hoogte"), help_text=_("U krijgt een mail als er een antwoord is."), required=False
    )
    # Nobody sees this field; who fills it in is probably a program. That is a signal, never a refusal.
    website = forms.CharField(
        required=False, max_length=2000, widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"})
    )
    started = forms.CharField(required=False, max_length=100, widget=forms.HiddenInput)

    def clean_name(self) -> str:
        name = names.tidy(self.cleaned_data["name"])
        if fault := names.fault(name):
            raise forms.ValidationError(NAME_FAULTS[fault], code=fault)
        return name

    def clean_place(self) -> str:
        place = places.tidy(self.cleaned_data["place"])
        if fault := places.fault(place):
            raise forms.ValidationError(PLACE_FAULTS[fault], code=fault)
        return place


class CodeForm(NoColonForm):
    """The six digits from the mail."""

    code = forms.RegexField(
        r"^\s*(?:\d[\s.-]*){6}$",
        label=_("De code van 6 cijfers uit de mail"),
        error_messages={
            "required": _("Vul de code uit de mail in."),
            "invalid": _("Een code heeft 6 cijfers. Controleer de mail."),
        },
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "class": "code"}),
    )

    def clean_code(self) -> str:
        return "".join(sign for sign in self.cleaned_data["code"] if sign.isdigit())


class TextForm(NoColonForm):
    """The words of the petition."""

    we = forms.CharField(label=_("Wij"), help_text=_("Wie vraagt dit?"), widget=forms.Textarea(attrs={"rows": 2}))
    observe = forms.CharField(
        label=_("stellen vast"), help_text=_("Eén punt per regel."), widget=forms.Textarea(attrs={"rows": 6})
    )
    request = forms.CharField(
        label=_("en vragen"), help_text=_("Eén punt per regel."), widget=forms.Textarea(attrs={"rows": 6})
    )
    reason = forms.CharField(
        label=_("Waarom verandert de tekst?"),
        max_length=200,
        error_messages={"required": _("Schrijf kort waarom de tekst verandert.")},
    )


class ReasonForm(NoColonForm):
    """Why a coordinator does something; kept in the history."""

    reason = forms.CharField(
        label=_("Waarom?"),
        max_length=200,
        error_messages={"required": _("Schrijf kort waarom u dit doet.")},
    )


class ReviewForm(ReasonForm):
    """Which held signatures, and what happens to them."""

    receipt = forms.MultipleChoiceField(
        label=_("Handtekeningen"), error_messages={"required": _("Kies ten minste één handtekening.")}
    )
    verdict = forms.ChoiceField(
        label=_("Besluit"), choices=[("release", _("Laat meetellen")), ("reject", _("Wijs af"))]
    )

    def __init__(self, *args: Any, receipts: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["receipt"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(receipt, receipt) for receipt in receipts]


class AnswerForm(NoColonForm):
    """What the addressee answered."""

    answered_by = forms.CharField(label=_("Wie antwoordt?"), max_length=160)
    answered_on = forms.DateField(
        label=_("Datum van het antwoord"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    words = forms.CharField(label=_("Het antwoord"), widget=forms.Textarea(attrs={"rows": 10}))


class TrustForm(NoColonForm):
    """An address behind which many people sign."""

    address = forms.GenericIPAddressField(
        label=_("IP-adres"), help_text=_("Bijvoorbeeld van een school. Wij bewaren het versleuteld.")
    )
    reason = forms.CharField(label=_("Waarom?"), max_length=200)
    days = forms.IntegerField(label=_("Hoeveel dagen?"), min_value=1, max_value=90, initial=7)
