"""Where the campaign team works: numbers, review, text, delivery, answer."""

from __future__ import annotations

import csv
from collections.abc import Iterator

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from campaigns import queries
from campaigns.core.errors import NotThisState
from campaigns.forms import AnswerForm, ReasonForm, ReviewForm, TextForm, TrustForm
from campaigns.models import Petition, Signature
from campaigns.models.petition import State
from campaigns.services import moderation, petitions
from campaigns.services.moderation import Judgement
from campaigns.services.petitions import Words
from ndt import history
from ndt.people.access import allowed
from ndt.people.models import User
from ndt.people.predicates import coordinator_of, moderator_of

team = allowed(coordinator_of("campaigns"))
moderators = allowed(moderator_of("campaigns"))
REVIEW_PAGE = 100


def _petition(slug: str) -> Petition:
    return get_object_or_404(Petition, slug=slug)


@require_safe
@moderators
def desk(request: HttpRequest) -> HttpResponse:
    """List the petitions of this campaign."""
    rows = [(petition, queries.number(petition), queries.cockpit(petition)) for petition in Petition.objects.all()]
    return render(request, "campaigns/desk.html", {"rows": rows})


@require_safe
@moderators
def cockpit(request: HttpRequest, slug: str) -> HttpResponse:
    """Show one petition in numbers, with the steps that can be taken now."""
    return _cockpit(request, _petition(slug), ReasonForm())


def _cockpit(request: HttpRequest, petition: Petition, form: ReasonForm, status: int = 200) -> HttpResponse:
    context = {
        "petition": petition,
        "number": queries.number(petition),
        "numbers": queries.cockpit(petition),
        "days": [day for day in queries.days(petition, now=timezone.now()) if day.made or day.confirmed],
        "steps": _steps(petition),
        "form": form,
    }
    return render(request, "campaigns/cockpit.html", context, status=status)


def _steps(petition: Petition) -> list[tuple[str, str]]:
    """Give the steps that the petition's state allows, as code and words for the button."""
    if petition.state == State.DRAFT:
        return [("open", _("Open de petitie"))]
    if petition.state == State.OPEN:
        pause = ("resume", _("Hervat het tekenen")) if petition.paused else ("pause", _("Pauzeer het tekenen"))
        return [pause, ("close", _("Sluit de petitie"))]
    if petition.state == State.CLOSED:
        return [("deliver", _("Leg het aanbieden vast"))]
    return []


