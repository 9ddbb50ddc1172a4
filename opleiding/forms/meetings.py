"""What organisers type about meetings, and what people answer afterwards."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from opleiding.forms.profile import PlainForm
from opleiding.models import Meeting, MeetingSeries, Opinion, Subject
from opleiding.models.meetings import MOST_OFFER_HOURS, MOST_SEATS
from opleiding.services.meetings import Plan

CLOCK: Final = "%H:%M"
DAY: Final = "%Y-%m-%d"


def _clock(label: Any) -> forms.TimeField:
    return forms.TimeField(
        label=label, widget=forms.TimeInput(attrs={"type": "time"}, format=CLOCK), input_formats=[CLOCK, "%H:%M:%S"]
    )


class MeetingForm(PlainForm):
    """One meeting: when, where, for how many."""

    day = forms.DateField(label=_("Dag"), widget=forms.DateInput(attrs={"type": "date"}, format=DAY))
    begins = _clock(_("Begint om"))
    ends = _clock(_("Eindigt om"))
    place = forms.CharField(
        label=_("Plaats"),
        max_length=200,
        required=False,
        help_text=_("Gebouw, zaal en adres. Laat leeg als het alleen online is."),
    )
    online_url = forms.URLField(
        label=_("Link voor online"),
        max_length=300,
        required=False,
        assume_scheme="https",
        help_text=_("Alleen wie een plaats heeft, ziet deze link."),
    )
    seats = forms.IntegerField(label=_("Plaatsen"), min_value=1, max_value=MOST_SEATS, initial=30)
    closes_hours = forms.IntegerField(
        label=_("Aanmelden sluit zoveel uren ervoor"),
        min_value=0,
        max_value=14 * 24,
        initial=2,
        help_text=_("0 betekent: tot het begint. Daarna wordt ook geen plaats meer aangeboden."),
    )
    offer_hours = forms.IntegerField(
        label=_("Bedenktijd in uren"),
        min_value=1,
        max_value=MOST_OFFER_HOURS,
        initial=48,
        help_text=_("Zo lang kan iemand van de wachtlijst ja zeggen. Daarna is de volgende aan de beurt."),
    )
    subject = forms.ModelChoiceField(
        label=_("Gaat over een vak"), queryset=Subject.objects.all(), required=False, empty_label=_("Alle vakken")
    )

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if not data.get("place") and not data.get("online_url") and not {"place", "online_url"} & set(self.errors):
            self.add_error("place", _("Vul een plaats in of een link voor online."))
        begins, ends = data.get("begins"), data.get("ends")
        if begins and ends and ends <= begins:
            self.add_error("ends", _("De bijeenkomst eindigt voor zij begint. Kies een later einde."))
        if begins and data.get("day") and self._moment("begins") <= timezone.now():
            self.add_error("day", _("Dit moment is voorbij. Kies een latere dag of tijd."))
        return data

    def _moment(self, clock: str) -> datetime:
        data = self.cleaned_data
        return timezone.make_aware(datetime.combine(data["day"], data[clock]))

    def plan(self) -> Plan:
        """Give what was decided."""
        data, starts_at = self.cleaned_data, self._moment("begins")
        return Plan(
            starts_at=starts_at,
            ends_at=self._moment("ends"),
            closes_at=starts_at - timedelta(hours=data["closes_hours"]),
            place=data["place"],
            online_url=data["online_url"],
            seats=data["seats"],
            offer_hours=data["offer_hours"],
            subject=data["subject"],
        )


class SeriesForm(MeetingForm):
    """A new series with its first meetings."""

    field_order = ("title", "slug", "about")

    title = forms.CharField(label=_("Naam van de reeks"), max_length=120)
    slug = forms.SlugField(label=_("Adres"), help_text=_("Kleine letters en streepjes, zoals 'word-leraar'."))
    about = forms.CharField(
        label=_("Uitleg"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Voor wie is het, en wat gebeurt er?"),
    )
    times = forms.IntegerField(label=_("Hoe vaak?"), min_value=1, max_value=26, initial=1)
    weeks = forms.IntegerField(
        label=_("Om de hoeveel weken?"),
        min_value=1,
        max_value=26,
        initial=4,
        help_text=_("Steeds op dezelfde dag en tijd."),
    )

    def clean_slug(self) -> str:
        slug = str(self.cleaned_data["slug"])
        if MeetingSeries.objects.filter(slug=slug).exists():
            raise forms.ValidationError(_("Dit adres is al van een andere reeks. Kies een ander adres."))
        return slug


def initial_of(meeting: Meeting) -> dict[str, Any]:
    """Give a meeting as the form shows it."""
    starts, ends = timezone.localtime(meeting.starts_at), timezone.localtime(meeting.ends_at)
    return {
        "day": starts.date(),
        "begins": starts.time(),
        "ends": ends.time(),
        "place": meeting.place,
        "online_url": meeting.online_url,
        "seats": meeting.seats,
        "closes_hours": int((meeting.starts_at - meeting.closes_at) / timedelta(hours=1)),
        "offer_hours": meeting.offer_hours,
        "subject": meeting.subject_id,
    }


class OpinionForm(PlainForm):
    """Three questions after a meeting, or after a module."""

    grade = forms.TypedChoiceField(
        label=_("Welk cijfer geef je?"),
        choices=[(number, str(number)) for number in range(1, 11)],
        coerce=int,
        widget=forms.RadioSelect,
        help_text=_("1 is heel slecht, 10 is heel goed."),
    )
    clearer = forms.ChoiceField(
        label=_("Weet je nu beter welke opleiding bij je past?"),
        choices=Opinion.Clearer.choices,
        widget=forms.RadioSelect,
    )
    words = forms.CharField(
        label=_("Wat kan beter?"),
        max_length=400,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Schrijf geen namen op. De organisator leest dit, zonder te weten wie het schreef."),
    )

    def __init__(self, *args: Any, about_module: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if about_module:
            self.fields["clearer"].label = _("Kun je nu wat de module beloofde?")
