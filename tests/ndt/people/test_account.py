"""One's own account: details, a new address, devices, and confirming that it is still oneself."""

from __future__ import annotations

import time

import pytest
from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.account.models import EmailAddress
from django.test import Client
from django.urls import reverse

from ndt.people.models import Kind, Membership, Organisation, Role, User
from tests.house.roles import log_in
from tests.ndt.people.conftest import letters

pytestmark = pytest.mark.django_db
ADDRESS = "/account/e-mailadres/"
CONFIRM = "/account/bevestigen/"


def grow_old(browser: Client, minutes: int) -> None:
    """Let the login of this browser be so many minutes ago."""
    session = browser.session
    for record in session[AUTHENTICATION_METHODS_SESSION_KEY]:
        record["at"] -= minutes * 60
    session.save()


def test_the_account_page_says_what_somebody_is_where(client, amina):
    team = Organisation.objects.create(name="Gemeente Voorbeeld", kind=Kind.MUNICIPALITY)
    Membership.objects.create(user=amina, organisation=team, role=Role.POLICYMAKER)
    log_in(client, amina)

    page = client.get("/account/").content.decode()

    assert "Gemeente Voorbeeld" in page
    assert "U bent beleidsmaker sinds" in page


def test_a_name_and_language_can_be_changed(client, amina):
    log_in(client, amina)
    client.post(reverse("people:details"), {"name": "Amina Bakkali", "language": "en"})

    amina.refresh_from_db()
    assert (amina.name, amina.language) == ("Amina Bakkali", "en")


def test_a_new_address_needs_its_code_and_the_old_one_hears_of_it(client, amina, code_for):
    log_in(client, amina)
    client.post(ADDRESS, {"email": "amina@nieuw.example", "action_add": "1"})
    assert User.objects.get().email == "amina@voorbeeld.example"

    client.post("/account/e-mailadres/code/", {"code": code_for("amina@nieuw.example"), "action": "verify"})

    assert User.objects.get().email == "amina@nieuw.example"
    assert list(EmailAddress.objects.values_list("email", "verified")) == [("amina@nieuw.example", True)]
    assert [letter["template"] for letter in letters("amina@voorbeeld.example")] == ["people/changed"]


def test_an_address_of_somebody_else_cannot_be_taken_even_with_its_code(client, amina, code_for):
    bram = User.objects.create_user("bram@voorbeeld.example")
    EmailAddress.objects.create(user=bram, email=bram.email, verified=True, primary=True)
    log_in(client, amina)

    answer = client.post(ADDRESS, {"email": bram.email, "action_add": "1"})
    assert answer["Location"] == reverse("account_email_verification_sent")
    client.post(answer["Location"], {"code": code_for(bram.email), "action": "verify"})

    assert User.objects.get(pk=amina.pk).email == "amina@voorbeeld.example"
    assert EmailAddress.objects.get(email=bram.email).user == bram


def test_an_important_change_asks_again_after_a_quarter_of_an_hour(client, amina):
    log_in(client, amina)
    assert client.get(ADDRESS).status_code == 200

    grow_old(client, 16)

    assert client.get(ADDRESS)["Location"] == f"{CONFIRM}?next=%2Faccount%2Fe-mailadres%2F"
    assert client.post(ADDRESS, {"email": "x@y.example", "action_add": "1"})["Location"].startswith(CONFIRM)


def test_a_mailed_code_makes_the_login_fresh_again(client, amina, code_for):
    log_in(client, amina)
    grow_old(client, 16)

    client.post(f"{CONFIRM}?next={ADDRESS}", {"send": "1"})
    answer = client.post(f"{CONFIRM}?next={ADDRESS}", {"code": code_for(amina.email)})

    assert answer["Location"] == ADDRESS
    assert client.get(ADDRESS).status_code == 200


def test_opening_the_page_sends_nothing(client, amina):
    log_in(client, amina)
    client.get(CONFIRM)

    assert letters(amina.email) == []


def test_a_confirmation_code_dies_after_five_wrong_tries(client, amina, code_for):
    log_in(client, amina)
    grow_old(client, 16)
    client.post(CONFIRM, {"send": "1"})
    right = code_for(amina.email)
    for _try in range(5):
        client.post(CONFIRM, {"code": "000000" if right != "000000" else "111111"})

    assert client.post(CONFIRM, {"code": right}).status_code == 422


def test_a_confirmation_code_dies_after_a_quarter_of_an_hour(client, amina, code_for, monkeypatch):
    log_in(client, amina)
    client.post(CONFIRM, {"send": "1"})
    right = code_for(amina.email)
    late = time.time() + 901
    monkeypatch.setattr("time.time", lambda: late)

    assert client.post(CONFIRM, {"code": right}).status_code == 422


def test_confirming_goes_nowhere_else_than_this_site(client, amina, code_for):
    log_in(client, amina)
    client.post(f"{CONFIRM}?next=https://boef.example/", {"send": "1"})
    answer = client.post(f"{CONFIRM}?next=https://boef.example/", {"code": code_for(amina.email)})

    assert answer["Location"] == reverse("people:account")


def test_other_devices_are_logged_out_and_this_one_stays(amina):
    here, there = (Client(headers={"User-Agent": f"Mozilla/5.0 (Windows) Firefox/{number}"}) for number in (1, 2))
    for browser in (here, there):
        browser.post("/account/inloggen/", {"email": amina.email})
        waiting = letters(amina.email)[-1]["context"]["code"].replace(" ", "")
        browser.post("/account/inloggen/code/", {"code": waiting})
    assert here.get("/account/apparaten/").content.decode().count("Firefox op Windows") == 2

    here.post("/account/apparaten/")

    assert (here.get("/account/").status_code, there.get("/account/").status_code) == (200, 302)


def test_a_closed_account_is_out_at_once_and_cannot_come_back(client, amina):
    log_in(client, amina)
    User.objects.filter(pk=amina.pk).update(is_active=False)

    assert client.get("/account/").status_code == 302
    client.post("/account/inloggen/", {"email": amina.email})
    assert [letter["template"] for letter in letters(amina.email)] == ["people/no_account"]
