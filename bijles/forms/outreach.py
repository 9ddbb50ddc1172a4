"""What schools, coordinators and municipalities fill in to reach parents."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bijles import words
from bijles.core import letters
from bijles.core.letters import Kind
from bijles.forms.proving import KeyedForm, PlainForm
from bijles.forms.safety import choice
from bijles.forms.supply import date_field, whole
from bijles.models import ParentText
from bijles.models.outreach import KINDS
from ndt.people.models import Kind as Organisations
from ndt.people.models import Organisation

MOST_CODES: Final = 50_000
MOST_SLIPS: Final = 40
NO_LANGUAGE: Final = gettext_lazy("Kies een taal")
_LINE: Final = re.compile(r"([1-9][0-9]{3})\s*[:;,\t ]\s*([0-9]{1,5})")
Printable = Mapping[tuple[str, str], ParentText]


def select(label: Any, choices: Any, empty: Any) -> forms.ChoiceField:
    """Give a list to choose from."""
    return forms.ChoiceField(
        label=label,
        choices=[("", empty), *choices],
        error_messages={"required": empty, "invalid_choice": gettext_lazy("Kies uit de lijst.")},
    )


def _languages(printable: Printable, *kinds: Kind) -> list[tuple[str, Promise]]:
    there = {language for kind, language in printable if kind in kinds}
    return [(code, words.LANGUAGES[code]) for code in letters.LANGUAGES if code in there]


class OrderForm(KeyedForm):
    """Letters or flyers in one language."""

    kind = choice(
        gettext_lazy("Wat wilt u uitdelen?"),
        [(kind.value, KINDS[kind]) for kind in letters.ORDERED],
        gettext_lazy("Kies een brief of een flyer."),
    )
    language = select(gettext_lazy("In welke taal?"), [], NO_LANGUAGE)
    copies = whole(gettext_lazy("Hoeveel deelt u er uit?"), 1, 5_000)

    def __init__(self, printable: Printable, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="id_order_%s", **kwargs)
        self.printable = printable
        _offer(self.fields["language"], _languages(printable, *letters.ORDERED))

    def clean(self) -> dict[str, Any]:
        """Refuse a language in which this text was not approved."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        kind, language = data.get("kind"), data.get("language")
        if kind and language and (kind, language) not in self.printable:
            self.add_error("language", _("In deze taal is hij nog niet klaar. Kies een andere taal."))
        return data

    def text(self) -> ParentText:
        """Give the text that was chosen."""
        return self.printable[self.cleaned_data["kind"], self.cleaned_data["language"]]


class SlipsForm(KeyedForm):
    """Slips with a tip: a subject, a level, a language, and how many."""

    subject = select(gettext_lazy("Voor welk vak?"), words.SUBJECTS.items(), gettext_lazy("Kies een vak"))
    level = select(
        gettext_lazy("In welke groep of op welk niveau?"),
        words.LEVELS.items(),
        gettext_lazy("Kies de groep of het niveau"),
    )
    language = select(gettext_lazy("In welke taal?"), [], NO_LANGUAGE)
    count = whole(gettext_lazy("Hoeveel briefjes?"), 1, MOST_SLIPS)

    def __init__(self, printable: Printable, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="id_slips_%s", **kwargs)
        self.printable = printable
        _offer(self.fields["language"], _languages(printable, Kind.SLIP))

    def text(self) -> ParentText:
        """Give the text in the language that was chosen."""
        return self.printable[Kind.SLIP, self.cleaned_data["language"]]


class ReadForm(PlainForm):
    """Who read a text."""

    reader = forms.CharField(
        label=gettext_lazy("Wie met deze moedertaal las de tekst?"),
        help_text=gettext_lazy("Schrijf een functie, geen naam. Bijvoorbeeld: tolk van de gemeente."),
        max_length=80,
        error_messages={"required": gettext_lazy("Schrijf de functie op.")},
    )
    read_on = date_field(gettext_lazy("Op welke dag?"))

    def clean_read_on(self) -> Any:
        """Refuse a day that is still to come."""
        day = self.cleaned_data["read_on"]
        if day > timezone.localdate():
            raise ValidationError(_("Deze dag moet nog komen. Kies de dag van het lezen."))
        return day


class WriteForm(PlainForm):
    """The next version of a text."""

    title = forms.CharField(
        label=gettext_lazy("Kop"), max_length=100, error_messages={"required": gettext_lazy("Schrijf een kop.")}
    )
    body = forms.CharField(
        label=gettext_lazy("Tekst"),
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 18}),
        error_messages={"required": gettext_lazy("Schrijf een tekst.")},
    )

    def __init__(self, of: ParentText, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = Kind(of.kind)
        names = ", ".join(f"{{{name}}}" for name in sorted(letters.PLACES[self.kind]))
        self.fields["body"].help_text = _(
            "Een lege regel begint een alinea. Regels met 1. en 2. zijn stappen. Dit vullen wij in: %(names)s."
        ) % {"names": names}
        for field in self.fields.values():
            field.widget.attrs |= {"lang": of.language, "dir": "rtl" if of.is_right_to_left else "ltr"}

    def clean(self) -> dict[str, Any]:
        """Refuse braces around what nobody fills in: on paper they would stand as they are."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        for name in ("title", "body"):
            if unknown := letters.unknown_places(data.get(name, ""), self.kind):
                told = _("‘{%(name)s}’ kunnen wij niet invullen. Haal de haakjes weg.") % {"name": unknown[0]}
                self.add_error(name, told)
        return data


class InviteForm(PlainForm):
    """A school that joins a pass."""

    organisation = forms.ModelChoiceField(
        Organisation.objects.of_kind(Organisations.SCHOOL),
        label=gettext_lazy("Welke school?"),
        empty_label=gettext_lazy("Kies een school"),
        help_text=gettext_lazy("Staat de school er niet bij? Vraag de beheerder om een account voor de school."),
        error_messages={
            "required": gettext_lazy("Kies een school."),
            "invalid_choice": gettext_lazy("Kies een school uit de lijst."),
        },
    )


class CodesForm(KeyedForm):
    """How many codes for which neighbourhood."""

    areas = forms.CharField(
        label=gettext_lazy("Hoeveel brieven gaan naar welke postcode?"),
        help_text=gettext_lazy("Eén regel per postcode: vier cijfers, dan het aantal. Bijvoorbeeld: 1012 250."),
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": gettext_lazy("Schrijf minstens één regel, zoals 1012 250.")},
    )

    def clean_areas(self) -> dict[str, int]:
        """Read the lines. A line that is not so is named by its number."""
        found: dict[str, int] = {}
        for number, line in enumerate(self.cleaned_data["areas"].splitlines(), start=1):
            if not line.strip():
                continue
            read = _LINE.fullmatch(line.strip())
            if read is None or int(read[2]) == 0:
                raise ValidationError(
                    _("Regel %(number)d lezen wij niet. Schrijf een postcode en een aantal, zoals 1012 250.")
                    % {"number": number}
                )
            found[read[1]] = found.get(read[1], 0) + int(read[2])
        if sum(found.values()) > MOST_CODES:
            raise ValidationError(_("Dit zijn meer dan 50.000 codes. Maak ze in twee keer."))
        return found

    def areas_counted(self) -> dict[str, int]:
        """Give how many codes each postcode gets."""
        counted: dict[str, int] = self.cleaned_data["areas"]
        return counted


def _offer(field: forms.Field, choices: list[tuple[str, Promise]]) -> None:
    assert isinstance(field, forms.ChoiceField)
    field.choices = [("", NO_LANGUAGE), *choices]
