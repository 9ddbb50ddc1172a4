"""The operator's desk for what stopped, and the page where people stop letters."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.urls import reverse
from django.utils import timezone

from ndt.demo.cast import ACCOUNTS
from ndt.demo.data import make_account
from ndt.jobs.models import Job, State
from ndt.mail import services as mail
from ndt.mail import unsubscribe
from ndt.mail.letters import Letter
from ndt.mail.models import Reason
from ndt.reports.models import Subscription

PICTURES = Path(__file__).resolve().parents[2] / "var" / "e2e"


def picture(page, name: str) -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=PICTURES / f"outbox-{name}.png", full_page=True)


@pytest.fixture
def operator(site, open_page):
    """Give a page of an operator who is logged in."""
    make_account(next(account for account in ACCOUNTS if account.staff))

    def log_in(**options):
        page = open_page(**options)
        page.goto("/demo/")
        page.get_by_role("button", name="Log in als Olga").click()
        return page

    return log_in


def stopped(number: int) -> Job:
    letter = Letter(
        to=f"amina{number}@voorbeeld.example",
        template="mail/stopped_jobs",
        context={"kind": "mail.send", "error": "geen", "url": "https://voorbeeld.example/"},
    )
    mail.queue(letter, key=f"stopped:{number}", not_before=timezone.now() + timedelta(hours=1))
    job = Job.objects.get(key=f"mail:stopped:{number}")
    job.end(State.DEAD, timezone.now(), error="smtp-550-5.7.1")
    return job


@pytest.mark.parametrize("js", [True, False])
def test_an_operator_sends_one_stopped_letter_again_and_drops_another(site, operator, mailbox, axe, js):
    again, dropped = stopped(1), stopped(2)
    page = operator(js=js, width=1280 if js else 390, scheme="light" if js else "dark")
    page.goto(f"{reverse('admin:jobs_job_changelist')}?state__exact=dead")
    picture(page, f"desk-{js}")
    if js:
        assert axe(page) == []

    page.locator(f"input[name=_selected_action][value='{again.pk}']").check()
    page.locator("select[name=action]").select_option(label="Opnieuw versturen")
    page.locator("button[name=index]").click()
    assert mailbox.wait_for("amina1@voorbeeld.example")

    page.goto(f"{reverse('admin:jobs_job_changelist')}?state__exact=dead")
    page.locator(f"input[name=_selected_action][value='{dropped.pk}']").check()
    page.locator("select[name=action]").select_option(label="Laten vallen")
    page.locator("button[name=index]").click()
    picture(page, f"drop-{js}")
    page.get_by_role("button", name="Laat de taken vallen").click()
    picture(page, f"drop-error-{js}")
    if js:
        assert axe(page) == []
    page.get_by_text("Schrijf op waarom").wait_for()
    page.get_by_label("Waarom laat u deze taken vallen?").fill("Het adres was een test")
    page.get_by_role("button", name="Laat de taken vallen").click()

    page.get_by_text("gaat niet meer weg").wait_for()
    dropped.refresh_from_db()
    assert (dropped.state, dropped.payload, dropped.last_error) == (State.DROPPED, {}, "Het adres was een test")
    page.goto(reverse("admin:jobs_job_history", args=[dropped.pk]))
    page.get_by_text("Laten vallen: Het adres was een test").wait_for()


def test_an_operator_reads_a_job_but_not_what_it_holds(site, operator, axe):
    job = stopped(1)
    page = operator()
    page.goto(reverse("admin:jobs_job_change", args=[job.pk]))

    picture(page, "job")
    assert axe(page) == []
    assert "amina" not in page.content()
    assert page.get_by_role("button", name="Opslaan").count() == 0


def test_an_operator_finds_a_mailbox_by_its_address(site, operator, axe):
    mail.suppress(address="amina@voorbeeld.example", reason=Reason.NOT_ME, now=timezone.now())
    page = operator()
    page.goto(reverse("admin:mail_suppression_changelist") + "?q=Amina@voorbeeld.example")
    picture(page, "suppression")
    assert axe(page) == []

    assert page.locator("#result_list tbody tr").count() == 1
    page.goto(reverse("admin:mail_suppression_changelist") + "?q=bram@voorbeeld.example")
    assert page.locator("#result_list tbody tr").count() == 0


@pytest.mark.parametrize("js", [True, False])
def test_somebody_stops_a_series_of_letters_by_keyboard(site, open_page, axe, js):
    now = timezone.now()
    subscription = Subscription.objects.create(report="test", email="eva@voorbeeld.example", confirmed_at=now)
    path = urlsplit(unsubscribe.address("reports.follow", str(subscription.pk))).path
    page = open_page(js=js, width=390 if js else 1280, scheme="dark" if js else "light")
    for _visit in range(2):
        page.goto(path)
    assert Subscription.objects.exists(), "looking changes nothing"
    picture(page, f"stop-{js}")
    if js:
        assert axe(page) == []

    page.get_by_role("button", name="Zeg deze mails op").focus()
    page.keyboard.press("Enter")

    page.get_by_role("heading", name="U krijgt deze mails niet meer").wait_for()
    picture(page, f"stopped-{js}")
    if js:
        assert axe(page) == []
    assert not Subscription.objects.exists()


def test_a_broken_link_is_explained(site, open_page, axe):
    page = open_page(width=320)
    answer = page.goto("/afmelden/dit-is-geen-link/")

    assert answer.status == 404
    picture(page, "unknown")
    assert axe(page) == []
