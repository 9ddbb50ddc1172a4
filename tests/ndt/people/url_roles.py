"""Who may open the pages of accounts."""

from __future__ import annotations

from allauth.mfa.models import Authenticator

from ndt.people.models import User
from tests.house.roles import (
    INVALID,
    LOGIN,
    NOT_FOUND,
    REFUSED,
    SETUP,
    Expected,
    Outcome,
    Row,
    World,
    everyone,
    members,
)

AGAIN = 302  # a second factor is asked for again before something important


def visitors(outcome: Outcome, *, inside: Outcome = 302) -> Expected:
    """A door for visitors: who is inside already goes to the account page."""
    return everyone(inside, anonymous=outcome)


def with_totp(outcome: Outcome, *, others: Outcome, staff: Outcome = SETUP) -> Expected:
    """A page that differs for those who have TOTP; in the table these have."""
    return members(others, coordinator=outcome, other_coordinator=outcome, operator=outcome, staff=staff)


def anothers_passkey(_world: World) -> dict[str, object]:
    another = User.objects.create_user("omar2@voorbeeld.example")
    return {"pk": Authenticator.objects.create(user=another, type=Authenticator.Type.WEBAUTHN, data={}).pk}


def no_provider(_world: World) -> dict[str, object]:
    return {"provider_id": "geen"}


URLS = {
    # one's own account
    "people:account": Row(get=members()),
    "people:details": Row(get=members(), post=members(INVALID)),
    "people:confirm": Row(
        get=with_totp(AGAIN, others=200, staff=200), post=with_totp(AGAIN, others=INVALID, staff=422)
    ),
    # Without SMS_URL there are no phones; with it: test_phones.py.
    "people:phone_login": Row(get=everyone(NOT_FOUND), post=everyone(NOT_FOUND)),
    "people:phone_login_code": Row(get=everyone(NOT_FOUND), post=everyone(NOT_FOUND)),
    "people:phone": Row(get=everyone(NOT_FOUND), post=everyone(NOT_FOUND)),
    "people:phone_code": Row(get=everyone(NOT_FOUND), post=everyone(NOT_FOUND)),
    "people:second_factor": Row(get=with_totp(302, others=200, staff=200), post=everyone(405, staff=405)),
    "people:app_picture": Row(get=members(NOT_FOUND, staff=NOT_FOUND), post=everyone(405, staff=405)),
    "account_email": Row(get=with_totp(200, others=200), post=with_totp(302, others=302)),
    "usersessions_list": Row(get=members(), post=members(302)),
    # getting in
    "account_login": Row(get=visitors(200), post=visitors(INVALID)),
    "account_request_login_code": Row(get=visitors(200), post=visitors(INVALID)),
    "account_confirm_login_code": Row(get=visitors(LOGIN), post=visitors(LOGIN)),
    "account_signup": Row(get=visitors(200), post=visitors(INVALID)),
    "account_logout": Row(get=everyone(200, anonymous=LOGIN, staff=200), post=everyone(LOGIN, staff=LOGIN)),
    "account_inactive": Row(get=everyone(200)),
    "account_email_verification_sent": Row(get=everyone(302, anonymous=LOGIN), post=everyone(302, anonymous=LOGIN)),
    "mfa_login_webauthn": Row(get=visitors(LOGIN), post=visitors(LOGIN)),
    "mfa_authenticate": Row(get=visitors(LOGIN), post=visitors(LOGIN)),
    # the second step
    "mfa_index": Row(get=members()),
    "mfa_list_webauthn": Row(get=members()),
    "mfa_reauthenticate": Row(
        get=with_totp(200, others=REFUSED, staff=REFUSED), post=with_totp(INVALID, others=REFUSED, staff=REFUSED)
    ),
    "mfa_reauthenticate_webauthn": Row(
        get=with_totp(302, others=REFUSED, staff=REFUSED), post=with_totp(302, others=REFUSED, staff=REFUSED)
    ),
    "mfa_activate_totp": Row(
        get=with_totp(AGAIN, others=200, staff=200), post=with_totp(AGAIN, others=INVALID, staff=INVALID)
    ),
    "mfa_deactivate_totp": Row(get=with_totp(AGAIN, others=NOT_FOUND), post=with_totp(AGAIN, others=NOT_FOUND)),
    "mfa_view_recovery_codes": Row(get=members(NOT_FOUND), post=members(405)),
    "mfa_generate_recovery_codes": Row(get=with_totp(AGAIN, others=200), post=with_totp(AGAIN, others=INVALID)),
    "mfa_download_recovery_codes": Row(get=members(NOT_FOUND), post=members(NOT_FOUND)),
    "mfa_add_webauthn": Row(
        get=with_totp(AGAIN, others=200, staff=200), post=with_totp(AGAIN, others=INVALID, staff=INVALID)
    ),
    "mfa_edit_webauthn": Row(
        get=with_totp(AGAIN, others=NOT_FOUND), post=with_totp(AGAIN, others=NOT_FOUND), kwargs=anothers_passkey
    ),
    "mfa_remove_webauthn": Row(
        get=with_totp(AGAIN, others=NOT_FOUND), post=with_totp(AGAIN, others=NOT_FOUND), kwargs=anothers_passkey
    ),
    # other organisations
    "socialaccount_connections": Row(get=members(), post=members(INVALID)),
    "socialaccount_login_cancelled": Row(get=everyone(200)),
    "socialaccount_login_error": Row(get=everyone(401)),
    "socialaccount_signup": Row(get=everyone(LOGIN), post=everyone(LOGIN)),
    "openid_connect_login": Row(post=everyone(NOT_FOUND), kwargs=no_provider),
    "openid_connect_callback": Row(get=everyone(NOT_FOUND), kwargs=no_provider),
}
