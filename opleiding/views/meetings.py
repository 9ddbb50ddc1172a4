"""Meetings for everybody, somebody's own seat, and the questions afterwards."""

from __future__ import annotations

from typing import Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from ndt.people.models import User
from opleiding.forms.meetings import OpinionForm
from opleiding.models import Meeting, ModuleSeat, Registration, Trainer
from opleiding.queries import meetings
from opleiding.services import opinions, seats
from opleiding.services.opinions import Found, GivenAlready, UnknownLink
from opleiding.services.seats import MeetingClosed, NotIn, OfferOver
from opleiding.views.access import member, trainer_of

CLOSED: Final = gettext_lazy("Aanmelden kan niet meer. Kijk of een andere dag je past.")
OVER: Final = gettext_lazy(
    "De tijd om ja te zeggen is voorbij. Meld je opnieuw aan: je komt dan achteraan in de lijst."
)
NOT_IN: Final = gettext_lazy("Afmelden kan niet meer. Misschien deed je dat al, of is de bijeenkomst begonnen.")


def meeting_of(number: int) -> Meeting:
    """Give a meeting with its series; 404 else."""
    return get_object_or_404(Meeting.objects.select_related("series", "subject"), pk=number)


@require_safe
def meetings_page(request: HttpRequest) -> HttpResponse:
    """List what is to come, and above it what is your own."""
    now = timezone.now()
    trainer = Trainer.objects.filter(user=request.user).first() if isinstance(request.user, User) else None
    context = {"coming": meetings.coming(now), "mine": meetings.mine(trainer, now) if trainer else []}
    return render(request, "opleiding/meetings.html", context)


@require_safe
def meeting_page(request: HttpRequest, number: int) -> HttpResponse:
    """Show one meeting: when, where, and whether there is room."""
    found, now = meeting_of(number), timezone.now()
    context = {"meeting": found, "shown": meetings.shown(found, now), "is_over": found.is_over(now)}
    return render(request, "opleiding/meeting.html", context)


@require_safe
def calendar(_request: HttpRequest, number: int) -> HttpResponse:
    """Give a meeting as a file for calendars."""
    found = meeting_of(number)
    answer = HttpResponse(meetings.calendar(found, now=timezone.now()), content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="bijeenkomst-{found.pk}.ics"'
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
@member
@never_cache
def my_meeting(request: HttpRequest, number: int) -> HttpResponseBase:
    """Show how somebody stands with a meeting; the buttons register, take an offered seat, or leave."""
    found, trainer = meeting_of(number), trainer_of(request)
    if trainer is None:
        return render(
            request,
            "opleiding/meeting_no_profile.html",
            {"meeting": found},
            status=403 if request.method == "POST" else 200,
        )
    problem = _act(request, found, trainer) if request.method == "POST" else ""
    if request.method == "POST" and not problem:
        return redirect("opleiding:my-meeting", found.pk)
    now = timezone.now()
    own = meetings.own(found, trainer, now)
    context = {
        "meeting": found,
        "own": own,
        "shown": meetings.shown(found, now),
        "problem": problem,
        "is_over": found.is_over(now),
        "has_begun": now >= found.starts_at,
        "picture": meetings.picture(own.registration) if own and own.registration.has_seat else None,
    }
    return render(request, "opleiding/my_meeting.html", context, status=409 if problem else 200)


def _act(request: HttpRequest, found: Meeting, trainer: Trainer) -> object:
    """Do what a button says; give a sentence where that cannot be."""
    now = timezone.now()
    try:
        match request.POST.get("do"):
            case "leave":
                seats.leave(meeting=found, trainer=trainer, now=now)
                messages.success(request, _("Je bent afgemeld. Dank je: nu kan iemand anders komen."))
            case "accept":
                seats.accept(meeting=found, trainer=trainer, now=now)
                messages.success(request, _("Je plaats staat vast. Je krijgt ook een mail."))
            case _other:
                seats.register(meeting=found, trainer=trainer, now=now)
    except MeetingClosed:
        return CLOSED
    except OfferOver:
        return OVER
    except NotIn:
        return NOT_IN
    return ""


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def opinion(request: HttpRequest, token: str) -> HttpResponseBase:
    """Ask who was there what they found, without a log-in. An answer stands apart from who gave it."""
    now = timezone.now()
    try:
        person = opinions.asked(token, now=now)
    except UnknownLink:
        return render(request, "opleiding/opinion_done.html", {"state": "unknown"}, status=404)
    module = person.module if isinstance(person, ModuleSeat) else None
    form = OpinionForm(request.POST if request.method == "POST" else None, about_module=module is not None)
    if person.gave_opinion:
        return render(request, "opleiding/opinion_done.html", {"state": "given"}, status=200)
    if form.is_valid():
        data = form.cleaned_data
        try:
            opinions.give(token=token, found=Found(data["grade"], data["clearer"], data["words"]), now=now)
        except GivenAlready:
            return render(request, "opleiding/opinion_done.html", {"state": "given"}, status=409)
        return render(request, "opleiding/opinion_done.html", {"state": "thanks", "module": module})
    meeting = person.meeting if isinstance(person, Registration) else None
    context = {"form": form, "meeting": meeting, "module": module}
    return render(request, "opleiding/opinion.html", context, status=422 if form.is_bound else 200)
