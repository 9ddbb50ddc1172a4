"""A version of rules of admission, one rule a row. As JSON it only comes in and goes out."""

from __future__ import annotations

import json
from typing import Any, ClassVar, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from opleiding.core import rule_rows, rules
from opleiding.core.errors import BadRules
from opleiding.forms.desks import Plain
from opleiding.forms.fields import whole
from opleiding.forms.rows import MOST_ROWS, Filled, RowForm, WithRows
from opleiding.models import Offering, RelatedTable, Rules, Study, Subject

MOST_YEARS: Final = 60
CHOOSE: Final = {"required": _("Maak een keuze.")}


def _level(label: Any) -> forms.ChoiceField:
    choices = [("", _("Kies een niveau")), *Study.Level.choices]
    return forms.ChoiceField(label=label, choices=choices, error_messages=CHOOSE)


def _groups() -> list[tuple[str, str]]:
    words = gettext("nee, een van groep %(letter)s is genoeg")
    return [("", gettext("ja")), *((letter, words % {"letter": letter.upper()}) for letter in rule_rows.LETTERS)]


def _group() -> forms.ChoiceField:
    """Give the field with the letter that makes a rule one of several of which one is enough."""
    return forms.ChoiceField(label=_("Moet dit altijd?"), required=False, choices=_groups)


class _RuleRow(RowForm):
    """A rule, with the id that it had."""

    id = forms.CharField(max_length=80, required=False, widget=forms.HiddenInput)


class DegreeRow(_RuleRow):
    """A finished study."""

    title = _("Een studie is af voor de start")

    level = _level(_("Minstens welk niveau?"))
    most_years = whole(_("Hooguit hoeveel jaar geleden?"), 0, MOST_YEARS, required=False, example=7)
    group = _group()


class CreditsRow(_RuleRow):
    """Enough EC."""

    title = _("Genoeg punten (EC) in een studie")

    level = _level(_("In welk niveau?"))
    ec = whole(_("Hoeveel EC?"), 0, rules.MOST_EC, example=90)
    group = _group()


class RelatedRow(_RuleRow):
    """A related study."""

    title = _("De studie past bij het vak, volgens een tabel")

    table = forms.ModelChoiceField(
        RelatedTable.objects.all(), to_field_name="code", label=_("Volgens welke tabel?"), empty_label=_("Kies een tabel"),
        error_messages=CHOOSE,
    )  # fmt: skip
    subject = forms.ModelChoiceField(
        Subject.objects.all(), to_field_name="code", label=_("Bij welk vak?"), empty_label=_("Kies een vak"),
        error_messages=CHOOSE,
    )  # fmt: skip
    most_short_ec = whole(_("Hooguit hoeveel EC tekort?"), 0, rules.MOST_EC, example=18)
    group = _group()


class LanguageRow(_RuleRow):
    """A language."""

    title = _("De taal van de opleiding")

    language = forms.ChoiceField(label=_("Welke taal?"), choices=Offering.Language.choices)
    group = _group()


class GradeRow(_RuleRow):
    """A mean grade."""

    title = _("Een gemiddeld cijfer")

    level = _level(_("In een studie van minstens welk niveau?"))
    least = forms.DecimalField(
        label=_("Minstens welk cijfer?"), min_value=1, max_value=10, max_digits=3, decimal_places=1, localize=True,
        error_messages={"invalid": _("Schrijf een cijfer, zoals 7,5."), "required": _("Schrijf een cijfer, zoals 7,5."),
                        "min_value": _("Schrijf een cijfer van 1 tot en met 10."),
                        "max_value": _("Schrijf een cijfer van 1 tot en met 10.")},
    )  # fmt: skip
    group = _group()


class HoursRow(_RuleRow):
    """Hours of teaching before."""

    title = _("Ervaring met lesgeven, in uren")

    hours = whole(_("Minstens hoeveel uur?"), 0, rules.MOST_HOURS, example=100)
    subject = forms.ModelChoiceField(
        Subject.objects.all(), to_field_name="code", label=_("In welk vak?"), required=False,
        empty_label=_("alle vakken samen"),
    )  # fmt: skip
    group = _group()


class NestedRow(RowForm):
    """Rules inside each other that came from a file; they stay as they are, or go."""

    title = _("Regels in elkaar, uit een bestand")
    is_offered = False

    json = forms.CharField(
        label=_("Zoals in het bestand"),
        widget=forms.Textarea(attrs={"rows": 4, "readonly": True, "spellcheck": "false"}),
    )


class RulesForm(WithRows, Plain):
    """A version of rules. Without rows everybody is let in."""

    once = ("version", _("Deze versie is er al. Kies een andere naam voor de versie."))
    kinds: ClassVar = {
        "degree": DegreeRow,
        "credits": CreditsRow,
        "related": RelatedRow,
        "language": LanguageRow,
        "grade": GradeRow,
        "hours": HoursRow,
        rule_rows.NESTED: NestedRow,
    }

    class Meta:
        model = Rules
        fields: ClassVar[list[str]] = ["version", "since", "until", "source", "seen_on"]

    def clean(self) -> dict[str, Any]:
        """See that it ends after it begins, and that all rows together can be read."""
        found: dict[str, Any] = super().clean() or self.cleaned_data
        since, until = found.get("since"), found.get("until")
        if since and until and until <= since:
            self.add_error("until", _("Kies een dag na ‘geldt vanaf’."))
        if not self.errors:
            self._read(found)
        return found

    def _read(self, found: dict[str, Any]) -> None:
        try:
            self.instance.rules = rule_rows.rules([_plain(kind, values) for kind, values in self.cleaned_rows()])
            rules.read(self.instance.rules)
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            self.add_error(
                None, _("De regels uit het bestand zijn veranderd. Haal ze weg en lees het bestand opnieuw.")
            )
        except BadRules as problem:
            for fault in problem.faults:
                self.add_error(None, _("Fout op plek %(fault)s") % {"fault": str(fault)})


def rows_of(found: Rules) -> list[Filled]:
    """Give the rules of a version as rows."""
    return list(rule_rows.rows(found.rules))


def from_file(text: str) -> list[Filled]:
    """Give the rows of a file of rules. Raises ValidationError with every fault and its place."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as problem:
        raise ValidationError(
            gettext("Dit is geen JSON: regel %(line)s, teken %(column)s klopt niet.")
            % {"line": getattr(problem, "lineno", 1), "column": getattr(problem, "colno", 1)}
        ) from problem
    try:
        rules.read(found)
    except BadRules as problem:
        raise ValidationError(
            [gettext("Fout op plek %(fault)s") % {"fault": str(fault)} for fault in problem.faults]
        ) from problem
    assert isinstance(found, list)
    rows: list[Filled] = list(rule_rows.rows(found))
    if len(rows) > MOST_ROWS:
        raise ValidationError(gettext("Dit zijn te veel regels. Er passen er %(most)d.") % {"most": MOST_ROWS})
    return rows


def _plain(kind: str, values: dict[str, Any]) -> rule_rows.Row:
    """Give a row as JSON: codes for rows of tables, a number for a grade."""
    plain = {name: getattr(one, "code", one) for name, one in values.items()}
    if kind == "grade":
        least = float(plain["least"])
        plain["least"] = int(least) if least.is_integer() else least
    return kind, plain
