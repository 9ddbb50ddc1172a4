"""The desk for the register: look a school up, and write down the domains of its mail."""

from __future__ import annotations

from typing import ClassVar

from django.contrib import admin
from django.http import HttpRequest

from ndt.history.admin import TrackedAdmin
from ndt.schools.models import Board, SchoolLocation


class ListedAdmin:
    """The register says what there is; people add what it does not say."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False


@admin.register(Board)
class BoardAdmin(ListedAdmin, TrackedAdmin[Board]):
    """School boards."""

    list_display = ("title", "number", "domains")
    search_fields: ClassVar[list[str]] = ["title", "number"]
    fields: ClassVar[tuple[str, ...]] = ("title", "number", "domains")
    readonly_fields: ClassVar[list[str]] = ["title", "number"]


@admin.register(SchoolLocation)
class SchoolLocationAdmin(ListedAdmin, TrackedAdmin[SchoolLocation]):
    """Schools, open and closed."""

    list_display = ("title", "place", "code", "sector", "state")
    list_filter = ("state", "sector", "province")
    search_fields: ClassVar[list[str]] = ["title", "place", "code", "postcode"]
    list_select_related = ("board",)
    fields: ClassVar[tuple[str, ...]] = (
        *("title", "code", "board", "sector", "structure", "street", "house_number", "postcode", "place"),
        *("denomination", "area", "holidays", "website", "state", "closed_on", "first_seen", "email", "domains"),
    )
    readonly_fields: ClassVar[list[str]] = [name for name in fields if name not in ("email", "domains")]
