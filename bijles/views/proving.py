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

from bijles.demo_passes import FREE
from bijles.forms.proving import PassForm
from bijles.models import PassScheme
from bijles.services import proving
from bijles.views.access import person
from ndt.web.client import address_block, client_address


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def begin(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Ask for the pass. Who has no account makes one first, so that a typed number rests nowhere meanwhile."""
    scheme = get_object_or_404(PassScheme.objects.select_related("municipality"), slug=slug)
    if not request.user.is_authenticated:
        return redirect(f"{reverse('account_signup')}?{urlencode({'next': request.path})}")
    form, wrong = PassForm(request.POST or None), False
    if request.method == "POST" and form.is_valid():
        typed = proving.Typed(
            form.cleaned_data["number"], form.cleaned_data["born"], address_block(client_address(request))
        )
        held = proving.prove(scheme=scheme, user=person(request), typed=typed, now=timezone.now())
        if held is not None:
            return redirect("bijles:mine" if held.placed.exists() else "bijles:new-child")
        wrong = True
    trial = FREE.get(slug) if settings.DEMO else None
    context = {"scheme": scheme, "form": form, "wrong": wrong, "trial": trial}
    return render(request, "bijles/pass.html", context, status=422 if request.method == "POST" else 200)
