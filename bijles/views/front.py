"""The front page: what it is, what it costs, how it works, and in which cities."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from bijles.models import PassScheme
from bijles.services import proving
from ndt.web import registry


@require_safe
def front(request: HttpRequest) -> HttpResponse:
    """Show the plan, and the passes with which one can begin: those of which there is a key."""
    known = PassScheme.objects.select_related("municipality").order_by("municipality__name", "title")
    schemes = [one for one in known if proving.has_key(one)]
    return render(request, "bijles/front.html", {"solution": registry.solution("bijles"), "schemes": schemes})
