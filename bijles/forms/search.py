"""What a family looks for: from the address of the page, so that a link shows the same again."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from bijles import words
from bijles.forms.proving import PlainForm
from bijles.models.programme import Form
from bijles.queries.supply import Wanted
from bijles.services.planning import WEEKS

ANY: Final = ("", _("Maakt niet uit"))
NEAR_KM: Final = 5
FORMS: Final = {"alone": Form.TUTORING, "small": Form.TUTORING, "group": Form.HOMEWORK}


class SearchForm(PlainForm):
    """The filter."""

    vak = forms.ChoiceField(
        label=_("Waarbij?"),
        choices=words.SUBJECTS.items(),
        error_messages={"required": _("Kies een vak."), "invalid_choice": _("Kies een vak uit de lijst.")},
    )
    vorm = forms.ChoiceField(
        label=_("Wat voor les?"),
        choices=[
            ANY,
            ("alone", _("Bijles: alleen met de bijlesgever")),
            ("small", _("Bijles: met twee of drie kinderen")),
            ("group", _("Huiswerkgroep: samen huiswerk maken")),
        ],
        required=False,
    )
    plek = forms.ChoiceField(
        label=_("Waar?"),
        choices=[ANY, ("near", _("Dichtbij: tot 5 kilometer")), ("online", _("Online, thuis achter een scherm"))],
        required=False,
    )
    dag = forms.MultipleChoiceField(
        label=_("Op welke dagen?"), choices=words.DAYS.items(), required=False, widget=forms.CheckboxSelectMultiple
    )
    taal = forms.ChoiceField(
        label=_("Welke taal spreekt de bijlesgever?"), choices=[ANY, *words.LANGUAGES.items()], required=False
    )
    weken = forms.TypedChoiceField(
        label=_("Hoeveel weken?"),
        choices=[(1, _("1 les, om te proberen")), (5, _("5 weken")), (10, _("10 weken"))],
        coerce=int,
        required=False,
    )
    bijlesgever = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def wanted(self) -> Wanted:
        """Give what queries take."""
        data = self.cleaned_data
        near = data["plek"] == "near"
        return Wanted(
            subject=data["vak"],
            days=frozenset(int(day) for day in data["dag"]),
            language=data["taal"],
            where=data["plek"],
            form=FORMS.get(data["vorm"], ""),
            alone={"alone": True, "small": False}.get(data["vorm"]),
            most_km=NEAR_KM if near else 0,
        )


class ChoiceForm(PlainForm):
    """The button of a time. Whoever changes what stands in it reads what is wrong."""

    tutor = forms.IntegerField(min_value=1)
    agreement = forms.IntegerField(min_value=1)
    vak = forms.ChoiceField(choices=words.SUBJECTS.items())
    start = forms.CharField(max_length=40)
    weken = forms.TypedChoiceField(choices=[(weeks, weeks) for weeks in WEEKS], coerce=int)
    key = forms.UUIDField()

    def clean_start(self) -> datetime:
        """Give the moment."""
        return moment(self.cleaned_data["start"])


class MoveForm(PlainForm):
    """The button of another time."""

    start = forms.CharField(max_length=40)
    key = forms.UUIDField()

    def clean_start(self) -> datetime:
        """Give the moment."""
        return moment(self.cleaned_data["start"])


def moment(typed: str) -> datetime:
    """Read a moment as our buttons write it. Raises ValidationError."""
    try:
        found = datetime.fromisoformat(typed)
    except ValueError:
        found = None
    if found is None or found.tzinfo is None or not 2020 <= found.year <= 2100:
        raise ValidationError(_("Kies een tijd uit de lijst."))
    return found.astimezone(UTC)
