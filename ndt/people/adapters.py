"""How allauth behaves in this house: its words, its mail through the outbox, its secrets encrypted."""

from __future__ import annotations

import uuid
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from ndt.jobs.models import Priority
from ndt.mail import services as mail
from ndt.mail.letters import Letter
from ndt.people import emails, sealing
from ndt.people.models import User
from ndt.web.client import client_address

# What a page says after an act. What stands here under "" says enough by itself on the next page.
MESSAGES = {
    "account/messages/logged_out.txt": _("U bent uitgelogd."),
    "account/messages/email_confirmed.txt": _("Uw e-mailadres is bevestigd."),
    "account/messages/email_confirmation_failed.txt": _("Dit e-mailadres hoort al bij een ander account."),
    "account/messages/email_deleted.txt": _("Het e-mailadres is weggehaald."),
    "account/messages/primary_email_set.txt": _("Wij gebruiken nu dit e-mailadres."),
    "account/messages/unverified_primary_email.txt": _("Bevestig eerst dit e-mailadres."),
    "account/messages/cannot_delete_primary_email.txt": _("U kunt uw enige e-mailadres niet weghalen."),
    "mfa/messages/totp_activated.txt": _("De app met codes staat aan."),
    "mfa/messages/totp_deactivated.txt": _("De app met codes staat uit."),
    "mfa/messages/recovery_codes_generated.txt": _("U hebt nieuwe herstelcodes. Bewaar ze goed."),
    "mfa/messages/webauthn_added.txt": _("De passkey is toegevoegd."),
    "mfa/messages/webauthn_removed.txt": _("De passkey is weggehaald."),
    "usersessions/messages/sessions_logged_out.txt": _("U bent op uw andere apparaten uitgelogd."),
    "socialaccount/messages/account_connected.txt": _("U kunt nu ook via deze organisatie inloggen."),
    "socialaccount/messages/account_connected_other.txt": _("Deze koppeling hoort al bij een ander account."),
    "socialaccount/messages/account_connected_updated.txt": _("De koppeling is bijgewerkt."),
    "socialaccount/messages/account_disconnected.txt": _("De koppeling is weggehaald."),
}


