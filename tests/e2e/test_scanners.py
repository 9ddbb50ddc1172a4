"""Mail scanners, link previews and prefetching browsers open every link first; then a human comes and succeeds."""

from __future__ import annotations

import itertools
import random
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import pytest
from django.core import serializers
from django.utils import timezone

from campaigns import links
from campaigns.links import Purpose
from campaigns.models import FormLetter, Intake, LedgerEntry, Petition, Signature
from campaigns.models.signature import State
from campaigns.services import counting
from ndt.jobs.models import Job
from ndt.mail.models import Suppression
from tests.campaigns import factories
from tests.e2e.mailbox import Mailbox
from tests.e2e.site import Site, until
from tests.e2e.visitor import Visitor, signing
from tests.sizes import size, sized

VISITS = size(200, 1000)
IN_A_BROWSER = size(4, 12)

pytestmark = [sized, pytest.mark.django_db(transaction=True)]

ADDRESS = "amina@ouders.example"
METHODS = ("GET", "HEAD")
# What scanners, previews and browsers that look ahead say of themselves.
AGENTS = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36",
    "Mozilla/5.0 (compatible; MSIE 9.0; Windows NT 6.1; SafeLinks)",
    "BarracudaCentral LinkProtect",
    "Mimecast-URL-Protect/1.0",
    "WhatsApp/2.23.20.0",
    "facebookexternalhit/1.1",
    "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)",
    "curl/8.5.0",
    "python-requests/2.32",
    "",
)
HEADERS: tuple[dict[str, str], ...] = (
    {},
    {"Sec-Purpose": "prefetch"},
    {"Sec-Purpose": "prefetch;prerender"},
    {"Purpose": "prefetch"},
    {"X-Moz": "prefetch"},
    {"X-Purpose": "preview"},
    {"HX-Request": "true"},
    {"Accept": "*/*", "Range": "bytes=0-1023"},
    {"If-Modified-Since": "Tue, 24 Nov 2026 00:00:00 GMT", "If-None-Match": '"x"'},
    {"X-HTTP-Method-Override": "POST"},
    {"Origin": "https://scanner.example", "Referer": "https://mail.example/"},
)


@dataclass(frozen=True)
class Visit:
    """One scanner at one link."""

    method: str
    link: str
    agent: str
    headers: tuple[tuple[str, str], ...]


def plan(every: list[str], number: int) -> list[Visit]:
    """Give so many different visits that every link, method, agent and header takes part in."""
    rng = random.Random(2021)
    visits = [
        Visit(method, link, agent, tuple(headers.items()))
        for method, link, agent, headers in itertools.product(METHODS, every, AGENTS, HEADERS)
    ]
    rng.shuffle(visits)
    return [visits[one % len(visits)] for one in range(number)]


def scan(site: Site, visits: list[Visit]) -> Counter[int]:
    """Make the visits, eight at a time; give how many were answered how."""

    def make(part: list[Visit]) -> Counter[int]:
        statuses: Counter[int] = Counter()
        for visit in part:
            # A scanner keeps no cookies and comes from its own network.
            visitor = Visitor(site.url, address=f"203.0.113.{hash(visit) % 250}")
            answer = visitor.ask(visit.method, visit.link, headers={"User-Agent": visit.agent} | dict(visit.headers))
            statuses[answer.status] += 1
            visitor.hang_up()
        return statuses

    with ThreadPoolExecutor(8) as pool:
        return sum(pool.map(make, [visits[number::8] for number in range(8)]), Counter())


def everything() -> str:
    """Give every row that a link could change, as text."""
    # Beat folds the ledger by itself; folded first, it looks the same before and after.
    counting.fold()
    models = (Signature, LedgerEntry, Suppression, FormLetter, Intake, Petition)
    rows = [row for model in models for row in model.objects.order_by("pk")]
    jobs = [f"{job.key} {job.kind}" for job in Job.objects.exclude(kind="jobs.daily").order_by("key")]
    return serializers.serialize("json", rows) + "\n".join(jobs)


@pytest.fixture
def petition(site: Site) -> Petition:
    return factories.petition(slug="kansen")


