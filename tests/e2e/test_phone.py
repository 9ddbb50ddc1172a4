"""A family without an e-mail address gets an account by phone and books; the texts lead it on. Without JavaScript."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from bijles.models import Booking
from ndt.people.models import Phone
from tests.bijles import factories
from tests.bijles.city import FOREVER, city
from tests.e2e.family_pages import book_first, press
from tests.e2e.mailbox import Mailbox
from tests.e2e.test_house_axe import faults
from tests.sizes import WAYS, sized

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), sized]
PASS = "6064366012345678"
PHONE = "31612345678@phone.example"


def code_in(mailbox: Mailbox, count: int = 1) -> str:
    return re.search(r"\b\d{6}\b", mailbox.wait_for(PHONE, containing="is uw code", count=count).text)[0]


def come_in(page: Page, mailbox: Mailbox) -> None:
    """From the page of the pass to an account by phone, and back to the pass."""
    page.goto(reverse("bijles:front"))
    page.get_by_role("link", name="Stadspas").first.click()
    page.get_by_role("link", name="Maak een account met uw telefoonnummer").click()
    page.get_by_label("Uw mobiele nummer").fill("06-12345678")
    press(page, "Stuur mij een code")
    page.get_by_label("De code uit de sms").fill(code_in(mailbox))
    press(page, "Ga verder")


def book(page: Page) -> None:
    page.get_by_label("Het nummer van de pas").fill(PASS)
    page.get_by_label("De geboortedatum").fill("1988-05-03")
    press(page, "Ga verder")
    book_first(page)
    expect(page.get_by_text("De lessen staan vast. Wij sturen u ook een bericht.")).to_be_visible()


@pytest.mark.parametrize("js", WAYS)
def test_a_family_with_a_phone_alone_books_and_reads_it_in_a_text(open_page, page: Page, mailbox: Mailbox, js: bool):
    factories.listed(city().scheme, factories.row(PASS, until=FOREVER))
    amina = open_page(js=js, width=390, height=844)
    come_in(amina, mailbox)
    book(amina)

    text = mailbox.wait_for(PHONE, containing="Uw lessen staan vast").text
    assert "Sami" not in text
    assert "rekenen" not in text
    (link,) = re.findall(r"https?://\S+", text)
    amina.goto(link)
    expect(amina.get_by_text("Sami").first).to_be_visible()
    amina.goto(reverse("people:account"))
    expect(amina.get_by_text("06 12345678")).to_be_visible()
    expect(amina.get_by_text("zonder-mail")).to_have_count(0)
    assert (Phone.objects.count(), Booking.objects.filter(state="confirmed").exists()) == (1, True)
    page.goto("/account/telefoon/")
    page.get_by_label("Uw mobiele nummer").fill("06-87654321")
    press(page, "Stuur mij een code")
    found = faults(page, page.url)
    assert found + faults(page, "/account/telefoon/") == []
