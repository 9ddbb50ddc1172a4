"""Change a round, make or change a region, and what becomes of an application at a closed school."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Final

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ndt.people.models import Organisation
from ndt.schools.models import SchoolLocation
from wisselkracht.forms import NoColonForm
from wisselkracht.forms.desk import RoundForm
from wisselkracht.models import Region, RegionQuerySet, Round
from wisselkracht.services.editing import CHANGEABLE
from wisselkracht.services.rounds import Plan

# Fields of the form and of the model that are one thing.
NAMES: Final = {"opens_at": "opens_on", "closes_at": "closes_on"}
FIXED: Final = _("Dit kan niet meer veranderen. Scholen meldden zich hiervoor aan.")
PAST: Final = _("Deze dag is voorbij. Kies een latere dag.")


def _day(moment: datetime) -> Any:
    return timezone.localdate(moment)


class EditRoundForm(RoundForm):
    """A round that is there: what people applied for is shown and stays."""

    def __init__(self, found: Round, *args: Any, **kwargs: Any) -> None:
        initial = {
            "region": found.region_id,
            "title": found.title,
            "starts_on": found.starts_on,
            "ends_on": found.ends_on,
            "opens_on": _day(found.opens_at),
            "closes_on": _day(found.closes_at - timedelta(microseconds=1)),
            "decides_on": found.decides_on,
            "largest": found.largest,
        }
        regions: RegionQuerySet = Region.objects.filter(pk=found.region_id)
        self.found = found
        super().__init__(regions, *args, initial=initial, **kwargs)
        may = {NAMES.get(name, name) for name in CHANGEABLE[found.state]}
        for name, field in self.fields.items():
            field.disabled = name not in may

    def plan(self) -> Plan:
        """Give the round; a day that stays keeps its own moment, which need not be midnight."""
        typed = super().plan()
        kept: dict[str, Any] = {
            name: getattr(self.found, name)
            for name, field in NAMES.items()
            if self.cleaned_data[field] == self.initial[field]
        }
        return replace(typed, **kept)


class RegionForm(NoColonForm):
    """A region: its name, its areas, and whose it is."""

    title = forms.CharField(
        label=_("Naam van de regio"), max_length=80, error_messages={"required": _("Vul de naam van de regio in.")}
    )
    areas = forms.MultipleChoiceField(
        label=_("Onderwijsgebieden"),
        help_text=_("Deze gebieden staan in het register van DUO. Scholen in een gebied kunnen met elkaar ruilen."),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Kies ten minste één gebied.")},
    )
    team = forms.ModelChoiceField(
        label=_("Welk team coördineert?"),
        queryset=Organisation.objects.none(),
        required=False,
        empty_label=_("Alle coördinatoren"),
    )

    def __init__(self, teams: Any, found: Region | None, *args: Any, may_choose_all: bool, **kwargs: Any) -> None:
        initial = {"title": found.title, "areas": found.areas, "team": found.team_id} if found else {}
        super().__init__(*args, initial=initial, **kwargs)
        areas, team = self.fields["areas"], self.fields["team"]
        assert isinstance(areas, forms.MultipleChoiceField)
        assert isinstance(team, forms.ModelChoiceField)
        areas.choices = [(area, area) for area in _areas(found)]
        team.queryset = teams
        if not may_choose_all:
            team.required, team.empty_label = True, None
            team.error_messages["required"] = str(_("Kies het team dat coördineert."))
            team.disabled = found is not None

    def taken(self, found: Region | None) -> bool:
        """Say whether another region has this name."""
        others = Region.objects.filter(title__iexact=self.cleaned_data["title"].strip())
        return (others.exclude(pk=found.pk) if found else others).exists()


def _areas(found: Region | None) -> list[str]:
    """Give the areas of the register, and those a region has already."""
    known = SchoolLocation.objects.open().exclude(area="").order_by("area").values_list("area", flat=True).distinct()
    return sorted({*known, *(found.areas if found else [])})


class SuccessorForm(NoColonForm):
    """To which school an application goes whose own school closed."""

    school = forms.ChoiceField(
        label=_("Naar welke school gaat de aanmelding?"),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Kies een school."),
            "invalid_choice": _("Deze school kan niet. Kies een school uit de lijst."),
        },
    )

    def __init__(self, schools: list[SchoolLocation], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["school"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(one.code, str(one)) for one in schools]