@require_POST
@team
def step(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Take the next step in a petition's life, with a reason."""
    petition, now = _petition(slug), timezone.now()
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return _cockpit(request, petition, form, status=422)
    try:
        with history.reason(form.cleaned_data["reason"]):
            match request.POST.get("step"):
                case "open":
                    petitions.open_for_signing(petition=petition)
                case "pause":
                    petitions.pause(petition=petition, paused=True)
                case "resume":
                    petitions.pause(petition=petition, paused=False)
                case "close":
                    petitions.close(petition=petition, now=now)
                case "deliver":
                    petitions.deliver(petition=petition, now=now)
                case _:
                    raise NotThisState
    except NotThisState:
        form.add_error(None, _("Deze stap kan nu niet. Misschien was een collega u voor. Bekijk de petitie opnieuw."))
        petition.refresh_from_db()
        return _cockpit(request, petition, form, status=409)
    messages.success(request, _("De stap is gezet."))
    return redirect("campaigns:cockpit", slug)


@require_http_methods(["GET", "HEAD", "POST"])
@moderators
def review(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Release or reject what waits, many at once."""
    petition = _petition(slug)
    held = Signature.objects.for_review().filter(petition=petition).order_by("block", "confirmed_at")[:REVIEW_PAGE]
    waiting = list(held)
    receipts = [signature.receipt for signature in waiting]
    data = request.POST.copy()
    if data.get("all"):
        data.setlist("receipt", list(receipts))
    form = ReviewForm(data or None, receipts=receipts)
    status = 200
    if request.method == "POST":
        if form.is_valid():
            return _judge(request, petition, form)
        status = 422
    chosen = set(request.POST.getlist("receipt"))
    context = {"petition": petition, "waiting": waiting, "form": form, "chosen": chosen, "all": data.get("all")}
    return render(request, "campaigns/review.html", context, status=status)


def _judge(request: HttpRequest, petition: Petition, form: ReviewForm) -> HttpResponseBase:
    assert isinstance(request.user, User)
    receipts = form.cleaned_data["receipt"]
    judgement = Judgement(request.user, form.cleaned_data["reason"], timezone.now())
    judge = moderation.release if form.cleaned_data["verdict"] == "release" else moderation.reject
    done = judge(petition=petition, receipts=receipts, judgement=judgement)
    words = ngettext("%d handtekening is verwerkt.", "%d handtekeningen zijn verwerkt.", done) % done
    messages.success(request, words)
    return redirect("campaigns:review", petition.slug)


@require_http_methods(["GET", "HEAD", "POST"])
@team
def trust(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Trust an address behind which many people sign."""
    petition = _petition(slug)
    form = TrustForm(request.POST or None)
    if form.is_valid():
        data = form.cleaned_data
        with history.reason(data["reason"]):
            moderation.trust(address=data["address"], reason=data["reason"], days=data["days"], now=timezone.now())
        messages.success(request, _("Dit adres wordt vertrouwd."))
        return redirect("campaigns:cockpit", slug)
    status = 422 if request.method == "POST" else 200
    return render(request, "campaigns/trust.html", {"petition": petition, "form": form}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@team
def text(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Write the words; once the petition is open that makes a new version."""
    petition = _petition(slug)
    current = petition.texts.order_by("-number").first()
    initial = {"we": current.we, "observe": current.observe, "request": current.request} if current else None
    form = TextForm(request.POST or None, initial=initial)
    status = 422 if request.method == "POST" else 200
    if form.is_valid():
        data = form.cleaned_data
        try:
            with history.reason(data["reason"]):
                written = petitions.write_text(
                    petition=petition,
                    words=Words(data["we"], data["observe"], data["request"]),
                    now=timezone.now(),
                )
        except NotThisState:
            form.add_error(None, _("De petitie is gesloten. De tekst kan niet meer veranderen."))
        else:
            messages.success(request, _("Bewaard als versie %d.") % written.number)
            return redirect("campaigns:cockpit", slug)
    context = {"petition": petition, "form": form, "current": current}
    return render(request, "campaigns/text_form.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@team
def answer(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Publish the addressee's answer."""
    petition = _petition(slug)
    form = AnswerForm(request.POST or None)
    status = 422 if request.method == "POST" else 200
    if form.is_valid():
        data = form.cleaned_data
        try:
            petitions.publish_answer(petition=petition, now=timezone.now(), **data)
        except NotThisState:
            form.add_error(None, _("Leg eerst vast dat de petitie is aangeboden."))
        else:
            messages.success(request, _("Het antwoord staat op de pagina. Wie dat wilde, krijgt een mail."))
            return redirect("campaigns:cockpit", slug)
    return render(request, "campaigns/answer.html", {"petition": petition, "form": form}, status=status)


class _Echo:
    """A file that gives back what is written: a CSV line at a time goes out."""

    def write(self, line: str) -> str:
        return line


def defused(cell: str) -> str:
    """Keep a spreadsheet from reading a cell as a formula; `'t Hart` stays as it is."""
    return f"'{cell}" if cell[:1] in {"=", "+", "-", "@", "\t", "\r"} else cell


def _lines(petition: Petition) -> Iterator[str]:
    writer = csv.writer(_Echo(), delimiter=";", quoting=csv.QUOTE_ALL)
    yield "\ufeff" + writer.writerow([_("Naam"), _("Plaats")])
    for signer in queries.deliverable(petition):
        yield writer.writerow([defused(signer.name), defused(signer.place)])


@require_safe
@team
def delivery(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Give the list to hand over: only names whose owners consented to that. Only once the petition is closed."""
    petition = _petition(slug)
    if petition.state in {State.DRAFT, State.OPEN}:
        return _cockpit(request, petition, ReasonForm(), status=409)
    response = StreamingHttpResponse(_lines(petition), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{petition.slug}.csv"'
    return response
