"""A family goes from its pass to lessons that stand, on a phone, by keyboard and without JavaScript; axe looks at every page."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from bijles.core.attendance import Tick
from bijles.models import Attendance, Booking, PassScheme
from bijles.models.lesson import BookingState
from bijles.queries.attendance import to_decide
from tests.bijles import factories, lessons
from tests.bijles.city import FOREVER, City, city
from tests.e2e.assembly_pages import heading, let_in
from tests.e2e.mailbox import Mailbox
from tests.e2e.site import Site
from tests.e2e.test_account import code_in
from tests.e2e.test_house_axe import faults
from tests.house.roles import World
from tests.sizes import sized

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), sized]
NUMBER = "6064366012345678"
TABS = 60


class Family:
    """Somebody at a phone, who counts what she typed and how many pages she saw. keys: with a keyboard and nothing else."""

    def __init__(self, page: Page, *, keys: bool = False) -> None:
        self.page, self.keys, self.typed, self.pages = page, keys, 0, 0

    def type(self, label: str, words: str) -> None:
        field = self.page.get_by_label(label)
        if self.keys:
            self.reach(field)
        field.fill(words)
        self.typed += 1

    def press(self, button: str) -> None:
        found = self.page.get_by_role("button", name=button).first
        with self.page.expect_navigation():
            if self.keys:
                self.reach(found)
                self.page.keyboard.press("Enter")
            else:
                found.click()
        self.pages += 1

    def reach(self, wanted: Locator) -> None:
        """Press Tab until it has the focus."""
        for _time in range(TABS):
            if wanted.evaluate("one => one === document.activeElement"):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"{TABS} times Tab did not reach {wanted}")


@pytest.mark.parametrize(("js", "keys"), [(True, True), (False, False)], ids=["by keyboard", "without javascript"])
def test_a_family_goes_from_its_pass_to_lessons_in_six_pages(
    open_page, site: Site, mailbox: Mailbox, js: bool, keys: bool
):
    town = city()
    factories.listed(town.scheme, factories.row(NUMBER, until=FOREVER))
    page = open_page(js=js, width=390, height=844)
    amina = Family(page, keys=keys)

    page.goto(reverse("bijles:front"))
    page.get_by_role("link", name="Stadspas").first.click()
    amina.type("Uw e-mailadres", "amina@voorbeeld.example")
    amina.press("Maak een account")
    amina.type("De code uit de mail", code_in(mailbox, "amina@voorbeeld.example", "nieuw account"))
    amina.press("Bevestig mijn adres")
    amina.type("Het nummer van de pas", NUMBER)
    amina.type("De geboortedatum", "1988-05-03")
    amina.press("Ga verder")
    amina.type("Voornaam van uw kind", "Sami")
    page.get_by_label("Geboren in de maand").select_option("3")
    page.get_by_label("Geboren in het jaar").select_option(str(timezone.localdate().year - 10))
    page.get_by_label("In welke klas").select_option("groep-7")
    amina.type("Uw postcode", "1012")
    page.get_by_label("Waar wil uw kind hulp bij?").select_option("rekenen")
    amina.press("Zoek een les")
    amina.press("Kies")
    amina.press("Boek deze lessen")
    expect(page.get_by_text("De lessen staan vast.")).to_be_visible()

    assert (amina.pages, amina.typed) == (6, 6)
    assert Booking.objects.filter(state=BookingState.CONFIRMED).count() == 5
    letter = mailbox.wait_for("amina@voorbeeld.example", containing="lessen staan vast").text
    assert "Sami krijgt les in rekenen" in letter

    moves_one_and_cancels_one(amina)
    says_that_one_was_not_there(amina, town)


def moves_one_and_cancels_one(amina: Family) -> None:
    page = amina.page
    page.locator(".answers a").first.click()
    expect(page.get_by_text("Code van deze les")).to_be_visible()
    page.get_by_role("link", name="Kies een andere tijd").click()
    amina.press("Kies")
    expect(page.get_by_text("De les is verzet.")).to_be_visible()
    page.get_by_role("link", name="Zeg de les af").click()
    amina.press("Zeg de les af")
    expect(page.get_by_text("De les is afgezegd.")).to_be_visible()
    assert Booking.objects.filter(state=BookingState.CONFIRMED).count() == 4


def says_that_one_was_not_there(amina: Family, town: City) -> None:
    """One lesson is over and ticked; the family says no, and nothing of it is paid."""
    over = Booking.objects.filter(state=BookingState.CONFIRMED).latest("period")
    end = timezone.now() - timedelta(hours=1)
    lessons.move(over, (end - timedelta(hours=1), end))
    Attendance.objects.create(booking=over, tick=Tick.PRESENT, ticked_at=end, with_code=True)

    amina.page.goto(reverse("bijles:mine"))
    expect(amina.page.get_by_text("Was deze les er?")).to_be_visible()
    amina.press("Zeg nee, de les was er niet")

    expect(amina.page.get_by_text("De gemeente zoekt het uit.")).to_be_visible()
    waiting = to_decide(PassScheme.objects.filter(pk=town.scheme.pk), now=timezone.now())
    assert [one.pk for one in waiting] == [over.pk]


def addresses(town: City, world: World) -> list[str]:
    """Give every page of a family, each with something on it."""
    child = town.child(user=world.users["family"])
    made, over = town.booked(child), town.booked(child)
    Attendance.objects.create(booking=over, tick=Tick.PRESENT, ticked_at=timezone.now(), with_code=True)
    held = town.held(child)[0]

    def at(name: str, *args: object) -> str:
        return reverse(f"bijles:{name}", args=args)

    return [
        at("begin", town.scheme.slug), at("new-child"), at("edit-child", child.pk), at("search", child.pk),
        at("search", child.pk) + "?vak=rekenen", at("search", child.pk) + "?vak=economie&dag=9",
        at("confirm", child.pk, held.series), at("mine"), at("lesson", made.pk), at("lesson", over.pk),
        at("cancel", made.pk), at("move", made.pk),
    ]  # fmt: skip


def test_axe_finds_nothing_on_the_pages_of_a_family(open_page, site: Site):
    world, town = World("bijles"), city()
    page = open_page()
    let_in(page, site, "family", world)

    found = [fault for address in addresses(town, world) for fault in faults(page, address)]

    assert found == []
    page.goto(reverse("bijles:mine"))
    heading(page, "Mijn lessen")
