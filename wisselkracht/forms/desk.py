"""What a coordinator fills in."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any, Final

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wisselkracht.core import periods
from wisselkracht.core.refusals import BadPeriod
from wisselkracht.forms import NoColonForm
from wisselkracht.models import Region, RegionQuerySet, Round
from wisselkracht.services.rounds import Plan

PERIOD_FAULTS: Final = {
    "order": ("ends_on", _("De ruil eindigt vóór het begin. Kies een latere dag.")),
    "short": ("ends_on", _("De ruil duurt minder dan vier weken. Kies een latere dag.")),
    "school-year": (
        "ends_on",
        _("De ruil valt in twee schooljaren. Een schooljaar loopt van 1 augustus tot en met 31 juli."),
    ),
    "deadlines": (
        "decides_on",
        _("Deze dagen passen niet achter elkaar: aanmelden, dan sluiten, dan voorstellen, dan de ruil."),
    ),
}


def day_field(label: Any, hint: Any = "") -> forms.DateField:
    return forms.DateField(
        label=label,
        help_text=hint,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("Dit is geen datum. Schrijf jaar, maand en dag, zoals 2027-02-01.")},
    )


def check_days(form: forms.Form, field: str, first: date, last: date) -> None:
    """Put the sentence at a field when the days of an exchange are no period within one school year."""
    try:
        periods.check_period(first, last)
    except BadPeriod as problem:
        form.add_error(field, PERIOD_FAULTS[problem.what][1])


class RoundForm(NoColonForm):
    """A new round."""

    region = forms.ModelChoiceField(label=_("Regio"), queryset=Region.objects.none(), empty_label=_("Kies"))
    title = forms.CharField(label=_("Naam van de ronde"), max_length=80, help_text=_("Zoals: voorjaar 2027."))
    starts_on = day_field(_("De ruil begint op"))
    ends_on = day_field(_("De ruil eindigt op"), _("In hetzelfde schooljaar."))
    opens_on = day_field(_("Aanmelden kan vanaf"))
    closes_on = day_field(_("Aanmelden kan tot en met"), _("Op deze dag hebben alle drie bevestigd."))
    decides_on = day_field(_("De voorstellen zijn klaar op"))
    largest = forms.TypedChoiceField(
        label=_("Hoe groot mag een ruil zijn?"),
        coerce=int,
        choices=[(Round.Largest.TWO, _("Twee scholen")), (Round.Largest.THREE, _("Twee of drie scholen"))],
        initial=Round.Largest.THREE,
        widget=forms.RadioSelect,
    )

    def __init__(self, regions: RegionQuerySet, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["region"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = regions

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors:
            try:
                periods.check_period(data["starts_on"], data["ends_on"])
                last = data["closes_on"] + timedelta(days=1)
                periods.check_deadlines(data["opens_on"], last, data["decides_on"], data["starts_on"])
            except BadPeriod as problem:
                self.add_error(*PERIOD_FAULTS[problem.what])
        return data

    def plan(self) -> Plan:
        """Give the round; the last day is open until midnight."""
        data = self.cleaned_data
        return Plan(
            title=data["title"].strip(),
            starts_on=data["starts_on"],
            ends_on=data["ends_on"],
            opens_at=_midnight(data["opens_on"]),
            closes_at=_midnight(data["closes_on"] + timedelta(days=1)),
            decides_on=data["decides_on"],
            largest=data["largest"],
        )


def _midnight(day: Any) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


class TalkForm(NoColonForm):
    """What a coordinator agreed in a talk."""

    note = forms.CharField(
        label=_("Wat is afgesproken?"),
        max_length=500,
        help_text=_("Schrijf alleen op wat nodig is om verder te helpen. Niets over iemands gezondheid."),
        error_messages={"required": _("Schrijf op wat is afgesproken.")},
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class CallForm(NoColonForm):
    """How a coordinator called the school."""

    note = forms.CharField(
        label=_("Hoe ging u dit na?"),
        max_length=300,
        help_text=_("Welk nummer belde u, waar vond u het, en wie zei wat? Schrijf het kort op."),
        error_messages={"required": _("Schrijf op hoe u dit naging.")},
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean_note(self) -> str:
        note: str = self.cleaned_data["note"].strip()
        if len(note) < 15:
            raise forms.ValidationError(_("Schrijf iets meer op: het nummer, en met wie u sprak."))
        return note
