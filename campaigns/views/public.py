"""What citizens see: the petition, and the way from the form to a counted signature."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from django.conf import settings
from django.core import signing as signed
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from campaigns import links, pdf, queries
from campaigns.core import signing
from campaigns.core.errors import CampaignError, NotOpen, SigningPaused, UnknownToken, WrongCode
from campaigns.forms import CodeForm, SignForm
from campaigns.links import Purpose
from campaigns.models import Intake, Petition, Signature
from campaigns.services import confirming
from campaigns.services import signing as service
from ndt.pdf.services import PdfUnavailable
from ndt.web import registry
from ndt.web.client import address_block, client_address
from ndt.web.headers import token_page

BROWSER_COOKIE: Final = "aanvraag"
AGAIN_SALT: Final = "campaigns.mail-again"
BROWSER_LASTS: Final = 24 * 60 * 60
WRONG_CODE: Final = _("Deze code klopt niet of is te oud. Kijk in de laatste mail, of gebruik de link in die mail.")
STATUS: Final = {"unknown-link": 404, "not-open": 409, "paused": 503, "grace-over": 410}


@require_safe
def front(request: HttpRequest) -> HttpResponse:
    """Show the one petition there is, or let people choose."""
    petitions = list(Petition.objects.visible())
    if len(petitions) == 1:
        return redirect(petitions[0])
    context = {
        "solution": registry.solution("campaigns"),
        "petitions": [(petition, queries.number(petition)) for petition in petitions],
    }
    return render(request, "campaigns/front.html", context)


@require_safe
def petition(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a petition: what it asks, how many signed, which version."""
    return petition_page(request, get_object_or_404(Petition.objects.visible(), slug=slug))


def petition_page(request: HttpRequest, petition: Petition, *, notice: str = "", status: int = 200) -> HttpResponse:
    """Show a petition, with a notice on top where a link or form led nowhere."""
    versions = queries.versions(petition)
    return render(
        request,
        "campaigns/petition.html",
        {
            "petition": petition,
            "number": queries.number(petition),
            "versions": versions,
            "current": versions[0] if versions else None,
            "shown": queries.latest_shown(petition),
            "takes_signatures": petition.takes_signatures(timezone.now()),
            "notice": notice,
        },
        status=status,
    )


