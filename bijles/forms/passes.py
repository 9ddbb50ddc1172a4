"""What a municipality fills in about its pass, and sends in: its list of passes."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.dates import MONTHS
from django.utils.translation import gettext_lazy as _

from bijles.core.passes import Scheme
from bijles.forms.proving import PlainForm
from bijles.forms.supply import whole
from bijles.models import PassScheme
from ndt.people.models import Organisation, User
from ndt.people.predicates import is_coordinator, is_operator

# A list of 200,000 passes is some 30 MB.
LARGEST: Final = 40 * 1024 * 1024
# Stands in an address where a short name stands: gemeente/pas/nieuw/.
OURS: Final = ("nieuw",)


class ListForm(PlainForm):
    """A list that `hash_passes.py` made."""

    file = forms.FileField(
        label=_("Lijst van passen"),
        help_text=_("Het bestand dat hash_passes.py maakt. Er staan geen namen en geen nummers in."),
        error_messages={
            "required": _("Kies eerst een bestand."),
            "empty": _("Dit bestand is leeg. Kies een ander."),
        },
    )

    def clean_file(self) -> bytes:
        """Give the bytes; a file that is too large is not read at all."""
        sent = self.cleaned_data["file"]
        if sent.size > LARGEST:
            raise forms.ValidationError(_("Dit bestand is groter dan 40 MB. Deel de lijst in tweeën."))
        data: bytes = sent.read()
        return data


class SchemeForm(PlainForm):
    """A pass: what it is called, which numbers it has and when its year begins."""

    municipality = forms.ModelChoiceField(
        Organisation.objects.none(),
        label=_("Van welke gemeente is de pas?"),
        empty_label=None,
        error_messages={"required": _("Kies een gemeente."), "invalid_choice": _("Kies een gemeente uit de lijst.")},
    )
    title = forms.CharField(
        label=_("Hoe heet de pas?"), max_length=60, error_messages={"required": _("Vul de naam van de pas in.")}
    )
    slug = forms.SlugField(
        label=_("Korte naam in het adres"),
        max_length=50,
        help_text=_("Kleine letters zonder spaties, zoals stadspas. Dit verandert later niet meer."),
        error_messages={
            "required": _("Vul een korte naam in."),
            "invalid": _("Gebruik alleen letters, cijfers en streepjes."),
        },
    )
    fewest_digits = whole(_("Hoeveel cijfers heeft een pasnummer minstens?"), 4, 19)
    most_digits = whole(_("Hoeveel cijfers heeft een pasnummer hoogstens?"), 4, 19)
    # Django takes a field out of its class: the prefix of the form itself stays.
    prefix = forms.RegexField(  # type: ignore[assignment]
        r"^[0-9]{0,8}$",
        label=_("Met welke cijfers begint elk nummer?"),
        required=False,
        help_text=_("Laat leeg als nummers niet hetzelfde beginnen."),
        error_messages={"invalid": _("Schrijf hoogstens acht cijfers.")},
    )
    year_month = forms.TypedChoiceField(
        label=_("In welke maand begint het pasjaar?"), choices=list(MONTHS.items()), coerce=int
    )
    year_day = whole(_("Op welke dag van die maand?"), 1, 28)
    desk_number = forms.CharField(
        label=_("Telefoonnummer van uw helpdesk"),
        max_length=20,
        help_text=_("Gezinnen lezen dit als hun pas niet werkt."),
        error_messages={"required": _("Vul het nummer van de helpdesk in.")},
    )

    def __init__(
        self,
        municipalities: QuerySet[Organisation],
        *args: Any,
        known: PassScheme | None = None,
        by: User | None = None,
        **kwargs: Any,
    ):
        super().__init__(*args, **kwargs)
        self.known, self.by = known, by
        choices = self.fields["municipality"]
        assert isinstance(choices, forms.ModelChoiceField)
        choices.queryset = municipalities
        if known:
            # Families and keys know a pass by these.
            del self.fields["municipality"], self.fields["slug"]

    def clean_slug(self) -> str:
        """Refuse a name that another pass has, an address of our own, and a name to which an operator gave a key.

        A key, and the computer that lists the passes, belong to the city for which they were given: another city that took
        the name first would have them. Who coordinates the plan or runs the platform knows for whom they are.
        """
        slug: str = self.cleaned_data["slug"].lower()
        if slug in OURS or PassScheme.objects.filter(slug=slug).exists():
            raise ValidationError(_("Deze korte naam is al in gebruik. Kies een andere."))
        if _is_promised(slug) and not _knows_for_whom(self.by):
            raise ValidationError(
                _("Voor deze korte naam is al een sleutel. Vraag de beheerder om de pas te beginnen.")
            )
        return slug

    def clean(self) -> dict[str, Any]:
        """Refuse more digits at least than at most, and a beginning that leaves no digit free."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        fewest, most = data.get("fewest_digits"), data.get("most_digits")
        if fewest and most and most < fewest:
            self.add_error("most_digits", _("Dit is minder dan het kleinste aantal. Kies een hoger aantal."))
        if most and len(data.get("prefix") or "") >= most:
            self.add_error("prefix", _("Dit begin is te lang voor een pasnummer. Schrijf minder cijfers."))
        return data


def _is_promised(slug: str) -> bool:
    return any(slug in known for known in (settings.PASS_KEYS, settings.PASS_APIS, settings.PASS_API_TOKENS))


def _knows_for_whom(user: User | None) -> bool:
    return user is not None and (is_operator(user) or is_coordinator(user, "bijles"))


def initial_scheme(like: Scheme | None) -> dict[str, Any]:
    """Give what a form for a new pass begins with: the facts of a pass that is known, or none."""
    if like is None:
        return {"year_month": 1, "year_day": 1}
    return {
        "title": like.name, "slug": like.slug, "fewest_digits": like.digits[0], "most_digits": like.digits[1],
        "prefix": like.prefix, "year_month": like.year_starts[0], "year_day": like.year_starts[1],
    }  # fmt: skip
