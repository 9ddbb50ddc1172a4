"""What a municipality fills in: a programme, its rules, an agreement, a decision."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from bijles import words
from bijles.core.rules import Cap, Of, Rules, Span, Unit
from bijles.forms.proving import PlainForm
from bijles.forms.safety import choice
from bijles.forms.supply import date_field, several, whole
from bijles.models import Agreement, Programme, Provider
from bijles.models.programme import Form
from bijles.services.agreeing import Terms
from bijles.services.programmes import Plan

MOST_EUROS: Final = Decimal(10_000_000)
# The caps that real schemes have (a rate, minutes and money in a span), for a child or its household.
CAPS: Final[tuple[tuple[str, Span, Of, Unit, Any], ...]] = (
    ("hour_cents", Span.HOUR, Of.CHILD, Unit.CENTS, _("Hoogste prijs van een uur, in euro’s")),
    ("week_minutes", Span.WEEK, Of.CHILD, Unit.MINUTES, _("Hoogstens zoveel minuten per week, per kind")),
    ("month_minutes", Span.MONTH, Of.CHILD, Unit.MINUTES, _("Hoogstens zoveel minuten per maand, per kind")),
    ("month_cents", Span.MONTH, Of.CHILD, Unit.CENTS, _("Hoogstens zoveel euro per maand, per kind")),
    ("year_minutes", Span.YEAR, Of.CHILD, Unit.MINUTES, _("Hoogstens zoveel minuten per jaar, per kind")),
    ("year_cents", Span.YEAR, Of.CHILD, Unit.CENTS, _("Hoogstens zoveel euro per jaar, per kind")),
    ("home_week_minutes", Span.WEEK, Of.HOUSEHOLD, Unit.MINUTES, _("Hoogstens zoveel minuten per week, per gezin")),
    ("home_year_cents", Span.YEAR, Of.HOUSEHOLD, Unit.CENTS, _("Hoogstens zoveel euro per jaar, per gezin")),
)


def euros(label: Any, *, required: bool = True, hint: Any = "", least: Decimal = Decimal(0)) -> forms.DecimalField:
    """Give a field for an amount in euros; a comma or a point before the cents."""
    wrong = _("Schrijf een bedrag zoals 25 of 25,50.")
    return forms.DecimalField(
        label=label,
        required=required,
        help_text=hint,
        min_value=least,
        max_value=MOST_EUROS,
        decimal_places=2,
        localize=True,
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value", "max_decimal_places", "max_digits"), wrong
        ),
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )


def cents(amount: Decimal) -> int:
    """Give euros in cents."""
    return int(amount * 100)


class RulesForm(PlainForm):
    """One version of the rules of a programme. An empty cap does not count."""

    age_from = whole(_("Vanaf welke leeftijd?"), 0, 25)
    age_to = whole(_("Tot en met welke leeftijd?"), 0, 25)
    levels = several(
        _("Voor welke niveaus?"),
        list(words.LEVELS.items()),
        _("Kies niveaus uit de lijst."),
        required=False,
        hint=_("Kiest u niets? Dan mogen alle niveaus meedoen."),
    )
    signal = forms.BooleanField(
        label=_("Alleen met een code van school"),
        required=False,
        help_text=_("School geeft ouders dan eerst een briefje. Zonder code kan niemand boeken."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, _span, _of, unit, label in CAPS:
            self.fields[name] = (
                euros(label, required=False) if unit is Unit.CENTS else whole(label, 0, 100_000, required=False)
            )

    def clean(self) -> dict[str, Any]:
        """Refuse a last age below the first."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        first, last = data.get("age_from"), data.get("age_to")
        if first is not None and last is not None and last < first:
            self.add_error("age_to", _("Deze leeftijd is lager dan de eerste. Kies een hogere."))
        return data

    def rules(self) -> Rules:
        """Give what was filled in; the version is set where it is kept."""
        data = self.cleaned_data
        caps = tuple(
            Cap(span, of, unit, cents(data[name]) if unit is Unit.CENTS else data[name])
            for name, span, of, unit, _label in CAPS
            if data[name] is not None
        )
        return Rules(0, (data["age_from"], data["age_to"]), frozenset(data["levels"]), caps, data["signal"])


def initial_rules(rules: Rules) -> dict[str, Any]:
    """Give rules as the form shows them. A cap that the form does not know is left out; there is none that we made."""
    shown: dict[str, Any] = {
        "age_from": rules.ages[0],
        "age_to": rules.ages[1],
        "levels": [level for level in words.LEVELS if level in rules.levels],
        "signal": rules.signal,
    }
    names: Mapping[tuple[Span, Of, Unit], str] = {(span, of, unit): name for name, span, of, unit, _label in CAPS}
    for cap in rules.caps:
        name = names.get((cap.span, cap.of, cap.unit))
        if name:
            shown[name] = Decimal(cap.most).scaleb(-2) if cap.unit is Unit.CENTS else cap.most
    return shown


