"""The sum about the shortage: sliders in the address, what they give, and the same as files."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import content_disposition_header, urlencode
from django.views.decorators.http import require_safe

from opleiding.forms.shortage import CLAIMED, ShortageForm
from opleiding.queries import shortage
from opleiding.queries.shortage_words import MOST


def address(name: str, chosen: dict[str, str]) -> str:
    """Give the address of the page, or of one of its files, with what was chosen."""
    return f"{reverse(f'opleiding:{name}')}{'?' if chosen else ''}{urlencode(chosen)}"


@require_safe
def simulator(request: HttpRequest) -> HttpResponse:
    """Show the sliders and what they give. A value that cannot be is answered with 400 and a sentence."""
    form = ShortageForm(request.GET)
    is_valid = form.is_valid()
    context: dict[str, Any] = {"form": form}
    if is_valid:
        chosen = form.address()
        context |= {
            "answer": shortage.answer(form.scenario, form.cleaned_data["jaar"]),
            "numbers": shortage.numbers(form.scenario),
            "here": address("simulator", chosen),
            "csv": address("simulator-csv", chosen),
            "numbers_csv": address("simulator-numbers-csv", chosen),
        }
    is_part = bool(getattr(request, "htmx", False)) and is_valid
    if not is_part:
        context |= {
            "claim": shortage.claim(),
            "claimed": CLAIMED,
            "claim_address": address("simulator", {"kiest": "100", "plaatsen": str(MOST)}),
        }
    template = "opleiding/shortage_answer.html" if is_part else "opleiding/shortage.html"
    response = render(request, template, context, status=200 if is_valid else 400)
    if is_part:
        # The short address, so that what is shared holds only what somebody chose.
        response["HX-Push-Url"] = context["here"]
    return response


@require_safe
def simulator_csv(request: HttpRequest) -> HttpResponse:
    """Give the shortage of each year and subject as a file."""
    form = ShortageForm(request.GET)
    return _file(shortage.outcome_csv(form.scenario), "tekort.csv") if form.is_valid() else simulator(request)


@require_safe
def numbers_csv(request: HttpRequest) -> HttpResponse:
    """Give the numbers that the sum is made of as a file."""
    form = ShortageForm(request.GET)
    return _file(shortage.numbers_csv(form.scenario), "tekort-getallen.csv") if form.is_valid() else simulator(request)


def _file(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type="text/csv; charset=utf-8; header=present")
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or ""
    return response
