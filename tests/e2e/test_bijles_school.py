"""From a coordinator's approval to a parent at the door: texts, an order, its paper, a code, and counts; no JavaScript."""

from __future__ import annotations

import io

import pypdf
import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from bijles.core import codes
from bijles.models import CameBy, CampaignCode, ParentText
from bijles.services import texts
from tests.bijles import factories
from tests.bijles import outreach as made
from tests.bijles.city import FOREVER
from tests.e2e.assembly_pages import heading, let_in
from tests.e2e.mailbox import Mailbox
from tests.e2e.site import Site
from tests.e2e.test_account import code_in
from tests.e2e.test_house_axe import faults
from tests.house.roles import World
from tests.sizes import WAYS, sized

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), sized]
NUMBER = "6064366012345678"


def press(page: Page, button: str) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name=button, exact=True).first.click()


def approve(page: Page, text: ParentText) -> None:
    page.goto(reverse("bijles:text", args=[text.pk]))
    press(page, "Keur deze tekst goed")
    expect(page.get_by_text("Deze tekst mag nu worden gedrukt.")).to_be_visible()


@pytest.mark.parametrize("js", WAYS)
def test_a_letter_goes_from_approval_to_a_family_that_came_by_it(open_page, site: Site, mailbox: Mailbox, js: bool):
    world = World("bijles")
    scheme = factories.scheme(municipality=world.organisations["municipality"])
    factories.listed(scheme, factories.row(NUMBER, until=FOREVER))
    school = made.school(scheme, organisation=world.organisations["school"])

    desk = open_page(js=js, width=1280, height=900)
    let_in(desk, site, "coordinator", world)
    desk.goto(reverse("bijles:texts"))
    press(desk, "Zet ze klaar")
    for language in ("nl", "ti"):
        approve(desk, ParentText.objects.get(kind="letter", language=language))

    at_school = open_page(js=js, width=1280, height=900)
    let_in(at_school, site, "director", world)
    at_school.goto(reverse("bijles:school"))
    at_school.locator("input[name=kind][value=letter]").check()
    at_school.locator("#id_order_language").select_option("ti")
    at_school.locator("#id_order_copies").fill("25")
    press(at_school, "Maak de bestelling")
    expect(at_school.get_by_text("De bestelling is klaar.")).to_be_visible()
    address = at_school.get_by_role("link", name="(pdf)").get_attribute("href")
    code = codes.shown(CampaignCode.objects.get().code)
    pages = pypdf.PdfReader(io.BytesIO(at_school.request.get(str(address)).body())).pages
    assert code in pages[0].extract_text().replace("\n", "")

    phone = open_page(js=js, width=390, height=844)
    phone.goto(reverse("bijles:front"))
    phone.get_by_label("Code op uw brief").fill(code.lower())
    press(phone, "Ga verder met de code")
    expect(phone.get_by_text(ParentText.objects.get(kind="letter", language="ti").title)).to_be_visible()
    press(phone, "Begin")
    phone.get_by_label("Uw e-mailadres").fill("nieuw@voorbeeld.example")
    press(phone, "Maak een account")
    phone.get_by_label("De code uit de mail").fill(code_in(mailbox, "nieuw@voorbeeld.example", "nieuw account"))
    press(phone, "Bevestig mijn adres")
    phone.get_by_label("Het nummer van de pas").fill(NUMBER)
    phone.get_by_label("De geboortedatum").fill("1988-05-03")
    press(phone, "Ga verder")
    heading(phone, "Wie is uw kind?")

    assert CameBy.objects.get().batch.school == school
    at_school.reload()
    expect(at_school.locator("tbody tr td").nth(1)).to_have_text("<10")


def test_axe_finds_nothing_on_the_pages_of_schools_texts_and_codes(open_page, site: Site):
    world = World("bijles")
    scheme = factories.scheme(municipality=world.organisations["municipality"])
    school = made.school(scheme, organisation=world.organisations["school"])
    order = made.order(school, language="ar")
    arabic = made.text(language="ar")
    texts.read(text=arabic, reader="tolk", on=timezone.localdate())
    page, found = open_page(), []
    for role, addresses in {
        "director": [reverse("bijles:school-page", args=[school.pk])],
        "policymaker": [
            reverse("bijles:city-outreach", args=["stadspas"]),
            reverse("bijles:city-text", args=["stadspas", "mail", "ar"]),
        ],
        "coordinator": [
            reverse("bijles:texts"),
            reverse("bijles:text", args=[arabic.pk]),
            reverse("bijles:text-write", args=[arabic.pk]),
            reverse("bijles:via", args=[order.codes.get().code]),
            reverse("bijles:via", args=["ZZZZ-ZZZZ"]),
        ],
    }.items():
        let_in(page, site, role, world)
        found += [fault for address in addresses for fault in faults(page, address)]

    assert found == []
