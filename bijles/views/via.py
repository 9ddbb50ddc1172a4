"""A code on paper: a page that says what the pass gives, and a field for who can only type. Opening it changes nothing."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from bijles import words
from bijles.core import codes
from bijles.core.letters import DUTCH
from bijles.queries import letters, outreach
from ndt.limits import services as limits
from ndt.web.client import address_block, client_address
from ndt.web.views.errors import too_many

# Codes that are none, a day and an address block: who tries them all finds none.
MISSES: Final = "bijles.code"
MOST_MISSES: Final = 50
DAY: Final = timedelta(days=1)


@require_safe
@never_cache
def via(request: HttpRequest, code: str) -> HttpResponse:
    """Show what a family can do with its pass, in the language of the paper and in Dutch. The code goes on in the link."""
    now, block = timezone.now(), address_block(client_address(request))
    if not limits.left(purpose=MISSES, subject=block, limit=MOST_MISSES, window=DAY, now=now):
        return too_many(request, retry_after=int(DAY.total_seconds() / MOST_MISSES))
    found = outreach.find(code, today=timezone.localdate(now))
    if found is None:
        limits.allow(purpose=MISSES, subject=block, limit=MOST_MISSES, window=DAY, now=now)
        return render(request, "bijles/via_unknown.html", {"typed": code[:20]}, status=404)
    own = None
    if found.text is not None and found.text.language != DUTCH:
        own = letters.show(found.text, letters.values(found.scheme, school=str(found.school)))
    context = {
        "scheme": found.scheme,
        "school": found.school,
        "own": own,
        "subject": words.subject(found.signal.subject) if found.signal else "",
        "code": codes.shown(found.code),
    }
    return render(request, "bijles/via.html", context)


@require_safe
@never_cache
def typed(request: HttpRequest) -> HttpResponseBase:
    """Go on with a code that somebody typed."""
    code = codes.tidy(request.GET.get("code", ""))
    if not codes.is_code(code):
        context = {"typed": request.GET.get("code", "")[:20]}
        return render(request, "bijles/via_unknown.html", context, status=422)
    return redirect("bijles:via", codes.shown(code))
