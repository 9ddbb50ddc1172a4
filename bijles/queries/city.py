"""What a municipality sees of its programmes and agreements, in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bijles import words
from bijles.core.ledger import Place
from bijles.core.rules import Cap, Of, Rules, Span, Unit
from bijles.models import Account, Agreement, Booking, PassScheme, Programme
from bijles.models.lesson import LIVE
from bijles.models.quality import Keurmerk, Legal, Qualification
from bijles.money import euros
from bijles.queries.provider import SHOWN
from ndt.people.models import Organisation, Role, User

_SPANS: dict[Span, Promise] = {
    Span.HOUR: gettext_lazy("per uur"),
    Span.WEEK: gettext_lazy("per week"),
    Span.MONTH: gettext_lazy("per maand"),
    Span.YEAR: gettext_lazy("per jaar"),
}


@dataclass(frozen=True, slots=True)
class Shown:
    """A programme with what is left in its pot."""

    programme: Programme
    left: str


def programmes(schemes: QuerySet[PassScheme]) -> list[Shown]:
    """Give the programmes of a municipality, newest first. Two queries."""
    found = list(Programme.objects.filter(scheme__in=schemes).select_related("scheme__municipality"))
    owners = {f"programme:{one.pk}": one for one in found}
    left = dict(Account.objects.filter(place=Place.POT, owner__in=owners, unit="cents").values_list("owner", "balance"))
    return [Shown(one, euros(left.get(owner, 0))) for owner, one in owners.items()]


def led_by(user: User) -> QuerySet[Organisation]:
    """Give the municipalities with a pass for which somebody works; who coordinates the plan names nobody for them."""
    ours = Organisation.objects.where(user, Role.POLICYMAKER, on=timezone.localdate())
    return ours.filter(pk__in=PassScheme.objects.values("municipality")).order_by("name")


def agreements_of(programme: Programme) -> QuerySet[Agreement]:
    """Give the agreements of a programme, by provider, newest version first."""
    return (
        Agreement.objects.filter(programme=programme, state__in=SHOWN)
        .select_related("programme__scheme__municipality", "provider__organisation")
        .order_by("provider__organisation__name", "form", "-version")
    )


def ahead(agreement: Agreement, now: datetime) -> tuple[int, int]:
    """Give how many lessons of an agreement are booked from now on, and for how many families."""
    booked = Booking.objects.filter(lesson__agreement=agreement, state__in=LIVE, period__startswith__gt=now)
    found = booked.aggregate(lessons=Count("lesson", distinct=True), families=Count("child__family", distinct=True))
    return found["lessons"], found["families"]


def rules_lines(rules: Rules) -> list[str]:
    """Give rules as sentences."""
    lines = [_("Leeftijd: %(first)d tot en met %(last)d jaar.") % {"first": rules.ages[0], "last": rules.ages[1]}]
    if rules.levels:
        named = ", ".join(words.level(level) for level in words.LEVELS if level in rules.levels)
        lines.append(_("Niveaus: %(levels)s.") % {"levels": named})
    else:
        lines.append(_("Alle niveaus."))
    if rules.signal:
        lines.append(_("Alleen met een code van school."))
    return [*lines, *(_cap(cap) for cap in rules.caps)]


def _cap(cap: Cap) -> str:
    most = euros(cap.most) if cap.unit is Unit.CENTS else _("%(count)d minuten") % {"count": cap.most}
    whose = _("een gezin") if cap.of is Of.HOUSEHOLD else _("een kind")
    return _("Hoogstens %(most)s %(span)s voor %(whose)s.") % {
        "most": most,
        "span": str(_SPANS[cap.span]),
        "whose": whose,
    }


def quality_lines(kept: dict[str, Any]) -> list[tuple[str, str]]:
    """Give the answers about quality that an agreement keeps, each with its question."""
    if not kept:
        return []
    mark = str(Keurmerk(kept["keurmerk"]).label)
    if kept["keurmerk_until"]:
        until = date_format(date.fromisoformat(kept["keurmerk_until"]), "j F Y")
        mark = _("%(mark)s, tot en met %(day)s") % {"mark": mark, "day": until}
    return [
        (_("KVK-nummer"), kept["kvk"]),
        (_("Rechtsvorm, zonder winst"), str(Legal(kept["legal"]).label)),
        (_("ANBI"), _("ja") if kept["anbi"] else _("nee")),
        (_("Keurmerk"), mark),
        (_("Bijlesgevers zijn minstens"), str(Qualification(kept["qualification"]).label)),
        (_("Nieuwe VOG"), _("na %(count)d maanden") % {"count": kept["vog_months"]}),
        (_("Grootste groep bij huiswerkbegeleiding"), _("%(count)d leerlingen") % {"count": kept["group"]}),
    ]


def money_lines(one: Agreement) -> list[tuple[str, str]]:
    """Give what is agreed about money and lessons, each with its name."""
    return [
        (_("Tarief van een uur, per leerling"), euros(one.cents_an_hour)),
        (_("Leerlingen hoogstens"), str(one.most_pupils)),
        (_("Bij niet komen"), _("%(count)d %% van de prijs") % {"count": one.no_show_percent}),
        (
            _("Bij laat afzeggen"),
            _("%(count)d %% van de prijs, korter dan %(hours)d uur van tevoren")
            % {"count": one.late_cancel_percent, "hours": one.late_cancel_hours},
        ),
        (_("De gemeente betaalt"), _("binnen %(count)d dagen na het einde van de maand") % {"count": one.payment_days}),
        (_("Bij een kind thuis"), _("mag") if one.at_home else _("mag niet")),
    ]
