"""Olga, an operator, reads in a browser who changed what and why."""

from __future__ import annotations

from django.conf import settings
from django.test import Client
from playwright.sync_api import Page

from ndt import history
from ndt.people.models import Kind, Membership, Organisation, Role, User
from tests.e2e.axe import every_look
from tests.e2e.site import Site
from tests.house import roles
from tests.sizes import sized


@sized
@every_look
def test_the_history_can_be_read_by_everybody(site: Site, open_page, axe, width: int, scheme: str):
    olga = User.objects.create_user("olga@example.org", name="Olga", is_staff=True, is_superuser=True)
    school = Organisation.objects.create(name="De Regenboog", kind=Kind.SCHOOL)
    with history.actor(olga.pk), history.reason("Begint als schoolleider"):
        Membership.objects.create(user=olga, organisation=school, role=Role.DIRECTOR)
    page: Page = open_page(width=width, scheme=scheme)
    client = Client()
    roles.log_in(client, olga, second_factor=True)
    name = settings.SESSION_COOKIE_NAME
    page.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": site.url}])

    page.goto("/beheer/history/moment/")
    assert "Begint als schoolleider" in page.get_by_role("main").inner_text()
    assert axe(page) == []
    page.goto(f"/beheer/people/organisation/{school.pk}/history/")
    assert axe(page) == []
    page.goto(f"/beheer/people/organisation/{school.pk}/change/")
    page.get_by_label("Naam").first.fill("De Regenboog Noord")
    page.get_by_label("Reden van deze wijziging").fill("Fusie")
    page.get_by_role("button", name="Opslaan", exact=True).click()
    page.goto(f"/beheer/people/organisation/{school.pk}/history/")
    assert "Fusie" in page.get_by_role("main").inner_text()
