"""The desk for mailboxes that get no post: look one up by its address, let post go there again."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from ndt.mail.addresses import mailboxes
from ndt.mail.models import Suppression


@admin.register(Suppression)
class SuppressionAdmin(admin.ModelAdmin[Suppression]):
    """Suppressions: found by address, ended by deleting."""

    list_display = ("reason", "since", "until")
    list_filter = ("reason", "since")
    fields = ("reason", "since", "until")
    readonly_fields = fields
    ordering = ("-since",)
    search_fields = ("mailbox",)
    search_help_text = _("Zoek op het hele e-mailadres. Verwijder de regel om weer post te sturen.")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Suppression], search_term: str
    ) -> tuple[QuerySet[Suppression], bool]:
        """Find by the keyed hash of the address: the address itself is stored nowhere."""
        if not search_term.strip():
            return queryset, False
        try:
            return queryset.filter(mailbox__in=mailboxes(search_term)), False
        except ValueError:
            return queryset.none(), False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False
