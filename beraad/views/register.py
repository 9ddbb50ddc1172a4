"""The way in: the form in short steps, the counted links, and the poster and flyer that carry them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from beraad import pdf
from beraad.core.errors import Closed
from beraad.forms.enrolling import RegisterForm
from beraad.models import Assembly, Link
from beraad.models.assembly import State
from beraad.queries import enrolment
from beraad.services import counting, registering
from beraad.views.public import assembly_page, public_assembly
from ndt.pdf.services import PdfUnavailable
from ndt.web.client import UNKNOWN, client_address

BROWSER_NAME: Final = 300


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def register(request: HttpRequest, slug: str, via: str = "") -> HttpResponseBase:
    """Show the form a step a page; every page carries the answers so far. The answer is the same for every address."""
    found = public_assembly(slug)
    if found.state != State.OPEN:
        return assembly_page(request, found, notice="closed", status=409)
    form = RegisterForm(enrolment.asked(found), enrolment.opinion_asked(found), request.POST or None)
    if request.method != "POST":
        return _step(request, found, form, 1)
    here = _number(request.POST.get("step", ""), most=len(form.steps))
    if request.POST.get("action") == "back":
        return _step(request, found, form, max(here - 1, 1))
    wrong = form.first_wrong(here)
    if wrong or not form.is_bound:
        return _step(request, found, form, wrong or 1, wrong=True)
    if here == 1 and via:
        counting.count_start(assembly=found, slug=via, day=timezone.localdate())
    if here < len(form.steps):
        return _step(request, found, form, here + 1)
    try:
        registering.register(assembly=found, form=_typed(request, form, via), now=timezone.now())
    except Closed:
        return assembly_page(request, public_assembly(slug), notice="closed", status=409)
    return redirect("beraad:mailbox", slug)


def _number(typed: str, *, most: int) -> int:
    return min(max(int(typed), 1), most) if typed.isascii() and typed.isdigit() else 1


def _typed(request: HttpRequest, form: RegisterForm, via: str) -> registering.Form:
    data, address = form.cleaned_data, client_address(request)
    return registering.Form(
        name=" ".join(data["name"].split()),
        email=data["email"].strip(),
        code=data["code"],
        profile=form.profile(),
        language=get_language() or "nl",
        agreed=form.agreed(),
        opinion=form.opinion_given(),
        address="" if address == UNKNOWN else address,
        browser=request.headers.get("User-Agent", "")[:BROWSER_NAME],
        link=via,
    )


def _step(
    request: HttpRequest, found: Assembly, form: RegisterForm, number: int, *, wrong: bool = False
) -> HttpResponse:
    """Draw one step; the answers of the others travel along unseen."""
    if form.is_bound:
        form.only_errors_of(number if wrong else 0)
    title, names = form.steps[number - 1]
    context = {
        "assembly": found,
        "form": form,
        "step": number,
        "steps": range(len(form.steps)),
        "step_title": title,
        "shown": [form[name] for name in names],
        "carried": [form[name] for name in form.fields if name not in names],
        "is_last": number == len(form.steps),
    }
    return render(request, "beraad/register.html", context, status=422 if wrong else 200)


@require_safe
@never_cache
def via(request: HttpRequest, slug: str, via: str) -> HttpResponse:
    """Show the assembly to who came by a link. Nothing is counted before somebody begins to register."""
    found = public_assembly(slug)
    link = get_object_or_404(Link, assembly=found, slug=via)
    return assembly_page(request, found, link=link.slug)


@require_safe
def poster(request: HttpRequest, slug: str, via: str = "") -> HttpResponse:
    """Give the poster to print."""
    return _document(request, slug, via, "poster", pdf.poster)


@require_safe
def flyer(request: HttpRequest, slug: str, via: str = "") -> HttpResponse:
    """Give the flyer to print: two on a sheet."""
    return _document(request, slug, via, "flyer", pdf.flyer)


def _document(request: HttpRequest, slug: str, via: str, name: str, make: Callable[..., bytes]) -> HttpResponse:
    found = public_assembly(slug)
    link = get_object_or_404(Link, assembly=found, slug=via) if via else None
    try:
        content = make(found, link=link, language=get_language() or "nl", now=found.created_at)
    except PdfUnavailable:
        return assembly_page(request, found, notice="no-pdf", status=503)
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{"-".join(filter(None, (name, slug, via)))}.pdf"'
    return response
