"""A tutor: the week, a tick, two lines for the family."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bijles import links, words
from bijles.core import attendance, contact_data
from bijles.core.attendance import Facts, Tick
from bijles.core.errors import NotBookable, NotWritable, PrivateContact, TooLate
from bijles.forms.supply import NoteForm, TickForm
from bijles.models import Booking, Tutor
from bijles.queries import talks
from bijles.queries import tutor as queries
from bijles.services import attending, noting
from bijles.views.access import person, tutor_desk

# Weeks before and after these years are nobody's, and have no week beside them at the ends of the calendar.
YEARS: Final = range(2020, 2100)
TALKS: Final = 20


def taught(request: HttpRequest, number: int) -> Booking:
    """Give a lesson of the tutor who asks; 404 for every other number."""
    tutor = get_object_or_404(Tutor, user=person(request))
    return get_object_or_404(queries.bookings(tutor), pk=number)


@require_safe
@tutor_desk
@never_cache
def agenda(request: HttpRequest) -> HttpResponse:
    """Show the lessons of a week, and what must be ticked now."""
    tutor = Tutor.objects.select_related("provider__organisation").filter(user=person(request)).first()
    if tutor is None:
        return render(request, "bijles/tutor_nobody.html")
    now = timezone.now()
    monday = queries.monday_of(_day(request.GET.get("week", "")) or timezone.localdate(now))
    context = {
        "tutor": tutor,
        "monday": monday,
        "sunday": monday + timedelta(days=6),
        "days": queries.week(tutor, monday),
        "to_tick": queries.to_tick(tutor, now=now),
        "talks": Paginator(talks.of_tutor(tutor), TALKS).get_page(request.GET.get("gesprekken")),
        "before": monday - timedelta(days=7),
        "after": monday + timedelta(days=7),
    }
    return render(request, "bijles/tutor_agenda.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@tutor_desk
@never_cache
def lesson(request: HttpRequest, number: int) -> HttpResponseBase:
    """Ask whether the child was there, and show what is known of the lesson."""
    booking = taught(request, number)
    form = TickForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        said, code = Tick(form.cleaned_data["said"]), form.cleaned_data["code"].strip()
        try:
            told = attending.tick(booking=booking, said=said, code=code, now=timezone.now())
        except TooLate as problem:
            early = _("De les is nog niet begonnen. Vink af als zij begint.")
            late = _("De 48 uur zijn om. Deze les kan niet meer worden afgevinkt.")
            form.add_error(None, early if problem.what == "early" else late)
        except NotBookable:
            form.add_error(None, _("Deze les is niet meer geboekt. Er is niets af te vinken."))
        else:
            words_of = _("Afgevinkt met de lescode.") if told.with_code else _("Afgevinkt zonder lescode.")
            messages.success(request, words_of)
            return redirect("bijles:tutor-lesson", booking.pk)
    return _page(request, booking, form, None)


@require_POST
@tutor_desk
def note(request: HttpRequest, number: int) -> HttpResponseBase:
    """Write two lines for the family."""
    booking, form = taught(request, number), NoteForm(request.POST)
    if form.is_valid():
        facts = form.cleaned_data
        try:
            noting.note(booking=booking, did=facts["did"], following=facts["following"], now=timezone.now())
        except TooLate:
            form.add_error(None, _("De les is nog niet begonnen. Schrijf daarna."))
        except PrivateContact as refused:
            form.add_error("did" if contact_data.found(facts["did"]) else "following", words.problem(refused))
        except NotWritable as refused:
            form.add_error(None, words.problem(refused))
        else:
            messages.success(request, _("Het gezin kan het nu lezen."))
            return redirect("bijles:tutor-lesson", booking.pk)
    return _page(request, booking, TickForm(), form)


def _page(request: HttpRequest, booking: Booking, form: TickForm, note_form: NoteForm | None) -> HttpResponse:
    now, facts = timezone.now(), Facts(booking.period.lower, booking.period.upper)
    told, written = getattr(booking, "attendance", None), getattr(booking, "note", None)
    begun = now >= booking.period.lower
    initial = {"did": written.did, "following": written.next} if written else None
    context = {
        "booking": booking,
        "subject": words.subject(booking.lesson.subject),
        "level": words.level(booking.child.level) if booking.child else "",
        "languages": words.languages(booking.child.languages) if booking.child else "",
        "told": told,
        "note": written,
        "begun": begun,
        "form": form,
        "note_form": note_form or NoteForm(initial=initial),
        "may_tick": told is None and begun and now <= booking.period.upper + attendance.TO_TICK,
        "code_counts": attendance.code_counts(facts, now=now),
        "until": booking.period.upper + attendance.TO_TICK,
        "token": links.report_token(booking),
    }
    wrong = bool(form.errors or (note_form and note_form.errors))
    return render(request, "bijles/tutor_lesson.html", context, status=422 if wrong else 200)


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if day.year in YEARS else None
