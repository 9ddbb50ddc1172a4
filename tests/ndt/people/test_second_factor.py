"""Who must show a second factor, how it is set up, and what happens when it is lost."""

from __future__ import annotations

import re
import time
from urllib.parse import quote

import pytest
from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from allauth.mfa.utils import decrypt
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from ndt.people import sealing, services
from ndt.people.models import Kind, Membership, Organisation, Role, User
from tests.house.roles import log_in
from tests.ndt.people.conftest import letters

pytestmark = pytest.mark.django_db
NEEDED = "/account/tweede-stap/nodig/"
ACTIVATE = "/account/tweede-stap/app/aanzetten/"
SECRET = "JBSWY3DPEHPK3PXP"


def code(secret: str = SECRET, *, steps: int = 0) -> str:
    """Give what the app on the phone shows, so many half minutes from now."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps))


def made(user: User, role: str, solution: str = "campaigns") -> None:
    organisation = Organisation.objects.create(name=f"Team {role}", kind=Kind.CAMPAIGN_TEAM, solution=solution)
    Membership.objects.create(user=user, organisation=organisation, role=role)


@pytest.mark.parametrize("role", Role.values)
def test_the_roles_that_must_show_a_second_factor(client, amina, role):
    made(amina, role)
    log_in(client, amina)

    answer = client.get("/")

    must = role in {"coordinator", "moderator", "confidant"}
    assert answer.status_code == (302 if must else 200)
    assert not must or answer["Location"] == f"{NEEDED}?next=%2F"


def test_a_role_that_is_over_asks_nothing_any_more(client, amina):
    made(amina, Role.COORDINATOR)
    services.end(membership=amina.memberships.get(), today=timezone.localdate(), reason="klaar")
    log_in(client, amina)

    assert client.get("/").status_code == 200


def test_staff_without_it_reach_nothing_but_the_pages_to_set_it_up(client, amina):
    amina.is_staff = True
    amina.save()
    log_in(client, amina)

    open_pages = [NEEDED, ACTIVATE, "/account/tweede-stap/passkeys/toevoegen/", "/account/uitloggen/"]
    shut = ["/", "/account/", "/account/apparaten/", "/beheer/", "/account/e-mailadres/"]

    assert [client.get(page).status_code for page in open_pages] == [200] * 4
    assert [client.get(page)["Location"] for page in shut] == [f"{NEEDED}?next={quote(page, safe='')}" for page in shut]
    assert client.post("/account/apparaten/")["Location"] == NEEDED


def test_a_part_of_a_page_is_not_filled_with_another_page(client, amina):
    made(amina, Role.COORDINATOR)
    log_in(client, amina)

    answer = client.get("/", headers={"HX-Request": "true"})

    assert (answer.status_code, answer["HX-Redirect"]) == (204, NEEDED)


def test_setting_up_an_app_opens_the_door_and_gives_recovery_codes(client, amina, django_capture_on_commit_callbacks):
    made(amina, Role.COORDINATOR)
    log_in(client, amina)
    page = client.get(ACTIVATE).content.decode()
    secret = re.search(r'class="secret">([A-Z2-7 ]+)<', page)[1].replace(" ", "")

    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(ACTIVATE, {"code": code(secret)})

    assert answer["Location"] == reverse("mfa_view_recovery_codes")
    assert client.get(answer["Location"]).content.decode().count("<code>") == 10
    assert client.get("/").status_code == 200
    assert [letter["template"] for letter in letters(amina.email)] == ["people/changed"]


def test_the_picture_is_the_secret_of_this_session_and_of_no_other(client, amina):
    log_in(client, amina)
    assert client.get(reverse("people:app_picture")).status_code == 404

    client.get(ACTIVATE)
    picture = client.get(reverse("people:app_picture"))

    assert picture["Content-Type"] == "image/svg+xml"
    assert "no-store" in picture["Cache-Control"]


@pytest.fixture
def coby(amina: User) -> User:
    """Coby, a coordinator with an app."""
    made(amina, Role.COORDINATOR)
    log_in(Client(), amina, second_factor=True)
    return amina


def first_step(browser: Client, user: User, code_for) -> None:
    browser.post("/account/inloggen/", {"email": user.email})
    answer = browser.post("/account/inloggen/code/", {"code": code_for(user.email)})
    assert answer["Location"] == reverse("mfa_authenticate")


def test_the_mailed_code_alone_is_not_enough(client, coby, code_for):
    first_step(client, coby, code_for)

    assert "_auth_user_id" not in client.session
    assert client.get("/account/").status_code == 302


def test_the_code_of_the_app_completes_the_login(client, coby, code_for):
    first_step(client, coby, code_for)
    client.post(reverse("mfa_authenticate"), {"code": code()})

    assert client.get("/").status_code == 200


@pytest.mark.parametrize(("steps", "right"), [(-1, True), (1, True), (-2, False), (2, False)])
def test_a_clock_may_be_half_a_minute_off(client, coby, code_for, steps, right):
    first_step(client, coby, code_for)
    client.post(reverse("mfa_authenticate"), {"code": code(steps=steps)})

    assert ("_auth_user_id" in client.session) is right


def test_a_code_of_the_app_counts_once(coby, code_for):
    shown = code()
    browsers = [Client(), Client()]
    for browser in browsers:
        first_step(browser, coby, code_for)
        browser.post(reverse("mfa_authenticate"), {"code": shown})

    assert ["_auth_user_id" in browser.session for browser in browsers] == [True, False]


def test_the_second_step_works_and_counts_once_while_the_cache_is_gone(coby, code_for, monkeypatch):
    for verb in ("add", "set"):
        monkeypatch.setattr(cache, verb, lambda *args, **kwargs: False, raising=False)
    monkeypatch.setattr(cache, "get", lambda key, default=None, version=None: default, raising=False)

    test_a_code_of_the_app_counts_once(coby, code_for)


def test_guessing_stops_after_ten_tries_in_all_browsers_together(coby, code_for):
    wrong = "000000" if code() != "000000" else "111111"
    browsers = [Client(), Client()]
    for browser in browsers:
        first_step(browser, coby, code_for)
        for _try in range(5):
            assert browser.post(reverse("mfa_authenticate"), {"code": wrong}).status_code == 422

    answer = browsers[0].post(reverse("mfa_authenticate"), {"code": code()})

    assert answer.status_code == 422
    assert "Wacht een uur" in answer.content.decode()


def test_a_recovery_code_works_once(coby, code_for):
    browser = Client()
    log_in(browser, coby, second_factor=True)
    session = browser.session
    session[AUTHENTICATION_METHODS_SESSION_KEY][-1]["reauthenticated"] = True
    session.save()
    browser.post("/account/tweede-stap/herstelcodes/nieuw/")
    spare = re.search(r"<code>(\d+)</code>", browser.get("/account/tweede-stap/herstelcodes/").content.decode())[1]
    first, second = Client(), Client()

    for visitor in (first, second):
        first_step(visitor, coby, code_for)
        visitor.post(reverse("mfa_authenticate"), {"code": spare})

    assert ["_auth_user_id" in visitor.session for visitor in (first, second)] == [True, False]


def test_the_last_second_factor_of_a_coordinator_stays(coby):
    browser = Client()
    log_in(browser, coby, second_factor=True)
    session = browser.session
    session[AUTHENTICATION_METHODS_SESSION_KEY][-1]["reauthenticated"] = True
    session.save()

    answer = browser.post("/account/tweede-stap/app/uitzetten/")

    assert answer.status_code == 422
    assert Authenticator.objects.filter(user=coby, type="totp").exists()


def test_secrets_are_unreadable_in_the_database(client, amina):
    log_in(client, amina)
    page = client.get(ACTIVATE).content.decode()
    secret = re.search(r'class="secret">([A-Z2-7 ]+)<', page)[1].replace(" ", "")
    client.post(ACTIVATE, {"code": code(secret)})

    with connection.cursor() as cursor:
        cursor.execute("SELECT data::text FROM mfa_authenticator")
        stored = " ".join(row[0] for row in cursor.fetchall())

    assert secret not in stored
    assert decrypt(Authenticator.objects.get(type="totp").data["secret"]) == secret


def test_a_secret_stays_readable_after_a_new_key_came_in_front(amina, settings):
    log_in(Client(), amina, second_factor=True)
    stored = Authenticator.objects.get(type="totp").data["secret"]

    settings.HASH_KEYS = ["a-newer-key-of-at-least-32-characters", *settings.HASH_KEYS]

    assert decrypt(stored) == SECRET


def test_after_renewing_the_old_key_is_not_needed_any_more(client, amina, settings):
    log_in(client, amina)
    page = client.get(ACTIVATE).content.decode()
    secret = re.search(r'class="secret">([A-Z2-7 ]+)<', page)[1].replace(" ", "")
    client.post(ACTIVATE, {"code": code(secret)})
    codes = Authenticator.objects.get(type="recovery_codes").wrap().generate_codes()
    new = "a-newer-key-of-at-least-32-characters"
    settings.HASH_KEYS = [new, *settings.HASH_KEYS]

    assert (sealing.renew(), sealing.renew()) == (2, 0)

    settings.HASH_KEYS = [new]
    assert decrypt(Authenticator.objects.get(type="totp").data["secret"]) == secret
    assert Authenticator.objects.get(type="recovery_codes").wrap().generate_codes() == codes


def test_an_operator_takes_lost_factors_away_with_a_reason(coby):
    lost, operator, desk = Client(), User.objects.create_user("olga@voorbeeld.example", is_staff=True), Client()
    User.objects.filter(pk=operator.pk).update(is_superuser=True)
    operator.refresh_from_db()
    log_in(lost, coby, second_factor=True)
    log_in(desk, operator, second_factor=True)
    choice = {"action": "reset_second_factor", "_selected_action": [coby.pk]}

    asked = desk.post("/beheer/people/user/", choice)
    empty = desk.post("/beheer/people/user/", choice | {"reason": ""})
    desk.post("/beheer/people/user/", choice | {"reason": "Telefoon kwijt, teruggebeld"})

    assert (asked.status_code, empty.status_code) == (200, 422)
    assert not Authenticator.objects.filter(user=coby).exists()
    assert lost.get("/account/").status_code == 302
    assert letters(coby.email)[-1]["template"] == "people/changed"


def test_the_mark_of_the_demo_opens_nothing_without_the_demo(client, amina, settings):
    settings.DEMO = False
    made(amina, Role.COORDINATOR)
    log_in(client, amina)
    session = client.session
    session["demo_second_factor"] = True
    session.save()

    assert client.get("/").status_code == 302

    settings.DEMO = True
    assert client.get("/").status_code == 200
