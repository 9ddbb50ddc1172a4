"""Logging in with a mailed code, and what strangers can learn from trying."""

from __future__ import annotations

import re
import time

import pytest
from allauth.account.models import EmailAddress
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from ndt.jobs import services as jobs
from ndt.jobs.models import Job
from ndt.people.models import User
from tests.ndt.people.conftest import letters

LOGIN = "/account/inloggen/"
CODE = "/account/inloggen/code/"
JOIN = "/account/aanmelden/"
JOIN_CODE = "/account/e-mailadres/code/"
pytestmark = pytest.mark.django_db


def logged_in(browser: Client) -> bool:
    return "_auth_user_id" in browser.session


def test_a_mailed_code_logs_in(client, amina, code_for):
    client.post(LOGIN, {"email": amina.email})
    response = client.post(CODE, {"code": code_for(amina.email)})

    assert response.status_code == 302
    assert response["Location"] == reverse("people:account")
    assert logged_in(client)


def test_the_address_may_be_typed_in_capitals_and_the_code_with_spaces(client, amina, code_for):
    client.post(LOGIN, {"email": "AMINA@Voorbeeld.Example"})
    code = code_for("amina@voorbeeld.example")
    client.post(CODE, {"code": f" {code[:3]} {code[3:]} "})

    assert logged_in(client)


def test_the_login_page_goes_on_to_where_somebody_was_going(client, amina, code_for):
    client.post(LOGIN, {"email": amina.email, "next": "/account/apparaten/"})
    response = client.post(CODE, {"code": code_for(amina.email), "next": "/account/apparaten/"})

    assert response["Location"] == "/account/apparaten/"


@pytest.mark.parametrize("target", ["https://boef.example/", "//boef.example", "javascript:alert(1)"])
def test_the_login_page_goes_nowhere_else_than_this_site(client, amina, code_for, target):
    client.post(LOGIN, {"email": amina.email, "next": target})
    response = client.post(CODE, {"code": code_for(amina.email), "next": target})

    assert response["Location"] == reverse("people:account")


def test_a_wrong_code_keeps_the_page_with_the_error_at_the_field(client, amina):
    client.post(LOGIN, {"email": amina.email})
    response = client.post(CODE, {"code": "000000x"})

    assert response.status_code == 422
    assert "Deze code klopt niet" in response.content.decode()
    assert not logged_in(client)


def test_the_fifth_wrong_code_ends_it_and_the_right_one_comes_too_late(client, amina, code_for):
    client.post(LOGIN, {"email": amina.email})
    right = code_for(amina.email)
    wrong = "000000" if right != "000000" else "111111"

    statuses = [client.post(CODE, {"code": wrong}).status_code for _try in range(5)]
    client.post(CODE, {"code": right})

    assert statuses == [422, 422, 422, 422, 302]
    assert not logged_in(client)


def test_a_code_of_one_browser_is_worth_nothing_in_another(client, amina, code_for):
    client.post(LOGIN, {"email": amina.email})
    other = Client()
    other.post(LOGIN, {"email": "omar@voorbeeld.example"})
    other.post(CODE, {"code": code_for(amina.email)})

    assert not logged_in(other)


def test_a_code_is_worth_nothing_after_a_quarter_of_an_hour(client, amina, code_for, monkeypatch):
    client.post(LOGIN, {"email": amina.email})
    code = code_for(amina.email)
    late = time.time() + 901
    monkeypatch.setattr("time.time", lambda: late)
    client.post(CODE, {"code": code})

    assert not logged_in(client)


def seen(response: HttpResponse, address: str) -> tuple[int, str, str]:
    """Give what a stranger can see of an answer: without nonces and the address that was typed."""
    body = re.sub(r'(csrfmiddlewaretoken" value|nonce)="[^"]*"', "", response.content.decode())
    return response.status_code, response.get("Location", ""), body.replace(address, "ADDRESS")


