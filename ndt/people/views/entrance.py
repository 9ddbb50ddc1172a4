"""Getting in: log in with a code or a passkey, make an account, prove a mailbox."""

from __future__ import annotations

from typing import Any, Final

from allauth.account import views as account
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.webauthn import views as webauthn
from django.db import IntegrityError, transaction
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from ndt.mail import phone
from ndt.people import limits
from ndt.people.forms import AddressCodeForm, JoinForm, LoginCodeForm, LoginForm
from ndt.people.providers import buttons
from ndt.people.steady import steady
from ndt.web.views.errors import too_many

# An address that somebody typed stays in the session no longer than its code is worth something.
WAITING_SECONDS: Final = 30 * 60
HOUR: Final = 3600
DAY: Final = 24 * HOUR
NO_TEXTS: Final = _("Vandaag kunnen wij geen sms meer sturen. Probeer het morgen, of gebruik een e-mailadres.")


def by_phone(request: HttpRequest) -> str:
    """Give the address of the page that logs in by phone, with where to go on; "" where we send no texts."""
    if not phone.available():
        return ""
    page, target = reverse("people:phone_login"), request.POST.get("next", request.GET.get("next", ""))
    return f"{page}?{urlencode({'next': target})}" if target else page


class Unprocessable:
    """Answer 422 to a form with errors, with the typed values kept."""

    def form_invalid(self, form: BaseForm) -> HttpResponse:
        """Show the form again."""
        response: HttpResponse = super().form_invalid(form)  # type: ignore[misc]
        if response.status_code == 200:
            response.status_code = 422
        return response


class Entrance(Unprocessable):
    """A form that visitors post: so many times from one address, so many codes to one mailbox."""

    request: HttpRequest

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Refuse with 429 whoever posts too often."""
        if not limits.allow(limits.ENTRANCE_FROM_A_BLOCK, limits.block(request), now=timezone.now()):
            return too_many(request)
        response: HttpResponse = super().post(request, *args, **kwargs)  # type: ignore[misc]
        return response

    def may_mail(self, address: str) -> bool:
        """Use one of the codes that this mailbox may get."""
        return limits.allow(limits.CODES_TO_A_MAILBOX, limits.mailbox(address), now=timezone.now())


class LoginView(Entrance, account.RequestLoginCodeView):
    """Ask for an address and send a code to it. The answer is the same with and without an account."""

    template_name = "people/login.html"
    form_class = LoginForm

    @steady
    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Answer as fast with an account as without."""
        return super().post(request, *args, **kwargs)

    def form_valid(self, form: LoginForm) -> HttpResponse:
        """Send the code."""
        if not self.may_mail(form.cleaned_data["email"]):
            return too_many(self.request, retry_after=HOUR)
        with transaction.atomic():
            response: HttpResponse = super().form_valid(form)
        self.request.session.set_expiry(WAITING_SECONDS)
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the buttons of other organisations through which one may log in."""
        return super().get_context_data(**kwargs) | {
            "providers": buttons(self.request),
            "phone_url": by_phone(self.request),
        }


class LoginCodeView(Entrance, account.ConfirmLoginCodeView):
    """Take the code."""

    template_name = "people/login_code.html"
    form_class = LoginCodeForm

    def _verify_form_valid(self, form: LoginCodeForm) -> HttpResponse:
        address = self._process.state.get("email", "")
        with transaction.atomic():
            response: HttpResponse = super()._verify_form_valid(form)
        limits.forget(limits.CODES_TO_A_MAILBOX, limits.mailbox(address))
        return response

    def _resend_form_valid(self, form: BaseForm) -> HttpResponse:
        if not self.may_mail(self._process.state["email"]):
            return too_many(self.request, retry_after=HOUR)
        with transaction.atomic():
            response: HttpResponse = super()._resend_form_valid(form)
        return response


class PasskeyLoginView(Entrance, webauthn.LoginWebAuthnView):
    """Log in with a passkey alone."""

    def form_invalid(self, form: BaseForm) -> HttpResponse:
        """Go back to the login page, which shows the error."""
        response: HttpResponse = webauthn.LoginWebAuthnView.form_invalid(self, form)
        return response


class JoinView(Entrance, account.SignupView):
    """Make an account. The answer is the same when there is one already; its owner gets a mail."""

    template_name = "people/join.html"
    form_class = JoinForm

    @steady
    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Answer as fast with an account as without."""
        return super().post(request, *args, **kwargs)

    def form_valid(self, form: JoinForm) -> HttpResponse:
        """Make the account and send the code."""
        if not self.may_mail(form.cleaned_data["email"]):
            return too_many(self.request, retry_after=HOUR)
        try:
            with transaction.atomic():
                response: HttpResponse = super().form_valid(form)
        except IntegrityError:  # the same address twice at once: the second one finds the first
            form.account_already_exists = True
            response = super().form_valid(form)
        self.request.session.set_expiry(WAITING_SECONDS)
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the buttons of other organisations."""
        return super().get_context_data(**kwargs) | {
            "providers": buttons(self.request),
            "phone_url": by_phone(self.request),
        }


class AddressCodeView(Entrance, account.ConfirmEmailVerificationCodeView):
    """Take the code that proves a mailbox: of a new account, or the new address of an account."""

    template_name = "people/address_code.html"
    form_class = AddressCodeForm

    def _verify_form_valid(self, form: AddressCodeForm) -> HttpResponse:
        with transaction.atomic():
            response: HttpResponse = super()._verify_form_valid(form)
        # The code proved the mailbox, so this login is as fresh as one by a login code.
        record_authentication(self.request, self.request.user, method="code", email=self._process.email)
        return response

    def _resend_form_valid(self, form: BaseForm) -> HttpResponse:
        if not self.may_mail(self._process.email):
            return too_many(self.request, retry_after=HOUR)
        with transaction.atomic():
            response: HttpResponse = super()._resend_form_valid(form)
        return response


class LogoutView(account.LogoutView):
    """Log out, after a click."""

    template_name = "people/logout.html"


class ClosedView(account.AccountInactiveView):
    """Say that this account was closed."""

    template_name = "people/closed.html"
