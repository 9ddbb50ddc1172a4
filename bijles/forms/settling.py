"""The shape of what a municipality types about its months."""

from __future__ import annotations

import re
from datetime import date
from typing import Any, ClassVar, Final

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bijles.core.bank import is_iban, plain
from bijles.core.statements import LARGEST
from bijles.models import Billing
from bijles.models.settlement import Register, TaxChoice

_POSTCODE: Final = re.compile(r"[1-9]\d{3} ?[A-Z]{2}")
_VAT: Final = re.compile(r"NL\d{9}B\d{2}")
_DIGITS: Final = {Register.KVK: 8, Register.OIN: 20}


class ReasonForm(forms.Form):
    """Why a claim is put aside, paid after all or refused."""

    why = forms.CharField(
        label=gettext_lazy("Waarom?"),
        max_length=300,
        help_text=gettext_lazy("De aanbieder leest dit. Schrijf geen namen van kinderen of ouders op."),
        error_messages={
            "required": gettext_lazy("Schrijf in één zin waarom. De aanbieder leest dat."),
            "max_length": gettext_lazy("Maak de zin korter: hoogstens 300 tekens."),
        },
    )


class PayForm(forms.Form):
    """The day on which the bank pays."""

    pays_on = forms.DateField(
        label=gettext_lazy("Op welke dag betaalt de bank?"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": gettext_lazy("Kies een dag."),
            "invalid": gettext_lazy("Kies een dag, zoals 2027-04-08."),
        },
    )

    def __init__(self, *args: Any, today: date, **facts: Any) -> None:
        super().__init__(*args, **facts)
        self.today = today

    def clean_pays_on(self) -> date:
        """Refuse a day that is over."""
        day: date = self.cleaned_data["pays_on"]
        if day < self.today:
            raise forms.ValidationError(_("Die dag is voorbij. Kies vandaag of een latere dag."))
        return day


class StatementForm(forms.Form):
    """A statement of the bank."""

    statement = forms.FileField(
        label=gettext_lazy("Afschrift van de bank"),
        help_text=gettext_lazy(
            "Een bestand CAMT.053 (XML), of een CSV met de kolommen kenmerk, datum, iban, bedrag en omschrijving."
        ),
        error_messages={
            "required": gettext_lazy("Kies eerst een bestand."),
            "empty": gettext_lazy("Dit bestand is leeg. Kies een ander."),
        },
    )

    def clean_statement(self) -> bytes:
        """Give the bytes; a file that is too large is not read at all."""
        sent = self.cleaned_data["statement"]
        if sent.size > LARGEST:
            raise forms.ValidationError(_("Dit bestand is groter dan 5 MB. Vraag de bank om een kortere periode."))
        data: bytes = sent.read()
        return data


class JoinForm(forms.Form):
    """The invoice that a line of the bank pays."""

    number = forms.CharField(
        label=gettext_lazy("Factuurnummer"),
        max_length=30,
        error_messages={"required": gettext_lazy("Typ het factuurnummer, zoals P12-2027-0001.")},
    )


class BillingForm(forms.ModelForm[Billing]):
    """How an organisation stands on an invoice."""

    class Meta:
        model = Billing
        fields: ClassVar[list[str]] = [
            "legal_name",
            "street",
            "postcode",
            "city",
            "register",
            "number",
            "tax",
            "vat",
            "iban",
            "pays_within",
        ]
        labels: ClassVar[dict[str, Any]] = {
            "legal_name": gettext_lazy("Naam in het register"),
            "street": gettext_lazy("Straat en huisnummer"),
            "postcode": gettext_lazy("Postcode"),
            "city": gettext_lazy("Plaats"),
            "register": gettext_lazy("Soort nummer"),
            "number": gettext_lazy("Nummer"),
            "tax": gettext_lazy("Btw"),
            "vat": gettext_lazy("Btw-nummer"),
            "iban": gettext_lazy("Rekening (IBAN)"),
            "pays_within": gettext_lazy("Betaalt binnen hoeveel dagen?"),
        }

    def __init__(self, *args: Any, is_payer: bool, **facts: Any) -> None:
        super().__init__(*args, **facts)
        # A municipality pays and sends no invoice; a provider is paid and has no term.
        for name in ("tax", "vat") if is_payer else ("pays_within",):
            del self.fields[name]

    def clean_postcode(self) -> str:
        """Give the postcode as it stands on an envelope."""
        typed = plain(self.cleaned_data["postcode"])
        if not _POSTCODE.fullmatch(typed):
            raise forms.ValidationError(_("Typ een postcode zoals 1012 JS."))
        return f"{typed[:4]} {typed[-2:]}"

    def clean_iban(self) -> str:
        """Give the IBAN without spaces."""
        typed = plain(self.cleaned_data["iban"])
        if not is_iban(typed):
            raise forms.ValidationError(
                _("Dit rekeningnummer klopt niet. Controleer het, het ziet eruit als NL91 ABNA 0417 1643 00.")
            )
        return typed

    def clean_vat(self) -> str:
        """Give the VAT number in capitals."""
        typed = plain(self.cleaned_data["vat"])
        if typed and not _VAT.fullmatch(typed):
            raise forms.ValidationError(_("Een btw-nummer ziet eruit als NL123456789B01."))
        return typed

    def clean(self) -> dict[str, Any] | None:
        """Let the kind of number and the number fit, and VAT and its number too."""
        cleaned = super().clean() or self.cleaned_data
        register, number = cleaned.get("register"), plain(cleaned.get("number") or "")
        if register and number and not (number.isdecimal() and len(number) == _DIGITS[Register(register)]):
            self.add_error("number", _("Een KVK-nummer heeft 8 cijfers, een OIN heeft er 20."))
        cleaned["number"] = number
        if "tax" in self.fields and "vat" not in self.errors:
            outside = cleaned.get("tax") == TaxChoice.OUTSIDE
            if outside and cleaned.get("vat"):
                self.add_error("vat", _("U koos 'geen btw-nummer'. Haal het nummer weg of kies anders bij btw."))
            if not outside and not cleaned.get("vat"):
                self.add_error("vat", _("Bij deze keuze hoort een btw-nummer, zoals NL123456789B01."))
        return cleaned
