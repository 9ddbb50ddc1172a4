"""Letters that come back."""

from __future__ import annotations

import io
import sys
import uuid
from types import SimpleNamespace

import pytest
from django.core.management import call_command
from django.utils import timezone

from ndt.jobs.models import Job, State
from ndt.mail import bounces, services
from ndt.mail.bounces import Outcome
from tests.ndt.mail.conftest import work

pytestmark = pytest.mark.django_db

REPORT = """\
From: MAILER-DAEMON@mx.example
To: noreply@onderwijsheid.example
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="grens"

--grens
Content-Type: text/plain

I'm sorry to have to inform you.

--grens
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example
Arrival-Date: Tue, 24 Nov 2026 12:00:00 +0000

Final-Recipient: rfc822; somebody-else@voorbeeld.example
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 {status} no

--grens
Content-Type: {quoted}

Subject: Bevestig uw handtekening
Message-ID: <{job}@127.0.0.1>
To: amina@voorbeeld.example

--grens--
"""


@pytest.fixture
def job(queue) -> Job:
    """Give a letter that was sent."""
    queue("amina@voorbeeld.example")
    work()
    return Job.objects.get()


def report(job_id: object, *, action: str = "failed", status: str = "5.1.1", quoted: str = "message/rfc822") -> bytes:
    return REPORT.format(job=job_id, action=action, status=status, quoted=quoted).encode()


def is_suppressed() -> bool:
    return services.is_suppressed("amina@voorbeeld.example", now=timezone.now())


@pytest.mark.parametrize("quoted", ["message/rfc822", "text/rfc822-headers"])
def test_a_letter_that_came_back_suppresses_the_mailbox_it_was_for(job, quoted):
    assert bounces.handle(report(job.id, quoted=quoted), now=timezone.now()) == Outcome.FAILED

    job.refresh_from_db()
    assert (job.state, job.last_error) == (State.REFUSED, "bounce-5.1.1")
    assert is_suppressed()
    assert not services.is_suppressed("somebody-else@voorbeeld.example", now=timezone.now())


def test_a_full_mailbox_is_written_down_and_not_suppressed(job):
    assert bounces.handle(report(job.id, status="5.2.2"), now=timezone.now()) == Outcome.FAILED
    assert not is_suppressed()


@pytest.mark.parametrize(("action", "status"), [("delayed", "4.4.1"), ("delivered", "2.0.0"), ("failed", "4.4.7")])
def test_a_late_letter_changes_nothing(job, action, status):
    assert bounces.handle(report(job.id, action=action, status=status), now=timezone.now()) == Outcome.TEMPORARY
    job.refresh_from_db()
    assert job.state == State.DONE


def test_a_forged_report_about_a_letter_that_never_was_changes_nothing(job):
    assert bounces.handle(report(uuid.uuid4()), now=timezone.now()) == Outcome.NOT_OURS
    assert not is_suppressed()


def test_an_ordinary_answer_is_no_report(job):
    mail = b"From: amina@voorbeeld.example\nSubject: Re: bevestig\n\nWie zijn jullie?\n"

    assert bounces.handle(mail, now=timezone.now()) == Outcome.NOT_A_REPORT


@pytest.mark.parametrize("rubbish", [b"", b"\xff\x00\xfe", report("not-a-number"), report(uuid.uuid4())[:400]])
def test_rubbish_is_answered_and_never_crashes(job, rubbish):
    assert bounces.handle(rubbish, now=timezone.now()) in {Outcome.NOT_A_REPORT, Outcome.NOT_OURS}


def test_a_mail_server_pipes_a_report_into_the_command(job, monkeypatch):
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(report(job.id))))
    said = io.StringIO()
    call_command("handle_bounce", stdout=said)

    assert "failed for good" in said.getvalue()
    assert is_suppressed()
