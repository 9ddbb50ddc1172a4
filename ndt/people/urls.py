"""Addresses of accounts: only the pages of allauth that this house uses, in Dutch.

The address names are allauth's own, because its flows look them up. There is no password page.
"""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from allauth.socialaccount import views as social
from allauth.socialaccount.providers.openid_connect import views as openid_connect
from allauth.usersessions import views as sessions
from django.urls import URLPattern, URLResolver, include, path

from ndt.people.views import account as own
from ndt.people.views import second_factor

own_pages = [
    path("", own.account, name="account"),
    path("tweede-stap/nodig/", second_factor.needed, name="second_factor"),
]
entrance = [
    path("inloggen/", account.request_login_code, name="account_login"),
    path("inloggen/", account.request_login_code, name="account_request_login_code"),
    path("inloggen/code/", account.confirm_login_code, name="account_confirm_login_code"),
    path("inloggen/passkey/", webauthn.login_webauthn, name="mfa_login_webauthn"),
    path("inloggen/tweede-stap/", mfa.authenticate, name="mfa_authenticate"),
    path("aanmelden/", account.signup, name="account_signup"),
    path("uitloggen/", account.logout, name="account_logout"),
    path("gesloten/", account.account_inactive, name="account_inactive"),
    path("e-mailadres/", account.email, name="account_email"),
    path("e-mailadres/code/", account.email_verification_sent, name="account_email_verification_sent"),
    path("apparaten/", sessions.list_usersessions, name="usersessions_list"),
]
second_factors = [
    path("", mfa.index, name="mfa_index"),
    path("bevestigen/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("bevestigen/passkey/", webauthn.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path("app/aanzetten/", totp.activate_totp, name="mfa_activate_totp"),
    path("app/uitzetten/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("herstelcodes/", recovery_codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("herstelcodes/nieuw/", recovery_codes.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("herstelcodes/bestand/", recovery_codes.download_recovery_codes, name="mfa_download_recovery_codes"),
    path("passkeys/", webauthn.list_webauthn, name="mfa_list_webauthn"),
    path("passkeys/toevoegen/", webauthn.add_webauthn, name="mfa_add_webauthn"),
    path("passkeys/<int:pk>/naam/", webauthn.edit_webauthn, name="mfa_edit_webauthn"),
    path("passkeys/<int:pk>/weghalen/", webauthn.remove_webauthn, name="mfa_remove_webauthn"),
]
identity_providers = [
    path("", social.connections, name="socialaccount_connections"),
    path("afgebroken/", social.login_cancelled, name="socialaccount_login_cancelled"),
    path("mislukt/", social.login_error, name="socialaccount_login_error"),
    path("aanmelden/", social.signup, name="socialaccount_signup"),
    path("<slug:provider_id>/", openid_connect.login, name="openid_connect_login"),
    path("<slug:provider_id>/terug/", openid_connect.callback, name="openid_connect_callback"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include((own_pages, "people"))),
    path("", include(entrance)),
    path("tweede-stap/", include(second_factors)),
    path("via/", include(identity_providers)),
]
