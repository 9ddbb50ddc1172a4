"""Where an organiser makes meetings, sees who comes and who waits, and reads what people found."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from opleiding.forms.meetings import MeetingForm, SeriesForm, initial_of
from opleiding.models import Meeting, MeetingSeries, Registration
from opleiding.queries import meetings as shown
from opleiding.queries import opinions as result
from opleiding.services import meetings
from opleiding.services.meetings import MeetingOver, TooFewSeats
from opleiding.views.access import organiser
from opleiding.views.meetings import meeting_of

State = Registration.State


@require_safe
@organiser
@never_cache
def desk(request: HttpRequest) -> HttpResponse:
    """List the series with their meetings."""
    now = timezone.now()
    return render(request, "opleiding/meeting_desk.html", {"series": shown.of_desk(now), "now": now})


@require_http_methods(["GET", "HEAD", "POST"])
@organiser
def new_series(request: HttpRequest) -> HttpResponseBase:
    """Make a series with its first meetings."""
    form = SeriesForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        meetings.begin_series(
            title=data["title"], slug=data["slug"], about=data["about"], plan=form.plan(), weeks=data["weeks"],
            times=data["times"], now=timezone.now(),
        )  # fmt: skip
        messages.success(request, _("De reeks is gemaakt en staat op de website."))
        return redirect("opleiding:meeting-desk")
    return _form(request, form, title=_("Nieuwe reeks"), button=_("Maak de reeks"))


@require_http_methods(["GET", "HEAD", "POST"])
@organiser
def new_meeting(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Add a meeting to a series."""
    series = get_object_or_404(MeetingSeries, slug=slug)
    form = MeetingForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = meetings.add(series=series, plan=form.plan(), now=timezone.now())
        messages.success(request, _("De bijeenkomst is gemaakt en staat op de website."))
        return redirect("opleiding:meeting-people", made.pk)
    return _form(request, form, title=series.title, button=_("Maak de bijeenkomst"))


@require_safe
@organiser
@never_cache
def people(request: HttpRequest, number: int) -> HttpResponse:
    """Show who comes, who may take an offer and who waits, in the order of entering."""
    return _people(request, meeting_of(number))


def _people(request: HttpRequest, found: Meeting, *, problem: object = "", status: int = 200) -> HttpResponse:
    rows, now = shown.people(found), timezone.now()
    context = {
        "meeting": found,
        "confirmed": [one for one in rows if one.state == State.CONFIRMED],
        "offered": [one for one in rows if one.state == State.OFFERED],
        "waiting": [one for one in rows if one.state == State.WAITING],
        "attended": sum(one.attended_at is not None for one in rows),
        "may_change": found.is_planned and now < found.starts_at,
        "is_over": found.is_over(now),
        "problem": problem,
    }
    return render(request, "opleiding/meeting_people.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@organiser
def change(request: HttpRequest, number: int) -> HttpResponseBase:
    """Change a meeting; everybody with a seat keeps it, and hears of another time or place."""
    found = meeting_of(number)
    form = MeetingForm(request.POST or None, initial=initial_of(found))
    if request.method == "POST" and form.is_valid():
        try:
            meetings.change(meeting=found, plan=form.plan(), now=timezone.now())
        except TooFewSeats as problem:
            form.add_error(
                "seats",
                _("%(taken)d mensen hebben een plaats of kunnen er een krijgen. Minder kan niet.")
                % {"taken": problem.taken},
            )
        except MeetingOver:
            form.add_error(None, _("Deze bijeenkomst is begonnen of gaat niet door. Zij verandert niet meer."))
        else:
            messages.success(request, _("Gewijzigd. Is de tijd of plaats anders? Dan krijgt iedereen een mail."))
            return redirect("opleiding:meeting-people", found.pk)
    return _form(request, form, title=str(found.series), button=_("Bewaar"), meeting=found)


@require_http_methods(["GET", "HEAD", "POST"])
@organiser
def cancel(request: HttpRequest, number: int) -> HttpResponseBase:
    """Ask whether a meeting is really off; the button tells everybody."""
    found = meeting_of(number)
    if request.method == "POST":
        try:
            meetings.cancel(meeting=found, now=timezone.now())
        except MeetingOver:
            problem = _("Deze bijeenkomst is begonnen of was al afgezegd.")
            return _people(request, found, problem=problem, status=409)
        messages.success(request, _("De bijeenkomst gaat niet door. Iedereen krijgt een mail."))
        return redirect("opleiding:meeting-people", found.pk)
    number_of = found.registrations.filter(state__in=Registration.LIVE).count()
    return render(request, "opleiding/meeting_cancel.html", {"meeting": found, "number": number_of})


@require_safe
@organiser
@never_cache
def opinions(request: HttpRequest, number: int) -> HttpResponse:
    """Show what people found, from five answers up."""
    found = meeting_of(number)
    context = {"meeting": found, "result": result.opinions(found)}
    return render(request, "opleiding/opinions.html", context)


def _form(
    request: HttpRequest, form: MeetingForm, *, title: str, button: str, meeting: Meeting | None = None
) -> HttpResponse:
    context = {"form": form, "title": title, "button": button, "meeting": meeting}
    return render(request, "opleiding/meeting_form.html", context, status=422 if request.method == "POST" else 200)
