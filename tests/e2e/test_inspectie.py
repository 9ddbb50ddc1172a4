"""The inspection room in a browser, role by role: with and without JavaScript, by keyboard, and nothing for axe to find."""

from __future__ import annotations

import json
import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from inspectie.models import ImprovementTrack, SavedScenario
from tests.e2e.test_house_axe import faults as every_look
from tests.house.roles import World
from tests.inspectie import landscape
from tests.inspectie.tracks import factories
from tests.sizes import FULL, sized

pytestmark = [sized, pytest.mark.browser, pytest.mark.django_db(transaction=True)]
ROOM = "/kwaliteit-in-zicht/"


@pytest.fixture
def country(site):
    return landscape.build(24, names=("De Regenboog", "It Iepen Stee"))


def enter(page, site, client):
    """Give a page the session of somebody who is logged in."""
    page.context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": site.url}])


def tab_to(page, locator, *, most=80):
    for _press in range(most):
        page.keyboard.press("Tab")
        if locator.evaluate("element => element === document.activeElement"):
            return
    raise AssertionError(f"{most} times Tab did not reach {locator}")


@pytest.mark.parametrize("js", [True, False], ids=["with javascript", "without javascript"])
def test_a_journalist_goes_from_the_country_to_a_norm_under_a_fixed_address(site, country, open_page, js):
    page = open_page(js=js, width=390, height=844)
    page.goto(ROOM)
    expect(page.locator("h1")).to_be_visible()
    page.goto(page.locator(f'a[href="{ROOM}maak-een-norm/"]').first.get_attribute("href"))
    answer = page.locator("#antwoord h2").inner_text()

    page.get_by_label("Rekenen", exact=True).fill("-17.7")
    if not js:
        page.get_by_role("button", name="Reken uit").click()
    expect(page).to_have_url(re.compile("rekenen=-17.7"))
    expect(page.locator('output[for="id_rekenen"]')).to_have_text("−17,7")
    expect(page.locator('#antwoord input[name="rekenen"]')).to_have_value("-17.7")
    assert answer
    page.get_by_role("button", name="Bewaar deze norm").click()

    page.wait_for_url(re.compile("maak-een-norm/[0-9a-f]{64}/"))
    kept = SavedScenario.objects.get()
    for name, content in (("CSV", kept.csv_bytes), ("JSON", kept.json_bytes)):
        address = page.get_by_role("link", name=f"Download als {name}").get_attribute("href")
        assert [page.request.get(address).body() for _time in range(2)] == [content, content]
    assert json.loads(kept.json_bytes)


def test_a_norm_is_made_and_kept_by_keyboard_alone(site, country, open_page):
    page = open_page()
    page.goto(f"{ROOM}maak-een-norm/")
    tab_to(page, page.get_by_label("Rekenen", exact=True))
    for _press in range(3):
        page.keyboard.press("ArrowLeft")
    expect(page).to_have_url(re.compile("rekenen=-"))
    expect(page.locator('#antwoord input[name="rekenen"]')).to_have_value(re.compile("^-"))

    tab_to(page, page.get_by_role("button", name="Bewaar deze norm"))
    page.keyboard.press("Enter")

    page.wait_for_url(re.compile("maak-een-norm/[0-9a-f]{64}/"))
    assert SavedScenario.objects.count() == 1


@pytest.mark.parametrize("js", [True, False], ids=["with javascript", "without javascript"])
def test_a_parent_finds_a_school_and_looks_around_it(site, country, open_page, js):
    page = open_page(js=js, width=390, height=844)
    for asked, found in (("s-Gravenhage", "'s-Gravenhage"), ("Sudwest fryslan", "Súdwest-Fryslân"),
                         ("00VB", "It Iepen Stee"), ("stichting voorbeeld 1", "Stichting Voorbeeld 1"),
                         ("Regenboog", "De Regenboog")):  # fmt: skip
        page.goto(f"{ROOM}scholen/")
        page.get_by_label("Naam, plaats, bestuur of code").fill(asked)
        page.get_by_role("button", name="Zoek", exact=True).click()
        expect(page.locator("#gevonden")).to_contain_text(found)

    page.locator("#gevonden").get_by_role("link", name="De Regenboog").click()
    expect(page.locator("h1")).to_have_text("De Regenboog")
    expect(page.get_by_text("signaal, geen oordeel").first).to_be_visible()
    page.locator(".school-facts").get_by_role("link", name="Stichting Voorbeeld 1").click()
    expect(page.locator("h1")).to_contain_text("Stichting Voorbeeld 1")
    page.go_back()
    page.locator(".school-facts").get_by_role("link", name="'s-Gravenhage").click()
    expect(page.locator("h1")).to_contain_text("'s-Gravenhage")
    for path, words in (("kaart/", "Amsterdam"), ("vergelijk/", "Scholen die veranderen"), ("hoe-zeker/", "Toeval")):
        page.goto(ROOM + path)
        expect(page.locator("main")).to_contain_text(words)


