"""The desk for plain upkeep: lists with filters, and actions that call what the coordinators' own screens call."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, ClassVar, Final

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ActionForm
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from ndt.history.admin import TrackedAdmin
from ndt.people.models import User
from wisselkracht.core.errors import WisselkrachtError
from wisselkracht.core.lifecycle_errors import NotCarried
from wisselkracht.core.refusals import NoRegisterAddress, NotNow, TooOften
from wisselkracht.core.run_errors import AlreadyRunning, NobodyToRun, OneMustDiffer, Overtaken, StillOpen
from wisselkracht.models import (
    Applicant,
    Application,
    Exchange,
    Mailing,
    MapAnswer,
    Region,
    Review,
    Role,
    Round,
    Ruling,
    Run,
)
from wisselkracht.services import (
    carrying,
    closing,
    living,
    minding,
    publishing,
    reminding,
    rounds,
    ruling,
    running,
    verifying,
)

# Fewer letters say neither which number was called nor who spoke.
LEAST_NOTE: Final = 15

REFUSED: Final[dict[type[Exception], Promise]] = {
    NotNow: _("%(what)s: dit kan nu niet."),
    AlreadyRunning: _("%(what)s: er loopt al een berekening."),
    NobodyToRun: _("%(what)s: er zijn geen twee aanmeldingen klaar."),
    OneMustDiffer: _("%(what)s: een collega moet publiceren."),
    Overtaken: _("%(what)s: iemand antwoordde of ging weg. Reken opnieuw."),
    StillOpen: _("%(what)s: de ronde neemt nog aanmeldingen aan."),
    NotCarried: _("%(what)s: schrijf eerst een reden op, onder de lijst met acties."),
    NoRegisterAddress: _("%(what)s: het register heeft geen mailadres van de school."),
    TooOften: _("%(what)s: vandaag zijn er al genoeg codes gemaakt."),
}


class ReasonForm(ActionForm):
    """What an action may need beside the rows."""

    reason = forms.CharField(label=_("Reden of aantekening"), required=False, max_length=300)


def reason_in(request: HttpRequest) -> str:
    """Give the reason that was typed beside an action."""
    return request.POST.get("reason", "").strip()[:300]


def each(
    request: HttpRequest,
    rows: Iterable[Any],
    act: Callable[[Any, User], object],
    refused: Mapping[type[Exception], Promise] = REFUSED,
) -> None:
    """Do something with every row by its service, and say of each what came of it. refused: in which words."""
    assert isinstance(request.user, User)
    for row in rows:
        try:
            act(row, request.user)
        except WisselkrachtError as problem:
            words = refused.get(type(problem), REFUSED[NotNow])
            messages.error(request, str(words) % {"what": row})
        else:
            messages.success(request, _("%(what)s: gedaan.") % {"what": row})


@admin.register(Region)
class RegionAdmin(TrackedAdmin[Region]):
    """Regions."""

    list_display = ("title", "team", "areas")
    list_filter = ("team",)
    list_select_related = ("team",)
    search_fields: ClassVar[list[str]] = ["title"]
    fields = ("title", "slug", "areas", "team")
    prepopulated_fields: ClassVar[dict[str, Sequence[str]]] = {"slug": ("title",)}


@admin.register(Round)
class RoundAdmin(TrackedAdmin[Round]):
    """Rounds."""

    list_display = ("title", "region", "state", "opens_at", "closes_at", "starts_on", "ends_on")
    list_filter = ("state", "region", "largest")
    list_select_related = ("region",)
    search_fields: ClassVar[list[str]] = ["title", "region__title"]
    date_hierarchy = "starts_on"
    actions = ("open_rounds", "remind", "run")
    fields = (
        "region",
        "title",
        "slug",
        "starts_on",
        "ends_on",
        "opens_at",
        "closes_at",
        "decides_on",
        "largest",
        "state",
    )
    readonly_fields = ("region", "slug", "state")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    @admin.action(description=_("Open de gekozen rondes voor aanmelding"), permissions=["change"])
    def open_rounds(self, request: HttpRequest, chosen: QuerySet[Round]) -> None:
        """Open rounds; those that cannot open stay as they are, and are named."""
        for found in chosen:
            try:
                rounds.open_round(found=found, now=timezone.now())
            except NotNow:
                words = gettext("%(round)s kan niet open: zij is al open, of de laatste dag is voorbij.")
                self.message_user(request, words % {"round": found}, messages.WARNING)
            else:
                self.message_user(request, gettext("%(round)s is open.") % {"round": found}, messages.SUCCESS)

    @admin.action(description=_("Herinner wie nog niet bevestigde"), permissions=["change"])
    def remind(self, request: HttpRequest, chosen: QuerySet[Round]) -> None:
        """Have everybody reminded who did not confirm."""
        number = sum(reminding.remind_round(found=found, now=timezone.now()) for found in chosen)
        said = ngettext("Er gaat %(number)d herinnering uit.", "Er gaan %(number)d herinneringen uit.", number)
        self.message_user(request, said % {"number": number}, messages.SUCCESS)

    @admin.action(description=_("Reken de beste ruilen uit"), permissions=["change"])
    def run(self, request: HttpRequest, rounds: QuerySet[Round]) -> None:
        """Ask for a run of every chosen round, as most rounds do it."""
        now = timezone.now()
        each(
            request,
            rounds,
            lambda one, by: running.start(found=one, wish=running.Wish(one.largest), by=by, now=now),
        )


@admin.register(Application)
class ApplicationAdmin(TrackedAdmin[Application]):
    """Applications."""

    list_display = ("school", "round", "stage", "waits_for_round", "created_at")
    list_filter = (
        *("stage", "verification__how", "starter", "waits_for_round"),
        *("school__state", "school__sector", "round__region", "round"),
    )
    list_select_related = ("school", "round")
    search_fields: ClassVar[list[str]] = ["school__title", "school__place", "school__code"]
    date_hierarchy = "created_at"
    actions = ("remind", "send_code", "verify_by_phone", "end_at_closed_schools")
    action_form = ReasonForm
    fields = (
        "school",
        "round",
        "moved_from",
        "waits_for_round",
        "stage",
        "starter",
        "created_at",
        "confirmed_at",
        "ended_at",
    )
    readonly_fields = fields

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    @admin.action(description=_("Herinner wie nog niet bevestigde"), permissions=["change"])
    def remind(self, request: HttpRequest, chosen: QuerySet[Application]) -> None:
        """Remind everybody of the chosen applications who did not confirm."""
        now = timezone.now()
        number = sum(reminding.remind_of(application=found, now=now) for found in chosen)
        said = ngettext("Er gaat %(number)d herinnering uit.", "Er gaan %(number)d herinneringen uit.", number)
        self.message_user(request, said % {"number": number}, messages.SUCCESS)

    @admin.action(description=_("Mail een code naar de school"), permissions=["change"])
    def send_code(self, request: HttpRequest, chosen: QuerySet[Application]) -> None:
        """Send the schools the code with which their director shows to be one."""
        now = timezone.now()
        each(request, chosen, lambda one, _by: verifying.mail_code(director=director_of(one), now=now))

    @admin.action(description=_("Schoolleider nagegaan per telefoon (met aantekening)"), permissions=["change"])
    def verify_by_phone(self, request: HttpRequest, chosen: QuerySet[Application]) -> None:
        """Write down that the schools were called; how, stands in the note."""
        now, note = timezone.now(), reason_in(request)
        if len(note) < LEAST_NOTE:
            words = _("Schrijf bij de aantekening welk nummer u belde, en met wie u sprak.")
            self.message_user(request, words, messages.ERROR)
            return
        each(request, chosen, lambda one, by: verifying.by_phone(application=one, by=by, note=note, now=now))

    @admin.action(description=_("Stop wat bij een gesloten school staat"), permissions=["change"])
    def end_at_closed_schools(self, request: HttpRequest, chosen: QuerySet[Application]) -> None:
        """End the chosen applications whose school closed; the others stay as they are."""
        ended = 0
        for found in chosen:
            try:
                closing.end(application=found, now=timezone.now())
            except NotNow:
                continue
            ended += 1
        left = len(chosen) - ended
        said = ngettext("%(number)d aanmelding is gestopt.", "%(number)d aanmeldingen zijn gestopt.", ended)
        self.message_user(request, said % {"number": ended}, messages.SUCCESS)
        if left:
            words = ngettext(
                "%(number)d aanmelding bleef staan: de school is open, of zij is al geëindigd.",
                "%(number)d aanmeldingen bleven staan: de school is open, of zij zijn al geëindigd.",
                left,
            )
            self.message_user(request, words % {"number": left}, messages.WARNING)


def director_of(application: Application) -> Applicant:
    """Give the director of an application, with what a code needs to know."""
    people = Applicant.objects.select_related("application__school", "application__round")
    return people.get(application=application, role=Role.DIRECTOR)


class ReadOnlyAdmin:
    """To look at; the room's own screens make these."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False


