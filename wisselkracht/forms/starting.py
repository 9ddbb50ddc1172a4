"""The first form: which school, and who the three are. And somebody else in a place that is open."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from ndt.schools import queries as schools
from ndt.schools.models import SchoolLocation
from wisselkracht.core.steps import Role
from wisselkracht.forms import NoColonForm, SteppedForm, mail_field, name_field, tidy
from wisselkracht.models import Round

# Most boards give their people mail of their own; that spares a letter.
SCHOOL_MAIL: Final = _("Liefst een adres van de school of het bestuur. Dan hoeven wij niets na te gaan.")
NOT_CHOSEN: Final = _("Zoek je school en kies haar uit de lijst.")


class StartForm(SteppedForm):
    """Find the school; then name the three people."""

    find = forms.CharField(
        label=_("Zoek je school"),
        max_length=80,
        error_messages={"required": NOT_CHOSEN},
        help_text=_("Typ een stuk van de naam en de plaats. Of de postcode."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    school = forms.ChoiceField(
        label=_("Welke school is het?"),
        widget=forms.RadioSelect,
        error_messages={
            "required": NOT_CHOSEN,
            "invalid_choice": _("Deze school doet niet mee aan deze ronde. Kies een school uit de lijst."),
        },
    )
    starter = forms.ChoiceField(
        label=_("Wie ben jij?"),
        choices=[
            (Role.TEACHER.value, _("De leraar die wil ruilen")),
            (Role.DIRECTOR.value, _("De schoolleider")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Kies wie jij bent.")},
    )
    teacher_name = name_field(_("Naam van de leraar"), missing=_("Vul de naam van de leraar in."))
    teacher_email = mail_field(_("E-mailadres van de leraar"))
    director_name = name_field(_("Naam van de schoolleider"), missing=_("Vul de naam van de schoolleider in."))
    director_email = mail_field(_("E-mailadres van de schoolleider"), hint=SCHOOL_MAIL)
    buddy_name = name_field(_("Naam van de buddy"), missing=_("Vul de naam van de buddy in."))
    buddy_email = mail_field(
        _("E-mailadres van de buddy"),
        hint=_("Een leraar van jouw school. Die helpt straks de leraar die bij jullie komt."),
    )
    steps = (
        (_("Je school"), ("find", "school")),
        (
            _("Jullie drie"),
            (
                *("starter", "teacher_name", "teacher_email", "director_name", "director_email"),
                *("buddy_name", "buddy_email"),
            ),
        ),
    )

    def __init__(self, found: Round, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        within = found.region.schools()
        self.results: list[SchoolLocation] = []
        if self.is_bound:
            self.results = schools.search(self.data.get("find", "")[:80], within=within)
            chosen = within.filter(code=self.data.get("school", "")[:6]).first()
            if chosen is not None and chosen not in self.results:
                self.results.insert(0, chosen)
        field = self.fields["school"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(one.code, f"{one} ({one.street} {one.house_number})") for one in self.results]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if "school" in self.errors and not self.results:
            del self.errors["school"]  # no list is shown, so the words stand where one looks for a school
            if "find" not in self.errors:
                self.add_error("find", NOT_CHOSEN)
        return data

    @property
    def searched(self) -> bool:
        """Whether somebody looked for a school."""
        return self.is_bound and bool(self.data.get("find", "").strip())

    def the_school(self) -> SchoolLocation:
        """Give the school that was chosen."""
        return next(one for one in self.results if one.code == self.cleaned_data["school"])

    def people(self) -> dict[Role, tuple[str, str]]:
        """Give name and address of each."""
        data = self.cleaned_data
        return {role: (tidy(data[f"{role}_name"]), data[f"{role}_email"].strip()) for role in Role}


class ReplaceForm(NoColonForm):
    """Another person in a place."""

    name = name_field(_("Naam"), missing=_("Vul de naam in."))
    email = mail_field(_("E-mailadres"))

    def clean_name(self) -> str:
        return tidy(self.cleaned_data["name"])
