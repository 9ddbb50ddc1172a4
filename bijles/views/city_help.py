"""A municipality says who may help families with its pass."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from bijles.core.errors import NameTaken
from bijles.forms.help import HelperForm
from bijles.queries import helping as queries
from bijles.services import helping
from bijles.views.access import municipality_desk, person, schemes_of
from ndt.people import services as people


@require_http_methods(["GET", "HEAD", "POST"])
@municipality_desk
@never_cache
def helpers(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Show who helps families with a pass, and add somebody."""
    scheme, today = get_object_or_404(schemes_of(person(request)), slug=slug), timezone.localdate()
    form = HelperForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            helping.add_helper(scheme=scheme, today=today, **form.cleaned_data)
        except NameTaken:
            form.add_error("name", _("Er is al een organisatie met deze naam. Zet de plaats erbij."))
        else:
            messages.success(request, _("Deze persoon kan nu ouders helpen."))
            return redirect("bijles:city-help", slug)
    context = {"scheme": scheme, "form": form, "helpers": queries.helpers(scheme, on=today)}
    return render(request, "bijles/city_help.html", context, status=422 if request.method == "POST" else 200)


@require_POST
@municipality_desk
def end(request: HttpRequest, slug: str, number: int) -> HttpResponseBase:
    """Let somebody help no more; a visit that is open ends at once, because the role opens it."""
    scheme, today = get_object_or_404(schemes_of(person(request)), slug=slug), timezone.localdate()
    found = get_object_or_404(queries.helpers(scheme, on=today), pk=number)
    people.end(membership=found, today=today, reason="bijles: helper")
    messages.success(request, _("Deze persoon helpt niet meer."))
    return redirect("bijles:city-help", slug)
