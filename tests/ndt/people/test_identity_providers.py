"""Logging in through another organisation, against a real identity provider in a process of its own."""

from __future__ import annotations

import html
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.test import Client
from django.urls import reverse

from ndt.demo.processes import free_port
from ndt.people.models import Kind, Membership, Organisation, Role, User
from ndt.people.provider import Adapter
from tests.house.roles import log_in
from tests.ndt.people.conftest import letters
from tests.ndt.people.identity_provider import CLIENT, SECRET

pytestmark = pytest.mark.django_db
BEGIN = "/account/via/voorbeeld/"
BACK = "/account/via/voorbeeld/terug/"


@pytest.fixture(scope="module")
def provider() -> Iterator[str]:
    """Run the provider; give its address."""
    port = free_port()
    script = Path(__file__).with_name("identity_provider.py")
    process = subprocess.Popen(
        [sys.executable, str(script), str(port), f"http://testserver{BACK}"],
        env={key: value for key, value in os.environ.items() if key != "DJANGO_SETTINGS_MODULE"},
    )
    address = f"http://127.0.0.1:{port}"
    try:
        deadline = time.monotonic() + 180
        while time.monotonic() < deadline:
            assert process.poll() is None, "the identity provider did not start"
            try:
                requests.get(f"{address}/.well-known/openid-configuration", timeout=60).raise_for_status()
                break
            except requests.RequestException:
                time.sleep(0.2)
        yield address
    finally:
        process.terminate()
        process.wait(60)


@pytest.fixture
def configured(settings, provider: str) -> str:
    """Configure the provider as an operator would with OIDC_APPS."""
    apps = [
        {
            "provider_id": "voorbeeld", "name": "Voorbeeldconext", "client_id": CLIENT, "secret": SECRET,
            "settings": {"server_url": provider},
        }
    ]  # fmt: skip
    settings.OIDC_APPS = apps
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": apps}}
    return provider


def way_there(browser: Client, **data: str) -> str:
    """Press the button; give the address at the provider where the page moves on to."""
    page = browser.post(BEGIN, data)
    assert page.status_code == 200
    return html.unescape(re.search(r'http-equiv="refresh" content="0;url=([^"]+)"', page.content.decode())[1])


def way_back(provider: str, email: str, there: str) -> str:
    """Log in at the provider and give the address to which it sends the visitor back."""
    session = requests.Session()
    session.get(f"{provider}/become", params={"email": email}, timeout=60)
    answer = session.get(there, allow_redirects=False, timeout=60)
    assert answer.status_code == 302, answer.text
    return answer.headers["Location"].removeprefix("http://testserver")


def logged_in_as(browser: Client) -> int | None:
    return int(browser.session["_auth_user_id"]) if "_auth_user_id" in browser.session else None


def test_buttons_appear_only_where_a_provider_is_configured(client, settings):
    settings.OIDC_APPS = []
    assert "Log in via" not in client.get("/account/inloggen/").content.decode()

    settings.OIDC_APPS = [{"provider_id": "voorbeeld", "name": "Voorbeeldconext"}]
    assert "Log in via Voorbeeldconext" in client.get("/account/inloggen/").content.decode()


def test_a_new_person_still_proves_the_mailbox_and_then_has_an_account(client, configured, code_for):
    back = way_back(configured, "bram@voorbeeld.example", way_there(client))

    answer = client.get(back)
    assert answer["Location"] == reverse("account_email_verification_sent")
    assert logged_in_as(client) is None
    client.post(answer["Location"], {"code": code_for("bram@voorbeeld.example"), "action": "verify"})

    bram = User.objects.get(email="bram@voorbeeld.example")
    assert logged_in_as(client) == bram.pk
    assert EmailAddress.objects.get(user=bram).verified


def test_the_second_time_needs_no_code(client, configured, code_for):
    client.get(way_back(configured, "bram@voorbeeld.example", way_there(client)))
    client.post("/account/e-mailadres/code/", {"code": code_for("bram@voorbeeld.example"), "action": "verify"})
    client.post("/account/uitloggen/")

    client.get(way_back(configured, "bram@voorbeeld.example", way_there(client)))

    assert logged_in_as(client) == User.objects.get().pk


def test_an_address_that_a_provider_reports_opens_no_account_that_exists(client, configured, amina):
    client.get(way_back(configured, amina.email, way_there(client)))

    assert logged_in_as(client) is None
    assert not SocialAccount.objects.exists()
    assert [letter["template"] for letter in letters(amina.email)] == ["people/account_exists"]


def test_somebody_who_is_inside_connects_the_provider_and_logs_in_with_it_later(client, configured, amina):
    log_in(client, amina)
    there = way_there(client, process="connect", next="/account/via/")
    client.get(way_back(configured, "amina@werk.example", there))
    client.post("/account/uitloggen/")

    client.get(way_back(configured, "amina@werk.example", way_there(client)))

    assert logged_in_as(client) == amina.pk
    assert amina.email == "amina@voorbeeld.example"


