"""The ways out for text messages. `SMS_URL` chooses one; README tells what each expects.

A provider with a format of its own is one more class here, and one more row in the contract test.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final, Protocol
from urllib.parse import parse_qs, unquote, urlsplit

import requests
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.smtp import EmailBackend

from ndt.jobs.core.errors import PermanentFailure, Refused, TryAgain, Unavailable

TIMEOUT_S: Final = (5, 15)
PHONE_DOMAIN: Final = "phone.example"


class Gateway(Protocol):
    """What every way out can do."""

    def send(self, *, number: str, text: str, reference: str) -> None:
        """Hand over one message. reference: the same at every try, so that the provider sees a double.

        Raises Refused for a number that cannot be reached, PermanentFailure for a message the
        provider will never take, TryAgain for one it may take later, Unavailable when it is away.
        """


@dataclass(frozen=True, slots=True)
class JsonGateway:
    """POSTs one JSON object with a bearer token."""

    endpoint: str
    sender: str
    token: str = field(repr=False)

    def send(self, *, number: str, text: str, reference: str) -> None:
        try:
            response = requests.post(
                self.endpoint,
                json={"to": number, "from": self.sender, "text": text, "reference": reference},
                headers={"Authorization": f"Bearer {self.token}", "Idempotency-Key": reference},
                timeout=TIMEOUT_S,
                allow_redirects=False,
            )
        except requests.RequestException as problem:
            raise Unavailable(f"sms-{type(problem).__name__}") from None
        self._judge(response.status_code)

    def _judge(self, status: int) -> None:
        code = f"sms-{status}"
        match status:
            case _ if 200 <= status < 300:
                return
            case 404 | 410 | 422:
                raise Refused(code)
            case 401 | 402 | 403 | 503:
                # Our key or our credit: the same for every message, and a person can mend it.
                raise Unavailable(code)
            case 408 | 409 | 425 | 429:
                raise TryAgain(code)
            case _ if status >= 500:
                raise TryAgain(code)
            case _:
                raise PermanentFailure(code)


@dataclass(frozen=True, slots=True)
class DemoGateway:
    """Mails the message to `<digits>@phone.example`, where the demo's phone page shows it."""

    host: str = ""
    port: int = 0

    def send(self, *, number: str, text: str, reference: str) -> None:
        connection: Any = get_connection()
        if self.host:
            connection = EmailBackend(host=self.host, port=self.port, username="", password="")
        message = EmailMessage(
            subject="SMS",
            body=text,
            to=[f"{number.lstrip('+')}@{PHONE_DOMAIN}"],
            headers={"Message-ID": f"<{reference}@{PHONE_DOMAIN}>"},
            connection=connection,
        )
        try:
            message.send()
        except OSError as problem:
            raise Unavailable(f"sms-{type(problem).__name__}") from None


def gateway(url: str) -> Gateway:
    """Give the way out that `SMS_URL` names. Raises ImproperlyConfigured."""
    parts = urlsplit(url)
    if parts.scheme == "demo" and not settings.PRODUCTION:
        return DemoGateway(parts.hostname or "", parts.port or 0)
    plain = parts.scheme == "http+json" and not settings.PRODUCTION
    if (parts.scheme == "https+json" or plain) and parts.hostname and parts.username:
        host = parts.netloc.rpartition("@")[2]
        return JsonGateway(
            endpoint=f"{'http' if plain else 'https'}://{host}{parts.path or '/'}",
            sender=parse_qs(parts.query).get("sender", [settings.SITE_NAME])[0],
            token=unquote(parts.username),
        )
    raise ImproperlyConfigured("SMS_URL must look like https+json://TOKEN@HOST/PATH?sender=NAME, or be left out.")
