"""A norm of one's own: choose it, see what it does, keep it under an address that never changes."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Final

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from inspectie.core import scenarios as core
from inspectie.core.norms import NormSet
from inspectie.forms import ScenarioForm
from inspectie.models import SavedScenario
from inspectie.queries import answers, changes, comparisons, frames, kept, methods, norm_sets
from inspectie.services import scenarios
from inspectie.views.downloads import CSV, FOR_EVER, JSON, answer
from ndt.web.client import address_block, client_address
from ndt.web.views.errors import too_many

FIELDS: Final = ("telling", "samen", "lezen", "taal", "rekenen", "basis")
PRESETS: Final = {
    "telling=samen": "current-2020",
    "telling=apart": "r1-same-table",
    "telling=apart&lezen=14.3&taal=-6.7&rekenen=-17.7": "r1-calibrated-90",
}


def _bound(values: dict[str, str]) -> ScenarioForm:
    """Give the form with what was typed, and its own start for the rest."""
    start = {name: str(field.initial) for name, field in ScenarioForm.base_fields.items()}
    return ScenarioForm(start | {name: value for name, value in values.items() if name in FIELDS})


def _norm_set(data: dict[str, Any]) -> NormSet:
    if data["telling"] == ScenarioForm.TOGETHER:
        offsets = {"samen": data["samen"]}
    else:
        offsets = {"lezen": data["lezen"], "taalverzorging": data["taal"], "rekenen": data["rekenen"]}
    return core.build(norm_sets.named(methods.CURRENT), offsets=offsets, basis=data["basis"])


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
    form = _bound(request.GET.dict())
    frame = frames.current()
    context: dict[str, Any] = {"form": form, "presets": _presets()}
    is_valid = form.is_valid()
    context["shown"] = _shown(form)
    if is_valid and len(frame):
        found = changes.change(norm_sets.named(methods.CURRENT), _norm_set(form.cleaned_data), frame)
        source = methods.source_line(frame.years, demo=methods.holds_demo(), version=frame.version)
        context["answer"] = answers.answer(kept.counted(found), source=source)
        # As a form takes them back: a template would write a decimal comma.
        context["keep"] = [(name, str(form.cleaned_data[name])) for name in FIELDS]
    context["is_empty"] = not len(frame)
    status = 200 if is_valid else 400
    is_part = bool(getattr(request, "htmx", False)) and is_valid
    return render(
        request, "inspectie/scenario_answer.html" if is_part else "inspectie/scenario.html", context, status=status
    )


@require_POST
@never_cache
def keep(request: HttpRequest) -> HttpResponse:
    """Keep a norm and what it gives, and go to its address."""
    form = _bound(request.POST.dict())
    frame = frames.current()
    if not form.is_valid() or not len(frame):
        context = {"form": form, "presets": _presets(), "shown": _shown(form), "is_empty": not len(frame)}
        return render(request, "inspectie/scenario.html", context, status=422)
    norm_set = _norm_set(form.cleaned_data)
    parameters = {name: str(form.cleaned_data[name]) for name in FIELDS}
    digest = scenarios.digest(norm_set=norm_set.body, parameters=parameters, data_version=frame.version)
    if not SavedScenario.objects.filter(digest=digest).exists():
        found = changes.change(norm_sets.named(methods.CURRENT), norm_set, frame)
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
