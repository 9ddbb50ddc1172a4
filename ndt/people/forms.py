"""What people type to get into their account: labels and help in the words of this house."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import (
    AddEmailForm,
    ConfirmEmailVerificationCodeForm,
    ConfirmLoginCodeForm,
    RequestLoginCodeForm,
    SignupForm,
)
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.totp.internal.auth import validate_totp_code
from allauth.mfa.utils import decrypt
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from allauth.socialaccount.forms import SignupForm as SocialSignupForm
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ndt.mail import phone
from ndt.mail.errors import NotAPhone, OtherCountry
from ndt.people import limits
from ndt.people.models import User

ADDRESS = {"type": "email", "autocomplete": "email", "autocapitalize": "none", "spellcheck": "false"}
ONE_TIME_CODE = {"inputmode": "numeric", "autocomplete": "one-time-code", "maxlength": "20"}
TRIED_TOO_OFTEN = _("U hebt te vaak een code geprobeerd. Wacht een uur.")


class AddressInput(forms.EmailField):
    """An address in lower case: two spellings are one account."""

    def clean(self, value: Any) -> Any:
        """Give the address in lower case."""
        return str(super().clean(value)).lower()


def _address(label: Any, help_text: Any = "") -> AddressInput:
    return AddressInput(label=label, help_text=help_text, max_length=254, widget=forms.EmailInput(attrs=ADDRESS))


class CodeBox(BoundField):
    """A field whose digits are drawn large and apart."""

    def css_classes(self, extra_classes: Any = None) -> str:
        """Add the class of the house's code field."""
        return f"{super().css_classes(extra_classes)} field-code".strip()


class CodeInput(forms.CharField):
    """A code to type over."""

    bound_field_class = CodeBox


def _code(label: Any, help_text: Any = "") -> CodeInput:
    return CodeInput(label=label, help_text=help_text, max_length=20, widget=forms.TextInput(ONE_TIME_CODE))


class LoginForm(RequestLoginCodeForm):
    """The address to send a code to."""

    email = _address(_("Uw e-mailadres"), _("Wij sturen u een code. Een wachtwoord hebt u niet nodig."))


class JoinForm(SignupForm):
    """The address of a new account."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"] = _address(_("Uw e-mailadres"), _("Wij sturen u een code naar dit adres."))


class JoinByProviderForm(SocialSignupForm):
    """The address of a new account, when an identity provider gave none that we may use."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"] = _address(_("Uw e-mailadres"), _("Wij sturen u een code naar dit adres."))


class LoginCodeForm(ConfirmLoginCodeForm):
    """The mailed code."""

    code = _code(_("De code uit de mail"), _("De code heeft zes cijfers."))


class AddressCodeForm(ConfirmEmailVerificationCodeForm):
    """The code that proves a mailbox."""

    code = _code(_("De code uit de mail"), _("De code heeft zes cijfers."))


class ActCodeForm(forms.Form):
    """The mailed code before an important change."""

    code = _code(_("De code uit de mail"), _("De code heeft zes cijfers."))


class PhoneForm(forms.Form):
    """The number of a mobile phone; `cleaned_data` has it as +31612345678."""

    number = forms.CharField(
        label=_("Uw mobiele nummer"),
        help_text=_("Wij sturen u een code per sms. Bijvoorbeeld: 06 12345678."),
        max_length=30,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "inputmode": "tel"}),
        error_messages={"required": _("Vul uw mobiele nummer in.")},
    )

    def clean_number(self) -> str:
        try:
            return phone.read_number(self.cleaned_data["number"])
        except NotAPhone:
            raise ValidationError(_("Dit is geen mobiel nummer. Schrijf het zo: 06 12345678.")) from None
        except OtherCountry:
            raise ValidationError(
                _("Naar dit land sturen wij geen sms. Gebruik een Nederlands mobiel nummer.")
            ) from None


class PhoneCodeForm(forms.Form):
    """The code that came by text."""

    code = _code(_("De code uit de sms"), _("De code heeft zes cijfers."))


class ChangeAddressForm(AddEmailForm):
    """The new address of an account."""

    email = _address(_("Uw nieuwe e-mailadres"), _("Wij sturen een code naar dit adres."))


class _SecondFactorForm(forms.Form):
    """Check a code of an app, or a recovery code, by limits and single use that hold in Postgres."""

    code = _code(_("Code"), _("Gebruik de code uit uw app. Een herstelcode mag ook."))
    user: User
    authenticator: Authenticator

    def clean_code(self) -> str:
        now = timezone.now()
        subject = str(self.user.pk)
        if not limits.allow(limits.SECOND_FACTOR_TRIES, subject, now=now):
            raise ValidationError(TRIED_TOO_OFTEN, code="too_many_login_attempts")
        code: str = self.cleaned_data["code"]
        for authenticator in Authenticator.objects.filter(user=self.user).exclude(type=Authenticator.Type.WEBAUTHN):
            if self._is_right(authenticator, code):
                authenticator.user = self.user
                self.authenticator = authenticator
                limits.forget(limits.SECOND_FACTOR_TRIES, subject)
                return code
        raise ValidationError(_("Deze code klopt niet. Probeer de code die er nu staat."), code="incorrect_code")

    def _is_right(self, authenticator: Authenticator, code: str) -> bool:
        if authenticator.type != Authenticator.Type.TOTP:
            return bool(authenticator.wrap().validate_code(code))
        if not validate_totp_code(decrypt(authenticator.data["secret"]), code):
            return False
        # allauth keeps used codes in the cache: that refuses every code while the cache is down.
        digits = "".join(filter(str.isdigit, code))
        return limits.allow(limits.TOTP_CODE_ONCE, f"{self.user.pk}:{digits}", now=timezone.now())


class SecondStepForm(_SecondFactorForm, AuthenticateForm):
    """The second step of logging in."""


class SecondStepAgainForm(_SecondFactorForm, ReauthenticateForm):
    """The second step again, before an important change."""


class ActivateAppForm(ActivateTOTPForm):
    """The first code of a new app."""

    code = _code(_("De code in de app"), _("De code heeft zes cijfers."))

    def clean_code(self) -> str:
        if not limits.allow(limits.SECOND_FACTOR_TRIES, str(self.user.pk), now=timezone.now()):
            raise ValidationError(TRIED_TOO_OFTEN, code="rate_limited")
        code: str = super().clean_code()
        limits.forget(limits.SECOND_FACTOR_TRIES, str(self.user.pk))
        return code


class AddPasskeyForm(AddWebAuthnForm):
    """A new passkey. It always opens the account by itself: it asks for a finger, face or PIN."""

    name = forms.CharField(
        label=_("Naam van de passkey"), help_text=_("Bijvoorbeeld: mijn telefoon."), max_length=60, required=False
    )
    passwordless = None

    def clean(self) -> dict[str, Any]:
        self.cleaned_data["passwordless"] = True
        cleaned: dict[str, Any] = super().clean()
        return cleaned


class NamePasskeyForm(EditWebAuthnForm):
    """Another name for a passkey."""

    name = forms.CharField(label=_("Naam van de passkey"), max_length=60)


class DetailsForm(forms.ModelForm[User]):
    """What people may change about themselves at once."""

    class Meta:
        model = User
        fields = ("name", "language")
        labels = {"name": _("Uw naam"), "language": _("Taal van onze mails")}
        widgets = {
            "name": forms.TextInput(attrs={"autocomplete": "name"}),
            "language": forms.RadioSelect(choices=settings.LANGUAGES),
        }
