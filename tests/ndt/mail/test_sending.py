"""Letters over a real line to a real mail server."""

from __future__ import annotations

import logging
from datetime import timedelta

import pytest
from django.utils import timezone

from ndt.jobs import services as jobs
from ndt.jobs.models import Job, Priority, State
from ndt.mail import services as mail
from ndt.mail.models import Reason, Suppression
from tests.ndt.jobs.conftest import statements
from tests.ndt.mail.conftest import parsed, work

pytestmark = pytest.mark.django_db


def outcome(address: str = "amina@voorbeeld.example") -> tuple[str, int, str]:
    job = Job.objects.get(key=f"mail:{address}")
    return job.state, job.attempts, job.last_error


def test_a_letter_arrives_with_its_headers(mail_server, queue, settings):
    settings.SITE_URL = "https://onderwijsheid.example"
    queue("amina@voorbeeld.example", unsubscribe="https://voorbeeld.example/afmelden/x/", reply_to="coby@team.example")
    work()

    message = parsed(mail_server.contents[0])
    job = Job.objects.get()
    assert message["Message-ID"] == f"<{job.id}@onderwijsheid.example>"
    assert message["From"] == settings.DEFAULT_FROM_EMAIL
    assert message["To"] == "amina@voorbeeld.example"
    assert message["Reply-To"] == "coby@team.example"
    assert message["Date"]
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]
    assert (job.state, job.payload) == (State.DONE, {})


def test_one_connection_carries_a_whole_sweep(mail_server, queue):
    for number in range(5):
        queue(f"amina{number}@voorbeeld.example")
    jobs.sweep()

    assert len(mail_server.contents) == 5
    assert mail_server.connections == 1


def test_a_server_that_hangs_up_between_letters_costs_no_letter_and_no_chance(mail_server, queue):
    queue("amina@voorbeeld.example")
    work()
    mail_server.stop()
    mail_server.start()
    queue("bram@voorbeeld.example")
    work()

    assert mail_server.recipients == ["amina@voorbeeld.example", "bram@voorbeeld.example"]
    assert outcome("bram@voorbeeld.example") == (State.DONE, 0, "")


@pytest.mark.parametrize(
    ("answer", "expected", "suppressed"),
    [
        ("550 5.1.1 <amina@voorbeeld.example> no such user", (State.REFUSED, 0, "smtp-550-5.1.1"), True),
        ("550 5.2.1 mailbox disabled", (State.REFUSED, 0, "smtp-550-5.2.1"), True),
        ("552 5.2.2 mailbox full", (State.REFUSED, 0, "smtp-552-5.2.2"), False),
        ("553 no", (State.REFUSED, 0, "smtp-553"), False),
        ("550 5.7.1 you are on our block list", (State.DEAD, 1, "smtp-550-5.7.1"), False),
        ("450 4.2.1 greylisted", (State.QUEUED, 1, "smtp-450-4.2.1"), False),
        ("421 too busy", (State.QUEUED, 1, "smtp-421"), False),
    ],
)
def test_what_an_answer_to_the_recipient_means(mail_server, queue, answer, expected, suppressed):
    mail_server.answers = lambda address: answer
    queue("amina@voorbeeld.example")
    work()

    assert outcome() == expected
    assert mail.is_suppressed("Amina@voorbeeld.example", now=timezone.now()) is suppressed


def test_a_refusal_never_stores_or_logs_the_address(mail_server, queue, caplog):
    mail_server.answers = lambda address: f"550 5.7.1 <{address}> is not welcome"
    queue("amina@voorbeeld.example")
    with caplog.at_level(logging.DEBUG, logger="ndt"):
        work()

    assert "amina" not in Job.objects.get().last_error
    assert not [
        record for record in caplog.records if record.name.startswith("ndt") and "amina" in str(record.__dict__)
    ]


