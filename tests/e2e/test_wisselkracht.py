"""Three people apply in a browser, on phones, with and without JavaScript; a coordinator opens a round and checks."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.e2e.assembly_pages import heading, let_in
from tests.e2e.mailbox import Mailbox
from tests.e2e.site import Site
from tests.e2e.test_house_axe import faults, is_page
from tests.house.roles import World
from tests.sizes import sized
from tests.wisselkracht import factories
from tests.wisselkracht.url_roles import URLS
from wisselkracht.core.steps import Role
from wisselkracht.models import Application, Round

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), sized]


@pytest.fixture
def found(site: Site) -> Round:
    """A round that is open now, in a region with one school."""
    now = timezone.now()
    factories.school(title="De Vlieger", web_domain="vlieger.example")
    return factories.round_(
        opens_at=now - timedelta(days=5),
        closes_at=now + timedelta(days=20),
        decides_on=timezone.localdate(now + timedelta(days=30)),
        starts_on=timezone.localdate(now + timedelta(days=60)),
        ends_on=timezone.localdate(now + timedelta(days=150)),
    )


@pytest.fixture
def world(site: Site) -> World:
    return World("wisselkracht")


class Person:
    """One of the three, with a phone."""

    def __init__(self, page: Page, mailbox: Mailbox, email: str) -> None:
        self.page, self.mailbox, self.email = page, mailbox, email

    def open_mail(self, words: str) -> None:
        mail = self.mailbox.wait_for(self.email, containing=words)
        self.page.goto(next(link for link in mail.links if "/mijn/" in link))

    def press(self, button: str) -> None:
        with self.page.expect_navigation():
            self.page.get_by_role("button", name=button, exact=True).click()

    def choose(self, **fields: str) -> None:
        for name, value in fields.items():
            self.page.locator(f"#id_{name}").select_option(value)

    def tick(self, name: str, *values: str) -> None:
        for value in values:
            self.page.locator(f"input[name={name}][value='{value}']").check()


def begin(bram: Person, found: Round) -> None:
    """Find the school, and name the three."""
    bram.page.goto("/wisselkracht/")
    bram.page.get_by_role("link", name=found.title).click()
    bram.page.locator("#id_find").fill("vlieger")
    bram.press("Zoek")
    bram.page.locator("input[name=school]").first.check()
    bram.press("Ga verder")
    bram.tick("starter", "teacher")
    for role, name, email in (
        ("teacher", "Bram", bram.email),
        ("director", "Daan", "daan@vlieger.example"),
        ("buddy", "Bo", "bo@leraren.example"),
    ):
        bram.page.locator(f"#id_{role}_name").fill(name)
        bram.page.locator(f"#id_{role}_email").fill(email)
    bram.press("Verstuur")
    heading(bram.page, "Kijk nu in je mail")


def answer_as_teacher(bram: Person) -> None:
    bram.open_mail("Ga verder")
    heading(bram.page, "Je baan")
    bram.tick("groups", "5")
    bram.tick("days", "1", "2", "4")
    bram.page.locator("#id_fte").fill("0,6")
    bram.choose(degree="primary")
    bram.press("Ga verder")
    bram.choose(goal_1="formatief", strength_1="lezen")
    bram.press("Ga verder")
    bram.tick("minutes", "30")
    bram.tick("mode", "bike")
    bram.press("Ga verder")
    bram.page.locator("#id_agree").check()
    bram.press("Bevestig")
    expect(bram.page.get_by_text("Jij hebt bevestigd")).to_be_visible()


def answer_as_director(daan: Person) -> None:
    daan.open_mail("Bram wil met jou")
    heading(daan.page, "Waar uw school goed in is")
    daan.choose(expertise_1="lezen", level_1="3")
    daan.press("Ga verder")
    daan.choose(goal_1="nt2")
    daan.press("Ga verder")
    daan.page.locator("#id_agree").check()
    daan.press("Bevestig")


@pytest.mark.parametrize("js", [True, False], ids=["with javascript", "without javascript"])
def test_three_people_apply_and_are_ready_for_the_round(found: Round, open_page, mailbox: Mailbox, js: bool):
    emails = ("bram@leraren.example", "daan@vlieger.example", "bo@leraren.example")
    bram, daan, bo = (Person(open_page(js=js, width=390, height=844), mailbox, email) for email in emails)

    begin(bram, found)
    answer_as_teacher(bram)
    answer_as_director(daan)
    bo.open_mail("Bram wil met jou")
    bo.page.locator("#id_agree").check()
    bo.press("Bevestig")

    expect(bo.page.get_by_text("Alles is klaar")).to_be_visible()
    assert Application.objects.get().stage == "verified"
    mailbox.wait_for(bram.email, containing="alle drie bevestigd")


def test_a_coordinator_opens_a_round_and_checks_a_director_by_phone(open_page, site: Site, world: World):
    found = factories.round_(state="concept", closes_at=timezone.now() + timedelta(days=20))
    application = factories.complete(known=False)
    page = open_page(js=False)
    let_in(page, site, "coordinator", world)

    page.goto(reverse("wisselkracht:cockpit", args=[found.slug]))
    page.get_by_role("button", name="Open de ronde").click()
    expect(page.get_by_text("De ronde is open.")).to_be_visible()
    page.goto(reverse("wisselkracht:application", args=[application.pk]))
    page.locator("#id_note").fill("Belde het nummer van de website en sprak Daan.")
    page.get_by_role("button", name="Leg vast").click()

    expect(page.get_by_text("De schoolleider is nagegaan.")).to_be_visible()
    application.refresh_from_db()
    assert application.stage == "verified"


def pages(world: World) -> list[str]:
    """Give the address of every page of this room, made as its row says, and of pages that look different later."""
    rows = {name: row for name, row in URLS.items() if row.get["coordinator"] == 200}
    made = {make: make(world) for make in {row.kwargs: None for row in rows.values()}}
    late = factories.complete(round=factories.round_())
    mine = [reverse("wisselkracht:mine", args=[factories.token_of(late, role)]) for role in Role]
    return [*(reverse(name, kwargs=made[row.kwargs]) for name, row in rows.items()), *mine]


def test_axe_finds_nothing_on_any_page_of_this_room(page: Page, site: Site, world: World, record_figure):
    let_in(page, site, "coordinator", world)

    found, number = [], 0
    for address in pages(world):
        if is_page(page.request.get(address).headers):
            number += 1
            found += faults(page, address)

    record_figure("pages of WisselKracht that axe looked at", target="-", measured=number)
    record_figure("what axe found on them, 320 and 1280 px, light and dark", target=0, measured=len(found))
    assert not found, "\n".join(found)
