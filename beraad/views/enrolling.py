"""Where the organiser sees to registering: the day, the statement, alerts, and links with their numbers."""

from __future__ import annotations

from typing import Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from beraad.core.errors import Closed, LinkTaken
from beraad.forms.enrolling import EnrolmentForm, LinkForm, LookForm, StatementForm
from beraad.models import Assembly
from beraad.models.assembly import State
from beraad.queries import enrolment as queries
from beraad.services import assemblies, counting, enrolling
from beraad.views.desk import NOT_NOW, team
from ndt.people.models import User

FIELDS: Final = ("freezes_on", "remind_days", "many_from_school", "many_from_block", "many_from_device")


@require_http_methods(["GET", "HEAD", "POST"])
@team
def settings(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Set when the list is fixed, what counts as many, and the statement."""
    assembly = get_object_or_404(Assembly, slug=slug)
    found = queries.settings_of(assembly)
    wants_statement = request.POST.get("action") == "statement"
    posted = request.method == "POST"
    form = EnrolmentForm(
        request.POST if posted and not wants_statement else None,
        initial={name: getattr(found, name) for name in FIELDS},
    )
    statement = StatementForm(
        request.POST if wants_statement else None, initial={"statement": found.statement, "use": found.use}
    )
    sent = statement if wants_statement else form
    status = 422 if posted else 200
    if sent.is_valid():
        try:
            if wants_statement:
                enrolling.set_statement(assembly=assembly, **statement.cleaned_data)
            else:
                enrolling.save(assembly=assembly, wanted=enrolling.Settings(**form.cleaned_data), now=timezone.now())
        except Closed:
            sent.add_error(None, str(NOT_NOW))
            status = 409
        else:
            messages.success(request, _("De instellingen zijn bewaard."))
            return redirect("beraad:enrolment", slug)
    context = {
        "assembly": assembly,
        "form": form,
        "statement": statement,
        "sent": sent,
        "found": found,
        "unknown": queries.unknown(assembly),
        "open": assembly.state in (*assemblies.PREPARING, State.OPEN),
        "statement_open": assembly.state in assemblies.PREPARING,
        "opinions": queries.opinions(assembly),
    }
    return render(request, "beraad/enrolment.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@team
def alerts(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Show where many registrations come from; say of one that it was looked at."""
    assembly = get_object_or_404(Assembly, slug=slug)
    form = LookForm(request.POST or None)
    status = 422 if request.method == "POST" else 200
    asked = (request.POST.get("kind", ""), request.POST.get("subject", ""))
    if form.is_valid():
        assert isinstance(request.user, User)
        try:
            enrolling.look(
                assembly=assembly,
                kind=asked[0],
                subject=asked[1],
                reason=form.cleaned_data["reason"],
                user=request.user,
                now=timezone.now(),
            )
        except Closed:
            form.add_error(None, str(NOT_NOW))
            status = 409
        else:
            messages.success(request, _("De melding is bekeken."))
            return redirect("beraad:alerts", slug)
    rows = [(row, form if (row.kind, row.subject) == asked else LookForm()) for row in queries.alerts(assembly)]
    context = {"assembly": assembly, "rows": rows, "form": form}
    return render(request, "beraad/alerts.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@team
def links(request: HttpRequest, slug: str) -> HttpResponse | HttpResponseBase:
    """Make links with a name, and show how many came by each."""
    assembly = get_object_or_404(Assembly, slug=slug)
    form, now = LinkForm(request.POST or None), timezone.now()
    status = 422 if request.method == "POST" else 200
    if form.is_valid():
        try:
            counting.make_link(assembly=assembly, **form.cleaned_data, now=now)
        except LinkTaken:
            form.add_error("slug", _("Dit woord is al in gebruik. Kies een ander woord."))
        else:
            messages.success(request, _("De link is gemaakt."))
            return redirect("beraad:links", slug)
    rows = queries.links(assembly, today=timezone.localdate(now))
    return render(request, "beraad/links.html", {"assembly": assembly, "form": form, "rows": rows}, status=status)