class AccountAdapter(DefaultAccountAdapter):
    """Accounts: Dutch words, mail by the outbox, addresses as our proxies vouch for them."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": _("Dit account is gesloten."),
        "cannot_remove_primary_email": _("U kunt uw enige e-mailadres niet weghalen."),
        "duplicate_email": _("Dit is al het e-mailadres van uw account."),
        "email_taken": _("Kies een ander e-mailadres. Dit adres kunnen wij niet gebruiken."),
        "incorrect_code": _("Deze code klopt niet. Kijk nog eens in uw mail."),
        "invalid_or_expired_key": _("Deze code is niet meer geldig. Vraag een nieuwe code aan."),
        "invalid_login": _("Inloggen lukt zo niet. Probeer het opnieuw."),
        "max_email_addresses": _("Uw account heeft al %d e-mailadressen."),
        "rate_limited": _("U hebt te vaak een code gevraagd. Wacht een uur."),
        "same_as_current": _("Dit is al het e-mailadres van uw account."),
        "select_only_one": _("Kies er één."),
        "too_many_login_attempts": _("De code was vijf keer niet goed. Vraag een nieuwe code aan."),
        "unverified_primary_email": _("Bevestig eerst uw e-mailadres."),
    }

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Write allauth's mail into the outbox, as a letter of this house."""
        mail.queue(
            self._letter(template_prefix, email, context), key=f"people:{uuid.uuid4()}", priority=Priority.URGENT
        )

    def _letter(self, template_prefix: str, to: str, context: dict[str, Any]) -> Letter:
        language = _language_of(context.get("user") or self.request.user)
        match template_prefix:
            case "account/email/login_code":
                return emails.login_code(to=to, code=context["code"], language=language)
            case "account/email/email_confirmation_signup":
                return emails.confirm_address(to=to, code=context["code"], language=language, new=True)
            case "account/email/email_confirmation":
                return emails.confirm_address(to=to, code=context["code"], language=language, new=False)
            case "account/email/unknown_account":
                return emails.no_account(to=to, language=language)
            case "account/email/account_already_exists" | "socialaccount/email/account_already_exists":
                return emails.account_exists(to=to, language=language)
            case _:
                return emails.changed(to=to, event=template_prefix, at=timezone.now(), language=language)

    def send_account_already_exists_mail(self, email: str) -> None:
        """Tell the owner of the mailbox; allauth's own would link to a password page."""
        self.send_mail("account/email/account_already_exists", email, {})

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        message_context: dict[str, Any] | None = None,
        extra_tags: str = "",
        message: str | None = None,
    ) -> None:
        """Say it in the words of this house, or leave it to the page that follows."""
        text = message or MESSAGES.get(message_template or "", "")
        if text:
            super().add_message(request, level, message=str(text), extra_tags=extra_tags)

    def get_client_ip(self, request: HttpRequest) -> str:
        """Trust the hops of our own proxies only."""
        return client_address(request)

    def save_user(self, request: HttpRequest, user: User, form: Any, commit: bool = True) -> User:
        """Remember the language in which somebody made the account."""
        user.language = _language_of(None)
        saved: User = super().save_user(request, user, form, commit)
        return saved

    def login(self, request: HttpRequest, user: AbstractBaseUser) -> None:
        """Log in, and let the session last as long as any other from now on."""
        super().login(request, user)
        request.session.set_expiry(None)

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Let everybody make an account: it can do nothing until somebody gives it a role."""
        return True


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    """Identity providers: an address that they report opens no account of ours."""

    error_messages = DefaultSocialAccountAdapter.error_messages | {
        "email_taken": _("Log eerst in met een code. Koppel daarna %s."),
        "invalid_token": _("Het antwoord van de andere organisatie klopt niet."),
        "disconnect_last": _("Dit is uw enige manier om in te loggen."),
        "connected_other": _("Deze koppeling hoort al bij een ander account."),
    }

    def populate_user(self, request: HttpRequest, sociallogin: Any, data: dict[str, Any]) -> User:
        """Take over the name that the provider gives; our accounts keep it in one field."""
        user: User = super().populate_user(request, sociallogin, data)
        parts = [data.get("first_name"), data.get("last_name")]
        user.name = (data.get("name") or " ".join(part for part in parts if part))[:120]
        user.language = _language_of(None)
        return user


class MfaAdapter(DefaultMFAAdapter):
    """Second factors: secrets encrypted with a key that is not in the database."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "add_email_blocked": _("Bevestig eerst uw e-mailadres."),
        "cannot_delete_authenticator": _("Uw account heeft een tweede stap nodig. Zet eerst een andere aan."),
        "cannot_generate_recovery_codes": _("Zet eerst een tweede stap aan. Daarna krijgt u herstelcodes."),
        "incorrect_code": _("Deze code klopt niet. Probeer de code die er nu staat."),
        "unverified_email": _("Bevestig eerst uw e-mailadres."),
    }

    def get_totp_issuer(self) -> str:
        """Give the name under which the app shows our codes."""
        return str(settings.SITE_NAME)

    def encrypt(self, text: str) -> str:
        """Encrypt a TOTP secret or the seed of recovery codes."""
        return sealing.seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        """Decrypt with the present key or an earlier one."""
        return sealing.unseal(encrypted_text)

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Keep the last second factor of an account that must have one."""
        user: User = authenticator.user
        others = Authenticator.objects.filter(user=user).exclude(pk=authenticator.pk)
        return not user.needs_second_factor or others.exclude(type=Authenticator.Type.RECOVERY_CODES).exists()

    def generate_authenticator_name(self, user: AbstractBaseUser, type: Authenticator.Type) -> str:  # noqa: A002
        """Name a new passkey by its number."""
        number = Authenticator.objects.filter(user_id=user.pk, type=type).count() + 1
        return gettext("Passkey %(number)d") % {"number": number}

    def _get_site_name(self) -> str:
        return str(settings.SITE_NAME)


def _language_of(user: object) -> str:
    if isinstance(user, User):
        return user.language
    language = get_language() or settings.LANGUAGE_CODE
    return language if language in dict(settings.LANGUAGES) else str(settings.LANGUAGE_CODE)
