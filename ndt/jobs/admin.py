"""The desk for what waits, what stopped and what was sent. What a job holds is not shown: it is personal."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from ndt.jobs import services
from ndt.jobs.forms import DropForm
from ndt.jobs.models import Job
from ndt.jobs.queries import outlook
from ndt.mail.addresses import mailboxes


@admin.register(Job)
class JobAdmin(admin.ModelAdmin[Job]):
    """Jobs: read, send again, drop with a reason."""

    list_display = ("kind", "state", "last_error", "attempts", "created_at", "not_before")
    list_filter = ("state", "kind", "priority", "created_at")
    date_hierarchy = "created_at"
    ordering = ("-created_at",)
    show_full_result_count = False
    search_fields = ("key",)
    search_help_text = gettext_lazy("Zoek op het hele e-mailadres of op het begin van de sleutel.")
    actions = ("send_again", "drop")
    fields: ClassVar[tuple[str, ...]] = (
        "id",
        "kind",
        "key",
        "state",
        "priority",
        "attempts",
        "last_error",
        "domain",
        "created_at",
        "not_before",
        "done_at",
    )
    readonly_fields = fields

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Show on top how the outbox stands."""
        return super().changelist_view(request, (extra_context or {}) | {"outlook": outlook(now=timezone.now())})

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Job], search_term: str
    ) -> tuple[QuerySet[Job], bool]:
        """Find what went to an address by its keyed hash, or jobs by the begin of their key."""
        term = search_term.strip()
        try:
            return queryset.filter(recipient__in=mailboxes(term)), False
        except ValueError:
            return queryset.filter(key__startswith=term) if term else queryset, False

    def has_add_permission(self, _request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, _request: HttpRequest, _obj: Job | None = None) -> bool:
        return False

    def has_decide_permission(self, request: HttpRequest) -> bool:
        """Say who may send again and drop: whoever could change a job, if jobs could be changed by hand."""
        return super().has_change_permission(request)

    def has_delete_permission(self, _request: HttpRequest, _obj: Job | None = None) -> bool:
        return False

    @admin.action(description=gettext_lazy("Opnieuw versturen"), permissions=["decide"])
    def send_again(self, request: HttpRequest, jobs: QuerySet[Job]) -> None:
        """Give stopped jobs all their chances again."""
        chosen = list(jobs)
        count = services.resend(ids=[job.pk for job in chosen], now=timezone.now())
        self._note(request, chosen, _("Opnieuw verstuurd"))
        self.message_user(
            request,
            ngettext("%(count)d gestopte taak gaat opnieuw.", "%(count)d gestopte taken gaan opnieuw.", count)
            % {"count": count},
            messages.SUCCESS if count else messages.WARNING,
        )

    @admin.action(description=gettext_lazy("Laten vallen"), permissions=["decide"])
    def drop(self, request: HttpRequest, jobs: QuerySet[Job]) -> HttpResponse | None:
        """Ask for the reason, then give the jobs up."""
        asked = "chosen" in request.POST
        form = DropForm(request.POST if asked else None)
        if not (asked and form.is_valid()):
            context = self.admin_site.each_context(request) | {
                "title": _("Taken laten vallen"),
                "form": form,
                "jobs": jobs,
                "opts": self.model._meta,
            }
            return render(request, "admin/jobs/drop.html", context, status=422 if asked else 200)
        chosen = list(jobs)
        reason = form.cleaned_data["reason"]
        count = services.drop(ids=[job.pk for job in chosen], now=timezone.now(), reason=reason)
        self._note(request, chosen, _("Laten vallen: %(reason)s") % {"reason": reason})
        self.message_user(
            request,
            ngettext("%(count)d taak gaat niet meer weg.", "%(count)d taken gaan niet meer weg.", count)
            % {"count": count},
        )
        return None

    def _note(self, request: HttpRequest, jobs: list[Any], message: str) -> None:
        for job in jobs:
            self.log_change(request, job, message)
