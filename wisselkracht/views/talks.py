"""A talk that an answer asks for: what was answered, and the note with which a coordinator ticks it off."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from wisselkracht.core import evaluation_forms
from wisselkracht.core.refusals import NotNow
from wisselkracht.forms.desk import TalkForm
from wisselkracht.forms.reviewing import QUESTIONS, SCALE
from wisselkracht.models import Review
from wisselkracht.queries import rights
from wisselkracht.services import talking
from wisselkracht.views.access import person, team


@require_http_methods(["GET", "HEAD", "POST"])
@team
def talk(request: HttpRequest, number: int, review: int) -> HttpResponseBase:
    """Show the answers that ask for a talk; the form ticks it off."""
    rows = Review.objects.asking().filter(
        moment__place__exchange=number, moment__place__exchange__round__in=rights.rounds_of(person(request))
    )
    found = get_object_or_404(
        rows.select_related("moment__place__exchange", "place__application__school", "talk__by"), pk=review
    )
    form = TalkForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            talking.tick(review=found, by=person(request), note=form.cleaned_data["note"], now=timezone.now())
        except NotNow:
            messages.info(request, _("Een collega was u voor. Hier ziet u wat is afgesproken."))
            return redirect("wisselkracht:talk", number, review)
        messages.success(request, _("Het gesprek is afgevinkt."))
        return redirect("wisselkracht:exchange", number)
    context = {"exchange": found.moment.place.exchange, "review": found, "answers": _answers(found), "form": form}
    return render(request, "wisselkracht/talk.html", context, status=422 if form.is_bound else 200)


def _answers(review: Review) -> list[tuple[Any, Any]]:
    """Give the answers that worry, in words, and what somebody wrote that is needed."""
    scale = dict(SCALE)
    found = []
    for one in evaluation_forms.worries(review.answers):
        value = review.answers[one.key]
        found.append((QUESTIONS[one.key.partition(".")[0]], _("Nee") if value is False else scale[value]))
    if need := review.answers.get("need"):
        found.append((QUESTIONS["need"], need))
    return found
