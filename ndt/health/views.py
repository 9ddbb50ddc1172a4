"""Pages about the platform itself: what crashed or is too busy, and where to report a leak."""

from __future__ import annotations

import logging
import sys
from datetime import UTC, datetime, time, timedelta
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from ndt.health import crashes, overload
from ndt.web.views import errors

logger = logging.getLogger(__name__)
SECURITY_TXT_DAYS: Final = 180


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer 503 when the database has no room, else 500; called while the exception is handled."""
    problem = sys.exception()
    busy = overload.is_overload(problem)
    if problem is not None and not busy:
        crashes.tell(problem, number=getattr(request, "request_id", ""), now=timezone.now())
    try:
        return overload.retry_later(errors.unavailable(request)) if busy else errors.server_error(request)
    except Exception:
        logger.exception("page_failed", extra={"status": 503 if busy else 500})
        return overload.plain_page() if busy else HttpResponse(overload.CRASH_PAGE, status=500)


@require_safe
def security_txt(request: HttpRequest) -> HttpResponse:
    """Say where to report a leak (RFC 9116). It expires half a year after today."""
    expires = datetime.combine(timezone.now().date() + timedelta(days=SECURITY_TXT_DAYS), time(), UTC)
    lines = [
        *(f"Contact: {contact}" for contact in settings.SECURITY_CONTACTS),
        f"Expires: {expires.isoformat().replace('+00:00', 'Z')}",
        "Preferred-Languages: nl, en",
        f"Canonical: {settings.SITE_URL}{reverse('well_known:security_txt')}",
        f"Policy: {settings.SITE_URL}{reverse('health:security')}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@require_safe
def change_password(request: HttpRequest) -> HttpResponse:
    """Lead password managers to the page for log-in means: accounts here have a code or a passkey."""
    return redirect(settings.LOGIN_REDIRECT_URL)


@require_safe
def security(request: HttpRequest) -> HttpResponse:
    """Say what somebody who finds a leak may do and expect."""
    return render(request, "health/security.html", {"contacts": settings.SECURITY_CONTACTS})