@pytest.mark.parametrize(("page", "next_page"), [(LOGIN, CODE), (JOIN, JOIN_CODE)])
def test_every_answer_is_the_same_with_and_without_an_account(amina, page, next_page):
    User.objects.create_user("dicht@voorbeeld.example", is_active=False)
    unproven = User.objects.create_user("bram@voorbeeld.example")
    EmailAddress.objects.create(user=unproven, email=unproven.email, verified=False, primary=True)
    walks = []

    for address in (amina.email, "nieuw@voorbeeld.example", "dicht@voorbeeld.example", unproven.email):
        browser = Client()
        first = browser.post(page, {"email": address})
        then = browser.get(next_page)
        wrong = [browser.post(next_page, {"code": "abcdef", "action": "verify"}) for _try in range(5)]
        walks.append(
            [seen(answer, address) for answer in (first, then, *wrong)]
            + [(sorted(browser.cookies), set(browser.cookies["sessionid"]))]
        )

    assert all(walk == walks[0] for walk in walks[1:])


def test_somebody_without_an_account_hears_so_by_mail_only(client):
    client.post(LOGIN, {"email": "omar@voorbeeld.example"})

    assert [letter["template"] for letter in letters("omar@voorbeeld.example")] == ["people/no_account"]
    assert not User.objects.filter(email="omar@voorbeeld.example").exists()


def test_an_account_is_made_with_an_address_and_its_code_alone(client, code_for):
    client.post(JOIN, {"email": "Bram@voorbeeld.example"})
    client.post(JOIN_CODE, {"code": code_for("bram@voorbeeld.example"), "action": "verify"})

    bram = User.objects.get(email="bram@voorbeeld.example")
    assert logged_in(client)
    assert not bram.has_usable_password()
    assert EmailAddress.objects.get(user=bram).verified


def test_a_second_account_with_the_same_address_is_not_made_and_the_owner_hears_of_it(client, amina):
    client.post(JOIN, {"email": amina.email})

    assert User.objects.count() == 1
    assert [letter["template"] for letter in letters(amina.email)] == ["people/account_exists"]


def test_a_mailbox_gets_ten_codes_an_hour_from_all_browsers_together(amina):
    statuses = [Client().post(LOGIN, {"email": amina.email}).status_code for _try in range(12)]

    assert statuses == [302] * 10 + [429] * 2
    assert len(letters(amina.email)) == 10


def test_the_limit_tells_nothing_about_the_account_either():
    statuses = [Client().post(LOGIN, {"email": "omar@voorbeeld.example"}).status_code for _try in range(12)]

    assert statuses == [302] * 10 + [429] * 2


def test_a_sent_code_stands_in_the_outbox_no_more(client, amina, settings, code_for):
    client.post(LOGIN, {"email": amina.email})
    jobs.sweep()

    assert list(Job.objects.filter(kind="mail.send").values_list("state", "payload")) == [("done", {})]


def test_logging_in_gives_the_browser_a_new_session(client, amina, code_for):
    client.post(LOGIN, {"email": amina.email})
    before = client.cookies["sessionid"].value
    client.post(CODE, {"code": code_for(amina.email)})

    assert client.cookies["sessionid"].value != before
    stranger = Client()
    stranger.cookies["sessionid"] = before
    assert stranger.get("/account/").status_code == 302


def test_logging_in_works_while_the_cache_is_gone(client, amina, code_for, monkeypatch):
    for verb in ("add", "set"):
        monkeypatch.setattr(cache, verb, lambda *args, **kwargs: False, raising=False)
    monkeypatch.setattr(cache, "get", lambda key, default=None, version=None: default, raising=False)

    client.post(LOGIN, {"email": amina.email})
    client.post(CODE, {"code": code_for(amina.email)})

    assert logged_in(client)


def test_logging_out_takes_a_click(client, amina):
    client.force_login(amina, backend="allauth.account.auth_backends.AuthenticationBackend")

    client.get("/account/uitloggen/")
    assert logged_in(client)

    client.post("/account/uitloggen/")
    assert not logged_in(client)


@pytest.mark.parametrize("path", ["password/reset/", "password/change/", "password/set/", "wachtwoord/"])
def test_there_is_no_password_page(client, path):
    assert client.get(f"/account/{path}").status_code == 404


def test_a_password_that_somebody_set_by_hand_logs_nobody_in(client, amina):
    amina.set_password("hond")
    amina.save()

    client.post(LOGIN, {"email": amina.email, "login": amina.email, "password": "hond"})

    assert not logged_in(client)
