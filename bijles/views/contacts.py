"""The safeguarding contacts of a provider or a municipality, named by who leads it."""

from __future__ import annotations

from typing import Final

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from bijles.core.errors import NotNamed
from bijles.forms.supply import ContactForm, StopForm
from bijles.models import PassScheme, Provider
from bijles.queries.safety import contacts as contacts_of
from bijles.services import contacting
from bijles.views.access import person
from ndt.people.access import allowed
from ndt.people.models import Organisation, Role, User
from ndt.people.predicates import holder_of

leads: Final = allowed(holder_of(Role.PROVIDER, solution="bijles") | holder_of(Role.POLICYMAKER))
WHY: Final[dict[str, Promise]] = {
    "self": gettext_lazy("Kies iemand anders dan uzelf. Wie de organisatie leidt, leest geen meldingen over haar."),
    "leads": gettext_lazy("Deze persoon leidt de organisatie mee. Kies iemand die haar niet leidt."),
    "known": gettext_lazy("Deze persoon is al uw vertrouwenspersoon."),
    "last": gettext_lazy("Dit is uw enige vertrouwenspersoon. Kies eerst een ander."),
    "unknown": gettext_lazy("Deze persoon is al geen vertrouwenspersoon meer."),
}


@require_http_methods(["GET", "HEAD", "POST"])
@leads
@never_cache
def contacts(request: HttpRequest, number: int) -> HttpResponseBase:
    """Show the safeguarding contacts of an organisation; name one, or stop one."""
    organisation = _organisation(request, number)
    is_stopping = request.POST.get("do") == "stop"
    form = ContactForm(request.POST if request.method == "POST" and not is_stopping else None)
    problem: Promise | str = ""
    if request.method == "POST" and (is_stopping or form.is_valid()):
        try:
            said = _stop(request, organisation) if is_stopping else _name(organisation, form, by=person(request))
        except NotNamed as refused:
            problem = WHY[refused.why]
        else:
            messages.success(request, said)
            return redirect("bijles:contacts", organisation.pk)
    context = {
        "organisation": organisation,
        "is_city": organisation.pass_schemes.exists(),
        "contacts": contacts_of(organisation, Role.CONFIDANT),
        "form": form,
        "problem": problem,
    }
    return render(request, "bijles/contacts.html", context, status=422 if request.method == "POST" else 200)


def _name(organisation: Organisation, form: ContactForm, *, by: User) -> str:
    made = contacting.name(
        organisation=organisation, email=form.cleaned_data["email"], by=by, today=timezone.localdate()
    )
    return _("%(email)s is nu vertrouwenspersoon en krijgt een mail.") % {"email": made.email}


def _stop(request: HttpRequest, organisation: Organisation) -> str:
    form = StopForm(request.POST)
    if not form.is_valid():
        raise NotNamed("unknown")
    contacting.stop(organisation=organisation, user=form.cleaned_data["user"], today=timezone.localdate())
    return _("Deze persoon leest geen meldingen meer.")


def _organisation(request: HttpRequest, number: int) -> Organisation:
    """Give a provider or a municipality with a pass that somebody leads; for others it does not exist."""
    led = Organisation.objects.where(person(request), Role.PROVIDER, Role.POLICYMAKER, on=timezone.localdate())
    takes_part = Q(pk__in=Provider.objects.values("organisation")) | Q(pk__in=PassScheme.objects.values("municipality"))
    return get_object_or_404(led.filter(takes_part), pk=number)
