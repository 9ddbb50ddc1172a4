"""What an organiser types about mixed tables."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from beraad.forms import NoColonForm
from beraad.models.tables import FEWEST_CHAIRS, MOST_CHAIRS, MOST_ROUNDS, MOST_TABLES, PairKind, PinReason
from beraad.queries.tables import Change, Table
from beraad.services.tables import Wish

KINDS = {
    PairKind.TOGETHER: _("Altijd samen aan een tafel"),
    PairKind.APART: _("Nooit samen aan een tafel"),
}
WHYS = {
    PinReason.FACILITATOR: _("Leidt het gesprek aan deze tafel"),
    PinReason.LANGUAGE: _("Aan deze tafel is een tolk"),
    PinReason.OTHER: _("Iets anders"),
}


def _number(label: Any, least: int, most: int, help_text: Any = "") -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        min_value=least,
        max_value=most,
        help_text=help_text,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
        error_messages={"required": _("Vul een getal in.")},
    )


class WishForm(NoColonForm):
    """How many tables and rounds, and what to mix on."""

    tables = _number(_("Aantal tafels"), 1, MOST_TABLES)
    rounds = _number(_("Aantal rondes"), 1, MOST_ROUNDS, _("In elke ronde ontmoeten mensen weer anderen."))
    chairs = _number(_("Stoelen aan een tafel"), FEWEST_CHAIRS, MOST_CHAIRS, _("Zoveel mensen passen er hooguit."))
    features = forms.MultipleChoiceField(
        label=_("Waarop mengt u de tafels?"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Met minder kenmerken ontmoeten mensen elkaar vaker."),
    )

    def __init__(self, *args: Any, features: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = self.fields["features"]
        assert isinstance(chosen, forms.MultipleChoiceField)
        chosen.choices = [(title, title) for title in features]

    def wish(self) -> Wish:
        """Give what was chosen."""
        data = self.cleaned_data
        return Wish(data["tables"], data["rounds"], data["chairs"], tuple(data["features"]))


class PinForm(NoColonForm):
    """Somebody always sits at one table."""

    ticket = forms.ChoiceField(label=_("Lot"), error_messages={"required": _("Kies een lot.")})
    table = _number(_("Tafel"), 1, MOST_TABLES)
    why = forms.ChoiceField(
        label=_("Waarom?"),
        choices=list(WHYS.items()),
        widget=forms.RadioSelect,
        error_messages={"required": _("Kies waarom.")},
    )

    def __init__(self, *args: Any, tickets: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self, "ticket", tickets)


class PairForm(NoColonForm):
    """Two people always or never share a table."""

    one = forms.ChoiceField(label=_("Eerste lot"), error_messages={"required": _("Kies een lot.")})
    other = forms.ChoiceField(label=_("Tweede lot"), error_messages={"required": _("Kies een lot.")})
    kind = forms.ChoiceField(
        label=_("Wat spreekt u af?"),
        choices=list(KINDS.items()),
        widget=forms.RadioSelect,
        error_messages={"required": _("Kies wat u afspreekt.")},
    )

    def __init__(self, *args: Any, tickets: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self, "one", tickets)
        _offer(self, "other", tickets)

    def clean(self) -> dict[str, Any]:
        """Refuse a pair of one."""
        data = super().clean() or {}
        if data.get("one") and data.get("one") == data.get("other"):
            self.add_error("other", _("Kies twee verschillende loten."))
        return data


def _offer(form: forms.Form, name: str, tickets: Iterable[str]) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = [("", _("Kies een lot")), *((ticket, ticket) for ticket in tickets)]


class TargetForm(NoColonForm):
    """Where somebody goes in a round: to a free chair, or to the chair of somebody else."""

    doel = forms.ChoiceField(label=_("Waarheen?"), error_messages={"required": _("Kies een tafel of een lot.")})

    def __init__(self, *args: Any, tables: Sequence[Table], here: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = [table for table in tables if table.number != here]
        free = [
            (f"tafel-{table.number}", _("Tafel %(number)d") % {"number": table.number})
            for table in others
            if table.free
        ]
        people = [
            (chair.ticket, _("%(ticket)s aan tafel %(number)d") % {"ticket": chair.ticket, "number": table.number})
            for table in others
            for chair in table.chairs
        ]
        field = self.fields["doel"]
        assert isinstance(field, forms.ChoiceField)
        groups = [(_("Naar een vrije stoel"), free)] if free else []
        field.choices = [("", _("Kies een tafel of een lot")), *groups, (_("Wissel met"), people)]

    def change(self, number: int, ticket: str) -> Change:
        """Give the change that was chosen."""
        target = self.cleaned_data["doel"]
        if target.startswith("tafel-"):
            return Change(number, ticket, table=int(target.removeprefix("tafel-")))
        return Change(number, ticket, other=target)


class HeldForm(NoColonForm):
    """How many rounds are over when a plan is brought up to date."""

    held = forms.TypedChoiceField(
        label=_("Hoeveel rondes zijn al geweest?"),
        coerce=int,
        help_text=_("Die blijven zoals ze waren. Alleen latere rondes veranderen."),
    )

    def __init__(self, *args: Any, rounds: int, least: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["held"]
        assert isinstance(field, forms.TypedChoiceField)
        field.choices = [(number, _("Nog geen") if number == 0 else str(number)) for number in range(least, rounds)]
