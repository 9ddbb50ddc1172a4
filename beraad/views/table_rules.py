"""Where the organiser writes down what every plan of tables keeps."""

from __future__ import annotations

from typing import Any, Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from beraad.core.errors import BeraadError, OffTheList, RulesClash
from beraad.forms.tables import KINDS, WHYS, PairForm, PinForm
from beraad.models import Assembly
from beraad.models.tables import PairKind, PinReason
from beraad.queries import tables as queries
from beraad.services import table_rules
from beraad.services.tables import SEATING
from beraad.views.desk import NOT_NOW, team

CLASH: Final = {
    "pins": gettext_lazy("Deze twee mensen hebben verschillende vaste tafels. Verander eerst die afspraak."),
    "apart": gettext_lazy("Dit past niet bij een andere afspraak over deze mensen. Verander die eerst."),
    "together": gettext_lazy("Kies twee verschillende loten."),
}
GONE: Final = gettext_lazy("Dit lot doet niet meer mee. Kies een ander lot.")


@require_http_methods(["GET", "HEAD", "POST"])
@team
def rules(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Show the rules, add one, or take one away."""
    assembly = get_object_or_404(Assembly, slug=slug)
    if request.method != "POST":
        return _page(request, assembly)
    what = request.POST.get("do", "")
    if what in ("unpin", "unpair"):
        return _remove(request, assembly, what)
    tickets = [member.ticket.number for member in queries.people(assembly)]
    if what == "pin":
        pin = PinForm(request.POST, tickets=tickets, prefix="pin")
        return _add(request, assembly, pin, "pin")
    pair = PairForm(request.POST, tickets=tickets, prefix="pair")
    return _add(request, assembly, pair, "pair")


def _page(request: HttpRequest, assembly: Assembly, *, status: int = 200, **forms: Any) -> HttpResponse:
    tickets = [member.ticket.number for member in queries.people(assembly)]
    pins = assembly.table_pins.select_related("invitation__ticket")
    pairs = assembly.table_pairs.select_related("one__ticket", "other__ticket")
    context = {
        "assembly": assembly,
        "may": assembly.state in SEATING,
        "pins": [(pin, WHYS[PinReason(pin.why)]) for pin in pins],
        "pairs": [(pair, KINDS[PairKind(pair.kind)]) for pair in pairs],
        "pin": PinForm(tickets=tickets, prefix="pin"),
        "pair": PairForm(tickets=tickets, prefix="pair"),
        "problem": "",
    } | forms
    return render(request, "beraad/table_rules.html", context, status=status)


def _remove(request: HttpRequest, assembly: Assembly, what: str) -> HttpResponseBase:
    typed = request.POST.get("pk", "")
    pk = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 18 else 0
    try:
        if what == "unpin":
            table_rules.unpin(assembly=assembly, pk=pk)
        else:
            table_rules.unpair(assembly=assembly, pk=pk)
    except BeraadError:
        return _page(request, assembly, status=409, problem=str(NOT_NOW))
    messages.success(request, _("De afspraak is weg."))
    return redirect("beraad:table-rules", assembly.slug)


def _add(request: HttpRequest, assembly: Assembly, form: PinForm | PairForm, what: str) -> HttpResponseBase:
    if not form.is_valid():
        return _page(request, assembly, status=422, **{what: form})
    data = form.cleaned_data
    try:
        if what == "pin":
            table_rules.pin(assembly=assembly, ticket=data["ticket"], table=data["table"], why=data["why"])
        else:
            table_rules.pair(assembly=assembly, tickets=(data["one"], data["other"]), kind=data["kind"])
    except BeraadError as refused:
        form.add_error(None, _why_not(refused))
        status = 422 if isinstance(refused, RulesClash | OffTheList) else 409
        return _page(request, assembly, status=status, **{what: form})
    messages.success(request, _("De afspraak is bewaard. Zij geldt vanaf de volgende berekening."))
    return redirect("beraad:table-rules", assembly.slug)


def _why_not(refused: BeraadError) -> str:
    if isinstance(refused, RulesClash):
        return str(CLASH[refused.what])
    return str(GONE if isinstance(refused, OffTheList) else NOT_NOW)
