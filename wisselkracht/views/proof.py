"""The public proof of a round: what was solved, how good it is, and how everybody can check that. Nothing personal."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from wisselkracht.models import Round, RoundState, Run
from wisselkracht.queries.verifier import program
from wisselkracht.services import exporting
from wisselkracht.views import words
from wisselkracht.views.papers import archive


def _round(slug: str) -> Round:
    rows = Round.objects.exclude(state=RoundState.CONCEPT).select_related("region", "lottery")
    return get_object_or_404(rows, slug=slug)


@require_safe
def proof(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the proof of a round; before it is published, what was fixed beforehand."""
    found = _round(slug)
    runs = list(found.runs.filter(published_at__isnull=False).defer("instance", "result", "certificate"))
    context = {
        "round": found,
        "lottery": getattr(found, "lottery", None),
        "runs": [(run, words.stages(run.stages)) for run in runs],
    }
    return render(request, "wisselkracht/proof.html", context)


@require_safe
def proof_files(_request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Give the files of a published run."""
    found = _round(slug)
    rows = Run.objects.filter(round=found, published_at__isnull=False).select_related("round__lottery")
    run = get_object_or_404(rows, number=number)
    return archive(exporting.bundle(run), f"{slug}-{number}")


@require_safe
def verifier(_request: HttpRequest) -> HttpResponse:
    """Give the program that checks the files; it needs Python and nothing else."""
    response = HttpResponse(program(), content_type="text/x-python; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="verify_exchange.py"'
    return response
