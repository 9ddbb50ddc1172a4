"""A library books with a parent beside, the parent takes the account home and writes; the tutor answers."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from bijles.models import Booking, HelpVisit, Message, Tutor
from ndt.people.models import Membership, Organisation, Role
from tests.bijles import factories
from tests.bijles.city import FOREVER, City, city
from tests.bijles.services.test_helping import help_desk
from tests.e2e.assembly_pages import heading, let_in
from tests.e2e.family_pages import book_first, press
from tests.e2e.mailbox import Mailbox
from tests.e2e.site import Site
from tests.e2e.test_account import code_in
from tests.e2e.test_house_axe import faults
from tests.house.roles import World
from tests.sizes import WAYS, sized

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), sized]
PARENT = "amina@voorbeeld.example"
NUMBER = "6064366012345678"


@pytest.fixture
def world(site: Site) -> World:
    return World("bijles")


@pytest.fixture
def town(world: World) -> City:
    """A city with a library; its tutor has an account, and the coordinator of another plan works at the library."""
    made = city()
    factories.listed(made.scheme, factories.row(NUMBER, until=FOREVER))
    desk = help_desk(made.scheme)
    Membership.objects.create(user=world.users["other_coordinator"], organisation=desk.organisation, role=Role.HELPER)
    house = made.tutor.provider.organisation
    Organisation.objects.filter(pk=house.pk).update(solution="bijles")
    Tutor.objects.filter(pk=made.tutor.pk).update(user=world.users["tutor"])
    return made


def book_beside(desk: Page) -> Booking:
    """Book with the parent beside, send the link and stop; give the first lesson."""
    desk.get_by_label("Het nummer van de pas").fill(NUMBER)
    desk.get_by_label("De geboortedatum").fill("1988-05-03")
    desk.get_by_label("De ouder zit naast mij").check()
    press(desk, "Begin")
    book_first(desk)
    expect(desk.get_by_text("U helpt nu een ouder")).to_be_visible()
    desk.get_by_role("link", name="Account voor thuis").click()
    desk.get_by_label("E-mailadres van de ouder").fill(PARENT)
    press(desk, "Stuur de link")
    press(desk, "Stop de hulp")
    expect(desk.get_by_text("U ziet niets meer van dit gezin.")).to_be_visible()
    return Booking.objects.filter(state="confirmed").earliest("period")


def go_on_at_home(phone: Page, mailbox: Mailbox) -> None:
    """Take the account over by the link of the mail, and log in."""
    letter = mailbox.wait_for(PARENT, containing="thuis zelf verder")
    (link,) = set(re.findall(r"https?://\S+/hulp/mijn-account/\S+", letter.text))
    phone.goto(link)
    press(phone, "Neem dit account over")
    phone.get_by_label("Uw e-mailadres").fill(PARENT)
    press(phone, "Stuur mij een code")
    phone.get_by_label("De code uit de mail").fill(code_in(mailbox, PARENT, "in te loggen"))
    press(phone, "Inloggen")


def write(phone: Page) -> None:
    """Write to the tutor from the lesson; a number is refused."""
    phone.goto(reverse("bijles:mine"))
    expect(phone.get_by_text("De hulp is voorbij.")).to_be_visible()
    phone.locator("main a[href*='/bijles/les/']").first.click()
    phone.get_by_role("link", name="Schrijf de bijlesgever").click()
    phone.get_by_label("Uw bericht").fill("Bel mij op 06 12 34 56 78")
    press(phone, "Verstuur")
    expect(phone.get_by_text("In uw bericht staat een nummer.").first).to_be_visible()
    phone.get_by_label("Uw bericht").fill("Kunt u met breuken beginnen?")
    press(phone, "Verstuur")
    expect(phone.get_by_text("Uw bericht is verstuurd.")).to_be_visible()


@pytest.mark.parametrize("js", WAYS)
def test_a_library_books_and_the_parent_goes_on_at_home(
    open_page, page: Page, site: Site, mailbox: Mailbox, world: World, town: City, js: bool
):
    desk = open_page(js=js, width=1280, height=900)
    let_in(desk, site, "other_coordinator", world)
    let_in(page, site, "other_coordinator", world)
    found = faults(page, reverse("bijles:help"))
    desk.goto(reverse("bijles:help"))
    desk.get_by_role("link", name="Begin met de Stadspas").click()
    found += faults(page, desk.url)
    lesson = book_beside(desk)
    assert desk.request.get(reverse("bijles:lesson", args=[lesson.pk])).status == 404
    phone = open_page(js=js, width=390, height=844)
    go_on_at_home(phone, mailbox)
    write(phone)

    teacher = open_page(js=js, width=390, height=844)
    let_in(teacher, site, "tutor", world)
    teacher.goto(reverse("bijles:tutor"))
    teacher.get_by_role("link", name="Sami", exact=True).click()
    heading(teacher, "Berichten over Sami")
    expect(teacher.get_by_text("Kunt u met breuken beginnen?")).to_be_visible()
    teacher.get_by_label("Uw bericht").fill("Dat doe ik.")
    press(teacher, "Verstuur")
    mailbox.wait_for(PARENT, containing="Iemand schreef u over de bijles")
    phone.reload()
    expect(phone.get_by_text("Dat doe ik.")).to_be_visible()
    let_in(page, site, "tutor", world)
    found += faults(page, reverse("bijles:tutor-talk", args=[lesson.pk]))

    assert (found, Message.objects.count(), HelpVisit.objects.count()) == ([], 2, 1)