def test_no_claim_of_the_provider_is_kept_but_a_keyed_hash_of_its_subject(client, configured, amina):
    log_in(client, amina)
    client.get(way_back(configured, "amina@werk.example", way_there(client, process="connect")))

    account = SocialAccount.objects.get()
    assert re.fullmatch(r"[0-9a-f]{64}", account.uid)
    assert account.extra_data == {}


def test_after_a_new_key_the_same_person_is_known_and_renewed(client, configured, amina, settings):
    log_in(client, amina)
    client.get(way_back(configured, "amina@werk.example", way_there(client, process="connect")))
    client.post("/account/uitloggen/")
    before = SocialAccount.objects.get().uid
    settings.HASH_KEYS = ["a-newer-key-of-at-least-32-characters", *settings.HASH_KEYS]

    client.get(way_back(configured, "amina@werk.example", way_there(client)))

    assert logged_in_as(client) == amina.pk
    assert SocialAccount.objects.get().uid != before


def test_a_coordinator_who_comes_this_way_must_show_a_second_factor(client, configured, amina):
    team = Organisation.objects.create(name="Team", kind=Kind.CAMPAIGN_TEAM, solution="campaigns")
    log_in(client, amina)
    client.get(way_back(configured, "amina@werk.example", way_there(client, process="connect")))
    client.post("/account/uitloggen/")
    Membership.objects.create(user=amina, organisation=team, role=Role.COORDINATOR)

    client.get(way_back(configured, "amina@werk.example", way_there(client)))

    assert client.get("/")["Location"].startswith(reverse("people:second_factor"))


def test_the_way_there_carries_state_nonce_and_pkce_and_nothing_that_a_link_adds(client, configured):
    page = client.post(f"{BEGIN}?scope=offline_access&auth_params=prompt%3Dnone%26nonce%3Dmine")
    asked = parse_qs(urlsplit(re.search(r"url=([^\"]+)", html.unescape(page.content.decode()))[1]).query)

    assert {"state", "nonce", "code_challenge"} <= set(asked)
    assert asked["code_challenge_method"] == ["S256"]
    assert asked["nonce"] != ["mine"]
    assert "prompt" not in asked
    assert set(asked["scope"][0].split()) == {"openid", "profile", "email"}


def test_an_english_page_comes_back_to_the_one_registered_address(client, configured):
    page = client.post(f"/en{BEGIN}").content.decode()
    asked = parse_qs(urlsplit(re.search(r"url=([^\"]+)", html.unescape(page))[1]).query)

    assert asked["redirect_uri"] == [f"http://testserver{BACK}"]


def test_a_made_up_state_is_refused(client, configured):
    back = way_back(configured, "bram@voorbeeld.example", way_there(client))

    answer = client.get(re.sub(r"state=[^&]+", "state=verzonnen", back))

    assert answer.status_code == 401
    assert logged_in_as(client) is None


def test_an_answer_is_worth_nothing_in_another_browser(client, configured):
    back = way_back(configured, "bram@voorbeeld.example", way_there(client))

    assert Client().get(back).status_code == 401


def test_an_answer_counts_once(client, configured):
    back = way_back(configured, "bram@voorbeeld.example", way_there(client))
    client.get(back)

    assert client.get(back).status_code == 401


def test_a_token_that_answers_another_request_is_refused(client, configured):
    first = way_there(client)
    second = way_there(client)
    # A thief swaps the nonce of his own request into the victim's.
    mixed = re.sub(r"nonce=[^&]+", f"nonce={parse_qs(urlsplit(first).query)['nonce'][0]}", second)

    answer = client.get(way_back(configured, "bram@voorbeeld.example", mixed))

    assert answer.status_code == 401
    assert not User.objects.exists()


def test_a_token_with_another_signature_is_refused(client, configured, monkeypatch):
    fetch = Adapter.get_access_token_data

    def forged(self, *args, **kwargs):
        answer = fetch(self, *args, **kwargs)
        head, body, _signature = answer["id_token"].split(".")
        return answer | {"id_token": f"{head}.{body}.{'A' * 342}"}

    monkeypatch.setattr(Adapter, "get_access_token_data", forged)

    answer = client.get(way_back(configured, "bram@voorbeeld.example", way_there(client)))

    assert answer.status_code == 401
    assert not User.objects.exists()


def test_a_provider_that_is_away_is_said_so_in_plain_words(client, settings):
    apps = [
        {
            "provider_id": "voorbeeld", "name": "Voorbeeldconext", "client_id": "x", "secret": "y",
            "settings": {"server_url": f"http://127.0.0.1:{free_port()}"},
        }
    ]  # fmt: skip
    settings.OIDC_APPS = apps
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": apps}}

    answer = client.post(BEGIN)

    assert answer.status_code == 503
    assert "geeft op dit moment geen antwoord" in answer.content.decode()
