"""The front door."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from ndt.web import doors, registry


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show the six solutions and the seven goals."""
    solutions = registry.solutions()
    context = {
        "campaign": solutions[0],
        "goals_served": [
            (goal, [solution for solution in solutions if goal.number in solution.goals]) for goal in registry.GOALS
        ],
        "doors": doors.doors(),
    }
    return render(request, "web/home.html", context)


@require_safe
def solution(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a solution that has no front page of its own yet."""
    for candidate in registry.solutions():
        if candidate.slug == slug:
            goals = [goal for goal in registry.GOALS if goal.number in candidate.goals]
            return render(request, "web/solution.html", {"solution": candidate, "served": goals})
    raise Http404
