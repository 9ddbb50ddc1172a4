"""Where the organiser publishes the panels and records the draw."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from beraad import queries
from beraad.core.errors import Closed, PoolChanged
from beraad.forms import RecordingForm, SourceForm
from beraad.models import Assembly
from beraad.models.assembly import State
from beraad.services import drawing
from beraad.services.drawing import Source
from beraad.views.desk import NOT_NOW, team
from ndt.draws.beacons import TEST_CHAIN, made_up_round
from ndt.draws.errors import BadRecording, LateCommitment, TooEarly
from ndt.people.fresh import fresh_login

AN_HOUR: Final = timedelta(hours=1)
CHANGED: Final = gettext_lazy(
    "De lijst is niet meer de lijst die is vastgezet. Bel de beheerder. Er wordt niet geloot."
)
RECORDING_FAULTS: Final = {
    "throws": gettext_lazy("Dit zijn niet de cijfers die de loting nodig heeft. Controleer elke trekking."),
    "round": gettext_lazy("Dit is een andere ronde dan is aangekondigd. Zoek de goede ronde."),
    "json": gettext_lazy("Plak hier precies wat drand gaf. Het begint met een accolade."),
    "randomness": gettext_lazy("Het getal klopt niet met de handtekening van drand. Haal de ronde opnieuw op."),
    "signature": gettext_lazy("De handtekening van drand ontbreekt. Haal de ronde opnieuw op."),
    "kind": gettext_lazy("Dit hoort bij een andere bron dan is aangekondigd."),
}


@require_http_methods(["GET", "HEAD", "POST"])
@team
@fresh_login
def publish(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Announce the source of the randomness and publish the panels. There is no way back."""
    assembly = get_object_or_404(Assembly, slug=slug)
    now = timezone.now()
    form = SourceForm(request.POST or None, initial={"moment": timezone.localtime(now + AN_HOUR)})
    status = 422 if request.method == "POST" else 200
    if form.is_valid():
        try:
            drawing.publish(assembly=assembly, source=Source(**form.cleaned_data), now=now)
        except LateCommitment:
            form.add_error("moment", _("Dit moment is voorbij. Kies een later moment."))
        except PoolChanged:
            form.add_error(None, str(CHANGED))
            status = 409
        except Closed:
            form.add_error(None, str(NOT_NOW))
            status = 409
        else:
            messages.success(request, _("De groepen staan vast en zijn openbaar."))
            return redirect("beraad:cockpit", slug)
    context = {
        "assembly": assembly,
        "form": form,
        "draw": queries.latest_draw(assembly),
        "open": assembly.state == State.FEASIBLE,
    }
    return render(request, "beraad/publish.html", context, status=status)


def practice(announced: Mapping[str, Any] | None, *, seed: str) -> dict[str, str]:
    """Give what the form for an outcome begins with: for the test chain its round, which nobody else makes."""
    if announced is None or announced.get("chain") != TEST_CHAIN.name:
        return {}
    return {"recording": json.dumps(made_up_round(announced["round"], seed=seed.encode()), indent=2)}


@require_http_methods(["GET", "HEAD", "POST"])
@team
@fresh_login
def record(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Record what the source gave; that chooses the panel."""
    assembly = get_object_or_404(Assembly, slug=slug)
    draw, now = queries.fixed_draw(assembly), timezone.now()
    announced = queries.announcement(draw).facts() if draw else None
    form = RecordingForm(request.POST or None, initial=practice(announced, seed=draw.commitment_sha256 if draw else ""))
    status = 422 if request.method == "POST" else 200
    if form.is_valid():
        try:
            drawing.record(assembly=assembly, typed=form.cleaned_data["recording"], now=now)
        except BadRecording as bad:
            form.add_error("recording", str(RECORDING_FAULTS[bad.what]))
        except TooEarly:
            form.add_error("recording", _("Het moment van de loting moet nog komen. Wacht tot dan."))
        except PoolChanged:
            form.add_error(None, str(CHANGED))
            status = 409
        except Closed:
            form.add_error(None, str(NOT_NOW))
            status = 409
        else:
            messages.success(request, _("Er is geloot."))
            return redirect("beraad:draw", slug)
    context = {
        "assembly": assembly,
        "form": form,
        "draw": draw,
        "announced": announced,
        "open": assembly.state == State.PUBLISHED,
        "is_early": draw is not None and draw.draws_at is not None and draw.draws_at > now,
    }
    return render(request, "beraad/record.html", context, status=status)