class ProgrammeForm(RulesForm):
    """A programme to begin, with the first version of its rules."""

    title = forms.CharField(
        label=_("Hoe heet de regeling?"), max_length=80, error_messages={"required": _("Vul een naam in.")}
    )
    first_day = date_field(_("Eerste dag"))
    last_day = date_field(_("Laatste dag"))
    pot = euros(_("Hoeveel geld is er in totaal, in euro’s?"), least=Decimal(1))
    child = euros(_("Hoeveel krijgt een kind hoogstens, in euro’s?"), least=Decimal(1))
    minutes = whole(_("Hoeveel minuten les krijgt een kind hoogstens?"), 30, 100_000)

    field_order = ("title", "first_day", "last_day", "pot", "child", "minutes")

    def clean(self) -> dict[str, Any]:
        """Refuse an end before the start, and a pot smaller than what one child gets."""
        data = super().clean()
        first, last = data.get("first_day"), data.get("last_day")
        if first and last and last < first:
            self.add_error("last_day", _("Deze dag ligt voor de eerste. Kies een latere dag."))
        if data.get("pot") and data.get("child") and data["pot"] < data["child"]:
            self.add_error("pot", _("Dit is minder dan één kind krijgt. Kies een hoger bedrag."))
        return data

    def plan(self) -> Plan:
        """Give what was filled in, without the rules."""
        data = self.cleaned_data
        return Plan(
            title=data["title"],
            first_day=data["first_day"],
            last_day=data["last_day"],
            pot_cents=cents(data["pot"]),
            child_cents=cents(data["child"]),
            child_minutes=data["minutes"],
        )


class OfferForm(PlainForm):
    """The terms of an agreement."""

    provider = forms.ModelChoiceField(
        Provider.objects.none(),
        label=_("Welke aanbieder?"),
        empty_label=_("Kies een aanbieder"),
        error_messages={"required": _("Kies een aanbieder."), "invalid_choice": _("Kies een aanbieder uit de lijst.")},
    )
    form = choice(_("Waarvoor?"), Form.choices, _("Kies bijles of huiswerkbegeleiding."))
    first_day = date_field(_("Vanaf welke dag?"))
    last_day = date_field(_("Tot en met welke dag?"))
    rate = euros(_("Tarief van een uur, in euro’s"), hint=_("Per leerling."))
    most_pupils = whole(_("Hoeveel leerlingen hoogstens?"), 1, 20, hint=_("Bij bijles hoogstens drie."))
    no_show_percent = whole(_("Hoeveel procent bij niet komen?"), 0, 100)
    late_cancel_percent = whole(_("Hoeveel procent bij laat afzeggen?"), 0, 100)
    late_cancel_hours = whole(_("Laat is korter dan hoeveel uur van tevoren?"), 0, 168)
    payment_days = whole(_("Binnen hoeveel dagen betaalt u?"), 1, 90)
    at_home = forms.BooleanField(label=_("De les mag bij een kind thuis zijn"), required=False)

    def __init__(self, programme: Programme, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.programme = programme
        known = self.fields["provider"]
        assert isinstance(known, forms.ModelChoiceField)
        known.queryset = (
            Provider.objects.exclude(quality=None).select_related("organisation").order_by("organisation__name")
        )

    def clean(self) -> dict[str, Any]:
        """Keep the days within the programme, and tutoring to three."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        first, last = data.get("first_day"), data.get("last_day")
        if first and first < self.programme.first_day:
            self.add_error("first_day", _("Dan is de regeling nog niet begonnen. Kies een latere dag."))
        if last and last > self.programme.last_day:
            self.add_error("last_day", _("Dan is de regeling al klaar. Kies een eerdere dag."))
        if first and last and last < first:
            self.add_error("last_day", _("Deze dag ligt voor de eerste. Kies een latere dag."))
        if data.get("form") == Form.TUTORING and (data.get("most_pupils") or 0) > 3:
            self.add_error("most_pupils", _("Bijles is voor één tot drie leerlingen."))
        return data

    def terms(self) -> Terms:
        """Give what was filled in, without the provider."""
        data = self.cleaned_data
        return Terms(
            form=data["form"],
            first_day=data["first_day"],
            last_day=data["last_day"],
            cents_an_hour=cents(data["rate"]),
            most_pupils=data["most_pupils"],
            no_show_percent=data["no_show_percent"],
            late_cancel_percent=data["late_cancel_percent"],
            late_cancel_hours=data["late_cancel_hours"],
            payment_days=data["payment_days"],
            at_home=data["at_home"],
        )


def initial_offer(programme: Programme, like: Agreement | None) -> dict[str, Any]:
    """Give what the form of an offer begins with: an earlier version, or what most agree."""
    if like is None:
        common = {"most_pupils": 1, "no_show_percent": 50, "late_cancel_percent": 50, "late_cancel_hours": 24}
        days = {"first_day": programme.first_day, "last_day": programme.last_day}
        return common | days | {"payment_days": 30, "form": Form.TUTORING}
    names = (
        *("form", "first_day", "last_day", "most_pupils", "no_show_percent", "late_cancel_percent"),
        *("late_cancel_hours", "payment_days", "at_home"),
    )
    known = {name: getattr(like, name) for name in names}
    return known | {"provider": like.provider_id, "rate": Decimal(like.cents_an_hour).scaleb(-2)}


class DecideForm(PlainForm):
    """Whether a lesson took place, and why the municipality thinks so."""

    took_place = choice(
        _("Ging de les door, zoals de bijlesgever zegt?"),
        [("yes", _("Ja, betaal de aanbieder")), ("no", _("Nee, het gezin krijgt de les terug"))],
        _("Kies ja of nee."),
    )
    reason = forms.CharField(
        label=_("Waarom?"),
        max_length=400,
        help_text=_("Het gezin en de aanbieder lezen dit."),
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Schrijf in één of twee zinnen waarom.")},
    )


class SuspendForm(PlainForm):
    """What becomes of the lessons that are booked when an agreement is suspended."""

    booked = choice(
        _("Wat gebeurt er met de lessen die al zijn geboekt?"),
        [("on", _("Zij gaan door")), ("off", _("Zij vervallen ook"))],
        _("Kies wat er met de geboekte lessen gebeurt."),
    )
