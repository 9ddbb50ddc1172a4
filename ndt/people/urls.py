"""Addresses of accounts: only the pages of allauth that this house uses, in Dutch.

The address names are allauth's own, because its flows look them up. There is no password page.
"""

from django.urls import URLPattern, URLResolver, include, path

from ndt.people.fresh import fresh_login
from ndt.people.views import account, entrance, phone, providers, second_factor

own_pages = [
    path("", account.account, name="account"),
    path("wijzigen/", account.details, name="details"),
    path("bevestigen/", account.confirm, name="confirm"),
    path("telefoon/", phone.log_in, name="phone_login"),
    path("telefoon/code/", phone.log_in_code, name="phone_login_code"),
    path("telefoonnummer/", phone.own, name="phone"),
    path("telefoonnummer/code/", phone.own_code, name="phone_code"),
    path("tweede-stap/app/plaatje/", second_factor.app_picture, name="app_picture"),
    path("tweede-stap/nodig/", second_factor.needed, name="second_factor"),
]
login = entrance.LoginView.as_view()
overview = second_factor.overview
pages_of_allauth = [
    path("inloggen/", login, name="account_login"),
    path("inloggen/", login, name="account_request_login_code"),
    path("inloggen/code/", entrance.LoginCodeView.as_view(), name="account_confirm_login_code"),
    path("inloggen/passkey/", entrance.PasskeyLoginView.as_view(), name="mfa_login_webauthn"),
    path("inloggen/tweede-stap/", second_factor.SecondStepView.as_view(), name="mfa_authenticate"),
    path("aanmelden/", entrance.JoinView.as_view(), name="account_signup"),
    path("e-mailadres/code/", entrance.AddressCodeView.as_view(), name="account_email_verification_sent"),
    path("uitloggen/", entrance.LogoutView.as_view(), name="account_logout"),
    path("gesloten/", entrance.ClosedView.as_view(), name="account_inactive"),
    path("e-mailadres/", fresh_login(account.ChangeAddressView.as_view()), name="account_email"),
    path("apparaten/", account.DevicesView.as_view(), name="usersessions_list"),
]
second_factors = [
    path("", overview, name="mfa_index"),
    path("", overview, name="mfa_list_webauthn"),
    path("bevestigen/", second_factor.SecondStepAgainView.as_view(), name="mfa_reauthenticate"),
    path("bevestigen/passkey/", second_factor.PasskeyAgainView.as_view(), name="mfa_reauthenticate_webauthn"),
    path("app/aanzetten/", fresh_login(second_factor.ActivateAppView.as_view()), name="mfa_activate_totp"),
    path("app/uitzetten/", second_factor.DeactivateAppView.as_view(), name="mfa_deactivate_totp"),
    path("herstelcodes/", second_factor.RecoveryCodesView.as_view(), name="mfa_view_recovery_codes"),
    path("herstelcodes/nieuw/", second_factor.NewRecoveryCodesView.as_view(), name="mfa_generate_recovery_codes"),
    path("herstelcodes/bestand/", second_factor.RecoveryCodesFileView.as_view(), name="mfa_download_recovery_codes"),
    path("passkeys/toevoegen/", fresh_login(second_factor.AddPasskeyView.as_view()), name="mfa_add_webauthn"),
    path("passkeys/<int:pk>/naam/", second_factor.NamePasskeyView.as_view(), name="mfa_edit_webauthn"),
    path("passkeys/<int:pk>/weghalen/", second_factor.RemovePasskeyView.as_view(), name="mfa_remove_webauthn"),
]
identity_providers = [
    path("", providers.ConnectionsView.as_view(), name="socialaccount_connections"),
    path("afgebroken/", providers.CancelledView.as_view(), name="socialaccount_login_cancelled"),
    path("mislukt/", providers.FailedView.as_view(), name="socialaccount_login_error"),
    path("aanmelden/", providers.JoinByProviderView.as_view(), name="socialaccount_signup"),
    path("<slug:provider_id>/", providers.begin, name="openid_connect_login"),
    path("<slug:provider_id>/terug/", providers.back, name="openid_connect_callback"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include((own_pages, "people"))),
    path("", include(pages_of_allauth)),
    path("tweede-stap/", include(second_factors)),
    path("via/", include(identity_providers)),
]
