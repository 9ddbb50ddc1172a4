"""What readers choose and fill in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ndt.reports.core.rhythm import Rhythm
from ndt.reports.models import Subscription
from ndt.reports.queries import Choice
from ndt.reports.registry import Report
from ndt.web import registry

DATE = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
WRONG_DATE = {"invalid": _("Vul een datum in zoals 24-11-2026.")}


class SelectionForm(forms.Form):
    """What a report is about: a municipality, a period, or everything; and how its figures are divided."""

    naar = forms.ChoiceField(label=_("Uitgesplitst naar"), required=False)
    gemeente = forms.ChoiceField(label=_("Gemeente"), required=False)
    van = forms.DateField(label=_("Vanaf"), required=False, widget=DATE, error_messages=WRONG_DATE)
    tot = forms.DateField(label=_("Tot en met"), required=False, widget=DATE, error_messages=WRONG_DATE)

    def __init__(
        self,
        *args: Any,
        municipalities: list[str],
        divisions: Sequence[tuple[str, str]] = (),
        by_period: bool = True,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        ways, field = self.fields["naar"], self.fields["gemeente"]
        assert isinstance(ways, forms.ChoiceField)
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("Alle gemeenten")), *((name, name) for name in municipalities)]
        ways.choices = [("" if place == 0 else word, name) for place, (word, name) in enumerate(divisions)]
        if not divisions:
            del self.fields["naar"]
        if not municipalities:
            del self.fields["gemeente"]
        if not by_period:
            del self.fields["van"]
            del self.fields["tot"]

    def clean(self) -> dict[str, Any]:
        """Refuse a period that ends before it begins."""
        values = self.cleaned_data
        since, until = values.get("van"), values.get("tot")
        if since and until and since > until:
            raise ValidationError({"tot": gettext("Deze dag ligt voor de eerste dag. Kies een latere dag.")})
        return values


class DeskForm(SelectionForm):
    """What the desk shows."""

    oplossing = forms.ChoiceField(label=_("Plan"), required=False)
    doel = forms.TypedChoiceField(label=_("Doel"), required=False, coerce=int, empty_value=None)
    field_order = ("oplossing", "doel", "gemeente", "van", "tot")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        plan, goal = self.fields["oplossing"], self.fields["doel"]
        assert isinstance(plan, forms.ChoiceField)
        assert isinstance(goal, forms.ChoiceField)
        plan.choices = [("", _("Alle plannen")), *((one.room, one.title) for one in registry.solutions())]
        goal.choices = [("", _("Alle doelen")), *((one.number, f"{one.number}. {one.title}") for one in registry.GOALS)]

    def choice(self) -> Choice:
        """Give what was chosen; nothing where it was not understood."""
        values = self.cleaned_data if self.is_valid() else {}
        return Choice(
            solution=values.get("oplossing", ""),
            goal=values.get("doel") or 0,
            municipality=values.get("gemeente", ""),
            since=values.get("van"),
            until=values.get("tot"),
        )


class FollowForm(forms.Form):
    """How somebody wants to follow a report. An account with a mailbox follows with its own address."""

    email = forms.EmailField(
        label=_("E-mailadres"),
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
        error_messages={
            "required": _("Vul uw e-mailadres in."),
            "invalid": _("Vul een e-mailadres in zoals naam@voorbeeld.nl."),
        },
    )
    gemeente = forms.ChoiceField(label=_("Gemeente"), required=False)
    rhythm = forms.ChoiceField(
        label=_("Hoe vaak wilt u een mail?"),
        choices=Subscription.RHYTHMS,
        widget=forms.RadioSelect,
        initial=Rhythm.MONTHLY,
        error_messages={"required": _("Kies hoe vaak u een mail wilt.")},
    )

    def __init__(self, *args: Any, report: Report, has_mailbox: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["gemeente"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("Alle gemeenten")), *((name, name) for name in report.places())]
        if not report.municipalities:
            del self.fields["gemeente"]
        if has_mailbox:
            del self.fields["email"]

    def clean_email(self) -> str:
        """Refuse what our post cannot reach."""
        email: str = self.cleaned_data["email"]
        if not email.rpartition("@")[0].isascii():
            raise ValidationError(gettext("Dit adres heeft letters die onze post niet kent. Vul een ander adres in."))
        return email
