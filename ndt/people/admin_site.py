"""The admin of this house: entered through the same door as everything else."""

from __future__ import annotations

from collections.abc import Callable
from functools import update_wrapper
from typing import Any, Final, TypeVar

from django.conf import settings
from django.contrib.admin import AdminSite
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import URLPattern, URLResolver, reverse
from django.utils.translation import gettext_lazy as _

from ndt.people import second_factor
from ndt.people.predicates import is_operator

# Passwords do not exist here; an address that matches nothing is an ordinary 404.
Door = TypeVar("Door", bound=Callable[..., HttpResponseBase])
HOUSE: Final = frozenset({"ndt", *settings.SOLUTIONS})
WITHOUT: Final = ("password_change", "password_change_done")


class HouseAdminSite(AdminSite):
    """The admin for operators who showed a second factor."""

    site_title = _("Beheer")
    site_header = _("Onderwijsheid beheer")
    index_title = _("Overzicht")
    site_url = "/"
    final_catch_all_view = False

    def has_permission(self, request: HttpRequest) -> bool:
        """Let in operators whose session showed a second factor."""
        return is_operator(request.user) and second_factor.is_shown(request)

    def admin_view(self, view: Door, cacheable: bool = False) -> Door:
        """Send visitors to log in and refuse others, before Django's own check would do both alike."""
        inner = super().admin_view(view, cacheable)

        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            if not self.has_permission(request):
                raise PermissionDenied
            answer: HttpResponseBase = inner(request, *args, **kwargs)
            return answer

        update_wrapper(guarded, inner)
        return guarded  # type: ignore[return-value]

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Send visitors to the one login page; refuse people who are no operators."""
        target = request.GET.get("next") or reverse("admin:index", current_app=self.name)
        if not request.user.is_authenticated:
            return redirect_to_login(target)
        if not self.has_permission(request):
            raise PermissionDenied
        return redirect("admin:index")

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        """Register what this house wrote; the desks that libraries bring along stay out.

        They show secrets of second factors and tokens, and change accounts past our services.
        """
        if admin_class is not None and admin_class.__module__.partition(".")[0] in HOUSE:
            super().register(model_or_iterable, admin_class, **options)

    def get_urls(self) -> list[URLPattern | URLResolver]:
        """Leave out the password pages."""
        return [url for url in super().get_urls() if getattr(url, "name", None) not in WITHOUT]
