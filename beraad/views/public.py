"""What everybody sees: the assembly, the way to register, the own ticket, and the draw."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from beraad import links, queries, verify_certificate, verify_lottery
from beraad.core import bundle, tickets
from beraad.core.errors import Closed, NotATeacher
from beraad.forms import CodeForm
from beraad.forms.enrolling import AgreeForm
from beraad.links import Purpose
from beraad.models import Assembly, Registration
from beraad.models.assembly import State
from beraad.queries import enrolment, replacements, tables, transparency
from beraad.services import registering
from beraad.views import progress
from ndt.web import registry

VERIFIERS: Final = {"verify_lottery": verify_lottery, "verify_certificate": verify_certificate}


def public_assembly(slug: str) -> Assembly:
    """Give an assembly that everybody may see; 404 else."""
    return get_object_or_404(Assembly.objects.public(), slug=slug)


@require_safe
def front(request: HttpRequest) -> HttpResponse:
    """Show the plan, and the assemblies there are."""
    assemblies = [(assembly, queries.numbers(assembly)) for assembly in Assembly.objects.public()]
    context = {"solution": registry.solution("beraad"), "assemblies": assemblies}
    return render(request, "beraad/front.html", context)


@require_safe
def assembly(request: HttpRequest, slug: str) -> HttpResponse:
    """Show an assembly: its question, who backs it, where it stands."""
    return assembly_page(request, public_assembly(slug))


def assembly_page(
    request: HttpRequest, found: Assembly, *, notice: str = "", status: int = 200, link: str = ""
) -> HttpResponse:
    """Show an assembly, with a notice where something led nowhere. link: the counted link of who came by it."""
    context = {
        "assembly": found,
        "numbers": queries.numbers(found),
        "parties": found.parties.all(),
        "steps": progress.timeline(found),
        "takes_registrations": found.state == State.OPEN,
        "draw": queries.fixed_draw(found),
        "notice": notice,
        "link": link,
        "enrolment": enrolment.settings_of(found),
    }
    return render(request, "beraad/assembly.html", context, status=status)


@require_safe
def mailbox(request: HttpRequest, slug: str) -> HttpResponse:
    """Say that a mail is on its way."""
    return render(request, "beraad/mailbox.html", {"assembly": public_assembly(slug)})


def registration_of(slug: str, token: str, purpose: Purpose) -> Registration:
    """Give the registration behind a link; 404 for a link that is not ours or whose owner is gone."""
    subject = links.subject(purpose, token)
    if subject is None:
        raise Http404
    people = Registration.objects.filter(public_id=subject, assembly__slug=slug)
    found = people.select_related("assembly").first()
    if found is None:
        raise Http404
    return found


@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, slug: str, token: str) -> HttpResponseBase:
    """Confirm the mailbox: the button does it, opening the page does not."""
    registration = registration_of(slug, token, Purpose.CONFIRM)
    if request.method == "POST":
        try:
            registering.confirm(registration=registration, now=timezone.now())
        except Closed:
            return assembly_page(request, registration.assembly, notice="closed", status=409)
        return redirect("beraad:mine", slug, links.token(Purpose.MINE, registration.public_id))
    context = {"assembly": registration.assembly, "registration": registration}
    return render(request, "beraad/confirm.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def mine(request: HttpRequest, slug: str, token: str) -> HttpResponseBase:
    """Show the own ticket, chance and panels; take a school code; change what is agreed to; withdraw."""
    registration = registration_of(slug, token, Purpose.MINE)
    if request.method == "POST" and request.POST.get("action") == "agree":
        agree = AgreeForm(request.POST)
        agree.full_clean()
        registering.agree(registration=registration, uses=agree.agreed(), now=timezone.now())
        messages.success(request, _("Je keuze is bewaard."))
        return redirect("beraad:mine", slug, token)
    if request.method == "POST" and request.POST.get("action") == "withdraw":
        registering.withdraw(registration=registration, now=timezone.now())
        return redirect("beraad:withdrawn", slug)
    form = CodeForm(request.POST or None)
    status = 422 if request.method == "POST" else 200
    if form.is_valid():
        try:
            registering.use_code(registration=registration, code=form.cleaned_data["code"], now=timezone.now())
        except NotATeacher:
            form.add_error(
                "code", _("Deze code kennen wij niet, of iemand gebruikte hem al. Vraag je school om een code.")
            )
        except Closed:
            form.add_error(None, _("Aanmelden kan niet meer. De lijst staat vast."))
            status = 409
        else:
            return redirect("beraad:mine", slug, token)
    invitation = replacements.invitation_of(registration)
    context = {
        "assembly": registration.assembly,
        "registration": registration,
        "standing": queries.standing(registration),
        "form": form,
        "takes_registrations": registration.assembly.state == State.OPEN,
        "enrolment": enrolment.settings_of(registration.assembly),
        "agree": AgreeForm(initial=dict.fromkeys(registration.consents.values_list("use", flat=True), True)),
        "token": token,
        "invitation": invitation,
        "own": tables.own_tables(invitation) if invitation else None,
        "invitation_token": links.token(Purpose.INVITATION, registration.public_id),
        "rounds": replacements.rounds_of(registration),
    }
    return render(request, "beraad/mine.html", context, status=status)


@require_safe
def withdrawn(request: HttpRequest, slug: str) -> HttpResponse:
    """Say that somebody is off the list."""
    return render(request, "beraad/withdrawn.html", {"assembly": public_assembly(slug)})


@require_safe
def draw(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the draw: the rules before, the result after, and how to check both."""
    found = public_assembly(slug)
    drawn = queries.fixed_draw(found)
    context: dict[str, Any] = {"assembly": found, "draw": drawn, "asked": "", "lot": None}
    if drawn is not None:
        page = queries.draw_page(drawn)
        context |= {
            "page": page,
            "chart": progress.chances_chart(page),
            "announced": queries.announcement(drawn).facts(),
            "panel": queries.drawn_panel(drawn),
            "paper": transparency.paper_of(drawn, get_language() or "nl"),
            "rounds": replacements.replacement_log(found),
        }
        asked = request.GET.get("lot", "").strip()[:40]
        if asked:
            context |= {"asked": asked, "lot": queries.lot(drawn, tickets.tidy_code(asked))}
    return render(request, "beraad/draw.html", context)


@require_safe
def public_bundle(_request: HttpRequest, slug: str) -> HttpResponse:
    """Give everything that a stranger needs to check the draw."""
    found = queries.fixed_draw(public_assembly(slug))
    if found is None:
        raise Http404
    response = HttpResponse(bundle.zipped(replacements.bundle_files(found)), content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="{slug}-loting.zip"'
    return response


@require_safe
def verifier(_request: HttpRequest, program: str) -> HttpResponse:
    """Give a program that checks a bundle, to read and to run: the draw, or the proof of the chances."""
    if program not in VERIFIERS:
        raise Http404
    text = Path(str(VERIFIERS[program].__file__)).read_bytes()
    response = HttpResponse(text, content_type="text/x-python; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{program}.py"'
    return response
