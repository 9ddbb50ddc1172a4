"""The ceremony: one page for a hall and for a phone, from the countdown to the number."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils import formats, timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from beraad import queries
from beraad.core.ceremony import Stage
from beraad.models import Assembly, Draw
from beraad.queries import DrawPage, Share, transparency
from beraad.queries import ceremony as ceremonies
from beraad.queries.ceremony import Show
from beraad.queries.words import shown
from beraad.services import papers
from ndt.charts import dumbbells
from ndt.charts.shapes import Chart
from ndt.pdf.http import document
from ndt.people.access import allowed
from ndt.people.predicates import coordinator_of, operator

FRESH_S: Final = 1.0


@dataclass(frozen=True, slots=True)
class Remembered:
    """A part of the page and until when (monotonic seconds) this process may give it again."""

    until: float
    body: str
    version: str


_remembered: dict[tuple[str, str], Remembered] = {}


@require_safe
def live(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the ceremony as it stands now; complete without a script, by its link to look again."""
    assembly = get_object_or_404(Assembly.objects.public(), slug=slug)
    show = ceremonies.show(assembly, now=timezone.now())
    return render(request, "beraad/live.html", _context(show))


@require_safe
def live_part(request: HttpRequest, slug: str) -> HttpResponse:
    """Give the changing part to whoever has another version; 204 to whoever has this one.

    A hall full of phones asks once a second: the database is asked at most once a second a process.
    """
    found = _part(slug)
    has_it = request.GET.get("heeft") == found.version
    response = HttpResponse(status=204) if has_it else HttpResponse(found.body)
    response["Cache-Control"] = "public, max-age=1, stale-if-error=60"
    return response


def _part(slug: str) -> Remembered:
    now, key = time.monotonic(), (slug, get_language() or "nl")
    remembered = _remembered.get(key)
    if remembered is None or remembered.until < now:
        assembly = get_object_or_404(Assembly.objects.public(), slug=slug)
        show = ceremonies.show(assembly, now=timezone.now())
        body: str
        if remembered is None or remembered.version != show.version:
            body = render_to_string("beraad/live_part.html", _context(show))
        else:
            body = remembered.body
        remembered = _remembered[key] = Remembered(now + FRESH_S, body, show.version)
    return remembered


def _context(show: Show) -> dict[str, Any]:
    now = timezone.now()
    context: dict[str, Any] = {
        "assembly": show.assembly,
        "draw": show.draw,
        "show": show,
        "now": now,
        "hash_groups": _groups(show.draw.commitment_sha256) if show.draw else [],
    }
    if show.draw is not None and show.draw.draws_at is not None:
        context["left"] = _left((show.draw.draws_at - now).total_seconds())
    if show.trail is not None:
        value = str(show.trail.last.value)
        tail = show.trail.tail
        context |= {
            "value_head": value[:-tail] if tail else value,
            "value_tail": value[-tail:] if tail else "",
            "rest": f"{show.trail.index:0{max(tail, 1)}d}",
            "misses": len(show.trail.attempts) - 1,
        }
    if show.draw is not None and show.moment.stage is Stage.DONE:
        context |= _result(show.draw)
    return context


def _result(draw: Draw) -> dict[str, Any]:
    page = queries.draw_page(draw)
    return {
        "page": page,
        "panel": queries.drawn_panel(draw),
        "mixed": [(feature, mixed_chart(feature, shares, page), shares) for feature, shares in page.features],
    }


def _groups(text: str, size: int = 8) -> list[str]:
    return [text[at : at + size] for at in range(0, len(text), size)]


def _left(seconds: float) -> str:
    """Say how long it still takes, in its two largest units."""
    total = max(int(seconds), 0)
    days, hours, minutes = total // 86_400, total // 3600 % 24, total // 60 % 60
    parts = [
        (days, ngettext("%d dag", "%d dagen", days) % days),
        (hours, ngettext("%d uur", "%d uur", hours) % hours),
        (minutes, ngettext("%d minuut", "%d minuten", minutes) % minutes),
        (total % 60, ngettext("%d seconde", "%d seconden", total % 60) % (total % 60)),
    ]
    first = next((place for place, (number, _words) in enumerate(parts) if number), len(parts) - 1)
    kept = [words for number, words in parts[first : first + 2] if number] or [parts[-1][1]]
    return _(" en ").join(kept)


def mixed_chart(feature: str, shares: Sequence[Share], page: DrawPage) -> Chart:
    """Draw the share of each value among all teachers, and in the drawn panel."""
    pairs = [
        dumbbells.Pair(
            label=shown(share.value),
            before=share.population,
            after=100 * (share.seats or 0) / page.size,
            before_shown=_percent(share.population),
            after_shown=_percent(100 * (share.seats or 0) / page.size),
        )
        for share in shares
    ]
    return dumbbells.draw(
        pairs,
        title=shown(feature),
        description=_(
            "Per waarde het deel van alle leraren en het deel van de groep. De tabel heeft dezelfde cijfers."
        ),
        ends=dumbbells.Ends(_("alle leraren"), _("de groep")),
        from_zero=True,
    )


def _percent(value: float) -> str:
    return f"{formats.number_format(value, 0)} %"


@require_safe
def paper(_request: HttpRequest, slug: str) -> HttpResponse:
    """Give the report about the draw, as the worker made it last."""
    assembly = get_object_or_404(Assembly.objects.public(), slug=slug)
    draw = queries.fixed_draw(assembly)
    found = None if draw is None else transparency.paper_of(draw, get_language() or "nl")
    if found is None:
        raise Http404
    return document(bytes(found.content), filename=f"{slug}-verslag.pdf")


@require_POST
@allowed(coordinator_of("beraad") | operator)
def order_paper(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Ask for the report again, with what happened since."""
    assembly = get_object_or_404(Assembly, slug=slug)
    draw = queries.fixed_draw(assembly)
    if draw is None:
        messages.error(request, _("Er is nog geen loting. Een verslag komt daarna."))
    else:
        papers.order(draw)
        messages.success(request, _("Het verslag wordt gemaakt. Over een minuut staat het bij de loting."))
    return redirect("beraad:cockpit", slug)
