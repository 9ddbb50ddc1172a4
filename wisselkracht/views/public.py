"""What everybody sees: what it is, the open rounds, how we estimate travel time, and the first form."""

from __future__ import annotations

import ipaddress
from typing import Any, Final

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from ndt.geo.travel import SPEEDS
from ndt.geo.travel import Mode as TravelMode
from ndt.reports.core import suppression
from ndt.reports.core.paper import Number
from ndt.reports.display import count
from ndt.schools.models import Mode
from ndt.web import registry
from ndt.web.client import UNKNOWN, client_address
from wisselkracht.core import steps
from wisselkracht.core.refusals import NoRound, OutsideRegion, SamePerson, SchoolClosed, TooOften
from wisselkracht.core.steps import Role
from wisselkracht.forms.starting import StartForm
from wisselkracht.models import Round, RoundState
from wisselkracht.queries import numbers, practices
from wisselkracht.services import starting

ROLES: Final = {
    Role.TEACHER: gettext_lazy("de leraar"),
    Role.DIRECTOR: gettext_lazy("de schoolleider"),
    Role.BUDDY: gettext_lazy("de buddy"),
}
SAME: Final = gettext_lazy(
    "%(one)s en %(other)s zijn nu dezelfde persoon. Jullie zijn met drie: vul drie mensen met een eigen mailadres in."
)

STEPS: Final = (
    {
        "title": gettext_lazy("Jullie melden je met drie aan"),
        "text": gettext_lazy(
            "Een leraar, de schoolleider en een buddy. Ieder krijgt een mail en bevestigt op een eigen pagina. "
            "Samen kost het zes minuten. Een account is niet nodig."
        ),
    },
    {
        "title": gettext_lazy("Wij gaan na of de schoolleider dat echt is"),
        "text": gettext_lazy("Met het mailadres van de school, een code of een telefoontje."),
    },
    {
        "title": gettext_lazy("De computer zoekt de beste ruil"),
        "text": gettext_lazy("Wat de ene school goed kan, wil de andere leren. Iedereen kan de uitkomst narekenen."),
    },
    {
        "title": gettext_lazy("Jullie zeggen samen ja of nee"),
        "text": gettext_lazy("Een ruil gaat alleen door als iedereen ja zegt. Wij leggen uit waarom het past."),
    },
    {
        "title": gettext_lazy("Kennismaken, afspreken, ruilen"),
        "text": gettext_lazy("Jullie maken kennis, kiezen leerdoelen en tekenen een afspraak. De buddy helpt."),
    },
    {
        "title": gettext_lazy("Terugkijken en delen"),
        "text": gettext_lazy("Drie keer kijken jullie terug. Wat werkt, kan een praktijk worden voor alle scholen."),
    },
)


@require_safe
def front(request: HttpRequest) -> HttpResponse:
    """Say what it is, and which rounds take applications."""
    now = timezone.now()
    rounds = Round.objects.select_related("region")
    context = {
        "solution": registry.solution("wisselkracht"),
        "taking": rounds.taking(now).order_by("closes_at"),
        "coming": rounds.filter(state=RoundState.OPEN, opens_at__gt=now).order_by("opens_at"),
        "days": steps.LIFE.days,
        "steps": STEPS,
        "numbers": _numbers(),
        "stories": practices.stories(most=3),
    }
    return render(request, "wisselkracht/front.html", context)


def _numbers() -> list[Number]:
    """Give the counts of the front page; small ones are hidden."""
    counted = (
        (numbers.schools(), _("scholen zijn klaar om te ruilen")),
        (numbers.teachers(), _("leraren willen ruilen")),
    )
    return [Number(count(suppression.one(value)), words) for value, words in counted]