def test_an_address_with_a_line_break_goes_nowhere(mail_server, queue):
    queue("amina@voorbeeld.example\nBcc: omar@voorbeeld.example", key="amina@voorbeeld.example")
    work()

    assert mail_server.contents == []
    assert outcome()[0] == State.QUEUED


def test_an_international_domain_arrives_and_other_signs_before_the_at_are_refused(mail_server, queue):
    queue("amina@école.example")
    queue("amína@voorbeeld.example")
    work()

    assert mail_server.recipients == ["amina@xn--cole-9oa.example"]
    assert Job.objects.get(state=State.DONE).domain == "xn--cole-9oa.example"
    assert outcome("amína@voorbeeld.example") == (State.REFUSED, 0, "address-not-ascii")


def test_a_suppressed_mailbox_gets_essential_letters_only(mail_server, queue):
    now = timezone.now()
    mail.suppress(address="a.mina@gmail.com", reason=Reason.NOT_ME, now=now)
    queue("amina+nieuws@googlemail.com", key="news")
    queue("amina@gmail.com", key="code", essential=True)
    work()

    assert mail_server.recipients == ["amina@gmail.com"]
    assert Job.objects.get(key="mail:news").state == State.REFUSED


def test_a_suppression_ends_by_itself_and_by_hand(settings):
    now = timezone.now()
    mail.suppress(address="amina@voorbeeld.example", reason=Reason.BOUNCED, now=now, until=now + timedelta(days=1))
    assert mail.is_suppressed("amina@voorbeeld.example", now=now)
    assert not mail.is_suppressed("amina@voorbeeld.example", now=now + timedelta(days=2))
    assert mail.clean(now + timedelta(days=2)) == 1

    mail.suppress(address="amina@voorbeeld.example", reason=Reason.NOT_ME, now=now)
    settings.HASH_KEYS = ["another-key-that-is-32-characters-long", *settings.HASH_KEYS]
    assert mail.is_suppressed("amina@voorbeeld.example", now=now), "also after the key was changed"
    assert mail.release(address="amina@voorbeeld.example") == 1


def test_suppressing_twice_is_one_row():
    for _time in range(2):
        mail.suppress(address="amina@voorbeeld.example", reason=Reason.NOT_ME, now=timezone.now())

    assert Suppression.objects.count() == 1


def test_sending_a_letter_costs_four_statements(mail_server, queue):
    queue("amina@voorbeeld.example", priority=Priority.URGENT)
    with statements() as seen:
        jobs.do_next(now=timezone.now())

    # claim, throttle, suppression, done
    assert len([sql for sql in seen if not sql.startswith(("SAVEPOINT", "RELEASE"))]) == 4


def test_queueing_a_letter_is_one_statement(queue):
    with statements() as seen:
        queue("amina@voorbeeld.example")

    assert len(seen) == 1


def test_operators_hear_of_a_stopped_job_once_an_hour(mail_server, queue, settings):
    settings.OPERATOR_EMAILS = ["olga@team.example"]
    mail_server.answers = lambda address: "250 OK" if address == "olga@team.example" else "550 5.7.1 spam"
    for number in range(3):
        queue(f"amina{number}@voorbeeld.example")
    work()

    assert mail_server.recipients == ["olga@team.example"]
    letter = parsed(mail_server.contents[0])
    text = letter.get_body(("plain",)).get_content()
    assert "mail.send" in text
    assert "smtp-550-5.7.1" in text
    assert "amina" not in text
    assert "/beheer/jobs/job/?state__exact=dead" in text


def test_an_alarm_that_cannot_be_sent_raises_no_alarm(mail_server, settings, queue):
    settings.OPERATOR_EMAILS = ["olga@team.example"]
    mail_server.answers = lambda address: "550 5.7.1 spam"
    queue("amina@voorbeeld.example")
    work()

    assert Job.objects.filter(state=State.DEAD).count() == 2
    assert not Job.objects.filter(state=State.QUEUED).exists()
