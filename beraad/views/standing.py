"""The organiser's numbers: who registered, whether the pool looks like all teachers, and whether quotas can be met."""

from __future__ import annotations

from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from beraad.core.errors import OutOfTime
from beraad.models import Assembly
from beraad.queries import pool
from beraad.queries.pool import Compared, Day, Standing
from beraad.queries.words import shown
from beraad.services import feasibility
from beraad.views.desk import team
from ndt.charts import bars, dumbbells
from ndt.charts.shapes import Chart
from ndt.reports.display import count

PACE_S: Final = 10


@require_safe
@team
def numbers(request: HttpRequest, slug: str) -> HttpResponse:
    """Show how the pool stands; with ?kan=1 say whether a group can be made of it now."""
    assembly = get_object_or_404(Assembly, slug=slug)
    found = pool.pool(assembly, now=timezone.now())
    asked = request.GET.get("kan") == "1"
    context: dict[str, Any] = {
        "assembly": assembly,
        "found": found,
        "days": days_chart(found.days),
        "features": [(one, pool_chart(one) if found.in_pool else None) for one in found.features],
        "asked": asked,
        "can": _can(assembly, found) if asked else None,
        "pace": PACE_S if assembly.state == "open" and not asked else 0,
    }
    return render(request, "beraad/numbers.html", context)


def _can(assembly: Assembly, found: Standing) -> dict[str, str]:
    """Say in words whether quotas can be met by this pool. kind: of the alert."""
    if not found.are_quotas_set:
        return {"kind": "info", "text": _("Er is nog geen verdeling. Vul die eerst in.")}
    if found.in_pool < assembly.size:
        missing = assembly.size - found.in_pool
        words = ngettext("Er ontbreekt nog %d leraar op de lijst.", "Er ontbreken nog %d leraren op de lijst.", missing)
        return {"kind": "warning", "text": words % missing}
    short = [(feature, line) for feature, line in found.short if line.missing]
    if short:
        parts = "; ".join(f"{shown(feature)}, {shown(line.row.value.title)}: {line.missing}" for feature, line in short)
        return {"kind": "warning", "text": _("Nog niet. Zo veel mensen ontbreken nog: %(parts)s.") % {"parts": parts}}
    try:
        can = feasibility.can_be_met(assembly)
    except OutOfTime:
        return {
            "kind": "info",
            "text": _(
                "Dat weten wij nog niet. De computer rekent hier langer aan dan deze pagina kan wachten. Probeer het "
                "straks opnieuw. Staat de lijst vast? Zet dan de verdeling vast. Dan rekent hij door tot het zeker is."
            ),
        }
    if can:
        return {"kind": "ok", "text": _("Ja. Met deze lijst is er een groep die aan de hele verdeling voldoet.")}
    return {
        "kind": "warning",
        "text": _(
            "Nee. Elk kenmerk apart kan, maar niet alles samen. Geef de verdeling meer speling, "
            "of wacht op meer aanmeldingen."
        ),
    }


def days_chart(days: tuple[Day, ...]) -> Chart:
    """Draw the registrations of each day."""
    total, most = sum(day.registered for day in days), max(day.registered for day in days)
    return bars.draw(
        [
            bars.Bar(
                formats.date_format(day.day, "D j N"),
                day.registered,
                count(day.registered),
                accent=bool(most) and day.registered == most,
            )
            for day in days
        ],
        title=ngettext(
            "In twee weken meldde %(number)s mens zich aan", "In twee weken meldden %(number)s mensen zich aan", total
        )
        % {"number": count(total)},
        description=_("Per balk een dag. De tabel heeft dezelfde cijfers."),
    )


def pool_chart(found: Compared) -> Chart:
    """Draw the share of each value among all teachers, and in the pool so far; who is short stands out."""
    short = [shown(line.row.value.title) for line in found.lines if line.is_short]
    title = _("Te weinig: %(values)s") % {"values": ", ".join(short)} if short else _("Hier is niemand te weinig")
    return dumbbells.draw(
        [
            dumbbells.Pair(
                label=shown(line.row.value.title),
                before=line.row.share,
                after=line.row.pool_share,
                before_shown=f"{formats.number_format(line.row.share, 0)} %",
                after_shown=f"{formats.number_format(line.row.pool_share, 0)} %",
                accent=line.is_short,
            )
            for line in found.lines
        ],
        title=title,
        description=_("Per waarde het deel van alle leraren en van de lijst. De tabel heeft dezelfde cijfers."),
        ends=dumbbells.Ends(_("alle leraren"), _("op de lijst")),
        from_zero=True,
    )