def refused(request: HttpRequest, slug: str, problem: CampaignError) -> HttpResponse:
    """Answer a link or form that cannot be followed with the petition and a plain sentence."""
    petition = get_object_or_404(Petition.objects.visible(), slug=slug)
    return petition_page(request, petition, notice=problem.code, status=STATUS[problem.code])


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def sign(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Show the form; keep what is sent. The answer is the same for every address."""
    petition = get_object_or_404(Petition.objects.visible(), slug=slug)
    now = timezone.now()
    try:
        signing.check_may_sign(petition.opening(), now=now)
    except (NotOpen, SigningPaused) as problem:
        return refused(request, slug, problem)
    if request.method != "POST":
        return _form_page(request, petition, SignForm(initial={"started": _start(petition, now)}))
    if request.POST.get("age") == "young":
        return redirect("campaigns:young", slug)
    form = SignForm(request.POST)
    if not form.is_valid():
        return _form_page(request, petition, form, status=422)
    begun = _begun(form, petition)
    sent = service.submit(
        petition=petition,
        form=_typed(form, text=begun.text, language=get_language() or settings.LANGUAGE_CODE),
        block=address_block(client_address(request)),
        signals=_signals(form, begun, now=now),
        now=now,
    )
    response = redirect("campaigns:mailbox", slug)
    _remember(request, response, sent.intake)
    return response


def _form_page(request: HttpRequest, petition: Petition, form: SignForm, status: int = 200) -> HttpResponse:
    return render(request, "campaigns/sign.html", {"petition": petition, "form": form}, status=status)


@dataclass(frozen=True, slots=True)
class Begun:
    """Which text a form showed and when; at is None when the form does not say so itself."""

    text: int
    at: datetime | None


def _current_text(petition: Petition) -> int:
    return petition.texts.order_by("-number").values_list("pk", flat=True)[0]


def _start(petition: Petition, now: datetime) -> str:
    return signed.dumps([_current_text(petition), int(now.timestamp())], salt="campaigns.sign")


def _begun(form: SignForm, petition: Petition) -> Begun:
    try:
        text, at = signed.loads(form.cleaned_data["started"], salt="campaigns.sign", max_age=timedelta(days=7))
    except signed.BadSignature:
        return Begun(_current_text(petition), None)
    return Begun(text, datetime.fromtimestamp(at, tz=UTC))


def _typed(form: SignForm, *, text: int, language: str) -> service.Form:
    data = form.cleaned_data
    return service.Form(
        name=data["name"],
        email=data["email"],
        place=data["place"],
        show_name=data["show_name"],
        deliver_name=data["deliver_name"],
        keep_informed=data["keep_informed"],
        consent_version=signing.CONSENT_VERSION,
        language=language,
        text=text,
    )


def _signals(form: SignForm, begun: Begun, *, now: datetime) -> list[str]:
    facts = {
        "honeypot": bool(form.cleaned_data["website"]),
        "no-start": begun.at is None,
        "fast": begun.at is not None and now - begun.at < signing.FAST_FILL,
    }
    return [signal for signal, is_so in facts.items() if is_so]


@dataclass(frozen=True, slots=True)
class Remembered:
    """What this browser's cookie says: who it is to the limits, and the last form it sent."""

    browser: str
    intake: uuid.UUID | None


def _remembered(request: HttpRequest) -> Remembered:
    cookie = request.get_signed_cookie(BROWSER_COOKIE, default="", salt="campaigns", max_age=BROWSER_LASTS)
    browser, dot, intake = (cookie or "").partition(".")
    return Remembered(browser, uuid.UUID(intake)) if dot else Remembered(address_block(client_address(request)), None)


def _remember(request: HttpRequest, response: HttpResponseBase, intake: uuid.UUID) -> None:
    before = _remembered(request)
    browser = before.browser if before.intake else uuid.uuid4().hex
    response.set_signed_cookie(
        BROWSER_COOKIE,
        f"{browser}.{intake}",
        salt="campaigns",
        max_age=BROWSER_LASTS,
        path="/",
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


@require_safe
def young(request: HttpRequest, slug: str) -> HttpResponse:
    """Tell someone younger than 16 how else to help; nothing is kept."""
    petition = get_object_or_404(Petition.objects.visible(), slug=slug)
    return render(request, "campaigns/young.html", {"petition": petition})


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def mailbox(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Ask to look in the mailbox; take the code there."""
    petition = get_object_or_404(Petition.objects.visible(), slug=slug)
    remembered = _remembered(request)
    form = CodeForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                signature = confirming.confirm_by_code(
                    slug=slug,
                    intake_id=remembered.intake,
                    browser=remembered.browser,
                    code=form.cleaned_data["code"],
                    now=timezone.now(),
                )
            except WrongCode:
                form.add_error("code", WRONG_CODE)
            except CampaignError as problem:
                return refused(request, slug, problem)
            else:
                return redirect("campaigns:thanks", slug, links.token(Purpose.THANKS, signature.public_id))
    held = remembered.intake is not None and Intake.objects.filter(id=remembered.intake, held=True).exists()
    context = {"petition": petition, "form": form, "held": held, "has_form": remembered.intake is not None}
    return render(request, "campaigns/mailbox.html", context, status=status)


def _by_link(request: HttpRequest, purpose: Purpose, slug: str, token: str) -> Signature | HttpResponse:
    try:
        return confirming.for_token(purpose=purpose, slug=slug, token=token)
    except UnknownToken as problem:
        return refused(request, slug, problem)


@require_http_methods(["GET", "HEAD", "POST"])
@token_page
def confirm(request: HttpRequest, slug: str, token: str) -> HttpResponseBase:
    """Show one button; only pressing it counts the signature. The link may be opened many times."""
    if request.method == "POST":
        try:
            public_id = confirming.confirm(slug=slug, token=token, now=timezone.now())
        except CampaignError as problem:
            return refused(request, slug, problem)
        return redirect("campaigns:thanks", slug, links.token(Purpose.THANKS, public_id))
    found = _by_link(request, Purpose.CONFIRM, slug, token)
    if isinstance(found, HttpResponse):
        return found
    return render(request, "campaigns/confirm.html", {"petition": found.petition, "signature": found})


@require_safe
@token_page
def thanks(request: HttpRequest, slug: str, token: str) -> HttpResponse:
    """Thank, give the receipt number, ask to share."""
    found = _by_link(request, Purpose.THANKS, slug, token)
    if isinstance(found, HttpResponse):
        return found
    share = settings.SITE_URL + found.petition.get_absolute_url()
    context = {
        "petition": found.petition,
        "signature": found,
        "share_url": share,
        "number": queries.number(found.petition),
    }
    return render(request, "campaigns/thanks.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@token_page
def withdraw(request: HttpRequest, slug: str, token: str) -> HttpResponseBase:
    """Take a signature back, by one button."""
    if request.method == "POST":
        try:
            confirming.withdraw(slug=slug, token=token, now=timezone.now())
        except CampaignError as problem:
            return refused(request, slug, problem)
        return redirect("campaigns:withdraw", slug, token)
    found = _by_link(request, Purpose.WITHDRAW, slug, token)
    if isinstance(found, HttpResponse):
        return found
    return render(request, "campaigns/withdraw.html", {"petition": found.petition, "signature": found})


@require_http_methods(["GET", "HEAD", "POST"])
@token_page
def not_me(request: HttpRequest, slug: str, token: str) -> HttpResponseBase:
    """Let the owner of a mailbox say that somebody else typed the address."""
    if request.method == "POST":
        try:
            disowned = confirming.not_me(slug=slug, token=token, now=timezone.now())
        except CampaignError as problem:
            return refused(request, slug, problem)
        # The way back travels in the page and not in an address: it tells which mailbox it was.
        again = signed.dumps(disowned.mailbox, salt=AGAIN_SALT) if disowned.mailbox else ""
        return render(request, "campaigns/not_me_done.html", {"petition": disowned.petition, "again": again})
    petition = get_object_or_404(Petition.objects.visible(), slug=slug)
    if links.subject(Purpose.NOT_ME, token) is None:
        return refused(request, slug, UnknownToken())
    return render(request, "campaigns/not_me.html", {"petition": petition})


@require_POST
def mail_again(request: HttpRequest, slug: str) -> HttpResponse:
    """Lift the block that 'this was not me' laid."""
    petition = get_object_or_404(Petition.objects.visible(), slug=slug)
    try:
        mailbox = signed.loads(request.POST.get("again", ""), salt=AGAIN_SALT, max_age=timedelta(days=1))
    except signed.BadSignature:
        return refused(request, slug, UnknownToken())
    confirming.mail_again(mailbox=mailbox)
    return petition_page(request, petition, notice="mail-again")


@require_safe
def poster(request: HttpRequest, slug: str) -> HttpResponse:
    """Give the poster to print; where PDFs cannot be made, say so."""
    petition = get_object_or_404(Petition.objects.visible(), slug=slug)
    try:
        content = pdf.poster(petition, language=get_language() or settings.LANGUAGE_CODE, now=petition.created_at)
    except PdfUnavailable:
        return petition_page(request, petition, notice="no-pdf", status=503)
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="poster-{petition.slug}.pdf"'
    response["Cache-Control"] = "public, max-age=3600"
    return response
