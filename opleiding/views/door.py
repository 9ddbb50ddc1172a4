"""The door: a page that works without JavaScript, and takes what phones that were offline send later."""

from __future__ import annotations

import json
import uuid
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ndt.web.headers import with_camera
from opleiding.models import Meeting, Registration
from opleiding.queries import meetings as shown
from opleiding.services import door as services
from opleiding.services.door import Answer, Outcome, Read
from opleiding.views.access import organiser, person
from opleiding.views.meetings import meeting_of

# What a phone sends at once; it sends the rest right after.
MOST_SCANS: Final = 200
WORKER: Final = Path(settings.BASE_DIR) / "static" / "js" / "door-worker.js"
LONGEST: Final = {"nonce": 40, "code": 300, "device": 40}


class BadScans(ValueError):
    """What a phone sent cannot be read; the sentence says what is wrong."""


@require_http_methods(["GET", "HEAD", "POST"])
@with_camera
@organiser
@never_cache
def door(request: HttpRequest, number: int) -> HttpResponseBase:
    """Let people in: by a typed code, or by the button at a name. Offline the page goes on by itself."""
    found = meeting_of(number)
    if request.method != "POST":
        return _door(request, found)
    typed = request.POST.get("code", "").strip()[: LONGEST["code"]]
    if not typed:
        return _door(request, found, problem=_("Typ een code, of druk op een naam in de lijst."), status=422)
    nonce = "".join(filter(str.isalnum, request.POST.get("nonce", "")))[: LONGEST["nonce"]] or uuid.uuid4().hex
    now = timezone.now()
    scan = Read(nonce=nonce, code=typed, device="website", scanned_at=now)
    (answer,) = services.check_in(meeting=found, scans=[scan], by=person(request), now=now)
    if answer.outcome == Outcome.UNKNOWN:
        problem = _("Deze code staat niet op de lijst. Kijk of hij klopt, of zoek de naam hieronder.")
        return _door(request, found, typed=typed, problem=problem, status=422)
    messages.add_message(request, messages.SUCCESS if answer.outcome == Outcome.IN else messages.WARNING, words(answer))
    return redirect("opleiding:door", found.pk)


@require_safe
@with_camera
@organiser
@never_cache
def by_code(request: HttpRequest, ticket: str) -> HttpResponse:
    """Show the door with the code that a camera read; the button lets somebody in."""
    found = get_object_or_404(
        Registration.objects.select_related("meeting__series", "meeting__subject"), code=services.tidy(ticket)
    )
    return _door(request, found.meeting, typed=found.code)


@require_POST
@organiser
@never_cache
def sync(request: HttpRequest, number: int) -> JsonResponse:
    """Take the scans of a phone, however late and however often, and tell of each what came of it."""
    found = meeting_of(number)
    try:
        scans = _read(request.body)
    except BadScans as problem:
        return JsonResponse({"problem": str(problem)}, status=422)
    answers = services.check_in(meeting=found, scans=scans, by=person(request), now=timezone.now())
    return JsonResponse(
        {
            "answers": [
                {
                    "nonce": one.nonce,
                    "outcome": one.outcome.value,
                    "registration": one.registration,
                    "words": words(one),
                }
                for one in answers
            ],
            "inside": found.registrations.exclude(attended_at=None).count(),
        }
    )


@require_safe
@organiser
def worker(_request: HttpRequest, number: int) -> HttpResponse:
    """Give the script that opens the door without a network; from here it may do so for this door and nothing else."""
    meeting_of(number)
    return HttpResponse(WORKER.read_bytes(), content_type="text/javascript; charset=utf-8")


@require_POST
@organiser
def undo(request: HttpRequest, number: int, registration: int) -> HttpResponseBase:
    """Take back that somebody came in."""
    who = get_object_or_404(Registration.objects.select_related("trainer__user"), pk=registration, meeting=number)
    services.undo(registration=who, now=timezone.now())
    messages.success(request, _("%(name)s staat niet meer als binnen.") % {"name": who.trainer.user})
    return redirect("opleiding:door", number)


def words(answer: Answer) -> str:
    """Give what the person at the door reads."""
    name = {"name": answer.name}
    return {
        Outcome.IN: _("%(name)s is binnen.") % name,
        Outcome.NO_SEAT: _("%(name)s is binnen, maar had geen plaats.") % name,
        Outcome.AGAIN: _("%(name)s was al binnen.") % name,
        Outcome.UNKNOWN: _("Een code staat niet op de lijst. Hij is bewaard."),
        Outcome.UNDONE: _("%(name)s is eerder teruggezet en blijft dat.") % name,
    }[answer.outcome]


def _door(
    request: HttpRequest, found: Meeting, *, typed: str = "", problem: object = "", status: int = 200
) -> HttpResponse:
    rows = shown.people(found)
    seated = [one for one in rows if one.has_seat or one.attended_at is not None]
    context = {
        "meeting": found,
        "people": [(one, uuid.uuid4().hex) for one in sorted(seated, key=lambda one: str(one.trainer.user).lower())],
        "inside": sum(one.attended_at is not None for one in rows),
        "nonce": uuid.uuid4().hex,
        "typed": typed,
        "is_over": found.is_over(timezone.now()),
        "problem": problem,
    }
    return render(request, "opleiding/door.html", context, status=status)


def _read(body: bytes) -> list[Read]:
    """Read what a phone sent. Raises BadScans; then nothing of it is kept."""
    try:
        rows = json.loads(body)["scans"]
    except (ValueError, KeyError, TypeError) as problem:
        raise BadScans(_("Dit is geen lijst van scans.")) from problem
    if not isinstance(rows, list) or not 0 < len(rows) <= MOST_SCANS:
        raise BadScans(_("Stuur 1 tot %(most)d scans tegelijk.") % {"most": MOST_SCANS})
    return [_scan(row, place) for place, row in enumerate(rows, 1)]


def _scan(row: Any, place: int) -> Read:
    texts: dict[str, str] = {}
    for name in LONGEST:
        text = row.get(name) if isinstance(row, dict) else None
        if not isinstance(text, str) or not text.strip() or len(text) > LONGEST[name] or not text.isprintable():
            raise BadScans(_("Scan %(place)d: %(name)s ontbreekt of is te lang.") % {"place": place, "name": name})
        texts[name] = text
    try:
        moment = datetime.fromisoformat(row.get("at"))
        if moment.tzinfo is None:
            raise ValueError("no time zone")
        timezone.localtime(moment)
    except (TypeError, ValueError, OverflowError) as problem:
        raise BadScans(_("Scan %(place)d: het moment is niet te lezen.") % {"place": place}) from problem
    return Read(scanned_at=moment, **texts)
