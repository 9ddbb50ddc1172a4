"""What institutes and universities fill in."""

from __future__ import annotations

from typing import Any, ClassVar, Final

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from opleiding.forms.fields import day, whole
from opleiding.forms.profile import PlainForm
from opleiding.models import DevelopmentOffer, Goal, Ground, Offering, Party, Pool, Programme, University
from opleiding.services.sharing import Crossing, Shared

MOST_PDF: Final = 5_000_000
MOST_CSV: Final = 500_000
MOST_CODES: Final = 2000


class AgreementForm(PlainForm):
    """A signed data agreement."""

    party = forms.ChoiceField(
        label=_("Wat is het platform in deze overeenkomst?"), choices=Party.choices, widget=forms.RadioSelect
    )
    purpose = forms.CharField(label=_("Waarvoor worden gegevens gebruikt?"), max_length=300)
    ground = forms.ChoiceField(label=_("Op welke grondslag?"), choices=Ground.choices, widget=forms.RadioSelect)
    retention_days = forms.IntegerField(
        label=_("Hoeveel dagen werken de codes?"), min_value=1, max_value=365, initial=90
    )
    since = day(_("Geldig vanaf"))
    until = day(_("Geldig tot"), required=False, hint=_("Leeg: tot u haar intrekt."))
    file = forms.FileField(
        label=_("De getekende overeenkomst (PDF)"),
        help_text=_("Hooguit 5 MB."),
        error_messages={"required": _("Kies de PDF die beide partijen tekenden.")},
    )

    def clean_file(self) -> bytes:
        """Give the bytes of the PDF."""
        file = self.cleaned_data["file"]
        assert isinstance(file, UploadedFile)
        if file.size is None or file.size > MOST_PDF:
            raise ValidationError(_("Dit bestand is groter dan 5 MB. Maak de PDF kleiner."))
        content: bytes = file.read()
        if not content.startswith(b"%PDF-") or b"%%EOF" not in content[-2048:]:
            raise ValidationError(_("Dit is geen hele PDF. Sla de overeenkomst op als PDF en kies haar opnieuw."))
        return content

    def clean(self) -> dict[str, Any]:
        """See that it ends after it begins."""
        found: dict[str, Any] = super().clean() or self.cleaned_data
        since, until = found.get("since"), found.get("until")
        if since and until and until <= since:
            self.add_error("until", _("Kies een dag na ‘Geldig vanaf’."))
        return found


class RevokeForm(PlainForm):
    """Why an agreement ends."""

    why = forms.CharField(
        label=_("Waarom trekt u de overeenkomst in?"),
        max_length=200,
        error_messages={"required": _("Schrijf in een paar woorden waarom.")},
    )


class CodesForm(PlainForm):
    """Codes to hand out."""

    title = forms.CharField(
        label=_("Voor welke groep?"),
        max_length=80,
        help_text=_("Zoals: trainers mei 2027."),
        error_messages={"required": _("Geef de groep een naam.")},
    )
    size = forms.IntegerField(
        label=_("Hoeveel codes?"),
        min_value=1,
        max_value=MOST_CODES,
        error_messages={
            "required": _("Vul in hoeveel codes u wilt."),
            "min_value": _("Kies 1 tot en met 2.000 codes."),
            "max_value": _("Kies 1 tot en met 2.000 codes."),
            "invalid": _("Schrijf een heel getal, zoals 120."),
        },
    )


class MailingForm(PlainForm):
    """Addresses that we mail; the file is read and thrown away."""

    title = forms.CharField(
        label=_("Voor welke groep?"), max_length=80, error_messages={"required": _("Geef de groep een naam.")}
    )
    file = forms.FileField(
        label=_("Bestand met mailadressen (CSV)"),
        help_text=_("Op de eerste regel staat ‘email’. Daarna één adres per regel, hooguit 2.000."),
        error_messages={"required": _("Kies een bestand.")},
    )

    def clean_file(self) -> bytes:
        """Give the bytes."""
        file = self.cleaned_data["file"]
        assert isinstance(file, UploadedFile)
        if file.size is None or file.size > MOST_CSV:
            raise ValidationError(_("Dit bestand is te groot. Zet er hooguit 2.000 adressen in."))
        content: bytes = file.read()
        return content


class Plain(forms.ModelForm):  # type: ignore[type-arg]
    """A form of a table, without colons, with days as the browser wants them.

    once: the field of which a university or a programme has each value once, and what is said about a second one.
    """

    once: ClassVar[tuple[str, Any]]
    source = forms.URLField(label=_("Bron (webadres)"), max_length=300, assume_scheme="https")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        for name, field in self.fields.items():
            if isinstance(field, forms.DateField):
                self.fields[name].widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")

    def _post_clean(self) -> None:
        """See that it is there once. Django leaves that out where a part of it, as the university, is no field here."""
        super()._post_clean()  # type: ignore[misc]
        if not self.errors:
            try:
                self.instance.validate_constraints()
            except ValidationError:
                self.add_error(*self.once)


