"""A meeting from registration to the door: the phone at the door loses its network, goes on, and sends everything later."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from ndt.people.models import Membership, Role
from opleiding.emails import opinion_token
from opleiding.models import Meeting, Opinion, Registration, Scan
from tests.e2e.assembly_pages import heading, let_in
from tests.e2e.site import Site
from tests.e2e.test_house_axe import faults
from tests.house.roles import World
from tests.opleiding import factories
from tests.opleiding import meeting_world as meetings
from tests.sizes import sized

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), sized]
UNTIL_THE_PAGE_IS_KEPT = """async () => {
  await navigator.serviceWorker.ready;
  while (!(await (await caches.open("door")).match(location.href))) await new Promise((next) => setTimeout(next, 50));
}"""


@pytest.fixture
def world(site: Site) -> World:
    made = World("opleiding")
    Membership.objects.create(
        user=made.users["provider"], organisation=made.organisations["team"], role=Role.ORGANISER,
        since=date(2026, 1, 1),
    )  # fmt: skip
    return made


def press(page: Page, button: str) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name=button, exact=True).click()


def button(page: Page, name: str) -> Locator:
    """Give the button in the row of a name."""
    return page.locator(".row-list li", has_text=name).get_by_role("button")


def named(found: Meeting, *names: str) -> list[Registration]:
    """Let people with these names register."""
    people = meetings.crowd(found, len(names), now=timezone.now())
    for one, name in zip(people, names, strict=True):
        one.trainer.user.name = name
        one.trainer.user.save(update_fields=["name"])
    return people


def door_of(page: Page, site: Site, world: World, found: Meeting) -> None:
    let_in(page, site, "provider", world)
    page.goto(reverse("opleiding:door", args=[found.pk]))
    page.evaluate(UNTIL_THE_PAGE_IS_KEPT)


def test_a_door_without_a_network_loses_nothing_and_doubles_nothing(open_page, site: Site, world: World):
    found = meetings.meeting(now=timezone.now(), seats=5)
    anna, bas, cor = named(found, "Anna", "Bas", "Cor")
    first, second = (open_page(width=390, height=844) for _phone in range(2))
    for phone in (first, second):
        door_of(phone, site, world, found)
        phone.context.set_offline(True)

    button(first, "Anna").click()
    expect(first.get_by_text("Anna is binnen.")).to_be_visible()
    first.locator("#id_code").fill(bas.code.lower().replace("-", " "))
    first.locator("#id_code").press("Enter")
    expect(first.get_by_text("Bas is binnen.")).to_be_visible()
    first.locator("#id_code").fill("ZZZZ-0000")
    first.locator("#id_code").press("Enter")
    expect(first.get_by_text("nog verstuurd worden: 3")).to_be_visible()
    button(second, "Anna").click()
    button(second, "Cor").click()
    assert not Scan.objects.exists()
    first.reload()
    expect(first.locator("li", has_text="Bas").locator("[data-mark]")).to_be_visible()
    for phone in (first, second):
        phone.context.set_offline(False)
        expect(phone.get_by_text("Alles is verstuurd.")).to_be_visible()

    assert Scan.objects.count() == 5
    assert Registration.objects.filter(attended_at=None).count() == 0
    assert sorted(Scan.objects.values_list("registration", flat=True), key=str) == sorted(
        [anna.pk, anna.pk, bas.pk, cor.pk, None], key=str
    )
    first.reload()
    expect(first.locator("[data-inside]")).to_have_text("3")
    button(first, "Cor").click()
    expect(first.locator("[data-inside]")).to_have_text("2")


CAMERA = """
  window.BarcodeDetector = class { async detect() { return window.seen ? [{ rawValue: window.seen }] : []; } };
  navigator.mediaDevices.getUserMedia = async () => {
    const canvas = document.createElement("canvas");
    window.setInterval(() => canvas.getContext("2d").fillRect(0, 0, Math.random() * 9, 9), 50);
    return canvas.captureStream(10);
  };