@pytest.fixture
def waiting(site: Site, petition: Petition, mailbox: Mailbox) -> list[str]:
    """The links in the mail of somebody who signed and did not confirm yet."""
    assert Visitor(site.url).press("/petitie/kansen/teken/", signing(ADDRESS)).status == 302
    return [link for link in mailbox.wait_for(ADDRESS).links if link.startswith(f"{site.url}/petitie/kansen/")]


@pytest.fixture
def thanked(site: Site, petition: Petition) -> list[str]:
    """The links of somebody who did confirm: the page of thanks, and the links in every later mail."""
    signature = factories.signature(petition, email="bram@ouders.example", now=timezone.now())
    return [site.url + path for path in _paths(signature)]


def _paths(signature: Signature) -> list[str]:
    names = {Purpose.THANKS: "bedankt", Purpose.WITHDRAW: "intrekken", Purpose.NOT_ME: "dit-was-ik-niet"}
    return [f"/petitie/kansen/{word}/{links.token(purpose, signature.public_id)}/" for purpose, word in names.items()]


def settled() -> bool:
    return not Job.objects.filter(state="queued", not_before__lte=timezone.now()).exists()


def test_a_thousand_scanners_change_nothing_and_the_human_after_them_succeeds(
    site: Site, waiting: list[str], thanked: list[str], mailbox: Mailbox, open_page, record_figure
):
    every = [*waiting, *thanked]
    assert {link.split("/")[5] for link in every if link.count("/") > 5} >= {
        "bevestig", "intrekken", "dit-was-ik-niet", "bedankt",
    }  # fmt: skip
    until(settled, what="the outbox")
    before = everything()

    statuses = scan(site, plan(every, VISITS - IN_A_BROWSER))
    browse(open_page, every)

    until(settled, what="the outbox")
    assert everything() == before
    assert set(statuses) <= {200, 206}, statuses
    record_figure("scanner visits", target=">= 1,000", measured=statuses.total() + IN_A_BROWSER)
    record_figure("of them in a browser with JavaScript", target="a few", measured=IN_A_BROWSER)
    record_figure("rows that a scanner changed", target=0, measured=0)
    the_human_succeeds(site, waiting, thanked, record_figure)


def browse(open_page, every: list[str]) -> None:
    """Open links in Chromium as a scanner in a sandbox does: scripts run, and it waits, scrolls and moves the mouse."""
    page = open_page()
    for number in range(IN_A_BROWSER):
        page.goto(every[number % len(every)])
        page.wait_for_load_state("networkidle")
        page.mouse.move(200, 300)
        page.mouse.wheel(0, 2000)
        page.wait_for_timeout(500)


def the_human_succeeds(site: Site, waiting: list[str], thanked: list[str], record_figure) -> None:
    human = Visitor(site.url)
    assert human.press(_one(waiting, "bevestig")).status == 302
    assert Signature.objects.get(email=ADDRESS).state == State.CONFIRMED
    assert human.press(_one(thanked, "intrekken")).status == 302
    assert Signature.objects.filter(state=State.WITHDRAWN).count() == 1
    assert human.press(_one(waiting, "dit-was-ik-niet")).status == 200
    assert not Signature.objects.filter(email=ADDRESS).exists()
    assert Suppression.objects.count() == 1
    record_figure("the human after them confirms, withdraws, says 'not me'", target="all three", measured="all three")


def _one(every: list[str], word: str) -> str:
    return next(link for link in every if f"/{word}/" in link)


def test_the_check_sees_a_page_that_does_its_work_on_get(site: Site, waiting: list[str], mailbox: Mailbox):
    """The control: one visit that does press the button changes the rows that the check compares."""
    until(settled, what="the outbox")
    before = everything()

    Visitor(site.url).press(_one(waiting, "dit-was-ik-niet"))

    assert everything() != before


def test_a_link_that_a_mail_program_broke_leads_to_the_petition_with_a_plain_sentence(site: Site, waiting: list[str]):
    good = _one(waiting, "bevestig").rstrip("/")
    broken = [
        good[:-1],
        good + "x",
        good.lower() if good.lower() != good else good.upper(),
        good[:-3] + "%3E",
        good[:-6] + "…",
    ]
    for link in broken:
        answer = Visitor(site.url).get(f"{link.encode('ascii', 'ignore').decode()}/")
        assert answer.status == 404, link
        assert "Kansen Te Koop" in answer.text
    assert Signature.objects.get().state == State.PENDING
