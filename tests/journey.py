"""A citizen signs over plain HTTP, as a browser without JavaScript would: for sites that run elsewhere.

`sign_and_withdraw` asks nothing of the site but its pages and the mail it sends. It raises
JourneyFailed with the step and what was seen there.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

import requests

WHO = {"name": "Amina 't Hart", "email": "amina@ouders.example", "place": "1012 AB", "age": "16", "consent": "on"}
LINK = re.compile(r"https?://\S+/(?:bevestig|intrekken)/[^\s/]+/")
AS_A_PERSON_S = 3.5


class JourneyFailed(Exception):
    """A step went otherwise than a citizen may expect."""


@dataclass
class Form(HTMLParser):
    """The form of a page that posts the most fields: where it goes and what stands in it."""

    html: str
    action: str = ""
    fields: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        super().__init__()
        self._forms: list[tuple[str, dict[str, str]]] = []
        self._open = False
        self.feed(self.html)
        if not self._forms:
            raise JourneyFailed("There is no form on the page.")
        self.action, self.fields = max(self._forms, key=lambda form: len(form[1]))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        facts = dict(attrs)
        if tag == "form":
            self._open = (facts.get("method") or "").lower() == "post"
            if self._open:
                self._forms.append((facts.get("action") or "", {}))
        elif tag == "input" and self._open and facts.get("name") and facts.get("type") not in {"checkbox", "radio"}:
            self._forms[-1][1][str(facts["name"])] = facts.get("value") or ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = False


class Visitor:
    """A browser that keeps cookies.

    base: where the site is reached. host: the name it answers to. proxy: headers that a proxy in
    front would add, when there is none.
    """

    def __init__(self, base: str, *, host: str, proxy: dict[str, str] | None = None, verify: bool | str = True) -> None:
        self.base, self.host = base, host
        self.session = requests.Session()
        self.session.verify = verify
        self.session.trust_env = False
        self.session.headers.update({"Host": host, "Accept-Language": "nl", **(proxy or {})})

    def open(self, address: str, *, expected: int = 200) -> requests.Response:
        """GET a page, following redirects within the site."""
        return self._follow("GET", address, {}, expected)

    def send(self, page: requests.Response, **values: str) -> requests.Response:
        """Fill in the page's form and send it."""
        form = Form(page.text)
        return self._follow("POST", urljoin(page.url, form.action or page.url), form.fields | values, 200)

    def _follow(self, method: str, address: str, data: dict[str, str], expected: int) -> requests.Response:
        for _hop in range(5):
            response = self.session.request(
                method,
                self.base + _path(address),
                data=data,
                headers={"Referer": f"https://{self.host}/", "Cookie": self._cookies()},
                allow_redirects=False,
                timeout=15,
            )
            if not response.is_redirect:
                break
            method, data, address = "GET", {}, urljoin(response.url, response.headers["Location"])
        if response.status_code != expected:
            raise JourneyFailed(f"{method} {response.url} gave {response.status_code}:\n{response.text[:600]}")
        return response

    def _cookies(self) -> str:
        """Send secure cookies too: without a proxy the connection is not https, only the header says so."""
        return "; ".join(f"{cookie.name}={cookie.value}" for cookie in self.session.cookies)


def _path(address: str) -> str:
    parts = urlsplit(address)
    return parts.path + (f"?{parts.query}" if parts.query else "")


def sign_and_withdraw(
    visitor: Visitor, slug: str, letters: Callable[[], list[str]], say: Callable[[str], None]
) -> None:
    """Sign, confirm by the link in the mail, be counted, withdraw, be counted out.

    letters: gives the text of every letter that arrived so far.
    """
    before = count(visitor, slug)
    page = visitor.open(f"/petitie/{slug}/teken/")
    time.sleep(AS_A_PERSON_S)
    page = visitor.send(page, **WHO)
    say(f"The form was taken: {title(page)}")

    confirm = link(letters, "bevestig")
    page = visitor.open(confirm)
    if count(visitor, slug) != before:
        raise JourneyFailed("Opening the link alone changed the number.")
    page = visitor.send(page)
    say(f"The link in the mail works: {title(page)}")
    wait_for_count(visitor, slug, before + 1)
    say(f"The signature counts: {before + 1}")

    page = visitor.send(visitor.open(link(letters, "intrekken")))
    wait_for_count(visitor, slug, before)
    say(f"Withdrawn: {title(page)}")


def count(visitor: Visitor, slug: str) -> int:
    """Give the public number."""
    number: int = visitor.open(f"/petitie/{slug}/aantal.json").json()["number"]
    return number


def wait_for_count(visitor: Visitor, slug: str, expected: int, seconds: float = 10) -> None:
    """Wait until the public number is what it should be."""
    deadline = time.monotonic() + seconds
    while (seen := count(visitor, slug)) != expected:
        if time.monotonic() > deadline:
            raise JourneyFailed(f"The number stayed {seen}; expected {expected}.")
        time.sleep(0.3)


def link(letters: Callable[[], list[str]], word: str, seconds: float = 40) -> str:
    """Wait for a letter with such a link; give the link."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        for letter in letters():
            for found in LINK.findall(letter):
                if f"/{word}/" in found:
                    return str(found)
        time.sleep(0.2)
    raise JourneyFailed(f"No letter with a link to /{word}/ came in {seconds:.0f} s.")


def title(page: requests.Response) -> str:
    """Give the page's heading."""
    found = re.search(r"<h1[^>]*>(.*?)</h1>", page.text, re.DOTALL)
    return re.sub(r"<[^>]+>|\s+", " ", found[1]).strip() if found else "(no heading)"
