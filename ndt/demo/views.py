"""The pages of the demo: log in as somebody, read the mail and the text messages. Only with DEMO=1."""

from __future__ import annotations

from csp.constants import NONCE, NONE, SELF
from csp.decorators import csp_replace, csp_update
from django.conf import settings
from django.contrib.auth import login
from django.core.paginator import Paginator
from django.db.models import Count, Max, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_POST, require_safe

from ndt.demo import mail_html
from ndt.demo.cast import ACCOUNTS
from ndt.demo.models import PHONE_DOMAIN, Mail
from ndt.people.models import User
from ndt.people.second_factor import DEMO_MARK

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
PAGE_SIZE = 25
# What a mail may do in its frame: be seen, and have its links opened.
MAIL_POLICY = {
    "default-src": [NONE],
    "script-src": [NONE],
    "style-src": [NONCE],
    "img-src": [SELF, "data:"],
    "frame-ancestors": [SELF],
    "sandbox": ["allow-popups", "allow-popups-to-escape-sandbox", "allow-top-navigation-by-user-activation"],
    "form-action": [NONE],
    "base-uri": [NONE],
}
HEADERS = ("From", "Reply-To", "Message-ID", "List-Unsubscribe", "List-Unsubscribe-Post")


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Show who there is to log in as, and where to read what they get."""
    there = set(User.objects.filter(email__in=[account.email for account in ACCOUNTS]).values_list("email", flat=True))
    return render(
        request,
        "demo/index.html",
        {
            "accounts": [(account, gettext(account.about)) for account in ACCOUNTS if account.email in there],
            "phone": settings.SMS_URL.startswith("demo:"),
        },
    )


@require_POST
def log_in(request: HttpRequest) -> HttpResponse:
    """Log in as one of the cast, second factor included."""
    email = request.POST.get("account", "")
    if email not in {account.email for account in ACCOUNTS}:
        raise Http404
    user = get_object_or_404(User, email=email, is_active=True)
    request.session.flush()
    login(request, user, backend=BACKEND)
    request.session[DEMO_MARK] = True
    return redirect(settings.LOGIN_REDIRECT_URL)


@require_safe
def mailbox(request: HttpRequest) -> HttpResponse:
    """Show the mail that the demo sent, newest first, of everybody or of one mailbox."""
    letters = Mail.objects.exclude(recipient__endswith=f"@{PHONE_DOMAIN}")
    chosen = request.GET.get("aan", "").strip()
    shown = letters.filter(recipient__icontains=chosen) if chosen else letters
    return render(
        request,
        "demo/mailbox.html",
        {
            "page": _page_of(shown.defer("source"), request),
            "boxes": letters.values("recipient").annotate(number=Count("pk"), last=Max("received_at"))
            .order_by("-last")[:100],
            "chosen": chosen,
        },
    )  # fmt: skip


@require_safe
def mail(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Show one mail: its text with links that work, its HTML in a frame that may do nothing."""
    letter = get_object_or_404(Mail, pk=pk)
    headers = [(name, str(letter.message[name])) for name in HEADERS if letter.message[name]]
    attachments = [part.get_filename() or "bijlage" for part in letter.message.iter_attachments()]

    @csp_update({"frame-src": [SELF]})
    def page(request: HttpRequest) -> HttpResponseBase:
        context = {"mail": letter, "headers": headers, "attachments": list(enumerate(attachments))}
        return render(request, "demo/mail.html", context)

    return page(request)


@require_safe
@xframe_options_sameorigin
def mail_body(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Give the HTML of a mail, for the frame."""
    letter = get_object_or_404(Mail, pk=pk)
    if not letter.html:
        raise Http404

    @csp_replace(MAIL_POLICY)
    def body(request: HttpRequest) -> HttpResponseBase:
        nonce = str(getattr(request, "csp_nonce", ""))
        return HttpResponse(mail_html.showable(letter.html, nonce=nonce, title=letter.subject))

    return body(request)


@require_safe
def attachment(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Give an attachment to save."""
    parts = list(get_object_or_404(Mail, pk=pk).message.iter_attachments())
    if number >= len(parts):
        raise Http404
    content = parts[number].get_payload(decode=True)
    assert isinstance(content, bytes)
    name = (parts[number].get_filename() or "bijlage").replace('"', "")
    return HttpResponse(
        content,
        content_type="application/octet-stream",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@require_safe
def phone(request: HttpRequest) -> HttpResponse:
    """Show the text messages that the demo sent, as on a phone."""
    messages = Mail.objects.filter(recipient__endswith=f"@{PHONE_DOMAIN}")
    return render(request, "demo/phone.html", {"page": _page_of(messages, request)})


def _page_of(letters: QuerySet[Mail], request: HttpRequest) -> object:
    return Paginator(letters, PAGE_SIZE).get_page(request.GET.get("pagina"))