"""


def test_a_camera_at_the_door_reads_a_code_once_while_it_stays_in_sight(open_page, site: Site, world: World):
    found = meetings.meeting(now=timezone.now(), seats=5)
    (anna,) = named(found, "Anna")
    phone = open_page(width=390, height=844)
    phone.add_init_script(CAMERA)
    door_of(phone, site, world, found)

    phone.get_by_role("button", name="Scan met de camera").click()
    phone.evaluate("address => { window.seen = address; }", site.url + reverse("opleiding:door-code", args=[anna.code]))
    expect(phone.get_by_text("Anna is binnen.")).to_be_visible()
    expect(phone.get_by_text("Alles is verstuurd.")).to_be_visible()

    assert Scan.objects.count() == 1


@pytest.mark.parametrize("js", [True, False], ids=["with javascript", "without javascript"])
def test_a_trainer_goes_from_the_list_to_the_door_and_says_what_it_was_like(open_page, site: Site, world: World, js):
    found = meetings.meeting(now=timezone.now(), seats=1)
    (before,) = named(found, "Anna")
    trainer = factories.trainer(user=world.users["family"])
    page, desk = open_page(js=js, width=390, height=844), open_page(js=False, width=1280)
    let_in(page, site, "family", world)
    let_in(desk, site, "provider", world)

    page.goto(reverse("opleiding:meetings"))
    page.get_by_role("link", name="Word leraar").click()
    page.get_by_role("link", name="Zet je op de wachtlijst").click()
    press(page, "Zet je op de wachtlijst")
    heading(page, "Je staat op de wachtlijst")
    meetings.seats.leave(meeting=found, trainer=before.trainer, now=timezone.now())
    page.reload()
    heading(page, "Er is een plaats voor je")
    press(page, "Accepteer de plaats")
    heading(page, "Je komt")
    code = page.locator(".ticket .code").inner_text()
    desk.goto(reverse("opleiding:door-code", args=[code]))
    with desk.expect_navigation():
        desk.locator("form:has(#id_code)").get_by_role("button").click()
    expect(desk.get_by_text("Amina is binnen.")).to_be_visible()
    own = Registration.objects.get(trainer=trainer)
    page.goto(reverse("opleiding:opinion", args=[opinion_token(own)]))
    page.locator("input[name=grade][value='8']").check()
    page.locator("input[name=clearer][value=yes]").check()
    press(page, "Verstuur")

    heading(page, "Dank je")
    assert Opinion.objects.get().grade == 8


def test_axe_finds_nothing_on_the_pages_of_meetings(page: Page, site: Site, world: World, record_figure):
    world.users["family"] = world.users["provider"]
    own, other, full = (meetings.meeting(now=timezone.now(), seats=seats) for seats in (5, 5, 1))
    trainer = factories.trainer(user=world.users["provider"])
    for meeting in (own, full):
        named(meeting, "Anna", "Bas")
        meetings.seats.register(meeting=meeting, trainer=trainer, now=timezone.now())
    mine = Registration.objects.get(meeting=own, trainer=trainer)
    Registration.objects.filter(meeting=own).update(attended_at=timezone.now())
    for number in range(5):
        Opinion.objects.create(meeting=own, grade=6 + number % 4, clearer="yes", words="Meer tijd voor vragen.")
    named_pages = ("meeting", "my-meeting", "meeting-people", "change-meeting", "cancel-meeting", "opinions", "door")
    addresses = [reverse(f"opleiding:{name}", args=[found.pk]) for name in named_pages for found in (own, full)]
    addresses += [reverse("opleiding:my-meeting", args=[other.pk]), reverse("opleiding:door-code", args=[mine.code])]
    addresses += [reverse("opleiding:opinion", args=[opinion_token(mine)])]
    addresses += [reverse(f"opleiding:{name}") for name in ("meetings", "meeting-desk", "new-series")]
    let_in(page, site, "provider", world)

    found = [fault for address in addresses for fault in faults(page, address)]

    record_figure("pages of meetings that axe looked at", target="-", measured=len(addresses))
    record_figure("what axe found on the pages of meetings", target=0, measured=len(found))
    assert not found, "\n".join(found)
