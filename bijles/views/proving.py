"""Showing a pass: its number and the holder's birth date, and one plain answer to all that is not so."""

from __future__ import annotations

from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from bijles.core import codes
from bijles.demo_passes import FREE
from bijles.forms.proving import PassForm
from bijles.models import Pass, PassScheme
from bijles.services import outreach, proving
from bijles.views.access import person
from ndt.web.client import address_block, client_address


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def begin(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Ask for the pass. Who has no account makes one first, so that a typed number rests nowhere meanwhile.

    code: of a letter by which the family came; it counts once the pass is proved.
    """
    scheme = get_object_or_404(PassScheme.objects.select_related("municipality"), slug=slug)
    if not request.user.is_authenticated:
        return redirect(f"{reverse('account_signup')}?{urlencode({'next': request.get_full_path()})}")
    form, wrong = PassForm(request.POST or None), False
    code = codes.tidy(request.POST.get("code", request.GET.get("code", "")))[: codes.LENGTH]
    if request.method == "POST" and form.is_valid():
        typed = proving.Typed(
            form.cleaned_data["number"], form.cleaned_data["born"], address_block(client_address(request))
        )
        held = proving.prove(scheme=scheme, user=person(request), typed=typed, now=timezone.now())
        if held is not None:
            outreach.came_by(held=held, code=code)
            return _onward(held, code)
        wrong = True
    trial = FREE.get(slug) if settings.DEMO else None
    context = {"scheme": scheme, "form": form, "wrong": wrong, "trial": trial, "code": code}
    return render(request, "bijles/pass.html", context, status=422 if request.method == "POST" else 200)


def _onward(held: Pass, code: str) -> HttpResponseBase:
    """Go to the lessons of who has children here, and else to the first child, with what a code of school says of it."""
    if not held.placed.exists():
        address = reverse("bijles:new-child")
        return redirect(f"{address}?{urlencode({'code': code})}" if code else address)
    return redirect("bijles:mine")