@admin.register(Mailing)
class MailingAdmin(ReadOnlyAdmin, admin.ModelAdmin[Mailing]):
    """Letters to many."""

    list_display = ("subject", "round", "number", "by", "at")
    list_filter = ("round", "is_news")
    list_select_related = ("round", "by")
    search_fields: ClassVar[list[str]] = ["subject"]


@admin.register(MapAnswer)
class MapAnswerAdmin(ReadOnlyAdmin, TrackedAdmin[MapAnswer]):
    """What schools said about the map."""

    list_display = ("school", "agreed", "at")
    list_filter = ("agreed",)
    list_select_related = ("school",)
    search_fields: ClassVar[list[str]] = ["school__title", "school__place"]


@admin.register(Run)
class RunAdmin(TrackedAdmin[Run]):
    """Runs, to look at, stop, offer and publish; what was asked and found stands fast."""

    list_display = ("__str__", "state", "status", "count", "weight", "made_by", "published_at")
    list_filter = ("state", "status", "objective", "round__region", "round")
    list_select_related = ("round", "made_by")
    date_hierarchy = "asked_at"
    fields = (
        *("round", "number", "follows", "state", "status", "objective", "largest", "parameters", "longest_s"),
        *("applications", "count", "weight", "bound", "gap", "commitment", "instance_sha256", "timings"),
        *("made_by", "asked_at", "started_at", "ended_at", "offered_by", "offered_at", "published_by", "published_at"),
        "replaced_at",
    )
    readonly_fields = fields
    actions = ("stop", "offer", "publish")

    @admin.action(description=_("Stop het rekenen"), permissions=["change"])
    def stop(self, request: HttpRequest, runs: QuerySet[Run]) -> None:
        """Stop runs that wait or compute."""
        now = timezone.now()
        each(request, runs, lambda one, _by: running.stop(run=one, now=now))

    @admin.action(description=_("Leg voor aan een collega"), permissions=["change"])
    def offer(self, request: HttpRequest, runs: QuerySet[Run]) -> None:
        """Lay runs before a colleague."""
        now = timezone.now()
        each(request, runs, lambda one, by: publishing.offer(run=one, by=by, now=now))

    @admin.action(description=_("Publiceer"), permissions=["change"])
    def publish(self, request: HttpRequest, runs: QuerySet[Run]) -> None:
        """Publish what somebody else offered."""
        now = timezone.now()
        each(request, runs, lambda one, by: publishing.publish(run=one, by=by, now=now))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False