@require_safe
def travel(request: HttpRequest) -> HttpResponse:
    """Show how travel times are estimated."""
    rows = []
    for mode, words in Mode.choices:
        speed, begin = SPEEDS[TravelMode(mode)], 0.0
        bands = []
        for end, km_h in speed.bands:
            bands.append({"from": begin, "to": "" if end == float("inf") else end, "speed": km_h})
            begin = end
        rows.append({"mode": words, "fixed": speed.fixed_minutes, "bands": bands})
    return render(request, "wisselkracht/travel.html", {"rows": rows})


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def start(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Begin an application: the school, then the three people."""
    found = get_object_or_404(Round.objects.select_related("region").exclude(state=RoundState.CONCEPT), slug=slug)
    if not found.is_taking(timezone.now()):
        return _closed(request, found)
    form = StartForm(found, request.POST or None)
    if request.method != "POST":
        return _step(request, found, form, 1)
    here = 2 if request.POST.get("step") == "2" else 1
    action = request.POST.get("action")
    if action in ("back", "search"):
        return _step(request, found, form, 1)
    wrong = form.first_wrong(here) or (0 if form.is_bound else 1)
    if wrong:
        return _step(request, found, form, wrong, wrong=True)
    if here == 1:
        return _step(request, found, form, 2)
    return _begin(request, found, form)


def _begin(request: HttpRequest, found: Round, form: StartForm) -> HttpResponseBase:
    wanted = starting.Begin(
        starter=Role(form.cleaned_data["starter"]),
        people=form.people(),
        language=get_language() or "nl",
        network=_network(request),
    )
    try:
        starting.begin(found=found, school=form.the_school(), form=wanted, now=timezone.now())
    except SamePerson as problem:
        one, other = (str(ROLES[Role(role)]) for role in problem.roles)
        form.add_error(f"{problem.roles[1]}_email", SAME % {"one": one.capitalize(), "other": other})
        return _step(request, found, form, 2, wrong=True)
    except TooOften:
        form.add_error(
            "starter", _("Vanaf dit adres is vandaag al vaak begonnen. Kijk in je mail, of kom morgen terug.")
        )
        return _step(request, found, form, 2, wrong=True, status=429)
    except (SchoolClosed, OutsideRegion):
        form.add_error("school", _("Deze school doet niet meer mee. Kies een andere school."))
        return _step(request, found, form, 1, wrong=True)
    except NoRound:
        return _closed(request, found)
    return redirect("wisselkracht:mailbox")


def _network(request: HttpRequest) -> str:
    address = client_address(request)
    if address == UNKNOWN:
        return ""
    parsed = ipaddress.ip_address(address)
    return str(ipaddress.ip_network((parsed, 24 if parsed.version == 4 else 64), strict=False))


def _step(
    request: HttpRequest, found: Round, form: StartForm, number: int, *, wrong: bool = False, status: int = 422
) -> HttpResponse:
    """Draw one step; the answers of the other travel along unseen."""
    if form.is_bound:
        form.only_errors_of(number if wrong else 0)
    title, names = form.steps[number - 1]
    context: dict[str, Any] = {
        "round": found,
        "form": form,
        "step": number,
        "steps": range(len(form.steps)),
        "step_title": title,
        "shown": [form[name] for name in names if name != "school" or form.results],
        "carried": [form[name] for name in form.fields if name not in names],
        "nothing_found": form.searched and not form.results,
        "is_last": number == len(form.steps),
    }
    return render(request, "wisselkracht/start.html", context, status=status if wrong else 200)


def _closed(request: HttpRequest, found: Round) -> HttpResponse:
    others = Round.objects.taking(timezone.now()).filter(region=found.region_id).exclude(pk=found.pk)
    context = {"round": found, "others": others, "is_early": timezone.now() < found.opens_at}
    return render(request, "wisselkracht/closed.html", context, status=409)


@require_safe
def mailbox(request: HttpRequest) -> HttpResponse:
    """Say that a mail is on its way."""
    return render(request, "wisselkracht/mailbox.html")


@require_safe
def left(request: HttpRequest) -> HttpResponse:
    """Say that somebody is out."""
    return render(request, "wisselkracht/left.html")
