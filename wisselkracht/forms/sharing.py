"""What a teacher fills in to share what worked."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from wisselkracht.core.practices import LEAST_LETTERS, LONGEST_TITLE, MOST_LETTERS, Need
from wisselkracht.forms import NoColonForm, tidy
from wisselkracht.practice_words import NEEDS
from wisselkracht.queries import vocabulary

# At which field a need is said; the others stand above the form.
AT = {
    Need.TITLE: "title",
    Need.THEME: "theme",
    Need.LENGTH: "text",
    Need.NO_NAMES: "text",
    Need.NO_CONTACTS: "text",
}


class PracticeForm(NoColonForm):
    """A text about what worked, without names."""

    title = forms.CharField(
        label=_("Geef je ervaring een titel"),
        max_length=LONGEST_TITLE,
        error_messages={"required": _("Schrijf een korte titel.")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    theme = forms.ChoiceField(
        label=_("Waar gaat het over?"),
        error_messages={"required": _("Kies een thema."), "invalid_choice": _("Kies een thema uit de lijst.")},
    )
    text = forms.CharField(
        label=_("Wat deden jullie, en wat leverde het op?"),
        help_text=format_lazy(
            _("Schrijf het zo op dat een andere school het na kan doen. {least} tot {most} tekens, zonder namen."),
            least=LEAST_LETTERS,
            most=MOST_LETTERS,
        ),
        max_length=MOST_LETTERS,
        error_messages={"required": _("Schrijf op wat jullie deden.")},
        widget=forms.Textarea(attrs={"rows": 12}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["theme"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("Kies een thema")), *vocabulary.choices()]

    def clean_title(self) -> str:
        return tidy(self.cleaned_data["title"])

    def add_needs(self, needs: tuple[str, ...]) -> None:
        """Say what a text still lacks, at the field that it concerns."""
        for need in map(Need, needs):
            self.add_error(AT.get(need), str(NEEDS[need]))
