"""A coordinator runs a round in a browser, decides, and a colleague publishes; with and without JavaScript."""

from __future__ import annotations

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from tests.e2e.assembly_pages import heading, let_in
from tests.e2e.site import Site
from tests.house.roles import World
from tests.sizes import sized
from tests.wisselkracht import runs
from wisselkracht.models import Round, Ruling, Run

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), sized]

LOOKS = 400


@pytest.fixture
def found(site: Site) -> Round:
    """A closed round of four who can all exchange with each other."""
    made, _applications = runs.round_of(4)
    return made


def press(page: Page, name: str) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name=name, exact=True).click()


def run(page: Page, *, js: bool) -> None:
    """Ask for a run and wait until the page shows what it found."""
    press(page, "Reken")
    done = page.get_by_role("heading", name="Hoe is gekozen?")
    if js:
        expect(done).to_be_visible()
        return
    for _look in range(LOOKS):
        if done.is_visible():
            return
        page.get_by_role("link", name="Kijk of het klaar is").click()
    raise AssertionError("the run never ended")


@pytest.mark.parametrize("js", [True, False], ids=["with javascript", "without javascript"])
def test_a_round_is_run_and_published_by_two(found: Round, open_page, site: Site, js: bool):
    world = World("wisselkracht")
    coby = open_page(js=js, width=390, height=844)
    let_in(coby, site, "coordinator", world)

    coby.goto(reverse("wisselkracht:cockpit", args=[found.slug]))
    coby.get_by_role("link", name="Berekeningen en besluiten").click()
    run(coby, js=js)
    expect(coby.get_by_text("Bewezen: geen enkele verdeling is beter")).to_be_visible()
    coby.get_by_role("link", name="Ruil 1", exact=True).click()
    coby.get_by_role("link", name="Verbied deze ruil").click()
    expect(coby.get_by_text("Dit kost niets")).to_be_visible()
    coby.get_by_label("Waarom").fill("De besturen vroegen dit.")
    press(coby, "Verbied deze ruil")
    assert Ruling.objects.count() == 1

    coby.goto(reverse("wisselkracht:matrix", args=[found.slug]))
    coby.get_by_role("link", name="past", exact=True).first.click()
    expect(coby.get_by_text("Houd deze twee uit elkaar")).to_be_visible()

    coby.goto(reverse("wisselkracht:runs", args=[found.slug]))
    run(coby, js=js)
    press(coby, "Leg voor aan een collega")
    expect(coby.get_by_text("Vraag een collega")).to_be_visible()
    coby.goto(reverse("wisselkracht:runs-compare", args=[found.slug]))
    heading(coby, "Berekeningen naast elkaar")

    colleague = open_page(js=js)
    let_in(colleague, site, "operator", world)
    colleague.goto(reverse("wisselkracht:run", args=[found.slug, 2]))
    press(colleague, "Publiceer en verstuur de voorstellen")
    expect(colleague.get_by_text("Gepubliceerd op")).to_be_visible()
    assert Run.objects.published().get().number == 2

    visitor = open_page(js=js, width=390, height=844)
    visitor.goto(reverse("wisselkracht:proof", args=[found.slug]))
    heading(visitor, f"Het bewijs van {found.title}")
    expect(visitor.get_by_role("link", name="Download de bestanden")).to_be_visible()
