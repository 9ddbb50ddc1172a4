"""The wizard of the agreement: the period, then for each teacher the work and the money."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any, Final

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from wisselkracht.core.agreement import Agreement, settle
from wisselkracht.forms import SteppedForm
from wisselkracht.forms.answering import DAYS, FteField
from wisselkracht.forms.desk import check_days, day_field
from wisselkracht.forms.exchange import Act
from wisselkracht.queries.exchange_facts import host_of
from wisselkracht.services import agreeing
from wisselkracht.services.agreeing import Filled, Typed

MOST_CENTS: Final = 100_000_000


class EurosField(forms.CharField):
    """An amount in euros, typed with a comma or a point; cleaned into cents."""

    def clean(self, value: Any) -> int:
        """Give the cents."""
        typed = super().clean(value).replace("€", "").replace(" ", "")
        if "," in typed:
            typed = typed.replace(".", "").replace(",", ".")
        try:
            amount = Decimal(typed or "0")
        except InvalidOperation as problem:
            raise forms.ValidationError(_("Schrijf een bedrag, zoals 2450,50.")) from problem
        if not amount.is_finite() or not 0 <= amount * 100 <= MOST_CENTS:
            raise forms.ValidationError(_("Schrijf een bedrag van 0 tot een miljoen euro."))
        return int((amount * 100).to_integral_value())


def _euros(cents: int) -> str:
    return f"{cents // 100},{cents % 100:02d}"


class AgreementForm(SteppedForm):
    """Everything that the agreement needs and that we do not know."""

    first = day_field(_("Eerste dag"))
    last = day_field(_("Laatste dag"))

    def __init__(self, act: Act, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.act = act
        self.places = list(act.exchange.places.select_related("application__school", "teacher").order_by("number"))
        self.initial = {"first": act.exchange.starts_on, "last": act.exchange.ends_on}
        known = agreeing.defaults(act.exchange)
        steps: list[tuple[Any, tuple[str, ...]]] = [(gettext("De periode"), ("first", "last"))]
        for number, place in enumerate(self.places):
            name, host = place.teacher.name, host_of(place, self.places).application.school.title
            work, money = self._work(number, known[place.school_code]), self._money(number, known[place.school_code])
            for key, field in {**work, **money}.items():
                self.fields[key] = field
            words = {"name": name, "school": host}
            steps.append((gettext("%(name)s werkt bij %(school)s") % words, tuple(work)))
            steps.append((gettext("Het geld voor het werk van %(name)s") % words, tuple(money)))
        self.steps = (*steps, (gettext("Klopt alles?"), ()))

    def _work(self, number: int, known: Typed) -> dict[str, forms.Field]:
        return {
            f"tasks_{number}": forms.CharField(
                label=_("Wat gaat de leraar doen?"),
                help_text=_("Eén taak op een regel."),
                max_length=1000,
                initial="\n".join(known.tasks),
                error_messages={"required": _("Schrijf op wat de leraar gaat doen.")},
                widget=forms.Textarea(attrs={"rows": 4}),
            ),
            f"days_{number}": forms.TypedMultipleChoiceField(
                label=_("Op welke dagen?"),
                choices=DAYS,
                coerce=int,
                initial=[day + 1 for day in sorted(known.weekdays)],
                widget=forms.CheckboxSelectMultiple,
                error_messages={"required": _("Kies de dagen.")},
            ),
            f"fte_{number}": FteField(
                label=_("Hoe groot is de baan?"),
                max_length=6,
                help_text=_("Een volle baan is 1. Drie dagen is vaak 0,6."),
                initial=f"{known.fte / 100:g}".replace(".", ","),
                error_messages={"required": _("Vul in hoe groot de baan is.")},
            ),
            f"vog_{number}": forms.BooleanField(
                label=_("Deze leraar heeft een VOG (een bewijs van goed gedrag) voor dit werk."),
                required=False,
                initial=known.has_vog,
            ),
            f"dispensation_{number}": forms.BooleanField(
                label=_("De schoolleider laat deze leraar de hele periode zonder bevoegdheid lesgeven."),
                required=False,
                initial=known.is_dispensed,
            ),
        }

    def _money(self, number: int, known: Typed) -> dict[str, forms.Field]:
        missing = {"required": _("Vul een bedrag in. Is het niets? Schrijf dan 0.")}
        return {
            f"wage_{number}": EurosField(
                label=_("Bruto loonkosten voor deze hele periode"),
                help_text=_("In euro. Met alle lasten van de werkgever."),
                max_length=14,
                initial=_euros(known.wage_cents),
                error_messages=missing,
            ),
            f"fee_{number}": EurosField(
                label=_("Wat betaalt de andere school daarvoor?"),
                help_text=_("In euro, voor de hele periode. Boven het loon en 5 procent kan btw nodig zijn."),
                max_length=14,
                initial=_euros(known.fee_cents),
                error_messages=missing,
            ),
            f"travel_{number}": EurosField(
                label=_("Reiskosten voor elke werkdag"),
                help_text=_("In euro."),
                max_length=14,
                initial=_euros(known.travel_cents),
                error_messages=missing,
            ),
            f"spare_{number}": forms.BooleanField(
                label=_("De andere school kan ook zonder deze leraar."),
                required=False,
                initial=not known.is_indispensable,
            ),
        }

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("first") and data.get("last"):
            check_days(self, "last", data["first"], data["last"])
        return data

    def filled(self) -> Filled:
        """Give what was filled in; the form is valid."""
        data = self.cleaned_data
        return Filled(
            data["first"],
            data["last"],
            {
                place.school_code: Typed(
                    tasks=tuple(line.strip() for line in data[f"tasks_{number}"].splitlines() if line.strip()),
                    weekdays=frozenset(day - 1 for day in data[f"days_{number}"]),
                    fte=data[f"fte_{number}"],
                    wage_cents=data[f"wage_{number}"],
                    fee_cents=data[f"fee_{number}"],
                    travel_cents=data[f"travel_{number}"],
                    has_vog=data[f"vog_{number}"],
                    is_dispensed=data[f"dispensation_{number}"],
                    is_indispensable=not data[f"spare_{number}"],
                )
                for number, place in enumerate(self.places)
            },
        )

    def preview(self) -> Agreement:
        """Give the agreement that the answers make, with its warnings. Raises BadAgreement."""
        return settle(agreeing.terms_of(self.act.exchange, self.filled(), today=self.act.now.date()))

    def do(self) -> None:
        """Make this version."""
        agreeing.draft(exchange_id=self.act.exchange.pk, by=self.act.by, filled=self.filled(), now=self.act.now)
