"""Who may open a view: the decorator and the look-ups that rooms call first."""

from __future__ import annotations

from collections.abc import Callable
from functools import update_wrapper
from typing import Any, Concatenate, ParamSpec

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone

from ndt.people.models import Organisation, User

Parameters = ParamSpec("Parameters")
View = Callable[Concatenate[HttpRequest, Parameters], HttpResponseBase]


def allowed(test: Callable[[Any], bool]) -> Callable[[View[Parameters]], View[Parameters]]:
    """Open a view to people who pass `test`, such as `coordinator_of("campaigns") | operator`.

    A visitor is sent to log in; somebody who is logged in and does not pass gets the 403 page.
    """

    def decorate(view: View[Parameters]) -> View[Parameters]:
        def guarded(request: HttpRequest, /, *args: Parameters.args, **kwargs: Parameters.kwargs) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            if not test(request.user):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return update_wrapper(guarded, view)

    return decorate


def get_organisation_for(user: User, pk: int, *roles: str) -> Organisation:
    """Give an organisation where `user` holds one of `roles`; for others it does not exist (404)."""
    organisation = Organisation.objects.where(user, *roles, on=timezone.localdate()).filter(pk=pk).first()
    if organisation is None:
        raise Http404
    return organisation
