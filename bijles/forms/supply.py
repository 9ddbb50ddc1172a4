"""What a provider and a tutor fill in: quality, tutors, times, ticks and notes."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bijles import words
from bijles.core.attendance import Tick
from bijles.forms.proving import PlainForm
from bijles.forms.safety import choice
from bijles.models import QualityAnnex
from bijles.models.programme import Form
from bijles.models.quality import Keurmerk
from bijles.services.supplying import Week
from ndt.people.forms import AddressInput

DAY: Final = "%Y-%m-%d"
CLOCK: Final = "%H:%M"
MOST_YEARS: Final = timedelta(days=4 * 366)


def date_field(label: Any, *, required: bool = True, hint: Any = "") -> forms.DateField:
    """Give a field for a day."""
    return forms.DateField(
        label=label,
        required=required,
        help_text=hint,
        widget=forms.DateInput(attrs={"type": "date"}, format=DAY),
        error_messages={"required": _("Vul een dag in."), "invalid": _("Schrijf de dag zo: 31-12-2027.")},
    )


def whole(label: Any, low: int, high: int, *, hint: Any = "", required: bool = True) -> forms.IntegerField:
    """Give a field for a whole number from low to high."""
    between = _("Schrijf een heel getal van %(low)s tot en met %(high)s.") % {"low": low, "high": high}
    errors = dict.fromkeys(("required", "invalid", "min_value", "max_value"), between)
    return forms.IntegerField(
        label=label,
        min_value=low,
        max_value=high,
        help_text=hint,
        required=required,
        error_messages=errors,
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "min": low, "max": high}),
    )


def several(label: Any, choices: Any, error: Any, *, required: bool = True, hint: Any = "") -> Any:
    """Give a field of boxes to tick."""
    return forms.TypedMultipleChoiceField(
        label=label,
        choices=choices,
        required=required,
        help_text=hint,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": error, "invalid_choice": error},
    )


class QualityForm(forms.ModelForm[QualityAnnex]):
    """The answers of a provider about its quality."""

    class Meta:
        model = QualityAnnex
        fields = ("kvk", "legal", "anbi", "keurmerk", "keurmerk_until", "qualification", "vog_months", "group")
        labels: Final = {
            "kvk": _("KVK-nummer"),
            "legal": _("Wat is uw organisatie?"),
            "anbi": _("Wij hebben een ANBI-status"),
            "keurmerk": _("Welk keurmerk hebt u?"),
            "keurmerk_until": _("Het keurmerk geldt tot en met"),
            "qualification": _("Wat zijn uw bijlesgevers minstens?"),
            "vog_months": _("Een nieuwe VOG na hoeveel maanden?"),
            "group": _("Hoeveel leerlingen zitten hoogstens in een groep?"),
        }
        help_texts: Final = {
            "kvk": _("Acht cijfers. Alleen organisaties zonder winst doen mee."),
            "vog_months": _("Hoogstens 48. U bewaart de VOG zelf niet in dit systeem, alleen de datum."),
            "group": _("Bij huiswerkbegeleiding. Bijles is voor één tot drie leerlingen."),
        }
        widgets: Final = {"keurmerk_until": forms.DateInput(attrs={"type": "date"}, format=DAY)}
        error_messages: Final = {
            "kvk": {"required": _("Vul het nummer in."), "invalid": _("Een KVK-nummer heeft acht cijfers.")},
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        for name, low, high in (("vog_months", 1, 48), ("group", 1, 20)):
            known = self.fields[name]
            self.fields[name] = whole(known.label, low, high, hint=known.help_text)

    def clean(self) -> dict[str, Any]:
        """Ask until when a keurmerk holds."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        has_mark = data.get("keurmerk") in (Keurmerk.LVSI, Keurmerk.OTHER)
        if has_mark and not data.get("keurmerk_until") and "keurmerk_until" not in self.errors:
            self.add_error("keurmerk_until", _("Vul in tot wanneer het keurmerk geldt."))
        return data


class TutorForm(PlainForm):
    """Who teaches. No scan of a VOG, no date of birth, no address."""

    first_name = forms.CharField(
        label=_("Voornaam"), max_length=40, error_messages={"required": _("Vul de voornaam in.")}
    )
    languages = several(_("Welke talen?"), list(words.LANGUAGES.items()), _("Kies minstens één taal."))
    email = forms.EmailField(
        label=_("Mailadres om in te loggen"),
        required=False,
        help_text=_("Hiermee ziet de bijlesgever de eigen lessen. Gezinnen zien dit adres nooit."),
        error_messages={"invalid": _("Dit is geen mailadres. Kijk of er een @ in staat.")},
    )


