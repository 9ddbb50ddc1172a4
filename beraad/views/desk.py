"""Where the organiser works: parties, figures, quotas, and each step to the draw."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, Final

from django.contrib import messages
from django.forms import BoundField
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from beraad import queries
from beraad.core import bundle
from beraad.core.errors import BadFile, BeraadError, Closed, NotReady
from beraad.forms import (
    FILE_FAULTS,
    AssemblyForm,
    CodesForm,
    PartyForm,
    PopulationForm,
    QuotasForm,
    SchoolForm,
    SlackForm,
)
from beraad.models import Assembly, FeatureValue, School
from beraad.queries import enrolment, replacements
from beraad.queries.words import shown
from beraad.services import assemblies, schools, solving
from beraad.services.assemblies import Signing
from beraad.views import progress
from ndt.people.access import allowed
from ndt.people.models import Role
from ndt.people.predicates import coordinator_of, holder_of, operator

team = allowed(coordinator_of("beraad") | operator)
auditors = allowed(coordinator_of("beraad") | holder_of(Role.AUDITOR) | operator)

NOT_NOW: Final = gettext_lazy("Deze stap kan nu niet. Misschien was een collega u voor. Bekijk het beraad opnieuw.")
NOT_READY: Final = {
    "parties": gettext_lazy("Er ontbreekt een partij. Van elke soort tekent er minstens één."),
    "features": gettext_lazy(
        "Lees eerst de aantallen in. Zonder aantallen weten wij niet waarop de groep moet lijken."
    ),
    "pool": gettext_lazy("Er zijn nog te weinig aanmeldingen van leraren. Het zijn er minder dan er plaatsen zijn."),
    "told": gettext_lazy("Sommige mensen zijn nog niet bekend als leraar. Zeg hun eerst wanneer de lijst vaststaat."),
    "quotas": gettext_lazy("De verdeling klopt nog niet. Bij elk kenmerk staat wat er mis is."),
}


def _assembly(slug: str) -> Assembly:
    return get_object_or_404(Assembly, slug=slug)


@require_safe
@team
def desk(request: HttpRequest) -> HttpResponse:
    """List the assemblies."""
    rows = [(assembly, queries.numbers(assembly)) for assembly in Assembly.objects.all()]
    return render(request, "beraad/desk.html", {"rows": rows})


@require_http_methods(["GET", "HEAD", "POST"])
@team
def new(request: HttpRequest) -> HttpResponseBase:
    """Make an assembly."""
    form = AssemblyForm(request.POST or None)
    if form.is_valid():
        made = assemblies.create(**form.cleaned_data, now=timezone.now())
        messages.success(request, _("Het beraad is gemaakt. Vul nu in wie het startschot geeft."))
        return redirect("beraad:cockpit", made.slug)
    status = 422 if request.method == "POST" else 200
    return render(request, "beraad/new.html", {"form": form}, status=status)


@require_safe
@team
def cockpit(request: HttpRequest, slug: str) -> HttpResponse:
    """Show where an assembly stands and what comes next."""
    return _cockpit(request, _assembly(slug))


def _cockpit(request: HttpRequest, assembly: Assembly, *, problem: str = "", status: int = 200) -> HttpResponse:
    draw = queries.latest_draw(assembly)
    context = {
        "assembly": assembly,
        "numbers": queries.numbers(assembly),
        "parties": assembly.parties.all(),
        "steps": progress.timeline(assembly),
        "draw": draw,
        "relaxations": progress.relaxations(draw),
        "entries": progress.log(assembly),
        "broken": queries.broken_entry(assembly),
        "problem": problem,
        "untold": enrolment.untold(assembly),
        "alerts": sum(row.seen is None for row in enrolment.alerts(assembly)),
    }
    return render(request, "beraad/cockpit.html", context, status=status)


def _solve(*, assembly: Assembly, now: datetime) -> object:
    return solving.start(assembly=assembly, now=now)


STEPS: Final[dict[str, Callable[..., object]]] = {
    "startschot": assemblies.give_startschot,
    "open": assemblies.open_registration,
    "freeze": assemblies.freeze,
    "settle": assemblies.settle_quotas,
    "reopen": assemblies.reopen_quotas,
    "solve": _solve,
}


@require_POST
@team
def step(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Take the next step in an assembly's life."""
    assembly = _assembly(slug)
    take = STEPS.get(request.POST.get("step", ""))
    if take is None:
        return _cockpit(request, assembly, problem=str(NOT_NOW), status=422)
    try:
        take(assembly=assembly, now=timezone.now())
    except NotReady as missing:
        return _cockpit(request, assembly, problem=str(NOT_READY[missing.missing]), status=409)
    except BeraadError:
        return _cockpit(request, _assembly(slug), problem=str(NOT_NOW), status=409)
    messages.success(request, _("De stap is gezet."))
    return redirect("beraad:cockpit", slug)