class ProgrammeForm(Plain):
    """A programme."""

    once = ("title", _("Er is al een opleiding met deze naam. Kies een andere naam."))
    goals = forms.MultipleChoiceField(
        label=_("Waar je beter in wordt"), choices=Goal.choices, widget=forms.CheckboxSelectMultiple, required=False
    )

    class Meta:
        model = Programme
        fields: ClassVar[list[str]] = ["title", "route", "subject", "goals", "source", "seen_on"]


class OfferingForm(Plain):
    """A start of a programme, with places."""

    once = ("starts_on", _("Deze opleiding begint al een keer op deze dag. Kies een andere dag."))

    class Meta:
        model = Offering
        fields: ClassVar[list[str]] = [
            *("starts_on", "term", "places", "pool", "language", "days", "hybrid", "months", "deadline", "cost_euro"),
            *("state", "source", "seen_on"),
        ]

    def __init__(self, university: University, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        pools = self.fields["pool"]
        assert isinstance(pools, forms.ModelChoiceField)
        pools.queryset = Pool.objects.filter(university=university)
        self.fields["days"].min_value = 1  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """See that people can apply before it starts, and that a week has five days."""
        found: dict[str, Any] = super().clean() or self.cleaned_data
        deadline, starts = found.get("deadline"), found.get("starts_on")
        if deadline and starts and deadline >= starts:
            self.add_error("deadline", _("Kies een dag vóór de eerste dag."))
        if found.get("days") is not None and not 1 <= found["days"] <= 5:
            self.add_error("days", _("Schrijf een getal van 1 tot en met 5."))
        if found.get("months") is not None and not 1 <= found["months"] <= 60:
            self.add_error("months", _("Schrijf een getal van 1 tot en met 60."))
        return found


class PoolForm(PlainForm):
    """Places that offerings share."""

    title = forms.CharField(
        label=_("Naam"), max_length=80, help_text=_("Zoals: stageplaatsen."),
        error_messages={"required": _("Geef de plaatsen een naam.")},
    )  # fmt: skip
    places = whole(_("Hoeveel plaatsen samen?"), 0, 10_000, example=40)
    offerings = forms.ModelMultipleChoiceField(
        Offering.objects.none(), label=_("Welke starts delen deze plaatsen?"), widget=forms.CheckboxSelectMultiple,
        help_text=_("Een start mag ook in grotere gedeelde plaatsen liggen, als alle starts van de kleinere daarin liggen."),
        error_messages={"required": _("Kies minstens één start.")},
    )  # fmt: skip

    def __init__(self, university: University, pool: Pool | None, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.university, self.pool = university, pool
        field = self.fields["offerings"]
        assert isinstance(field, forms.ModelMultipleChoiceField)
        field.queryset = Offering.objects.filter(programme__university=university).select_related("programme")

    def clean_title(self) -> str:
        """See that the name is there once."""
        title = str(self.cleaned_data["title"])
        others = self.university.pools.all() if self.pool is None else self.university.pools.exclude(pk=self.pool.pk)
        if others.filter(title=title).exists():
            raise ValidationError(_("Er zijn al gedeelde plaatsen met deze naam. Kies een andere naam."))
        return title

    def wanted(self) -> Shared:
        """Give what was decided."""
        data = self.cleaned_data
        return Shared(data["title"], data["places"], frozenset(one.pk for one in data["offerings"]))

    def refuse(self, problem: Crossing) -> None:
        """Say which two cross, and what to do."""
        words = _(
            "‘%(one)s’ en ‘%(other)s’ delen ‘%(offering)s’, maar geen van beide ligt helemaal in de ander. Zet alle "
            "starts van de ene in de andere, of haal deze start uit een van beide."
        ) % {"one": problem.one, "other": problem.other, "offering": problem.offering}
        self.add_error("offerings", words)


class DevelopmentForm(Plain):
    """What is offered besides."""

    once = ("title", _("Er is al aanbod met deze naam. Kies een andere naam."))

    class Meta:
        model = DevelopmentOffer
        fields: ClassVar[list[str]] = ["title", "goal", "text", "hours", "source", "seen_on"]


class AmendForm(PlainForm):
    """What an adviser puts first, and why."""

    why = forms.CharField(
        label=_("Waarom zet je dit voorop?"),
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Schrijf waarom. De trainer leest dit.")},
    )
    offering = forms.TypedChoiceField(
        label=_("Wat zet je voorop?"),
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": _("Kies een opleiding.")},
    )

    def __init__(self, choices: list[tuple[int, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["offering"]
        assert isinstance(field, forms.TypedChoiceField)
        field.choices = choices