class ContactForm(PlainForm):
    """The address of who becomes a safeguarding contact."""

    email = AddressInput(
        label=_("E-mailadres van de vertrouwenspersoon"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        help_text=_(
            "Wij schrijven naar dit adres. Kies iemand die zelf geen les geeft en bij wie mensen zich veilig voelen."
        ),
        error_messages={
            "required": _("Vul het adres in."),
            "invalid": _("Schrijf het adres zo: naam@voorbeeld.nl."),
        },
    )


class StopForm(PlainForm):
    """The button beside a safeguarding contact. Nobody types it."""

    user = forms.IntegerField(min_value=1)


class VogForm(PlainForm):
    """When a VOG was seen, and until when it holds here."""

    seen_on = date_field(_("Wanneer zag u de VOG?"))
    valid_until = date_field(_("Tot en met welke dag geldt die bij u?"))

    def clean_seen_on(self) -> Any:
        """Refuse a day that is still to come."""
        day = self.cleaned_data["seen_on"]
        if day > timezone.localdate():
            raise ValidationError(_("Deze dag moet nog komen. Vul in wanneer u de VOG zag."))
        return day

    def clean(self) -> dict[str, Any]:
        """Refuse an end before the start, and one that lies too far."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        seen, until = data.get("seen_on"), data.get("valid_until")
        if seen and until and not seen < until <= seen + MOST_YEARS:
            self.add_error("valid_until", _("Kies een dag na de eerste, hoogstens vier jaar later."))
        return data


class SkillForm(PlainForm):
    """A subject with the levels at which a tutor teaches it."""

    subject = forms.ChoiceField(
        label=_("Vak"), choices=list(words.SUBJECTS.items()), error_messages={"required": _("Kies een vak.")}
    )
    levels = several(
        _("Op welke niveaus?"),
        list(words.LEVELS.items()),
        _("Kies niveaus uit de lijst."),
        required=False,
        hint=_("Kiest u niets? Dan geeft de bijlesgever dit vak niet meer."),
    )


class WeekForm(PlainForm):
    """Times that come back."""

    form = choice(_("Waarvoor?"), Form.choices, _("Kies bijles of huiswerkbegeleiding."))
    days = several(
        _("Op welke dagen?"), [(str(int(day) - 1), word) for day, word in words.DAYS.items()], _("Kies een dag.")
    )
    every = choice(
        _("Hoe vaak komt dit terug?"),
        [("1", _("elke week")), ("2", _("om de week"))],
        _("Kies elke week of om de week."),
    )
    first = date_field(_("Vanaf welke dag?"))
    until = date_field(_("Tot en met welke dag?"), required=False)
    starts = forms.TimeField(
        label=_("Begint om"),
        input_formats=[CLOCK, "%H:%M:%S"],
        widget=forms.TimeInput(attrs={"type": "time"}, format=CLOCK),
        error_messages={"required": _("Vul een tijd in."), "invalid": _("Schrijf de tijd zo: 15:30.")},
    )
    minutes = whole(_("Hoeveel minuten?"), 30, 600)
    area = forms.RegexField(
        r"^\s*([1-9][0-9]{3})?\s*$",
        label=_("Postcode van de plek, vier cijfers"),
        required=False,
        help_text=_("Laat leeg als de les online is."),
        error_messages={"invalid": _("Schrijf vier cijfers, zoals 1012.")},
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )

    def clean(self) -> dict[str, Any]:
        """Refuse a start in another age, and an end before the start."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        first, until = data.get("first"), data.get("until")
        if first and abs(first - timezone.localdate()) > MOST_YEARS:
            self.add_error("first", _("Kies een dag van dit jaar of het volgende."))
        if first and until and until < first:
            self.add_error("until", _("Deze dag ligt voor de eerste. Kies een latere dag."))
        return data

    def week(self) -> Week:
        """Give what was filled in."""
        data = self.cleaned_data
        return Week(
            form=data["form"],
            days=tuple(int(day) for day in data["days"]),
            every=int(data["every"]),
            first=data["first"],
            until=data["until"],
            starts=data["starts"],
            minutes=data["minutes"],
            area=data["area"].strip(),
        )


class AwayForm(PlainForm):
    """Days on which a tutor is away."""

    first = date_field(_("Eerste dag weg"))
    last = date_field(_("Laatste dag weg"), required=False, hint=_("Laat leeg bij één dag. Hoogstens drie maanden."))

    def clean(self) -> dict[str, Any]:
        """Take one day when there is no last one; refuse an end before the start and more than three months."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        first = data.get("first")
        if first and not data.get("last"):
            data["last"] = first
        if first and not 0 <= (data["last"] - first).days < 92:
            self.add_error("last", _("Kies een dag na de eerste, hoogstens drie maanden later."))
        return data


class TickForm(PlainForm):
    """Whether the child was there."""

    said = choice(
        _("Was de leerling er?"),
        [(Tick.PRESENT.value, _("Ja, de les is gegeven")), (Tick.NO_SHOW.value, _("Nee, niemand kwam"))],
        _("Kies ja of nee."),
    )
    code = forms.RegexField(
        r"^\s*(\d{4})?\s*$",
        label=_("Lescode van het gezin"),
        required=False,
        help_text=_("Vier cijfers. De code telt tot een kwartier na de les."),
        error_messages={"invalid": _("De lescode heeft vier cijfers. Laat leeg als u hem niet hebt.")},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )


class NoteForm(PlainForm):
    """Two lines for the family."""

    did = forms.CharField(
        label=_("Wat hebt u gedaan?"),
        max_length=140,
        error_messages={"required": _("Schrijf één regel."), "max_length": _("Maak de regel korter: 140 tekens.")},
    )
    following = forms.CharField(
        label=_("Wat komt de volgende keer?"),
        max_length=140,
        required=False,
        error_messages={"max_length": _("Maak de regel korter: 140 tekens.")},
    )
