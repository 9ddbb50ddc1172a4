"""A PDF as an answer to a request."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header

from ndt.pdf import services


def answer(request: HttpRequest, make: Callable[[], bytes], *, filename: str) -> HttpResponse:
    """Give the document that `make()` prints; where none can be made, a page (503) that says what is missing."""
    try:
        content = make()
    except services.PdfUnavailable as problem:
        return unavailable(request, problem.reason)
    return document(content, filename=filename)


def document(content: bytes, *, filename: str) -> HttpResponse:
    """Give a document to read in the browser, with the name under which it is kept."""
    response = HttpResponse(content, content_type="application/pdf")
    header = content_disposition_header(as_attachment=False, filename=filename)
    assert header is not None
    response.headers["Content-Disposition"] = header
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def unavailable(request: HttpRequest, reason: str) -> HttpResponse:
    """Say that this server can make no PDF now, and why."""
    return render(request, "pdf/pages/unavailable.html", {"reason": reason}, status=503)
