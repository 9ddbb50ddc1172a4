"""With the accounts of the demo: from a code of the institute to a place in a published round, in the browser."""

from __future__ import annotations

import random

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from ndt.demo import data
from opleiding import demo
from opleiding.models import Batch, MatchRound, Module
from opleiding.queries import meetings as queries
from tests.e2e.assembly_pages import heading
from tests.e2e.mailbox import Mailbox
from tests.e2e.site import Site
from tests.e2e.test_opleiding import answer
from tests.e2e.test_opleiding_round import draw, go, press
from tests.sizes import sized

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), sized]
OPEN_ROUND = "start-september"
OMAR = "omar@demo.example"


@pytest.fixture
def story(site: Site) -> None:
    """The cast, and the story of this room."""
    now = timezone.now()
    with transaction.atomic():
        data.load_cast(now, random.Random("cast"))
        list(demo.load(now, random.Random("opleiding")))


def log_in(page: Page, name: str) -> Page:
    page.goto("/demo/")
    with page.expect_navigation():
        page.get_by_role("button", name=f"Log in als {name}", exact=True).click()
    return page


def code_of(ilse: Page) -> str:
    """Let the institute make one code, and read it from the file."""
    ilse.goto(reverse("opleiding:institute"))
    ilse.get_by_role("link", name="Maak codes").click()
    ilse.locator("#id_title").fill("Een nieuwe trainer")
    ilse.locator("#id_size").fill("1")
    press(ilse, "Maak de codes")
    batch = Batch.objects.latest("pk")
    lines = ilse.request.get(reverse("opleiding:codes-csv", args=[batch.pk])).text().splitlines()
    (line,) = lines[1:]
    return line.split(",")[1].replace("-", "")


def enter(omar: Page, address: str) -> None:
    """Register for a meeting or a module, on the phone."""
    omar.goto(address)
    omar.locator("main").get_by_role("link", name="Meld je aan").click()
    press(omar, "Meld je aan")


def test_the_demo_walks_from_a_code_to_a_published_round(open_page, story, mailbox: Mailbox):
    desk, omar = open_page(), open_page(width=390, height=844)
    code = code_of(log_in(desk, "Ilse"))

    answer(log_in(omar, "Omar"), code, study="Wiskunde")
    heading(omar, "Mijn advies")

    now = timezone.now()
    roomy = next(one.meeting for one in queries.coming(now) if one.free)
    enter(omar, roomy.get_absolute_url())
    heading(omar, "Je komt")
    module = Module.objects.open(timezone.localdate()).get()
    enter(omar, module.get_absolute_url())
    heading(omar, "Je doet mee")

    log_in(desk, "Otto").goto(reverse("opleiding:meeting-people", args=[roomy.pk]))
    expect(desk.get_by_text("Omar")).to_be_visible()
    log_in(desk, "Petra").goto(reverse("opleiding:module-cockpit", args=[module.pk]))
    expect(desk.get_by_text("Omar")).to_be_visible()

    go(omar, "round", OPEN_ROUND)
    omar.get_by_role("link", name="Maak je lijst").click()
    omar.locator("select").first.select_option(index=1)
    press(omar, "Bewaar je lijst")
    draw(log_in(desk, "Coby"), OPEN_ROUND)

    run = MatchRound.objects.get(slug=OPEN_ROUND).last_run()
    placed = run.results.get(candidate__trainer__user__email=OMAR).placed
    go(omar, "my-place", OPEN_ROUND)
    heading(omar, "Je hebt een plaats" if placed else "Je hebt geen plaats")
    mailbox.wait_for(OMAR, containing="De uitkomst is bekend")
