"""The history in the admin: of one row under its own 'Geschiedenis' button, and of everything together."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from typing import Any, TypeVar

from django import forms
from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.contrib.admin.widgets import AdminTextInputWidget
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ndt.history import queries, runtime
from ndt.history.forms import FilterForm
from ndt.history.models import Moment

M = TypeVar("M", bound=models.Model)
REASON = "history_reason"


class ReasonForm(forms.ModelForm[Any]):
    """Asks for the reason of a change in the admin."""

    history_reason = forms.CharField(
        label=_("Reden van deze wijziging"),
        help_text=_("Kort en zonder namen. De reden komt in de geschiedenis."),
        max_length=200,
        widget=AdminTextInputWidget,
        error_messages={"required": _("Schrijf kort waarom u dit wijzigt.")},
    )


class TrackedAdmin(admin.ModelAdmin[M]):
    """An admin for a tracked model: asks why, and shows who changed what and why."""

    object_history_template = "history/of_object.html"

    def get_form(self, request: Any, obj: M | None = None, change: bool = False, **kwargs: Any) -> Any:
        """Add the question for a reason to every change; a new row explains itself."""
        if self._asks_why(request, obj):
            base = kwargs.get("form", self.form)
            kwargs["form"] = type(base.__name__, (ReasonForm, base), {})
        return super().get_form(request, obj, change, **kwargs)

    def get_fields(self, request: HttpRequest, obj: M | None = None) -> Any:
        """Leave the question to get_fieldsets."""
        return [name for name in super().get_fields(request, obj) if name != REASON]

    def get_fieldsets(self, request: HttpRequest, obj: M | None = None) -> Any:
        """Put the question last."""
        fieldsets = super().get_fieldsets(request, obj)
        return [*fieldsets, (None, {"fields": (REASON,)})] if self._asks_why(request, obj) else fieldsets

    def _asks_why(self, request: HttpRequest, obj: M | None) -> bool:
        return obj is not None and self.has_change_permission(request, obj)

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Save with the reason that was given."""
        with _because(request, request.POST.get(REASON) or _("Toegevoegd in het beheer")):
            return super().changeform_view(request, *args, **kwargs)

    def changelist_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Let actions on a list say where they came from, when they give no reason of their own."""
        with _because(request, _("Gewijzigd in een lijst van het beheer")):
            return super().changelist_view(request, *args, **kwargs)

    def delete_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Delete with a reason."""
        with _because(request, _("Verwijderd in het beheer")):
            return super().delete_view(request, *args, **kwargs)

    def history_view(self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None) -> Any:
        """Show what happened to one row."""
        row = get_object_or_404(self.model._base_manager, pk=unquote(object_id))
        if not self.has_view_or_change_permission(request, row):
            raise PermissionDenied
        context = self.admin_site.each_context(request) | {
            "title": gettext("Geschiedenis van %(name)s") % {"name": row},
            "opts": self.model._meta,
            "object": row,
            "changes": queries.of_object(row),
        }
        return render(request, self.object_history_template, context | (extra_context or {}))


@admin.register(Moment)
class MomentAdmin(admin.ModelAdmin[Moment]):
    """All changes together, newest first; nothing can be added or taken away here."""

    def has_add_permission(self, _request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, _request: HttpRequest, _obj: Moment | None = None) -> bool:
        return False

    def has_delete_permission(self, _request: HttpRequest, _obj: Moment | None = None) -> bool:
        return False

    def get_urls(self) -> list[Any]:
        """Keep the list only: a moment has no page of its own."""
        return [url for url in super().get_urls() if getattr(url, "name", "") == "history_moment_changelist"]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Show the newest changes, of one kind or by one account when asked."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        form = FilterForm(request.GET or None)
        wanted = form.wanted() if form.is_valid() else queries.Wanted()
        changes = queries.latest(wanted)
        context = self.admin_site.each_context(request) | {
            "title": capfirst(gettext("Wie wat wijzigde")),
            "opts": self.model._meta,
            "form": form,
            "changes": changes,
            "older": _older(request, changes) if len(changes) == queries.PAGE else "",
        }
        return render(request, "history/all.html", context | (extra_context or {}))


def _because(request: HttpRequest, reason: object) -> AbstractContextManager[None]:
    return runtime.reason(reason) if request.method == "POST" else nullcontext()


def _older(request: HttpRequest, changes: list[queries.Change]) -> str:
    query = request.GET.copy()
    query["tot"] = changes[-1].at.isoformat()
    return query.urlencode()
