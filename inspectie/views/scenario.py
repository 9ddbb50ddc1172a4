"""A norm of one's own: choose it, see what it does, keep it under an address that never changes."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Final

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from inspectie.core import scenarios as core
from inspectie.core.frame import Frame
from inspectie.core.norms import NormSet
from inspectie.forms import ScenarioForm
from inspectie.models import SavedScenario
from inspectie.queries import answers, changes, comparisons, frames, kept, methods, norm_sets
from inspectie.services import scenarios
from inspectie.views.downloads import CSV, FOR_EVER, JSON, answer, csv_answer, json_answer
from ndt.web.client import address_block, client_address
from ndt.web.views.errors import too_many

LONGEST_ADDRESS: Final = 2000
FIELDS: Final = ("telling", "samen", "lezen", "taal", "rekenen", "basis")
PRESETS: Final = {
    "telling=samen": "current-2020",
    "telling=apart": "r1-same-table",
    "telling=apart&lezen=14.3&taal=-6.7&rekenen=-17.7": "r1-calibrated-90",
}


def _bound(typed: QueryDict) -> ScenarioForm:
    """Give the form with what was typed, and its own start for the rest.

    An address with a thousand bands, or with one choice twice, is no norm of ours; a word that somebody's mail program
    adds to a link does no harm.
    """
    start = {name: str(field.initial) for name, field in ScenarioForm.base_fields.items()}
    letters = sum(len(name) + len(value) for name, values in typed.lists() for value in values)
    is_twice = any(len(typed.getlist(name)) > 1 for name in FIELDS)
    chosen = {name: value for name, value in typed.items() if name in FIELDS and isinstance(value, str)}
    return ScenarioForm(start | chosen, is_too_much=is_twice or letters > LONGEST_ADDRESS)


def _norm_set(data: dict[str, Any]) -> NormSet:
    if data["telling"] == ScenarioForm.TOGETHER:
        offsets = {"samen": data["samen"]}
    else:
        offsets = {"lezen": data["lezen"], "taalverzorging": data["taal"], "rekenen": data["rekenen"]}
    return core.build(norm_sets.named(methods.CURRENT), offsets=offsets, basis=data["basis"])


def _parameters(form: ScenarioForm) -> dict[str, str]:
    """Give what was chosen, as an address says it."""
    return {name: str(form.cleaned_data[name]) for name in FIELDS}


def _change(form: ScenarioForm, frame: Frame) -> changes.Change:
    return changes.change(norm_sets.named(methods.CURRENT), _norm_set(form.cleaned_data), frame)


def _shown(form: ScenarioForm) -> dict[str, str]:
    """Give the values beside the sliders."""
    shown = {}
    for name in FIELDS[1:]:
        value = form.cleaned_data.get(name)
        if not isinstance(value, Decimal):
            continue
        words = formats.number_format(value, decimal_pos=1)
        shown[name] = f"{words} %" if name == "basis" else ("+" if value > 0 else "") + words.replace("-", "−")
    return shown


def _presets() -> list[dict[str, str]]:
    address = reverse("inspectie:scenario")
    return [
        {"href": f"{address}?{query}", "label": methods.title(norm_sets.named(slug))} for query, slug in PRESETS.items()
    ]


@require_safe
def scenario(request: HttpRequest) -> HttpResponse:
    """Show the sliders and what they do. A value that cannot be is answered with 400 and a sentence."""
    form = _bound(request.GET)
    frame = frames.current()
    context: dict[str, Any] = {"form": form, "presets": _presets()}
    is_valid = form.is_valid()
    context["shown"] = _shown(form)
    if is_valid and len(frame):
        found = _change(form, frame)
        source = methods.source_line(frame.years, demo=methods.holds_demo(), version=frame.version)
        context["answer"] = answers.answer(kept.counted(found), source=source)
        # As a form takes them back: a template would write a decimal comma.
        context["keep"] = list(_parameters(form).items())
        query = urlencode(_parameters(form))
        context["csv"] = f"{reverse('inspectie:scenario-csv')}?{query}"
        context["json"] = f"{reverse('inspectie:scenario-json')}?{query}"
    context["is_empty"] = not len(frame)
    status = 200 if is_valid else 400
    is_part = bool(getattr(request, "htmx", False)) and is_valid
    return render(
        request, "inspectie/scenario_answer.html" if is_part else "inspectie/scenario.html", context, status=status
    )


@require_safe
def scenario_json(request: HttpRequest) -> HttpResponse:
    """Give what a norm does on the data of now as JSON. A kept norm has an address whose bytes stay."""
    form = _bound(request.GET)
    if not form.is_valid():
        return scenario(request)
    frame = frames.current()
    found = _change(form, frame)
    meta = methods.meta(
        title=_("Een norm van uzelf"),
        address=f"{reverse('inspectie:scenario')}?{urlencode(_parameters(form))}",
        version=frame.version,
        used=(found.before,),
    )
    facts = kept.facts(found, frame, parameters=_parameters(form))
    return json_answer(request, meta, comparisons.tables(found, frame), facts)


@require_safe
def scenario_csv(request: HttpRequest) -> HttpResponse:
    """Give the schools that change on the data of now as CSV."""
    form = _bound(request.GET)
    if not form.is_valid():
        return scenario(request)
    frame = frames.current()
    described_by = f"{reverse('inspectie:scenario-json')}?{urlencode(_parameters(form))}"
    table = comparisons.tables(_change(form, frame), frame)[0]
    return csv_answer(request, table, filename="norm.csv", described_by=described_by)


@require_POST
@never_cache
def keep(request: HttpRequest) -> HttpResponse:
    """Keep a norm and what it gives, and go to its address."""
    form = _bound(request.POST)
    frame = frames.current()
    if not form.is_valid() or not len(frame):
        context = {"form": form, "presets": _presets(), "shown": _shown(form), "is_empty": not len(frame)}
        return render(request, "inspectie/scenario.html", context, status=422)
    norm_set = _norm_set(form.cleaned_data)
    parameters = _parameters(form)
    digest = scenarios.digest(norm_set=norm_set.body, parameters=parameters, data_version=frame.version)
    if not SavedScenario.objects.filter(digest=digest).exists():
        found = _change(form, frame)
        document, sheet = kept.contents(found, frame, digest=digest, parameters=parameters)
        outcome = scenarios.Outcome(norm_set.body, parameters, frame.version, document, sheet)
        block = address_block(client_address(request))
        try:
            scenarios.keep(outcome, block=block, now=timezone.now())
        except scenarios.TooManyScenarios:
            return too_many(request, retry_after=600)
    return redirect("inspectie:saved", digest)


@require_safe
def saved(request: HttpRequest, digest: str) -> HttpResponse:
    """Show a norm that was kept, with the numbers of then."""
    row = get_object_or_404(SavedScenario, digest=digest)
    was = answers.kept(row.json_bytes)
    newest = frames.current().version
    source = methods.source_line(was.years, demo=was.is_demo, version=was.version)
    live = f"{reverse('inspectie:scenario')}?{urlencode(row.parameters)}"
    paginator = Paginator(was.rows, comparisons.PER_PAGE)
    page = paginator.get_page(request.GET.get("pagina"))
    context = {
        "scenario": row,
        "answer": answers.answer(was.counts, source=source),
        "choices": answers.choices(row.parameters),
        "schools": comparisons.reread(page),
        "newer": live if newest != was.version else "",
        "change": live,
        "json": reverse("inspectie:saved-json", args=[digest]),
        "csv": reverse("inspectie:saved-csv", args=[digest]),
        "title": _("Een norm van uzelf"),
    }
    return render(request, "inspectie/saved.html", context)


@require_safe
def saved_json(request: HttpRequest, digest: str) -> HttpResponse:
    """Give the JSON of a kept norm: the same bytes for ever."""
    row = get_object_or_404(SavedScenario, digest=digest)
    return answer(request, row.json_bytes, kind=JSON, cache=FOR_EVER)


@require_safe
def saved_csv(request: HttpRequest, digest: str) -> HttpResponse:
    """Give the schools that change under a kept norm: the same bytes for ever."""
    row = get_object_or_404(SavedScenario, digest=digest)
    return answer(
        request,
        row.csv_bytes,
        kind=CSV,
        filename=f"norm-{digest[:12]}.csv",
        described_by=reverse("inspectie:saved-json", args=[digest]),
        cache=FOR_EVER,
    )
