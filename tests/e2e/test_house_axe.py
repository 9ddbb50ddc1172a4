"""Every page that a visitor can open: nothing for axe to find, on a phone and on a desk, light and dark."""

from __future__ import annotations

import re
import zlib
from collections.abc import Sequence

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from tests.e2e.axe import too_wide, violations, violations_of_looks
from tests.e2e.site import Site
from tests.house.roles import World
from tests.house.test_url_roles import ROWS
from tests.sizes import FULL, sized

LOOKS = ((1280, "light"), (320, "dark"), (1280, "dark"), (320, "light"))
NUMBERS_AND_KEYS = re.compile(r"[^/]*\d[^/]*|[^/]{20,}")
# Pages that a row cannot tell of: another language, an error, a form with errors.
MORE = ["/en/", "/oplossingen/bestaat-niet/", "/demo/onderdelen/?fout=1"]


def public_pages() -> list[str]:
    """Give the address of every page that a visitor may see; what such a page is about is made."""
    world = World("campaigns")
    rows = {name: row for name, (row, _solution) in sorted(ROWS.items()) if row.get["anonymous"] == 200}
    made = {make: make(world) for make in {row.kwargs: None for row in rows.values()}}
    return MORE + [reverse(name, kwargs=made[row.kwargs]) for name, row in rows.items()]


def is_page(headers: dict[str, str]) -> bool:
    """Tell a page from a file, and from a mail in a sandbox: there no script runs, axe neither."""
    sandboxed = "sandbox" in headers.get("content-security-policy", "")
    return "text/html" in headers.get("content-type", "") and "content-disposition" not in headers and not sandboxed


def looks(address: str) -> Sequence[tuple[int, str]]:
    """Give the widths and schemes to look at a page in: all four, in `make test` by turns one of two that differ most."""
    lasting = NUMBERS_AND_KEYS.sub("", address)  # so that a page is seen the same way in every run
    return LOOKS if FULL else (LOOKS[zlib.crc32(lasting.encode()) % 2],)


def faults(page: Page, address: str, *, is_open: bool = False) -> list[str]:
    """Give what axe finds on a page, opened unless it is, and what makes it scroll sideways on a phone."""
    found: list[str] = []
    for turn, (width, scheme) in enumerate(looks(address)):
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)
        if turn == 0 and not is_open:
            page.goto(address)
        seen = violations_of_looks(page) if turn else violations(page)
        found += [f"{fault} at {width} px, {scheme}" for fault in seen]
    page.set_viewport_size({"width": 320, "height": 900})
    found += [f"scrolls sideways at 320 px: {address} because of {culprit}" for culprit in too_wide(page)]
    return found


@sized
def test_axe_finds_nothing_on_any_public_page_wide_and_narrow_light_and_dark(site: Site, page: Page, record_figure):
    found, pages = [], 0

    for address in public_pages():
        answer = page.request.get(address)
        if is_page(answer.headers) and "<html" in answer.text():  # not a part of a page
            pages += 1
            found += faults(page, address)

    record_figure("public pages that axe looked at", target="-", measured=pages)
    record_figure("what axe found on them, 320 and 1280 px, light and dark", target=0, measured=len(found))
    assert not found, "\n".join(found)


@pytest.mark.parametrize("forced", ["active", "none"])
def test_axe_finds_nothing_with_forced_colours_and_without_motion(site: Site, open_page, axe, forced: str):
    page = open_page(width=390, forced_colors=forced, reduced_motion="reduce")

    page.goto("/demo/onderdelen/?fout=1")

    # With forced colours the browser paints, and axe would measure colours that nobody sees.
    assert [fault for fault in axe(page) if forced == "none" or not fault.startswith("color-contrast")] == []


def test_the_first_tab_offers_to_skip_to_the_content(site: Site, page: Page):
    page.goto("/")

    page.keyboard.press("Tab")
    skip = page.locator(":focus")
    expect(skip).to_have_text("Ga naar de inhoud")
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")

    assert page.evaluate("document.activeElement.id") == "inhoud"


@pytest.mark.parametrize("js", [True, False])
def test_errors_take_the_focus_and_lead_to_their_fields(site: Site, open_page, js: bool):
    page = open_page(js=js, width=390)

    page.goto("/demo/onderdelen/?fout=1")

    summary = page.locator("[data-error-summary]")
    expect(summary).to_be_focused()
    summary.get_by_role("link", name="Uw e-mailadres").click()
    field = page.get_by_label("Uw e-mailadres")
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(field).to_have_value("amina")
    described = field.get_attribute("aria-describedby").split()
    expect(page.locator(f"#{described[-1]}")).to_contain_text("e-mailadres")


def test_the_language_stands_in_the_address_and_in_no_cookie(site: Site, page_without_js: Page):
    page = page_without_js

    page.goto("/oplossingen/wisselkracht/")
    page.get_by_role("link", name="English").click()

    assert page.url.endswith("/en/oplossingen/wisselkracht/")
    assert page.locator("html").get_attribute("lang") == "en"
    page.get_by_role("link", name="Nederlands").click()
    assert page.locator("html").get_attribute("lang") == "nl"
    assert page.context.cookies() == []


def test_a_form_is_sent_once_however_often_the_button_is_pressed(site: Site, page: Page):
    page.goto("/account/inloggen/")
    sent = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    page.locator("form[method=post] input[type=email]").fill("amina@example.org")
    page.route("**/account/inloggen/**", lambda route: None)

    page.evaluate("() => { const b = document.querySelector('main form button'); b.click(); b.click(); b.click(); }")
    page.wait_for_timeout(200)

    assert len(sent) == 1
