"""The assembly in a browser: a teacher registers and withdraws, the organiser leads it from concept to drawn."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from beraad import links
from beraad.links import Purpose
from beraad.models import Assembly, Draw, Entry, Party, Registration, Ticket
from beraad.models.assembly import State
from beraad.services import assemblies, drawing, schools
from beraad.services.drawing import Source
from tests.beraad import factories
from tests.beraad.url_roles import URLS
from tests.e2e import assembly_pages
from tests.e2e.assembly_pages import Organiser, Registrant, heading, let_in
from tests.e2e.mailbox import Mailbox
from tests.e2e.site import Site
from tests.e2e.test_house_axe import faults, is_page
from tests.house.roles import World
from tests.sizes import FULL, sized

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), sized]
SLUG = "ons-vak"


@pytest.fixture
def world(site: Site) -> World:
    return World("beraad")


@pytest.fixture
def assembly(site: Site) -> Assembly:
    return factories.opened(slug=SLUG)


@pytest.fixture
def code(site: Site) -> str:
    """A code that a school gave to one of its teachers."""
    now = timezone.now()
    school = schools.add(title="De Vlieger", staff=2, mail_domain="", now=now)
    return schools.issue_codes(school=school, number=1, now=now)[0]


@pytest.fixture(params=[True, False], ids=["with javascript", "without javascript"])
def bram(request, open_page, mailbox: Mailbox) -> Registrant:
    """A teacher on a phone."""
    return Registrant(open_page(js=request.param, width=390, height=844), mailbox, SLUG)


def test_a_teacher_registers_is_known_by_the_code_of_a_school_and_withdraws(assembly, bram: Registrant, code: str):
    bram.open_form()
    bram.fill()
    bram.send()
    heading(bram.page, "Kijk nu in je mail")

    bram.confirm()
    assert Registration.objects.get().state == "confirmed"
    bram.give_code("0000-0000-0000")
    expect(bram.page.locator("#id_code_error")).to_contain_text("kennen wij niet")
    bram.give_code(code.lower().replace("-", " "))

    expect(bram.page.get_by_text("Je doet mee aan de loting")).to_be_visible()
    assert Registration.objects.get().state == "verified"
    bram.open_ticket()
    expect(bram.page.locator(".ticket code")).to_have_text(Registration.objects.get().ticket)

    bram.withdraw()

    assert not Registration.objects.exists()


def test_who_withdraws_after_the_freeze_leaves_a_ticket_without_a_person(assembly, bram: Registrant, code: str):
    assembly_pages.fill_pool(assembly, 10)
    bram.open_form()
    bram.fill(code=code)
    bram.send()
    bram.confirm()
    ticket = Registration.objects.get(email=bram.email).ticket
    assemblies.freeze(assembly=assembly, now=timezone.now())

    bram.open_ticket()
    bram.withdraw()

    gone = Registration.objects.get(ticket=ticket)
    assert (gone.name, gone.email, gone.profile) == ("", "", {})
    assert Ticket.objects.get(number=ticket).profile == {"Sector": "PO", "Leeftijd": "jong"}
    bram.open_ticket()
    expect(bram.page.locator("main")).to_contain_text("Je naam en adres zijn weg")


@pytest.mark.parametrize("js", [True, False])
def test_registering_by_keyboard_alone(assembly, open_page, mailbox: Mailbox, code: str, js: bool):
    bram = Registrant(open_page(js=js), mailbox, SLUG)
    bram.page.goto(f"/beraad/b/{SLUG}/aanmelden/")

    bram.type_form(code=code)
    heading(bram.page, "Kijk nu in je mail")
    bram.confirm_by_keyboard()

    assert Registration.objects.get().state == "verified"


def test_what_is_missing_is_said_at_its_field_and_what_was_typed_stays(assembly, bram: Registrant):
    bram.open_form()
    bram.email = "bram@"
    bram.fill()
    expect(bram.page.locator("#id_email_error")).to_contain_text("klopt niet")
    expect(bram.page.locator("#id_email")).to_have_value("bram@")

    bram.email = assembly_pages.BRAM
    bram.fill(consents=False)
    bram.send()
    expect(bram.page.locator("#id_lottery_error")).to_contain_text("vinkje")
    assert not Registration.objects.exists()


def lead_to_the_freeze(coby: Organiser) -> None:
    """Go from nothing to a frozen list of 60; each step that comes too early is refused by the server."""
    coby.make(size=10)
    coby.go()
    coby.is_refused("Geef het startschot", "Er ontbreekt een partij")
    for kind in Party.Kind:
        coby.sign(kind)
    coby.take("Geef het startschot")
    coby.is_refused("Open het aanmelden", "Lees eerst de aantallen in")
    coby.read_population()
    coby.take("Open het aanmelden")
    coby.is_refused("Zet de lijst vast", "te weinig aanmeldingen")
    assembly_pages.fill_pool(coby.assembly, 60)
    coby.take("Zet de lijst vast")


def lead_to_the_panels(coby: Organiser) -> None:
    """Fix the quotas, let the worker compute, and publish the panels for a draw in an hour or in half a minute."""
    coby.go("verdeling/")
    coby.page.locator("#id_slack").fill("1")
    coby.press("Stel een verdeling voor")
    coby.take("Zet de verdeling vast")
    coby.take("Bereken de kansen")
    expect(coby.page.get_by_role("link", name="Maak de groepen bekend")).to_be_visible(timeout=60_000)
    moment = timezone.now() + (timedelta(seconds=91) if FULL else timedelta(hours=1))
    coby.publish(moment)
    expect(coby.page.get_by_text("De groepen staan vast en zijn openbaar.")).to_be_visible()


def test_an_organiser_leads_an_assembly_from_concept_to_drawn(open_page, site: Site, world: World, tmp_path):
    coby = Organiser(open_page(), SLUG)
    let_in(coby.page, site, "coordinator", world)

    lead_to_the_freeze(coby)
    lead_to_the_panels(coby)
    coby.record("417")
    expect(coby.page.locator("#id_recording_error")).to_contain_text("moet nog komen")
    assert coby.assembly.state == State.PUBLISHED

    if FULL:  # the moment comes: the same assembly goes on
        time.sleep(max(0.0, (Draw.objects.get().draws_at - timezone.now()).total_seconds()) + 1)
        coby.record("417")
        heading(coby.page, "417")
        assert assembly_pages.download(coby.page, SLUG, tmp_path).endswith("OK\n")


def test_the_draw_is_recorded_and_a_stranger_checks_it_from_another_directory(
    open_page, site: Site, world: World, tmp_path
):
    now = timezone.now()
    made = factories.solved(slug=SLUG)
    drawing.publish(
        assembly=made, source=Source("balls", now - timedelta(minutes=1), "Grote zaal"), now=now - timedelta(hours=1)
    )
    coby, stranger = Organiser(open_page(), SLUG), open_page(js=False)
    let_in(coby.page, site, "coordinator", world)

    coby.record("7")
    expect(coby.page.locator("#id_recording_error")).to_contain_text("niet de cijfers")
    coby.record("07")
    heading(coby.page, "7")

    said = assembly_pages.download(stranger, SLUG, tmp_path)
    assert "panel 7 was drawn" in said
    assert said.endswith("OK\n")
    for line in (tmp_path / "loting").iterdir():
        line.write_bytes(line.read_bytes().replace(b"Grote zaal", b"Kleine zaal"))
    assert assembly_pages.verify(tmp_path).startswith("WRONG")


def test_a_step_that_a_colleague_took_is_not_taken_again(open_page, site: Site, world: World):
    factories.frozen(slug=SLUG)
    coby, colleague = Organiser(open_page(), SLUG), Organiser(open_page(js=False), SLUG)
    for desk in (coby, colleague):
        let_in(desk.page, site, "coordinator", world)
        desk.go()

    coby.press("Zet de verdeling vast")
    expect(coby.page.get_by_text("De stap is gezet.")).to_be_visible()
    before = Entry.objects.count()
    colleague.is_refused("Zet de verdeling vast", "een collega u voor")

    assert Entry.objects.count() == before


def pages_of_the_desk(world: World) -> list[str]:
    """Give the address of every page of this room that needs a login, made as its row says."""
    rows = {name: row for name, row in URLS.items() if row.get["coordinator"] == 200 and row.get["anonymous"] != 200}
    made = {make: make(world) for make in {row.kwargs: None for row in rows.values()}}
    return [reverse(name, kwargs=made[row.kwargs]) for name, row in rows.items()]


def pages_of_every_state() -> list[str]:
    """Give the pages that look different at another step of the assembly."""
    found = []
    for make in (factories.opened, factories.frozen, factories.solved, factories.published, factories.drawn):
        made = make()
        found += [reverse(f"beraad:{name}", args=[made.slug]) for name in ("cockpit", "assembly")]
    person = Registration.objects.filter(assembly=made).first()
    mine = reverse("beraad:mine", args=[made.slug, links.token(Purpose.MINE, person.public_id)])
    return [*found, mine, *(reverse(f"beraad:{name}", args=[made.slug]) for name in ("draw", "quotas", "population"))]


def test_axe_finds_nothing_on_the_desk_nor_at_any_step(page: Page, site: Site, world: World, record_figure):
    let_in(page, site, "coordinator", world)
    addresses = [*pages_of_the_desk(world), *pages_of_every_state()]

    found, pages = [], 0
    for address in addresses:
        if is_page(page.request.get(address).headers):
            pages += 1
            found += faults(page, address)

    record_figure("pages of the assembly's desk and steps that axe looked at", target="-", measured=pages)
    record_figure("what axe found on them, 320 and 1280 px, light and dark", target=0, measured=len(found))
    assert not found, "\n".join(found)
