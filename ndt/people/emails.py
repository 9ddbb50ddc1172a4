"""Letters about accounts: codes to log in with, and word of changes to an account."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext, gettext_noop, override

from ndt.mail.letters import Letter

CODE_MINUTES: Final = 15

# What happened, by allauth's name for the mail it wants to send. One sentence each.
EVENTS: Final = {
    "account/email/email_changed": gettext_noop("Het e-mailadres van uw account is veranderd."),
    "account/email/email_confirm": gettext_noop("Het e-mailadres van uw account is bevestigd."),
    "account/email/email_deleted": gettext_noop("Een e-mailadres is van uw account gehaald."),
    "mfa/email/totp_activated": gettext_noop("Uw account heeft nu een app met codes als tweede stap."),
    "mfa/email/totp_deactivated": gettext_noop("De app met codes is van uw account gehaald."),
    "mfa/email/recovery_codes_generated": gettext_noop("Uw account heeft nieuwe herstelcodes."),
    "mfa/email/webauthn_added": gettext_noop("Er is een passkey bij uw account gezet."),
    "mfa/email/webauthn_removed": gettext_noop("Een passkey is van uw account gehaald."),
    "socialaccount/email/account_connected": gettext_noop("U kunt nu ook via een andere organisatie inloggen."),
    "socialaccount/email/account_disconnected": gettext_noop("U kunt niet meer via die organisatie inloggen."),
    "people/phone_given": gettext_noop("U kunt nu ook inloggen met een telefoonnummer."),
    "people/phone_taken_off": gettext_noop("U kunt niet meer inloggen met een telefoonnummer."),
    "people/second_factor_reset": gettext_noop("Wij hebben de tweede stap van uw account verwijderd."),
}


def login_code(*, to: str, code: str, language: str) -> Letter:
    """Write the code to log in with."""
    return Letter(to=to, template="people/login_code", context=_code(code), language=language, essential=True)


def confirm_address(*, to: str, code: str, language: str, new: bool) -> Letter:
    """Write the code that proves a mailbox; new: for an account that begins."""
    template = "people/welcome" if new else "people/confirm_address"
    return Letter(to=to, template=template, context=_code(code), language=language, essential=True)


def confirm_act(*, to: str, code: str, language: str) -> Letter:
    """Write the code that somebody types before changing something important."""
    return Letter(to=to, template="people/confirm_act", context=_code(code), language=language, essential=True)


def no_account(*, to: str, language: str) -> Letter:
    """Tell the owner of a mailbox that somebody tried to log in, and that there is no account."""
    context = {"signup_url": _absolute(reverse("account_signup"))}
    return Letter(to=to, template="people/no_account", context=context, language=language)


def account_exists(*, to: str, language: str) -> Letter:
    """Tell the owner of a mailbox that somebody tried to make a second account with it."""
    context = {"login_url": _absolute(reverse("account_login"))}
    return Letter(to=to, template="people/account_exists", context=context, language=language)


def changed(*, to: str, event: str, at: datetime, language: str) -> Letter:
    """Tell the owner what changed about the account. event: a key of EVENTS."""
    with override(language):
        context = {
            "what": gettext(EVENTS[event]),
            "when": date_format(timezone.localtime(at), "j F Y, H:i"),
            "account_url": _absolute(reverse("people:account")),
        }
    return Letter(to=to, template="people/changed", context=context, language=language, essential=True)


def _absolute(path: str) -> str:
    return f"{settings.SITE_URL}{path}"


def _code(code: str) -> dict[str, object]:
    return {"code": f"{code[:3]} {code[3:]}", "minutes": CODE_MINUTES}
