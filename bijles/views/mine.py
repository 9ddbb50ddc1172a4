"""What a family has: its lessons, each with what may be done, and the link for a calendar program."""

from __future__ import annotations

from uuid import uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bijles import links, words
from bijles.core.attendance import Answer
from bijles.core.errors import BijlesError, NotBookable
from bijles.forms.search import MoveForm
from bijles.models import Booking
from bijles.queries import helping, own, supply, talks
from bijles.queries.supply import Wanted
from bijles.services import attending, booking, feeding, planning
from bijles.views.access import family_of, member, own_account, visit_of


def lesson_of(request: HttpRequest, number: int) -> Booking:
    """Give a lesson of who asks; 404 for every other number."""
    family = family_of(request)
    found = own.lesson_of(family, number) if family else None
    if found is None:
        raise Http404
    return found


@require_safe
@member
@never_cache
def mine(request: HttpRequest) -> HttpResponseBase:
    """Show what a family has: first what asks for an answer, then what comes."""
    family = family_of(request)
    if family is None:
        return redirect("bijles:front")
    helped = visit_of(request) is not None
    context = {
        "mine": own.mine(family, now=timezone.now()),
        # A helper gets no link that works when the visit is over, and reads nobody's messages.
        "link": "" if helped else own.link_of(family),
        "talks": [] if helped else talks.of_family(family),
        "visits": [] if helped else helping.of_family(family, now=timezone.now()),
    }
    return render(request, "bijles/mine.html", context)


@require_safe
@member
@never_cache
def lesson(request: HttpRequest, number: int) -> HttpResponse:
    """Show one lesson, with its code."""
    return _page(request, lesson_of(request, number))


@require_http_methods(["GET", "HEAD", "POST"])
@member
@never_cache
def cancel(request: HttpRequest, number: int) -> HttpResponseBase:
    """Ask whether a lesson should go, and say what late costs; the button cancels it."""
    found = lesson_of(request, number)
    if request.method == "POST":
        try:
            booking.cancel(booking=found, now=timezone.now())
        except BijlesError as error:
            return _page(request, found, problem=words.problem(error))
        messages.success(request, _("De les is afgezegd."))
        return redirect("bijles:mine")
    context = {"shown": own.shown(found, now=timezone.now()), "booking": found}
    return render(request, "bijles/cancel.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@member
@never_cache
def move(request: HttpRequest, number: int) -> HttpResponseBase:
    """Show other times of the same tutor; a button puts the lesson there."""
    found, now, problem = lesson_of(request, number), timezone.now(), ""
    shown = own.shown(found, now=now)
    if not shown.is_ahead or shown.is_off:
        return _page(request, found, problem=words.problem(NotBookable("past")))
    if request.method == "POST":
        form = MoveForm(request.POST)
        try:
            if not form.is_valid():
                raise NotBookable("gone")
            data = form.cleaned_data
            new = planning.move(moved=found, start=data["start"], key=data["key"], now=now)
        except BijlesError as error:
            problem = words.problem(error)
        else:
            told = _("De les is verzet. Wij sturen u ook een bericht.")
            is_told = new.child is not None and new.child.family.user.is_reachable
            messages.success(request, told if is_told else _("De les is verzet. Maak een nieuw briefje."))
            return redirect("bijles:lesson", new.pk)
    assert found.child is not None
    offers = supply.offers(
        found.child,
        Wanted(found.lesson.subject, form=found.lesson.agreement.form),
        now=now,
        tutor=found.lesson.tutor_id,
    )
    context = {
        "booking": found,
        "shown": shown,
        "times": [time for offer in offers for time in offer.times],
        "key": uuid4(),
        "problem": problem,
    }
    return render(request, "bijles/move.html", context, status=409 if problem else 200)


@require_POST
@member
def answer(request: HttpRequest, number: int) -> HttpResponseBase:
    """Take the family's yes or no about a lesson."""
    found = lesson_of(request, number)
    said = request.POST.get("said")
    if said not in {Answer.YES, Answer.NO}:
        return _page(request, found, problem=_("Kies ja of nee."))
    try:
        attending.answer(booking=found, said=Answer(said), now=timezone.now())
    except BijlesError as error:
        return _page(request, found, problem=words.problem(error))
    if said == Answer.YES:
        messages.success(request, _("Dank u wel. De gemeente betaalt de les."))
    else:
        messages.success(request, _("Dank u wel. De gemeente zoekt het uit. De les wordt nu niet betaald."))
    return redirect("bijles:mine")


@require_POST
@own_account
@member
def feed_link(request: HttpRequest) -> HttpResponseBase:
    """Make or stop the link of a calendar."""
    family = family_of(request)
    if family is None:
        return redirect("bijles:front")
    if request.POST.get("do") == "stop":
        feeding.stop(family=family)
        messages.success(request, _("De link werkt niet meer."))
    else:
        feeding.renew(family=family)
        messages.success(request, _("De link is gemaakt. Eerdere links werken niet meer."))
    return redirect("bijles:mine")


@require_safe
@never_cache
def feed(_request: HttpRequest, key: str) -> HttpResponse:
    """Give the calendar to a program that knows its link."""
    family = own.reader_of(key)
    if family is None:
        raise Http404
    text = own.calendar_of(family, now=timezone.now())
    answer = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="bijles.ics"'
    return answer


def _page(request: HttpRequest, found: Booking, *, problem: str = "") -> HttpResponse:
    context = {
        "booking": found,
        "shown": own.shown(found, now=timezone.now()),
        "problem": problem,
        "token": links.report_token(found),
    }
    return render(request, "bijles/lesson.html", context, status=409 if problem else 200)
