"""A tutor ticks a lesson with its code and somebody reports it, with and without JavaScript; axe looks at every desk."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from bijles.models import Attendance, Booking, SafetyReport
from ndt.people.models import Membership, Role
from tests.bijles import lessons
from tests.bijles.lesson_roles import teaching
from tests.e2e.assembly_pages import heading, let_in
from tests.e2e.site import Site
from tests.e2e.test_house_axe import faults, is_page
from tests.house.roles import World
from tests.sizes import sized

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), sized]
HOUR = timedelta(hours=1)


@pytest.fixture
def world(site: Site) -> World:
    return World("bijles")


def press(page: Page, button: str) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name=button, exact=True).click()


def begun(world: World) -> Booking:
    """A lesson of the tutor that began half an hour ago."""
    made, start = teaching(world), timezone.now() - HOUR / 2
    lessons.move(made, (start, start + HOUR))
    return made


@pytest.mark.parametrize("js", [True, False], ids=["with javascript", "without javascript"])
def test_a_tutor_ticks_a_lesson_and_somebody_reports_it(open_page, site: Site, world: World, js: bool):
    lesson = begun(world)
    phone = open_page(js=js, width=390, height=844)
    let_in(phone, site, "tutor", world)

    phone.goto(reverse("bijles:tutor"))
    phone.get_by_role("link", name="Vink af", exact=True).click()
    heading(phone, "Les van")
    phone.locator("input[name=said][value=present]").check()
    phone.locator("#id_code").fill(lesson.code)
    press(phone, "Vink af")
    expect(phone.get_by_text("Afgevinkt met de lescode.")).to_be_visible()
    phone.locator("#id_did").fill("Breuken geoefend.")
    press(phone, "Bewaar")
    expect(phone.get_by_text("Het gezin kan het nu lezen.")).to_be_visible()

    visitor = open_page(js=js, width=390, height=844)
    visitor.goto(reverse("bijles:report"))
    visitor.locator("#id_code").fill(lesson.code)
    visitor.locator("#id_day").fill(f"{timezone.localdate(lesson.period.lower):%Y-%m-%d}")
    visitor.locator("#id_first_name").fill("Bram")
    press(visitor, "Ga verder")
    for field, value in (("who", "child"), ("about", "tutor"), ("what", "private")):
        visitor.locator(f"input[name={field}][value={value}]").check()
    press(visitor, "Verstuur de melding")
    heading(visitor, "Wij hebben uw melding")

    phone.reload()
    phone.goto(reverse("bijles:tutor"))
    expect(phone.get_by_text("Uw lessen zijn gestopt.")).to_be_visible()
    assert (Attendance.objects.get().with_code, SafetyReport.objects.get().what) == (True, "private")


def test_axe_finds_nothing_on_any_desk(site: Site, page: Page, world: World):
    found, seen = [], 0
    lesson = teaching(world)
    tutor = {"number": lesson.lesson.tutor_id}
    agreement = {"number": lesson.lesson.agreement_id}
    for role, pages in {
        "tutor": {"tutor": {}, "tutor-lesson": {"number": lesson.pk}, "hours": tutor},
        "provider": {
            **{name: {} for name in ("provider", "provider-quality", "provider-money", "provider-new-tutor")},
            **dict.fromkeys(("provider-tutor", "provider-tutor-change", "provider-withdraw", "hours"), tutor),
            "agreement": agreement,
        },
        "coordinator": {
            **{name: {} for name in ("city", "city-lessons")},
            **dict.fromkeys(("city-programme", "city-rules", "city-offer"), _programme(lesson)),
            "city-new-programme": {"slug": "stadspas"},
            "agreement": agreement,
        },
    }.items():
        let_in(page, site, role, world)
        for name, kwargs in pages.items():
            address = reverse(f"bijles:{name}", kwargs=kwargs)
            assert is_page(page.request.get(address).headers)
            found += faults(page, address)
            seen += 1

    found += _safety(page, site, world)
    assert (found, seen) == ([], 19)


def _programme(lesson: Booking) -> dict[str, int]:
    return {"number": lesson.lesson.agreement.programme_id}


def _safety(page: Page, site: Site, world: World) -> list[str]:
    """Look at the desk of a safeguarding contact, and at a report that was opened."""
    reader = world.users["other_coordinator"]
    report = lessons.reported(Booking.objects.get())
    Membership.objects.create(user=reader, organisation=report.tutor.provider.organisation, role=Role.CONFIDANT)
    lessons.opened(report.pk, reader)
    let_in(page, site, "other_coordinator", world)
    return faults(page, reverse("bijles:safety")) + faults(page, reverse("bijles:safety-report", args=[report.pk]))
