"""The front page: what it is, what it costs, how it works, and in which cities."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from bijles.models import PassScheme
from ndt.web import registry


@require_safe
def front(request: HttpRequest) -> HttpResponse:
    """Show the plan, and the passes with which one can begin."""
    schemes = PassScheme.objects.select_related("municipality").order_by("municipality__name", "title")
    return render(request, "bijles/front.html", {"solution": registry.solution("bijles"), "schemes": schemes})
