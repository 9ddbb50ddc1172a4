"""From what a child needs to lessons that stand: search, hold, confirm. Who comes too late gets three other times."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from urllib.parse import urlencode
from uuid import UUID, uuid4, uuid5

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bijles import words
from bijles.core.errors import BijlesError
from bijles.forms.search import ChoiceForm, SearchForm
from bijles.models import Child
from bijles.queries import supply
from bijles.queries.supply import Offer, Wanted
from bijles.services import planning, waiting
from bijles.services.planning import WEEKS, Chosen
from bijles.views.access import family_of, member
from bijles.views.children import child_of, own_child

SHOWN: Final = 10
STRANGE: Final = gettext_lazy("Deze knop werkte niet. Kies een tijd uit de lijst hieronder.")


@require_safe
@member
@never_cache
def search(request: HttpRequest, number: int) -> HttpResponse | HttpResponseBase:
    """Show who has a free time for a child. Without a subject it asks for that first."""
    family = family_of(request)
    if family is None:
        return redirect("bijles:front")
    child = child_of(family, number)
    if not request.GET.get("vak"):
        return render(request, "bijles/subject.html", {"child": child, "subjects": words.SUBJECTS.items()})
    form = SearchForm(request.GET)
    if not form.is_valid():
        return render(request, "bijles/search.html", {"child": child, "form": form}, status=422)
    now, tutor = timezone.now(), form.cleaned_data["bijlesgever"]
    found = supply.offers(child, form.wanted(), now=now, tutor=tutor, most=None if tutor else SHOWN + 1)
    context = {
        "child": child,
        "form": form,
        "subject": words.subject(form.cleaned_data["vak"]),
        "offers": [_card(offer, every=tutor is not None) for offer in found[:SHOWN]],
        "more": len(found) > SHOWN,
        "tutor": tutor,
        "weeks": form.cleaned_data["weken"] or WEEKS[1],
        "knows_place": supply.knows_place(child.postcode),
        "waits": child.waiting.filter(subject=form.cleaned_data["vak"], ended_at=None).exists(),
        "again": request.GET.urlencode(),
    }
    return render(request, "bijles/search.html", context)


@require_POST
@member
def book(request: HttpRequest, number: int) -> HttpResponseBase:
    """Hold what a button says, and go to the page that confirms it."""
    child = own_child(request, number)
    if child is None:
        return redirect("bijles:front")
    form = ChoiceForm(request.POST)
    if not form.is_valid():
        messages.error(request, str(STRANGE))
        return redirect(_back(child, form.cleaned_data.get("vak", "")))
    data, now = form.cleaned_data, timezone.now()
    chosen = Chosen(
        tutor=data["tutor"], agreement=data["agreement"], subject=data["vak"], start=data["start"], weeks=data["weken"],
        # Another time on the same page is another choice; the same time twice is one.
        key=uuid5(data["key"], data["start"].isoformat()),
    )  # fmt: skip
    try:
        held = planning.hold(child=child, chosen=chosen, now=now)
    except BijlesError as error:
        return _too_late(request, child, chosen, error, now=now)
    for start, problem in held.missed:
        messages.warning(
            request,
            _("Op %(day)s lukt het niet. %(why)s") % {"day": _day(start), "why": words.problem(problem)},
        )
    return redirect("bijles:confirm", child.pk, chosen.key)


@require_http_methods(["GET", "HEAD", "POST"])
@member
@never_cache
def confirm(request: HttpRequest, number: int, series: UUID) -> HttpResponseBase:
    """Show what is held; one button makes it stand, the other lets it go."""
    child = own_child(request, number)
    if child is None:
        return redirect("bijles:front")
    now = timezone.now()
    if request.method == "POST" and request.POST.get("do") == "release":
        held = list(planning.of_series(child, series))
        planning.release(child=child, series=series, now=now)
        return redirect(_back(child, held[0].lesson.subject if held else ""))
    problem = ""
    if request.method == "POST":
        try:
            planning.confirm(child=child, series=series, now=now)
        except BijlesError as error:
            problem = words.problem(error)
        else:
            told = _("De lessen staan vast. Wij sturen u ook een bericht.")
            messages.success(
                request, told if child.family.user.is_reachable else _("De lessen staan vast. Maak nu een briefje.")
            )
            return redirect("bijles:mine")
    held = list(planning.of_series(child, series))
    is_lapsed = not held or any(one.held_until < now for one in held if one.state == "held")
    context = {
        "child": child,
        "held": held,
        "subject": words.subject(held[0].lesson.subject) if held else "",
        "problem": problem,
        "is_lapsed": is_lapsed,
        "again": _back(child, held[0].lesson.subject if held else ""),
    }
    return render(request, "bijles/confirm.html", context, status=409 if problem else 200)


@require_POST
@member
def wait(request: HttpRequest, number: int) -> HttpResponseBase:
    """Put a child on the waiting list of a subject, or take it off."""
    family = family_of(request)
    if family is None:
        return redirect("bijles:front")
    child, subject, now = child_of(family, number), request.POST.get("vak", ""), timezone.now()
    if subject not in words.SUBJECTS:
        messages.error(request, str(STRANGE))
        return redirect(_back(child, ""))
    if request.POST.get("do") == "leave":
        waiting.leave(child=child, subject=subject, now=now)
        messages.success(request, _("Uw kind staat niet meer op de wachtlijst."))
    else:
        waiting.join(child=child, subject=subject, online=request.POST.get("online") != "no", now=now)
        told = _("Uw kind staat op de wachtlijst. Elke maandag zoeken wij. U krijgt bericht.")
        alone = _("Uw kind staat op de wachtlijst. Elke maandag zoeken wij. Kom over een week terug met uw pas.")
        messages.success(request, told if family.user.is_reachable else alone)
    return redirect("bijles:mine")


def _card(offer: Offer, *, every: bool) -> dict[str, object]:
    """Give an offer for a page. every: all of its times, not the next three."""
    return {
        "offer": offer,
        "times": offer.times if every else offer.next_times,
        "more": not every and len(offer.times) > len(offer.next_times),
        "languages": words.languages(offer.tutor.languages),
        "key": uuid4(),
    }


def _too_late(request: HttpRequest, child: Child, chosen: Chosen, error: BijlesError, *, now: datetime) -> HttpResponse:
    """Say why it cannot be, with three times that can."""
    found = supply.alternatives(child, Wanted(chosen.subject), start=chosen.start, tutor=chosen.tutor, now=now)
    context = {
        "child": child,
        "problem": words.problem(error),
        "alternatives": [(offer, [time], uuid4()) for offer, time in found],
        "vak": chosen.subject,
        "subject": words.subject(chosen.subject),
        "weeks": chosen.weeks,
        "again": _back(child, chosen.subject),
    }
    return render(request, "bijles/too_late.html", context, status=409)


def _back(child: Child, subject: str) -> str:
    """Give the address of the search, with the subject where it is known."""
    address = reverse("bijles:search", args=[child.pk])
    return f"{address}?{urlencode({'vak': subject})}" if subject else address


def _day(start: datetime) -> str:
    return date_format(timezone.localtime(start), "j F")
