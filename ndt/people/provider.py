"""OpenID Connect as this house wants it: allauth finds `provider_classes` here, by this file's name.

Stricter than allauth's own: PKCE and a nonce always, the signature of the ID token always, nothing
from the address bar into the request, no address taken as proven, and no claim kept but a keyed
hash of the subject: a broker's subject may be a citizen service number.
"""

from __future__ import annotations

import hmac
import secrets
from typing import Any, Final

import jwt
from allauth.account.models import EmailAddress
from allauth.socialaccount.internal import jwtkit
from allauth.socialaccount.models import SocialAccount
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import override

from ndt.privacy.keyed import candidates

# Only signatures that need the provider's private key; "none" and shared secrets are no proof.
SIGNATURES: Final = frozenset({"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "EdDSA"})


class Adapter(OpenIDConnectOAuth2Adapter):
    """Reads what a provider answers."""

    nonce = ""

    def get_callback_url(self, request: HttpRequest, app: Any) -> str:
        """Give the one address that is registered at the provider, whatever the language of the page."""
        with override(settings.LANGUAGE_CODE):
            address: str = super().get_callback_url(request, app)
        return address

    def complete_login(self, request: HttpRequest, app: Any, token: Any, **kwargs: Any) -> Any:
        """Give the login that a provider's answer proves. Raises OAuth2Error when it proves none."""
        id_token = kwargs["response"].get("id_token")
        if not id_token:
            raise OAuth2Error("the provider gave no ID token")
        claims = self._decode_id_token(app, id_token)
        data = {"id_token": claims}
        if app.settings.get("fetch_userinfo", True):
            data["userinfo"] = self._fetch_user_info(token.token)
            if data["userinfo"].get("sub") != claims["sub"]:
                raise OAuth2Error("the user info is about somebody else")
        return self.get_provider().sociallogin_from_response(request, data)

    def _decode_id_token(self, app: Any, id_token: str) -> dict[str, Any]:
        config = self.openid_config
        try:
            algorithm, key = jwtkit.fetch_key(id_token, config["jwks_uri"], jwtkit.lookup_kid_jwk)
            if algorithm not in SIGNATURES:
                raise OAuth2Error("the ID token is not signed with a private key")
            claims: dict[str, Any] = jwt.decode(
                id_token, key=key, algorithms=[algorithm], audience=app.client_id, issuer=config["issuer"],
                options={"require": ["exp", "iat", "sub", "nonce"]},
            )  # fmt: skip
        except (jwt.PyJWTError, KeyError) as problem:
            raise OAuth2Error("the ID token is not valid") from problem
        if not self.nonce or not hmac.compare_digest(claims["nonce"], self.nonce):
            raise OAuth2Error("the ID token answers another request")
        return claims


class Provider(OpenIDConnectProvider):
    """One identity provider out of OIDC_APPS."""

    pkce_enabled_default = True
    oauth2_adapter_class = Adapter

    def redirect(
        self, request: HttpRequest, process: str, next_url: str | None = None, data: Any = None, **kwargs: Any
    ) -> HttpResponse:
        """Send the visitor there, with a nonce that comes back inside the signed token."""
        nonce = secrets.token_urlsafe(24)
        kwargs["auth_params"] = self.get_auth_params() | {"nonce": nonce}
        response: HttpResponse = super().redirect(request, process, next_url=next_url, data=data, nonce=nonce, **kwargs)
        return response

    def get_auth_params_from_request(self, request: HttpRequest, action: str) -> dict[str, Any]:
        """Give the configured parameters; a link to us cannot add any."""
        params: dict[str, Any] = self.get_auth_params()
        return params

    def get_scope_from_request(self, request: HttpRequest) -> list[str]:
        """Give the configured scope; a link to us cannot widen it."""
        scope: list[str] = self.get_scope()
        return scope

    def extract_uid(self, data: dict[str, Any]) -> str:
        """Give the keyed hash of the subject; one that was made with an earlier key is renewed on the way."""
        newest, *earlier = candidates("oidc", f"{self.app.provider_id}\0{super().extract_uid(data)}")
        if earlier:
            SocialAccount.objects.filter(provider=self.app.provider_id, uid__in=earlier).update(uid=newest)
        return newest

    def extract_extra_data(self, data: dict[str, Any]) -> dict[str, Any]:
        """Keep none of the claims."""
        return {}

    def extract_email_addresses(self, data: dict[str, Any]) -> list[EmailAddress]:
        """Take the address as a suggestion: its mailbox gets our code like every other."""
        addresses: list[EmailAddress] = super().extract_email_addresses(data)
        for address in addresses:
            address.verified = False
        return addresses


class CallbackView(OAuth2CallbackView):
    """Where the visitor comes back; the nonce of the stored state must be in the token."""

    adapter: Adapter

    def _get_state(self, request: HttpRequest, provider: Any) -> tuple[dict[str, Any] | None, HttpResponse | None]:
        state, refusal = super()._get_state(request, provider)
        self.adapter.nonce = (state or {}).get("nonce", "")
        return state, refusal


provider_classes = [Provider]
