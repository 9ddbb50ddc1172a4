"""The pages of the assembly as a teacher and an organiser use them. Where a form changes, only this file does."""

from __future__ import annotations

import itertools
import subprocess
import sys
import zipfile
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.utils import timezone
from playwright.sync_api import Page, expect

from beraad.models import Assembly, Party
from tests.beraad import factories
from tests.e2e.mailbox import Mailbox
from tests.e2e.site import Site
from tests.house.roles import World

BRAM = "bram@leraren.example"
TABS = 40


def let_in(page: Page, site: Site, role: str, world: World) -> None:
    """Log a page in as somebody of the house."""
    name = settings.SESSION_COOKIE_NAME
    page.context.add_cookies([{"name": name, "value": world.browser(role).cookies[name].value, "url": site.url}])


def heading(page: Page, words: str) -> None:
    """Wait until the page with these words at its head is there."""
    expect(page.get_by_role("heading", level=1)).to_contain_text(words)


def tab_to(page: Page, words: str) -> None:
    """Press Tab until something with these words has the focus."""
    for _time in range(TABS):
        focused = page.locator(":focus")
        if focused.count() and words in focused.inner_text():
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{TABS} times Tab did not reach {words!r}")


class Registrant:
    """A teacher at the form, in the mail and at the own ticket."""

    def __init__(self, page: Page, mailbox: Mailbox, slug: str, *, email: str = BRAM) -> None:
        self.page, self.mailbox, self.slug, self.email = page, mailbox, slug, email

    def open_form(self) -> None:
        """Go from the page of the assembly to the form."""
        self.page.goto(f"/beraad/b/{self.slug}/")
        self.page.locator("main").get_by_role("link", name="Doe mee").first.click()

    def fill(self, *, answers: Sequence[str] = ("PO", "jong"), code: str = "", consents: bool = True) -> None:
        """Fill step after step, up to the last; stop at a step that shows an error."""
        texts = {"name": "Bram Bakker", "email": self.email, "code": code}
        while True:
            for answer in answers:
                for radio in self.page.locator(f"input[type=radio][value='{answer}']").all():
                    radio.check()
            for field, text in texts.items():
                for box in self.page.locator(f"#id_{field}:visible").all():
                    box.fill(text)
            if self.page.get_by_role("button", name="Meld je aan").count():
                break
            if not self.go_on():
                return
        if consents:
            self.page.locator("#id_lottery").check()

    def go_on(self) -> bool:
        """Press on to the next step; say whether it came."""
        step = self._step()
        with self.page.expect_navigation():
            self.page.get_by_role("button", name="Ga verder").click()
        return self._step() != step

    def _step(self) -> str:
        return self.page.locator("input[name=step]").input_value()

    def send(self) -> None:
        with self.page.expect_navigation():
            self.page.get_by_role("button", name="Meld je aan").click()

    def type_form(self, *, code: str = "") -> None:
        """Fill the form by keyboard alone, step after step, in the order in which Tab comes by."""
        texts = {"name": "Bram Bakker", "email": self.email, "code": code}
        while "/aanmelden/" in self.page.url:
            self._type_step(texts)

    def _type_step(self, texts: dict[str, str]) -> None:
        for _time in range(TABS):
            self.page.keyboard.press("Tab")
            focused = self.page.locator("main form :focus")
            if not focused.count():
                continue
            name = focused.get_attribute("name") or ""
            if name == "action":
                with self.page.expect_navigation():
                    self.page.keyboard.press("Enter")
                return
            if name in texts:
                self.page.keyboard.type(texts[name])
            elif name == "lottery" or focused.get_attribute("type") == "radio":
                self.page.keyboard.press("Space")  # of a group of choices the first
        raise AssertionError(f"{TABS} times Tab did not reach the button of this step")

    def confirm(self) -> None:
        """Open the link in the mail and press its button; that leads to the own ticket."""
        self.page.goto(self._link("bevestig"))
        self.page.get_by_role("button", name="Bevestig mijn aanmelding").click()
        heading(self.page, "Jouw lot")

    def confirm_by_keyboard(self) -> None:
        self.page.goto(self._link("bevestig"))
        tab_to(self.page, "Bevestig mijn aanmelding")
        self.page.keyboard.press("Enter")
        heading(self.page, "Jouw lot")

    def give_code(self, code: str) -> None:
        self.page.locator("#id_code").fill(code)
        self.page.get_by_role("button", name="Gebruik de code").click()

    def open_ticket(self) -> None:
        """Follow the link in the welcome letter."""
        self.page.goto(self._link("mijn-lot"))
        heading(self.page, "Jouw lot")

    def withdraw(self) -> None:
        self.page.get_by_role("button", name="Trek mijn aanmelding in").click()
        heading(self.page, "ingetrokken")

    def _link(self, word: str) -> str:
        mail = self.mailbox.wait_for(self.email, containing=f"/{word}/")
        return next(link for link in mail.links if f"/{word}/" in link)


