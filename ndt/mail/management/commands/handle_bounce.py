"""Take a delivery status notification from a mail server's pipe: `manage.py handle_bounce < message`."""

from __future__ import annotations

import sys
from typing import Any, Final

from django.core.management.base import BaseCommand
from django.utils import timezone

from ndt.mail import bounces

LARGEST: Final = 5 * 1024 * 1024


class Command(BaseCommand):
    """Read one message from standard input."""

    help = "Reads a delivery status notification (RFC 3464) from standard input, e.g. from a Postfix pipe."

    def handle(self, *_args: Any, **_options: Any) -> None:
        self.stdout.write(bounces.handle(sys.stdin.buffer.read(LARGEST), now=timezone.now()))
