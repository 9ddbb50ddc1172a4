"""Logging in through another organisation by OpenID Connect."""

from __future__ import annotations

from typing import Any

from allauth.socialaccount import views as social
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialAccount, SocialApp
from allauth.socialaccount.providers.base.constants import AuthProcess
from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe
from requests import RequestException

from ndt.people import fresh, limits
from ndt.people.forms import JoinByProviderForm
from ndt.people.provider import Adapter, CallbackView
from ndt.people.providers import buttons
from ndt.people.views.entrance import HOUR, Entrance, Unprocessable
from ndt.web.views.errors import too_many


@require_POST
def begin(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Show the way to the organisation: a page that moves on, because a form may not be posted to others."""
    if not limits.allow(limits.ENTRANCE_FROM_A_BLOCK, limits.block(request), now=timezone.now()):
        return too_many(request)
    connecting = request.POST.get("process") == AuthProcess.CONNECT
    if connecting and (not request.user.is_authenticated or not fresh.is_fresh(request)):
        return redirect_to_login(request.POST.get("next", "/"))
    provider = _provider(request, provider_id)
    try:
        answer = provider.redirect_from_request(request)
    except RequestException:
        return render(request, "people/provider_away.html", {"provider": provider}, status=503)
    if answer.status_code != 302:
        return HttpResponse(answer.content, status=answer.status_code)
    return render(request, "people/provider_go.html", {"provider": provider, "address": answer["Location"]})


@require_safe
def back(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Log in somebody who comes back from the organisation."""
    _provider(request, provider_id)
    with transaction.atomic():
        response: HttpResponse = CallbackView.adapter_view(Adapter(request, provider_id))(request)
    return response


class JoinByProviderView(Entrance, social.SignupView):
    """Ask for an address where the organisation gave none that an account can have."""

    template_name = "people/join_by_provider.html"
    form_class = JoinByProviderForm

    def form_valid(self, form: JoinByProviderForm) -> HttpResponse:
        """Make the account and send the code."""
        if not self.may_mail(form.cleaned_data["email"]):
            return too_many(self.request, retry_after=HOUR)
        with transaction.atomic():
            response: HttpResponse = super().form_valid(form)
        return response


class CancelledView(social.LoginCancelledView):
    """Say that nothing happened."""

    template_name = "people/provider_cancelled.html"


class FailedView(social.LoginErrorView):
    """Say that logging in there did not work."""

    template_name = "socialaccount/authentication_error.html"


class ConnectionsView(Unprocessable, social.ConnectionsView):
    """Show through which organisations somebody can log in; add and take away."""

    template_name = "people/connections.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the providers as the configuration does."""
        names = {app["provider_id"]: app["name"] for app in settings.OIDC_APPS}
        held = SocialAccount.objects.filter(user=self.request.user).order_by("date_joined")
        connections = [(account, names.get(account.provider, account.provider)) for account in held]
        taken = {account.provider for account in held}
        offers = [button for button in buttons(self.request) if button.id not in taken]
        return super().get_context_data(**kwargs) | {"connections": connections, "offers": offers}


def _provider(request: HttpRequest, provider_id: str) -> Any:
    try:
        return get_adapter().get_provider(request, provider_id)
    except SocialApp.DoesNotExist:
        raise Http404 from None