class Organiser:
    """An organiser at the desk of one assembly."""

    def __init__(self, page: Page, slug: str) -> None:
        self.page, self.slug = page, slug

    @property
    def assembly(self) -> Assembly:
        return Assembly.objects.get(slug=self.slug)

    def go(self, where: str = "") -> None:
        self.page.goto(f"/beraad/beheer/b/{self.slug}/{where}")

    def make(self, *, size: int) -> None:
        self.page.goto("/beraad/beheer/")
        self.page.locator("main").get_by_role("link", name="Maak een beraad").first.click()
        for field, text in {
            "title": "Ons vak", "slug": self.slug, "question": "Hoe ziet ons vak eruit?", "about": "Wij maken een plan.",
            "size": str(size),
        }.items():  # fmt: skip
            self.page.locator(f"#id_{field}").fill(text)
        for feature in self.page.locator("input[name=features]").all():
            feature.uncheck()  # the group is mixed on what the file of the population names
        self.press("Maak het beraad")
        expect(self.page.get_by_text("Het beraad is gemaakt.")).to_be_visible()

    def sign(self, kind: Party.Kind) -> None:
        self.go("partijen/")
        self.page.locator(f"input[name=kind][value={kind.value}]").check()
        texts = {"title": f"Partij {kind.label}", "mandate": "Geef advies.", "commitment": "Wij luisteren."}
        for field, text in texts.items():
            self.page.locator(f"#id_{field}").fill(text)
        self.press("Bewaar de partij")
        expect(self.page.get_by_text("De partij is bewaard.")).to_be_visible()

    def read_population(self) -> None:
        self.go("aantallen/")
        content = factories.POPULATION.encode()
        file = {"name": "leraren.csv", "mimeType": "text/csv", "buffer": content}
        self.page.locator("#id_file").set_input_files(file)
        self.page.locator("#id_source").fill("Verzonnen telling")
        self.page.locator("#id_source_date").fill("2026-01-01")
        self.press("Lees het bestand in")
        heading(self.page, "Op wie moet de groep lijken?")

    def press(self, label: str) -> None:
        self.page.locator("main").get_by_role("button", name=label).click()

    def take(self, label: str) -> None:
        """Press the button of a step on the cockpit and see that it was taken."""
        self.go()
        self.press(label)
        expect(self.page.get_by_text("De stap is gezet.")).to_be_visible()

    def is_refused(self, label: str, why: str) -> None:
        """Press the button of a step that may not be taken, and read why."""
        self.press(label)
        expect(self.page.get_by_role("alert")).to_contain_text("Deze stap is niet gezet")
        expect(self.page.get_by_role("alert")).to_contain_text(why)

    def publish(self, moment: datetime) -> None:
        self.go("bekendmaken/")
        self.page.locator("#id_moment").fill(f"{timezone.localtime(moment):%Y-%m-%dT%H:%M}")
        self.page.locator("#id_place").fill("Grote zaal, Utrecht")
        self.press("Maak de groepen bekend")

    def record(self, balls: str) -> None:
        self.go("loten/")
        self.page.locator("#id_recording").fill(balls)
        self.press("Laat het lot kiezen")


def download(page: Page, slug: str, folder: Path) -> str:
    """Fetch bundle and verifier from the page of the draw, and run the one on the other. Gives what it said."""
    page.goto(f"/beraad/b/{slug}/loting/")
    for label, name in (("Download de loting", "loting.zip"), ("Download het rekenprogramma", "verify_lottery.py")):
        with page.expect_download() as waiting:
            page.locator("main").get_by_role("link", name=label).first.click()
        waiting.value.save_as(folder / name)
    with zipfile.ZipFile(folder / "loting.zip") as bundle:
        bundle.extractall(folder / "loting")
    return verify(folder, "--commitment", page.locator("code.fingerprint").last.inner_text())


def verify(folder: Path, *arguments: str) -> str:
    """Run the downloaded verifier where nothing of ours can be imported."""
    ran = subprocess.run(
        [sys.executable, "-I", "verify_lottery.py", "loting", *arguments],
        cwd=folder, capture_output=True, text=True, check=False,
    )  # fmt: skip
    return ran.stdout + ran.stderr


def fill_pool(assembly: Assembly, number: int) -> None:
    """Let teachers register and be known, without a browser."""
    for _person in itertools.repeat(None, number):
        factories.registration(assembly)