@require_http_methods(["GET", "HEAD", "POST"])
@team
def parties(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Write down who gives the startschot."""
    assembly = _assembly(slug)
    form = PartyForm(request.POST or None)
    status = 422 if request.method == "POST" else 200
    if form.is_valid():
        try:
            assemblies.sign_party(assembly=assembly, signing=Signing(**form.cleaned_data))
        except Closed:
            form.add_error(None, _("Het startschot is al gegeven. De partijen staan nu vast."))
            status = 409
        else:
            messages.success(request, _("De partij is bewaard."))
            return redirect("beraad:parties", slug)
    context = {"assembly": assembly, "form": form, "parties": assembly.parties.all(), "open": _is(assembly, "concept")}
    return render(request, "beraad/parties.html", context, status=status)


def _is(assembly: Assembly, *states: str) -> bool:
    return assembly.state in states


@require_http_methods(["GET", "HEAD", "POST"])
@team
def population(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Read figures about all teachers from a file."""
    assembly = _assembly(slug)
    if request.POST.get("action") == "drop":
        return _drop(request, assembly)
    form = PopulationForm(request.POST or None, request.FILES or None)
    status = 422 if request.method == "POST" else 200
    if form.is_valid():
        data = form.cleaned_data
        try:
            read = assemblies.import_population(
                assembly=assembly, text=data["file"], source=data["source"], source_date=data["source_date"]
            )
        except BadFile as bad:
            form.add_error("file", _("Regel %(line)d: %(why)s") % {"line": bad.line, "why": FILE_FAULTS[bad.what]})
        except Closed:
            form.add_error(None, _("Leraren melden zich al aan. De kenmerken staan nu vast."))
            status = 409
        else:
            words = ngettext("%d kenmerk is ingelezen.", "%d kenmerken zijn ingelezen.", read) % read
            messages.success(request, words)
            return redirect("beraad:quotas", slug)
    context = {
        "assembly": assembly,
        "form": form,
        "blocks": queries.workbench(assembly),
        "features": [
            (feature, feature.source_date is not None, [shown(value.title) for value in feature.values.all()])
            for feature in assembly.features.prefetch_related("values")
        ],
        "open": assembly.state in assemblies.PREPARING,
    }
    return render(request, "beraad/population.html", context, status=status)


def _drop(request: HttpRequest, assembly: Assembly) -> HttpResponseBase:
    """Ask one thing less."""
    feature = request.POST.get("feature", "")
    try:
        assemblies.drop_feature(assembly=assembly, feature_id=int(feature) if feature.isdigit() else 0)
    except Closed:
        messages.error(request, str(NOT_NOW))
    else:
        messages.success(request, _("Dit vragen wij niet."))
    return redirect("beraad:population", assembly.slug)


@require_http_methods(["GET", "HEAD", "POST"])
@team
def quotas(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Set at least and at most for each value, beside population and pool."""
    assembly = _assembly(slug)
    values = [value for value in queries.values_of(assembly) if not value.is_refusal]
    wants_proposal = request.POST.get("action") == "propose"
    slack = SlackForm(request.POST if wants_proposal else None)
    typed = request.POST if request.method == "POST" and not wants_proposal else None
    form = QuotasForm(values, typed, initial={"size": assembly.size})
    status = 422 if request.method == "POST" else 200
    try:
        if wants_proposal and slack.is_valid():
            assemblies.propose_quotas(assembly=assembly, slack=slack.cleaned_data["slack"])
            return redirect("beraad:quotas", slug)
        if form.is_valid():
            assemblies.save_quotas(assembly=assembly, size=form.cleaned_data["size"], bounds=form.bounds())
            messages.success(request, _("De verdeling is bewaard."))
            return redirect("beraad:quotas", slug)
    except Closed:
        form.add_error(None, _("De verdeling staat vast. Zet haar eerst weer open."))
        status = 409
    return render(request, "beraad/quotas.html", _quotas_context(assembly, form, slack), status=status)


def _quotas_context(assembly: Assembly, form: QuotasForm, slack: SlackForm) -> dict[str, Any]:
    blocks = queries.workbench(assembly)
    return {
        "assembly": assembly,
        "form": form,
        "slack": slack,
        "blocks": [
            (
                block,
                [(row, *_fields(form, row.value)) for row in block.rows],
                [progress.fault_text(fault, size=assembly.size) for fault in block.faults],
            )
            for block in blocks
        ],
        "open": assembly.state in assemblies.QUOTAS_MAY_CHANGE,
        "numbers": queries.numbers(assembly),
    }


def _fields(form: QuotasForm, value: FeatureValue) -> tuple[BoundField | None, BoundField | None]:
    """Give the two fields of a value; none for who says nothing, which has no quota."""
    if value.is_refusal:
        return None, None
    return form[f"least_{value.pk}"], form[f"most_{value.pk}"]


@require_http_methods(["GET", "HEAD", "POST"])
@team
def school_list(request: HttpRequest) -> HttpResponseBase:
    """Add schools, and see how many codes each has."""
    form = SchoolForm(request.POST or None)
    status = 422 if request.method == "POST" else 200
    if form.is_valid():
        schools.add(**form.cleaned_data, now=timezone.now())
        messages.success(request, _("De school is bewaard."))
        return redirect("beraad:schools")
    context = {"form": form, "rows": queries.schools()}
    return render(request, "beraad/schools.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@team
def codes(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Make codes for a school; they are shown this once."""
    school = get_object_or_404(School, pk=pk)
    left = school.staff - school.codes.count()
    form, made = CodesForm(request.POST or None, initial={"number": left}), []
    status = 422 if request.method == "POST" else 200
    if form.is_valid():
        try:
            made = schools.issue_codes(school=school, number=form.cleaned_data["number"], now=timezone.now())
        except BeraadError:
            form.add_error("number", _("Zo veel leraren heeft deze school niet. Vraag hooguit %d codes.") % left)
        else:
            left, status = left - len(made), 200
    response = render(
        request, "beraad/codes.html", {"school": school, "form": form, "codes": made, "left": left}, status=status
    )
    response["Cache-Control"] = "private, no-store"
    return response


@require_safe
@auditors
def auditor_bundle(_request: HttpRequest, slug: str) -> HttpResponse:
    """Give the bundle for auditors: profiles under tickets, and the proof of the chances."""
    draw = queries.fixed_draw(_assembly(slug))
    if draw is None:
        return HttpResponse(_("Er zijn nog geen groepen bekendgemaakt."), status=409, content_type="text/plain")
    response = HttpResponse(
        bundle.zipped(replacements.bundle_files(draw, for_auditors=True)), content_type="application/zip"
    )
    response["Content-Disposition"] = f'attachment; filename="{slug}-controle.zip"'
    response["Cache-Control"] = "private, no-store"
    return response
