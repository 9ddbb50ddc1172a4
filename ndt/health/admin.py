"""What browsers reported, to read."""

from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest

from ndt.health.models import PolicyViolation


@admin.register(PolicyViolation)
class PolicyViolationAdmin(admin.ModelAdmin[PolicyViolation]):
    """Counts of what the Content-Security-Policy stopped."""

    list_display = ("day", "directive", "blocked", "times")
    list_filter = ("directive", "blocked")
    date_hierarchy = "day"

    def has_add_permission(self, _request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, _request: HttpRequest, _obj: PolicyViolation | None = None) -> bool:
        return False

    def has_delete_permission(self, _request: HttpRequest, _obj: PolicyViolation | None = None) -> bool:
        return False
