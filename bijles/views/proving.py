"""Showing a pass: its number and the holder's birth date, and one plain answer to all that is not so."""

from __future__ import annotations

from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from bijles.core import codes
from bijles.core.errors import KeyMissing
from bijles.demo_passes import FREE
from bijles.forms.proving import PassForm
from bijles.models import Pass, PassScheme, Signal
from bijles.queries import outreach as queries
from bijles.services import outreach, proving
from bijles.views.access import person, visit_of
from ndt.people.models import User
from ndt.web.client import address_block, client_address


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def begin(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Ask for the pass. Who has no account makes one first, so that a typed number rests nowhere meanwhile.

    code: of a letter by which the family came; it counts once the pass is proved. Who helps a parent shows no pass here: it
    would become the pass of the helper.
    """
    scheme = get_object_or_404(PassScheme.objects.select_related("municipality"), slug=slug)
    if not request.user.is_authenticated:
        return redirect(f"{reverse('account_signup')}?{urlencode({'next': request.get_full_path()})}")
    code = _code(request)
    if visit_of(request) is not None:
        _tell(request, code, scheme)
        return redirect("bijles:help")
    form, wrong = PassForm(request.POST or None), False
    if request.method == "POST" and form.is_valid():
        typed = proving.Typed(
            form.cleaned_data["number"], form.cleaned_data["born"], address_block(client_address(request))
        )
        held = _prove(scheme, person(request), typed)
        if held is not None:
            outreach.came_by(held=held, code=code)
            return _onward(request, held, code)
        wrong = True
    trial = FREE.get(slug) if settings.DEMO else None
    context = {"scheme": scheme, "form": form, "wrong": wrong, "trial": trial, "code": code}
    return render(request, "bijles/pass.html", context, status=422 if request.method == "POST" else 200)


def _prove(scheme: PassScheme, user: User, typed: proving.Typed) -> Pass | None:
    """Prove a pass. Where the key is not there yet nobody's pass can be shown: the same plain answer."""
    try:
        return proving.prove(scheme=scheme, user=user, typed=typed, now=timezone.now())
    except KeyMissing:
        return None


def _code(request: HttpRequest) -> str:
    """Give the code of a letter that came along, or "" for what is none."""
    code = codes.tidy(request.POST.get("code", request.GET.get("code", "")))
    return code if codes.is_code(code) else ""


def _onward(request: HttpRequest, held: Pass, code: str) -> HttpResponseBase:
    """Go to the first child, or to the lessons of who has children here. A code of school goes along to the child it is for."""
    query = f"?{urlencode({'code': code})}" if code else ""
    children = list(held.placed.order_by("pk")[:2])
    if not children:
        return redirect(reverse("bijles:new-child") + query)
    if len(children) == 1 and _signal(code, held.scheme):
        return redirect(reverse("bijles:edit-child", args=[children[0].pk]) + query)
    _tell(request, code, held.scheme)
    return redirect("bijles:mine")


def _tell(request: HttpRequest, code: str, scheme: PassScheme) -> None:
    """Say where a code of school can be typed, where we do not know for which child it is."""
    if _signal(code, scheme):
        told = _("Uw code van school is %(code)s. Kies bij het kind ‘Wijzig’ en vul de code daar in.")
        messages.info(request, told % {"code": codes.shown(code)})


def _signal(code: str, scheme: PassScheme) -> Signal | None:
    return queries.open_signal(code, today=timezone.localdate(), scheme=scheme.pk) if code else None
