"""A municipality: programmes with versions of rules, agreements to offer, lessons to decide about."""

from __future__ import annotations

from typing import Final

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from bijles import words
from bijles.core import attendance as core_attendance
from bijles.core.errors import NotBookable, NotSignable
from bijles.core.rules import read
from bijles.forms.city import DecideForm, OfferForm, ProgrammeForm, RulesForm, initial_offer, initial_rules
from bijles.models import Agreement, PassScheme, Programme, Provider, SilenceDraw
from bijles.queries import attendance, passes
from bijles.queries import city as queries
from bijles.services import agreeing, deciding, programmes
from bijles.views.access import municipality_desk, person, schemes_of

PAGE: Final = 50


@require_safe
@municipality_desk
@never_cache
def desk(request: HttpRequest) -> HttpResponse:
    """Show the programmes, and what waits for a decision."""
    schemes = schemes_of(person(request))
    context = {
        "schemes": schemes.select_related("municipality").order_by("title"),
        "programmes": queries.programmes(schemes),
        "to_decide": attendance.to_decide(schemes, now=timezone.now()).count(),
        "twice": passes.twice(schemes).count(),
        "leads": queries.led_by(person(request)),
    }
    return render(request, "bijles/city_desk.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@municipality_desk
@never_cache
def new_programme(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Begin a programme."""
    scheme = get_object_or_404(_schemes(request), slug=slug)
    form = ProgrammeForm(request.POST or None, initial={"age_from": 4, "age_to": 18})
    if request.method == "POST" and form.is_valid():
        made = programmes.begin(scheme=scheme, plan=form.plan(), chosen=form.rules(), now=timezone.now())
        messages.success(request, _("De regeling is begonnen. Bied nu een aanbieder een overeenkomst aan."))
        return redirect("bijles:city-programme", made.pk)
    return _form(request, form, title=_("Nieuwe regeling"), button=_("Begin de regeling"))


@require_safe
@municipality_desk
@never_cache
def programme(request: HttpRequest, number: int) -> HttpResponse:
    """Show a programme with its rules and agreements."""
    found = _programme(request, number)
    versions = [
        (one, queries.rules_lines(read(one.rules, version=one.version))) for one in found.versions.order_by("-version")
    ]
    context = {"programme": found, "versions": versions, "agreements": queries.agreements_of(found)}
    return render(request, "bijles/city_programme.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@municipality_desk
@never_cache
def new_rules(request: HttpRequest, number: int) -> HttpResponseBase:
    """Write a next version of the rules."""
    found = _programme(request, number)
    form = RulesForm(request.POST or None, initial=initial_rules(found.rules()))
    if request.method == "POST" and form.is_valid():
        made = programmes.write_rules(programme=found, chosen=form.rules(), now=timezone.now())
        messages.success(request, _("Versie %(number)d van de regels geldt nu.") % {"number": made.version})
        return redirect("bijles:city-programme", found.pk)
    return _form(request, form, title=_("Regels van %(title)s") % {"title": found.title}, button=_("Laat dit gelden"))


@require_http_methods(["GET", "HEAD", "POST"])
@municipality_desk
@never_cache
def offer(request: HttpRequest, number: int) -> HttpResponseBase:
    """Offer an agreement, or the next version of one."""
    found = _programme(request, number)
    like = Agreement.objects.filter(programme=found, pk=_whole(request.GET.get("als", ""))).first()
    form = OfferForm(found, request.POST or None, initial=initial_offer(found, like))
    if request.method == "POST" and form.is_valid():
        provider = form.cleaned_data["provider"]
        assert isinstance(provider, Provider)
        try:
            made = agreeing.offer(programme=found, provider=provider, terms=form.terms())
        except NotSignable:
            form.add_error("provider", _("Deze aanbieder beantwoordde de vragen over kwaliteit nog niet."))
        else:
            messages.success(request, _("De overeenkomst is aangeboden. Zij geldt als u beiden tekent."))
            return redirect("bijles:agreement", made.pk)
    return _form(request, form, title=_("Bied een overeenkomst aan"), button=_("Bied aan"))


@require_safe
@municipality_desk
@never_cache
def lessons(request: HttpRequest) -> HttpResponse:
    """List the lessons to decide about, providers with many silent families, and the lessons that were drawn."""
    schemes, now = schemes_of(person(request)), timezone.now()
    silences = attendance.silences(schemes, now=now)
    names = {
        one.pk: str(one)
        for one in Provider.objects.filter(pk__in=[row.provider for row in silences]).select_related("organisation")
    }
    flagged = core_attendance.flagged(silences)
    draws = SilenceDraw.objects.filter(scheme__in=schemes).select_related("scheme")
    page = Paginator(attendance.to_decide(schemes, now=now), PAGE).get_page(request.GET.get("pagina"))
    context = {
        "page": page,
        "bookings": [(one, words.subject(one.lesson.subject)) for one in page],
        "silences": [
            (names[row.provider], row.ticked, row.silent, round(100 * row.silent / row.ticked), row.provider in flagged)
            for row in silences
        ],
        "draws": draws.prefetch_related("bookings__lesson__tutor__provider__organisation")[:6],
    }
    return render(request, "bijles/city_lessons.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@municipality_desk
@never_cache
def decide(request: HttpRequest, number: int) -> HttpResponseBase:
    """Ask for a yes or no about one lesson, with a reason."""
    schemes, now = schemes_of(person(request)), timezone.now()
    found = get_object_or_404(attendance.to_decide(schemes, now=now), pk=number)
    form = DecideForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        yes, reason = form.cleaned_data["took_place"] == "yes", form.cleaned_data["reason"]
        try:
            deciding.decide(booking=found, took_place=yes, reason=reason, by=person(request), now=now)
        except NotBookable:
            messages.error(request, _("Een collega besliste net al over deze les."))
        else:
            messages.success(request, _("Uw besluit staat vast."))
        return redirect("bijles:city-lessons")
    context = {"booking": found, "subject": words.subject(found.lesson.subject), "form": form}
    return render(request, "bijles/city_decide.html", context, status=422 if request.method == "POST" else 200)


def _schemes(request: HttpRequest) -> QuerySet[PassScheme]:
    return schemes_of(person(request))


def _programme(request: HttpRequest, number: int) -> Programme:
    mine = Programme.objects.filter(scheme__in=_schemes(request)).select_related("scheme__municipality")
    return get_object_or_404(mine, pk=number)


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def _form(request: HttpRequest, form: RulesForm | OfferForm, *, title: str, button: str) -> HttpResponse:
    context = {"form": form, "title": title, "button": button}
    return render(request, "bijles/city_form.html", context, status=422 if request.method == "POST" else 200)
