"""Who may open the pages of accounts."""

from __future__ import annotations

from allauth.mfa.models import Authenticator

from tests.house.roles import LOGIN, Row, World, everyone, members

# People who show a second factor in the table have TOTP and no passkey.
WITH_TOTP = ("coordinator", "other_coordinator", "operator")
IN = everyone(302, anonymous=200)  # a door for visitors: who is in already goes to the account page


def nobodys_key(world: World) -> dict[str, object]:
    key = Authenticator.objects.create(user=world.users["signer"], type=Authenticator.Type.WEBAUTHN, data={})
    return {"pk": key.pk + 1000}


URLS = {
    "people:account": Row(get=members()),
    "people:second_factor": Row(get=members(200, coordinator=302, other_coordinator=302, operator=302, staff=200)),
    "account_login": Row(get=IN, post=IN),
    "account_request_login_code": Row(get=IN, post=IN),
    "account_confirm_login_code": Row(get=everyone(302, anonymous=LOGIN), post=everyone(302, anonymous=LOGIN)),
    "account_signup": Row(get=IN, post=IN),
    "account_logout": Row(get=everyone(200, anonymous=302, staff=200), post=everyone(302, staff=302)),
    "account_inactive": Row(get=everyone(200)),
    "account_email": Row(get=members(), post=members(302)),
    "account_email_verification_sent": Row(get=members(302), post=members(302)),
    "usersessions_list": Row(get=members(), post=members(302)),
    "mfa_login_webauthn": Row(get=everyone(302, anonymous=LOGIN), post=everyone(302, anonymous=LOGIN)),
    "mfa_authenticate": Row(get=everyone(302, anonymous=LOGIN), post=everyone(302, anonymous=LOGIN)),
    "mfa_index": Row(get=members()),
    "mfa_reauthenticate": Row(get=members()),
    "mfa_reauthenticate_webauthn": Row(get=members()),
    "mfa_activate_totp": Row(get=members()),
    "mfa_deactivate_totp": Row(get=members()),
    "mfa_view_recovery_codes": Row(get=members()),
    "mfa_generate_recovery_codes": Row(get=members()),
    "mfa_download_recovery_codes": Row(get=members()),
    "mfa_list_webauthn": Row(get=members()),
    "mfa_add_webauthn": Row(get=members()),
    "mfa_edit_webauthn": Row(get=members(), kwargs=nobodys_key),
    "mfa_remove_webauthn": Row(get=members(), kwargs=nobodys_key),
    "socialaccount_connections": Row(get=members()),
    "socialaccount_login_cancelled": Row(get=everyone(200)),
    "socialaccount_login_error": Row(get=everyone(200)),
    "socialaccount_signup": Row(get=everyone(302)),
    "openid_connect_login": Row(get=everyone(404), post=everyone(404), kwargs=lambda world: {"provider_id": "geen"}),
    "openid_connect_callback": Row(get=everyone(404), post=everyone(404), kwargs=lambda world: {"provider_id": "geen"}),
}
