"""The stage itself: are the processes real, and do they meet?"""

from __future__ import annotations

import smtplib
from email.message import EmailMessage

import pytest
from django.db import transaction
from playwright.sync_api import Page

from ndt.jobs.models import Job, Priority
from ndt.mail import services as mail
from ndt.mail.letters import Letter
from ndt.people.models import User
from tests import database
from tests.e2e.mailbox import Mailbox
from tests.e2e.site import Site


def test_every_process_of_the_platform_runs(site: Site):
    alive = {name: site.process(name).is_alive() for name in site.stack.children}

    assert alive == {"mailbox": True, "web": True, "worker": True, "beat": True}


def test_mail_over_smtp_lands_in_the_mailbox(site: Site, mailbox: Mailbox):
    message = EmailMessage()
    message["Subject"], message["To"], message["From"] = "Één vraag", "amina@example.org", "site@example.org"
    message.set_content("Open https://example.org/bevestig/abc.")
    with smtplib.SMTP("127.0.0.1", site.stack.mailbox_port) as server:
        server.send_message(message)

    found = mailbox.wait_for("Amina@example.org", containing="vraag")

    assert found.links == ["https://example.org/bevestig/abc"]


@pytest.mark.parametrize("js", [True, False])
def test_the_front_door_opens_in_a_browser(site: Site, open_page, js: bool):
    page: Page = open_page(js=js)

    answer = page.goto("/")

    assert answer.status == 200
    assert page.locator("main").count() == 1


def test_the_stage_can_be_cleared_while_a_worker_sends_thousands_of_mails(site: Site, mailbox: Mailbox):
    with transaction.atomic():
        for number in range(3000):
            letter = Letter(to=f"lezer{number}@postvak.example", template="mail/stopped_jobs")
            mail.queue(letter, key=f"clear-{number}", priority=Priority.BULK)
    User.objects.create_user("amina@demo.example")
    mailbox.wait_for("lezer0@postvak.example")

    database.restore()

    assert not User.objects.exists()
    assert not Job.objects.exists()
