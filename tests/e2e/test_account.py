"""Getting in and out in a browser: by code, by app, by passkey; with and without JavaScript."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from playwright.sync_api import Browser, Page, expect

from ndt.people.models import User
from tests.e2e.axe import every_look
from tests.e2e.mailbox import Mailbox
from tests.e2e.site import Site
from tests.sizes import sized

AMINA = "amina@voorbeeld.example"


def code_in(mailbox: Mailbox, to: str, subject: str, count: int = 1) -> str:
    """Read the code in the newest mail with that subject."""
    return re.search(r"\b\d{3} \d{3}\b", mailbox.wait_for(to, containing=subject, count=count).text)[0]


def join(page: Page, mailbox: Mailbox, address: str = AMINA) -> None:
    """Make an account."""
    page.goto("/account/aanmelden/")
    page.get_by_label("Uw e-mailadres").fill(address)
    page.get_by_role("button", name="Maak een account").click()
    page.get_by_label("De code uit de mail").fill(code_in(mailbox, address, "nieuw account"))
    page.get_by_role("button", name="Bevestig mijn adres").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Mijn account")


def log_out(page: Page) -> None:
    page.goto("/account/")
    page.get_by_role("main").get_by_role("button", name="Log uit").click()
    expect(page.get_by_text("U bent uitgelogd.")).to_be_visible()


def ask_code(page: Page, mailbox: Mailbox, count: int = 1) -> None:
    """Take the first step of logging in."""
    page.goto("/account/inloggen/")
    page.get_by_label("Uw e-mailadres").fill(AMINA)
    page.get_by_role("button", name="Stuur mij een code").click()
    page.get_by_label("De code uit de mail").fill(code_in(mailbox, AMINA, "in te loggen", count))
    page.get_by_role("button", name="Inloggen").click()


@pytest.mark.parametrize("js", [True, False])
def test_joining_leaving_and_coming_back_with_a_code(open_page, mailbox: Mailbox, js: bool):
    page = open_page(js=js)

    join(page, mailbox)
    log_out(page)
    ask_code(page, mailbox)

    expect(page.get_by_role("heading", level=1)).to_have_text("Mijn account")


def test_logging_in_by_keyboard_alone(open_page, mailbox: Mailbox):
    page = open_page()
    join(page, mailbox)
    log_out(page)

    page.goto("/account/inloggen/")
    page.get_by_label("Uw e-mailadres").focus()
    page.keyboard.type(AMINA)
    page.keyboard.press("Enter")
    page.get_by_label("De code uit de mail").focus()
    page.keyboard.type(code_in(mailbox, AMINA, "in te loggen"))
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", level=1)).to_have_text("Mijn account")


@pytest.mark.parametrize("js", [True, False])
def test_an_app_with_codes_is_the_second_step(open_page, mailbox: Mailbox, js: bool):
    page = open_page(js=js)
    join(page, mailbox)
    page.goto("/account/tweede-stap/app/aanzetten/")
    secret = page.locator(".secret").inner_text().replace(" ", "")
    assert page.locator("img.qr").evaluate("image => image.complete && image.naturalWidth > 100") if js else True
    page.get_by_label("De code in de app").fill(_shown(secret))
    page.get_by_role("button", name="Zet de app aan").click()
    expect(page.locator(".codes li")).to_have_count(10)
    spare = page.locator(".codes li").first.inner_text()
    log_out(page)

    ask_code(page, mailbox)
    page.get_by_label("Code").fill(spare)
    page.get_by_role("button", name="Log in met deze code").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Mijn account")


def _shown(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


@pytest.fixture
def keyed(browser: Browser, site: Site) -> Iterator[Page]:
    """A page in a browser with a key of its own (finger included); passkeys want a name, not an IP address."""
    context = browser.new_context(base_url=site.url.replace("127.0.0.1", "localhost"), locale="nl-NL")
    context.set_default_timeout(10_000)
    page = context.new_page()
    faults: list[str] = []
    page.on("console", lambda line: faults.append(line.text) if line.type == "error" else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    devices = context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    devices.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
                "isUserVerified": True, "automaticPresenceSimulation": True,
            }
        },
    )  # fmt: skip
    yield page
    context.close()
    assert not faults


def test_a_passkey_is_made_and_opens_the_account_by_itself(keyed: Page, mailbox: Mailbox):
    page = keyed
    join(page, mailbox)
    page.goto("/account/tweede-stap/passkeys/toevoegen/")
    page.get_by_label("Naam van de passkey").fill("Mijn telefoon")
    page.get_by_role("button", name="Maak een passkey").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Herstelcodes")
    assert Authenticator.objects.get(type="webauthn").wrap().name == "Mijn telefoon"
    log_out(page)

    page.goto("/account/inloggen/?next=/account/apparaten/")
    page.get_by_role("button", name="Log in met een passkey").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Mijn apparaten")


def test_a_passkey_is_the_second_step_after_a_code_and_proves_it_is_you(keyed: Page, mailbox: Mailbox):
    page = keyed
    join(page, mailbox)
    page.goto("/account/tweede-stap/passkeys/toevoegen/")
    page.get_by_role("button", name="Maak een passkey").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Herstelcodes")
    log_out(page)

    ask_code(page, mailbox)
    page.get_by_role("button", name="Gebruik mijn passkey").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Mijn account")

    page.goto("/account/tweede-stap/app/aanzetten/")
    page.get_by_role("link", name="Gebruik mijn passkey").click()
    page.get_by_role("button", name="Gebruik mijn passkey").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Zet een app met codes aan")


def test_a_passkey_that_was_taken_away_opens_nothing(keyed: Page, mailbox: Mailbox):
    page = keyed
    join(page, mailbox)
    page.goto("/account/tweede-stap/passkeys/toevoegen/")
    page.get_by_role("button", name="Maak een passkey").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Herstelcodes")
    page.goto("/account/tweede-stap/")
    page.get_by_role("link", name=re.compile("^Haal Passkey 1 weg")).click()
    page.get_by_role("button", name="Haal de passkey weg").click()
    expect(page.get_by_text("De passkey is weggehaald.")).to_be_visible()
    log_out(page)

    page.goto("/account/inloggen/")
    page.get_by_role("button", name="Log in met een passkey").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Inloggen")
    expect(page.get_by_text("Deze code klopt niet")).to_be_visible()


def test_without_javascript_no_button_asks_for_a_passkey(page_without_js: Page):
    page_without_js.goto("/account/inloggen/")

    expect(page_without_js.get_by_role("button", name="Log in met een passkey")).to_be_hidden()


PAGES = (
    "/account/", "/account/wijzigen/", "/account/e-mailadres/", "/account/apparaten/", "/account/tweede-stap/",
    "/account/tweede-stap/app/aanzetten/", "/account/tweede-stap/passkeys/toevoegen/",
    "/account/tweede-stap/nodig/", "/account/bevestigen/", "/account/via/", "/account/uitloggen/",
)  # fmt: skip
OUTSIDE = ("/account/inloggen/", "/account/aanmelden/", "/account/gesloten/", "/account/via/mislukt/")


@sized
@every_look
def test_the_pages_of_an_account_are_accessible(
    open_page, mailbox: Mailbox, axe, record_figure, width: int, scheme: str
):
    page = open_page(width=width, scheme=scheme)
    faults: list[str] = []

    def look(path: str) -> None:
        faults.extend(axe(page))
        if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            faults.append(f"{path} scrolls sideways")

    for path in OUTSIDE:
        page.goto(path)
        look(path)
    page.goto("/account/aanmelden/")
    page.get_by_label("Uw e-mailadres").fill("geen adres")
    page.get_by_role("button", name="Maak een account").click()
    look("errors")
    join(page, mailbox)
    for path in PAGES:
        page.goto(path)
        look(path)

    record_figure(f"what axe found on the pages of an account at {width} px, {scheme}", target=0, measured=len(faults))
    assert faults == []


def test_somebody_who_loses_the_mailbox_address_mid_way_starts_again(open_page, mailbox: Mailbox):
    page = open_page(js=False)
    user = User.objects.create_user(AMINA)
    EmailAddress.objects.create(user=user, email=AMINA, verified=True, primary=True)
    page.goto("/account/inloggen/")
    page.get_by_label("Uw e-mailadres").fill("amina@voorbeld.example")
    page.get_by_role("button", name="Stuur mij een code").click()

    page.get_by_role("button", name="Gebruik een ander e-mailadres").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Inloggen")
    ask_code(page, mailbox)

    expect(page.get_by_role("heading", level=1)).to_have_text("Mijn account")
