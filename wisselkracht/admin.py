"""The desk for plain upkeep: regions and rounds; applications to look up. The work itself has screens of its own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from django.contrib import admin
from django.http import HttpRequest

from ndt.history.admin import TrackedAdmin
from wisselkracht.models import Application, Region, Round


@admin.register(Region)
class RegionAdmin(TrackedAdmin[Region]):
    """Regions."""

    list_display = ("title", "team", "areas")
    fields = ("title", "slug", "areas", "team")
    prepopulated_fields: ClassVar[dict[str, Sequence[str]]] = {"slug": ("title",)}


@admin.register(Round)
class RoundAdmin(TrackedAdmin[Round]):
    """Rounds."""

    list_display = ("title", "region", "state", "opens_at", "closes_at", "starts_on", "ends_on")
    list_filter = ("state", "region")
    list_select_related = ("region",)
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


@admin.register(Application)
class ApplicationAdmin(TrackedAdmin[Application]):
    """Applications, to look at."""

    list_display = ("school", "round", "stage", "created_at")
    list_filter = ("stage", "round")
    list_select_related = ("school", "round")
    search_fields: ClassVar[list[str]] = ["school__title", "school__place", "school__code"]
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
