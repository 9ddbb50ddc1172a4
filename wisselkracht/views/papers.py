"""Papers and files of a run: why a proposal, why none yet, the report of a round, and what outsiders solve again."""

from __future__ import annotations

from typing import Final

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ndt.pdf.http import answer as pdf_answer
from ndt.schools.models import Mode
from wisselkracht import pdf
from wisselkracht.core import what_if
from wisselkracht.core.bundle import zipped
from wisselkracht.core.explaining import NoSwap
from wisselkracht.core.jobs import Level
from wisselkracht.core.telling import untold
from wisselkracht.core.what_if import Cost
from wisselkracht.forms.answering import SCHOOL_LEVELS, SUBJECTS
from wisselkracht.models import Job, RunExchange
from wisselkracht.pdf.words import series
from wisselkracht.queries import papers
from wisselkracht.services import exporting, ruling, running
from wisselkracht.views import runs as views
from wisselkracht.views import words
from wisselkracht.views.access import team
from wisselkracht.views.runs import run_of

MOST_ALTERNATIVES: Final = 3
ALTERNATIVE_S: Final = 1.0


@require_safe
@team
def sheet(request: HttpRequest, slug: str, number: int, exchange: int) -> HttpResponseBase:
    """Give the paper that explains an exchange."""
    run = run_of(request, slug, number)
    found = get_object_or_404(run.exchanges.select_related("run__round"), number=exchange)
    language, now = get_language() or "nl", timezone.now()

    def make() -> bytes:
        modes = {mode.value: str(mode.label) for mode in Mode}
        made = papers.proposal_sheet(found, _alternatives(found), modes=modes, jobs=_jobs(found))
        return pdf.proposal(made, language=language, now=now)

    if found.members.filter(application=None).exists():
        raise Http404
    return pdf_answer(request, make, filename=f"ruil-{number}-{exchange}.pdf")


def _alternatives(exchange: RunExchange) -> list[tuple[str, Cost]]:
    run = exchange.run
    names = tuple(exchange.members.order_by("place").values_list("name", flat=True))
    found = what_if.alternatives(
        running.source_of(run), names, MOST_ALTERNATIVES, ruling.box_of(run, ALTERNATIVE_S)
    )  # fmt: skip
    places = dict(run.members.values_list("name", "application__school__place"))
    return [
        (_("Een school in %(place)s") % {"place": (places[str(other)] or "–").title()}, cost)
        for _one, other, cost in found
    ]


def _jobs(exchange: RunExchange) -> dict[int, str]:
    rows = Job.objects.filter(
        applicant__application__in=exchange.members.values("application")
    ).select_related("applicant")  # fmt: skip
    return {row.applicant.application_id: job_words(row) for row in rows}


def job_words(job: Job) -> str:
    """Give a job in words."""
    if job.subject:
        level = SCHOOL_LEVELS.get(Level(job.level), "") if job.level else ""
        return f"{SUBJECTS.get(job.subject, job.subject)}, {str(level).lower()}"
    return _("Groep %(groups)s") % {"groups": series(str(one) for one in job.groups)}


@require_safe
@team
def why(request: HttpRequest, slug: str, number: int, application: int) -> HttpResponseBase:
    """Give the paper that explains why an application has no exchange yet."""
    run = run_of(request, slug, number)
    rows = run.members.filter(exchange=None, told__isnull=False).select_related("application__school", "run__round")
    member = get_object_or_404(rows, application=application)
    language, now = get_language() or "nl", timezone.now()

    def make() -> bytes:
        told: NoSwap = untold(member.told or {})
        forcing = words.forcing(views.taking_in(run, member)) if told.fits else None
        return pdf.unmatched(papers.unmatched_sheet(member, forcing), language=language, now=now)

    return pdf_answer(request, make, filename=f"nog-geen-ruil-{number}-{application}.pdf")


@require_safe
@team
def report(request: HttpRequest, slug: str, number: int) -> HttpResponseBase:
    """Give the report of a round by one run, without people."""
    run = run_of(request, slug, number)
    if not run.is_done:
        raise Http404
    language, now = get_language() or "nl", timezone.now()
    address = request.build_absolute_uri(reverse("wisselkracht:proof", args=[slug]))

    def make() -> bytes:
        stages = [(words.stage_name(one["name"]), *words.stage_figures(one)) for one in run.stages]
        return pdf.round_report(papers.round_sheet(run, stages=stages), address=address, language=language, now=now)

    return pdf_answer(request, make, filename=f"{slug}-{number}.pdf")


@require_safe
@team
def files(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Give what was solved, so that outsiders can solve it again; with the proof once it is published."""
    run = run_of(request, slug, number)
    if not run.is_done:
        raise Http404
    return archive(exporting.bundle(run), f"{slug}-{number}")


def archive(found: dict[str, bytes], name: str) -> HttpResponse:
    """Answer with files in one ZIP."""
    response = HttpResponse(zipped(found), content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="{name}.zip"'
    return response
