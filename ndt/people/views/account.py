"""A person's own account."""

from __future__ import annotations

import uuid
from typing import Any

from allauth.account import views as allauth_account
from allauth.usersessions import views as sessions
from django.contrib import messages
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from ndt.jobs.models import Priority
from ndt.mail import phone
from ndt.mail import services as mail
from ndt.mail.errors import BudgetSpent, TooManyCodes
from ndt.people import emails, fresh, limits, second_factor
from ndt.people.devices import device_name
from ndt.people.forms import ActCodeForm, ChangeAddressForm, DetailsForm, PhoneCodeForm
from ndt.people.models import User
from ndt.people.providers import buttons
from ndt.people.queries import roles_of
from ndt.people.views.entrance import DAY, HOUR, NO_TEXTS, Entrance, Unprocessable
from ndt.web import registry
from ndt.web.views.errors import too_many


@require_safe
@login_required
def account(request: HttpRequest) -> HttpResponse:
    """Show what we know of this person and what they can arrange themselves."""
    assert isinstance(request.user, User)
    context = {
        "roles": roles_of(request.user),
        "desks": registry.desks_for(request.user),
        "is_protected": second_factor.is_set_up(request.user),
        "providers": buttons(request),
        "number": request.user.phone_number,
        "can_text": phone.available(),
    }
    return render(request, "people/account.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def details(request: HttpRequest) -> HttpResponse:
    """Change one's name and language."""
    assert isinstance(request.user, User)
    form = DetailsForm(request.POST or None, instance=request.user)
    if request.method == "POST":
        if form.is_valid():
            form.save()
            messages.success(request, _("Uw gegevens zijn bewaard."))
            return redirect("people:account")
        return render(request, "people/details.html", {"form": form}, status=422)
    return render(request, "people/details.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def confirm(request: HttpRequest) -> HttpResponse:
    """Ask for a code before an important change: of the app or passkey where there is one, else by mail."""
    assert isinstance(request.user, User)
    target = request.GET.get(REDIRECT_FIELD_NAME, "")
    if not url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()}):
        target = reverse("people:account")
    if second_factor.is_set_up(request.user):
        return redirect(f"{reverse('mfa_reauthenticate')}?{urlencode({REDIRECT_FIELD_NAME: target})}")
    if request.method != "POST":
        return _confirm_page(request, ActCodeForm())
    if "send" in request.POST and request.user.is_reachable:
        return _send_code(request, request.user)
    form = ActCodeForm(request.POST)
    if form.is_valid():
        if fresh.finish(request, form.cleaned_data["code"]):
            return redirect(target)
        form.add_error("code", _("Deze code klopt niet. Kijk nog eens, of vraag een nieuwe code."))
    return _confirm_page(request, form, status=422)


def _send_code(request: HttpRequest, user: User) -> HttpResponse:
    if not user.has_mailbox:
        return _text_code(request, user.phone_number)
    if not limits.allow(limits.CODES_TO_A_MAILBOX, limits.mailbox(user.email), now=timezone.now()):
        return too_many(request, retry_after=HOUR)
    letter = emails.confirm_act(to=user.email, code=fresh.begin(request), language=user.language)
    mail.queue(letter, key=f"people:{uuid.uuid4()}", priority=Priority.URGENT)
    return redirect(request.get_full_path())


def _text_code(request: HttpRequest, number: str) -> HttpResponse:
    try:
        fresh.begin_by_phone(request, number)
    except TooManyCodes:
        return too_many(request, retry_after=DAY)
    except BudgetSpent:
        messages.error(request, str(NO_TEXTS))
    return redirect(request.get_full_path())


def _confirm_page(request: HttpRequest, form: ActCodeForm, status: int = 200) -> HttpResponse:
    assert isinstance(request.user, User)
    by_phone = not request.user.has_mailbox
    if by_phone:
        form.fields["code"].label = PhoneCodeForm.base_fields["code"].label
    context = {"form": form, "waiting": fresh.is_waiting(request), "by_phone": by_phone, "can_text": phone.available()}
    return render(request, "people/confirm.html", context, status=status)


class ChangeAddressView(Entrance, allauth_account.EmailView):
    """Change the address of the account, by a code to the new one. The old one gets word of it."""

    template_name = "people/address.html"
    form_class = ChangeAddressForm

    def form_valid(self, form: ChangeAddressForm) -> HttpResponse:
        """Send the code."""
        if not self.may_mail(form.cleaned_data["email"]):
            return too_many(self.request, retry_after=HOUR)
        response: HttpResponse = super().form_valid(form)
        return response


class DevicesView(Unprocessable, sessions.ListUserSessionsView):
    """Show where this account is logged in, and log out everywhere else."""

    template_name = "people/devices.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name each device in words instead of its technical name."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        named = [(session, *device_name(session.user_agent)) for session in context["sessions"]]
        return context | {"devices": named, "others": len(named) - 1}
