"""Taking part and reading reports, in a browser: with and without scripts, and nothing for axe to find."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.e2e.axe import every_look
from tests.e2e.site import Site
from tests.sizes import sized

PAGES = (
    "/doe-mee/kansen-te-koop/?rol=bondgenoten",
    "/rapporten/stand-van-het-platform/",
    "/rapporten/stand-van-het-platform/volg/",
    "/rapporten/volgen/verzonnen/",
    "/doe-mee/bericht/verzonnen/",
)


@sized
@every_look
def test_axe_finds_nothing(site: Site, open_page, axe, width: int, scheme: str):
    page = open_page(width=width, scheme=scheme)
    faults = []

    for address in PAGES:
        page.goto(address)
        faults += axe(page)
        if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            faults.append(f"scrolls sideways at {width} px: {address}")
    page.goto(PAGES[0])
    page.get_by_role("button", name="Verstuur het bericht").click()
    expect(page.get_by_role("heading", name="Verbeter dit eerst")).to_be_visible()
    faults += axe(page)

    assert not faults, "\n".join(faults)


def test_an_offer_is_sent_and_deleted_without_scripts(site: Site, page_without_js: Page, mailbox):
    page = page_without_js
    page.goto("/doe-mee/")
    page.get_by_role("link", name="Bondgenoten").click()
    page.get_by_label("Naam", exact=True).fill("Joost van 't Hof")
    page.get_by_label("E-mailadres").fill("joost@voorbeeld.example")
    page.get_by_label("Deze gegevens mogen bewaard worden").check()
    page.wait_for_timeout(4500)  # somebody who fills it in quicker is looked at first
    page.get_by_role("button", name="Verstuur het bericht").click()
    expect(page.get_by_role("heading", name="Het bericht is verstuurd")).to_be_visible()

    (link,) = [one for one in mailbox.wait_for("joost@voorbeeld.example").links if "/doe-mee/bericht/" in one][:1]
    page.goto(link)
    page.get_by_role("button", name="Haal het bericht weg").click()

    expect(page.get_by_role("heading", name="Het bericht is weg")).to_be_visible()


def test_a_report_is_narrowed_without_a_reload(site: Site, page: Page):
    page.goto("/rapporten/stand-van-het-platform/")
    heading = page.get_by_role("heading", level=1)
    expect(heading).to_be_visible()

    page.get_by_label("Vanaf").fill("2026-01-01")

    page.wait_for_url("**van=2026-01-01**")
    expect(page.get_by_role("link", name="Open de PDF")).to_have_attribute(
        "href", "/rapporten/stand-van-het-platform/pdf/?van=2026-01-01"
    )
