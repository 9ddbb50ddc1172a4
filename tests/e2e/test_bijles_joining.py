"""A provider joins, a municipality makes rules and an agreement, both sign, a tutor gets times: then a family finds them.

Walked once, without JavaScript: what works so works with it, and the desks with JavaScript are looked at by axe elsewhere.
"""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from bijles.models import Agreement, EnrolledPass, Provider, Tutor
from bijles.models.programme import AgreementState
from bijles.queries import supply
from bijles.queries.supply import Wanted
from ndt.people.models import Membership, Role
from tests.bijles import factories
from tests.bijles.city import FOREVER
from tests.e2e.assembly_pages import heading, let_in
from tests.e2e.site import Site
from tests.house.roles import World
from tests.sizes import WAYS, sized

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), sized]
DAY = timedelta(days=1)


class Desk:
    """Somebody at work, who fills in fields by their names."""

    def __init__(self, page: Page, site: Site, role: str, world: World) -> None:
        self.page = page
        let_in(page, site, role, world)

    def open(self, name: str, *args: object) -> None:
        self.page.goto(reverse(f"bijles:{name}", args=args))

    def fill(self, **fields: object) -> None:
        for name, value in fields.items():
            field = self.page.locator(f"main [name={name}]").first
            kind = field.evaluate("one => one.type")
            if kind == "select-one":
                field.select_option(str(value))
            elif kind in {"radio", "checkbox"}:
                for one in value if isinstance(value, list) else [value]:
                    self.page.locator(f"main [name={name}][value='{one}']").check()
            else:
                field.fill(str(value))

    def press(self, button: str) -> None:
        with self.page.expect_navigation():
            self.page.get_by_role("button", name=button, exact=True).click()


@pytest.fixture
def world(site: Site) -> World:
    made = World("bijles")
    for house in ("municipality", "provider"):
        contact, organisation = made.users["other_coordinator"], made.organisations[house]
        Membership.objects.create(user=contact, organisation=organisation, role=Role.CONFIDANT)
    factories.scheme(municipality=made.organisations["municipality"])
    return made


@pytest.mark.parametrize("js", WAYS)
def test_a_provider_joins_and_a_family_finds_its_tutor(open_page, site: Site, world: World, tmp_path, js: bool):
    piet = Desk(open_page(js=js), site, "provider", world)
    eva = Desk(open_page(js=js, width=390, height=844), site, "policymaker", world)
    today = timezone.localdate()

    answers_about_quality(piet)
    reads_a_list_of_passes(eva, tmp_path)
    begins_a_programme_and_offers_an_agreement(eva, first=today, last=today + 200 * DAY)
    both_sign(piet, eva)
    adds_a_tutor_with_times(piet, today)

    child = factories.child(Agreement.objects.get().programme.scheme, until=FOREVER)
    (offer,) = supply.offers(child, Wanted("rekenen"), now=timezone.now())
    assert (offer.tutor.first_name, offer.agreement.cents_an_hour) == ("Noor", 2750)
    assert len(offer.next_times) == 3


def answers_about_quality(piet: Desk) -> None:
    piet.open("provider")
    piet.fill(kvk="12345678", legal="foundation", keurmerk="none", qualification="student", vog_months=36, group=8)
    piet.press("Bewaar")
    heading(piet.page, "Bijles Voorbeeld")
    assert Provider.objects.get().quality.kvk == "12345678"


def reads_a_list_of_passes(eva: Desk, tmp_path) -> None:
    """A list with a bad row is refused with its place; the mended one is read."""
    eva.open("city-passes", "stadspas")
    for until, said in (("morgen", "Rij 2, kolom 'valid_until'"), (FOREVER, "De lijst is gelezen: 1 pas.")):
        file = tmp_path / "lijst.csv"
        file.write_text(f"pass_hmac,birth_date_hmac,valid_until,children\n{factories.row(until=until)}")
        eva.page.locator("[name=file]").set_input_files(file)
        eva.press("Lees de lijst in")
        expect(eva.page.get_by_text(said)).to_be_visible()
    assert EnrolledPass.objects.count() == 1


def begins_a_programme_and_offers_an_agreement(eva: Desk, *, first, last) -> None:
    eva.open("city")
    eva.page.get_by_role("link", name="Begin een regeling bij de Stadspas").click()
    eva.fill(title="Bijles dit jaar", first_day=first, last_day=last, pot="50000", child="1000", minutes=2400)
    eva.fill(age_from=4, age_to=18, week_minutes=120)
    eva.press("Begin de regeling")
    eva.page.get_by_role("link", name="Bied een overeenkomst aan").click()
    eva.fill(provider=Provider.objects.get().pk, form="tutoring", first_day=first, last_day=last, rate="27,50")
    eva.fill(most_pupils=2, no_show_percent=50, late_cancel_percent=50, late_cancel_hours=24, payment_days=30)
    eva.press("Bied aan")
    expect(eva.page.get_by_text("De overeenkomst is aangeboden.")).to_be_visible()


def both_sign(piet: Desk, eva: Desk) -> None:
    piet.open("provider")
    piet.open("agreement", Agreement.objects.get().pk)
    piet.press("Teken de overeenkomst")
    expect(piet.page.get_by_text("De ander moet nog tekenen.")).to_be_visible()
    eva.press("Teken de overeenkomst")
    expect(eva.page.get_by_text("De overeenkomst geldt.")).to_be_visible()
    assert Agreement.objects.get().state == AgreementState.ACTIVE


def adds_a_tutor_with_times(piet: Desk, today) -> None:
    piet.open("provider")
    piet.page.get_by_role("link", name="Nieuwe bijlesgever").click()
    piet.fill(first_name="Noor", languages=["nl", "tr"], email="noor@voorbeeld.example")
    piet.press("Voeg toe")
    heading(piet.page, "Noor")
    piet.fill(seen_on=today - DAY, valid_until=today + 400 * DAY)
    piet.press("Bewaar deze datums")
    piet.fill(subject="rekenen", levels=["groep-7"])
    piet.press("Bewaar dit vak")
    piet.page.get_by_role("link", name="Tijden").click()
    piet.fill(form="tutoring", days=["0", "2", "4"], every="1", first=today, starts="15:00", minutes=120)
    piet.press("Voeg toe")
    expect(piet.page.get_by_text("Eerstvolgend:")).to_be_visible()
    assert Tutor.objects.get().user is not None
