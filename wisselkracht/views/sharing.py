"""Share what worked in an exchange: a teacher writes it, the other directors and teachers say whether it may be public."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from wisselkracht import links
from wisselkracht.core.exchange_steps import Role
from wisselkracht.core.lifecycle_errors import IllegalStep, NotReady, NotYours
from wisselkracht.core.practices import Need, missing_consent
from wisselkracht.forms.sharing import PracticeForm
from wisselkracht.models import Applicant, BestPractice, Place
from wisselkracht.practice_words import NEEDS
from wisselkracht.queries import practices as queries
from wisselkracht.services import practices


def _whose(token: str) -> Applicant:
    found = links.applicant_of(token)
    if found is None:
        raise Http404
    return found


def _one_of(applicant: Applicant, number: int) -> BestPractice:
    found = queries.of_exchanges(applicant).filter(pk=number).first()
    if found is None:
        raise Http404
    return found


@require_safe
@never_cache
def sharing(request: HttpRequest, token: str) -> HttpResponseBase:
    """List what was written about the exchanges of somebody; a teacher whose exchange is over may write more."""
    applicant = _whose(token)
    rows = [(one, queries.stands_for(applicant, one)) for one in queries.of_exchanges(applicant)]
    place = queries.place_to_share(applicant)
    if not rows and place is None:
        raise Http404
    context = {"rows": rows, "may_write": place is not None, "applicant": applicant, "token": token}
    return render(request, "wisselkracht/sharing.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def share(request: HttpRequest, token: str) -> HttpResponseBase:
    """Let a teacher write a text and offer it."""
    applicant = _whose(token)
    place = queries.place_to_share(applicant)
    if place is None:
        raise Http404
    form = PracticeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            made = practices.offer(place=place, **form.cleaned_data, now=timezone.now())
        except NotReady as lacks:
            form.add_needs(lacks.needs)
        else:
            messages.success(request, _("Je tekst is verstuurd. De anderen krijgen een mail met de vraag of het mag."))
            return redirect("wisselkracht:shared", token, made.pk)
    return _write(request, form, token, place)


def _write(
    request: HttpRequest, form: PracticeForm, token: str, place: Place, practice: BestPractice | None = None
) -> HttpResponse:
    context = {"form": form, "token": token, "exchange": place.exchange, "practice": practice}
    return render(request, "wisselkracht/share.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def shared(request: HttpRequest, token: str, number: int) -> HttpResponseBase:
    """Show one text as everybody would read it; the buttons say yes, or take it back."""
    applicant = _whose(token)
    found = _one_of(applicant, number)
    if request.method != "POST":
        return _page(request, applicant, found, token)
    try:
        said = _act(request, applicant, found)
    except NotReady as problem:
        needs = [str(NEEDS[Need(need)]) for need in problem.needs]
        return _page(request, applicant, found, token, needs=needs, status=409)
    except (IllegalStep, NotYours):
        return _page(
            request, applicant, found, token, needs=[_("Dit kan nu niet. Hier zie je hoe het staat.")], status=409
        )
    if not said:
        return _page(request, applicant, found, token, status=422)
    messages.success(request, said)
    return redirect("wisselkracht:shared", token, number)


def _act(request: HttpRequest, applicant: Applicant, found: BestPractice) -> str:
    match request.POST.get("action", ""):
        case "agree":
            shown = request.POST.get("shown", "")
            practices.agree(practice_id=found.pk, by=applicant, shown=shown, now=timezone.now())
            return _("Dank je wel. Je zei dat de tekst op de website mag.")
        case "withdraw":
            practices.withdraw(practice_id=found.pk, by=applicant, now=timezone.now())
            return _("De tekst komt niet op de website.")
    return ""


def _page(
    request: HttpRequest,
    applicant: Applicant,
    found: BestPractice,
    token: str,
    *,
    needs: list[str] | None = None,
    status: int = 200,
) -> HttpResponse:
    found.refresh_from_db()
    names = queries.schools_of(found)
    context = {
        "practice": found,
        "story": queries.story(found),
        "stands": queries.stands_for(applicant, found),
        "missing": [
            (names[one.school], one.role == Role.TEACHER) for one in missing_consent(practices.facts_of(found))
        ],
        "shown": practices.shown_words(found),
        "needs": needs or [],
        "token": token,
    }
    return render(request, "wisselkracht/shared.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def reshare(request: HttpRequest, token: str, number: int) -> HttpResponseBase:
    """Let the writer change a text that came back, and offer it again."""
    applicant = _whose(token)
    found = _one_of(applicant, number)
    place = queries.place_of(applicant, found)
    if place is None or found.state != BestPractice.State.DRAFT:
        return redirect("wisselkracht:shared", token, number)
    known = {"title": found.title, "theme": found.theme, "text": found.text}
    form = PracticeForm(request.POST if request.method == "POST" else None, initial=known)
    if form.is_valid():
        try:
            practices.rewrite(practice_id=number, by=applicant, **form.cleaned_data, now=timezone.now())
        except NotReady as lacks:
            form.add_needs(lacks.needs)
        except IllegalStep:
            return redirect("wisselkracht:shared", token, number)
        else:
            messages.success(request, _("De nieuwe tekst is verstuurd. De anderen krijgen weer een mail."))
            return redirect("wisselkracht:shared", token, number)
    return _write(request, form, token, place, found)
