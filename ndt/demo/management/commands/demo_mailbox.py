"""A mail server for the demo and the tests: it takes every mail and keeps it in the database."""

from __future__ import annotations

import asyncio
import signal
from argparse import ArgumentParser
from email import message_from_bytes, policy
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.core.management.base import BaseCommand
from django.db import close_old_connections

from ndt.demo.models import Mail


class Keeper:
    """Keeps each message before the sender is told that it was taken."""

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Answer the end of a message."""
        await asyncio.to_thread(keep, envelope)
        return "250 Message kept"


def keep(envelope: Envelope) -> None:
    """Write one row for each recipient."""
    content = envelope.content
    assert isinstance(content, bytes)
    subject = str(message_from_bytes(content, policy=policy.default)["subject"] or "")
    close_old_connections()
    try:
        Mail.objects.bulk_create(
            Mail(recipient=to.lower(), sender=envelope.mail_from or "", subject=subject[:500], source=content)
            for to in envelope.rcpt_tos
        )
    finally:
        close_old_connections()


class Command(BaseCommand):
    """Serve until SIGTERM."""

    help = "Takes mail over SMTP on 127.0.0.1 for the mailbox page of the demo."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, required=True)

    def handle(self, *, port: int, **_options: Any) -> None:
        controller = Controller(Keeper(), hostname="127.0.0.1", port=port, enable_SMTPUTF8=True)
        controller.start()
        signal.sigwait({signal.SIGTERM, signal.SIGINT, signal.SIGHUP})
        controller.stop()
