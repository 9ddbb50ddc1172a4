"""An exchange from an open round to its first evaluation, in a browser: run, publish, agree, meet, sign, look back."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from ndt.demo import data
from ndt.schools import demo as schools
from tests.e2e.assembly_pages import let_in
from tests.e2e.exchange_pages import Eyes, Journey, press, term, weeks_pass
from tests.e2e.mailbox import Mailbox
from tests.e2e.site import Site
from tests.e2e.test_wisselkracht_runs import run
from tests.house.roles import World
from tests.sizes import sized
from tests.wisselkracht import factories, runs
from wisselkracht import demo
from wisselkracht.models import Application, Exchange, Round, Run

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def found(site: Site) -> Round:
    """An open round with two schools that can exchange."""
    now = timezone.now()
    first, last = term(timezone.localdate())
    made = factories.round_(
        title="Voorjaar", starts_on=first, ends_on=last, decides_on=first - timedelta(days=20),
        opens_at=now - timedelta(days=5), closes_at=now + timedelta(days=20),
    )  # fmt: skip
    for _school in range(2):
        runs.application(made, now=now)
    return made


def close_run_and_offer(coby: Page, found: Round, eyes: Eyes, *, js: bool) -> None:
    """A coordinator closes the round, lets the computer find the exchanges, and lays them before a colleague."""
    coby.goto(reverse("wisselkracht:cockpit", args=[found.slug]))
    coby.get_by_role("link", name="Sluit de ronde nu").click()
    eyes.look(coby)
    press(coby, "Sluit de ronde nu")
    expect(coby.get_by_text("De ronde is gesloten.")).to_be_visible()
    coby.get_by_role("link", name="Berekeningen en besluiten").click()
    run(coby, js=js)
    press(coby, "Leg voor aan een collega")
    # Who offered it finds no button to publish it.
    expect(coby.get_by_text("Vraag een collega")).to_be_visible()
    expect(coby.get_by_role("button", name="Publiceer en verstuur de voorstellen")).to_have_count(0)


def publish(colleague: Page, found: Round) -> None:
    """A second person looks at the newest run and publishes it; the proposals go out."""
    number = Run.objects.filter(round=found).latest("number").number
    colleague.goto(reverse("wisselkracht:run", args=[found.slug, number]))
    press(colleague, "Publiceer en verstuur de voorstellen")
    expect(colleague.get_by_text("Gepubliceerd op")).to_be_visible()


def walk(journey: Journey) -> bytes:
    """Take an exchange from its proposal to the answers to its first evaluation; give the signed agreement."""
    journey.agree()
    journey.meet()
    journey.train()
    journey.choose_goals()
    journey.make_agreement()
    paper = journey.sign()
    weeks_pass(journey.number)
    assert journey.state == "running"

    reviews = journey.look_back()

    assert [one.role for one in reviews] == ["buddy", "director", "teacher"]
    assert not any(one.urgency for one in reviews)
    journey.desk.goto(reverse("wisselkracht:exchange", args=[journey.number]))
    expect(journey.desk.get_by_text("De ruil loopt")).to_be_visible()
    return paper


@sized
@pytest.mark.parametrize("js", [True, False], ids=["with javascript", "without javascript"])
def test_a_round_becomes_an_exchange_that_people_sign_and_look_back_on(
    found: Round, open_page, site: Site, mailbox: Mailbox, record_figure, js: bool
):
    world, eyes = World("wisselkracht"), Eyes(on=js)
    coby, olga, phone = (open_page(js=js, width=width) for width in (1280, 1280, 390))
    let_in(coby, site, "coordinator", world)
    let_in(olga, site, "operator", world)

    close_run_and_offer(coby, found, eyes, js=js)
    publish(olga, found)
    paper = walk(Journey(Exchange.objects.get(), mailbox, phone, coby, eyes))

    assert paper.startswith(b"%PDF")
    if js:
        record_figure("pages of an exchange that axe looked at", target="-", measured=eyes.pages)
        record_figure("what axe found on them", target=0, measured=len(eyes.faults))
    assert not eyes.faults, "\n".join(eyes.faults)


@pytest.fixture
def region(site: Site) -> Round:
    """The open round of the demo, with its accounts."""
    now = timezone.now()
    for name, load in (("cast", data.load_cast), ("schools", schools.load), ("wisselkracht", demo.load)):
        list(load(now, random.Random(name)) or ())
    return Round.objects.get(title="Eerstvolgende ronde")


def log_in(page: Page, name: str) -> None:
    page.goto("/demo/")
    page.get_by_role("button", name=f"Log in als {name}").click()
    page.wait_for_load_state()


@pytest.mark.proof
def test_the_demo_region_goes_from_open_round_to_first_evaluation_with_the_demo_accounts(
    region: Round, open_page, mailbox: Mailbox, record_figure
):
    """An exchange of the largest size with JavaScript, one of two schools without."""
    coby, olga, phone, plain = (open_page(width=1280), open_page(width=1280), open_page(width=390), open_page(js=False))
    log_in(coby, "Coby")
    log_in(olga, "Olga")

    close_run_and_offer(coby, region, Eyes(on=False), js=True)
    publish(olga, region)
    fresh = Exchange.objects.filter(round=region, run_number__isnull=False)
    by_size = sorted(fresh, key=lambda one: (one.places.count(), one.pk))
    for exchange, page in ((by_size[-1], phone), (by_size[0], plain)):
        assert walk(Journey(exchange, mailbox, page, coby, Eyes(on=False))).startswith(b"%PDF")

    number = Application.objects.filter(round__region=region.region).count()
    record_figure("applications in the demo region of the journey", target="about 300", measured=number)
    record_figure("proposals that its round published", target="-", measured=len(by_size))
    record_figure("people of the two exchanges that signed, of 6 and 9", target="-", measured=_signed(by_size))


def _signed(exchanges: list[Exchange]) -> str:
    return ", ".join(str(3 * one.places.count()) for one in (exchanges[0], exchanges[-1]))
