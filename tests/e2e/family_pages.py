"""The way of a family through its pages, once the pass was shown."""

from __future__ import annotations

from django.utils import timezone
from playwright.sync_api import Page, expect


def press(page: Page, button: str) -> None:
    """Press the first button with these words, and wait for the page that follows."""
    with page.expect_navigation():
        page.get_by_role("button", name=button).first.click()


def book_first(page: Page) -> None:
    """From the page of a child to booked lessons: the first tutor, the first time."""
    page.get_by_label("Voornaam van uw kind").fill("Sami")
    page.get_by_label("Geboren in de maand").select_option("3")
    page.get_by_label("Geboren in het jaar").select_option(str(timezone.localdate().year - 10))
    page.get_by_label("In welke klas").select_option("groep-7")
    page.get_by_label("Uw postcode").fill("1012")
    page.get_by_label("Waar wil uw kind hulp bij?").select_option("rekenen")
    press(page, "Zoek een les")
    press(page, "Kies")
    press(page, "Boek deze lessen")
    expect(page.get_by_text("De lessen staan vast.")).to_be_visible()
