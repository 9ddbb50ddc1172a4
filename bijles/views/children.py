"""The children of a family."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from bijles import words
from bijles.core.errors import BijlesError
from bijles.forms.children import ChildForm, NewChildForm
from bijles.models import Child, Family
from bijles.models.family import PassState
from bijles.queries import outreach
from bijles.services import proving
from bijles.views.access import family_of, member


def child_of(family: Family, number: int) -> Child:
    """Give a child of the family itself; 404 for every other number."""
    return get_object_or_404(Child.objects.select_related("shown__scheme"), pk=number, family=family)


@require_http_methods(["GET", "HEAD", "POST"])
@member
@never_cache
def new_child(request: HttpRequest) -> HttpResponseBase:
    """Ask for a child, and go to the lessons that fit it."""
    family = family_of(request)
    held = family and family.passes.filter(state=PassState.VERIFIED).order_by("-since", "-pk").first()
    if not family or not held:
        return redirect("bijles:front")
    initial = {"languages": ["nl"]} | _signalled(held.scheme_id, request.GET.get("code", ""))
    form, problem = NewChildForm(held.scheme_id, request.POST or None, initial=initial), ""
    if request.method == "POST" and form.is_valid():
        try:
            child = proving.place_child(held=held, today=timezone.localdate(), **form.facts())
        except BijlesError as error:
            problem = words.problem(error)
        else:
            address = reverse("bijles:search", args=[child.pk])
            return redirect(f"{address}?{urlencode({'vak': form.cleaned_data['subject']})}")
    status = 409 if problem else 422 if request.method == "POST" else 200
    return render(request, "bijles/child.html", {"form": form, "problem": problem}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@member
@never_cache
def edit_child(request: HttpRequest, number: int) -> HttpResponseBase:
    """Change what is known of a child, such as its class after the summer, or take the code of school that it came with."""
    family = family_of(request)
    if family is None:
        return redirect("bijles:front")
    child = child_of(family, number)
    told = _signalled(child.shown.scheme_id, request.GET.get("code", ""))
    initial = _initial(child) | ({"signal": told["signal"]} if told else {})
    form, problem = ChildForm(child.shown.scheme_id, request.POST or None, initial=initial), ""
    if request.method == "POST" and form.is_valid():
        try:
            proving.change_child(child=child, today=timezone.localdate(), **form.facts())
        except BijlesError as error:
            problem = words.problem(error)
        else:
            messages.success(request, _("De gegevens zijn bewaard."))
            return redirect("bijles:mine")
    status = 409 if problem else 422 if request.method == "POST" else 200
    return render(request, "bijles/child.html", {"form": form, "child": child, "problem": problem}, status=status)


def _signalled(scheme: int, code: str) -> dict[str, Any]:
    """Give what a code of school says already; nothing for a code that says nothing."""
    signal = outreach.open_signal(code, today=timezone.localdate(), scheme=scheme) if code else None
    return {"signal": code, "subject": signal.subject, "level": signal.level} if signal else {}


def _initial(child: Child) -> dict[str, Any]:
    return {
        "first_name": child.first_name,
        "birth_month": child.birth_month.month,
        "birth_year": child.birth_month.year,
        "level": child.level,
        "postcode": child.postcode,
        "languages": child.languages,
    }
