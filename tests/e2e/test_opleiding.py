"""A trainer goes from a code to an advice on a phone, with and without JavaScript; axe looks at every page."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from ndt.people.models import Membership, Role
from opleiding import links
from opleiding.core.modules import Side
from opleiding.models import Institute, Pool, Trainer, University
from opleiding.services import modules
from tests.e2e.assembly_pages import heading, let_in
from tests.e2e.site import Site
from tests.e2e.test_house_axe import faults, is_page
from tests.house.roles import World, nothing
from tests.opleiding import factories, module_world
from tests.opleiding.url_roles import URLS
from tests.sizes import sized

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), sized]


@pytest.fixture
def world(site: Site) -> World:
    return World("opleiding")


def press(page: Page, button: str) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name=button, exact=True).click()


def answer(page: Page, code: str, *, study: str) -> None:
    """Go from a code to an advice: a master in a study, 140 hours of maths."""
    page.goto(reverse("opleiding:begin"))
    page.locator("#id_code").fill(links.shown(code).lower())
    press(page, "Ga verder")
    press(page, "Maak mijn profiel")
    heading(page, "Wat studeer je")
    page.locator("#id_programme").select_option(label=study)
    page.locator("input[name=level][value=master]").check()
    page.locator("#id_ec").fill("120")
    press(page, "Ga verder")
    page.locator("#id_subject").select_option(label="wiskunde")
    page.locator("#id_hours").fill("140")
    press(page, "Ga verder")
    for words in ("Heb je leren", "Hoe wil je", "Hoe ver", "Wanneer wil je", "Waar wil je"):
        heading(page, words)
        press(page, "Ga verder")
    page.locator("input[name=uses][value=advice]").check()
    press(page, "Bewaar")
    press(page, "Bekijk mijn advies")


@pytest.mark.parametrize("js", [True, False], ids=["with javascript", "without javascript"])
def test_a_trainer_goes_from_a_code_to_an_advice(open_page, site: Site, world: World, js: bool):
    today = timezone.localdate()
    factories.offering(deadline=today + timedelta(days=60), starts_on=today + timedelta(days=120))
    (code,) = factories.codes(1, now=timezone.now())
    factories.study_programme()
    page = open_page(js=js, width=390, height=844)
    let_in(page, site, "family", world)

    answer(page, code, study="wiskunde-ba")

    expect(page.get_by_text("Je gaf 140 uur wiskunde.")).to_be_visible()
    expect(page.get_by_role("link", name="Bewaar de brief (PDF)")).to_be_visible()


def pages(world: World) -> list[str]:
    """Give the address of every page of this room; who logs in may open them all."""
    coby = world.users["coordinator"]
    for name in ("family", "provider"):
        world.users[name] = coby
    house = factories.agreement(since=date(2026, 1, 1)).institute
    seat = factories.offering().programme.university
    for organisation, role in ((house.organisation, Role.INSTITUTE), (seat.organisation, Role.PROGRAMME)):
        Membership.objects.create(user=coby, organisation=organisation, role=role, since=date(2026, 1, 1))
    trainer = factories.trainer(user=coby, institute=house)
    factories.advise(trainer)
    claimed = factories.experience(factories.claiming(house))
    batch = factories.batch(house)
    own = {
        "opleiding:invitation": {"code": factories.codes(1, institute=house, now=timezone.now())[0]},
        "opleiding:question": {"slug": "studie"},
        "opleiding:advice": {"number": 1},
        "opleiding:amend": {"public_id": trainer.advices.get().public_id},
        "opleiding:signed": {"number": house.agreements.get().pk},
        "opleiding:revoke": {"number": house.agreements.get().pk},
        "opleiding:batch": {"number": batch.pk},
        "opleiding:confirm": {"number": claimed.pk},
        "opleiding:programme": {"number": seat.programmes.get().pk},
        "opleiding:new-offering": {"number": seat.programmes.get().pk},
        "opleiding:new-rules": {"number": seat.programmes.get().pk},
        "opleiding:offering": {"number": seat.programmes.get().offerings.get().pk},
        "opleiding:rules": {"number": seat.programmes.get().rules.get().pk},
        "opleiding:development": {"number": factories.development(university=seat).pk},
        "opleiding:pool": {"number": Pool.objects.create(university=seat, title="Samen", places=4).pk},
        **_modules(seat, house, trainer),
    }
    files = ("-csv", "-json", ":letter", ":sheets", ":signed")
    # Pages about a round have data of their own: those that a visitor may see are walked in test_house_axe.
    rows = [
        name
        for name, row in URLS.items()
        if row.get["anonymous"] != 405 and not name.endswith(files) and (name in own or row.kwargs is nothing)
    ]
    return [reverse(name, kwargs=own.get(name, {})) for name in rows]


def _modules(seat: University, house: Institute, trainer: Trainer) -> dict[str, dict[str, int]]:
    """Give one that is written with a changed text, one that the trainer is in, and one that is over."""
    makers = {"programme": seat.programmes.get(), "institute": house}
    writing = module_world.shared(timezone.now(), **makers, exemptions=(module_world.exemption(subject=""),))
    plan = module_world.plan(timezone.now(), title="Rust in de klas")
    modules.change(module=writing, plan=plan, seen=1, side=Side.INSTITUTE, by=None, why="Korter.", now=timezone.now())
    opened = module_world.opened(timezone.now(), **makers, exemptions=(module_world.exemption(subject=""),))
    modules.register(module=opened, trainer=trainer, now=timezone.now())
    over = module_world.over(timezone.now(), **makers)
    own = {"module-cockpit": writing, "change-module": writing, "stop-module": writing, "evaluate-module": over}
    own |= {"module": opened, "my-module": opened}
    return {f"opleiding:{name}": {"number": one.pk} for name, one in own.items()}


def test_axe_finds_nothing_on_any_page_of_this_room(page: Page, site: Site, world: World, record_figure):
    addresses = pages(world)
    let_in(page, site, "coordinator", world)

    found, number = [], 0
    for address in addresses:
        if is_page(page.request.get(address).headers):
            number += 1
            found += faults(page, address)

    record_figure("pages of Opleiding op Maat that axe looked at", target="-", measured=number)
    record_figure("what axe found on them, 320 and 1280 px, light and dark", target=0, measured=len(found))
    assert not found, "\n".join(found)
