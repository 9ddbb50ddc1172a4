"""A visitor without a browser: keeps cookies, sends forms, measures time. For crowds, scanners and stopwatches."""

from __future__ import annotations

import http.client
import re
import time
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from urllib.parse import urlencode, urlsplit

CSRF = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
STARTED = re.compile(r'name="started" value="([^"]*)"')


@dataclass(frozen=True)
class Answer:
    """What the server said. headers: as they came, in order. seconds: from the first byte sent to the last read."""

    status: int
    headers: list[tuple[str, str]]
    content: bytes
    seconds: float

    @property
    def text(self) -> str:
        return self.content.decode()

    @property
    def location(self) -> str:
        return self.header("location")

    @property
    def cookies(self) -> SimpleCookie:
        jar = SimpleCookie()
        for name, value in self.headers:
            if name.lower() == "set-cookie":
                jar.load(value)
        return jar

    def header(self, wanted: str) -> str:
        return next((value for name, value in self.headers if name.lower() == wanted), "")


@dataclass
class Visitor:
    """One visitor on one connection that stays open. address: where the proxy says they come from."""

    url: str
    address: str = "192.0.2.1"
    timeout: float = 20
    cookies: dict[str, str] = field(default_factory=dict)
    connection: http.client.HTTPConnection | None = None

    def ask(self, method: str, path: str, body: str | None = None, headers: dict[str, str] | None = None) -> Answer:
        """Send one request. Raises OSError or HTTPException when no whole answer comes."""
        if self.connection is None:
            host = urlsplit(self.url).netloc
            self.connection = http.client.HTTPConnection(host, timeout=self.timeout)
            self.connection.connect()
        sent = {"X-Forwarded-For": self.address, "Accept-Language": "nl", "User-Agent": "Mozilla/5.0"}
        if self.cookies:
            sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        if body is not None:
            sent["Content-Type"] = "application/x-www-form-urlencoded"
        begun = time.perf_counter()
        try:
            self.connection.request(method, path.removeprefix(self.url), body, sent | (headers or {}))
            response = self.connection.getresponse()
            content = response.read()
        except (OSError, http.client.HTTPException):
            self.hang_up()
            raise
        answer = Answer(response.status, response.getheaders(), content, time.perf_counter() - begun)
        self.cookies |= {name: morsel.value for name, morsel in answer.cookies.items()}
        return answer

    def get(self, path: str, **headers: str) -> Answer:
        return self.ask("GET", path, headers=headers)

    def post(self, path: str, facts: dict[str, str], **headers: str) -> Answer:
        """Send a form as it stands, the token of the last page included by the caller."""
        return self.ask("POST", path, urlencode(facts), headers)

    def press(self, path: str, facts: dict[str, str] | None = None) -> Answer:
        """Open a page and send the form on it."""
        return self.press_on(self.get(path), path, facts or {})

    def press_on(self, page: Answer, path: str, facts: dict[str, str]) -> Answer:
        """Send the form on a page that was opened before."""
        return self.post(path, hidden(page) | facts)

    def hang_up(self) -> None:
        if self.connection is not None:
            self.connection.close()
            self.connection = None


def hidden(page: Answer) -> dict[str, str]:
    """Give what the form on a page carries unseen. Raises AssertionError when there is no form."""
    token = CSRF.search(page.text)
    assert token, f"{page.status}: no form on this page"
    facts = {"csrfmiddlewaretoken": token[1]}
    if started := STARTED.search(page.text):
        facts["started"] = started[1]
    return facts


def signing(email: str, *, name: str = "Amina el Amrani") -> dict[str, str]:
    """Give what a citizen types into the form of a petition."""
    return {"name": name, "email": email, "place": "1012 AB", "age": "16", "consent": "on", "website": ""}
