"""Help mode: a library or a neighbourhood team books with a parent beside them."""

from __future__ import annotations

from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bijles import links, pdf, words
from bijles.core.errors import HelpersMailbox, KeyMissing
from bijles.forms.help import AddressForm, BeginForm, ParentPhoneForm
from bijles.models import HelpVisit
from bijles.queries import helping as queries
from bijles.services import helping, proving
from bijles.services.helping import Consent
from bijles.views.access import VISIT, helper_desk, member, own_account, person, visit_of
from ndt.limits import services as limits
from ndt.mail import phone
from ndt.mail.errors import BudgetSpent, TooManyCodes
from ndt.mail.phone import Check
from ndt.pdf.http import answer as pdf_answer
from ndt.people.forms import PhoneCodeForm
from ndt.people.views.phone import texting
from ndt.web.client import address_block, client_address


@require_safe
@helper_desk
@never_cache
def desk(request: HttpRequest) -> HttpResponse:
    """Show the visit that is open, or with which passes one can help."""
    visit = visit_of(request)
    desks = queries.desks(person(request), on=timezone.localdate()).order_by("scheme__title", "organisation__name")
    context = {"visit": visit, "desks": desks, "form": AddressForm(), "phone_form": _phone_form()}
    return render(request, "bijles/help_desk.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@helper_desk
@never_cache
def begin(request: HttpRequest, number: int) -> HttpResponseBase:
    """Read the consent to the parent, take the pass, and open the visit."""
    user, now = person(request), timezone.now()
    found = get_object_or_404(queries.desks(user, on=timezone.localdate(now)), pk=number)
    consent = Consent(words.CONSENT_VERSION, str(words.CONSENT) % {"organisation": found.organisation})
    form, wrong = BeginForm(request.POST or None), False
    if request.method == "POST" and form.is_valid():
        facts = form.cleaned_data
        typed = proving.Typed(facts["number"], facts["born"], address_block(client_address(request)))
        language = get_language() or "nl"
        try:
            visit = helping.begin(desk=found, helper=user, typed=typed, consent=consent, language=language, now=now)
        except KeyMissing:
            visit = None
        if visit is not None:
            request.session[VISIT] = visit.pk
            return redirect("bijles:mine" if visit.family.children.exists() else "bijles:new-child")
        wrong = True
    context = {"desk": found, "scheme": found.scheme, "consent": consent.words, "form": form, "wrong": wrong}
    return render(request, "bijles/help_begin.html", context, status=422 if request.method == "POST" else 200)


@require_POST
@helper_desk
def end(request: HttpRequest) -> HttpResponseBase:
    """End the visit; from here on the helper sees nothing of the family."""
    visit = visit_of(request)
    if visit is not None:
        helping.end(visit=visit, now=timezone.now())
    request.session.pop(VISIT, None)
    messages.success(request, _("De hulp is gestopt. U ziet niets meer van dit gezin."))
    return redirect("bijles:help")


@require_POST
@helper_desk
@member
def offer_account(request: HttpRequest) -> HttpResponseBase:
    """Send the parent a link for an account at home."""
    visit, form, now = _visit(request), AddressForm(request.POST), timezone.now()
    if not form.is_valid():
        return _desk(request, visit, form=form, status=422)
    subject = str(visit.pk)
    if not limits.allow(purpose="bijles.help_account", subject=subject, limit=3, window=helping.LASTS, now=now):
        form.add_error("email", _("U stuurde al drie keer een link. Dat is genoeg."))
        return _desk(request, visit, form=form, status=429)
    try:
        helping.offer_account(visit=visit, address=form.cleaned_data["email"], now=now)
    except HelpersMailbox:
        form.add_error("email", _("Dit is het adres van iemand die helpt. Vul het eigen adres van de ouder in."))
        return _desk(request, visit, form=form, status=422)
    messages.success(request, _("De link is onderweg. Thuis opent de ouder de mail."))
    return redirect("bijles:help")


@require_POST
@helper_desk
@member
@texting
@never_cache
def by_phone(request: HttpRequest) -> HttpResponseBase:
    """Give the parent an account by phone: a code goes to it, and the parent types that code here."""
    visit, form, now = _visit(request), ParentPhoneForm(request.POST), timezone.now()
    if not form.is_valid():
        return _desk(request, visit, phone_form=form, status=422)
    number = form.cleaned_data["number"]
    if "code" not in request.POST:
        return _send_code(request, visit, form, number, now)
    code = PhoneCodeForm(request.POST)
    if code.is_valid():
        found = helping.take_home_by_phone(visit=visit, number=number, typed=code.cleaned_data["code"], now=now)
        if found == Check.RIGHT:
            messages.success(request, _("De ouder logt thuis in met het telefoonnummer."))
            return redirect("bijles:help")
        if found != Check.WRONG:
            taken = _("Dit nummer hoort al bij een ander account. De ouder kan daarmee inloggen.")
            form.add_error("number", taken if found is None else _("Deze code is niet meer geldig. Vraag een nieuwe."))
            return _desk(request, visit, phone_form=form, status=409)
        code.add_error("code", _("Deze code klopt niet. Kijk samen nog eens in de sms."))
    return render(request, "bijles/help_phone.html", {"form": code, "number": number}, status=422)


def _send_code(
    request: HttpRequest, visit: HelpVisit, form: ParentPhoneForm, number: str, now: datetime
) -> HttpResponse:
    subject = str(visit.pk)
    if not limits.allow(purpose="bijles.help_phone", subject=subject, limit=3, window=helping.LASTS, now=now):
        form.add_error("number", _("U stuurde al drie keer een code. Dat is genoeg."))
        return _desk(request, visit, phone_form=form, status=429)
    try:
        sent = helping.text_code(visit=visit, number=number, now=now)
    except (TooManyCodes, BudgetSpent):
        form.add_error("number", _("Vandaag lukt het niet per sms. Vraag een e-mailadres, of maak een briefje."))
        return _desk(request, visit, phone_form=form, status=429)
    if not sent:
        return _desk(request, visit, status=409)
    return render(request, "bijles/help_phone.html", {"form": PhoneCodeForm(), "number": number})


def _desk(
    request: HttpRequest,
    visit: HelpVisit,
    *,
    form: AddressForm | None = None,
    phone_form: ParentPhoneForm | None = None,
    status: int,
) -> HttpResponse:
    context = {"visit": visit, "form": form or AddressForm(), "phone_form": phone_form or _phone_form()}
    return render(request, "bijles/help_desk.html", context, status=status)


def _phone_form() -> ParentPhoneForm | None:
    return ParentPhoneForm() if phone.available() else None


@require_POST
@helper_desk
@member
def slip(request: HttpRequest) -> HttpResponse:
    """Give the paper on which stands when the lessons are, with their codes and how to come back."""
    visit, now = _visit(request), timezone.now()
    lessons, language = queries.lessons_ahead(visit.family, now=now), get_language() or "nl"
    return pdf_answer(request, lambda: pdf.slip(visit, lessons, language=language, now=now), filename="bijles.pdf")


@require_POST
@own_account
@member
def stop(request: HttpRequest, number: int) -> HttpResponseBase:
    """Let a family end a visit itself."""
    found = get_object_or_404(HelpVisit, pk=number, family__user=person(request))
    helping.end(visit=found, now=timezone.now(), by_family=True)
    messages.success(request, _("De hulp is gestopt. De medewerker ziet niets meer van u."))
    return redirect("bijles:mine")


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def account(request: HttpRequest, token: str) -> HttpResponseBase:
    """Let the owner of a mailbox take over the account that a helper made beside them."""
    offered = links.offered_account(token, now=timezone.now())
    if offered is None:
        raise Http404
    family, address = offered
    if request.method == "POST" and helping.take_home(family=family, address=address):
        messages.success(request, _("Dit is nu uw account. Log in met een code op uw e-mailadres."))
        return redirect("account_login")
    taken = request.method == "POST"
    context = {"taken": taken, "address": address}
    return render(request, "bijles/help_account.html", context, status=409 if taken else 200)


def _visit(request: HttpRequest) -> HelpVisit:
    visit = visit_of(request)
    if visit is None:
        raise Http404
    return visit
