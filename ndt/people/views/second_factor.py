"""The second step of logging in: an app with codes, passkeys, recovery codes."""

from __future__ import annotations

import io
import json
from typing import Any

import segno
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.base import views as mfa
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from allauth.mfa.totp.internal.auth import SECRET_SESSION_KEY
from allauth.mfa.webauthn import views as webauthn
from allauth.mfa.webauthn.internal import auth as webauthn_auth
from django.contrib import messages
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from ndt.people import second_factor
from ndt.people.adapters import MfaAdapter
from ndt.people.forms import (
    ActivateAppForm,
    AddPasskeyForm,
    NamePasskeyForm,
    SecondStepAgainForm,
    SecondStepForm,
)
from ndt.people.models import User
from ndt.people.views.entrance import Unprocessable

Type = Authenticator.Type


@require_safe
@login_required
def needed(request: HttpRequest) -> HttpResponse:
    """Explain why this account needs a second step, or ask for it where it has one."""
    assert isinstance(request.user, User)
    target = request.GET.get(REDIRECT_FIELD_NAME, "")
    if not url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()}):
        target = reverse("people:account")
    if second_factor.is_shown(request):
        return redirect(target)
    if second_factor.is_set_up(request.user):
        return redirect(f"{reverse('mfa_reauthenticate')}?{urlencode({REDIRECT_FIELD_NAME: target})}")
    return render(request, "people/second_factor_needed.html")


@require_safe
@login_required
def overview(request: HttpRequest) -> HttpResponse:
    """Show what protects the account."""
    assert isinstance(request.user, User)
    own = Authenticator.objects.filter(user=request.user).order_by("created_at")
    codes = own.filter(type=Type.RECOVERY_CODES).first()
    context = {
        "app": own.filter(type=Type.TOTP).first(),
        "passkeys": own.filter(type=Type.WEBAUTHN),
        "unused_codes": len(codes.wrap().get_unused_codes()) if codes else 0,
        "has_codes": codes is not None,
        "is_protected": second_factor.is_set_up(request.user),
    }
    return render(request, "people/second_factor.html", context)


class SecondStepView(Unprocessable, mfa.AuthenticateView):
    """The second step while logging in."""

    template_name = "people/second_step.html"
    form_class = SecondStepForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Offer only what this account has."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        options = context.get("js_data", {}).get("request_options")
        return context | _ways(self.stage.login.user) | {"options": json.dumps(options)}


class SecondStepAgainView(Unprocessable, mfa.ReauthenticateView):
    """A code again, before an important change."""

    template_name = "people/second_step_again.html"
    form_class = SecondStepAgainForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Offer only what this account has."""
        return super().get_context_data(**kwargs) | _ways(self.request.user)


class PasskeyAgainView(Unprocessable, webauthn.ReauthenticateWebAuthnView):
    """The passkey again, before an important change."""

    template_name = "people/passkey_again.html"

    def form_invalid(self, form: BaseForm) -> HttpResponse:
        """Show the page again with the error."""
        messages.error(self.request, str(MfaAdapter.error_messages["incorrect_code"]))
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give the page its challenge, the way back and the other ways."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | _ways(self.request.user) | {"options": json.dumps(context["js_data"]["request_options"])}


class ActivateAppView(Unprocessable, totp.ActivateTOTPView):
    """Connect an app with codes."""

    template_name = "people/app_activate.html"
    form_class = ActivateAppForm

    def form_valid(self, form: ActivateAppForm) -> HttpResponse:
        """Switch it on; the code that was just typed is this session's second step."""
        with transaction.atomic():
            response: HttpResponse = super().form_valid(form)
        shown_now(self.request, Type.TOTP)
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give the secret in groups of four, to type where nothing can be scanned."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        secret = context["form"].secret
        return context | {"secret": " ".join(secret[place : place + 4] for place in range(0, len(secret), 4))}


@require_safe
@login_required
@never_cache
def app_picture(request: HttpRequest) -> HttpResponse:
    """Draw the QR code of the secret that this session is connecting."""
    secret = request.session.get(SECRET_SESSION_KEY)
    if not secret:
        raise Http404
    picture = io.BytesIO()
    address = MfaAdapter().build_totp_url(request.user, secret)
    segno.make(address, error="m").save(picture, kind="svg", scale=4, border=4, dark="#000", light="#fff")
    return HttpResponse(picture.getvalue(), content_type="image/svg+xml")


class DeactivateAppView(Unprocessable, totp.DeactivateTOTPView):
    """Take the app with codes away."""

    template_name = "people/app_deactivate.html"


class RecoveryCodesView(recovery.ViewRecoveryCodesView):
    """Show the recovery codes."""

    template_name = "people/recovery_codes.html"


class NewRecoveryCodesView(Unprocessable, recovery.GenerateRecoveryCodesView):
    """Make new recovery codes; the old ones stop."""

    template_name = "people/recovery_codes_new.html"


class RecoveryCodesFileView(recovery.DownloadRecoveryCodesView):
    """Give the recovery codes as a file."""

    template_name = "people/recovery_codes.txt"

    def render_to_response(self, context: dict[str, Any], **kwargs: Any) -> HttpResponse:
        """Name the file in Dutch."""
        response: HttpResponse = super().render_to_response(context, **kwargs)
        response.headers["Content-Disposition"] = 'attachment; filename="herstelcodes.txt"'
        return response


class AddPasskeyView(Unprocessable, webauthn.AddWebAuthnView):
    """Add a passkey."""

    template_name = "people/passkey_add.html"
    form_class = AddPasskeyForm

    def form_valid(self, form: AddPasskeyForm) -> HttpResponse:
        """Keep it; the passkey that was just used is this session's second step."""
        with transaction.atomic():
            response: HttpResponse = super().form_valid(form)
        shown_now(self.request, Type.WEBAUTHN)
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Ask the browser for a passkey that opens the account by itself."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {"options": json.dumps(webauthn_auth.begin_registration(self.request.user, True))}


class NamePasskeyView(Unprocessable, webauthn.EditWebAuthnView):
    """Rename a passkey."""

    template_name = "people/passkey_name.html"
    form_class = NamePasskeyForm


class RemovePasskeyView(webauthn.RemoveWebAuthnView):
    """Take a passkey away."""

    template_name = "people/passkey_remove.html"

    def form_valid(self, form: BaseForm) -> HttpResponse:
        """Refuse to take away the last second step of an account that must have one."""
        adapter = MfaAdapter()
        if not adapter.can_delete_authenticator(self.get_object()):
            messages.error(self.request, str(adapter.error_messages["cannot_delete_authenticator"]))
            return redirect("mfa_index")
        response: HttpResponse = super().form_valid(form)
        return response


def shown_now(request: HttpRequest, kind: str) -> None:
    """Record that this session just used a second factor of that kind."""
    newest = Authenticator.objects.filter(user=request.user, type=kind).order_by("-created_at").first()
    assert newest is not None
    record_authentication(request, request.user, method="mfa", id=newest.pk, type=kind, reauthenticated=True)


def _ways(user: Any) -> dict[str, bool]:
    kinds = set(Authenticator.objects.filter(user=user).values_list("type", flat=True))
    return {"has_codes": bool(kinds & {Type.TOTP, Type.RECOVERY_CODES}), "has_passkey": Type.WEBAUTHN in kinds}
