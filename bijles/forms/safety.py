"""'Er is iets niet goed': two screens, and what a safeguarding contact writes."""

from __future__ import annotations

from typing import Any, Final
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from bijles.core.safety import About, What, Who
from bijles.forms.proving import PlainForm
from bijles.models.safety import WHAT, WHO
from bijles.services.safety import Told

DAY: Final = "%Y-%m-%d"
_WHO: Final = [(one.value, WHO[one]) for one in Who if one is not Who.PROVIDER]
_WHAT: Final = [(one.value, WHAT[one]) for one in What if one is not What.VOG]
_ABOUT: Final = [
    (About.TUTOR.value, _("Over de bijlesgever")),
    (About.OTHER.value, _("Over iemand anders, bijvoorbeeld thuis of in de groep")),
]


def choice(label: Any, choices: Any, error: Any) -> forms.ChoiceField:
    """Give a question with buttons."""
    return forms.ChoiceField(
        label=label,
        choices=choices,
        widget=forms.RadioSelect,
        error_messages={"required": error, "invalid_choice": error},
    )


class LessonForm(PlainForm):
    """Which lesson: its code, its day and its tutor."""

    code = forms.RegexField(
        r"^\s*\d{4}\s*$",
        label=_("Lescode"),
        help_text=_("Vier cijfers. De code staat bij uw les en in de mail over de les."),
        error_messages={"required": _("Vul de vier cijfers in."), "invalid": _("De lescode heeft vier cijfers.")},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    day = forms.DateField(
        label=_("Dag van de les"),
        widget=forms.DateInput(attrs={"type": "date"}, format=DAY),
        error_messages={"required": _("Vul de dag in."), "invalid": _("Vul een dag in, zoals 09-03-2027.")},
    )
    first_name = forms.CharField(
        label=_("Voornaam van de bijlesgever"),
        max_length=40,
        error_messages={"required": _("Vul de voornaam in.")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class ReportForm(PlainForm):
    """What is wrong. Only two questions must be answered."""

    who = choice(_("Wie bent u?"), _WHO, _("Kies wie u bent."))
    about = choice(_("Over wie gaat het?"), _ABOUT, _("Kies over wie het gaat."))
    what = choice(_("Wat is er niet goed?"), _WHAT, _("Kies wat er niet goed is."))
    words = forms.CharField(
        label=_("Wilt u er meer over vertellen?"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    contact = forms.CharField(
        label=_("Hoe kunnen wij u bereiken?"),
        required=False,
        max_length=120,
        help_text=_("Een nummer of een mailadres. U mag dit leeg laten."),
    )
    key = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def told(self) -> Told:
        """Give what was filled in."""
        data = self.cleaned_data
        return Told(
            key=data["key"] or uuid4(),
            what=What(data["what"]),
            who=Who(data["who"]),
            about=About(data["about"]),
            words=data["words"],
            contact=data["contact"],
        )


class CloseForm(PlainForm):
    """What was done about a report, and whether the tutor teaches again."""

    words = forms.CharField(
        label=_("Wat hebt u gedaan met de melding?"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": _("Schrijf op wat er is gedaan. Dan weet de ander dat ook.")},
    )
    again = choice(
        _("Mag de bijlesgever weer lesgeven?"),
        [("no", _("Nee, de lessen blijven gestopt")), ("yes", _("Ja, vanaf nu"))],
        _("Kies ja of nee."),
    )
