"""Amina sees, takes and deletes what we hold: with a link by mail, and with an account."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from allauth.account.models import EmailAddress
from playwright.sync_api import Page

from ndt.people.models import Kind, Membership, Organisation, Role, User
from ndt.privacy.models import AccessRequest, Erasure
from tests.e2e.axe import every_look
from tests.e2e.mailbox import Mailbox
from tests.e2e.site import Site
from tests.sizes import sized

ADDRESS = "amina@example.org"


def downloaded(page: Page, link: str) -> dict[str, object]:
    with page.expect_download() as waiting:
        page.get_by_role("link", name=link).click()
    return json.loads(Path(waiting.value.path()).read_text(encoding="utf-8"))


def heading(page: Page) -> str:
    return page.get_by_role("heading", level=1).inner_text()


@pytest.mark.parametrize("js", [True, False])
def test_somebody_without_an_account_takes_and_deletes_everything(
    site: Site, mailbox: Mailbox, open_page, axe, js: bool
):
    page: Page = open_page(js=js)

    page.goto("/privacy/")
    page.get_by_role("link", name="Bekijk mijn gegevens").click()
    page.get_by_label("Uw e-mailadres").fill(ADDRESS)
    page.get_by_role("button", name="Stuur mij de link").click()
    assert heading(page) == "Kijk in uw mailbox"
    link = next(link for link in mailbox.wait_for(ADDRESS).links if "/mijn-gegevens/" in link)
    answer = page.goto(link)

    assert answer.headers["referrer-policy"] == "no-referrer"
    assert ADDRESS in page.get_by_role("main").inner_text()
    if js:
        assert axe(page) == []
    data = downloaded(page, "Download mijn gegevens")
    assert data["addresses"] == [ADDRESS]
    page.get_by_role("link", name="Verwijder mijn gegevens").click()
    page.get_by_label("Ik weet dat mijn gegevens hierna echt weg zijn.").check()
    page.get_by_role("button", name="Verwijder mijn gegevens").click()

    assert heading(page) == "Uw gegevens zijn weg"
    assert not AccessRequest.objects.exists()
    page.goto(link)
    assert heading(page) == "Deze link werkt niet meer"


@pytest.mark.parametrize("js", [True, False])
def test_an_account_holder_takes_and_deletes_everything(site: Site, mailbox: Mailbox, open_page, axe, js: bool):
    amina = User.objects.create_user(ADDRESS, name="Amina el Idrissi")
    EmailAddress.objects.create(user=amina, email=ADDRESS, verified=True, primary=True)
    school = Organisation.objects.create(name="De Regenboog", kind=Kind.SCHOOL)
    Membership.objects.create(user=amina, organisation=school, role=Role.TEACHER)
    page: Page = open_page(js=js)

    page.goto("/account/gegevens/")
    page.get_by_label("E-mailadres").fill(ADDRESS)
    page.get_by_role("main").get_by_role("button").first.click()
    code = re.search(r"\b\d{3} ?\d{3}\b", mailbox.wait_for(ADDRESS).text).group()
    page.get_by_label("Code").fill(code)
    page.get_by_role("main").get_by_role("button").first.click()
    assert heading(page) == "Mijn gegevens"

    data = downloaded(page, "Download mijn gegevens")
    assert "Amina el Idrissi" in json.dumps(data)
    page.get_by_role("link", name="Verwijder mijn account").click()
    page.get_by_role("button", name="Verwijder mijn account").click()
    assert "Zet een vinkje als u het zeker weet." in page.get_by_role("main").inner_text()
    if js:
        assert axe(page) == []
    page.get_by_label("Ik weet dat mijn gegevens hierna echt weg zijn.").check()
    page.get_by_role("button", name="Verwijder mijn account").click()

    assert heading(page) == "Uw gegevens zijn weg"
    assert str(Erasure.objects.get().pk) in page.get_by_role("main").inner_text()
    page.goto("/account/gegevens/")
    assert "/account/inloggen/" in page.url


@sized
@every_look
def test_the_public_pages_have_no_barriers(site: Site, open_page, axe, width: int, scheme: str):
    page: Page = open_page(width=width, scheme=scheme)

    for address in ("/privacy/", "/privacy/register/", "/privacy/mijn-gegevens/", "/privacy/mijn-gegevens/fout/"):
        page.goto(address)
        assert axe(page) == [], address
