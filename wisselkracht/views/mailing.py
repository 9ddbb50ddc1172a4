"""A letter to many: whom, what, a look at it, then the button that sends it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from ndt.mail import rendering
from ndt.people.models import User
from wisselkracht import emails
from wisselkracht.core.refusals import NotNow
from wisselkracht.forms.mailing import WHICH, WHOM, MailingForm
from wisselkracht.models import Mailing, Round
from wisselkracht.queries import mailings as queries
from wisselkracht.services import mailing
from wisselkracht.services.mailing import Draft, OtherNumber
from wisselkracht.views.access import person, round_of, team


@require_http_methods(["GET", "HEAD", "POST"])
@team
def write(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Ask for the letter, show it with the number of people, and send it. Without JavaScript the same."""
    found = round_of(request, slug)
    action = request.POST.get("action", "preview")
    start = {"kind": request.GET.get("toon", ""), "purpose": "service"}
    form = MailingForm(request.POST or None, initial=start)
    if request.method != "POST" or action == "change":
        form.is_valid()
        return _form(request, found, form)
    if not form.is_valid():
        return _form(request, found, form, status=422)
    if action != "send":
        return _preview(request, found, form)
    try:
        made = mailing.send(
            found=found, draft=form.draft(), shown=_shown(request), by=person(request), now=timezone.now()
        )
    except OtherNumber:
        other = _("Het zijn nu andere mensen dan daarnet. Kijk nog eens, en verstuur dan.")
        return _preview(request, found, form, problem=other, status=409)
    except NotNow:
        return _preview(request, found, form, status=409)
    sent = ngettext("De mail gaat naar %(number)d persoon.", "De mail gaat naar %(number)d mensen.", made.number)
    messages.success(request, sent % {"number": made.number})
    return redirect("wisselkracht:mailing", slug)


def _shown(request: HttpRequest) -> int:
    typed = request.POST.get("shown", "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 9 else -1


def _form(request: HttpRequest, found: Round, form: MailingForm, *, status: int = 200) -> HttpResponse:
    which, whom = dict(WHICH), dict(WHOM)
    context: dict[str, Any] = {
        "round": found,
        "form": form,
        "sent": [(one, which.get(one.kind, one.kind), whom[one.role]) for one in queries.history_of(found)],
    }
    return render(request, "wisselkracht/mailing.html", context, status=status)


def _preview(
    request: HttpRequest, found: Round, form: MailingForm, *, problem: str = "", status: int = 200
) -> HttpResponse:
    draft = form.draft()
    reached = queries.recipients(found, kind=draft.kind, role=draft.role, is_news=draft.is_news)
    first = reached.select_related("application__round", "application__school").first()
    sample = None
    if first is not None:
        made = _unsaved(found, draft, person(request))
        sample = rendering.render(emails.mailing(first, emails.SAMPLE, made=made, facts=queries.values_of(first)))
    context: dict[str, Any] = {
        "round": found,
        "form": form,
        "number": reached.count(),
        "sample": sample,
        "is_news": draft.is_news,
        "reply_to": person(request).email,
        "which": dict(WHICH)[draft.kind],
        "whom": dict(WHOM)[draft.role],
        "problem": problem,
    }
    return render(request, "wisselkracht/mailing_preview.html", context, status=status)


def _unsaved(found: Round, draft: Draft, by: User) -> Mailing:
    return Mailing(round=found, is_news=draft.is_news, subject=draft.subject, text=draft.text, by=by)
