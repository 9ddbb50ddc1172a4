"""The desk for plain upkeep: subjects, studies and tables. Institutes and universities have screens of their own."""

from __future__ import annotations

from typing import ClassVar

from django.contrib import admin
from django.http import HttpRequest

from ndt.history.admin import TrackedAdmin
from opleiding.models import Institute, Module, Pool, Related, RelatedTable, StudyProgramme, Subject, University


@admin.register(Subject)
class SubjectAdmin(TrackedAdmin[Subject]):
    """Subjects of schools."""

    list_display = ("title", "code")
    fields = ("title", "code")


@admin.register(StudyProgramme)
class StudyProgrammeAdmin(TrackedAdmin[StudyProgramme]):
    """Studies at universities."""

    list_display = ("title", "code")
    search_fields: ClassVar[list[str]] = ["title", "code"]
    fields = ("title", "code")


@admin.register(RelatedTable)
class RelatedTableAdmin(TrackedAdmin[RelatedTable]):
    """Tables of related studies."""

    list_display = ("code", "version", "seen_on")
    fields = ("code", "version", "source", "seen_on")


@admin.register(Related)
class RelatedAdmin(TrackedAdmin[Related]):
    """Rows of the tables."""

    list_display = ("study", "subject", "short_ec", "table")
    list_filter = ("table", "subject")
    list_select_related = ("study", "subject", "table")
    fields = ("table", "study", "subject", "short_ec")


@admin.register(Institute)
class InstituteAdmin(TrackedAdmin[Institute]):
    """Institutes for exam training."""

    list_display = ("organisation", "kvk", "created_at")
    list_select_related = ("organisation",)
    fields = ("organisation", "kvk")


@admin.register(University)
class UniversityAdmin(TrackedAdmin[University]):
    """Universities."""

    list_display = ("organisation", "town", "pc4")
    list_select_related = ("organisation",)
    fields = ("organisation", "town", "pc4")


@admin.register(Pool)
class PoolAdmin(TrackedAdmin[Pool]):
    """Places that offerings share."""

    list_display = ("title", "university", "places", "parent")
    list_filter = ("university",)
    list_select_related = ("university__organisation", "parent")
    fields = ("university", "title", "places", "parent")


@admin.register(Module)
class ModuleAdmin(TrackedAdmin[Module]):
    """Modules, to look at: both makers write them at a desk of their own, where every version is kept."""

    list_display = ("title", "state", "version", "programme", "institute", "seats_taken", "seats")
    list_filter = ("state",)
    list_select_related = ("programme__university__organisation", "institute__organisation")
    fields = ("title", "state", "version", "programme", "institute", "about", "outcomes", "seats_taken", "seats")
    readonly_fields = fields

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Say no: a module begins with a version, at the desk."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Module | None = None) -> bool:
        """Say no: its versions stay."""
        return False
