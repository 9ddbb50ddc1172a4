"""The contract that every way out for text messages keeps, tried on real servers."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

from ndt.jobs.core.errors import JobError, PermanentFailure, Refused, TryAgain, Unavailable
from ndt.mail import checks
from ndt.mail.gateways import DemoGateway, gateway
from tests.ndt.jobs.live import MailServer
from tests.ndt.mail.conftest import parsed

NUMBER, TEXT, REFERENCE = "+31612345678", "123456 is uw code: € 0, 'zomaar'.\n\n@onderwijsheid.example #123456", "job-1"


@dataclass
class Provider:
    """A provider's server: keeps what it gets and answers what it is told to."""

    status: int = 202
    got: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    server: Any = None

    def start(self) -> None:
        provider = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                provider.got.append({"path": self.path, **json.loads(body)})
                provider.headers.append(dict(self.headers))
                self.send_response(provider.status)
                self.send_header("Location", "https://elsewhere.example/")
                self.end_headers()

            def log_message(self, *_args: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http+json://geheim%2Fsleutel@127.0.0.1:{self.server.server_port}/v1/sms?sender=Onderwijs"


@pytest.fixture
def provider() -> Iterator[Provider]:
    provider = Provider()
    provider.start()
    yield provider
    provider.server.shutdown()
    provider.server.server_close()


@dataclass
class Outside:
    """One way out, and what arrived on the other side."""

    url: str
    arrived: Any


@pytest.fixture(params=["json", "demo", "demo through the platform's own mail"])
def outside(request: pytest.FixtureRequest, provider: Provider, settings: Any) -> Iterator[Outside]:
    if request.param == "json":
        yield Outside(provider.url, lambda: [(sms["to"], sms["text"], sms["reference"]) for sms in provider.got])
        return
    server = MailServer()
    server.start()

    def arrived() -> list[tuple[str, str, str]]:
        mails = [parsed(content) for content in server.contents]
        return [
            (
                f"+{mail['To'].split('@')[0]}",
                mail.get_content().replace("\r\n", "\n").strip(),
                mail["Message-ID"][1:].split("@")[0],
            )
            for mail in mails
        ]

    if request.param == "demo":
        yield Outside(f"demo://127.0.0.1:{server.port}", arrived)
    else:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
        yield Outside("demo:", arrived)
    server.stop()


def test_a_message_arrives_whole_with_its_reference(outside):
    gateway(outside.url).send(number=NUMBER, text=TEXT, reference=REFERENCE)

    assert outside.arrived() == [(NUMBER, TEXT, REFERENCE)]


def test_a_second_try_carries_the_same_reference(outside):
    for _try in range(2):
        gateway(outside.url).send(number=NUMBER, text=TEXT, reference=REFERENCE)

    assert {reference for _number, _text, reference in outside.arrived()} == {REFERENCE}


def test_a_way_out_that_is_gone_says_so_without_the_number(outside):
    url = outside.url.replace("http+json://geheim%2Fsleutel@127.0.0.1:", "http+json://x@127.0.0.1:1/#")
    sender = DemoGateway("127.0.0.1", 1) if outside.url.startswith("demo") else gateway(url)

    with pytest.raises(Unavailable) as problem:
        sender.send(number=NUMBER, text=TEXT, reference=REFERENCE)
    assert NUMBER not in str(problem.value)
    assert "geheim" not in repr(sender)


@pytest.mark.parametrize(
    ("status", "error"),
    [(400, PermanentFailure), (404, Refused), (422, Refused), (401, Unavailable), (403, Unavailable),
     (402, Unavailable), (429, TryAgain), (500, TryAgain), (503, Unavailable), (302, PermanentFailure)],
)  # fmt: skip
def test_what_an_answer_of_a_provider_means(provider, status, error):
    provider.status = status

    with pytest.raises(JobError) as problem:
        gateway(provider.url).send(number=NUMBER, text=TEXT, reference=REFERENCE)
    assert type(problem.value) is error
    assert problem.value.code == f"sms-{status}"
    assert len(provider.got) == 1, "a redirect is not followed"


def test_the_provider_gets_the_documented_request(provider):
    gateway(provider.url).send(number=NUMBER, text=TEXT, reference=REFERENCE)

    assert provider.got == [
        {"path": "/v1/sms", "to": NUMBER, "from": "Onderwijs", "text": TEXT, "reference": REFERENCE}
    ]
    assert provider.headers[0]["Authorization"] == "Bearer geheim/sleutel"
    assert provider.headers[0]["Idempotency-Key"] == REFERENCE


@pytest.mark.parametrize("url", ["https://host/", "smpp://x@host/", "https+json://host/", "rubbish"])
def test_an_address_that_nothing_understands_is_refused(url, settings):
    with pytest.raises(ImproperlyConfigured):
        gateway(url)
    settings.SMS_URL = url
    assert [problem.id for problem in checks.sms_url()] == ["mail.E001"]


@pytest.mark.parametrize("url", ["demo:", "http+json://x@host/"])
def test_production_knows_no_demo_and_no_unencrypted_line(url, settings):
    settings.PRODUCTION = True

    with pytest.raises(ImproperlyConfigured):
        gateway(url)


def test_without_an_address_there_is_nothing_to_check(settings):
    settings.SMS_URL = ""

    assert checks.sms_url() == []
