"""The children of a family."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from bijles import words
from bijles.core.errors import BijlesError, CodesTried
from bijles.forms.children import ChildForm, NewChildForm
from bijles.models import Child, Family
from bijles.models.family import PassState
from bijles.services import proving, signals
from bijles.views.access import family_of, member, person, visit_of


def child_of(family: Family, number: int) -> Child:
    """Give a child of the family itself; 404 for every other number."""
    return get_object_or_404(Child.objects.select_related("shown__scheme"), pk=number, family=family)


def own_child(request: HttpRequest, number: int) -> Child | None:
    """Give a child of who asks, or of the family that is helped; None while no pass was proved, 404 for every other number.

    It comes with its family and account. One query for who asks for their own child.
    """
    visit, user = visit_of(request), person(request)
    helped = {"family": visit.family_id} if visit else {"family__user": user}
    child = Child.objects.select_related("family").filter(pk=number, **helped).first()
    if child is None:
        if family_of(request) is None:
            return None
        raise Http404
    if visit is None:
        child.family.user = user
    return child


@require_http_methods(["GET", "HEAD", "POST"])
@member
@never_cache
def new_child(request: HttpRequest) -> HttpResponseBase:
    """Ask for a child, and go to the lessons that fit it."""
    family = family_of(request)
    held = family and family.passes.filter(state=PassState.VERIFIED).order_by("-since", "-pk").first()
    if not family or not held:
        return redirect("bijles:front")
    initial = {"languages": ["nl"]} | _signalled(request, held.scheme_id)
    form, problem = NewChildForm(held.scheme_id, person(request).pk, request.POST or None, initial=initial), ""
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
    told = _signalled(request, child.shown.scheme_id)
    initial = _initial(child) | ({"signal": told["signal"]} if told else {})
    form, problem = ChildForm(child.shown.scheme_id, person(request).pk, request.POST or None, initial=initial), ""
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


def _signalled(request: HttpRequest, scheme: int) -> dict[str, Any]:
    """Give what a code of school in the link says already; nothing for a code that says nothing."""
    code = request.GET.get("code", "")
    try:
        signal = signals.seek(code=code, scheme=scheme, by=person(request).pk, now=timezone.now()) if code else None
    except CodesTried:
        signal = None
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