@admin.register(Ruling)
class RulingAdmin(TrackedAdmin[Ruling]):
    """Rulings, to look at and to undo."""

    list_display = ("__str__", "round", "reason", "by", "at", "undone_at")
    list_filter = ("kind", "round")
    list_select_related = ("round", "by")
    fields = ("round", "kind", "applications", "reason", "by", "at", "undone_by", "undone_at")
    readonly_fields = fields
    actions = ("undo",)

    @admin.action(description=_("Maak ongedaan"), permissions=["change"])
    def undo(self, request: HttpRequest, rulings: QuerySet[Ruling]) -> None:
        """Take rulings back."""
        now = timezone.now()
        each(request, rulings, lambda one, by: ruling.undo(ruling=one, by=by, now=now))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False


class TalkFilter(admin.SimpleListFilter):
    """Whether an answer asks for a talk that nobody had yet."""

    title = _("gesprek nodig")
    parameter_name = "gesprek"

    def lookups(self, _request: HttpRequest, _model_admin: Any) -> list[tuple[str, Any]]:
        return [("ja", _("Ja")), ("nee", _("Nee"))]

    def queryset(self, _request: HttpRequest, rows: QuerySet[Exchange]) -> QuerySet[Exchange]:
        waiting = Review.objects.waiting().values("moment__place__exchange")
        match self.value():
            case "ja":
                return rows.filter(pk__in=waiting)
            case "nee":
                return rows.exclude(pk__in=waiting)
        return rows


