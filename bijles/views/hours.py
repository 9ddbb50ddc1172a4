"""When a tutor is there: by the tutor, or by its provider."""

from __future__ import annotations

from datetime import date
from typing import Final

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from bijles.forms.supply import AwayForm, WeekForm
from bijles.models import Tutor
from bijles.queries import tutor as queries
from bijles.services import supplying
from bijles.views.access import person, providers_of
from ndt.people.access import allowed
from ndt.people.models import Role
from ndt.people.predicates import holder_of

hours_desk: Final = allowed(holder_of(Role.PROVIDER, Role.TUTOR, solution="bijles"))


@require_safe
@hours_desk
@never_cache
def hours(request: HttpRequest, number: int) -> HttpResponse:
    """Show the times that come back and the days away."""
    return _page(request, tutor_for(request, number), WeekForm(), AwayForm(auto_id="id_away_%s"))


@require_POST
@hours_desk
def add(request: HttpRequest, number: int) -> HttpResponseBase:
    """Add times that come back."""
    tutor, form = tutor_for(request, number), WeekForm(request.POST)
    if not form.is_valid():
        return _page(request, tutor, form, AwayForm(auto_id="id_away_%s"))
    supplying.add_week(tutor=tutor, week=form.week())
    messages.success(request, _("Deze tijden staan erin. Gezinnen kunnen ze boeken."))
    return redirect("bijles:hours", tutor.pk)


@require_POST
@hours_desk
def drop(request: HttpRequest, number: int, times: int) -> HttpResponseBase:
    """Take times away."""
    tutor = tutor_for(request, number)
    supplying.drop_week(tutor=tutor, number=times)
    messages.success(request, _("Deze tijden zijn weg. Wat al is geboekt, gaat door."))
    return redirect("bijles:hours", tutor.pk)


@require_POST
@hours_desk
def away(request: HttpRequest, number: int) -> HttpResponseBase:
    """Write days away."""
    tutor, form = tutor_for(request, number), AwayForm(request.POST, auto_id="id_away_%s")
    if not form.is_valid():
        return _page(request, tutor, WeekForm(), form)
    supplying.be_away(tutor=tutor, first=form.cleaned_data["first"], last=form.cleaned_data["last"])
    messages.success(request, _("Op deze dagen kan niemand meer boeken. Wat al is geboekt, gaat door."))
    return redirect("bijles:hours", tutor.pk)


@require_POST
@hours_desk
def back(request: HttpRequest, number: int) -> HttpResponseBase:
    """Take a day away off the list."""
    tutor = tutor_for(request, number)
    try:
        day = date.fromisoformat(request.POST.get("day", ""))
    except ValueError:
        messages.error(request, _("Deze dag staat niet op de lijst."))
    else:
        supplying.be_there(tutor=tutor, day=day)
        messages.success(request, _("Op deze dag kan weer iemand boeken."))
    return redirect("bijles:hours", tutor.pk)


def tutor_for(request: HttpRequest, number: int) -> Tutor:
    """Give a tutor that is oneself, or that one's provider has; for others it does not exist."""
    user = person(request)
    ours = Q(provider__in=providers_of(user, Role.PROVIDER))
    myself = Q(user=user, provider__in=providers_of(user, Role.TUTOR))
    return get_object_or_404(Tutor.objects.select_related("provider__organisation").filter(ours | myself), pk=number)


def _page(request: HttpRequest, tutor: Tutor, form: WeekForm, away_form: AwayForm) -> HttpResponse:
    today = timezone.localdate()
    context = {
        "tutor": tutor,
        "myself": tutor.user_id == person(request).pk,
        "times": queries.times(tutor, today=today),
        "away": tutor.absences.filter(day__gte=today).order_by("day"),
        "form": form,
        "away_form": away_form,
    }
    wrong = form.errors or away_form.errors
    return render(request, "bijles/hours.html", context, status=422 if wrong else 200)
