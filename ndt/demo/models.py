"""The mail that the demo's own mail server received."""

from __future__ import annotations

import re
from email import message_from_bytes, policy
from email.message import EmailMessage
from functools import cached_property
from typing import Any, ClassVar, Final

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

# A text message to a phone arrives as mail to <digits>@phone.example.
PHONE_DOMAIN: Final = "phone.example"
LINK: Final = re.compile(r"https?://[^\s<>\"']+[^\s<>\"'.,;:!?)]")


class Mail(models.Model):
    """One message for one recipient, as it came over SMTP."""

    recipient = models.CharField(_("aan"), max_length=320, db_index=True)
    sender = models.CharField(_("van"), max_length=320, blank=True)
    subject = models.CharField(_("onderwerp"), max_length=500, blank=True)
    source = models.BinaryField(_("bericht"))
    received_at = models.DateTimeField(_("ontvangen op"), default=timezone.now)

    class Meta:
        verbose_name = _("ontvangen bericht")
        verbose_name_plural = _("ontvangen berichten")
        ordering: ClassVar[list[str]] = ["-received_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.subject} ({self.received_at:%d-%m-%Y %H:%M})"

    @cached_property
    def message(self) -> EmailMessage:
        """The parsed message."""
        parsed: Any = message_from_bytes(bytes(self.source), policy=policy.default)
        assert isinstance(parsed, EmailMessage)
        return parsed

    @property
    def is_text_message(self) -> bool:
        return self.recipient.endswith(f"@{PHONE_DOMAIN}")

    @property
    def phone(self) -> str:
        """The number a text message went to."""
        return f"+{self.recipient.partition('@')[0].lstrip('+')}"

    @property
    def text(self) -> str:
        """The plain text."""
        return self._body("plain")

    @property
    def html(self) -> str:
        """The HTML, "" when the message has none."""
        return self._body("html")

    @property
    def links(self) -> list[str]:
        """Every address in the plain text, in order."""
        return LINK.findall(self.text)

    def _body(self, kind: str) -> str:
        part = self.message.get_body((kind,))
        if part is None:
            return ""
        content: str = part.get_content()
        return content


class Chapter(models.Model):
    """A part of the demo data that was loaded, so that it is not loaded twice."""

    name = models.CharField(_("naam"), max_length=60, unique=True)
    loaded_at = models.DateTimeField(_("geladen op"))

    class Meta:
        verbose_name = _("deel van de demo")
        verbose_name_plural = _("delen van de demo")

    def __str__(self) -> str:
        return self.name