@admin.register(Exchange)
class ExchangeAdmin(TrackedAdmin[Exchange]):
    """Exchanges: to look at, to look after, to end with a reason; other steps are taken on a page of their own."""

    list_display = ("number", "round", "state", "entered_at", "starts_on", "ends_on")
    list_filter = ("state", TalkFilter, "round__region", "round")
    date_hierarchy = "starts_on"
    actions = ("look_after", "publish", "close", "veto")
    action_form = ReasonForm
    list_select_related = ("round",)
    search_fields: ClassVar[list[str]] = ["places__application__school__title", "places__school_code"]
    fields = ("round", "state", "points", "starts_on", "ends_on", "answer_until", "meeting_at", "meeting_place")
    readonly_fields = fields

    @admin.action(description=_("Kijk nu na: stappen die vanzelf gaan, en herinneringen"), permissions=["change"])
    def look_after(self, request: HttpRequest, chosen: QuerySet[Exchange]) -> None:
        """Do for the chosen exchanges what the daily task does for all."""
        now = timezone.now()
        number = sum(minding.mind_one(found.pk, now=now) for found in chosen)
        said = ngettext("Er gaat %(number)d brief uit.", "Er gaan %(number)d brieven uit.", number)
        self.message_user(request, said % {"number": number}, messages.SUCCESS)

    @admin.action(description=_("De ervaringen staan online"), permissions=["change"])
    def publish(self, request: HttpRequest, chosen: QuerySet[Exchange]) -> None:
        """Say that the practices are public of exchanges that have one."""
        now = timezone.now()
        each(
            request,
            chosen,
            lambda one, by: living.publish(exchange=one, by=carrying.coordinator(by), now=now),
            REFUSED | {NotCarried: _("%(what)s: er staat nog geen ervaring op de website.")},
        )

    @admin.action(description=_("Sluit af (met reden)"), permissions=["change"])
    def close(self, request: HttpRequest, chosen: QuerySet[Exchange]) -> None:
        """Close exchanges that wait for nothing any more."""
        now, reason = timezone.now(), reason_in(request)
        each(
            request,
            chosen,
            lambda one, by: living.close(exchange=one, by=carrying.coordinator(by), reason=reason, now=now),
        )

    @admin.action(description=_("Houd tegen (met reden)"), permissions=["change"])
    def veto(self, request: HttpRequest, chosen: QuerySet[Exchange]) -> None:
        """Stop exchanges that have not begun."""
        now, reason = timezone.now(), reason_in(request)
        each(
            request,
            chosen,
            lambda one, by: living.veto(exchange=one, by=carrying.coordinator(by), reason=reason, now=now),
        )

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False
