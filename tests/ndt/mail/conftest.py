"""A mail server, and letters to send to it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from email import message_from_bytes, policy
from typing import Any

import pytest
from django.utils import timezone

from ndt.jobs import pauses, services
from ndt.mail import services as mail
from ndt.mail import transport
from ndt.mail.letters import Letter
from tests.ndt.jobs.live import MailServer

URL = "https://voorbeeld.example/beheer/"


@pytest.fixture
def mail_server(settings: Any) -> Iterator[MailServer]:
    """Run a real mail server and point Django at it."""
    server = MailServer()
    server.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    pauses.resume()
    transport.close()
    yield server
    transport.close()
    pauses.resume()
    server.stop()


@pytest.fixture
def queue() -> Callable[..., bool]:
    """Give a function that queues a letter to an address."""

    def queue_letter(to: str, *, priority: Any = None, key: str = "", **facts: Any) -> bool:
        context = {"kind": "pdf.make", "error": "ValueError", "url": URL}
        letter = Letter(**({"to": to, "template": "mail/stopped_jobs", "context": context} | facts))
        options = {} if priority is None else {"priority": priority}
        return mail.queue(letter, key=key or to, **options)

    return queue_letter


def work() -> None:
    """Do everything that is due."""
    while services.do_next(now=timezone.now()):
        pass


def parsed(content: bytes) -> Any:
    """Read a message as it came over the line."""
    return message_from_bytes(content, policy=policy.default)