def test_a_policymaker_goes_from_the_report_desk_to_a_brief(site, country, open_page):
    page = open_page()
    enter(page, site, World("inspectie").browser("policymaker"))
    page.goto("/rapporten/normen/")
    expect(page.locator("h1")).to_be_visible()
    page.goto(f"{ROOM}beleidsbrief/land/nederland/")

    page.get_by_role("button", name="Maak de brief als PDF").click()

    link = page.get_by_role("link", name="Open de PDF")
    expect(link).to_be_visible(timeout=30_000)
    assert page.request.get(link.get_attribute("href")).body().startswith(b"%PDF-")


def fill(page, **values):
    for name, value in values.items():
        page.locator(f"#id_{name}").fill(value)


def test_a_coordinator_guides_a_school_to_the_end_of_its_track(site, open_page):
    now, today = timezone.now(), timezone.localdate()
    factories.rules(now=now)
    judged = factories.judgement(dated=today - timedelta(days=30))
    page = open_page(js=False)
    enter(page, site, World("inspectie").browser("coordinator"))

    page.goto(f"{ROOM}verbeteren/")
    page.locator(f'a[href$="/oordeel/{judged.pk}/start/"]').first.click()
    fill(page, contact_name="Daan Dekker", contact_email="daan@school.example")
    page.get_by_role("button", name="Start het traject").click()
    expect(page.locator("h1")).to_have_text(str(judged.ovt))
    track = ImprovementTrack.objects.get()
    assert track.deadline <= judged.dated + timedelta(days=366)

    for code, finding in (("plan", ""), ("first_review", "on_course")):
        page.locator(f'a[href$="/moment/{factories.moment(track, code).pk}/"]').click()
        page.locator("#id_done_on, #id_record-done_on").first.fill(today.isoformat())
        if finding:
            page.locator(f'input[type="radio"][value="{finding}"]').check()
        page.get_by_role("button", name="Leg dit vast").click()
    assert track.moments.filter(done_on=today).count() == 2

    page.get_by_role("link", name="Wijzig de mensen of de laatste dag").click()
    sooner = track.deadline - timedelta(days=14)
    fill(page, deadline=sooner.isoformat(), reason="De school is eerder klaar.")
    page.locator("main form button[type=submit]").last.click()
    page.get_by_role("link", name="Leg het einde vast").click()
    page.locator('input[value="recovered"]').check()
    fill(page, closed_on=today.isoformat(), reason="De inspectie gaf een voldoende.")
    page.get_by_role("button", name="Leg het einde vast").click()

    expect(page.locator("main")).to_contain_text("Op deze dag was de school hersteld.")
    track.refresh_from_db()
    assert (track.stage, track.deadline, track.closed_on) == ("recovered", sooner, today)


def pages(kept) -> list[str]:
    """Give pages that anybody may see. In `make test` those that `test_house_axe` does not look at."""
    some = ["maak-een-norm/?rekenen=veel", f"maak-een-norm/{kept}/", "vergelijk/?groep=gemeente", "scholen/00VE-C1/"]
    more = ["", "maak-een-norm/", "vergelijk/", "hoe-zeker/", "groei/", "gegevens/", "scholen/", "scholen/?zoek=ark",
            "scholen/00VA-C1/", "besturen/40001/", "gemeenten/0363/", "kaart/", "beleidsbrief/",
            "beleidsbrief/land/nederland/"]  # fmt: skip
    return some + more if FULL else some


def kept_norm(page) -> str:
    page.goto(f"{ROOM}maak-een-norm/")
    page.get_by_role("button", name="Bewaar deze norm").click()
    page.wait_for_url(re.compile("maak-een-norm/[0-9a-f]{64}/"))
    return SavedScenario.objects.get().digest


def screens(now, today) -> list[str]:
    """Give every screen about tracks, with something on it."""
    started, done = (factories.track(now=now, dated=today - timedelta(days=30)) for _time in range(2))
    waiting = factories.judgement(dated=today - timedelta(days=3))
    newer = factories.judgement(started.ovt, label="zeer_zwak", dated=today)
    factories.hold_review(done, now=now)
    one = f"verbeteren/{started.public_id}/"
    return ["verbeteren/", "verbeteren/spelregels/", f"verbeteren/oordeel/{waiting.pk}/start/",
            f"verbeteren/oordeel/{newer.pk}/overnemen/", one, f"{one}moment/", f"{one}mensen/", f"{one}einde/",
            f"{one}moment/{factories.moment(started, 'first_review').pk}/", f"verbeteren/{done.public_id}/"]  # fmt: skip


def test_axe_finds_nothing_on_any_page_of_the_room(site, country, page, record_figure):
    addresses = pages(kept_norm(page)) + screens(timezone.now(), timezone.localdate())
    enter(page, site, World("inspectie").browser("coordinator"))

    faults = [fault for address in addresses for fault in every_look(page, ROOM + address)]

    record_figure("what axe found in the inspection room, 320 and 1280 px, light and dark", target=0,
                  measured=f"{len(faults)} on {len(addresses)} pages")  # fmt: skip
    assert not faults, "\n".join(faults)
