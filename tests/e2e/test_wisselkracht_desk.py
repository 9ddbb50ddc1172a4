"""A director puts the school on the map; a coordinator writes to many and gives a round more time, by keyboard."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from ndt.schools.models import Postcode
from tests.e2e.assembly_pages import let_in
from tests.e2e.mailbox import Mailbox
from tests.e2e.site import Site
from tests.house.roles import World
from tests.sizes import sized
from tests.wisselkracht import factories
from wisselkracht.core.steps import Role
from wisselkracht.models import Application, Round

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), sized]


@pytest.fixture
def ready(site: Site) -> Application:
    """An application that is ready, in a round that is open now."""
    now = timezone.now()
    Postcode.objects.create(pc4="4950", lat=51.6, lon=4.9)
    found = factories.round_(
        title="Voorjaar",
        opens_at=now - timedelta(days=5),
        closes_at=now + timedelta(days=20),
        decides_on=timezone.localdate(now + timedelta(days=50)),
        starts_on=timezone.localdate(now + timedelta(days=60)),
        ends_on=timezone.localdate(now + timedelta(days=150)),
    )
    return factories.complete(round=found, now=now)


def press(page: Page, button: str) -> None:
    """Press a button as somebody without a mouse does."""
    page.get_by_role("button", name=button, exact=True).focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")


@pytest.mark.parametrize("js", [True, False], ids=["with javascript", "without javascript"])
def test_a_school_goes_on_the_map_and_many_get_a_letter(
    ready: Application, open_page, site: Site, mailbox: Mailbox, js: bool
):
    daan = open_page(js=js, width=390, height=844)
    daan.goto(reverse("wisselkracht:mine", args=[factories.token_of(ready, Role.DIRECTOR)]))
    daan.get_by_role("link", name="Zet uw school op de kaart").click()
    press(daan, "Zet de school op de kaart")
    daan.get_by_role("link", name="Bekijk de kaart").click()
    expect(daan.get_by_role("listitem").filter(has_text=ready.school.title)).to_be_visible()

    coby = open_page(js=js)
    let_in(coby, site, "coordinator", World("wisselkracht"))
    coby.goto(reverse("wisselkracht:cockpit", args=[ready.round.slug]))
    coby.get_by_role("link", name="Mail aan velen").click()
    coby.get_by_label("Wie van de drie?").select_option("teacher")
    coby.get_by_label("Onderwerp").fill("Tot gauw")
    coby.get_by_label("Tekst").fill("Beste {naam},\n\nOp {laatste_dag} sluit de ronde.")
    press(coby, "Bekijk de mail")
    expect(coby.get_by_text("1 persoon krijgt deze mail.")).to_be_visible()
    press(coby, "Verstuur de mail")
    expect(coby.get_by_text("De mail gaat naar 1 persoon.")).to_be_visible()
    bram = factories.person(ready, Role.TEACHER)
    assert f"Beste {bram.name}" in mailbox.wait_for(bram.email, containing="sluit de ronde").text

    later = ready.round.last_day + timedelta(days=3)
    coby.goto(reverse("wisselkracht:change", args=[ready.round.slug]))
    coby.locator("#id_closes_on").fill(f"{later:%Y-%m-%d}")
    press(coby, "Bewaar de ronde")
    expect(coby.get_by_text("De ronde is aangepast.")).to_be_visible()
    assert Round.objects.get(pk=ready.round.pk).last_day == later
