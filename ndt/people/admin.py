"""The desk for accounts, organisations and roles."""

from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest

from ndt.history.admin import TrackedAdmin
from ndt.people.models import Membership, Organisation, User
from ndt.privacy.admin import erase_people


class MembershipInline(admin.TabularInline[Membership, User]):
    """Roles on the page of an account or organisation."""

    model = Membership
    extra = 0
    autocomplete_fields = ("user", "organisation")


@admin.register(User)
class UserAdmin(TrackedAdmin[User]):
    """Accounts. Addresses are changed by their owner, who proves to read them."""

    list_display = ("email", "name", "is_active", "is_staff", "created_at")
    list_filter = ("is_active", "is_staff")
    search_fields = ("email", "name")
    ordering = ("email",)
    fields = ("email", "name", "language", "is_active", "is_staff", "is_superuser", "last_login", "created_at")
    readonly_fields = ("last_login", "created_at")
    inlines = (MembershipInline,)
    actions = (erase_people,)

    def has_delete_permission(self, _request: HttpRequest, _obj: User | None = None) -> bool:
        """Refuse: a deleted row would leave its traces elsewhere; `erase_people` takes those too."""
        return False

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> tuple[str, ...]:
        """Keep the address of an existing account."""
        return (*self.readonly_fields, "email") if obj else self.readonly_fields


@admin.register(Organisation)
class OrganisationAdmin(TrackedAdmin[Organisation]):
    """Organisations and their people."""

    list_display = ("name", "kind", "solution")
    list_filter = ("kind", "solution")
    search_fields = ("name",)
    inlines = (MembershipInline,)


@admin.register(Membership)
class MembershipAdmin(TrackedAdmin[Membership]):
    """Roles over all accounts."""

    list_display = ("user", "role", "organisation", "since", "until")
    list_filter = ("role", "organisation__solution")
    search_fields = ("user__email", "user__name", "organisation__name")
    autocomplete_fields = ("user", "organisation")
    list_select_related = ("user", "organisation")
