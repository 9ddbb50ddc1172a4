"""Mixed tables in a browser: from the choice to the letter, with and without JavaScript."""

from __future__ import annotations

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from beraad import links
from beraad.links import Purpose
from beraad.models import Assembly, TablePlan
from beraad.queries import tables as queries
from tests.beraad import factories
from tests.e2e.assembly_pages import Organiser, heading, let_in, tab_to
from tests.e2e.mailbox import Mailbox
from tests.e2e.site import Site
from tests.e2e.test_house_axe import faults
from tests.house.roles import World
from tests.sizes import sized

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), sized]
SLUG = "ons-vak"


@pytest.fixture
def world(site: Site) -> World:
    return World("beraad")


@pytest.fixture
def assembly(site: Site) -> Assembly:
    return factories.gathered(slug=SLUG)


@pytest.fixture(params=[True, False], ids=["with javascript", "without javascript"])
def coby(request, open_page, site: Site, world: World) -> Organiser:
    organiser = Organiser(open_page(js=request.param, width=390, height=844), SLUG)
    let_in(organiser.page, site, "coordinator", world)
    return organiser


def wait_for_the_plan(coby: Organiser) -> None:
    """Look again until the worker is done, as somebody without JavaScript does."""
    for _look in range(60):
        if TablePlan.objects.filter(state="concept").exists():
            break
        coby.page.wait_for_timeout(500)
    coby.go("tafels/")
    expect(coby.page.get_by_text("paren ontmoeten elkaar")).to_be_visible()


def choose(coby: Organiser) -> None:
    """Choose tables and rounds, first too many, and see what fits."""
    coby.go("tafels/")
    coby.page.locator("main").get_by_role("link", name="Kies tafels en rondes").click()
    coby.page.locator("#id_tables").fill("6")
    coby.press("Kijk of het past")
    expect(coby.page.locator("#maten")).to_contain_text("minstens 12 mensen nodig")
    coby.page.locator("#id_tables").fill("2")
    coby.page.locator("#id_rounds").fill("3")
    coby.press("Kijk of het past")
    expect(coby.page.locator("#maten")).to_contain_text("2 tafels met 5 mensen")
    coby.press("Zoek een indeling")


def test_an_organiser_seats_a_group_moves_somebody_and_tells_everybody(assembly, coby, mailbox: Mailbox, open_page):
    choose(coby)
    wait_for_the_plan(coby)
    plan = TablePlan.objects.get()
    here, there = (plan.seats.filter(round=1, table=table).first().invitation.ticket.number for table in (1, 2))

    coby.page.locator("main").get_by_role("link", name=here).click()
    coby.page.locator("#id_doel").select_option(there)
    coby.press("Bekijk wat er verandert")
    expect(coby.page.get_by_role("heading", name=f"{here} en {there} wisselen in ronde 1")).to_be_visible()
    assert plan.seats.filter(round=1, table=1, invitation__ticket__number=here).exists()
    coby.press("Doe deze wissel")
    expect(coby.page.get_by_text("De wissel is gedaan.")).to_be_visible()
    assert plan.seats.filter(round=1, table=2, invitation__ticket__number=here).exists()

    coby.page.locator("main").get_by_role("link", name="Zet de indeling vast").click()
    coby.press("Zet vast en verstuur de brieven")
    expect(coby.page.get_by_text("De indeling staat vast. De brieven zijn onderweg.")).to_be_visible()

    mine = queries.people(assembly)[0]
    mail = mailbox.wait_for(mine.ticket.registration.email, containing="Aan deze tafels zit je")
    bram = open_page(js=False, width=390, height=844)
    bram.goto(next(link for link in mail.links if "/uitnodiging/" in link))
    expect(bram.get_by_role("heading", name="Jouw tafels")).to_be_visible()
    rows = queries.tables_by_person(plan)[mine.pk]
    assert [row.split() for row in bram.locator(".own-tables li").all_inner_texts()] == [
        ["Ronde", str(number), "tafel", str(table)] for number, table in rows
    ]


def test_a_plan_is_checked_and_fixed_by_keyboard_alone(assembly, open_page, site: Site, world: World):
    factories.seated(assembly)
    coby = Organiser(open_page(), SLUG)
    let_in(coby.page, site, "coordinator", world)
    coby.go("tafels/")

    tab_to(coby.page, "Zet de indeling vast")
    coby.page.keyboard.press("Enter")
    heading(coby.page, "Zet de indeling vast")
    tab_to(coby.page, "Zet vast en verstuur de brieven")
    coby.page.keyboard.press("Enter")

    expect(coby.page.get_by_text("De indeling staat vast. De brieven zijn onderweg.")).to_be_visible()


def test_axe_finds_nothing_where_tables_look_different(page, assembly, site: Site, world: World):
    let_in(page, site, "coordinator", world)
    plan = factories.seated(assembly)
    one, other = (plan.seats.filter(round=1, table=table).first().invitation.ticket.number for table in (1, 2))
    person = reverse("beraad:tables-person", args=[SLUG, plan.pk, one])
    found = faults(page, f"{person}?ronde=1&doel={other}")
    factories.fix(plan)
    token = links.token(Purpose.INVITATION, queries.people(assembly)[0].ticket.registration.public_id)
    for address in (
        reverse("beraad:tables", args=[SLUG]),
        reverse("beraad:invitation", args=[SLUG, token]),
    ):
        found += faults(page, address)

    assert not found, "\n".join(found)
