"""The demo in a browser: be somebody with one button, click a link in a mail."""

from __future__ import annotations

import random
import smtplib
from email.message import EmailMessage

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from ndt.demo import data
from tests.e2e.axe import every_look
from tests.e2e.mailbox import Mailbox
from tests.e2e.site import Site
from tests.sizes import sized

PAGES = ("/demo/", "/demo/postvak/", "/demo/telefoon/")


@pytest.fixture
def cast(site: Site) -> None:
    data.load_cast(timezone.now(), random.Random(1))


def send(site: Site, to: str, html: str) -> None:
    message = EmailMessage()
    message["Subject"], message["To"], message["From"] = "Bevestig", to, "site@demo.example"
    message.set_content("Uw code is 123456.")
    message.add_alternative(html, subtype="html")
    with smtplib.SMTP("127.0.0.1", site.stack.mailbox_port) as server:
        server.send_message(message)


@pytest.mark.parametrize("js", [True, False])
def test_one_button_makes_a_visitor_coby(cast, open_page, js: bool):
    page: Page = open_page(js=js)
    page.goto("/demo/")

    page.get_by_role("button", name="Log in als Coby").click()

    assert "/account/" in page.url


def test_a_link_in_the_html_of_a_mail_opens_in_the_whole_window(site: Site, mailbox: Mailbox, page: Page):
    send(site, "amina@demo.example", f'<p style="padding:1em"><a href="{site.url}/demo/telefoon/">Open</a></p>')
    mailbox.wait_for("amina@demo.example")
    page.goto("/demo/postvak/")

    page.get_by_role("link", name="Bevestig").click()
    page.frame_locator("iframe").get_by_role("link", name="Open").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Telefoon van de demo")


def test_new_mail_shows_by_itself(site: Site, mailbox: Mailbox, page: Page):
    page.goto("/demo/postvak/")
    expect(page.get_by_role("link", name="Bevestig")).to_have_count(0)

    send(site, "amina@demo.example", "<p>Dag</p>")

    expect(page.get_by_role("link", name="Bevestig")).to_be_visible(timeout=60_000)


@sized
@every_look
def test_axe_finds_nothing_on_the_pages_of_the_demo(site: Site, cast, mailbox, open_page, axe, width: int, scheme: str):
    send(site, "amina@demo.example", "<p>Dag</p>")
    mail = mailbox.wait_for("amina@demo.example")
    page = open_page(width=width, scheme=scheme)

    faults = []
    for path in (*PAGES, f"/demo/postvak/{mail.pk}/"):
        page.goto(path)
        faults += axe(page)

    assert faults == []
