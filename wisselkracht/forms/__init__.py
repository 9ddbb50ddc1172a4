"""The shape and wording of what people type."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.validators import EmailValidator
from django.utils.translation import gettext_lazy as _

MAIL_WORDS = _("Dit e-mailadres klopt niet. Controleer het, zoals naam@school.nl.")


class NoColonForm(forms.Form):
    """A form without colons behind its labels."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""


class SteppedForm(NoColonForm):
    """A form of which a page shows one step; the answers of the others travel along unseen.

    steps: title and field names of each.
    """

    steps: Sequence[tuple[Any, Sequence[str]]] = ()

    def first_wrong(self, until: int) -> int:
        """Give the first step up to and including `until` with an error; 0 when there is none."""
        for number, (_title, names) in enumerate(self.steps[:until], 1):
            if any(name in self.errors for name in names):
                return number
        return 0

    def only_errors_of(self, step: int) -> None:
        """Keep quiet about steps that are not on the page. step: from 1; 0 for none."""
        names = self.steps[step - 1][1] if step else ()
        for name in list(self.errors):
            if name not in names and name != "__all__":
                del self.errors[name]


def name_field(label: Any, *, missing: Any) -> forms.CharField:
    """Make a field for somebody's name."""
    return forms.CharField(
        label=label,
        max_length=100,
        error_messages={"required": missing},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


def mail_field(label: Any, *, hint: Any = "") -> forms.CharField:
    """Make a field for a mail address."""
    return forms.CharField(
        label=label,
        max_length=254,
        help_text=hint,
        validators=[EmailValidator(message=MAIL_WORDS)],
        error_messages={"required": _("Vul het e-mailadres in.")},
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )


def tidy(text: str) -> str:
    """Give a typed name with single spaces."""
    return " ".join(text.split())
