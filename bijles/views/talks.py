"""Messages between a family and a tutor, opened through a lesson that both have."""

from __future__ import annotations

from typing import Final

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from bijles import links, words
from bijles.core.errors import BijlesError
from bijles.forms.talks import FamilyMessageForm, MessageForm
from bijles.models import Booking, Message
from bijles.queries import talks
from bijles.services import talking
from bijles.views.access import member, own_account, tutor_desk
from bijles.views.mine import lesson_of
from bijles.views.tutor import taught

PAGE: Final = 50


@require_http_methods(["GET", "HEAD", "POST"])
@own_account
@member
@never_cache
def family(request: HttpRequest, number: int) -> HttpResponseBase:
    """Show what family and tutor wrote, and take a message of the family."""
    return _talk(request, lesson_of(request, number), FamilyMessageForm(request.POST or None), "bijles:talk")


@require_http_methods(["GET", "HEAD", "POST"])
@tutor_desk
@never_cache
def tutor(request: HttpRequest, number: int) -> HttpResponseBase:
    """Show what family and tutor wrote, and take a message of the tutor."""
    return _talk(request, taught(request, number), MessageForm(request.POST or None), "bijles:tutor-talk")


def pages(request: HttpRequest, booking: Booking) -> Page[Message]:
    """Give the page of messages that is asked for; the first has the newest."""
    return Paginator(talks.messages(booking), PAGE).get_page(request.GET.get("pagina"))


def _talk(request: HttpRequest, booking: Booking, form: MessageForm, name: str) -> HttpResponseBase:
    now, problem = timezone.now(), ""
    if request.method == "POST" and form.is_valid():
        facts = form.cleaned_data
        try:
            talking.write(booking=booking, sender=form.sender, text=facts["text"], key=facts["key"], now=now)
        except BijlesError as error:
            problem = words.problem(error)
            form.add_error("text", problem)
        else:
            messages.success(request, _("Uw bericht is verstuurd."))
            return redirect(name, booking.pk)
    closed = talks.closed(booking, booking.lesson.tutor, now=now)
    context = {
        "booking": booking,
        "page": pages(request, booking),
        "form": form,
        "closed": words.TALK.get(closed, ""),
        "token": links.report_token(booking),
    }
    template = "bijles/talk.html" if name == "bijles:talk" else "bijles/tutor_talk.html"
    return render(request, template, context, status=422 if request.method == "POST" else 200)
