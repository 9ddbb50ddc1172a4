"""Every letter as a mail program shows it: nothing for axe to find, on a phone and a desk, light and dark."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator, Sequence

import pytest
from playwright.sync_api import Browser, Page

from ndt.mail.letters import Letter
from ndt.mail.rendering import render
from tests.e2e.axe import violations, violations_of_looks
from tests.e2e.conftest import PICTURES
from tests.house.test_letters import LETTERS, source
from tests.sizes import FULL, sized

SAMPLES = {
    "code": "482913",
    "name": "Amina 't Hart",
    "minutes": 10,
    "days": 14,
    "count": 3,
    "number": 3,
    "budget": 500,
    "choices": ["Leraar wiskunde, Universiteit Voorbeeld, september 2027", "Leraar Engels, Elders, februari 2027"],
    "bookings": [[4711, "maandag 7 december, 15:00"], [4712, "maandag 14 december, 15:00"]],
    "lessons": ["maandag 7 december, 15:00", "maandag 14 december, 15:00"],
    "phone": "14 020",
    "visited": "dinsdag 1 december, 14:00",
    "reasons": ["De bijlesgever spreekt ook uw taal."],
    "ticket": "7K2Q-90XA",
    "rank": 2,
    "parts": ["Een les voorbereiden", "Toetsen"],
    "numbers": [["1 op de 9", "scholen zit onder de norm"]],
    "rows": [[1, 4], [2, 7]],
    "others": [["Noor", "Stichting Voorbeeld"], ["Daan", "Huiswerkhuis"]],
}
# `make test` takes one of them by turns, and asks of every letter whether it fits a phone.
LOOKS = ((390, "light"), (390, "dark"), (1280, "dark"), (1280, "light"))
WORDS = re.compile(r"[a-z_]+")


def sample(name: str) -> object:
    return SAMPLES.get(name, f"https://voorbeeld.example/{name}/" if name.endswith("url") else "Voorbeeld")


@pytest.fixture(scope="module")
def window(browser: Browser) -> Iterator[Page]:
    """One window for all letters: opening it takes as long as reading one."""
    page = browser.new_page()
    yield page
    page.close()


@sized
@pytest.mark.parametrize("letter", sorted(set(LETTERS)))
def test_a_letter_reads_well_in_every_window(window: Page, letter: str):
    names = {word for tag in re.findall(r"{[{%](.*?)[}%]}", source(letter, ".html")) for word in WORDS.findall(tag)}
    context = {name: sample(name) for name in names | {"code"}}
    unsubscribe = "https://voorbeeld.example/afmelden/x/"
    html = render(Letter(to="amina@voorbeeld.example", template=letter, context=context, unsubscribe=unsubscribe)).html
    folder = PICTURES / "letters"
    folder.mkdir(parents=True, exist_ok=True)
    window.set_content(html)
    found = []
    for turn, (width, scheme) in enumerate(looks(letter)):
        window.set_viewport_size({"width": width, "height": 700})
        window.emulate_media(color_scheme=scheme)
        found += violations_of_looks(window) if turn else violations(window)
        found += too_wide_a_letter(window, width)
        if FULL:
            window.screenshot(path=folder / f"{letter.replace('/', '-')}-{width}-{scheme}.png", full_page=True)
    window.set_viewport_size({"width": 390, "height": 700})
    found += too_wide_a_letter(window, 390)

    assert found == []


def looks(letter: str) -> Sequence[tuple[int, str]]:
    return LOOKS if FULL else (LOOKS[zlib.crc32(letter.encode()) % len(LOOKS)],)


def too_wide_a_letter(page: Page, width: int) -> list[str]:
    wide = page.evaluate("document.documentElement.scrollWidth") > width
    return [f"scrolls sideways at {width} px"] if wide else []
