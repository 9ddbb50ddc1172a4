"""The page where people stop a series of letters."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from ndt.mail import services
from ndt.mail.errors import UnknownLink
from ndt.mail.unsubscribe import read


@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """Show the button; the POST stops the letters."""
    try:
        if request.method == "POST":
            series = services.unsubscribe(token=token, now=timezone.now())
            return render(request, "mail/unsubscribed.html", {"series": series})
        series, _subject = read(token)
    except UnknownLink:
        return render(request, "mail/unknown_link.html", status=404)
    return render(request, "mail/unsubscribe.html", {"series": series})
