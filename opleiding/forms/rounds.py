"""What organisers and trainers type about a round."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from opleiding.core.rounds import BadList, Criterion, Kind
from opleiding.forms.profile import PlainForm
from opleiding.models import MatchRound, Offering, RoundOffering
from opleiding.models.rounds import Beacon, Mode, TieBreaking
from opleiding.services.rounds import Terms

MOMENT = "%Y-%m-%dT%H:%M"
# In urls.py the page for a new round stands where the desk of a round with this address would.
NOT_A_SLUG = "nieuw"
LATEST = timedelta(days=365)


def _moment(label: Any, help_text: Any) -> forms.DateTimeField:
    return forms.DateTimeField(
        label=label,
        help_text=help_text,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=MOMENT),
        input_formats=[MOMENT, f"{MOMENT}:%S"],
    )


class RoundForm(PlainForm):
    """A new round and its published rules."""

    title = forms.CharField(label=_("Naam van de ronde"), max_length=120)
    slug = forms.SlugField(label=_("Adres"), help_text=_("Kleine letters en streepjes, zoals 'start-2027'."))
    about = forms.CharField(
        label=_("Uitleg"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Voor wie is deze ronde, en wanneer beginnen de opleidingen?"),
    )
    closes_at = _moment(_("Lijsten inleveren tot"), _("Tot dit moment kan iedereen de lijst veranderen."))
    subject_hours = forms.IntegerField(
        label=_("Eerste groep: minstens zoveel bevestigde uren in het vak"), min_value=1, max_value=5000, initial=100
    )
    hours = forms.IntegerField(
        label=_("Tweede groep: minstens zoveel bevestigde uren in welk vak ook"),
        min_value=1,
        max_value=5000,
        required=False,
        help_text=_("Laat leeg voor één groep minder. Alle anderen zijn de laatste groep."),
    )
    tie_breaking = forms.ChoiceField(
        label=_("Loting binnen een groep"),
        choices=[
            (TieBreaking.SINGLE, _("Eén lotnummer per kandidaat: meer mensen krijgen hun eerste keuze")),
            (
                TieBreaking.MULTIPLE,
                _("Een lotnummer per opleiding: wie bij de een pech heeft, kan bij de ander geluk hebben"),
            ),
        ],
        initial=TieBreaking.SINGLE,
        widget=forms.RadioSelect,
    )
    mode = forms.ChoiceField(
        label=_("Wat gaat voor?"),
        choices=[
            (
                Mode.CANDIDATES,
                _("Ieder zo hoog mogelijk op de eigen lijst. Een eerlijke lijst is dan altijd de beste."),
            ),
            (Mode.MOST_PLACES, _("Zoveel mogelijk plaatsen gevuld. Een eerlijke lijst is dan niet altijd de beste.")),
        ],
        initial=Mode.CANDIDATES,
        widget=forms.RadioSelect,
    )

    def clean_slug(self) -> str:
        slug = str(self.cleaned_data["slug"])
        if slug == NOT_A_SLUG:
            raise forms.ValidationError(_("Dit adres is van de website zelf. Kies een ander adres."))
        if MatchRound.objects.filter(slug=slug).exists():
            raise forms.ValidationError(_("Dit adres is al van een andere ronde. Kies een ander adres."))
        return slug

    def clean_closes_at(self) -> datetime:
        moment: datetime = self.cleaned_data["closes_at"]
        if moment <= timezone.now():
            raise forms.ValidationError(_("Dit moment is voorbij. Kies een later moment."))
        return moment

    def terms(self) -> Terms:
        """Give what was decided."""
        data = self.cleaned_data
        criteria = [Criterion(Kind.SUBJECT_HOURS, data["subject_hours"])]
        if data["hours"]:
            criteria.append(Criterion(Kind.HOURS, data["hours"]))
        return Terms(
            title=data["title"],
            slug=data["slug"],
            about=data["about"],
            closes_at=data["closes_at"],
            tie_breaking=data["tie_breaking"],
            mode=data["mode"],
            criteria=(*criteria, Criterion(Kind.EVERYBODY)),
        )


class OfferingsForm(PlainForm):
    """Which offerings take part."""

    offerings = forms.ModelMultipleChoiceField(
        label=_("Welke opleidingen doen mee?"),
        queryset=Offering.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Kies minstens één opleiding.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["offerings"]
        assert isinstance(field, forms.ModelMultipleChoiceField)
        field.queryset = Offering.objects.open(timezone.localdate()).select_related(
            "programme__university__organisation", "programme__subject", "pool__parent"
        )


class CommitForm(PlainForm):
    """Where the randomness will come from, and when."""

    beacon = forms.ChoiceField(
        label=_("Bron van het toeval"),
        choices=[
            (Beacon.QUICKNET, _("drand: getallen van een groep organisaties")),
            (Beacon.TEST, _("Proefketen: alleen om te oefenen")),
        ],
        initial=Beacon.QUICKNET,
        widget=forms.RadioSelect,
    )
    moment = _moment(
        _("Moment van de loting"), _("Dit moment moet nog komen. Geef mensen de tijd om alles te bekijken.")
    )

    def clean_moment(self) -> datetime:
        moment: datetime = self.cleaned_data["moment"]
        if moment <= timezone.now():
            raise forms.ValidationError(_("Dit moment is voorbij. Kies een later moment."))
        if moment > timezone.now() + LATEST:
            raise forms.ValidationError(_("Dit moment is te ver weg. Kies een moment binnen een jaar."))
        return moment


class RecordForm(PlainForm):
    """What the source gave."""

    recording = forms.CharField(
        label=_("Uitkomst van de bron"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false"}),
    )


class ListForm(PlainForm):
    """A list of choices, best first; an empty choice is passed over. The service judges it, so that its place is said."""

    def __init__(
        self, *args: Any, offered: list[RoundOffering], longest: int, chosen: list[str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        names = [("", gettext("Geen keuze"))]
        names += [(one.code, one.title) for one in offered if not one.is_withdrawn]
        for place in range(1, min(longest, len(names) - 1) + 1):
            self.fields[f"keuze-{place}"] = forms.CharField(
                label=gettext("Keuze %(place)d") % {"place": place},
                required=False,
                max_length=20,
                initial=chosen[place - 1] if place <= len(chosen) else "",
                widget=forms.Select(choices=names),
            )

    def choices(self) -> list[tuple[str, str]]:
        """Give the fields with a choice, in order, each with its choice."""
        return [(name, self.cleaned_data[name]) for name in self.fields if self.cleaned_data.get(name)]

    def refuse(self, problem: BadList) -> None:
        """Say at its place what is wrong with a list."""
        words = {
            "unknown": gettext("Deze opleiding doet niet mee aan deze ronde. Kies een andere."),
            "withdrawn": gettext("Deze opleiding trok zich terug. Kies een andere."),
            "twice": gettext("Deze opleiding staat al hoger op je lijst. Kies een andere of kies 'Geen keuze'."),
            "too-long": gettext("Je lijst is te lang. Haal een keuze weg."),
        }[problem.why]
        self.add_error(self.choices()[problem.place - 1][0], words)
