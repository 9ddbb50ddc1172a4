"""A citizen signs: with and without JavaScript, by keyboard alone, by link and by code."""

import re

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from campaigns.models import Signature
from campaigns.models.signature import State
from campaigns.services import counting
from tests.campaigns import factories
from tests.e2e.axe import every_look
from tests.sizes import sized

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WHO = {"name": "Amina 't Hart", "email": "amina@ouders.example", "place": "1012ab"}


@pytest.fixture
def petition(site):
    return factories.petition(slug="kansen")


@pytest.fixture(params=[True, False], ids=["with javascript", "without javascript"])
def citizen(request, open_page):
    return open_page(js=request.param, width=390, height=844)


def fill(page, site, **facts):
    page.goto(f"{site.url}/petitie/kansen/")
    page.get_by_role("link", name="Teken de petitie").first.click()
    for field, value in (WHO | facts).items():
        page.locator(f"#id_{field}").fill(value)
    page.get_by_label("Ik ben 16 jaar of ouder").check()
    page.get_by_label("Ja, ik teken deze petitie").check()
    page.get_by_role("button", name="Teken de petitie").click()


def tab_to(page, words, *, most=30):
    for _ in range(most):
        focused = page.locator(":focus")
        if focused.count() and words in focused.inner_text():
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{most} times Tab did not reach {words!r}")


def link(mailbox, word, address=WHO["email"], number=-1):
    mail = mailbox.wait_for(address, count=number + 1 if number >= 0 else 1)
    return next(found for found in mail.links if f"/{word}/" in found)


def test_sign_confirm_by_link_share_and_withdraw(citizen, site, petition, mailbox):
    fill(citizen, site)
    assert "Kijk nu in uw mail" in citizen.locator("h1").inner_text()

    citizen.goto(link(mailbox, "bevestig"))
    assert Signature.objects.get().state == State.PENDING
    citizen.get_by_role("button", name="Bevestig mijn handtekening").click()

    assert "U telt mee" in citizen.locator("h1").inner_text()
    assert Signature.objects.get().receipt in citizen.content()
    assert citizen.get_by_role("link", name="Deel per mail").is_visible()
    assert Signature.objects.get().state == State.CONFIRMED

    citizen.goto(link(mailbox, "intrekken"))
    citizen.get_by_role("button", name="Trek mijn handtekening in").click()

    assert "ingetrokken" in citizen.locator("h1").inner_text()
    assert Signature.objects.get().name == ""
    assert counting.recount() == []


def test_confirm_by_code(citizen, site, petition, mailbox):
    fill(citizen, site)
    code = re.search(r"^(\d{6})\s*$", mailbox.wait_for(WHO["email"]).text, re.MULTILINE)[1]

    citizen.locator("#id_code").fill(f"{code[:3]} {code[3:]}")
    citizen.get_by_role("button", name="Bevestig met de code").click()

    assert "U telt mee" in citizen.locator("h1").inner_text()


def test_a_wrong_code_keeps_what_was_typed_and_says_what_to_do(citizen, site, petition, mailbox):
    fill(citizen, site)
    mailbox.wait_for(WHO["email"])

    citizen.locator("#id_code").fill("12345")
    citizen.get_by_role("button", name="Bevestig met de code").click()

    assert citizen.locator("#id_code").input_value() == "12345"
    assert "6 cijfers" in citizen.locator("#id_code_error").inner_text()


def test_this_was_not_me(citizen, site, petition, mailbox):
    fill(citizen, site)
    citizen.goto(link(mailbox, "dit-was-ik-niet"))
    citizen.get_by_role("button", name="Verwijder dit, ik was het niet").click()

    assert "verwijderd" in citizen.locator("h1").inner_text()
    assert not Signature.objects.exists()


def test_someone_younger_gets_other_ways_to_help(citizen, site, petition):
    citizen.goto(f"{site.url}/petitie/kansen/teken/")
    citizen.get_by_label("Ik ben jonger dan 16").check()
    citizen.get_by_role("button", name="Teken de petitie").click()

    assert "Goed dat je wilt helpen" in citizen.locator("h1").inner_text()


def test_every_error_stands_at_its_field_and_what_was_typed_stays(citizen, site, petition):
    fill(citizen, site, name="www.casino.example", email="amina@", place="0000 AA")

    assert citizen.locator("#id_name").input_value() == "www.casino.example"
    for field, words in {"name": "webadres", "email": "klopt niet", "place": "postcode"}.items():
        assert words in citizen.locator(f"#id_{field}_error").inner_text()
        assert citizen.locator(f"#id_{field}").get_attribute("aria-invalid") == "true"
    assert citizen.get_by_label("Ja, ik teken deze petitie").is_checked()
    assert not Signature.objects.exists()


@pytest.mark.parametrize("js", [True, False])
def test_signing_by_keyboard_alone(open_page, site, petition, mailbox, js):
    page = open_page(js=js, width=1280)
    page.goto(f"{site.url}/petitie/kansen/teken/")
    page.locator("#id_name").focus()
    page.keyboard.type(WHO["name"])
    for value in (WHO["email"], WHO["place"]):
        page.keyboard.press("Tab")
        page.keyboard.type(value)
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    page.wait_for_url("**/kijk-in-uw-mail/")

    page.goto(link(mailbox, "bevestig"))
    # With JavaScript the button has the focus already; without, browsers ignore `autofocus`.
    tab_to(page, "Bevestig mijn handtekening")
    page.keyboard.press("Enter")
    page.wait_for_url("**/bedankt/**")

    assert Signature.objects.get().state == State.CONFIRMED


@sized
@every_look
def test_axe_finds_nothing_on_the_way(open_page, site, petition, mailbox, axe, width, scheme):
    page = open_page(width=width, scheme=scheme)
    made = factories.signature(petition, now=timezone.now(), show_name=True)
    seen = {}

    def look(name):
        seen[name] = axe(page)

    page.goto(f"{site.url}/petitie/kansen/")
    look("petition")
    page.goto(f"{site.url}/petitie/kansen/teken/")
    look("sign")
    page.get_by_role("button", name="Teken de petitie").click()
    look("sign with errors")
    page.goto(f"{site.url}/petitie/kansen/jonger-dan-16/")
    look("young")
    fill(page, site)
    look("mailbox")
    for word in ("bevestig", "intrekken", "dit-was-ik-niet"):
        page.goto(link(mailbox, word))
        look(word)
    with page.expect_navigation():
        page.get_by_role("button", name="Verwijder dit, ik was het niet").click()
    look("not me")
    page.goto(f"{site.url}/petitie/kansen/insluiten/")
    look("embed")
    assert made.pk

    assert {name: faults for name, faults in seen.items() if faults} == {}


def test_the_live_number_follows_without_a_reload(open_page, site, petition):
    type(petition).objects.update(poll_seconds=1)
    page = open_page()
    page.goto(f"{site.url}/petitie/kansen/")
    assert page.locator("[data-count-number]").inner_text() == "0"

    factories.signature(petition)

    expect(page.locator("[data-count-number]")).to_have_text("1", timeout=60_000)
