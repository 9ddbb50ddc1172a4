"""What both makers of a module type."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from opleiding.core.modules import Exemption, Side
from opleiding.forms.fields import day, whole
from opleiding.forms.profile import PlainForm
from opleiding.forms.rows import Filled, RowForm, WithRows
from opleiding.models import Goal, Institute, Module, Programme, Subject
from opleiding.models.modules import MOST_HOURS, MOST_SEATS, TEXT
from opleiding.services.modules import Plan


def _text(label: Any, hint: Any, most: int = 2000) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=most,
        help_text=hint,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Schrijf dit in een paar zinnen op.")},
    )


class ExemptionRow(RowForm):
    """A part that experience spares."""

    title = _("Een onderdeel dat ervaring vrijstelt")

    part = forms.CharField(
        label=_("Welk onderdeel?"), max_length=80, error_messages={"required": _("Schrijf welk onderdeel dit is.")}
    )
    subject = forms.ModelChoiceField(
        Subject.objects.all(),
        to_field_name="code",
        label=_("Ervaring in welk vak?"),
        required=False,
        empty_label=_("alle vakken samen"),
    )
    hours = whole(_("Vanaf hoeveel bevestigde uren?"), 1, 5000)
    spares = whole(_("Hoeveel uur van de module valt dan weg?"), 1, MOST_HOURS)


class ModuleForm(WithRows, PlainForm):
    """The text of a module, with its exemptions as rows."""

    kinds: ClassVar = {"exemption": ExemptionRow}

    title = forms.CharField(
        label=_("Naam van de module"), max_length=120, error_messages={"required": _("Geef de module een naam.")}
    )
    goal = forms.ChoiceField(label=_("Waar word je beter in?"), choices=Goal.choices)
    subject = forms.ModelChoiceField(
        Subject.objects.all(), label=_("Voor welk vak?"), required=False, empty_label=_("Voor alle vakken")
    )
    about = _text(_("Wat is het?"), _("Wat doen trainers in deze module, en waarom is dat meer dan ze al kunnen?"))
    outcomes = _text(_("Wat kun je daarna?"), _("Schrijf per regel één ding op dat iemand na afloop kan."))
    hours = whole(_("Hoeveel uur kost het?"), 1, MOST_HOURS)
    ec = whole(_("Hoeveel studiepunten (EC)?"), 0, 30, hint=_("0 als er geen punten bij horen."), initial=0)
    place = forms.CharField(
        label=_("Waar is het?"), max_length=200, error_messages={"required": _("Schrijf de plaats op, of ‘online’.")}
    )
    starts_on = day(_("Eerste dag"))
    ends_on = day(_("Laatste dag"))
    closes_on = day(_("Aanmelden tot en met"))
    seats = whole(_("Hoeveel plaatsen?"), 1, MOST_SEATS, initial=20)

    def clean(self) -> dict[str, Any]:
        """See that the days follow each other, and that experience spares no more than there is."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        starts, ends, closes = (data.get(name) for name in ("starts_on", "ends_on", "closes_on"))
        if starts and ends and ends < starts:
            self.add_error("ends_on", _("Kies een dag op of na de eerste dag."))
        if starts and closes and closes > starts:
            self.add_error("closes_on", _("Kies een dag op of vóór de eerste dag."))
        spared = [data.get(f"rij-{number}-spares") or 0 for number in range(len(self.filled))]
        if spared and data.get("hours") and sum(spared) > data["hours"]:
            words = _("Samen vallen er %(spared)d uren weg. De module heeft er %(hours)d.")
            self.add_error(f"rij-{len(spared) - 1}-spares", words % {"spared": sum(spared), "hours": data["hours"]})
        return data

    def plan(self) -> Plan:
        """Give what was decided."""
        data = {name: self.cleaned_data[name] for name in TEXT if name != "exemptions"}
        return Plan(**data, exemptions=tuple([_exemption(values) for _kind, values in self.cleaned_rows()]))


class BeginForm(ModuleForm):
    """A new module, with who makes it together. side: for which somebody writes; user: who writes."""

    field_order = ("programme", "institute")

    programme = forms.ModelChoiceField(
        Programme.objects.none(), label=_("Met welke opleiding?"), empty_label=_("Kies een opleiding"),
        error_messages={"required": _("Kies een opleiding.")},
    )  # fmt: skip
    institute = forms.ModelChoiceField(
        Institute.objects.none(), label=_("Met welk instituut?"), empty_label=_("Kies een instituut"),
        error_messages={"required": _("Kies een instituut.")},
    )  # fmt: skip

    def __init__(self, *args: Any, side: Side, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        of_programme = side == Side.PROGRAMME
        programmes = Programme.objects.of(user) if of_programme else Programme.objects.all()
        institutes = Institute.objects.all() if of_programme else Institute.objects.of(user)
        self._choose("programme", programmes.select_related("university__organisation"))
        self._choose("institute", institutes.select_related("organisation"))

    def _choose(self, name: str, found: Any) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = found


class ChangeForm(ModuleForm):
    """Another text. seen: the version that was read."""

    why = forms.CharField(
        label=_("Wat verandert u, en waarom?"),
        max_length=200,
        help_text=_("Dit staat in het logboek. De ander krijgt een mail."),
        error_messages={"required": _("Schrijf in een paar woorden wat u verandert.")},
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=1)


class StopForm(PlainForm):
    """Why a module does not go on."""

    why = forms.CharField(
        label=_("Waarom gaat de module niet door?"),
        max_length=200,
        help_text=_("Wie een plaats heeft, leest dit in een mail."),
        error_messages={"required": _("Schrijf in een paar woorden waarom.")},
    )


class EvaluateForm(PlainForm):
    """What both learned."""

    lessons = _text(_("Wat leerde u samen?"), _("Iedereen kan dit lezen. Schrijf geen namen op."))


def initial_of(module: Module) -> dict[str, Any]:
    """Give a module as the form shows it."""
    facts = {name: getattr(module, name) for name in TEXT if name != "exemptions"}
    return facts | {"subject": module.subject_id, "seen": module.version}


def rows_of(module: Module) -> Sequence[Filled]:
    """Give the exemptions as rows."""
    return [("exemption", one) for one in module.exemptions]


def _exemption(values: dict[str, Any]) -> Exemption:
    subject = values["subject"]
    return Exemption(values["part"], subject.code if subject is not None else "", values["hours"], values["spares"])
