"""The number, as one tiny answer that a crowd may ask for."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from typing import Final

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from campaigns import queries
from campaigns.models import Petition
from ndt.web.headers import embeddable

FRESH_S: Final = 1.0


@dataclass(frozen=True, slots=True)
class Remembered:
    """An answer and until when (monotonic seconds) this process may give it again."""

    until: float
    body: bytes
    etag: str


_remembered: dict[str, Remembered] = {}


def _answer(slug: str) -> Remembered:
    """Ask the database at most once a second a process; two threads may ask at once, harmlessly."""
    now = time.monotonic()
    remembered = _remembered.get(slug)
    if remembered is None or remembered.until < now:
        petition = get_object_or_404(Petition.objects.visible(), slug=slug)
        number = queries.number(petition)
        body = json.dumps({"number": number.public, "percent": number.percent, "poll": petition.poll_seconds})
        etag = f'"{number.public}-{number.goal}-{petition.poll_seconds}"'
        remembered = _remembered[slug] = Remembered(now + FRESH_S, body.encode(), etag)
    return remembered


@require_safe
def count(request: HttpRequest, slug: str) -> HttpResponse:
    """Give the public number, how full the goal is, and after how many seconds to ask again."""
    answer = _answer(slug)
    response: HttpResponse
    if request.headers.get("If-None-Match") == answer.etag:
        response = HttpResponseNotModified()
    else:
        response = HttpResponse(answer.body, content_type="application/json")
    response["ETag"] = answer.etag
    response["Cache-Control"] = "public, max-age=1, stale-if-error=60"
    return response


@require_safe
@embeddable
def embed(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the number and a button on somebody else's page."""
    petition = get_object_or_404(Petition.objects.visible(), slug=slug)
    return render(request, "campaigns/embed.html", {"petition": petition, "number": queries.number(petition)})
