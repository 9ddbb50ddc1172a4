"""A municipality's passes: its lists, read whole or not at all, and passes that two accounts showed."""

from __future__ import annotations

from typing import Final

from django.contrib import messages
from django.forms.models import model_to_dict
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bijles import words
from bijles.core.errors import Fault, ListRefused
from bijles.core.passes import PRESETS, Scheme
from bijles.forms.passes import ListForm, SchemeForm, initial_scheme
from bijles.models import EnrolmentList, PassScheme
from bijles.money import euros
from bijles.queries import budget as budget_queries
from bijles.queries import passes as queries
from bijles.services import claimed_twice, enrolling, fetching, pass_api, proving, schemes
from bijles.views.access import municipalities_of, municipality_desk, person, schemes_of
from ndt.people.models import Organisation

SHOWN_FAULTS: Final = 50


@require_http_methods(["GET", "HEAD", "POST"])
@municipality_desk
@never_cache
def passes(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Show a scheme's lists, read a new one, or let one be fetched by a job."""
    scheme = get_object_or_404(schemes_of(person(request)).select_related("municipality"), slug=slug)
    if request.method != "POST":
        return _page(request, scheme, ListForm())
    form = ListForm(request.POST, request.FILES)
    if request.POST.get("do") == "fetch" and pass_api.of(scheme) is not None:
        fetching.start(scheme=scheme, by=person(request), now=timezone.now())
        return redirect("bijles:city-passes", scheme.slug)
    if not form.is_valid():
        return _page(request, scheme, form, status=422)
    try:
        taken = enrolling.take_list(
            scheme=scheme, data=form.cleaned_data["file"], by=person(request), now=timezone.now()
        )
    except ListRefused as refused:
        return _page(request, scheme, ListForm(), faults=refused.faults, status=422)
    messages.success(request, _read(taken))
    return redirect("bijles:city-passes", scheme.slug)


@require_http_methods(["GET", "HEAD", "POST"])
@municipality_desk
@never_cache
def new_scheme(request: HttpRequest) -> HttpResponseBase:
    """Add a pass; it can begin with the facts of one that is known."""
    like = next((one for one in PRESETS if one.slug == request.GET.get("als")), None)
    municipalities = municipalities_of(person(request))
    form = SchemeForm(municipalities, request.POST or None, initial=initial_scheme(like), by=person(request))
    if request.method == "POST" and form.is_valid():
        made = schemes.begin(form.cleaned_data)
        messages.success(request, _("De pas staat erin. Lees nu de lijst van passen in."))
        return redirect("bijles:city-passes", made.slug)
    return _scheme_page(request, form, title=_("Nieuwe pas"), presets=PRESETS)


@require_http_methods(["GET", "HEAD", "POST"])
@municipality_desk
@never_cache
def change_scheme(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Change what a pass is called, its numbers and its help desk."""
    found = get_object_or_404(schemes_of(person(request)), slug=slug)
    form = SchemeForm(Organisation.objects.none(), request.POST or None, known=found, initial=model_to_dict(found))
    if request.method == "POST" and form.is_valid():
        schemes.change(scheme=found, facts=form.cleaned_data)
        messages.success(request, _("De gegevens van de pas zijn bewaard."))
        return redirect("bijles:city-passes", found.slug)
    return _scheme_page(request, form, title=_("Gegevens van de %(title)s") % {"title": found.title})


@require_POST
@municipality_desk
def twice(request: HttpRequest, number: int) -> HttpResponseBase:
    """Say whose a pass is that two accounts showed."""
    found = get_object_or_404(queries.twice(schemes_of(person(request))), pk=number)
    if request.POST.get("do") == "release":
        claimed_twice.release(claim=found, now=timezone.now())
        messages.success(request, _("De pas is los. Wie hem heeft, kan hem nu laten zien. De lessen zijn afgezegd."))
    else:
        claimed_twice.keep(claim=found, now=timezone.now())
        messages.success(request, _("De pas blijft bij het gezin dat hem had."))
    return redirect("bijles:city-passes", found.held.scheme.slug)


@require_safe
@municipality_desk
@never_cache
def budget(request: HttpRequest) -> HttpResponse:
    """Show where the money of each programme is."""
    rows = budget_queries.budgets(schemes_of(person(request)))
    context = {
        "columns": [
            _("Regeling"), _("Kinderen"), _("In de pot"), _("Toegekend"), _("Geboekt"), _("Gegeven"), _("Nog vrij"),
        ],
        "money": [[one.programme, one.children, *(euros(part) for part in _parts(one.cents))] for one in rows],
        "hours": [[one.programme, one.children, *(_hours(part) for part in _parts(one.minutes))] for one in rows],
        "rows": rows,
    }  # fmt: skip
    return render(request, "bijles/city_budget.html", context)


def _scheme_page(
    request: HttpRequest, form: SchemeForm, *, title: str, presets: tuple[Scheme, ...] = ()
) -> HttpResponse:
    context = {"form": form, "title": title, "button": _("Bewaar de pas"), "presets": presets}
    return render(request, "bijles/city_scheme.html", context, status=422 if request.method == "POST" else 200)


def _parts(of: budget_queries.Sums) -> tuple[int, ...]:
    return of.filled, of.granted, of.held, of.spent, of.pot


def _hours(minutes: int) -> str:
    return number_format(minutes // 60, force_grouping=True)


def _read(taken: EnrolmentList) -> str:
    return ngettext(
        "De lijst is gelezen: %(count)d pas. Het gezin kan nu beginnen.",
        "De lijst is gelezen: %(count)d passen. De gezinnen kunnen nu beginnen.",
        taken.passes,
    ) % {"count": taken.passes}


def _page(
    request: HttpRequest,
    scheme: PassScheme,
    form: ListForm,
    *,
    faults: tuple[Fault, ...] = (),
    status: int = 200,
) -> HttpResponse:
    asked = queries.asked(scheme) if request.method != "POST" else None
    why = "stuck" if asked and asked.is_stuck else asked.fetch.why if asked else ""
    if asked and why == "list":
        faults = tuple(Fault(*one) for one in asked.fetch.faults)
    context = {
        "scheme": scheme,
        "form": form,
        "known": queries.known(scheme, today=timezone.localdate()),
        "twice": queries.twice(PassScheme.objects.filter(pk=scheme.pk)),
        "may_fetch": pass_api.of(scheme) is not None,
        "has_key": proving.has_key(scheme),
        "faults": [(one, words.LISTS[one.code]) for one in faults[:SHOWN_FAULTS]],
        "more_faults": max(0, len(faults) - SHOWN_FAULTS),
        "asked": asked,
        "problem": words.SOURCES.get(why, ""),
    }
    return render(request, "bijles/city_passes.html", context, status=status)
