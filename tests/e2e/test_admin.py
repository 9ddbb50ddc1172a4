"""The admin in a browser: under the strict policy, and for everybody.

Every page of every registered desk is opened; `open_page` fails on a broken policy or a script error.
In `make test` axe looks at half of them.
"""

from __future__ import annotations

import contextlib
import zlib
from collections.abc import Iterator

from django.contrib import admin
from django.urls import NoReverseMatch, reverse
from playwright.sync_api import Page

from ndt.people.models import Membership, Organisation, User
from tests.e2e.site import Site
from tests.e2e.test_house_axe import faults
from tests.house.roles import World
from tests.sizes import FULL, sized


def sign_in(page: Page, site: Site, world: World, role: str) -> None:
    """Give this browser the session of that role."""
    session = world.browser(role).cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": session, "url": site.url}])


def desks() -> Iterator[str]:
    """Give the addresses of the overview and of every desk: list, new, change, history."""
    yield reverse("admin:index")
    for model in admin.site._registry:
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        yield reverse(f"{name}_changelist")
        # A page of our own, such as the history of everything, has only its list.
        with contextlib.suppress(NoReverseMatch):
            yield reverse(f"{name}_add")
            yield from a_row_of(name, model)


def a_row_of(name, model) -> Iterator[str]:
    """Give the addresses of one row: change and history. In `make test` the history of people speaks for all."""
    first = model._default_manager.first()
    if first is not None:
        yield reverse(f"{name}_change", args=[first.pk])
        if FULL or model is User:
            yield reverse(f"{name}_history", args=[first.pk])


def is_looked_at(number: int, path: str) -> bool:
    """Tell whether axe looks at a page: in `make test` the first, what is ours, and by turns half of the others."""
    ours = any(f"/{model._meta.model_name}/" in path for model in (User, Organisation, Membership))
    return FULL or number == 0 or ours or zlib.crc32(path.encode()) % 2 == 0


@sized
def test_every_desk_is_accessible_and_keeps_the_policy(site: Site, page: Page, record_figure):
    world = World("campaigns")
    sign_in(page, site, world, "operator")
    found: list[str] = []

    for number, path in enumerate(desks()):
        answer = page.goto(path)
        if answer.status == 403:  # this desk only reads
            continue
        if answer.status != 200:
            found.append(f"{answer.status}: {path}")
        elif is_looked_at(number, path):
            found += faults(page, path, is_open=True)

    record_figure("what axe found in the admin, 320 and 1280 px, light and dark", target=0, measured=len(found))
    assert not found, "\n".join(found)


def test_a_role_is_given_with_a_reason_by_searching_a_name(site: Site, page: Page):
    world = World("campaigns")
    omar = world.users["signer"]
    sign_in(page, site, world, "operator")

    page.goto(reverse("admin:people_organisation_change", args=[world.organisations["municipality"].pk]))
    page.click(".add-row a")
    row = page.locator("tr.dynamic-memberships").last
    row.locator(".field-user .select2-selection").click()
    page.keyboard.type("omar")
    page.locator(".select2-results__option", has_text="Omar").click()
    row.locator(".field-role select").select_option("policymaker")
    page.fill("#id_history_reason", "Vervangt Eva in het voorjaar")
    page.click("input[name=_save]")

    page.wait_for_selector(".messagelist .success")
    assert omar.memberships.get().role == "policymaker"
