"""A round for scarce places from draft to published, at the desk and on two phones; axe looks at its pages."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from opleiding.models import MatchRound, Offering, Study, Trainer
from opleiding.services import rounds
from tests.e2e.assembly_pages import heading, let_in
from tests.e2e.mailbox import Mailbox
from tests.e2e.site import Site
from tests.e2e.test_house_axe import faults
from tests.house.roles import World
from tests.opleiding import factories
from tests.opleiding.round_world import given
from tests.sizes import sized

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), sized]
MASTER = {"id": "master", "kind": "degree", "level": "master"}
SLUG = "start-najaar"
BARE = ("round-new", "round-desk", "simulator")


@pytest.fixture
def world(site: Site) -> World:
    return World("opleiding")


def offering(*rules: dict[str, str]) -> Offering:
    """One place, that somebody can still ask for today."""
    programme = factories.programme()
    factories.rules(programme, *rules)
    today = timezone.localdate()
    days = {"deadline": today + timedelta(days=60), "starts_on": today + timedelta(days=280)}
    return factories.offering(programme=programme, places=1, **days)


def trainer(world: World, role: str) -> Trainer:
    """A trainer with a bachelor, which no master's programme takes."""
    made = factories.trainer(user=world.users[role])
    factories.study(made, level=Study.Level.BACHELOR, ec=180)
    return made


def press(page: Page, button: str) -> None:
    with page.expect_navigation():
        page.locator("main").get_by_role("button", name=button, exact=True).click()


def go(page: Page, name: str, slug: str = SLUG) -> str:
    address = reverse(f"opleiding:{name}", args=[slug])
    page.goto(address)
    return address


def make(desk: Page) -> None:
    """Make a round with both offerings, and let it take lists."""
    closes = timezone.localtime() + timedelta(days=7)
    desk.goto(reverse("opleiding:round-desk"))
    desk.get_by_role("link", name="Maak een ronde").click()
    typed = {"title": "Start in het najaar", "slug": SLUG, "about": "Voor wie wil beginnen.", "closes_at": f"{closes:%Y-%m-%dT%H:%M}"}  # fmt: skip
    for field, text in typed.items():
        desk.locator(f"#id_{field}").fill(text)
    press(desk, "Maak de ronde")
    for box in desk.locator("input[name=offerings]").all():
        box.check()
    press(desk, "Bewaar de opleidingen")


def ask(phone: Page, open_title: str) -> None:
    """Hand in a list of one on a phone."""
    go(phone, "round")
    phone.get_by_role("link", name="Maak je lijst").click()
    heading(phone, "Je lijst")
    expect(phone.get_by_text("Bij 1 opleiding kun je nu geen plaats krijgen")).to_be_visible()
    phone.locator("select").first.select_option(label=open_title)
    press(phone, "Bewaar je lijst")
    expect(phone.get_by_text("Je lijst is bewaard.")).to_be_visible()


def draw(desk: Page, slug: str = SLUG) -> None:
    """Close the lists and draw. Days pass in between: the closing and the source's moment are set back."""
    now = timezone.now()
    rows = MatchRound.objects.filter(slug=slug)
    rows.update(closes_at=now - timedelta(hours=3))
    go(desk, "round-cockpit", slug)
    press(desk, "Zet de lijsten vast")
    rounds.commit(found=rows.get(), beacon="test", moment=now - timedelta(hours=1), now=now - timedelta(hours=2))
    go(desk, "round-cockpit", slug)
    desk.locator("#id_recording").fill(given(rows.get()))
    press(desk, "Doe de loting")
    press(desk, "Verdeel de plaatsen")
    # The page looks again by itself until the worker has solved and checked.
    press(desk, "Maak de uitkomst bekend")


def test_a_round_goes_from_draft_to_published_and_axe_finds_nothing(
    open_page, site: Site, world: World, mailbox: Mailbox, record_figure
):
    offering(MASTER)
    offering()
    trainers = [trainer(world, role) for role in ("family", "teacher")]
    desk, with_js, without_js = (
        open_page(),
        open_page(width=390, height=844),
        open_page(js=False, width=390, height=844),
    )
    for page, role in ((desk, "coordinator"), (with_js, "family"), (without_js, "teacher")):
        let_in(page, site, role, world)
    found: list[str] = []

    def look(page: Page, *names: str) -> None:
        for name in names:
            found.extend(faults(page, reverse(f"opleiding:{name}", args=[] if name in BARE else [SLUG])))

    make(desk)
    look(desk, "round-new", "round-cockpit")
    go(desk, "round-cockpit")
    press(desk, "Open de lijsten")
    title = MatchRound.objects.get().offerings.order_by("code").last().title
    for phone in (with_js, without_js):
        ask(phone, title)
    look(with_js, "my-list")
    assert title in mailbox.wait_for(trainers[0].user.email, containing="Je lijst is binnen").text.replace("\n   ", " ")

    draw(desk)

    run = MatchRound.objects.get().last_run()
    for phone, one in zip((with_js, without_js), trainers, strict=True):
        placed = run.results.get(candidate__trainer=one).placed
        go(phone, "my-place")
        heading(phone, "Je hebt een plaats" if placed else "Je hebt geen plaats")
        expect(phone.get_by_text("Het laagste nummer gaat voor.")).to_be_visible(visible=not placed)
    mailbox.wait_for(trainers[1].user.email, containing="De uitkomst is bekend")
    look(desk, "round-desk", "round-cockpit", "round", "round-proof", "simulator")
    look(with_js, "my-place")
    record_figure(
        "what axe found on the pages of a round, 320 and 1280 px, light and dark", target=0, measured=len(found)
    )
    assert not found, "\n".join(found)
