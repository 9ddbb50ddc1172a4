"""The desk for erasing somebody who asked by letter, and the list of who was erased: numbers only."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from ndt.people.models import User
from ndt.privacy import queries, rows
from ndt.privacy.models import Cause, Erasure
from ndt.privacy.services import erasing


@admin.action(description=gettext_lazy("Alle gegevens van deze mensen verwijderen"), permissions=["change"])
def erase_people(modeladmin: Any, request: HttpRequest, accounts: QuerySet[User]) -> HttpResponse | None:
    """Ask whether it is sure, then erase the people behind these accounts."""
    if "sure" not in request.POST:
        people = [(account, queries.holdings(rows.by_account(account))) for account in accounts]
        context = modeladmin.admin_site.each_context(request) | {
            "title": _("Alle gegevens verwijderen"),
            "people": people,
            "opts": modeladmin.opts,
        }
        return render(request, "privacy/admin_erase.html", context)
    now = timezone.now()
    receipts = [erasing.erase(person=rows.by_account(account), cause=Cause.OPERATOR, now=now) for account in accounts]
    count = sum(receipt.tombstone is not None for receipt in receipts)
    text = ngettext("%(count)d mens is verwijderd.", "%(count)d mensen zijn verwijderd.", count) % {"count": count}
    modeladmin.message_user(request, text, messages.SUCCESS)
    return None


@admin.register(Erasure)
class ErasureAdmin(admin.ModelAdmin[Erasure]):
    """What was erased when and why; nothing tells whose it was, and nothing can be changed."""

    list_display = ("id", "at", "cause", "why")
    list_filter = ("cause", "why", "at")
    search_fields = ("id",)
    fields = ("id", "at", "cause", "why", "rows")

    def has_add_permission(self, _request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, _request: HttpRequest, _obj: Erasure | None = None) -> bool:
        return False

    def has_delete_permission(self, _request: HttpRequest, _obj: Erasure | None = None) -> bool:
        return False
