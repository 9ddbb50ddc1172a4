"""Getting in by a code to a phone, and the phone of one's own account."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Final

from allauth.account.app_settings import EmailVerificationMethod
from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from ndt.mail import phone
from ndt.mail.errors import BudgetSpent, TooManyCodes
from ndt.mail.phone import Check
from ndt.people import limits, phones
from ndt.people.forms import PhoneCodeForm, PhoneForm
from ndt.people.fresh import fresh_login
from ndt.people.models import SEALED, User
from ndt.people.views.entrance import DAY, NO_TEXTS, WAITING_SECONDS
from ndt.privacy import sealed
from ndt.web.views.errors import too_many

View = Callable[..., HttpResponseBase]
# What the session holds until the code is typed: the number, sealed, where to go on, and what the code is for.
SESSION_KEY: Final = "people_phone"


def texting(view: View) -> View:
    """Open a page only where this platform sends text messages."""

    @wraps(view)
    def there(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not phone.available():
            raise Http404
        return view(request, *args, **kwargs)

    return there


@require_http_methods(["GET", "HEAD", "POST"])
@texting
@never_cache
def log_in(request: HttpRequest) -> HttpResponseBase:
    """Ask for a number and send a code to it. Nobody looks here whether there is an account."""
    target = _target(request)
    if request.user.is_authenticated:
        return redirect(target or settings.LOGIN_REDIRECT_URL)
    form = PhoneForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        refusal = _send(request, form, purpose=phones.LOGIN, target=target)
        if refusal is None:
            request.session.set_expiry(WAITING_SECONDS)
            return redirect("people:phone_login_code")
        if refusal.status_code != 200:
            return refusal
    context = {"form": form, "target": target}
    return render(request, "people/phone_login.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@texting
@never_cache
def log_in_code(request: HttpRequest) -> HttpResponseBase:
    """Take the code, and log in to the account of this phone; the first time it is made."""
    waiting = _waiting(request, phones.LOGIN)
    if request.user.is_authenticated or waiting is None:
        return redirect(settings.LOGIN_REDIRECT_URL if request.user.is_authenticated else "people:phone_login")
    number, target = waiting
    if "send" in request.POST:
        return _again(request, number, phones.LOGIN, target) or redirect("people:phone_login_code")
    with transaction.atomic():
        form, answer = _typed(request, number, phones.LOGIN, back="people:phone_login")
        if form is None:
            user = phones.account_of(number=number, language=get_language() or "nl", now=timezone.now())
    if form is None:
        request.session.pop(SESSION_KEY)
        return _enter(request, user, target)
    return answer or _code_page(request, form, number)


@require_http_methods(["GET", "HEAD", "POST"])
@texting
@fresh_login
@never_cache
def own(request: HttpRequest) -> HttpResponseBase:
    """Show the phone of the account; give it another one, or its first, or take it off."""
    user = _person(request)
    if "remove" in request.POST:
        return _take_off(request, user)
    if user.needs_second_factor:
        return render(request, "people/phone_refused.html", status=403)
    form = PhoneForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        refusal = _send(request, form, purpose=phones.proving(user))
        if refusal is None:
            return redirect("people:phone_code")
        if refusal.status_code != 200:
            return refusal
    context = {"form": form, "number": user.phone_number}
    return render(request, "people/phone.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@texting
@fresh_login
@never_cache
def own_code(request: HttpRequest) -> HttpResponseBase:
    """Take the code that proves the phone of an account."""
    user = _person(request)
    purpose = phones.proving(user)
    waiting = _waiting(request, purpose)
    if waiting is None or user.needs_second_factor:
        return redirect("people:phone")
    number = waiting[0]
    if "send" in request.POST:
        return _again(request, number, purpose, "") or redirect("people:phone_code")
    with transaction.atomic():
        form, answer = _typed(request, number, purpose, back="people:phone")
        is_theirs = form is None and phones.give(user=user, number=number, now=timezone.now())
    if form is not None:
        return answer or _code_page(request, form, number)
    request.session.pop(SESSION_KEY)
    if not is_theirs:
        messages.error(request, _("Dit nummer hoort al bij een ander account. Log daar in, of kies een ander nummer."))
        return redirect("people:phone")
    messages.success(request, _("U kunt nu inloggen met dit nummer."))
    return redirect("people:account")


def _take_off(request: HttpRequest, user: User) -> HttpResponseBase:
    if phones.take_off(user=user, now=timezone.now()):
        messages.success(request, _("Het nummer is weggehaald."))
        return redirect("people:account")
    messages.error(request, _("Met dit nummer logt u in. Geef ons eerst een e-mailadres, dan kan het weg."))
    return redirect("people:phone")


def _enter(request: HttpRequest, user: User, target: str) -> HttpResponseBase:
    """Log in as by a mailed code, a second step included. Roles that need one do not come in by phone."""
    if user.needs_second_factor:
        return render(request, "people/phone_refused.html", status=403)
    record_authentication(request, user, method="code")
    login = Login(user=user, email_verification=EmailVerificationMethod.NONE, redirect_url=target or None)
    response: HttpResponseBase = perform_login(request, login)
    return response


def _send(request: HttpRequest, form: PhoneForm, *, purpose: str, target: str = "") -> HttpResponse | None:
    """Send a code to the typed number and remember it; give None, or why not: 200 when it stands in the form."""
    if not limits.allow(limits.ENTRANCE_FROM_A_BLOCK, limits.block(request), now=timezone.now()):
        return too_many(request)
    if not form.is_valid():
        return HttpResponse()
    number = form.cleaned_data["number"]
    try:
        phone.queue_code(number=number, purpose=purpose, now=timezone.now(), language=get_language() or "nl")
    except TooManyCodes:
        return too_many(request, retry_after=DAY)
    except BudgetSpent:
        form.add_error("number", str(NO_TEXTS))
        return HttpResponse()
    request.session[SESSION_KEY] = {"number": sealed.seal(SEALED, number), "purpose": purpose, "target": target}
    return None


def _again(request: HttpRequest, number: str, purpose: str, target: str) -> HttpResponse | None:
    """Send a new code; the older one stops working."""
    form = PhoneForm({"number": number})
    refusal = _send(request, form, purpose=purpose, target=target)
    if refusal is None:
        messages.success(request, _("Er is een nieuwe code onderweg."))
        return None
    if refusal.status_code == 200:
        messages.error(request, " ".join(str(problem) for problem in form.errors.get("number", [])))
        return None
    return refusal


def _typed(
    request: HttpRequest, number: str, purpose: str, *, back: str
) -> tuple[PhoneCodeForm | None, HttpResponseBase | None]:
    """Check the typed code. No form: it was right. An answer: it cannot be typed any more, or too often."""
    form = PhoneCodeForm(request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        return form, None
    now = timezone.now()
    if not limits.allow(limits.ENTRANCE_FROM_A_BLOCK, limits.block(request), now=now):
        return form, too_many(request)
    match phone.check_code(number=number, purpose=purpose, typed=form.cleaned_data["code"], now=now):
        case Check.RIGHT:
            return None, None
        case Check.WRONG:
            form.add_error("code", _("Deze code klopt niet. Kijk nog eens in uw sms."))
            return form, None
        case Check.EXHAUSTED:
            messages.error(request, _("De code was vijf keer niet goed. Vraag een nieuwe code aan."))
        case Check.EXPIRED:
            messages.error(request, _("Deze code is niet meer geldig. Vraag een nieuwe code aan."))
    request.session.pop(SESSION_KEY)
    return form, redirect(back)


def _code_page(request: HttpRequest, form: PhoneCodeForm, number: str) -> HttpResponse:
    context = {"form": form, "number": number}
    return render(request, "people/phone_code.html", context, status=422 if form.errors else 200)


def _waiting(request: HttpRequest, purpose: str) -> tuple[str, str] | None:
    """Give the number that got a code in this session, and where to go on; None when there is none for this."""
    kept = request.session.get(SESSION_KEY)
    if kept is None or kept["purpose"] != purpose:
        return None
    try:
        return sealed.unseal(SEALED, kept["number"]), kept["target"]
    except sealed.InvalidToken:
        return None


def _target(request: HttpRequest) -> str:
    target = request.POST.get(REDIRECT_FIELD_NAME, request.GET.get(REDIRECT_FIELD_NAME, ""))
    allowed = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    return target if allowed else ""


def _person(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user
