"""A municipality: schools at its pass, codes for its own letters, texts to send, and whom they reached."""

from __future__ import annotations

import csv

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from bijles import words
from bijles.core import codes
from bijles.core.letters import Kind
from bijles.forms.outreach import CodesForm, InviteForm
from bijles.forms.proving import PlainForm
from bijles.models import PassScheme, School
from bijles.models.outreach import KINDS
from bijles.queries import letters
from bijles.queries import outreach as queries
from bijles.services import outreach
from bijles.views.access import municipality_desk, person, schemes_of


@require_safe
@municipality_desk
@never_cache
def page(request: HttpRequest, slug: str) -> HttpResponse:
    """Show schools, texts, codes and whom they reached."""
    return _page(request, _scheme(request, slug))


@require_POST
@municipality_desk
def invite(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Let a school join a pass."""
    scheme, form = _scheme(request, slug), InviteForm(request.POST)
    if not form.is_valid():
        return _page(request, scheme, invite_form=form, form=form)
    outreach.invite(scheme=scheme, organisation=form.cleaned_data["organisation"], now=timezone.now())
    messages.success(request, _("De school hoort nu bij de pas en kan brieven bestellen."))
    return redirect("bijles:city-outreach", slug)


@require_POST
@municipality_desk
def part(request: HttpRequest, slug: str, number: int) -> HttpResponseBase:
    """Let a school order no more."""
    school = get_object_or_404(School, pk=number, scheme=_scheme(request, slug))
    outreach.part(school=school, now=timezone.now())
    messages.success(request, _("De school kan niets meer bestellen. Brieven die er al zijn, werken nog."))
    return redirect("bijles:city-outreach", slug)


@require_POST
@municipality_desk
def make_codes(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Make codes for letters of the municipality."""
    scheme, form = _scheme(request, slug), CodesForm(request.POST)
    if not form.is_valid():
        return _page(request, scheme, codes_form=form, form=form)
    key, now = form.cleaned_data["key"], timezone.now()
    made = sum(
        batch.copies for batch in outreach.make_codes(scheme=scheme, areas=form.areas_counted(), key=key, now=now)
    )
    told = ngettext("Er is %(count)d code gemaakt.", "Er zijn %(count)d codes gemaakt.", made) % {"count": made}
    messages.success(request, told)
    return redirect("bijles:city-outreach", slug)


@require_safe
@municipality_desk
@never_cache
def codes_file(request: HttpRequest, slug: str) -> HttpResponse:
    """Give the codes of all neighbourhoods for the municipality's own mailing."""
    scheme = _scheme(request, slug)
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    header = content_disposition_header(as_attachment=True, filename=f"codes-{scheme.slug}.csv")
    assert header is not None
    response.headers["Content-Disposition"] = header
    writer = csv.writer(response)
    writer.writerow(["postcode", "code", "adres", "gemaakt_op"])
    for postcode, code, made in queries.codes_of(scheme):
        address = settings.SITE_URL + reverse("bijles:via", args=[codes.shown(code)])
        writer.writerow([postcode, codes.shown(code), address, f"{timezone.localdate(made):%Y-%m-%d}"])
    return response


@require_safe
@municipality_desk
@never_cache
def text(request: HttpRequest, slug: str, kind: str, language: str) -> HttpResponse:
    """Give an approved text with the name of the pass filled in, ready for the municipality's own letter."""
    scheme = _scheme(request, slug)
    found = letters.printable(Kind.HOLDER, Kind.MAIL).get((kind, language))
    if found is None:
        raise Http404
    filled = letters.values(scheme)
    dutch = letters.beside(found)
    context = {
        "scheme": scheme,
        "kind": KINDS[Kind(kind)],
        "in_language": words.LANGUAGES[language],
        "own": letters.show(found, filled),
        "dutch": dutch and letters.show(dutch, filled),
    }
    return render(request, "bijles/city_text.html", context)


def _scheme(request: HttpRequest, slug: str) -> PassScheme:
    return get_object_or_404(schemes_of(person(request)).select_related("municipality"), slug=slug)


def _page(
    request: HttpRequest,
    scheme: PassScheme,
    *,
    invite_form: InviteForm | None = None,
    codes_form: CodesForm | None = None,
    form: PlainForm | None = None,
) -> HttpResponse:
    printable = letters.printable(Kind.HOLDER, Kind.MAIL)
    areas = queries.areas(scheme)
    total = [(_("Alle wijken"), areas.made, areas.proved, areas.children)] if len(areas.rows) > 1 else []
    context = {
        "scheme": scheme,
        "schools": scheme.schools.active().select_related("organisation"),
        "school_caption": _("Hoeveel gezinnen op brieven van scholen afkwamen"),
        "school_columns": [_("School"), _("Papieren"), _("Gezinnen"), _("Kinderen met les")],
        "school_rows": queries.schools(scheme),
        "areas": areas,
        "area_caption": _("Hoeveel gezinnen op uw codes afkwamen, per wijk"),
        "area_columns": [_("Postcode"), _("Codes"), _("Gezinnen met pas"), _("Kinderen met les")],
        "area_rows": [*((one.postcode, one.made, one.proved, one.children) for one in areas.rows), *total],
        "texts": [(one, KINDS[Kind(one.kind)], words.LANGUAGES[one.language]) for one in printable.values()],
        "invite_form": invite_form or InviteForm(),
        "codes_form": codes_form or CodesForm(),
        "form": form,
    }
    return render(request, "bijles/city_outreach.html", context, status=422 if form else 200)
