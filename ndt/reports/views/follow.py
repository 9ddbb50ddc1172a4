"""Following a report by mail."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from ndt.people.models import User
from ndt.reports import queries, registry
from ndt.reports.core.rhythm import Rhythm
from ndt.reports.forms import FollowForm
from ndt.reports.services import following
from ndt.web.client import address_block, client_address
from ndt.web.views.errors import too_many


@require_http_methods(["GET", "HEAD", "POST"])
def follow(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask how somebody wants to follow a report."""
    try:
        report = queries.get_report_for(request.user, slug)
    except PermissionDenied:
        if request.user.is_authenticated:
            raise
        return redirect_to_login(request.get_full_path())
    has_mailbox = isinstance(request.user, User) and request.user.has_mailbox
    initial = {"gemeente": request.GET.get("gemeente", ""), "rhythm": Rhythm.MONTHLY}
    form = FollowForm(request.POST or None, report=report, has_mailbox=has_mailbox, initial=initial)
    if request.method == "POST" and form.is_valid():
        return _follow(request, report, form)
    context = {"report": report, "form": form, "crumbs": [(report.title, report.url)]}
    invalid = request.method == "POST"
    return render(request, "reports/follow.html", context, status=422 if invalid else 200)


def _follow(request: HttpRequest, report: registry.Report, form: FollowForm) -> HttpResponse:
    values, now = form.cleaned_data, timezone.now()
    municipality, rhythm = values.get("gemeente", ""), Rhythm(values["rhythm"])
    if isinstance(request.user, User) and request.user.has_mailbox:
        following.follow(user=request.user, report=report, municipality=municipality, rhythm=rhythm, now=now)
        messages.success(request, _("U volgt dit rapport nu per mail."))
        return redirect(report.url)
    try:
        following.ask(
            report=report,
            municipality=municipality,
            email=values["email"],
            rhythm=rhythm,
            language=get_language() or "nl",
            block=address_block(client_address(request)),
            now=now,
        )
    except following.TooMany:
        return too_many(request, retry_after=3600)
    return redirect("reports:asked")


@require_safe
def asked(request: HttpRequest) -> HttpResponse:
    """Say that a mail with a link is on its way."""
    return render(request, "reports/asked.html")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Show the button that begins the mails; only the button does it."""
    try:
        if request.method == "POST":
            following.confirm(token=token, now=timezone.now())
            return redirect("reports:begun")
        subscription = following.find(token)
    except following.UnknownLink:
        response = render(request, "reports/unknown.html", status=404)
    else:
        report = registry.find(subscription.report)
        context = {"subscription": subscription, "report": report, "token": token}
        response = render(request, "reports/confirm.html", context)
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


@require_safe
def begun(request: HttpRequest) -> HttpResponse:
    """Say that the mails begin."""
    return render(request, "reports/begun.html", {"index": reverse("reports:index")})
