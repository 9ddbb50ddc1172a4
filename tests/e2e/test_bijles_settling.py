"""Eva settles a month from the first button to the bank, with and without JavaScript."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from bijles.core.settlement import Step
from bijles.models import Invoice, Settlement
from bijles.services import settling
from tests.bijles import city, factories, months, settling_roles
from tests.e2e.assembly_pages import heading, let_in
from tests.e2e.site import Site, until
from tests.e2e.test_bijles_provider import press
from tests.house.roles import World
from tests.sizes import sized

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), sized]
PAIN: str = "{urn:iso:std:iso:20022:tech:xsd:pain.001.001.09}"


@pytest.fixture
def last_month(site: Site, settings) -> tuple[World, months.World, date]:
    """Two providers gave lessons in the month before this one."""
    settings.PASS_KEYS = factories.KEYS
    world = World("bijles")
    month = (timezone.localdate().replace(day=1) - timedelta(days=1)).replace(day=1)
    here = settling_roles.here_of(world, until=city.FOREVER, first_day=month, last_day=month + timedelta(days=300))
    for lessons in (2, 1):
        agreed, tutor = months.provider(here)
        for _lesson in range(lessons):
            here.given(agreed, tutor, month=month)
    return world, here, month


def step(page: Page, button: str, following: str, *, js: bool) -> None:
    """Press a button and wait for the next one: the page looks itself, or somebody looks again."""
    press(page, button)
    offered = page.get_by_role("button", name=following, exact=True).or_(
        page.get_by_role("link", name=following, exact=True)
    )
    if js:
        expect(offered).to_be_visible(timeout=60_000)
    else:
        until(lambda: bool(offered.count() or (page.reload() and offered.count())), what=following)


def hand_in(page: Page, statement: bytes) -> None:
    """Read a statement of the bank in."""
    file = {"name": "afschrift.csv", "mimeType": "text/csv", "buffer": statement}
    page.locator("input[type=file]").set_input_files([file])
    press(page, "Lees het afschrift in")


@pytest.mark.parametrize("js", [True, False], ids=["with javascript", "without javascript"])
def test_a_month_goes_from_the_first_button_to_the_bank(open_page, site: Site, last_month, js: bool):
    world, here, month = last_month
    page = open_page(js=js)
    let_in(page, site, "policymaker", world)
    address = reverse("bijles:settle-month", args=[here.scheme.slug, month])
    page.goto(address)

    step(page, "Zet de maand vast", "Keur de maand goed", js=js)
    step(page, "Keur de maand goed", "Maak de facturen", js=js)
    step(page, "Maak de facturen", "Maak het betaalbestand", js=js)
    step(page, "Maak het betaalbestand", "Lees het afschrift in", js=js)
    with page.expect_download() as fetched:
        page.get_by_role("link", name="POGK-").click()
    order = ET.parse(Path(fetched.value.path())).getroot()
    invoices = list(Invoice.objects.order_by("number"))
    assert sorted(one.text or "" for one in order.iter(f"{PAIN}InstdAmt")) == ["25.00", "50.00"]
    assert {one.text for one in order.iter(f"{PAIN}EndToEndId")} == {one.number for one in invoices}

    page.get_by_role("link", name="Lees het afschrift in", exact=True).click()
    heading(page, "Afschrift van de bank")
    hand_in(page, months.statement(*invoices, bedrag="twaalf"))
    expect(page.get_by_role("alert")).to_contain_text("Rij 2, kolom 'bedrag'")
    assert set(Settlement.objects.values_list("step", flat=True)) == {Step.EXPORTED}
    hand_in(page, months.statement(*invoices))
    expect(page.get_by_text("Betaald: 2.")).to_be_visible()

    page.goto(address)
    press(page, "Sluit de maand af")
    expect(page.get_by_text("Deze maand is klaar.")).to_be_visible()
    expect(page.get_by_role("heading", name="Wie deed wat")).to_be_visible()
    assert settling.faults() == []
